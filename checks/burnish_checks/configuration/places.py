"""Where keys and values stand in a TOML text: found lexically, since the parser does not tell.

Enough of TOML to point at a line: table headers, dotted and quoted keys, strings and brackets over several lines.
A key it misses is shown at the table's header, or at the first line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from burnish_checks.core.positions import Span
from burnish_checks.patterns import deferred

_HEADER = deferred(r"\s*\[{1,2}\s*((?:[^\]\"']|\"[^\"]*\"|'[^']*')+)\]{1,2}")
_KEY = deferred(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = deferred(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_STRING = deferred(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*|[\[\]{}]', re.S
)


class Place(NamedTuple):
    """A key and its value."""

    key: Span
    value: Span


Places = dict[tuple[str, ...], Place]


def places(text: str) -> Places:
    """By path of keys: where the key (or the table's header) and its value stand."""
    lines = text.split("\n")
    found: Places = {}
    table: tuple[str, ...] = ()
    number = 0
    while number < len(lines):
        line = lines[number]
        header = _HEADER.match(line)
        if header:
            table = _parts(header.group(1))
            span = Span(number, header.start(1), number, header.end(1))
            found.setdefault(table, Place(span, span))
            number += 1
            continue
        key = _KEY.match(line)
        if not key:
            number += 1
            continue
        end_line = _end_of_value(lines, number, key.end())
        value = Span(number, key.end(), end_line, len(lines[end_line].rstrip()))
        path = (*table, *_parts(key.group(1)))
        found.setdefault(path, Place(Span(number, key.start(1), number, key.end(1)), value))
        for inner, place in _inline(lines, value).items():
            found.setdefault((*path, *inner), place)
        number = end_line + 1
    return found


def find_text(text: str, within: Span, item: str) -> Span | None:
    """The first quoted occurrence of a text in a value."""
    lines = text.split("\n")
    for number in range(within.start_line, within.end_line + 1):
        for quote in "\"'":
            column = lines[number].find(quote + item + quote, within.start_column if number == within.start_line else 0)
            if column >= 0:
                return Span(number, column, number, column + len(item) + 2)
    return None


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _end_of_value(lines: list[str], number: int, column: int) -> int:
    """The line on which the value that starts at a place ends."""
    text = lines[number][column:]
    end = number
    while True:
        depth, open_string = _depth(text)
        if (depth <= 0 and not open_string) or end + 1 >= len(lines):
            return end
        end += 1
        text += "\n" + lines[end]


def _depth(text: str) -> tuple[int, bool]:
    """How many brackets stay open at the end of the text, and whether a multi-line string does."""
    depth = 0
    for token in _STRING.finditer(text):
        piece = token.group()
        if piece in "[{":
            depth += 1
        elif piece in "]}":
            depth -= 1
        elif piece.startswith(('"""', "'''")) and not (len(piece) >= len('""""""') and piece.endswith(piece[:3])):
            return depth, True
    return depth, False


def _inline(lines: list[str], value: Span) -> Places:
    """The keys of an inline table on one line."""
    line = lines[value.start_line]
    if value.start_line != value.end_line or not line[value.start_column :].lstrip().startswith("{"):
        return {}
    found: Places = {}
    start = line.index("{", value.start_column) + 1
    for match in re.finditer(r"((?:[\w-]+|\"[^\"]*\"|'[^']*'))\s*=", line[start:]):
        first, last = start + match.start(1), start + match.end(1)
        span = Span(value.start_line, first, value.start_line, last)
        found[(match.group(1).strip("\"'"),)] = Place(
            span, Span(value.start_line, last, value.start_line, value.end_column)
        )
    return found
