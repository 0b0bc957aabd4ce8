"""Masking: newer syntax hidden behind older syntax of the same length, so that all places hold.

A hole is a range of the text that the parser sees as a plain string literal; the expressions in it are parsed
apart, all together, laid out on an otherwise empty page where each stands at its own line and column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from burnish_checks.syntax.native import parse_expression
from burnish_checks.syntax.scan import Field, FormatString, before_blanks
from burnish_checks.syntax.source import Source

_OPEN_NEWLINE = re.compile(r"(?<!\\)\n")


class Span(NamedTuple):
    """An expression to be parsed apart: the offsets just before and just after it, and its f-strings."""

    start: int
    end: int
    nested: tuple[FormatString, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()


def field_span(field: Field) -> Span:
    """The expression of a replacement field."""
    return Span(field.start, field.expression_end, field.nested, field.comments)


def masked(data: str, start: int, end: int, holes: Iterable[FormatString]) -> str:
    """The text between two offsets with each hole shown as a string literal."""
    pieces = []
    for hole in holes:
        pieces.append(data[start : hole.start])
        quote = "'" if data[hole.start - 1 : hole.start] == '"' else '"'  # or `""` before it would make three
        pieces.append(string_mask(data[hole.start : hole.end], quote))
        start = hole.end
    pieces.append(data[start:end])
    return "".join(pieces)


def string_mask(piece: str, quote: str) -> str:
    """A plain string literal as long as the piece, with its newlines where the piece has them.

    An empty list stands in where empty lines in a single-quoted f-string leave no room for a string.
    """
    first = piece.find("\n")
    if first < 0:
        return f"{quote}{' ' * (len(piece) - 2)}{quote}"
    inner = "\n".join(" " * len(line) for line in piece.split("\n"))
    if first >= len(quote * 3) and len(piece) - piece.rfind("\n") > len(quote * 3):
        return f"{quote * 3}{inner[3:-3]}{quote * 3}"
    quoted = f"{quote}{inner[1:-1]}{quote}".replace(" \n", "\\\n")
    return f"[{inner[1:-1]}]" if _OPEN_NEWLINE.search(quoted) else quoted


def parse_spans(source: Source, spans: Sequence[Span]) -> list[tuple[ast.List, list[int]]]:
    """The spans parsed: pages, each a list display with the spans' expressions and the spans' indices.

    Two spans that touch (`{a}{b}`) leave no room for a comma between them and go to different pages.
    """
    pages: list[_Page] = []
    for index in sorted(range(len(spans)), key=lambda number: spans[number].start):
        span = spans[index]
        page = next((page for page in pages if page.end <= span.start), None)
        if page is None:
            page = _Page()
            pages.append(page)
        page.add(source, span, index)
    return [(page.parse(source, spans), page.indices) for page in pages]


class _Page:
    """A text that is empty but for some spans, in parentheses, each at its own line and column."""

    def __init__(self) -> None:
        self.pieces = ["["]
        self.indices: list[int] = []
        self.line = 1
        self.column = 1
        self.end = 0  # the first offset at which another span has room

    def add(self, source: Source, span: Span, index: int) -> None:
        line, column = source.place(span.start)
        if line > self.line:
            self.pieces.append("\n" * (line - self.line))
            self.column = 0
        text = masked(source.bytes, span.start + 1, span.end, span.nested)
        self.pieces.append(f"{' ' * (column - self.column)}({text}),")
        self.indices.append(index)
        self.end = span.end + 2
        self.line = line + text.count("\n")
        tail = len(text) - text.rfind("\n") - 1
        self.column = tail + 2 if self.line > line else column + len(text) + 3

    def parse(self, source: Source, spans: Sequence[Span]) -> ast.List:
        self.pieces.append("]")
        tree = parse_expression(source.text_of("".join(self.pieces)))
        assert isinstance(tree, ast.List)
        for node, index in zip(tree.elts, self.indices, strict=True):
            _take_parentheses_off(source, node, spans[index])
        return tree


def _take_parentheses_off(source: Source, node: ast.expr, span: Span) -> None:
    """Give a bare tuple its own place instead of that of the parentheses added around it."""
    if not isinstance(node, (ast.Tuple, ast.GeneratorExp)):
        return
    if (node.lineno, node.col_offset) != source.place(span.start):
        return
    if isinstance(node, ast.GeneratorExp):
        raise source.problem("A generator expression needs parentheses here.", span.start + 1, span.end)
    start = first_token(source.bytes, span.start + 1, span.end)
    end = before_blanks(source.bytes, start, span.end, span.comments)
    node.lineno, node.col_offset = source.place(start)
    node.end_lineno, node.end_col_offset = source.place(end)


def first_token(data: str, start: int, end: int) -> int:
    """The offset of the first token at or after `start`."""
    while start < end:
        if data[start] in " \t\f\n":
            start += 1
        elif data.startswith("\\\n", start):
            start += 2
        elif data[start] == "#":
            newline = data.find("\n", start, end)
            start = end if newline < 0 else newline + 1
        else:
            break
    return start
