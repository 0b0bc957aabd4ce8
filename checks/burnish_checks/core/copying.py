"""Copies of values that differ in a few fields."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")


def copied(value: Value, /, **fields: object) -> Value:
    """A value of the same class with the same fields but for some: a node of a tree, or a frozen dataclass without slots.

    What is below is shared. `dataclasses.replace` sets each of a snapshot's 17 fields by way of `object.__setattr__`, which
    takes 9 microseconds instead of 1, five times in a keystroke.
    """
    copy = value.__class__.__new__(value.__class__)
    copy.__dict__.update(value.__dict__, **fields)
    return copy
