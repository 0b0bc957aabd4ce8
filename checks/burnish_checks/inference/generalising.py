"""What callers give for a parameter, said as a person would annotate it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import formals
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Tuple,
    Type,
    Union,
    Unknown,
    members,
    transform,
    union,
    widen,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_EXCEPTION = Instance("builtins.Exception")


def tidied(engine: Engine, type_: Type) -> Type:
    """A type as a person would annotate it: the numeric tower folded, many subclasses as their base, functions as Callable."""
    parts = [_as_file(engine, _callable(engine, item)) for item in members(type_)]
    files = [item for item in parts if isinstance(item, Instance) and item.cls in _FILES]
    if len(files) > 1:
        parts = [*(item for item in parts if item not in files), _one_file(files)]
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
    own = [item for item in parts if isinstance(item, Instance) and engine.program.is_own(item.cls)]
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
    if any(isinstance(item, Tuple) and len(item.items) == 1 for item in parts):
        parts = [_of_any_length(item) for item in parts]
    parts = of_one_class(parts)
    return transform(union(parts), _whole)


def _of_any_length(type_: Type) -> Type:
    """A tuple of equal items as one of any length: hardly anything is meant to take tuples of one item alone."""
    if isinstance(type_, Tuple) and len(set(type_.items)) == 1:
        return Instance("builtins.tuple", type_.items[:1])
    return type_


def _whole(type_: Type) -> Type:
    """What the elements of a container are, unless some of them are not known."""
    several = isinstance(type_, Union) and any(isinstance(item, Unknown) for item in type_.members)
    return UNKNOWN if several else type_


def of_one_class(parts: list[Type]) -> list[Type]:
    """The types with containers of one class and different elements joined."""
    found: dict[object, Type] = {}
    for item in parts:
        key: object = (item.cls, len(item.args)) if isinstance(item, Instance) and item.args else item
        before = found.get(key)
        if isinstance(before, Instance) and isinstance(item, Instance):
            item = Instance(item.cls, tuple(union(pair) for pair in zip(before.args, item.args, strict=True)))
        found[key] = item
    return list(found.values())


_FILES = frozenset({"typing.IO", "typing.TextIO", "typing.BinaryIO"})


def _as_file(engine: Engine, type_: Type) -> Type:
    """What is opened, a buffer, the environment: any file of its kind, any mapping of text."""
    if not isinstance(type_, Instance) or type_.cls in _FILES:
        return type_
    if type_.cls == "os._Environ":
        return Instance("typing.Mapping", (STR, STR))
    if not type_.cls.startswith(("_io.", "io.", "tempfile.")):
        return type_
    return engine.hierarchy.ancestor(type_, "typing.IO") or type_


def _one_file(files: list[Instance]) -> Type:
    """The file that several are."""
    for kind, element in (("typing.BinaryIO", BYTES), ("typing.TextIO", STR)):
        if all(item.cls == kind or item.args == (element,) for item in files):
            return Instance("typing.IO", (element,))
    return Instance("typing.IO")


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


def only_called(type_: Type) -> Type:
    """Several classes and functions given for what is called: anything that can be."""
    rest = [item for item in members(type_) if not isinstance(item, (Callable, ClassType, FunctionType))]
    return union([Callable(None, UNKNOWN), *rest]) if len(rest) < len(members(type_)) - 1 else type_


def as_parameter(engine: Engine, type_: Type) -> Type:
    """A default as an annotation would say it: a class given is any class of its kind, a function any callable."""
    found: list[Type] = []
    for item in (_as_file(engine, item) for item in members(type_)):
        if isinstance(item, FunctionType):
            found.append(Callable(None, UNKNOWN))
        elif isinstance(item, Tuple) and len({*item.items}) <= 1:
            found.append(Instance("builtins.tuple", item.items[:1]))
        else:
            found.append(item)
    return union(found)
