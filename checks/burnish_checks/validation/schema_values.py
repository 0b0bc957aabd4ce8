"""The values that schemas are made of: each remembers where it was written, and what was put into it or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.core.facts import Fact
from burnish_checks.validation.schema_facts import Use


@dataclass(frozen=True)
class Origin:
    """Where a value was written: what a module finding is anchored to."""

    anchor: object
    fact: Fact

    def __deepcopy__(self, memo: dict[int, Any]) -> Origin:
        return self


@dataclass(eq=False)
class Value:
    """A value that is not known, but for what kind of thing it is (`str` or nothing)."""

    hint: str = ""


@dataclass(eq=False)
class Scalar(Value):
    """A constant."""

    value: Any = None
    origin: Origin | None = None
    """The statement that put it into a list."""


@dataclass(eq=False)
class Array(Value):
    """A list or tuple."""

    items: list[Value] = field(default_factory=list)
    partial: bool = False
    """Whether it may hold more than is known."""


@dataclass(eq=False)
class Object(Value):
    """A dictionary."""

    origin: Origin | None = None
    pairs: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Origin] = field(default_factory=dict)
    partial: bool = False
    """Whether it may hold keys that are not known."""
    extra: list[Value] = field(default_factory=list)
    """The values under keys that are not known."""
    parents: list[Origin] = field(default_factory=list)
    """Where the other dictionaries were written that were merged into it."""
    gone: dict[str, Origin] = field(default_factory=dict)
    """The keys that were taken away, and the statements that did."""

    def put(self, key: str, value: Value, place: Origin | None) -> None:
        """Set a key, and remember what did."""
        self.pairs[key] = value
        self.gone.pop(key, None)
        self.places.pop(key, None)
        if place is not None:
            self.places[key] = place

    def take(self, key: str, place: Origin | None) -> None:
        """Take a key away, and remember what did."""
        if self.pairs.pop(key, None) is not None and place is not None:
            self.gone[key] = place


@dataclass(eq=False)
class Used:
    """A call that is given a schema."""

    use: Use
    origin: Origin
    value: Value


@dataclass(eq=False)
class Values:
    """The outcome: what is bound at module level, what each function makes, what is only shown, and the uses."""

    names: dict[str, Value]
    literals: list[tuple[str, Object]]
    """Every dictionary that a statement names or shows, in its final state, with its name, if any; `?` for an argument."""
    uses: list[Used]


def member_of(value: Value, key: Any) -> Value:
    """What stands under a key, or at a place of a list."""
    if isinstance(value, Object) and isinstance(key, str):
        return value.pairs.get(key, Value())
    if isinstance(value, Array) and isinstance(key, int) and -len(value.items) <= key < len(value.items):
        return value.items[key]
    return Value()


def shallow_copy(value: Value) -> Value:
    """Another dictionary or list of the same values."""
    if isinstance(value, Object):
        parts = (dict(value.pairs), dict(value.places), value.partial, list(value.extra), list(value.parents))
        return Object(value.hint, value.origin, *parts, dict(value.gone))
    if isinstance(value, Array):
        return Array(value.hint, list(value.items), value.partial)
    return value


def merged(target: Value, more: Value) -> Value:
    """The first object, changed to hold the pairs of the second too; unknown if the first is not an object."""
    if not isinstance(target, Object):
        return Value()
    if isinstance(more, Object):
        for key, value in more.pairs.items():
            target.put(key, value, more.places.get(key))
        target.partial = target.partial or more.partial
        target.extra.extend(more.extra)
        target.parents.extend((*more.parents, *([more.origin] if more.origin is not None else ())))
    else:
        target.partial = True
    return target


def concatenated(first: Value, second: Value) -> Array:
    """Both lists in one; it may hold more where one of them is not known."""
    made = Array()
    for value in (first, second):
        if isinstance(value, Array):
            made.items.extend(value.items)
        made.partial = made.partial or not isinstance(value, Array) or value.partial
    return made


def constants(value: Value | None) -> Iterator[Any]:
    """The constants of an array, or the one that the value is."""
    if isinstance(value, Scalar):
        yield value.value
    elif isinstance(value, Array):
        for item in value.items:
            if isinstance(item, Scalar):
                yield item.value
