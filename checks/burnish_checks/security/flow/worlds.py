"""A module known by its facts, as data flow is settled in it: what its functions, classes and tables do."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from burnish_checks.security.flow import objects
from burnish_checks.security.flow.aliases import class_in, read_annotation
from burnish_checks.security.flow.arriving import library
from burnish_checks.security.flow.closed import ANY, MOST_ALTERNATIVES, Closed, Flow, Given
from burnish_checks.security.flow.closing import close
from burnish_checks.security.flow.effects import MUTATORS, READERS, SILENT_METHODS
from burnish_checks.security.flow.kinds import HTML
from burnish_checks.security.flow.listening import CHOSEN, RAISED, SENDS
from burnish_checks.security.flow.sinks import BY_WORD
from burnish_checks.security.flow.sources import FRAMEWORKS, IN_JSON, URL_METHODS, Source
from burnish_checks.security.flow.summaries import Summary
from burnish_checks.security.flow.taints import DOUBT, catches
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.values import MISSING, SHARED

BUILTINS = frozenset(dir(builtins))
CONTAINERS = frozenset(
    f"{module}{name}"
    for module in ("", "types.", "collections.")
    for name in ("dict", "list", "set", "MappingProxyType", "OrderedDict", "defaultdict", "deque", "ChainMap")
)
"""What makes a container, which is known by its own name: what it holds is told by that."""
DEEPEST = 4


class ModuleWorld:
    """A module as its facts tell it."""

    def __init__(self, facts: Facts, module: str, depth: int, *, of_made: bool = False) -> None:
        self.facts = facts
        self.module = module
        self.depth = depth
        self.of_made = of_made
        """Whether a method is meant of an object whose making is in view: what that puts into it is told by its call."""

    def resolve(self, name: str) -> str:
        pairs = self.facts.bound(self.module, name)
        for item in pairs:
            if item.how == "import":
                return self.absolute(item.target)
        if not pairs:
            return f"builtins.{name}" if name in BUILTINS else f"@{name}"
        aliases = {item.target for item in pairs if item.how == "assign" and item.target}
        if len(pairs) == len(aliases) == 1 and (alias := aliases.pop()).partition(".")[0] != name:
            root, dot, rest = alias.partition(".")
            return f"{self.resolve(root)}{dot}{rest}"
        written = [
            class_in(read_annotation(item.text)) for item in self.facts.named(self.module, "annotation-aliases", name)
        ]
        if written and written[0].partition(".")[0] not in ("", name):
            root, dot, rest = written[0].partition(".")
            return f"{self.resolve(root)}{dot}{rest}"
        made = {item.maker for item in self.facts.named(self.module, "constructions", name)}
        made = set() if made <= CONTAINERS else made
        if len(made) == 1 and not any(item.how in ("def", "class") for item in pairs):
            root, dot, rest = made.pop().partition(".")
            return f"{self.resolve(root) if root != name else root}{dot}{rest}()"
        return f"@{name}"

    def absolute(self, target: str) -> str:
        """The dotted name of what an import of the module names."""
        if not target.startswith(".") or not self.module:
            return target
        level = len(target) - len(target.lstrip("."))
        parts = self.module.split(".")
        return ".".join((*parts[: max(0, len(parts) - level)], target.lstrip(".")))

    def imports(self, module: str) -> bool:
        """Whether the module, or the file that asks (whose request it may be handed), imports the named one."""
        return self.facts.imports(self.module, module) or (bool(self.module) and self.facts.imports("", module))

    @property
    def is_handed_requests(self) -> bool:
        return bool(self.module) and self.facts.recall(
            self.module,
            (self.module, "handed requests"),
            lambda: not any(self.facts.imports(self.module, name) for name in FRAMEWORKS),
        )

    def uses(self, name: str) -> bool:
        return name in (self.facts(self.module, "uses") or ())

    def bases(self) -> tuple[str, ...]:
        if not self.module:
            return self.facts.told(BASES, lambda: _bases(self.facts, ""))
        return self.facts.recall(self.module, (self.module, BASES), lambda: _bases(self.facts, self.module))

    def closed(self, callee: str) -> Closed | None:
        if self.depth >= DEEPEST:
            return None
        return closed_in(self.facts, self.module, callee, self.depth + 1)

    def held(self, attribute: str) -> str:
        return objects.held_in(self.facts, self.module, attribute)

    def literal(self, name: str) -> Any:
        found = {item.value for item in self.facts.named(self.module, "literals", name)}
        return found.pop() if len(found) == 1 else MISSING

    def partial(self, symbol: str) -> Any:
        name = symbol.removeprefix("$") if symbol.startswith("$self.") else symbol.lstrip("?@")
        found = self.facts.named(self.module, "partials", name)
        return found[0] if len(found) == 1 else None

    def is_plain_option(self, name: str) -> bool:
        return bool(self.facts.named(self.module, "plain-options", name))

    def pattern(self, symbol: str) -> str | None:
        return pattern_in(self.facts, self.module, symbol, self.depth)

    def truths(self, name: str) -> dict[str, bool]:
        return {item.key: item.value for item in self.facts.named(self.module, "truths", name)}

    def lineage(self, symbol: str) -> tuple[str, ...]:
        return tuple(foreign_bases(self.facts, self, symbol.lstrip("?@")))

    def stored(self, attribute: str, read: str = "") -> tuple[Given, ...]:
        if self.depth >= DEEPEST:
            return ()
        return objects.stored_anywhere(self.facts, self.module, attribute, self.depth, read, of_made=self.of_made)

    def handler(self, parameter: str, attribute: str) -> Source | None:
        return None

    def is_checked(self, field: str) -> bool:
        return any(not item.types for item in self.facts.named(self.module, "plain-fields", field))

    def is_request(self, parameter: str) -> bool:
        return False


_OF_SELF = 2
"""The dots in `$self.table.get()`."""


def closed_in(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    """What a function does, as asked from a module: `@f`, `@C().m`, `$self.m`, `package.module.f`, `package.C().m`."""
    key = (module, "closed", callee, depth)
    return facts.recall(module, key, lambda: _closed_in(facts, module, callee, depth))


def _closed_in(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    callee = callee.replace("builtins.super().", "$self.")
    if callee.startswith("builtins."):
        return None
    if callee[:1] in (RAISED, CHOSEN):
        return _of_listeners(facts, callee, depth, module)
    if "." in callee and callee.rpartition(".")[2] in SENDS:
        told = _of_listeners(facts, callee.rpartition(".")[0], depth, module)
        if told is not None:
            return told
    if callee[:1] in ("$", SHARED) and not callee.startswith("$self."):
        return _by_name(facts, module, callee, depth)
    if callee.endswith(("[]", ".get()")) and callee.startswith("@") and callee.count(".") <= 1:
        return _of_table(facts, module, callee[1:].removesuffix("[]").removesuffix(".get()"), depth)
    if callee.endswith(("[]", ".get()")) and callee[:1] not in "@$":
        owner, _, name = callee.removesuffix("[]").removesuffix(".get()").rpartition(".")
        if owner and "(" not in owner and facts(owner, "function-tables"):
            return _of_table(facts, owner, name, depth)
    if callee.endswith(("[]", ".get()")) and callee.startswith("$self.") and callee.count(".") <= _OF_SELF:
        return _of_table(facts, module, callee[1:].removesuffix("[]").removesuffix(".get()"), depth)
    if callee.endswith("()"):
        maker = closed_in(facts, module, callee[:-2], depth)
        if maker is not None and maker.inner is not None:
            return maker.inner
        return closed_in(facts, module, f"{callee}.__call__", depth)
    if callee.startswith("$self."):
        return _of_self(facts, module, callee, depth)
    if callee.startswith("@"):
        told = _own(facts, module, callee.lstrip("@").removeprefix("$self.").replace("()", ""), "." in callee, depth)
        return told if told is not None or "." not in callee else _by_name(facts, module, callee, depth)
    parts = callee.replace("()", "").split(".")
    for cut in range(len(parts) - 1, max(0, len(parts) - 4), -1):
        name = ".".join(parts[:cut])
        if name and facts(name, "taint-summary") is not None:
            asked = ".".join(parts[cut:]), len(parts) - cut > 1, depth
            return facts.recall(name, (name, "own", *asked), partial(_own, facts, name, *asked))
    return None


def _of_self(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    """What a method of the object itself does, or of something that it holds, which is none of its own by a common name."""
    name = callee.removeprefix("$self.").replace("()", "")
    if "." in name and name.rpartition(".")[2] in _MANY_HAVE:
        return None
    found = _own(facts, module, name, True, depth) or _inherited(facts, module, "", name, depth)
    return found if found is not None or "." not in name else _by_name(facts, module, callee, depth)


def _by_name(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    """What a method does of an object whose class is not known, where few classes in reach have one of that name."""
    owner, _, method = callee.rpartition(".")
    if depth >= DEEPEST or not owner or method in _MANY_HAVE or "(" in owner.rpartition(".")[2]:
        return None
    if method.startswith("__"):
        return None
    table = facts.recall(OTHERS, (module, "methods", *in_reach(facts, module)), lambda: _methods(facts, module))
    modules = [*_having(facts, module, method), *table.get(method, ())]
    if not 0 < len(modules) <= _FEW:
        return None
    found = [told for name in dict.fromkeys(modules) if (told := _own(facts, name, f"?.{method}", True, depth + 1))]
    return doubted(_any_of(found)) if found else None


def _having(facts: Facts, module: str, method: str) -> Iterator[str]:
    """The module, for each class of its own that has the method."""
    yield from (module for item in facts.named(module, "taint-summary", method) if item.in_class and not item.silent)


def _methods(facts: Facts, module: str) -> dict[str, list[str]]:
    """The methods of classes in reach, each with the modules that have one of its name; without those of the module itself."""
    table: dict[str, list[str]] = {}
    for name in in_reach(facts, module)[1:]:
        for item in facts(name, "taint-summary") or ():
            if item.in_class and not item.silent:
                table.setdefault(item.name, []).append(name)
    return table


def in_reach(facts: Facts, module: str) -> list[str]:
    """The module, and those that it imports from the workspace."""
    if module:
        return _in_reach(facts, module)
    return facts.told(IMPORTED, lambda: _in_reach(facts, ""))


def _in_reach(facts: Facts, module: str) -> list[str]:
    world = ModuleWorld(facts, module, 0)
    names = {world.absolute(name) for item in facts(module, "imports") or () for name in (item.module, item.qualified)}
    return [module, *sorted(name for name in names if facts(name, "taint-summary") is not None)]


BASES, FOREIGN, IMPORTED = "bases", "foreign bases", "imported"
"""What is told of many facts of a module at once."""
OTHERS = "others"
"""Whose memory has what is known of several modules."""
TOLD: dict[str, Callable[[Facts], Any]] = {
    BASES: lambda facts: _bases(facts, ""),
    FOREIGN: lambda facts: tuple(_foreign_bases(facts, ModuleWorld(facts, "", 0), "")),
    IMPORTED: lambda facts: _in_reach(facts, ""),
}
"""How it is worked out of the module itself."""


def _bases(facts: Facts, module: str) -> tuple[str, ...]:
    found = facts(module, "derivations") or ()
    return tuple(sorted({base for item in found for base in item.bases}))


_FEW = 3
_MANY_HAVE = (
    frozenset(
        name
        for kind in (str, bytes, list, dict, set, tuple, int, float, BaseException, type)
        for name in dir(kind)
    )
    | MUTATORS | READERS | SILENT_METHODS | frozenset(BY_WORD) | URL_METHODS
    | frozenset(
        ["read", "readline", "readlines", "close", "flush", "send", "start", "stop", "commit", "rollback", "create", "delete",
         "filter", "all", "first", "exclude", "render", "connect", "cursor", "submit", "next", "open", "name", "log", "emit",
         "info", "debug", "warning", "error", "exception", "critical", "apply", "wait", "acquire", "release", "save", "scalar"]
    )
)  # fmt: skip
"""Methods that objects of the language, of libraries and of most code bases have: their names tell nothing."""


def _of_listeners(facts: Facts, event: str, depth: int, asking: str) -> Closed | None:
    """What the functions do that listen to an event, in whatever module of the workspace they are."""
    if depth >= DEEPEST:
        return None
    word = event.rpartition(".")[2].lstrip("@")
    kinds = _kinds_of(facts, asking, word[1:]) if word.startswith(RAISED) else ()
    unnamed = event.endswith(("Signal()", ".signal()"))  # its name is another's, but it is this module's own
    known = [("", item) for item in facts("", "listeners") or ()]
    of_others = facts.everywhere("listeners")
    known += [] if unnamed else of_others
    found: list[Closed] = []
    heard = [
        (module, item)
        for module, item in known
        if item.event == word or (unnamed and item.event[:1].isalpha()) or _handles(item.event, kinds)
    ]
    nearest = min((_distance(item.event, kinds) for _, item in heard), default=0)
    for module, item in heard:
        if _distance(item.event, kinds) > nearest:
            continue  # frameworks call the handler of the nearest class alone
        world = ModuleWorld(facts, module, depth)
        root, dot, rest = item.function.partition(".")
        told = world.closed(f"{world.resolve(root)}{dot}{rest}")
        if told is not None:
            found.append(_of_error_handler(told, world) if word.startswith(RAISED) else told)
    return _any_of(found) if found else None


def _handles(event: str, kinds: tuple[str, ...]) -> bool:
    """Whether what is listened to is one of the classes of an exception, or one that they derive from."""
    return event.startswith(RAISED) and any(catches(frozenset({event[1:]}), kind) for kind in kinds)


def _distance(event: str, kinds: tuple[str, ...]) -> int:
    """How many classes up from an exception that one is which is listened to; more than there are where it is none of them."""
    name = event.removeprefix(RAISED)
    return kinds.index(name) if event.startswith(RAISED) and name in kinds else len(kinds)


def _kinds_of(facts: Facts, module: str, name: str) -> tuple[str, ...]:
    """The class of an exception, and those that it derives from as far as modules in reach tell."""
    found = [name]
    bases = {item.name: item.bases for other in in_reach(facts, module) for item in facts(other, "derivations") or ()}
    for known in found:
        found += [last for base in bases.get(known, ()) if (last := base.rpartition(".")[2]) not in found]
    return tuple(found)


def _of_error_handler(told: Closed, world: ModuleWorld) -> Closed:
    """What a function does with the exception that it is called for: what it returns is an answer."""
    answers = any(world.imports(module) for module in ("flask", "quart")) and not any(map(world.imports, IN_JSON))
    taken = told.parameters[-1:] if told.parameters else ()
    flows = [flow._replace(parameter=ANY) for flow in told.flows if flow.kind and flow.parameter in taken]
    flows += [
        Flow(ANY, HTML, "an HTML page", flow.cleared)
        for flow in told.flows
        if answers
        and not flow.kind
        and flow.parameter in taken
        and HTML not in flow.cleared
        and flow.label in ("", "0")
    ]
    return Closed(("error",), tuple(sorted(set(flows), key=repr)), (), "")


def _own(facts: Facts, module: str, name: str, in_class: bool, depth: int) -> Closed | None:
    """What a function of the module itself does; of methods with one name in several classes, what any does.

    Not so of `get` and its like, which every handler has, and whose parameters come from outside anyway.
    """
    last = name.rpartition(".")[2]
    known: Iterable[Summary] = facts.named(module, "taint-summary", last)
    if last[-1:] == "*":
        known = (item for item in facts(module, "taint-summary") or () if item.name.startswith(last[:-1]))
    summaries = [item for item in known if item.in_class == in_class]
    summaries = [item for item in summaries if not item.silent] or summaries[:1]
    owner = name.rpartition(".")[0] if in_class else ""
    world = ModuleWorld(facts, module, depth, of_made=owner[:1].isupper())
    if not summaries:
        return _elsewhere(facts, module, name, depth)
    if in_class and last in URL_METHODS and any(base.endswith(_ANSWERING) for base in world.bases()):
        return None
    found = [_absolute_maker(close(item, world, owner), module) for item in summaries]
    return _of_object(found) if last == "*" else found[0] if len(found) == 1 else doubted(_any_of(found))


def summed(facts: Facts, summaries: list[Summary], owner: str) -> Closed | None:
    """What a method of a class of the module does that has these summaries."""
    world = ModuleWorld(facts, "", 1)
    found = [close(item, world, owner) for item in summaries if not item.silent]
    return found[0] if len(found) == 1 else doubted(_any_of(found)) if found else None


def _of_object(found: list[Closed]) -> Closed:
    """What all the methods of a class do with what its object holds."""
    flows = {flow for item in found for flow in item.flows if flow.kind and flow.parameter.startswith("self.")}
    return Closed((), tuple(sorted(flows, key=repr)), (), "")


_ANSWERING = ("View", "ViewSet", "Handler", "Resource", "Endpoint")


def doubted(told: Closed) -> Closed:
    """What a function does that need not be the one that is called."""
    flows = tuple(flow._replace(cleared=flow.cleared | {DOUBT}) for flow in told.flows)
    given = tuple(item._replace(cleared=item.cleared | {DOUBT}) for item in told.given)
    return told._replace(flows=flows, given=given, alternatives=tuple(map(doubted, told.alternatives)))


def _any_of(found: list[Closed]) -> Closed:
    """What any of several functions does that may be meant."""
    same = [item for item in found if item.parameters == found[0].parameters]
    flows = tuple(sorted({flow for item in same for flow in item.flows}, key=repr))
    given = tuple(sorted({item for one in same for item in one.given}, key=repr))
    makes = found[0].makes if len({one.makes for one in found}) == 1 else ""
    never = all(one.never for one in found)
    others = tuple(found) if len(same) < len(found) <= MOST_ALTERNATIVES else ()
    return Closed(found[0].parameters, flows, given, makes, alternatives=others, never=never)


def _absolute_maker(closed: Closed, module: str) -> Closed:
    """What is made by a class of another module, named so that it is found from anywhere."""
    if module and closed.makes.startswith("@"):
        return closed._replace(makes=f"{module}.{closed.makes[1:]}")
    return closed


def _elsewhere(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """A name the module imports from another, or a class, whose objects hold what they are made of."""
    root, dot, rest = name.partition(".")
    for item in facts.bound(module, root):
        if item.how == "import" and depth < DEEPEST:
            target = ModuleWorld(facts, module, depth).absolute(item.target)
            return closed_in(facts, module, f"{target}{dot}{rest}", depth + 1)
        if item.how == "class":
            attribute, further, method = rest.partition(".")
            if further and (held := objects.held_in(facts, module, attribute)):
                return closed_in(facts, module, f"{held}().{method}", depth + 1) if depth < DEEPEST else None
            if dot:
                return _inherited(facts, module, root, rest, depth) or _looked_up(facts, module, rest, depth)
            return objects.made_by_class(facts, module, root, depth)
        if dot and depth < DEEPEST and (made := _made(facts, module, root, item.how, depth)).endswith("()"):
            return closed_in(facts, module, f"{made}.{rest}", depth + 1)
    return None


def _made(facts: Facts, module: str, name: str, how: str, depth: int) -> str:
    """The symbol of the object that a function of the module makes, or that one of its names is bound to."""
    if how != "def":
        made = ModuleWorld(facts, module, depth).resolve(name)
        return "" if made.startswith("@") else made
    maker = closed_in(facts, module, f"@{name}", depth + 1)
    return "" if maker is None or maker.makes.startswith("$") else maker.makes


def _looked_up(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """What reading an attribute that no class of the module defines does, where one has a `__getattr__`."""
    known = {item.name for item in facts(module, "members") or ()}
    if "__getattr__" not in known or name in known or "." in name:
        return None
    told = _own(facts, module, "?.__getattr__", True, depth)
    return told._replace(parameters=()) if told is not None else None


def _inherited(facts: Facts, module: str, owner: str, method: str, depth: int) -> Closed | None:
    """What a method does that a class of the module (any, if not named) has from a base class of another module."""
    if depth >= DEEPEST or "." in method:
        return None
    world = ModuleWorld(facts, module, depth)
    for base in foreign_bases(facts, world, owner):
        found = closed_in(facts, module, f"{base}().{method}", depth + 1)
        if found is not None:
            return found
    return None


def foreign_bases(facts: Facts, world: ModuleWorld, owner: str = "") -> Iterable[str]:
    """The dotted names of the base classes from other modules, of one class or of all."""
    if owner or world.module:
        return _foreign_bases(facts, world, owner)
    return facts.told(FOREIGN, lambda: tuple(_foreign_bases(facts, world, owner)))


def _foreign_bases(facts: Facts, world: ModuleWorld, owner: str) -> Iterator[str]:
    classes = facts.named(world.module, "classes", owner) if owner else facts(world.module, "classes") or ()
    for item in classes:
        for base in item.bases:
            root, dot, rest = base.partition(".")
            resolved = world.resolve(root)
            if not resolved.startswith(("@", "builtins.")):
                yield f"{resolved}{dot}{rest}"


def pattern_in(facts: Facts, module: str, symbol: str, depth: int) -> str | None:
    """The regular expression that a symbol means: a name of the module or of another one, an attribute of its classes."""
    if depth >= DEEPEST:
        return None
    if symbol.startswith("$self."):
        return _pattern_of_class(facts, module, symbol.removeprefix("$self."), depth)
    home, _, word = symbol.lstrip("?@").rpartition(".")
    if not home:
        written = [item.text for item in facts.named(module, "expressions", word)]
        if written:
            return written[0] if len(written) == 1 else None
        home, _, word = ModuleWorld(facts, module, depth).resolve(word).rpartition(".")
    is_known = home and word.isidentifier() and facts(home, "binds") is not None
    return pattern_in(facts, home, f"@{word}", depth + 1) if is_known else None


def _pattern_of_class(facts: Facts, module: str, attribute: str, depth: int) -> str | None:
    """The regular expression that an attribute of a class of the module is, or of one that these derive from."""
    if written := [item.text for item in facts.named(module, "expressions", f"self.{attribute}")]:
        return written[0] if len(written) == 1 else None
    for item in facts.named(module, "attributes-made", f"{attribute}()"):
        return pattern_in(facts, module, f"@{item.maker}", depth + 1)
    for base in foreign_bases(facts, ModuleWorld(facts, module, depth)):
        home = base.rpartition(".")[0]
        if facts(home, "binds") is not None and (found := pattern_in(facts, home, f"$self.{attribute}", depth + 1)):
            return found
    return None


def in_table(facts: Facts, module: str, name: str) -> set[tuple[str, int]]:
    """The functions that a container of the module holds, by name, with how many arguments each is passed already."""

    def held(table: str) -> set[tuple[str, int]]:
        return {(item.function, item.passed) for item in facts.named(module, "function-tables", table)}

    return {one for item in held(name) for one in (held(item[0]) if item[0].startswith("@") else (item,))}


def _of_table(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """What the functions do that a dictionary or list of the module holds."""
    world = ModuleWorld(facts, module, depth)
    names = sorted(in_table(facts, module, name))
    found: list[Closed | None] = []
    for function, passed in names:
        root, dot, rest = function.partition(".")
        symbol = f"{world.resolve(root)}{dot}{rest}"
        told = world.closed(symbol) or library(symbol)
        if told is None and root == "self":  # a function of the module that stands in a table of the class
            told = world.closed(world.resolve(rest))
        found.append(_rest_of(told, passed) if told is not None and passed else told)
    known = [item for item in (*found, _own(facts, module, f"{name}[]", False, depth)) if item is not None]
    return _any_of(known) if known else None


def _rest_of(told: Closed, passed: int) -> Closed:
    """What a function does that is passed its first arguments already."""
    own = next((number for number, name in enumerate(told.parameters) if name.startswith("*")), len(told.parameters))
    others = tuple(_rest_of(one, passed) for one in told.alternatives)
    return told._replace(parameters=told.parameters[min(passed, own) :], alternatives=others)
