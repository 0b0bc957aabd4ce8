"""What a parameter takes: from its default, the call sites, the methods overridden, the documentation, its use, its name."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from burnish_checks.inference import conventions, usage
from burnish_checks.inference.declared import Formal, formals
from burnish_checks.inference.docstrings import documented_parameter
from burnish_checks.inference.dunders import PARAMETERS
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    COMPLEX,
    FLOAT,
    INT,
    NEVER,
    NONE,
    OBJECT,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Never,
    Tuple,
    Type,
    Unknown,
    drop_unknown,
    known,
    members,
    transform,
    union,
    widen,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_MOST_CALLERS = 60


def infer(engine: Engine, function: Function, name: str) -> Found:
    """What is known of a parameter without annotation; for `*args` and `**kwargs` of one element."""
    items = formals(function)
    formal = next((item for item in items if item.name == name), None)
    if formal is None:
        return NOTHING
    fixed = _fixed(engine, function, items, formal)
    if fixed.is_known and (fixed.type != OBJECT or _asks_nothing(engine, function, name)):
        return fixed
    default = _default(engine, function, formal)
    marker: Type = NEVER
    if not engine.certain and _is_marker(engine, formal, default):
        marker, default = default, NEVER
    if engine.certain:
        only_bool = default == BOOL and _is_flag(engine, function, name)
        return Found(default, ("the default",), 4) if only_bool else NOTHING
    found = _filled(_weighed(engine, function, formal, default))
    if isinstance(marker, Never):
        return found
    if not found.is_known or found.type in (NONE, marker):
        return NOTHING
    return found._replace(type=union((*members(found.type), marker)))


def _filled(found: Found) -> Found:
    """What is found without tuples known only as empty: nothing is meant to take only those."""
    if Tuple(()) not in members(found.type):
        return found
    rest = union(item for item in members(found.type) if item != Tuple(()))
    return NOTHING if isinstance(rest, Never) or rest == NONE else found._replace(type=rest)


_MARKER = re.compile(r"default|sentinel|missing|unset|undefined|notgiven|not_given|omit", re.I)


def _is_marker(engine: Engine, formal: Formal, default: Type) -> bool:
    """Whether the default is an object that only says that nothing was given."""
    if not isinstance(default, Instance) or not _is_own(engine, default.cls):
        return False
    return isinstance(formal.default, (ast.Name, ast.Attribute)) and bool(
        _MARKER.search(default.cls.rpartition(".")[2])
    )


_FLAG_USES = frozenset({"truth", "stored"})


def _is_flag(engine: Engine, function: Function, name: str) -> bool:
    """Whether a parameter is only tested for truth, stored and handed on."""
    return all(use.kind in _FLAG_USES for parameter, use in engine.uses(function) if parameter == name)


_OF_ANYTHING = frozenset({"isinstance", "equal", "none", "truth", "text", "typed", "returned"})


def _asks_nothing(engine: Engine, function: Function, name: str) -> bool:
    """Whether the body does with a parameter only what can be done with any object."""
    return all(use.kind in _OF_ANYTHING for parameter, use in engine.uses(function) if parameter == name)


def _fixed(engine: Engine, function: Function, items: list[Formal], formal: Formal) -> Found:
    """What the data model or an annotated method of an ancestor says."""
    if function.cls is None:
        return NOTHING
    own = items[1:] if function.receiver else items
    position = next((number for number, item in enumerate(own) if item.name == formal.name), -1)
    table = PARAMETERS.get(function.name, ())
    if formal.kind == "both" and 0 <= position < len(table):
        type_ = table[position]
        return Found(type_, ("the data model",), 4) if type_ is not None else NOTHING
    from burnish_checks.inference.returns import overridden

    for base in overridden(engine, function):
        if len(base.overloads) > 1:
            continue
        theirs = formals(base)[1:] if base.cls is not None and not base.is_static else formals(base)
        same = next((item for item in theirs if item.name == formal.name and item.kind == formal.kind), None)
        if (
            same is None
            and 0 <= position < len(theirs)
            and theirs[position].kind in ("positional", "both")
            and formal.kind == "both"
        ):
            same = theirs[position] if base.module.stub and len(theirs) == len(own) else None
        if same is not None and same.node.annotation is not None:
            declared = engine.declared.read(base, same.node.annotation, Instance(function.cls.name))
            seen = engine.hierarchy.ancestor(Instance(function.cls.name), base.cls.name) if base.cls else None
            if seen is not None and seen.args and base.cls is not None:
                from burnish_checks.inference.declared import substitute

                names = [item.name for item in engine.hierarchy.parameters(base.cls.name)]
                declared = substitute(declared, dict(zip(names, seen.args, strict=False)))
            if known(declared) and declared != NONE and base.cls is not None:
                return Found(declared, (f"`{base.cls.node.name}.{base.name}`, which it overrides",), 4)
    return NOTHING


def _default(engine: Engine, function: Function, formal: Formal) -> Type:
    """The type of the default, `NEVER` where there is none."""
    if formal.default is None:
        return NEVER
    value = widen(engine.evaluate_in(function.module, function.cls, formal.default))
    if isinstance(value, Instance) and value.cls == "builtins.object":
        return UNKNOWN
    return value


def _weighed(engine: Engine, function: Function, formal: Formal, default: Type) -> Found:
    """The best of what points to a type, None joined in where the default or a caller gives it."""
    optional = default == NONE or NONE in members(default)
    plain = union(item for item in members(default) if item != NONE)
    documented = documented_parameter(engine, function, formal.name)
    if documented.is_known:
        return _joined(documented, optional, ("the default",))
    given, callers = call_sites(engine, function, formal.name)
    alias = conventions.alias_of_that_name(engine, formal.name, function.module)
    if known(alias) and engine.hierarchy.accepts(alias, union(i for i in members(union((given, plain))) if i != NONE)):
        found = Found(alias, ("the alias of that name",), 2)
        return _joined(found, optional or NONE in members(given), ())
    if function.cls is not None and any(name.endswith(".setter") for name in function.decorators):
        held = _of_getter(engine, function, formal)
        if held.is_known:
            return held
    above = _above(engine, function, formal)
    if above.is_known and isinstance(given, Never) and isinstance(plain, Never):
        return _joined(above, optional, ())
    given = union((given, above.type)) if above.is_known else given
    optional = optional or NONE in members(given)
    given = _tidied(engine, drop_unknown(union(item for item in members(given) if item != NONE)))
    uses = [use for name, use in engine.uses(function) if name == formal.name]
    tested = usage.tested(uses)
    if not isinstance(given, (Unknown, Never)) and known(tested):
        given = _tidied(engine, union((given, tested)))
    elif not isinstance(plain, (Unknown, Never)) and known(tested):
        given = tested
    if len(members(given)) > 1 and any(use.kind == "called" for use in uses):
        given = _only_called(given)
    wide = usage.taken_by_callees(engine, uses, union((given, plain)))
    if wide is not None:
        given = wide
    evidence: list[str] = []
    if not isinstance(given, (Unknown, Never)):
        evidence.append(f"{callers} call site{'s' if callers != 1 else ''}" if callers else "what it is handed on to")
    if not isinstance(plain, (Unknown, Never)):
        evidence.append("the default")
        plain = _as_parameter(engine, plain)
        type_ = plain if isinstance(given, (Unknown, Never)) else _tidied(engine, union((plain, given)))
        type_ = usage.broadened(engine, type_, uses)
        if type_ in (INT, BOOL) or known(type_):
            found = Found(type_, tuple(evidence), 3)
            return _joined(found, optional, ())
        seen = usage.type_from(engine, uses)
        return _joined(seen if seen.is_known and seen.strength > 1 else Found(type_, tuple(evidence), 2), optional, ())
    if formal.kind in ("*", "**") and formal.name in ("args", "kwargs"):
        return NOTHING
    if callers < _FEW and formal.name in conventions.SAYS_NOTHING and isinstance(plain, Never) and _is_plain(given):
        given = UNKNOWN
    if not isinstance(given, (Unknown, Never)):
        shown = usage.broadened(engine, given, uses)
        return _joined(
            Found(shown, tuple(evidence), 3 if known(shown) else 2), optional, ("the default",) if optional else ()
        )
    found = usage.type_from(engine, uses, optional=optional)
    kin = _kin(engine, function, formal) if not found.is_known else NOTHING
    found = found if found.is_known else kin
    if not found.is_known:
        found = conventions.type_from(engine, function, formal)
    if not found.is_known:
        return NOTHING
    compared = any(use.kind == "none" for use in uses)
    return _joined(found, optional or (compared and formal.default is None and found.strength > 1), ())


def _only_called(type_: Type) -> Type:
    """Several classes and functions given for what is called: anything that can be."""
    rest = [item for item in members(type_) if not isinstance(item, (Callable, ClassType, FunctionType))]
    return union([Callable(None, UNKNOWN), *rest]) if len(rest) < len(members(type_)) - 1 else type_


def _is_plain(type_: Type) -> bool:
    """Whether the type is one built-in class, which a value of no particular kind may well be of by chance."""
    return isinstance(type_, Instance) and type_.cls.startswith("builtins.")


def _of_getter(engine: Engine, function: Function, formal: Formal) -> Found:
    """For the setter of a property: what its getter gives, with what the setter tests for."""
    assert function.cls is not None
    uses = [use for name, use in engine.uses(function) if name == formal.name]
    tested = usage.tested(uses)
    more = [item for item in members(tested) if known(tested)] + [NONE for use in uses if use.kind == "none"]
    for symbol in function.cls.members.get(function.name, ()):
        if symbol.function is not None and symbol.function.is_property:
            found = engine.returned(symbol.function)
            type_ = union((*members(found.type), *more))
            return Found(type_, ("the getter",), min(found.strength, 3)) if found.is_known else NOTHING
    return NOTHING


def _joined(found: Found, optional: bool, more: tuple[str, ...]) -> Found:
    type_ = union((found.type, NONE)) if optional and found.type != NONE else found.type
    if optional and NONE not in members(found.type) and not more:
        more = ("the default",) if "the default" not in found.evidence else ()
    return Found(type_, tuple(dict.fromkeys((*found.evidence, *(more if optional else ())))), found.strength)


def _as_parameter(engine: Engine, type_: Type) -> Type:
    """A default as an annotation would say it: a class given is any class of its kind, a function any callable."""
    found: list[Type] = []
    for item in members(type_):
        if isinstance(item, FunctionType):
            found.append(Callable(None, UNKNOWN))
        elif isinstance(item, Tuple) and len({*item.items}) <= 1:
            found.append(Instance("builtins.tuple", item.items[:1]))
        else:
            found.append(item)
    return union(found)


def call_sites(engine: Engine, function: Function, name: str) -> tuple[Type, int]:
    """What the callers in the workspace give for a parameter, and how many functions they are."""
    found: list[Type] = []
    count = 0
    for caller in callers_of(engine, function):
        here = [
            item.type for item in engine.summary(caller).passed if item.key == function.key and item.parameter == name
        ]
        if here:
            count += 1
            found.extend(here)
    return union(found), count


def callers_of(engine: Engine, function: Function) -> list[Function]:
    """The functions that contain a call which may be one of this function."""
    names = [function.name]
    if function.cls is not None and function.name in ("__init__", "__new__"):
        names = [function.cls.node.name, "cls", "__class__", function.name]
        names += [child.rpartition(".")[2] for child in list(engine.hierarchy.descendants(function.cls.name))[:20]]
    elif function.name == "__call__":
        return []
    found: dict[str, Function] = {}
    for name in names:
        own = name in ("cls", "__class__", "__init__", "__new__")
        modules = [function.module] if name in ("cls", "__class__") else engine.program.users(name)
        for module in modules:
            for caller in module.calls.get(name, ()):
                if own and name != "__init__" and function.cls is not caller.cls:
                    continue
                found[caller.key] = caller
                if len(found) >= _MOST_CALLERS:
                    return list(found.values())
    return list(found.values())


_FEW = 3
"""What is called `value` takes more than two callers show."""
_EXCEPTION = Instance("builtins.Exception")
_TOWER = (BOOL, INT, FLOAT, COMPLEX)


def _tidied(engine: Engine, type_: Type) -> Type:
    """A type as a person would annotate it: the numeric tower folded, many subclasses as their base, functions as Callable."""
    parts = [_callable(engine, item) for item in members(type_)]
    if FLOAT in parts:
        parts = [item for item in parts if item not in (INT, BOOL)]
    elif INT in parts:
        parts = [item for item in parts if item != BOOL]
    classes = [item.cls for item in parts if isinstance(item, Instance)]
    parts = [
        item
        for item in parts
        if not (
            isinstance(item, Instance)
            and any(other != item.cls and engine.hierarchy.is_a(item.cls, other) for other in classes)
        )
    ]
    errors = [item for item in parts if isinstance(item, Instance) and engine.hierarchy.is_a(item.cls, _EXCEPTION.cls)]
    if len(errors) > 1:
        parts = [item for item in parts if item not in errors] + [_EXCEPTION]
    own = [item for item in parts if isinstance(item, Instance) and _is_own(engine, item.cls)]
    if len(own) > 1:
        base = engine.hierarchy.common_base([item.cls for item in own])
        if base is not None:
            parts = [item for item in parts if item not in own] + [Instance(base)]
    classes_ = [item for item in parts if isinstance(item, ClassType)]
    if len(classes_) > 1:
        base = engine.hierarchy.common_base([item.cls for item in classes_])
        whole: Type = ClassType(base) if base is not None else Instance("builtins.type")
        if base is not None or len(classes_) > 2:
            parts = [item for item in parts if not isinstance(item, ClassType)] + [whole]
    parts = _of_one_class(parts)
    return transform(union(parts), lambda item: drop_unknown(item) if len(members(item)) > 1 else item)


def _of_one_class(parts: list[Type]) -> list[Type]:
    """The types with containers of one class and different elements joined."""
    found: dict[object, Type] = {}
    for item in parts:
        key: object = (item.cls, len(item.args)) if isinstance(item, Instance) and item.args else item
        before = found.get(key)
        if isinstance(before, Instance) and isinstance(item, Instance):
            item = Instance(item.cls, tuple(union(pair) for pair in zip(before.args, item.args, strict=True)))
        found[key] = item
    return list(found.values())


def _is_own(engine: Engine, name: str) -> bool:
    cls = engine.program.class_named(name)
    return cls is not None and not cls.module.stub


def _callable(engine: Engine, type_: Type) -> Type:
    if isinstance(type_, FunctionType):
        return signature(engine, type_)
    return type_


def signature(engine: Engine, type_: FunctionType) -> Callable:
    """A function as the `Callable` that an annotation would say."""
    function = engine.program.function(type_.key)
    if function is None or function.node is None:
        return Callable(None, UNKNOWN)
    items = formals(function)
    if type_.bound is not None and items:
        items = items[1:]
    result = (
        engine.returned(function).type
        if function.node.returns is None
        else engine.annotations.read(function.node.returns, function.module, function.cls, function)
    )
    if isinstance(function.node, ast.AsyncFunctionDef):
        result = Instance("typing.Awaitable", (result,))
    if any(item.kind not in ("positional", "both") or item.default is not None for item in items):
        return Callable(None, widen(result))
    types = [
        engine.annotations.read(item.node.annotation, function.module, function.cls, function)
        if item.node.annotation is not None
        else engine.parameter(function, item.name).type
        for item in items
    ]
    return Callable(tuple(map(widen, types)), widen(result))


def _above(engine: Engine, function: Function, formal: Formal) -> Found:
    """The parameter of the workspace method that this one overrides: what that takes, this one must take."""
    from burnish_checks.inference.returns import overridden

    for base in overridden(engine, function):
        if base.module.stub:
            continue
        for item in formals(base):
            if item.name == formal.name and item.kind == formal.kind:
                found = engine.parameter(base, item.name)
                if found.strength >= 2 and found.type != NONE:
                    return Found(found.type, ("the method it overrides",), found.strength)
    return NOTHING


def _kin(engine: Engine, function: Function, formal: Formal) -> Found:
    """The same parameter of a method above or below in the hierarchy."""
    if function.cls is None:
        return NOTHING
    from burnish_checks.inference.returns import overridden

    related = overridden(engine, function)
    if function.name == "__init__":
        related = _constructors_above(engine, function)
    for name in list(engine.hierarchy.descendants(function.cls.name))[:8]:
        cls = engine.program.class_named(name)
        symbols = cls.members.get(function.name) if cls is not None else None
        if symbols and symbols[0].function is not None:
            related.append(symbols[0].function)
    for other in related:
        if other.module.stub or other is function:
            continue
        if any(item.name == formal.name and item.node.annotation is None for item in formals(other)):
            found = engine.parameter(other, formal.name)
            if found.is_known and found.strength >= 2:
                return (
                    Found(found.type, ("a method of the same name in a related class",), 2)
                    if found.type != NONE
                    else NOTHING
                )
    return NOTHING


def _constructors_above(engine: Engine, function: Function) -> list[Function]:
    found: list[Function] = []
    assert function.cls is not None
    for ancestor in engine.hierarchy.order(function.cls.name)[1:]:
        cls = engine.program.class_named(ancestor.cls)
        symbols = cls.members.get("__init__") if cls is not None and not cls.module.stub else None
        if symbols and symbols[0].function is not None:
            found.append(symbols[0].function)
    return found


__all__ = ["BYTES", "STR", "ClassType", "infer"]
