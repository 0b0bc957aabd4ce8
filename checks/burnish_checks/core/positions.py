"""Places in text: lines counted from 0, columns in code points of the line.

Conversions to the three position encodings of LSP (UTF-8, UTF-16, UTF-32 code units) and from
the UTF-8 byte offsets of `ast` are functions of one line's text.
"""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A point between two characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A range of text, end exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> Position:
        return Position(self.start_line, self.start_column)

    @property
    def end(self) -> Position:
        return Position(self.end_line, self.end_column)

    def moved(self, lines: int) -> Span:
        """The same span `lines` further down."""
        return Span(self.start_line + lines, self.start_column, self.end_line + lines, self.end_column)

    def touches(self, other: Span) -> bool:
        """Whether the two overlap or meet at a point."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


def column_of_utf8(line: str, offset: int) -> int:
    """The column at a UTF-8 byte offset of the line (as `ast` counts); offsets past the end give the end."""
    if line.isascii():
        return min(offset, len(line))
    return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))


def units_of_column(line: str, column: int, encoding: str) -> int:
    """How many code units of `utf-8`, `utf-16` or `utf-32` precede the column."""
    if encoding == "utf-32" or line.isascii():
        return column
    head = line[:column]
    if encoding == "utf-8":
        return len(head.encode("utf-8", "surrogatepass"))
    return len(head) + sum(1 for character in head if character > "\uffff")


def column_of_units(line: str, units: int, encoding: str) -> int:
    """The column after that many code units; past the end of the line gives its end, inside a character its start."""
    length = len(line)
    if encoding == "utf-32" or line.isascii():
        return min(units, length)
    if encoding == "utf-8":
        return len(line.encode("utf-8", "surrogatepass")[:units].decode("utf-8", "ignore"))
    column = 0
    for character in line:
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            break
        column += 1
    return column
