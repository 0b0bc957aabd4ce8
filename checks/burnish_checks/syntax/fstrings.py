"""f-strings and t-strings built from the scanner's parts, equal to what CPython 3.13 (3.14) builds."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from burnish_checks.syntax.literals import decode
from burnish_checks.syntax.nodes import Interpolation, TemplateStr, make
from burnish_checks.syntax.scan import TOKEN, Field, FormatString, Literal
from burnish_checks.syntax.source import Source

Values = Callable[[Field], ast.expr]  # the parsed expression of a replacement field


def build(source: Source, start: int, end: int, strings: Sequence[FormatString], values: Values) -> ast.expr:
    """The node of the string literals between two offsets, of which `strings` are f- or t-strings."""
    template = strings[0].template
    parts: list[ast.expr] = []
    covered = 0
    by_start = {string.start: string for string in strings}
    position = start
    while match := TOKEN.search(source.bytes, position, end):
        string = by_start.get(match.start())
        if string is not None:
            parts += _parts(source, string, string.parts, values)
            position, covered = string.end, covered + 1
            continue
        position = match.end()
        if match["plain"] is not None:
            parts.append(_plain(source, match, start))
            covered += 1
    if (template and covered != sum(string.template for string in strings)) or any(
        string.template != template for string in strings
    ):
        raise source.problem("A t-string can only be joined with other t-strings.", start, end)
    merged = merge(parts)
    node = make(TemplateStr, values=merged) if template else ast.JoinedStr(values=merged)
    return _at(source, node, start, end)


def merge(parts: list[ast.expr]) -> list[ast.expr]:
    """Neighbouring constants made one, and empty ones left out."""
    merged: list[ast.expr] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, ast.Constant) and isinstance(last, ast.Constant):
            last.value = str(last.value) + str(part.value)
            last.end_lineno, last.end_col_offset = part.end_lineno, part.end_col_offset
        else:
            merged.append(part)
    return [part for part in merged if not (isinstance(part, ast.Constant) and part.value == "")]


def _parts(
    source: Source,
    string: FormatString,
    parts: Sequence[Literal | Field],
    values: Values,
    in_spec: bool = False,
) -> list[ast.expr]:
    nodes: list[ast.expr] = []
    for part in parts:
        if isinstance(part, Literal):
            text = _decode(source, part.start, part.end, string.raw, part.doubled)
            if text:
                nodes.append(_constant(source, text, part.start, part.end))
            continue
        if part.debug_end is not None:
            text = source.text_of(_without_comments(source.bytes, part, part.debug_end))
            nodes.append(_constant(source, text, part.start + 1, part.debug_end))
        nodes.append(_replacement(source, string, part, values, in_spec))
    return nodes


def _replacement(source: Source, string: FormatString, field: Field, values: Values, in_spec: bool) -> ast.expr:
    spec: ast.expr | None = None
    if field.spec_start is not None:
        parts = merge(_parts(source, string, field.spec, values, in_spec=True))
        spec = _at(source, ast.JoinedStr(values=parts), field.spec_start, field.close)
    value = values(field)
    node: ast.expr
    if string.template and not in_spec:
        text = source.text_of(_without_comments(source.bytes, field, field.expression_end)).rstrip(" \t\f\n=")
        node = make(Interpolation, value=value, str=text, conversion=field.conversion, format_spec=spec)
    else:
        node = ast.FormattedValue(value=value, conversion=field.conversion, format_spec=spec)
    return _at(source, node, field.start, field.close + 1)


def _without_comments(data: str, field: Field, end: int) -> str:
    """The text of a field's expression up to `end`, as `=` shows it."""
    text, position = "", field.start + 1
    for start, stop in field.comments:
        if start < end:
            text += data[position:start]
            position = stop
    return text + data[position:end]


def _plain(source: Source, match: re.Match[str], first: int) -> ast.Constant:
    """A plain string that stands beside f-strings; the scanner's match leaves out its prefix."""
    data, start, end = source.bytes, match.start(), match.end()
    opened = start
    while opened > first and data[opened - 1].isalpha():
        opened -= 1
    prefix = data[opened:start].lower()
    quotes = 3 if data.startswith(data[start] * 3, start) and end - start >= len('""""""') else 1
    value = _decode(source, start + quotes, end - quotes, "r" in prefix, False)
    return _constant(source, value, opened, end, "u" if prefix == "u" else None)


def _decode(source: Source, start: int, end: int, raw: bool, doubled: bool) -> str:
    try:
        return decode(source.text_of(source.bytes[start:end]), raw=raw, doubled=doubled)
    except ValueError as error:
        raise source.problem(str(error), start, end) from None


def _constant(source: Source, value: str, start: int, end: int, kind: str | None = None) -> ast.Constant:
    node = ast.Constant(value=value, kind=kind)
    return _at(source, node, start, end)


_Node = TypeVar("_Node", bound=ast.expr)


def _at(source: Source, node: _Node, start: int, end: int) -> _Node:
    node.lineno, node.col_offset = source.place(start)
    node.end_lineno, node.end_col_offset = source.place(end)
    return node
