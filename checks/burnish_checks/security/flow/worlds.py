"""A module known by its facts, as data flow is settled in it: what its functions, classes and tables do."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from burnish_checks.core.published import published
from burnish_checks.security.flow import indirect, named_patterns, objects, of_any_class
from burnish_checks.security.flow.aliases import class_in, read_annotation
from burnish_checks.security.flow.answering import URL_METHODS
from burnish_checks.security.flow.closed import Closed, Given, any_of, doubted, in_order
from burnish_checks.security.flow.closing import close
from burnish_checks.security.flow.listening import CHOSEN, RAISED, SENDS
from burnish_checks.security.flow.own_texts import OWN, own_text
from burnish_checks.security.flow.sources import FRAMEWORKS, Source
from burnish_checks.security.flow.summary import Summary
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.values import MISSING, SHARED
from burnish_checks.security.makers import resolved_maker

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
                return self.absolute(published(item.target))
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
            return f"{resolved_maker(made.pop(), lambda root: self.resolve(root) if root != name else root)}()"
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
        if name.startswith(OWN):
            return own_text(self.facts.named(self.module, "own-texts", name.removeprefix(OWN)), self.literal)
        found = {item.value for item in self.facts.named(self.module, "literals", name)}
        return found.pop() if len(found) == 1 else MISSING

    def partial(self, symbol: str) -> Any:
        name = symbol.removeprefix("$") if symbol.startswith("$self.") else symbol.lstrip("?@")
        found = self.facts.named(self.module, "partials", name)
        return found[0] if len(found) == 1 else None

    def is_plain_option(self, name: str) -> bool:
        return bool(self.facts.named(self.module, "plain-options", name))

    def pattern(self, symbol: str) -> str | None:
        return named_patterns.pattern_in(self.facts, self.module, symbol, self.depth)

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
        return indirect.of_listeners(facts, callee, depth, module)
    if "." in callee and callee.rpartition(".")[2] in SENDS:
        told = indirect.of_listeners(facts, callee.rpartition(".")[0], depth, module)
        if told is not None:
            return told
    if callee[:1] in ("$", SHARED) and not callee.startswith("$self."):
        return of_any_class.by_name(facts, module, callee, depth)
    if callee.endswith(("[]", ".get()")) and callee.startswith("@") and callee.count(".") <= 1:
        return indirect.of_table(facts, module, callee[1:].removesuffix("[]").removesuffix(".get()"), depth)
    if callee.endswith(("[]", ".get()")) and callee[:1] not in "@$":
        owner, _, name = callee.removesuffix("[]").removesuffix(".get()").rpartition(".")
        if owner and "(" not in owner and facts(owner, "function-tables"):
            return indirect.of_table(facts, owner, name, depth)
    if callee.endswith(("[]", ".get()")) and callee.startswith("$self.") and callee.count(".") <= _OF_SELF:
        return indirect.of_table(facts, module, callee[1:].removesuffix("[]").removesuffix(".get()"), depth)
    if callee.endswith("()"):
        maker = closed_in(facts, module, callee[:-2], depth)
        if maker is not None and maker.inner is not None:
            return maker.inner
        return closed_in(facts, module, f"{callee}.__call__", depth)
    if callee.startswith("$self."):
        return _of_self(facts, module, callee, depth)
    if callee.startswith("@"):
        told = own(facts, module, callee.lstrip("@").removeprefix("$self.").replace("()", ""), "." in callee, depth)
        return told if told is not None or "." not in callee else of_any_class.by_name(facts, module, callee, depth)
    parts = callee.replace("()", "").split(".")
    for cut in range(len(parts) - 1, max(0, len(parts) - 4), -1):
        name = ".".join(parts[:cut])
        if name and facts(name, "taint-summary") is not None:
            asked = ".".join(parts[cut:]), len(parts) - cut > 1, depth
            return facts.recall(name, (name, "own", *asked), partial(own, facts, name, *asked))
    return None


def _of_self(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    """What a method of the object itself does, or of something that it holds, which is none of its own by a common name."""
    name = callee.removeprefix("$self.").replace("()", "")
    if "." in name and name.rpartition(".")[2] in of_any_class.MANY_HAVE:
        return None
    found = own(facts, module, name, True, depth) or _inherited(facts, module, "", name, depth)
    return found if found is not None or "." not in name else of_any_class.by_name(facts, module, callee, depth)


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


def own(facts: Facts, module: str, name: str, in_class: bool, depth: int) -> Closed | None:
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
    return _of_object(found) if last == "*" else found[0] if len(found) == 1 else doubted(any_of(found))


def summed(facts: Facts, summaries: list[Summary], owner: str) -> Closed | None:
    """What a method of a class of the module does that has these summaries."""
    world = ModuleWorld(facts, "", 1)
    found = [close(item, world, owner) for item in summaries if not item.silent]
    return found[0] if len(found) == 1 else doubted(any_of(found)) if found else None


def _of_object(found: list[Closed]) -> Closed:
    """What all the methods of a class do with what its object holds."""
    flows = {flow for item in found for flow in item.flows if flow.kind and flow.parameter.startswith("self.")}
    return Closed((), in_order(flows), (), "")


_ANSWERING = ("View", "ViewSet", "Handler", "Resource", "Endpoint")


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
    told = own(facts, module, "?.__getattr__", True, depth)
    return told._replace(parameters=()) if told is not None else None


def _inherited(facts: Facts, module: str, owner: str, method: str, depth: int) -> Closed | None:
    """What a method does that a class of the module (any, if not named) has from a base class of another module."""
    if depth >= DEEPEST or "." in method:
        return None
    world = ModuleWorld(facts, module, depth)
    for base in foreign_bases(facts, world, owner):
        found = _completed(facts, module, base, method, depth)
        found = found or closed_in(facts, module, f"{base}().{method}", depth + 1)
        if found is not None:
            return found
    return None


def _completed(facts: Facts, module: str, base: str, method: str, depth: int) -> Closed | None:
    """What a method of a base class does where it calls methods of its object that the module defines; None where it does not."""
    home, _, owner = base.rpartition(".")
    found = [
        close(item, _DerivedWorld(facts, home, depth + 1, module), owner)
        for item in facts.named(home, "taint-summary", method)
        if item.in_class and any(facts.named(module, "taint-summary", symbol[len(_OWN) :]) for symbol in item.own)
    ]
    return _absolute_maker(any_of(found), home) if found else None


_OWN = "$self."


class _DerivedWorld(ModuleWorld):
    """The module of a base class as an object of a class of another module sees it, which has methods of its own."""

    def __init__(self, facts: Facts, module: str, depth: int, derived: str) -> None:
        super().__init__(facts, module, depth)
        self.derived = derived

    def closed(self, callee: str) -> Closed | None:
        name = callee.removeprefix(_OWN)
        replaced = name.isidentifier() and name != callee and self.depth < DEEPEST
        found = own(self.facts, self.derived, name, True, self.depth + 1) if replaced else None
        return found or super().closed(callee)


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
