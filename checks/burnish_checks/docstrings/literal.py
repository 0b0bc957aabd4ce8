"""A docstring as it stands in the source: its literal, and where each line of its text is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.docstrings.openings import Documented, docstring_in
from burnish_checks.docstrings.styles import Docstring, read
from burnish_checks.patterns import deferred

_LITERAL = deferred(r"([rRuU]?)(\"\"\"|'''|\"|')(.*)\2\Z", re.S)


@dataclass(frozen=True)
class Literal:
    """One string literal that is a docstring; spans are relative to its block."""

    span: Span
    prefix: str
    quote: str
    text: str
    """What stands between the quotes, escapes as written."""

    @property
    def raw(self) -> bool:
        """Whether backslashes stand for themselves."""
        return self.prefix.lower() == "r"

    def read(self) -> Docstring:
        """What it tells."""
        return read(self.text.replace("\r\n", "\n"))

    def place(self, line: int, start: int, end: int) -> Span:
        """The span of columns of one of the docstring's lines."""
        shift = self.span.start_column + len(self.prefix) + len(self.quote) if line == 0 else 0
        row = self.span.start_line + line
        return Span(row, start + shift, row, end + shift)


def literal_of(block: Block, node: Documented) -> Literal | None:
    """The docstring in the body of a function or class, if it is a single literal."""
    constant = docstring_in(node.body)
    return literal_at(block, constant) if constant is not None else None


def literal_at(block: Block, constant: syntax.Constant) -> Literal | None:
    """The literal of a constant; None where several are written one after the other."""
    found = _LITERAL.match(block.source(constant))
    if found is None:
        return None
    prefix, quote, text = found.groups()
    if len(quote) == 1 and re.search(rf"(?<!\\){quote}", text):
        return None
    if len(quote) == 3 and quote in text.replace("\\" + quote[0], ""):
        return None
    return Literal(block.span(constant), prefix, quote, text)
