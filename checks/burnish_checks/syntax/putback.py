"""Putting back what was masked: the string literals in a parsed tree that stand for f-strings."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Sequence

from burnish_checks.syntax.fstrings import build
from burnish_checks.syntax.masks import Span, field_span, parse_spans
from burnish_checks.syntax.scan import Field, FormatString
from burnish_checks.syntax.source import Source


def put_back(source: Source, root: ast.AST, strings: Sequence[FormatString]) -> None:
    """Replace in the tree, in place, each literal that stands for one of these f- and t-strings."""
    if not strings:
        return
    fields = [field for string in strings for field in _fields(string.parts)]
    values = dict(zip(map(id, fields), parse_apart(source, [field_span(field) for field in fields]), strict=True))
    starts = [source.place(string.start) for string in strings]
    for parent, name, index, node in _literals(root, starts):
        first = bisect_left(starts, (node.lineno, node.col_offset))
        last = bisect_left(starts, (node.end_lineno, node.end_col_offset))
        if first == last:
            continue
        begin = source.offset(node.lineno, node.col_offset)
        end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
        if isinstance(parent, (ast.MatchValue, ast.MatchMapping)):
            raise source.problem("An f-string cannot be a pattern.", begin, end)
        built = build(source, begin, end, strings[first:last], lambda field: values[id(field)])
        if index is None:
            setattr(parent, name, built)
        else:
            getattr(parent, name)[index] = built


def parse_apart(source: Source, spans: Sequence[Span]) -> list[ast.expr]:
    """Each span's expression, f-strings in it put back."""
    parsed: list[ast.expr] = [ast.Constant(value=None)] * len(spans)
    for page, indices in parse_spans(source, spans):
        nested = [string for index in indices for string in spans[index].nested]
        put_back(source, page, nested)
        for index, node in zip(indices, page.elts, strict=True):
            parsed[index] = node
    return parsed


def _fields(parts: Sequence[object]) -> list[Field]:
    """The replacement fields among these parts and in their format specs."""
    found = []
    for part in parts:
        if isinstance(part, Field):
            found.append(part)
            found += _fields(part.spec)
    return found


_Slot = tuple[ast.AST, str, "int | None", ast.expr]


def _literals(root: ast.AST, starts: list[tuple[int, int]]) -> list[_Slot]:
    """The string literals (and empty lists) on the lines where something starts, and where they hang in the tree."""
    found: list[_Slot] = []
    stack = [root]
    while stack:
        parent = stack.pop()
        for name in parent._fields:
            child = getattr(parent, name, None)
            if child.__class__ is list:
                for index, item in enumerate(child):
                    if isinstance(item, ast.AST):
                        _visit(parent, name, index, item, starts, stack, found)
            elif isinstance(child, ast.AST):
                _visit(parent, name, None, child, starts, stack, found)
    return found


def _visit(
    parent: ast.AST,
    name: str,
    index: int | None,
    child: ast.AST,
    starts: list[tuple[int, int]],
    stack: list[ast.AST],
    found: list[_Slot],
) -> None:
    if not child._fields:  # an operator or a context
        return
    if isinstance(child, ast.Constant):
        if isinstance(child.value, str):
            found.append((parent, name, index, child))
        return
    if isinstance(child, ast.List) and not child.elts:
        found.append((parent, name, index, child))
    line = getattr(child, "lineno", None)
    if line is not None:
        decorators = getattr(child, "decorator_list", None)
        if decorators:
            line = decorators[0].lineno
        first = bisect_left(starts, (line,))
        if first == len(starts) or starts[first][0] > (getattr(child, "end_lineno", None) or line):
            return
    stack.append(child)
