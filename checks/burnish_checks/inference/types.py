"""What inference knows of a value: a small algebra of types, of which equal ones are one object.

`UNKNOWN` is the lack of knowledge and may be a member of a union (some of the values are known); `NEVER` has no
values: what a function that always raises returns, and the elements of a container that is still empty.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable as Function_
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

_MOST_MEMBERS = 8
_MOST_DEPTH = 6
_MOST_PARTS = 30
_REMEMBERED = 1 << 16
"""Of how many types the answer to a question about them alone is remembered."""


class _Once(type):
    """Makes each value of its classes once, so that they are compared and hashed by what they are, at no cost."""

    def __call__(cls, /, *given: Any, **named: Any) -> Any:
        key = (cls, *given, *named.items()) if named else (cls, *given)
        found = _asked.get(key)
        if found is None:
            found = super().__call__(*given, **named)
            found = _asked[key] = _made.setdefault((cls, *found.fields()), found)
        return found


_made: dict[tuple[Any, ...], Any] = {}
"""The types there are, by class and fields, those that others are made of first."""
_asked: dict[tuple[Any, ...], Any] = {}
"""The same by class and arguments as they were given."""
_MOST_MADE = 1 << 18
"""A package of 20,000 lines has some 10,000."""


class Type(metaclass=_Once):
    """Any of the types below."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def fields(self) -> tuple[Any, ...]:
        """What it is made of."""
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.fields()


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Type):
    """Nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Never(Type):
    """No value at all."""


@dataclass(frozen=True, slots=True, eq=False)
class NoneType(Type):
    """The value None."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Type):
    """An object of a class; `cls` is the qualified name, `args` its type arguments (empty if not known)."""

    cls: str
    args: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tuple(Type):
    """A tuple of known length; one of any length is an `Instance` of `builtins.tuple` with one argument."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Type):
    """One value of str, bytes, int or bool."""

    value: str | bytes | int | bool
    kind: str
    """The qualified name of the value's class: equal values of different classes differ."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassType(Type):
    """A class as a value."""

    cls: str
    args: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Callable(Type):
    """Something that can be called; `params` is None where they are not known."""

    params: tuple[Type, ...] | None
    result: Type


@dataclass(frozen=True, slots=True, eq=False)
class FunctionType(Type):
    """A function or method of a module, by its key; `bound` is the object or class that it is called on."""

    key: str
    bound: Type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Partial(Type):
    """A callable with some arguments given: `functools.partial`."""

    function: Type
    positional: int
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ModuleType(Type):
    """An imported module."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class TypeVar(Type):
    """A type parameter of a class or function."""

    name: str
    bound: Type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Super(Type):
    """What `super()` gives: attributes are looked up behind `cls` in the order of `receiver`'s class."""

    cls: str
    receiver: Type


@dataclass(frozen=True, slots=True, eq=False)
class Parameter(Type):
    """A parameter whose type is being asked for: what is done with it is recorded under its name."""

    name: str
    otherwise: bool = False
    """Whether it was tested for its class and is of none of those tested for."""


@dataclass(frozen=True, slots=True, eq=False)
class Named(Type):
    """A type under the name that a module has for it: an alias, as an annotation spells it."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True, eq=False)
class Union(Type):
    """One of several; never nested, never with equal members, in order of first appearance."""

    members: tuple[Type, ...]


def forget_types() -> None:
    """Forget the types that nothing holds, where there are too many."""
    if len(_made) <= _MOST_MADE:
        return
    for remembered in (_joined, widen, parts, simplified, known, drop_unknown):
        remembered.cache_clear()
    _asked.clear()
    gc.collect()
    held: list[tuple[tuple[Any, ...], Any]] = []
    while _made:
        key, found = _made.popitem()
        if sys.getrefcount(found) > _OWN:
            held.append((key, found))
    _made.update(reversed(held))


_OWN = 2
"""How often a type is referred to that only the variable holds that is asked about."""
UNKNOWN = Unknown()
NEVER = Never()
NONE = NoneType()
BOOL, INT, FLOAT, COMPLEX = (Instance(f"builtins.{name}") for name in ("bool", "int", "float", "complex"))
STR, BYTES, OBJECT, SLICE = (Instance(f"builtins.{name}") for name in ("str", "bytes", "object", "slice"))


def instance(cls: str, *args: Type) -> Instance:
    """An object of a built-in class, or of the class with a dotted name."""
    return Instance(cls if "." in cls else f"builtins.{cls}", args)


def members(type_: Type) -> tuple[Type, ...]:
    """The alternatives of a type: itself if it is not a union."""
    return type_.members if isinstance(type_, Union) else () if isinstance(type_, Never) else (type_,)


def union(types: Iterable[Type], most: int = _MOST_MEMBERS) -> Type:
    """Any of the types; more than `most` become `UNKNOWN`."""
    given = tuple(types)
    return given[0] if len(given) == 1 and not isinstance(given[0], Union) else _joined(given, most)


@lru_cache(_REMEMBERED)
def _joined(given: tuple[Type, ...], most: int) -> Type:
    if given and not isinstance(given[0], Union) and all(item is given[0] for item in given):
        return given[0]
    found: list[Type] = []
    for type_ in given:
        for item in members(type_):
            if item not in found:
                _add(found, item)
    if not found:
        return NEVER
    if len(found) == 1:
        return found[0]
    if len(found) > most:
        found = list(dict.fromkeys(map(widen, found)))
        if len(found) > most:
            return UNKNOWN
    return found[0] if len(found) == 1 else Union(tuple(found))


def _add(found: list[Type], item: Type) -> None:
    """Add a member, merged with a container of the same class that knows less of its elements."""
    if isinstance(item, Literal):
        if Instance(item.kind) in found:
            return
    elif isinstance(item, Instance) and not item.args:
        found[:] = [other for other in found if not (isinstance(other, Literal) and other.kind == item.cls)]
    if isinstance(item, Instance) and item.args:
        for at, other in enumerate(found):
            if isinstance(other, Instance) and other.cls == item.cls:
                if not other.args:
                    found[at] = item
                    return
                if len(other.args) == len(item.args):
                    merged = _merge(other, item)
                    if merged is not None:
                        found[at] = merged
                        return
    elif isinstance(item, Instance) and any(
        isinstance(other, Instance) and other.cls == item.cls and other.args for other in found
    ):
        return
    found.append(item)


def _merge(one: Instance, other: Instance) -> Instance | None:
    args: list[Type] = []
    for a, b in zip(one.args, other.args, strict=True):
        if a == b or isinstance(b, (Never, Unknown)):
            args.append(a)
        elif isinstance(a, (Never, Unknown)):
            args.append(b)
        elif widen(a) == widen(b):
            args.append(widen(a))
        elif isinstance(a, Instance) and isinstance(b, Instance) and a.cls == b.cls and len(a.args) == len(b.args):
            inner = _merge(a, b)
            if inner is None:
                return None
            args.append(inner)
        else:
            return None
    return Instance(one.cls, tuple(args))


@lru_cache(_REMEMBERED)
def widen(type_: Type) -> Type:
    """The type without literals: what an annotation would say."""
    if not any(isinstance(item, Literal) for item in parts(type_)):
        return type_
    return transform(type_, lambda item: Instance(item.kind) if isinstance(item, Literal) else item)


def transform(type_: Type, change: Function_[[Type], Type], depth: int = 0) -> Type:
    """The type with each of its parts changed, innermost first; cut off where it nests too deeply."""
    if depth > _MOST_DEPTH:
        return UNKNOWN
    if isinstance(type_, (Instance, ClassType)):
        if type_.args:
            type_ = type(type_)(type_.cls, tuple(transform(item, change, depth + 1) for item in type_.args))
    elif isinstance(type_, Tuple):
        type_ = Tuple(tuple(transform(item, change, depth + 1) for item in type_.items))
    elif isinstance(type_, Union):
        return union((transform(item, change, depth) for item in type_.members), max(_MOST_MEMBERS, len(type_.members)))
    elif isinstance(type_, Callable):
        params = type_.params
        if params is not None:
            params = tuple(transform(item, change, depth + 1) for item in params)
        type_ = Callable(params, transform(type_.result, change, depth + 1))
    return change(type_)


def bounded(type_: Type) -> Type:
    """The type, unless it has more parts than anyone would write: what is put into itself again and again comes to rest."""
    return UNKNOWN if len(parts(type_)) > _MOST_PARTS else type_


@lru_cache(_REMEMBERED)
def parts(type_: Type) -> tuple[Type, ...]:
    """The type and all it is made of."""
    inner: tuple[Type, ...] = ()
    if isinstance(type_, (Instance, ClassType)):
        inner = type_.args
    elif isinstance(type_, Tuple):
        inner = type_.items
    elif isinstance(type_, Union):
        inner = type_.members
    elif isinstance(type_, Callable):
        inner = (*(type_.params or ()), type_.result)
    return (type_, *(part for item in inner for part in parts(item))) if inner else (type_,)


@lru_cache(_REMEMBERED)
def simplified(type_: Type) -> Type:
    """The type as a person would write it: tuples of one shape as one, no container within itself again and again."""
    if isinstance(type_, Union):
        return _of_one_shape(union(map(simplified, type_.members), len(type_.members)))
    type_ = _cut(type_)
    if isinstance(type_, (Instance, ClassType)) and type_.args:
        return replace(type_, args=tuple(map(simplified, type_.args)))
    if isinstance(type_, Tuple):
        return Tuple(tuple(map(simplified, type_.items)))
    return type_


def _of_one_shape(type_: Type) -> Type:
    """A union with its tuples joined: item by item where they are of one length, else as one of any length."""
    rows = [item for item in members(type_) if isinstance(item, Tuple)]
    if len(rows) < 2:
        return type_
    lengths = {len(row.items) for row in rows}
    if len(lengths) == 1:
        columns = list(zip(*(row.items for row in rows), strict=True))
        if len(rows) == 2 and sum(len(set(column)) > 1 for column in columns) > 1:
            return type_
        joined: Type = Tuple(tuple(map(union, columns)))
    else:
        if any(len(set(row.items)) > 1 for row in rows) or len({row.items[0] for row in rows if row.items}) > 1:
            return type_
        joined = Instance("builtins.tuple", (union(item for row in rows for item in row.items),))
    rest = [item for item in members(type_) if not isinstance(item, Tuple)]
    return union([joined, *rest])


def _cut(type_: Type) -> Type:
    """A container that holds its own kind two levels down says no more of its elements."""
    if isinstance(type_, Instance) and type_.args and _nested(type_, type_.cls) > _MOST_NESTED:
        return Instance(type_.cls)
    return type_


_MOST_NESTED = 2


def _nested(type_: Type, cls: str) -> int:
    own = int(isinstance(type_, Instance) and type_.cls == cls)
    inner: tuple[Type, ...] = ()
    if isinstance(type_, (Instance, ClassType)):
        inner = type_.args
    elif isinstance(type_, (Tuple, Union)):
        inner = type_.items if isinstance(type_, Tuple) else type_.members
    return own + max((_nested(item, cls) for item in inner), default=0)


@lru_cache(_REMEMBERED)
def known(type_: Type) -> bool:
    """Whether no part of the type is unknown."""
    return not any(isinstance(item, (Unknown, Parameter)) for item in parts(type_))


@lru_cache(_REMEMBERED)
def drop_unknown(type_: Type) -> Type:
    """The type without unknown alternatives at the top; `UNKNOWN` if nothing else is there."""
    rest = [item for item in members(type_) if not isinstance(item, (Unknown, Parameter))]
    return union(rest) if rest else UNKNOWN if not isinstance(type_, Never) else type_
