"""What a type checker would say against a type: such a one is not offered, whether it or the code is to blame."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from burnish_checks.inference import usage
from burnish_checks.inference.callers import callers_of
from burnish_checks.inference.declared import Formal, formals, substitute
from burnish_checks.inference.members import member
from burnish_checks.inference.modules import Function
from burnish_checks.inference.mutations import attribute_tests, attribute_writers
from burnish_checks.inference.records import Use
from burnish_checks.inference.returns import overridden
from burnish_checks.inference.types import (
    NEVER,
    NONE,
    Callable,
    ClassType,
    Instance,
    Named,
    Tuple,
    Type,
    TypeVar,
    Union,
    members,
    parts,
    transform,
    union,
    widen,
)
from burnish_checks.inference.walking import nodes_in

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_MOST_BELOW = 20


def against_return(engine: Engine, function: Function, type_: Type) -> bool:
    """Whether something speaks against a return type: an overridden method, or a caller declared to return another."""
    type_ = _plain(type_)
    if type_ == NEVER and function.cls is not None and function.name in attribute_writers(function.cls):
        return True
    return _breaks_promise(engine, function, type_) or _returned_as_other(engine, function, type_)


def against_parameter(engine: Engine, function: Function, name: str, type_: Type) -> bool:
    """Whether something speaks against a parameter's type: its default, or what the body does with it."""
    formal = next((item for item in formals(function) if item.name == name), None)
    if formal is None or formal.kind in ("*", "**"):
        return False
    type_ = _plain(type_)
    uses = [use for parameter, use in engine.uses(function) if parameter == name]
    untested = _untested(formal, type_, uses)
    return (
        _is_no_default_of(engine, function, formal, type_)
        or _takes_less(engine, function, formal, type_)
        or _lacks_something(engine, untested, uses)
        or _is_refused(engine, union(untested), uses)
        or _holds_other(engine, function, name, type_)
        or any(_lacks_where_stored(engine, type_, use) for use in uses if use.kind == "stored")
    )


def _plain(type_: Type) -> Type:
    """The type with aliases as what they stand for."""
    return transform(type_, lambda item: item.type if isinstance(item, Named) else item)


def _breaks_promise(engine: Engine, function: Function, type_: Type) -> bool:
    """Whether a method that this one overrides is declared to give something else."""
    for base in overridden(engine, function):
        if base.node is None or base.node.returns is None or base.cls is None or function.cls is None:
            continue
        if isinstance(base.node, ast.AsyncFunctionDef) != isinstance(function.node, ast.AsyncFunctionDef):
            continue
        seen = engine.hierarchy.ancestor(Instance(function.cls.name), base.cls.name)
        names = [item.name for item in engine.hierarchy.parameters(base.cls.name)]
        table = dict(zip(names, seen.args, strict=False)) if seen is not None else {}
        several = len(base.overloads) > 1
        for one in base.overloads or [base]:
            declared = engine.declared.read(one, one.node.returns if one.node else None, Instance(function.cls.name))
            if several and any(isinstance(item, TypeVar) and item.name not in names for item in parts(declared)):
                return True  # one signature cannot give what each of several gives for its own arguments
            if not engine.hierarchy.accepts(substitute(declared, table) if table else declared, type_):
                return True
    return False


def _returned_as_other(engine: Engine, function: Function, type_: Type) -> bool:
    """Whether a function of the module that is declared to return something else returns what this one gives."""
    for caller in callers_of(engine, function):
        node = caller.node
        if node is None or node.returns is None or caller.module is not function.module:
            continue
        if isinstance(node, ast.AsyncFunctionDef) or isinstance(function.node, ast.AsyncFunctionDef):
            continue
        if any(_is_return_of(item, function, caller) for item in nodes_in(caller.body)):
            declared = engine.annotations.read(node.returns, caller.module, caller.cls, caller)
            if not engine.hierarchy.accepts(declared, type_):
                return True
    return False


def _is_return_of(node: ast.AST, function: Function, caller: Function) -> bool:
    """Whether a statement returns the very result of a function: `return name(...)`, `return self.name(...)`."""
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    if function.cls is None:
        return isinstance(called, ast.Name) and called.id == function.name
    return (
        isinstance(called, ast.Attribute)
        and called.attr == function.name
        and isinstance(called.value, ast.Name)
        and called.value.id == caller.receiver
        and caller.cls is function.cls
    )


def _is_no_default_of(engine: Engine, function: Function, formal: Formal, type_: Type) -> bool:
    """Whether the default is of another type, or of one that checkers read otherwise: `[1, "a"]` under a name."""
    if formal.default is None:
        return False
    default = widen(engine.evaluate_in(function.module, function.cls, formal.default))
    if isinstance(formal.default, ast.Subscript) and isinstance(default, ClassType):
        return True
    if isinstance(formal.default, (ast.Name, ast.Attribute)) and any(map(_is_of_several, parts(type_))):
        return True
    return not engine.hierarchy.accepts(type_, default)


def _is_of_several(type_: Type) -> bool:
    """Whether it is a container of values of several types."""
    return isinstance(type_, Instance) and any(
        isinstance(item, Union) and len([one for one in item.members if one != NONE]) > 1 for item in type_.args
    )


def _takes_less(engine: Engine, function: Function, formal: Formal, type_: Type) -> bool:
    """Whether an overridden method takes more under the same name, as it is declared or else as it is used."""
    for base in overridden(engine, function):
        same = next((item for item in formals(base) if item.name == formal.name and item.kind == formal.kind), None)
        if same is None or len(base.overloads) > 1:
            continue
        if same.node.annotation is not None:
            taken = engine.declared.read(base, same.node.annotation, None)
        else:
            taken = engine.parameter(base, same.name).type
        if not engine.hierarchy.accepts(type_, taken):
            return True
    return False


def _untested(formal: Formal, type_: Type, uses: list[Use]) -> list[Type]:
    """The alternatives of a type that the body does not tell apart by a test; a default of None is what it is."""
    tested = members(usage.tested(uses))
    asked = any(use.kind in ("none", "truth") for use in uses)
    asked = asked or (isinstance(formal.default, ast.Constant) and formal.default.value is None)
    return [item for item in members(type_) if item not in tested and not (item == NONE and asked)]


def _lacks_something(engine: Engine, untested: list[Type], uses: list[Use]) -> bool:
    """Whether the body asks for an attribute, or does something, that the type has no method for."""
    wanted = {use.name for use in uses if use.kind == "attribute" and not use.key}
    wanted |= {_ASKED[use.kind] for use in uses if use.kind in _ASKED}
    if any(isinstance(item, Callable) for item in untested) and any(use.kind in _OF_NO_FUNCTION for use in uses):
        return True
    return any(
        member(engine, item, name) is None
        for item in untested
        if isinstance(item, (Instance, Tuple)) or item == NONE
        for name in wanted
    )


_ASKED = {"index": "__getitem__", "set": "__setitem__", "called": "__call__", "awaited": "__await__"}
"""The method that is asked for by what is done with a value."""
_OF_NO_FUNCTION = frozenset({"index", "set", "iterated", "truth"})
"""What is done with no function: to test one for truth says that it may be something else."""


def _is_refused(engine: Engine, untested: Type, uses: list[Use]) -> bool:
    """Whether the body hands it to what is declared to take something else."""
    return any(use.kind == "declared" and not engine.hierarchy.accepts(use.type, untested) for use in uses)


def _holds_other(engine: Engine, function: Function, name: str, type_: Type) -> bool:
    """Whether the body gives the name a value of another type."""
    held = engine.summary(function).variable(name)
    return held is not None and not engine.hierarchy.accepts(union((type_, NONE)), widen(held))


def _lacks_where_stored(engine: Engine, type_: Type, use: Use) -> bool:
    """Whether methods of the class that keeps it, or of one below, ask for an attribute that the type has not."""
    cls = engine.program.class_named(use.key)
    if cls is None or cls.module.stub or attribute_tests(cls, use.name):
        return False
    below = itertools.islice(engine.hierarchy.descendants(cls.name), _MOST_BELOW)
    classes = [cls, *filter(None, map(engine.program.class_named, below))]
    wanted = {name for item in classes for method in item.methods() for name in _asked_of(method, use.name)}
    kept = [item for item in members(type_) if isinstance(item, Instance)]
    return any(member(engine, item, name) is None for item in kept for name in wanted)


def _asked_of(method: Function, attribute: str) -> set[str]:
    """The attributes that a method asks of what an attribute of its object holds."""
    return {
        node.attr
        for node in nodes_in(method.body)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == attribute
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == method.receiver
    }
