"""How much two sequences have in common at their start and end, told by comparing ever shorter pieces.

Of 37 lines or 1,800 blocks one is another after an edit. To compare them one by one took a hundredth of an edit; pieces are
compared without a step of the interpreter for each item. Comparing one by one is the slow equivalent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_STRIDE = 256


def start_of(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many items at the start are equal; of blocks the same objects."""
    most, at = min(len(one), len(other)), 0
    step = min(_STRIDE, 1 << most.bit_length())
    while step and at < most:
        end = min(at + step, most)
        if one[at:end] == other[at:end]:
            at = end
        else:
            step //= 2
    return at


def end_of(one: Sequence[Any], other: Sequence[Any], first: int = 0) -> int:
    """The same at the end, behind the `first` items."""
    return start_of(one[first:][::-1], other[first:][::-1])
