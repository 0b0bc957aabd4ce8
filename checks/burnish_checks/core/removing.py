"""Taking a name out of an import statement, or a whole statement out of its body."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from itertools import takewhile

from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Target

_AFTER_NAME = re.compile(r"[ \t]*(,?)[ \t]*(\S?)")


def removal(target: Target, alias: ast.alias) -> Change:
    """The change that takes one alias out; a comment behind it stays. Raises `Refused` where one would be lost."""
    block = target.block
    statement = block.statement_of(alias)
    assert isinstance(statement, (ast.Import, ast.ImportFrom))
    if len(statement.names) == 1:
        return remove_statement(target, statement)
    index = statement.names.index(alias)
    span = block.span(alias)
    line = block.lines[span.end_line]
    after = _AFTER_NAME.match(line.rstrip("\r\n"), span.end_column)
    opening = block.source(Span(*block.span(statement).start, *block.span(statement.names[0]).start))
    alone = "(" in opening and not block.lines[span.start_line][: span.start_column].strip()
    if alone and after is not None and not after.group(2):
        return Change(target.place(Span(span.start_line, 0, span.end_line + 1, 0)), "")
    if alone and after is not None and after.group(2) == "#":
        return Change(target.place(Span(*span.start, span.end_line, after.start(2))), "")
    if index + 1 < len(statement.names):
        end = block.span(statement.names[index + 1]).start
        start = span.start
    else:
        start, end = block.span(statement.names[index - 1]).end, span.end
    if "#" in block.source(Span(*start, *end)):
        raise Refused("A comment stands beside the name; remove both by hand.")
    return Change(target.place(Span(*start, *end)), "")


def remove_statement(target: Target, statement: ast.stmt) -> Change:
    """The change that removes a statement with its line, or leaves `pass` where a body would be empty.

    A comment behind the statement stays on its line. Raises `Refused` where one inside it would be lost.
    """
    block = target.block
    span = block.span(statement)
    first, last = block.lines[span.start_line], block.lines[span.end_line].rstrip("\r\n")
    before, after = first[: span.start_column], last[span.end_column :]
    if "#" in block.source(span):
        raise Refused("A comment stands inside the statement; remove both by hand.")
    if is_only_one(target, statement):
        return target.replace(span, "pass")
    if after.lstrip().startswith("#") and not before.strip():
        gap = len(after) - len(after.lstrip())
        return Change(target.place(Span(*span.start, span.end_line, span.end_column + gap)), "")
    if after.lstrip().startswith(";"):
        gap = len(after) - len(after.lstrip()[1:].lstrip())
        return Change(target.place(Span(*span.start, span.end_line, span.end_column + gap)), "")
    if before.strip():
        start = len(before.rstrip().rstrip(";").rstrip())
        return Change(target.place(Span(span.start_line, start, span.end_line, span.end_column)), "")
    end = Position(span.end_line + 1, 0)
    if span.end_line + 1 >= len(block.lines) and not block.lines[span.end_line].endswith(("\n", "\r")):
        end = span.end
    return Change(target.place(Span(span.start_line - blanks_to_take(target, span), 0, *end)), "")


def blanks_to_take(target: Target, span: Span) -> int:
    """How many of the blank lines above whole lines of the block go with them, where blank lines follow: the fewer of both.

    What stood above and below is then as far apart as it was from what is removed.
    """
    lines = target.snapshot.lines
    above = _blanks(reversed(target.block.lines[: span.start_line]))
    below = _blanks(lines[target.start + span.end_line + 1 :][:_MOST_BLANKS])
    return min(above, below)


_MOST_BLANKS = 5


def _blanks(lines: Iterable[str]) -> int:
    """How many blank lines come first."""
    return sum(1 for _ in takewhile(lambda line: not line.strip(), lines))


def is_only_one(target: Target, statement: ast.stmt) -> bool:
    """Whether a statement is all there is in its body, so that something must stay in its place."""
    block = target.block
    parent = block.parent(statement)
    if parent is not None:
        bodies = [getattr(parent, name, None) for name in ("body", "orelse", "finalbody")]
        return any(isinstance(body, list) and body == [statement] for body in bodies)
    if len(block.body) > 1 or not block.frames:
        return False
    entries = target.snapshot.entries
    previous = entries[target.index - 1].block
    following = entries[target.index + 1].block if target.index + 1 < len(entries) else None
    opened = previous.kind in ("header", "clause") and len(previous.indent) < len(block.indent)
    closed = following is None or following.kind in ("tail", "clause") or len(following.indent) < len(block.indent)
    return opened and closed
