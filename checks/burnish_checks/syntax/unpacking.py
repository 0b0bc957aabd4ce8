"""`a[*b]` and `*args: *Ts`, which Python 3.10 does not read: the star hidden, and put back as a `Starred`."""

from __future__ import annotations

import ast
import keyword
import re
from bisect import bisect_left
from typing import NamedTuple

from burnish_checks.patterns import deferred
from burnish_checks.syntax.scan import BODIES, before_blanks
from burnish_checks.syntax.source import Source


class Unpacking(NamedTuple):
    """A star that was hidden, and where what it unpacks ends; both offsets."""

    star: int
    end: int


_TOKENS = deferred(
    rf"(?P<comment>\#[^\n]*)|(?P<string>[\"'](?:{BODIES}))|(?P<word>[\w\x80-\xff]+)|(?P<gap>[ \t\f\n]+|\\\n)"
    r"|(?P<mark>\*\*|[^\w\s])",
    re.DOTALL,
)
_OPENERS = {"]": "[", ")": "(", "}": "{"}


def unpackings(text: str) -> list[Unpacking]:
    """The stars of subscripts and of the annotations of `*args`, in order."""
    found: list[Unpacking] = []
    stack: list[str] = []  # the open brackets; that of a subscript is "s"
    pending: list[tuple[int, int]] = []  # stars whose end is not reached, with the depth they stand at
    comments: list[tuple[int, int]] = []
    previous, line_start = "", True
    for match in _TOKENS.finditer(text):
        token, kind = match[0], match.lastgroup
        if kind == "comment":
            if pending:
                comments.append(match.span())
            continue
        if kind == "gap":
            line_start |= "\n" in token and not stack
            continue
        if pending and pending[-1][1] == len(stack) and token in (",", "]", ")", "="):
            star, _ = pending.pop()
            found.append(Unpacking(star, before_blanks(text, star, match.start(), tuple(comments))))
            comments = comments if pending else []
        if token == "*" and stack and _starts_unpacking(stack[-1], previous):
            pending.append((match.start(), len(stack)))
        elif token in ("[", "(", "{") and kind == "mark":
            stack.append("s" if token == "[" and _is_value(previous) else token)
        elif token in _OPENERS and stack:
            stack.pop()
        soft = line_start and token in ("match", "case")
        previous, line_start = (":" if soft else '"' if kind == "string" else token), False
    return sorted(found)


def _starts_unpacking(bracket: str, previous: str) -> bool:
    return (bracket == "s" and previous in ("s", "[", ",")) or (bracket == "(" and previous == ":")


def _is_value(token: str) -> bool:
    """Whether a `[` after this token subscripts it."""
    if token in (")", "]", "}", '"'):
        return True
    return (
        bool(token) and (token[0].isalpha() or token[0] in "_" or token[0] >= "\x80") and not keyword.iskeyword(token)
    )


def put_back_stars(source: Source, tree: ast.AST, hidden: list[Unpacking]) -> None:
    """Make again, in place, the `Starred` nodes of these stars."""
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.arg) and node.annotation is not None:
            node.annotation = _starred(source, node.annotation, hidden, source.offset(node.lineno, node.col_offset))
        elif isinstance(node, ast.Subscript):
            value = node.value
            after = source.offset(value.end_lineno or 0, value.end_col_offset or 0)
            _subscript(source, node, hidden, after)


def _subscript(source: Source, node: ast.Subscript, hidden: list[Unpacking], after: int) -> None:
    if not isinstance(node.slice, ast.Tuple):
        starred = _starred(source, node.slice, hidden, after)
        if starred is not node.slice:
            bare = ast.Tuple(elts=[starred], ctx=ast.Load())
            node.slice = ast.copy_location(bare, starred)
        return
    elements = node.slice.elts
    for index, element in enumerate(elements):
        elements[index] = _starred(source, element, hidden, after)
        after = source.offset(element.end_lineno or 0, element.end_col_offset or 0)
    if elements and isinstance(elements[0], ast.Starred):
        node.slice.lineno, node.slice.col_offset = elements[0].lineno, elements[0].col_offset


def _starred(source: Source, node: ast.expr, hidden: list[Unpacking], after: int) -> ast.expr:
    """The node, or the `Starred` of it if one of the hidden stars stands before it and behind `after`."""
    start = source.offset(node.lineno, node.col_offset)
    end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
    mark = hidden[max(bisect_left(hidden, (start,)) - 1, 0)]
    if not after <= mark.star < start or end > mark.end:
        return node
    starred = ast.Starred(value=node, ctx=ast.Load())
    starred.lineno, starred.col_offset = source.place(mark.star)
    starred.end_lineno, starred.end_col_offset = source.place(mark.end)
    return starred
