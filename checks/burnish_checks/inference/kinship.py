"""What related methods say of a parameter: those it overrides, those that override it, the getter beside a setter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burnish_checks.inference import usage
from burnish_checks.inference.declared import Formal, formals, substitute
from burnish_checks.inference.dunders import PARAMETERS
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function
from burnish_checks.inference.returns import overridden
from burnish_checks.inference.types import NONE, Instance, known, members, union

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine


_TAKES_MORE, _DECLARED = 3, 4
"""How sure a parameter of an overridden method is: an override may take more, and of a container's method often does."""
_OPERATORS = frozenset(
    f"__{before}{name}__"
    for before in ("", "r", "i")
    for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and",
                 "xor", "or")
) | {"__lt__", "__le__", "__gt__", "__ge__", "__contains__"}  # fmt: skip
"""Methods that Python hands whatever stands on the other side: what one for a built-in class takes binds no heir."""


def fixed(engine: Engine, function: Function, items: list[Formal], formal: Formal) -> Found:
    """What the data model or an annotated method of an ancestor says."""
    if function.cls is None:
        return NOTHING
    own = items[1:] if function.receiver else items
    position = next((number for number, item in enumerate(own) if item.name == formal.name), -1)
    table = PARAMETERS.get(function.name, ())
    if formal.kind == "both" and 0 <= position < len(table):
        type_ = table[position]
        return Found(type_, ("the data model",), 4) if type_ is not None else NOTHING
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
        if same is not None:
            found = _declared(engine, function.cls.name, base, same)
            if found is not NOTHING:
                return found
    return NOTHING


def _declared(engine: Engine, heir: str, base: Function, formal: Formal) -> Found:
    """What the annotation of an ancestor's method says to the class named."""
    if formal.node.annotation is None or base.cls is None:
        return NOTHING
    declared = engine.declared.read(base, formal.node.annotation, Instance(heir))
    seen = engine.hierarchy.ancestor(Instance(heir), base.cls.name)
    names = [item.name for item in engine.hierarchy.parameters(base.cls.name)]
    if seen is not None and seen.args:
        declared = substitute(declared, dict(zip(names, seen.args, strict=False)))
    if not known(declared) or declared == NONE:
        return NOTHING
    sure = _TAKES_MORE if base.module.stub and (names or base.name in _OPERATORS) else _DECLARED
    return Found(declared, (f"`{base.cls.node.name}.{base.name}`, which it overrides",), sure)


def of_getter(engine: Engine, function: Function, formal: Formal) -> Found:
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


def above(engine: Engine, function: Function, formal: Formal) -> Found:
    """The parameter of the workspace method that this one overrides: what that takes, this one must take."""
    for base in overridden(engine, function):
        if base.module.stub:
            continue
        for item in formals(base):
            if item.name == formal.name and item.kind == formal.kind:
                found = engine.parameter(base, item.name)
                if found.strength > 2 and found.type != NONE:
                    return Found(found.type, ("the method it overrides",), found.strength)
    return NOTHING


def kin(engine: Engine, function: Function, formal: Formal) -> Found:
    """The same parameter of a method above or below in the hierarchy."""
    if function.cls is None:
        return NOTHING
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
            if found.is_known and found.strength > 2:
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
