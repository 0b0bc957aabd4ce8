"""What a function does with a parameter, read as evidence of its type."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import formals
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function, Module
from burnish_checks.inference.mutations import attribute_tests, attribute_writers
from burnish_checks.inference.narrowing import classes_of
from burnish_checks.inference.records import Use, otherwise
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NONE,
    OBJECT,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    Instance,
    Never,
    Tuple,
    Type,
    Unknown,
    drop_unknown,
    instance,
    known,
    members,
    union,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_PLAIN = (STR, BYTES, INT, FLOAT)
_COMMON = ("builtins.str", "builtins.list", "builtins.dict", "builtins.set", "builtins.bytes", "pathlib.Path",
           "re.Match", "re.Pattern",
           "datetime.datetime", "logging.Logger", "argparse.Namespace", "argparse.ArgumentParser", "ast.AST",
           "asyncio.events.AbstractEventLoop", "asyncio.futures.Future", "threading.Thread", "socket.socket",
           "types.FrameType", "types.ModuleType")  # fmt: skip
_MOST_BELOW = 20
_MAPPING = frozenset({"get", "items", "keys", "values", "__contains__", "__getitem__"})


def type_from(engine: Engine, function: Function, uses: list[Use], name: str, *, optional: bool = False) -> Found:
    """The type that what is done with a parameter points to; `optional` if it is None where it is not given."""
    passed = _passed_on(engine, uses, name)
    if passed.is_known and not passed.named:
        return passed
    for step in (
        _beside(engine, uses),
        _stored(engine, uses, optional),
        _by_members(engine, function, uses, name),
        passed,
    ):
        if step.is_known:
            return step
    return _by_shape(uses, optional)


def tested(uses: list[Use]) -> Type:
    """The classes that the parameter is tested for with `isinstance`."""
    types = [item for use in uses if use.kind == "isinstance" for item in members(use.type)]
    return union(types) if types else UNKNOWN


def tested_where_stored(engine: Engine, function: Function, uses: list[Use]) -> Type:
    """The classes that methods test an attribute for which holds the parameter, and nothing but that."""
    found: list[Type] = []
    for use in uses:
        cls = engine.program.class_named(use.key) if use.kind == "stored" else None
        if cls is not None and attribute_writers(cls).get(use.name) == [function]:
            for node in attribute_tests(cls, use.name):
                found += classes_of(engine.evaluate_in(cls.module, cls, node))
    return union(found) if found else UNKNOWN


def taken_by_callees(engine: Engine, uses: list[Use], given: Type) -> Type | None:
    """The most that a workspace function takes to which the parameter is handed on, if it takes all that is given.

    But for None: others give it to that function, and from there it would go through all that hand something on to it.
    """
    best: Type | None = None
    for use in uses:
        function = engine.program.function(use.key) if use.kind == "passed" else None
        if function is None:
            continue
        found = engine.parameter(function, use.name)
        if found.strength < 2 or not known(found.type) or isinstance(given, (Unknown, Never)):
            continue
        if engine.hierarchy.accepts(found.type, given) and (
            best is None or len(members(found.type)) > len(members(best))
        ):
            best = found.type
    return union(item for item in members(best) if item != NONE) if best is not None else None


def _passed_on(engine: Engine, uses: list[Use], name: str) -> Found:
    """What the callees take that the parameter is passed to; what only a name says of theirs holds for that name alone."""
    votes: Counter[Type] = Counter()
    named = True
    for use in uses:
        if use.kind == "declared":
            type_ = _narrow_enough(use.type)
            named = False
        elif use.kind == "passed":
            function = engine.program.function(use.key)
            taken = engine.parameter(function, use.name) if function is not None else NOTHING
            if function is None or (taken.named and use.name != name):
                continue
            type_ = taken.type
            named &= taken.named
            needed = _is_required(function, use.name) and NONE in members(type_)
            type_ = _narrow_enough(union(item for item in members(type_) if item != NONE) if type_ != NONE else UNKNOWN)
            type_ = union((type_, NONE)) if needed and type_ is not None else type_
        else:
            continue
        if type_ is not None:
            votes[type_] += 1
    if not votes:
        return NOTHING
    best = votes.most_common(1)[0][0]
    return Found(best, ("what it is passed on to",), 1 if named else 2, named)


def _is_required(function: Function, name: str) -> bool:
    return any(item.name == name and item.default is None for item in formals(function))


_BUFFERS = frozenset({"collections.abc.Buffer", "typing_extensions.Buffer", "_collections_abc.Buffer"})


def _narrow_enough(type_: Type) -> Type | None:
    """A declared type as the caller's own annotation would say it; None where it says too little."""
    parts = [item for item in members(type_) if item != NONE and not isinstance(item, Unknown)]
    names = [item.cls for item in parts if isinstance(item, Instance)]
    if "os.PathLike" in names and STR in parts:
        return STR
    if any(name.startswith(("_typeshed.", "typing.Supports")) for name in names):
        return None
    if any(name in _BUFFERS for name in names):
        return STR if STR in parts else BYTES
    if not parts or len(parts) > 3 or OBJECT in parts or len(parts) != len([m for m in members(type_) if m != NONE]):
        return None
    result = union(parts)
    if any(
        isinstance(item, Instance)
        and item.cls in ("typing.Iterable", "typing.Sized", "typing.Hashable", "typing.Container")
        for item in parts
    ) and not known(result):
        return None
    return result if known(result) or any(isinstance(item, Callable) for item in parts) else drop_unknown(result)


def _beside(engine: Engine, uses: list[Use]) -> Found:
    """What the parameter is compared with, added to, or looked for in."""
    votes: Counter[Type] = Counter()
    for use in uses:
        if use.kind in ("beside", "equal", "order", "within", "number") and not isinstance(use.type, (Unknown, Never)):
            for item in members(use.type):
                if use.name == "Mult" and item in (STR, BYTES):
                    votes[INT] += 2  # a text is repeated
                elif item == INT and use.kind in ("equal", "order", "number", "beside"):
                    votes[INT] += 1
                elif item in _PLAIN or (isinstance(item, Instance) and engine.program.is_own(item.cls)):
                    votes[item] += 2
        elif use.kind in ("number", "bound") or (use.kind == "beside" and use.name == "Sub"):
            votes[INT] += 1
        elif use.kind == "key" and isinstance(use.type, Instance):
            if use.type.cls == "builtins.dict" and use.type.args and use.type.args[0] in _PLAIN:
                votes[use.type.args[0]] += 2
            elif use.type.cls in ("builtins.list", "builtins.tuple", "builtins.str"):
                votes[INT] += 2
    if any(use.kind in _OF_CONTAINERS for use in uses):
        votes = Counter({type_: count for type_, count in votes.items() if type_ not in (INT, FLOAT, BOOL)})
    if votes:
        best = votes.most_common(1)[0][0]
        if not any(use.kind == "attribute" and not _has(engine, best, use.name) for use in uses):
            return Found(best, ("what it is compared or combined with",), 2)
    return NOTHING


_OF_CONTAINERS = frozenset({"index", "set", "holds", "iterated"})
"""Uses that no number allows, whatever else is done that numbers allow too: `text[1:]`, `text * 2`."""


def _has(engine: Engine, type_: Type, name: str) -> bool:
    from burnish_checks.inference.members import member

    return member(engine, type_, name) is not None


def _stored(engine: Engine, uses: list[Use], optional: bool) -> Found:
    """What else the attribute holds that the parameter is stored in: what it is declared as, or what replaces its None."""
    for use in uses:
        if use.kind == "stored" and use.key:
            cls = engine.program.class_named(use.key)
            if cls is None:
                continue
            symbols = cls.members.get(use.name)
            if symbols and symbols[0].annotation is not None:
                declared = engine.annotations.read(symbols[0].annotation, cls.module, cls)
                if known(declared):
                    return Found(declared, (f"the attribute `{use.name}`",), 3)
            if not optional:
                continue
            written = engine.attribute(cls, use.name)
            type_ = drop_unknown(union(item for item in members(written or UNKNOWN) if item != NONE))
            if known(type_) and not isinstance(type_, Never):
                return Found(type_, (f"the attribute `{use.name}`",), 2)
    return NOTHING


def _by_members(engine: Engine, function: Function, uses: list[Use], parameter: str) -> Found:
    """The class that has all attributes which are asked of the parameter, unless it is another that is tested for it."""
    names = {use.name for use in uses if use.kind == "attribute" and not use.name.startswith("__")}
    if not names:
        return NOTHING
    own = classes_with(engine, function.module, names)
    apart = (parameter, otherwise(parameter))
    others = tested([use for name, use in engine.uses(function) if name not in apart])
    if own is not None and Instance(own) not in members(others):
        return Found(Instance(own), ("the attributes it uses",), 2)
    of_bytes = any(use.kind == "given" and use.type == BYTES for use in uses)
    for name in _COMMON if not of_bytes else ("builtins.bytes",):
        cls = engine.program.class_named(name) if name.startswith("builtins.") or len(names) > 1 else None
        if cls is not None and all(_defines(engine, name, item) for item in names):
            if name == "builtins.dict" and names <= _MAPPING and not any(use.kind == "set" for use in uses):
                return Found(Instance("typing.Mapping"), ("the attributes it uses",), 1)
            if name in ("builtins.dict", "builtins.list", "builtins.set"):
                return Found(Instance(name), ("the attributes it uses",), 1)
            return Found(Instance(name), ("the attributes it uses",), 2)
    return NOTHING


def _defines(engine: Engine, cls: str, name: str) -> bool:
    return any(
        name in found.members
        for item in engine.hierarchy.order(cls)
        if (found := engine.program.class_named(item.cls)) is not None and item.cls != "builtins.object"
    )


def classes_with(engine: Engine, home: Module, names: set[str]) -> str | None:
    """The one class within a module's reach that has all the attributes, its subclasses apart."""
    found: list[str] = []
    telling = max(sorted(names), key=len)
    for module in engine.program.users(telling):
        for cls in module.classes.values() if engine.program.within_reach(home, module) else ():
            if not (telling in cls.members or telling in attribute_writers(cls)):
                continue
            candidates = [cls.name, *itertools.islice(engine.hierarchy.descendants(cls.name), _MOST_BELOW)]
            found.extend(name for name in candidates if all(has_here(engine, name, item) for item in names))
    found = list(dict.fromkeys(found))
    tops = [name for name in found if not any(other != name and engine.hierarchy.is_a(name, other) for other in found)]
    if len(tops) == 1 and (len(names) > 1 or (len(telling) > 7 and "_" in telling.strip("_"))):
        return tops[0]
    return None


def has_here(engine: Engine, cls: str, name: str) -> bool:
    """Whether a class, an ancestor, or a method of theirs defines the attribute."""
    for item in engine.hierarchy.order(cls):
        found = engine.program.class_named(item.cls)
        if (
            found is not None
            and item.cls != "builtins.object"
            and (name in found.members or (not found.module.stub and name in attribute_writers(found)))
        ):
            return True
    return False


def _by_shape(uses: list[Use], optional: bool) -> Found:
    """Called, awaited, tested for truth alone: the weakest of uses."""
    kinds = {use.kind for use in uses}
    if "called" in kinds:
        return Found(Callable(None, UNKNOWN), ("being called",), 2)
    if kinds and kinds <= {"truth"} and not optional:
        return Found(BOOL, ("being tested for truth alone",), 1)
    texts = [use for use in uses if use.kind == "index" and use.type == STR]
    if texts:
        written = any(use.kind == "set" for use in uses)
        return Found(Instance("builtins.dict" if written else "typing.Mapping"), ("being indexed with text",), 1)
    return NOTHING


def broadened(engine: Engine, given: Type, uses: list[Use]) -> Type:
    """What callers give, as widely as the body needs it: a list that is only iterated may be any iterable."""
    if not uses:
        return given
    parts = [_broad(engine, item, uses) for item in members(given)]
    return union(parts)


def _broad(engine: Engine, given: Type, uses: list[Use]) -> Type:
    if isinstance(given, Tuple) and len({*given.items}) <= 1:
        given = Instance("builtins.tuple", given.items[:1])
    if not isinstance(given, Instance):
        return given
    if given.cls in _ITERATORS:
        seen = engine.hierarchy.ancestor(given, "typing.Iterable")
        return Instance("typing.Iterable", seen.args if seen is not None else ())
    needs: set[str] = set()
    for use in uses:
        needs.add(_need(engine, use))
    if given.cls in ("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "typing.Sequence"):
        if needs <= {"", "Iterable"}:
            return Instance("typing.Iterable", given.args) if "Iterable" in needs else given
        if needs <= {"", "Iterable", "Collection"}:
            return Instance("typing.Collection", given.args)
        if needs <= {"", "Iterable", "Collection", "Sequence"} and given.cls in ("builtins.list", "builtins.tuple"):
            return Instance("typing.Sequence", given.args)
    if given.cls == "builtins.dict" and needs <= {"", "Iterable", "Collection", "Sequence", "Mapping"} and needs - {""}:
        return Instance("typing.Mapping", given.args)
    if given.cls in _READ_AS and not any(map(_needs_itself, uses)):
        return Instance(_READ_AS[given.cls], given.args)
    return given


_READ_AS = {
    "builtins.tuple": "typing.Sequence",
    "builtins.list": "typing.Sequence",
    "builtins.dict": "typing.Mapping",
    "builtins.set": "typing.AbstractSet",
}
_CHANGES = frozenset(
    {"append", "add", "insert", "extend", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard", "sort",
     "reverse", "copy", "difference_update", "intersection_update"}
)  # fmt: skip


def _needs_itself(use: Use) -> bool:
    """Whether a use changes the container or gives it away as what it is."""
    return use.kind in ("set", "returned", "beside", "number") or (use.kind == "attribute" and use.name in _CHANGES)


_ITERATORS = frozenset(
    {"typing.Iterator", "typing.Generator", "builtins.zip", "builtins.map", "builtins.filter", "builtins.enumerate",
     "builtins.reversed", "itertools.chain", "_collections_abc.dict_keys", "_collections_abc.dict_values",
     "_collections_abc.dict_items"}
)  # fmt: skip


def _need(engine: Engine, use: Use) -> str:
    """The abstract container that a use asks for; `concrete` if it asks for more."""
    if use.kind in ("truth", "none", "isinstance", "text", "equal"):
        return ""
    if use.kind == "iterated":
        return "Iterable"
    if use.kind == "holds":
        return "Collection"
    if use.kind == "index":
        return "Sequence"
    if use.kind == "attribute" and use.name in _MAPPING:
        return "Mapping"
    if use.kind == "attribute" and use.name in ("index", "count"):
        return "Sequence"
    if use.kind == "passed":
        function = engine.program.function(use.key)
        found = engine.parameter(function, use.name).type if function is not None else UNKNOWN
        return "" if isinstance(found, Unknown) else _abstract(found)
    return _abstract(use.type) if use.kind == "declared" else "concrete"


_OF_ITER = frozenset({"_typeshed.SupportsIter", "builtins._GetItemIterable"})
"""What `iter` is declared to take."""


def _abstract(type_: Type) -> str:
    """The abstract container that a type asks for; `concrete` if it asks for more."""
    names = {item.cls for item in members(type_) if isinstance(item, Instance)}
    if names & _OF_ITER:
        return "Iterable"
    for name in ("Iterable", "Sized", "Container", "Collection", "Sequence", "Mapping"):
        if f"typing.{name}" in names:
            return {"Sized": "Collection", "Container": "Collection"}.get(name, name)
    return "concrete"


__all__ = ["ClassType", "Tuple", "broadened", "instance", "type_from"]
