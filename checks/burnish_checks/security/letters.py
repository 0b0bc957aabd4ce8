"""What characters a regular expression lets through, and what all that it fits begins with."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

__all__ = [
    "ENDS_HOST",
    "REPEATS",
    "accepted",
    "beginning",
    "bodies",
    "characters",
    "constants",
    "left_over",
    "parser",
    "stays_below",
]

if sys.version_info >= (3, 11):
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as constants
    import sre_parse as parser


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> Any:
    """What a pattern is made of; None for what is no pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parser.parse(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


_SAMPLE = [chr(code) for code in range(9, 14)] + [chr(code) for code in range(32, 127)] + ["é", "Ω", "漢"]


def accepted(pattern: str, group: int | str = 0) -> frozenset[str] | None:
    """Of the sample characters those that some part of the pattern, or of one group of it, accepts; None for what is no
    pattern, or has no such group."""
    parsed = _parsed(pattern)
    if parsed is None:
        return None
    if not group:
        return frozenset(_every(list(parsed)))
    number = parsed.state.groupdict.get(group) if isinstance(group, str) else group
    inside = next(_groups(list(parsed), number), None)
    return None if inside is None else frozenset(_every(inside))


def left_over(pattern: str) -> frozenset[str] | None:
    """Of the sample characters those that stay in a text from which all is taken that the pattern fits, where that is one
    character of a class or many; None for other patterns."""
    parsed = list(_parsed(pattern) or ())
    if len(parsed) == 1 and parsed[0][0] in (constants.MAX_REPEAT, constants.MIN_REPEAT) and parsed[0][1][0] <= 1:
        parsed = list(parsed[0][1][2])
    taken = characters(parsed)
    return frozenset(_SAMPLE) - taken if taken else None


def beginning(pattern: str) -> str:
    """What every text begins with that the pattern fits from its start on, as far as it says so in letters; `SOME` stands in
    it for any of several letters that can end no host: `https://?.example.com/` for `https://[a-z]+\\.example\\.com/.*`, and a
    word of no meaning for one of several that the pattern names."""
    found = ""
    for kind, value in _parsed(pattern) or ():
        letters = frozenset(_every([(kind, value)]))
        if kind is constants.LITERAL:
            found += chr(value)
        elif kind is constants.AT:
            found += END if value in _ENDS else ""
        elif _may_be_left_out(kind, value) and value[1] == 1 and _is_worded(value[2]) and len(letters) == 1:
            continue  # `https?`
        elif not letters or letters & ENDS_HOST:
            break
        elif _is_worded([(kind, value)]):
            found += _WORD
        else:
            left_out = _may_be_left_out(kind, value)
            parted = _ends_in_dot(value[2] if left_out else [(kind, value)]) and not (left_out and found.endswith(SOME))
            found += f"{SOME}." if parted else SOME
    return found


def _may_be_left_out(kind: Any, value: Any) -> bool:
    return kind in REPEATS and value[0] == 0


def _is_worded(items: Any) -> bool:
    """Whether the pattern itself says in letters all that these fit: `(?:youtube|vimeo)`, `(?:www\\.)?`."""
    return all(
        kind is constants.LITERAL
        or (kind in REPEATS and value[1] == 1 and _is_worded(value[2]))
        or (kind in (constants.SUBPATTERN, constants.BRANCH) and all(map(_is_worded, bodies(kind, value))))
        for kind, value in items
    )


def _ends_in_dot(items: Any) -> bool:
    """Whether all that these fit ends in a dot, so that what follows is the rest of the same domain."""
    if not items:
        return False
    kind, value = items[-1]
    if kind in REPEATS:
        return value[0] > 0 and _ends_in_dot(value[2])
    if kind in (constants.SUBPATTERN, constants.BRANCH):
        return all(map(_ends_in_dot, bodies(kind, value)))
    return kind is constants.LITERAL and chr(value) == "."


SOME, END = "\ue001", "\ue002"
"""Stand in a beginning for letters that a pattern leaves open, and for the end of all that it fits."""
_ENDS = (constants.AT_END, constants.AT_END_STRING)
_WORD = "word"
ENDS_HOST = frozenset("/\\?#@:")
"""The letters of which one ends the host of an address, or what stands before it."""


def stays_below(pattern: str) -> bool:
    """Whether what the pattern fits as a whole is no path that leads upwards: without `..`, and without a `/` in front."""
    after_dot, first = False, True
    for kind, value in _parsed(pattern) or ():
        if kind is constants.AT:
            continue
        least, most, body = value if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) else (1, 1, [(kind, value)])
        if len(body) != 1 or body[0][0] in (constants.SUBPATTERN, constants.BRANCH, *REPEATS):
            return False
        letters = set(characters(list(body)))
        if ("." in letters and (after_dot or most > 1)) or ("/" in letters and first):
            return False
        after_dot = "." in letters or (after_dot and least == 0)
        first = first and least == 0
    return not first


REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def _groups(items: list[tuple[Any, Any]], number: int | None) -> Iterator[list[tuple[Any, Any]]]:
    """The bodies of the groups of that number."""
    for kind, value in items:
        if kind is constants.SUBPATTERN and value[0] == number:
            yield list(value[3])
        elif kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            yield from _groups(list(value[2]), number)
        elif kind in (constants.SUBPATTERN, constants.BRANCH):
            for inner in bodies(kind, value):
                yield from _groups(list(inner), number)


def _every(items: list[tuple[Any, Any]]) -> Iterator[str]:
    for kind, value in items:
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            yield from _every(list(value[2]))
        elif kind in (constants.SUBPATTERN, constants.BRANCH):
            for inner in bodies(kind, value):
                yield from _every(inner)
        else:
            yield from characters([(kind, value)])


def characters(items: list[tuple[Any, Any]]) -> frozenset[str]:
    """Of the sample characters those that a one-character sequence accepts; empty for anything else."""
    while len(items) == 1 and items[0][0] is constants.SUBPATTERN:
        items = list(items[0][1][3])
    if len(items) != 1:
        return frozenset()
    kind, value = items[0]
    if kind is constants.LITERAL:
        return frozenset({chr(value)})
    if kind is constants.NOT_LITERAL:
        return frozenset(_SAMPLE) - {chr(value)}
    if kind is constants.ANY:
        return frozenset(_SAMPLE) - {"\n"}
    if kind is constants.IN:
        return _class(value)
    return frozenset()


def _class(items: list[tuple[Any, Any]]) -> frozenset[str]:
    found: set[str] = set()
    negated = False
    for kind, value in items:
        if kind is constants.NEGATE:
            negated = True
        elif kind is constants.LITERAL:
            found.add(chr(value))
        elif kind is constants.RANGE:
            found.update(item for item in _SAMPLE if value[0] <= ord(item) <= value[1])
        elif kind is constants.CATEGORY:
            test = _CATEGORIES.get(value)
            found.update(item for item in _SAMPLE if test is not None and test(item))
    return frozenset(_SAMPLE) - found if negated else frozenset(found)


_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    constants.CATEGORY_DIGIT: str.isdigit,
    constants.CATEGORY_NOT_DIGIT: lambda item: not item.isdigit(),
    constants.CATEGORY_SPACE: str.isspace,
    constants.CATEGORY_NOT_SPACE: lambda item: not item.isspace(),
    constants.CATEGORY_WORD: lambda item: item.isalnum() or item == "_",
    constants.CATEGORY_NOT_WORD: lambda item: not (item.isalnum() or item == "_"),
}


def bodies(kind: Any, value: Any) -> Iterator[list[tuple[Any, Any]]]:
    """The sequences inside a group, alternative or look-around."""
    if kind is constants.SUBPATTERN:
        yield list(value[3])
    elif kind is constants.BRANCH:
        for branch in value[1]:
            yield list(branch)
    elif kind in (constants.ASSERT, constants.ASSERT_NOT):
        yield list(value[1])
