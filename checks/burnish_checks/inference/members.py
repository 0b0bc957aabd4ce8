"""Attributes of values: looked up in classes and their ancestors, in modules, and in what methods assign to `self`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import Arguments, substitute
from burnish_checks.inference.modules import Class, Symbol
from burnish_checks.inference.types import (
    NONE,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    ModuleType,
    Never,
    Partial,
    Super,
    Tuple,
    Type,
    Union,
    instance,
    members,
    union,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine


def member(engine: Engine, type_: Type, name: str) -> Type | None:
    """The type of an attribute; None if the value cannot have it, `UNKNOWN` where that cannot be told."""
    if isinstance(type_, Union):
        found = [member(engine, item, name) for item in type_.members if item != NONE]
        rest = [item for item in found if item is not None]
        return union(rest) if rest else None
    if isinstance(type_, Literal):
        return of_instance(engine, Instance(type_.kind), name)
    if isinstance(type_, Tuple):
        items = union(type_.items) if type_.items else UNKNOWN
        return of_instance(engine, Instance("builtins.tuple", (items,)), name)
    if isinstance(type_, Instance):
        return of_instance(engine, type_, name)
    if isinstance(type_, ClassType):
        return of_class(engine, type_, name)
    if isinstance(type_, ModuleType):
        return engine.global_value(type_.name, name)
    if isinstance(type_, Super):
        return _of_super(engine, type_, name)
    if isinstance(type_, (FunctionType, Callable, Partial)):
        return STR if name in ("__name__", "__qualname__", "__module__", "__doc__") else UNKNOWN
    if isinstance(type_, Never):
        return type_
    return None if type_ == NONE else UNKNOWN


def of_instance(engine: Engine, type_: Instance, name: str) -> Type | None:
    """An attribute of an object."""
    if name == "__class__":
        return ClassType(type_.cls, type_.args)
    if name == "__dict__":
        return instance("dict", STR, UNKNOWN)
    special = _enum_member(engine, type_, name)
    if special is not None:
        return special
    for ancestor in engine.hierarchy.order(type_.cls):
        cls = engine.program.class_named(ancestor.cls)
        if cls is None:
            continue
        symbols = cls.members.get(name)
        if symbols and engine.hierarchy.is_enum(type_.cls) and symbols[0].kind == "assign":
            return Instance(ancestor.cls)
        found = bound(engine, cls, symbols, name, type_, ancestor) if symbols else None
        written = engine.attribute(cls, name) if not cls.module.stub else None
        if symbols and symbols[0].kind in ("def", "annotation", "class") and not _is_replaced(symbols[0], written):
            return found
        if found is not None or written is not None:
            return union(item for item in (found, written) if item is not None)
    if name not in ("__getattr__", "__getattribute__"):
        getter = of_instance(engine, type_, "__getattr__") if not name.startswith("__") else None
        if isinstance(getter, FunctionType):
            return engine.call(getter, Arguments((STR,)))
    return None if engine.hierarchy.complete(type_.cls) else UNKNOWN


def _is_replaced(symbol: Symbol, written: Type | None) -> bool:
    """Whether objects get something of their own in the place of a method of their class."""
    return symbol.kind == "def" and written is not None and not (symbol.function and symbol.function.is_property)


def of_class(engine: Engine, type_: ClassType, name: str) -> Type | None:
    """An attribute of a class."""
    if name in ("__name__", "__qualname__", "__module__"):
        return STR
    for ancestor in engine.hierarchy.order(type_.cls):
        cls = engine.program.class_named(ancestor.cls)
        symbols = cls.members.get(name) if cls is not None else None
        if cls is None or not symbols:
            continue
        if (
            engine.hierarchy.is_enum(type_.cls)
            and symbols[0].kind in ("assign", "annotation")
            and not name.startswith("_")
        ):
            return Instance(type_.cls)
        return bound(engine, cls, symbols, name, type_, ancestor)
    if engine.hierarchy.is_enum(type_.cls) and name == "__members__":
        return Instance("types.MappingProxyType", (STR, Instance(type_.cls)))
    found = of_instance(engine, Instance("builtins.type"), name) if type_.cls != "builtins.type" else None
    return found if found is not None else None if engine.hierarchy.complete(type_.cls) else UNKNOWN


def bound(
    engine: Engine, cls: Class, symbols: list[Symbol], name: str, receiver: Instance | ClassType, ancestor: Instance
) -> Type:
    """A member of a class body as seen through an object or the class."""
    symbol = symbols[0]
    if symbol.function is not None:
        function = symbol.function
        if function.is_property:
            return engine.call_function(function, receiver, Arguments()) if isinstance(receiver, Instance) else UNKNOWN
        if function.is_static:
            return FunctionType(function.key)
        if function.is_class_method:
            as_class = receiver if isinstance(receiver, ClassType) else ClassType(receiver.cls, receiver.args)
            return FunctionType(function.key, as_class)
        return FunctionType(function.key, receiver if isinstance(receiver, Instance) else None)
    if symbol.cls is not None:
        return ClassType(symbol.cls.name)
    if symbol.kind == "annotation":
        type_ = engine.annotations.read(symbol.annotation, cls.module, cls)
        if isinstance(receiver, Instance):
            seen = engine.hierarchy.filled(ancestor, receiver)
            names = [item.name for item in engine.hierarchy.parameters(ancestor.cls)]
            type_ = substitute(type_, dict(zip(names, seen.args, strict=False)))
        return type_
    value = engine.class_value(cls, name)
    return (
        union(_through(engine, item, receiver) for item in members(value)) if isinstance(receiver, Instance) else value
    )


def _through(engine: Engine, value: Type, receiver: Instance) -> Type:
    """What an object has of a value of its class: a function as method, what a descriptor of the workspace gives."""
    if isinstance(value, FunctionType) and value.bound is None:
        return FunctionType(value.key, receiver)
    cls = engine.program.class_named(value.cls) if isinstance(value, Instance) else None
    if (
        cls is None
        or cls.module.stub
        or not isinstance(value, Instance)
        or not engine.hierarchy.has_member(cls.name, "__get__")
    ):
        return value
    getter = of_instance(engine, value, "__get__")
    found = engine.call(getter, Arguments((receiver, ClassType(receiver.cls)))) if getter is not None else UNKNOWN
    given = [item for item in members(found) if item != value]  # itself is what the class has, not its objects
    return union(given) if given else UNKNOWN


def _of_super(engine: Engine, type_: Super, name: str) -> Type | None:
    receiver = type_.receiver
    if not isinstance(receiver, (Instance, ClassType)):
        return UNKNOWN
    order = engine.hierarchy.order(receiver.cls)
    behind = False
    for ancestor in order:
        if behind:
            cls = engine.program.class_named(ancestor.cls)
            symbols = cls.members.get(name) if cls is not None else None
            if cls is not None and symbols:
                return bound(engine, cls, symbols, name, receiver, ancestor)
        behind = behind or ancestor.cls == type_.cls
    return UNKNOWN


def _enum_member(engine: Engine, type_: Instance, name: str) -> Type | None:
    if name not in ("value", "_value_", "name", "_name_") or not engine.hierarchy.is_enum(type_.cls):
        return None
    if "name" in name:
        return STR
    cls = engine.program.class_named(type_.cls)
    values = [engine.class_value(cls, item) for item, s in cls.members.items() if s[0].kind == "assign"] if cls else []
    return union(values) if values else UNKNOWN


def of_record(engine: Engine, type_: Type) -> Tuple | None:
    """A named tuple as the tuple it is; None for anything else."""
    if not isinstance(type_, Instance):
        return None
    cls = engine.program.class_named(type_.cls)
    if cls is None or not _has_base(cls, "NamedTuple"):
        return None
    fields = [symbols[0] for symbols in cls.members.values() if symbols[0].kind == "annotation"]
    return Tuple(tuple(engine.annotations.read(item.annotation, cls.module, cls) for item in fields))


def of_key(engine: Engine, type_: Instance, key: Type) -> Type | None:
    """What a dict of known shape (`TypedDict`) holds under a literal key; None for anything else."""
    if not isinstance(key, Literal) or not isinstance(key.value, str):
        return None
    for item in engine.hierarchy.order(type_.cls):
        cls = engine.program.class_named(item.cls)
        symbols = cls.members.get(key.value) if cls is not None else None
        if cls is not None and symbols and symbols[0].annotation is not None and _is_typed_dict(engine, item.cls):
            return engine.annotations.read(symbols[0].annotation, cls.module, cls)
    return None


def _is_typed_dict(engine: Engine, name: str) -> bool:
    classes = (engine.program.class_named(item.cls) for item in engine.hierarchy.order(name))
    return any(cls is not None and _has_base(cls, "TypedDict") for cls in classes)


def _has_base(cls: Class, name: str) -> bool:
    return any(
        (base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")) == name for base in cls.node.bases
    )


def iterated(engine: Engine, type_: Type) -> Type:
    """The elements that iterating over a value gives."""
    if isinstance(type_, Union):
        return union(iterated(engine, item) for item in type_.members if item != NONE)
    if isinstance(type_, Tuple):
        return union(type_.items) if type_.items else UNKNOWN
    if isinstance(type_, Literal):
        type_ = Instance(type_.kind)
    if isinstance(type_, ClassType):
        return Instance(type_.cls) if engine.hierarchy.is_enum(type_.cls) else UNKNOWN
    if not isinstance(type_, Instance):
        return UNKNOWN
    record = of_record(engine, type_)
    if record is not None:
        return union(record.items)
    seen = engine.hierarchy.ancestor(type_, "typing.Iterable")
    if seen is not None and seen.args:
        return seen.args[0]
    for name, given in (("__iter__", Arguments()), ("__getitem__", Arguments((instance("int"),)))):
        method = of_instance(engine, type_, name)
        if isinstance(method, FunctionType):
            found = engine.call(method, given)
            if name == "__getitem__":
                return found
            if found == type_:
                step = of_instance(engine, type_, "__next__")
                return engine.call(step, Arguments()) if step is not None else UNKNOWN
            return iterated(engine, found)
    return UNKNOWN


def awaited(engine: Engine, type_: Type) -> Type:
    """What awaiting a value gives."""
    if isinstance(type_, Union):
        return union(awaited(engine, item) for item in type_.members)
    if not isinstance(type_, Instance):
        return UNKNOWN
    for name, position in (("typing.Coroutine", 2), ("typing.Awaitable", 0)):
        seen = engine.hierarchy.ancestor(type_, name)
        if seen is not None and len(seen.args) > position:
            return seen.args[position]
    method = of_instance(engine, type_, "__await__")
    if isinstance(method, FunctionType):
        result = engine.call(method, Arguments())
        if isinstance(result, Instance) and result.cls == "typing.Generator" and len(result.args) == 3:
            return result.args[2]
    return UNKNOWN


def asynchronously_iterated(engine: Engine, type_: Type) -> Type:
    """The elements of an `async for`."""
    if isinstance(type_, Union):
        return union(asynchronously_iterated(engine, item) for item in type_.members)
    if isinstance(type_, Instance):
        seen = engine.hierarchy.ancestor(type_, "typing.AsyncIterable")
        if seen is not None and seen.args:
            return seen.args[0]
        iterator = of_instance(engine, type_, "__aiter__")
        if isinstance(iterator, FunctionType):
            found = engine.call(iterator, Arguments())
            if found != type_:
                return asynchronously_iterated(engine, found)
            step = of_instance(engine, type_, "__anext__")
            return awaited(engine, engine.call(step, Arguments())) if step is not None else UNKNOWN
    return UNKNOWN


def entered(engine: Engine, type_: Type, asynchronous: bool) -> Type:
    """What `with value as x` binds to x."""
    result: list[Type] = []
    for item in members(type_):
        method = member(engine, item, "__aenter__" if asynchronous else "__enter__")
        if method is None or not isinstance(method, FunctionType):
            result.append(UNKNOWN)
            continue
        found = engine.call(method, Arguments())
        result.append(awaited(engine, found) if asynchronous else found)
    return union(result)


def swallows(engine: Engine, type_: Type) -> bool:
    """Whether the context manager may suppress exceptions: its `__exit__` is declared to return bool."""
    for item in members(type_):
        if isinstance(item, Instance):
            method = of_instance(engine, item, "__exit__")
            if isinstance(method, FunctionType):
                function = engine.program.function(method.key)
                returns = function.node.returns if function is not None and function.node is not None else None
                if isinstance(returns, ast.Name) and returns.id == "bool":
                    return True
    return False
