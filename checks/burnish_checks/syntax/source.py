"""A text as utf-8 bytes that can be searched like a string.

`ast` counts columns in utf-8 bytes. So the scanner works on the bytes too, each shown as the character of the
same number: an index is then a byte offset, and slices of it parse after `text_of`.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from burnish_checks.syntax.problems import SyntaxProblem, from_exception


class Source:
    """The bytes of one text, its lines, and how offsets and places translate. Newlines are all `\\n`."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.ascii = text.isascii()
        try:
            self.bytes = text if self.ascii else text.encode("utf-8").decode("latin-1")
        except UnicodeEncodeError as error:
            raise from_exception(error, text) from None

    def text_of(self, piece: str) -> str:
        """The text behind a piece of `bytes`, or behind a changed copy of it."""
        return piece if self.ascii else piece.encode("latin-1").decode("utf-8")

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts."""
        return list(accumulate((len(line) + 1 for line in self.bytes.split("\n")), initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Line from 1 and byte column from 0."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1]

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a place."""
        return self.line_starts[line - 1] + column

    def problem(self, message: str, start: int, end: int | None = None) -> SyntaxProblem:
        """A problem between two offsets."""
        return SyntaxProblem(message, *self.place(start), *self.place(start if end is None else end))
