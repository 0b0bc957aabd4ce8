"""What objects hold, as facts tell it: what is stored in them anywhere, and what calling their class makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from burnish_checks.security.flow import worlds
from burnish_checks.security.flow.arriving import of_object
from burnish_checks.security.flow.closed import ANY, MOST_ALTERNATIVES, Closed, End, Flow, Given, in_order
from burnish_checks.security.flow.closing import close, read_of
from burnish_checks.security.flow.ending import ends, ends_inside
from burnish_checks.security.flow.fields import UPLOADED
from burnish_checks.security.flow.injected import injected
from burnish_checks.security.flow.kinds import ALL, PATH, PICKLE
from burnish_checks.security.flow.meaning import qualify
from burnish_checks.security.flow.settling import once_known
from burnish_checks.security.flow.sinks import LABEL_OF, UNPICKLES
from burnish_checks.security.flow.sources import Source
from burnish_checks.security.flow.summary import Summary
from burnish_checks.security.flow.taints import Taint, held_under
from burnish_checks.security.flow.telling import STORES, SYMBOLS, Facts
from burnish_checks.security.flow.unpickling import is_dangerous
from burnish_checks.security.flow.values import SHARED
from burnish_checks.security.makers import resolved_maker


def stored_anywhere(
    facts: Facts, module: str, attribute: str, depth: int, read: str = "", *, of_made: bool = False
) -> tuple[Given, ...]:
    """The same, and what other modules store in a place that all of an application share, or in a name of this one."""
    own = stored_in(facts, module, attribute, depth, read, of_made=of_made)
    if not attribute.startswith(("@", SHARED)) and "(" in attribute:
        return own
    word = attribute.rpartition(".")[2].partition("[")[2].removesuffix("]") or attribute.rpartition(".")[2].lstrip("@")
    found = set(own)
    shared = attribute.startswith(SHARED)
    place = word if shared else f"@{word}"
    for other in sorted({name for name, kept in facts.everywhere("shared-places") if kept == place} - {module}):
        if shared or _is_same(facts, module, other, attribute):
            found.update(stored_in(facts, other, attribute if shared else place, depth, read))
    return in_order(found)


def _is_same(facts: Facts, module: str, other: str, symbol: str) -> bool:
    """Whether a name of another module means what the symbol does in the module: the name of one that either imports."""
    home, _, name = symbol.rpartition(".")
    if not home:
        home, name = module, symbol.lstrip("@")
        for item in facts.bound(module, name):
            if item.how == "import":
                home, _, name = worlds.ModuleWorld(facts, module, 0).absolute(item.target).rpartition(".")
    if facts.is_module(other, home):
        return True
    world = worlds.ModuleWorld(facts, other, 0)
    imported = (
        world.absolute(item.target).rpartition(".") for item in facts.bound(other, name) if item.how == "import"
    )
    return any(last == name and facts.is_module(start, home) for start, _, last in imported)


def stored_in(
    facts: Facts, module: str, attribute: str, depth: int, read: str = "", *, of_made: bool = False
) -> tuple[Given, ...]:
    """The data from outside that functions of the module store in an attribute of `self`, or under a symbol; with `read` as
    far as that attribute of what is stored gives it, or a method of it.

    With `of_made` without what is stored by an `__init__`, which may be that of another class.
    """
    key = (module, "stored", attribute, depth, read, of_made)
    return facts.recall(module, key, lambda: _stored_in(facts, module, attribute, depth, read, of_made), meanwhile=())


def _stored_in(facts: Facts, module: str, attribute: str, depth: int, read: str, of_made: bool) -> tuple[Given, ...]:
    world = worlds.ModuleWorld(facts, module, depth + 1)
    of_symbol = "." in attribute or attribute.startswith("@")
    found = {
        Given(source, end.cleared)
        for item in (
            *facts.named(module, STORES, attribute),
            *(facts.named(module, STORES, SYMBOLS) if of_symbol else ()),
        )
        for name, taints in item.stores
        if _names(name, attribute, of_symbol, world, read) and not (of_made and item.name == "__init__")
        for taint in of_object(held_under(frozenset(taints), read), read, world)
        for end in ends(taint, world)
        if (source := end.source or _as_sent(end, item, read, world)) is not None
    }
    return in_order(found)


def _as_sent(end: End, summary: Summary, read: str, world: worlds.ModuleWorld) -> Source | None:
    """What a parameter is that requests alone fill; of an object one of its fields, if that lets any text through."""
    parts = dict(summary.sent)
    if end.parameter not in parts or world.is_checked(end.origin.slot or read):
        return None
    return Source(f"the request's `{end.parameter}`", one_part=parts[end.parameter])


def _names(name: str, attribute: str, of_symbol: bool, world: worlds.ModuleWorld, read: str) -> bool:
    """Whether data is stored under a name that means the attribute or symbol, and under the key that is read of it, if any."""
    if not of_symbol or name[:1] not in ("?", "@"):
        return name == attribute
    name, _, key = name.removesuffix("]").partition("[")
    if key and read[:1] == "[" and read != f"[{key}]":
        return False
    return name[1:] == attribute.lstrip("@") or qualify(name, world) == attribute


def held_in(facts: Facts, module: str, attribute: str) -> str:
    """The dotted name of the class whose object an attribute of `self` holds; empty if it is not one."""
    made = {item.maker for item in facts.named(module, "attributes-made", attribute)}
    home = module
    if not made and attribute.startswith(SHARED):
        known = {(name, item.maker) for name, item in facts.everywhere("attributes-made") if item.name == attribute}
        made = {maker for _, maker in known}
        home = next(iter(known))[0] if known else module
    if not made and attribute.isidentifier():
        return injected(facts, module, attribute)
    if len(made) != 1:
        return ""
    maker = resolved_maker(made.pop(), worlds.ModuleWorld(facts, home, 1).resolve)
    return f"{home}.{maker[1:]}" if maker.startswith("@") and home else maker


_CHOICES = ("Enum", "Flag")
_READ_TYPES = ("BaseModel", "Struct")
_RECORDS = ("NamedTuple", "BaseModel", "TypedDict", "Struct")


_CONTAINERS = frozenset(
    ["dict", "list", "str", "bytes", "tuple", "set", "OrderedDict", "defaultdict", "UserDict", "UserList", "UserString",
     "deque", "Counter", "ChainMap", "SimpleNamespace", "Path", "PurePath", "PosixPath", "StringIO", "BytesIO"]
)  # fmt: skip
"""Base classes whose objects hold what they are made of, where the class has no `__init__` that is known."""


_FORMS = ("Form", "Serializer")


_RECORD_DECORATORS = ("dataclass", "define", "frozen", "attrs", "s")


def made_by_class(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """What an object of a class holds: by `__init__` what it stores where, of a record everything under any name."""
    found = next(iter(facts.named(module, "classes", name)), None)
    if found is not None and any(base.endswith(_CHOICES) for base in found.bases):
        return Closed((), (), (), "")  # one of its members, or `ValueError`
    if found is not None and any(base.endswith(_FORMS) for base in found.bases):
        return _made_by_form(facts, module)
    bases = _bases_of(facts, module, name)
    if found is not None and (not bases.isdisjoint(_RECORDS) or _is_record(found)):
        fields = {item.name for item in facts(module, "members") or () if item.how in ("assign", "annotation")}
        harmless = _checked_fields(facts, module, not bases.isdisjoint(_READ_TYPES))
        named = tuple(Flow(name, "", name, harmless.get(name, frozenset())) for name in sorted(fields))
        methods = frozenset(item.name for item in facts(module, "members") or () if item.how == "def") - fields
        records = {item.name for item in facts(module, "classes") or () if _is_record(item)}
        typed = fields.intersection(
            item.name for item in facts(module, "plain-fields") or () if item.types.isdisjoint(records)
        )
        plain = frozenset() if typed == fields else frozenset(typed)
        return Closed((), named, (), "", record=True, methods=methods, plain=plain)
    if found is not None and any(base.rpartition(".")[2] == "Unpickler" for base in found.bases):
        return _made_by_unpickler(facts, module)
    if found is not None and any(base.rpartition(".")[2] in _CONTAINERS for base in found.bases):
        new = [one for one in facts.named(module, "taint-summary", "__new__") if one.in_class]
        if len(new) == 1:
            return close(new[0], worlds.ModuleWorld(facts, module, depth))
        return Closed((), (Flow(ANY, "", "", frozenset()),), (), "")
    start = [one for one in facts.named(module, "taint-summary", "__init__") if one.in_class]
    if not start and found is not None:
        inherited = _constructed_by_base(facts, module, name, depth)
        if inherited is not None:
            return inherited
        if any(base.endswith(("Exception", "Error")) for base in found.bases):
            return Closed((), (Flow(ANY, "", "", frozenset()),), (), "")
    found_of = tuple(_made_by(one, facts, module, depth) for one in start) if len(start) <= MOST_ALTERNATIVES else ()
    if len(found_of) == 1:
        return found_of[0]
    names = tuple(sorted({parameter for one in start for parameter in one.parameters}))
    flows = tuple(Flow(parameter, "", "", frozenset()) for parameter in names)
    return Closed(names, flows, (), "", alternatives=found_of)


def _is_record(found: Any) -> bool:
    """Whether a decorator of a class says that its objects hold what they are made of."""
    return any(item.rpartition(".")[2] in _RECORD_DECORATORS for item in found.decorators)


def _made_by_unpickler(facts: Facts, module: str) -> Closed | None:
    """What an unpickler does with the file that it is made of, which its `find_class` lets call any function of a module."""
    world = worlds.ModuleWorld(facts, module, 0)
    for item in facts.named(module, "taint-summary", "find_class"):
        if item.hits and (not item.flags or any(is_dangerous(world.literal(name)) for name, _ in item.flags)):
            return Closed(("file",), (Flow("file", PICKLE, LABEL_OF[UNPICKLES], frozenset()),), (), "")
    return None


def _bases_of(facts: Facts, module: str, name: str) -> frozenset[str]:
    """The last words of the bases of a class, and of those of its bases that are in the same module."""
    seen, waiting = set[str](), [name]
    while waiting:
        bases = {base for item in facts.named(module, "classes", waiting.pop()) for base in item.bases}
        waiting += bases - seen
        seen |= bases
    return frozenset(base.rpartition(".")[2] for base in seen)


def _made_by(start: Summary, facts: Facts, module: str, depth: int) -> Closed:
    """What an object holds that an `__init__` fills: what that is passed, and has read from outside, by attribute."""
    world = worlds.ModuleWorld(facts, module, depth)
    kept = [
        (attribute, end)
        for attribute, taints in (*start.stores, *(("", taints) for _, taints in _handed_on(start, facts, module)))
        for taint in taints
        for end in ends_inside(taint, world)
    ]
    flows = {Flow(end.parameter, "", attribute, end.cleared, read_of(end)) for attribute, end in kept if end.parameter}
    flows |= {flow for flow in close(start, world).flows if flow.kind}
    given = {Given(end.source, end.cleared, attribute) for attribute, end in kept if end.source is not None}
    ordered = in_order(flows), in_order(given)
    return Closed(start.parameters, *ordered, "", plain=start.plain, constructs=True)


def _checked_fields(facts: Facts, module: str, by_type: bool) -> dict[str, frozenset[str]]:
    """The fields that are harmless in records of the module, with the kinds: because `__post_init__` checks them, a
    validator does, or, in models, their type lets no free text through."""
    found = {
        check.parameter.removeprefix("self."): once_known(check.kinds, worlds.ModuleWorld(facts, module, 1))
        for item in facts.named(module, "taint-summary", "__post_init__")
        for check in item.checks
        if check.parameter.startswith("self.")
    }
    fields = [item for item in facts(module, "plain-fields") or () if by_type or item.checked]
    enums = {
        item.name
        for item in facts(module, "classes") or ()
        if fields and any(base.endswith(_CHOICES) for base in item.bases)
    }
    found.update(dict.fromkeys((item.name for item in fields if item.types <= enums), ALL))
    return found


def _handed_on(start: Summary, facts: Facts, module: str) -> Iterator[tuple[str, tuple[Taint, ...]]]:
    """What an `__init__` passes to that of a base class, or to methods of its own, which may keep it."""
    for symbol, _, _, taints in start.passed:
        if symbol.startswith("$self."):
            own = [item for item in facts.named(module, "taint-summary", symbol[len("$self.") :]) if item.in_class]
            if not own or any(item.stores or _hands_on(item) for item in own):
                yield symbol, taints
        elif _may_keep(symbol):
            yield symbol, taints


def _hands_on(summary: Summary) -> bool:
    """Whether a method passes data to another of its object, or of its base classes."""
    return any(symbol.startswith("$self.") or _may_keep(symbol) for symbol, *_ in summary.passed)


def _may_keep(symbol: str) -> bool:
    return symbol.startswith("?super()") or symbol.endswith(".__init__")


def _constructed_by_base(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """What an object holds whose class has its `__init__` from another module."""
    if depth < worlds.DEEPEST:
        for base in worlds.foreign_bases(facts, worlds.ModuleWorld(facts, module, depth), name):
            found = worlds.closed_in(facts, module, base, depth + 1)
            if found is not None:
                return found
    return None


def _made_by_form(facts: Facts, module: str) -> Closed:
    """What a form made of a request holds: under the name of each field what was sent, but what is checked to be no text."""
    plain = {item.name for item in facts(module, "plain-fields") or () if not item.types}
    files = {item.name for item in facts(module, "plain-fields") or () if item.types == UPLOADED}
    fields = {item.name for item in facts(module, "members") or () if item.how == "assign"} - plain
    flows = (Flow(ANY, "", name, frozenset({PATH}) if name in files else frozenset()) for name in sorted(fields))
    return Closed((), tuple(flows), (), "")
