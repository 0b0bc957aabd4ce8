"""A document's text as lines, and the edits that turn one into the next.

Only `\\n`, `\\r\\n` and `\\r` end a line, as LSP and Python's tokenizer have it; form feed and U+2028
do not. Lines keep their endings, and a text always has a last line without one (empty where the
text ends with a newline), so that every position of the text lies on a line.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from burnish_checks.core.positions import Position, Span, column_of_units

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")


def split_lines(text: str) -> list[str]:
    """The lines of the text with their endings, and the last line without one."""
    if "\r" not in text:
        parts = text.split("\n")
        last = parts.pop()
        lines = [part + "\n" for part in parts]
        lines.append(last)
        return lines
    lines = _LINE.findall(text)
    lines.append(text[sum(map(len, lines)) :])
    return lines


def content_length(line: str) -> int:
    """The length of the line without its ending."""
    return len(line.rstrip("\r\n"))


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace a span of one document by new text; columns in code points."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """Which lines an edit replaced: `removed` lines from `first` on gave way to `added` ones."""

    first: int
    removed: int
    added: int


def position_of_units(lines: list[str], line: int, units: int, encoding: str) -> Position:
    """The position a client means; what lies outside the text is moved to its nearest point."""
    if line < 0:
        return Position(0, 0)
    if line >= len(lines):
        return Position(len(lines) - 1, content_length(lines[-1]))
    text = lines[line]
    return Position(line, column_of_units(text[: content_length(text)], max(units, 0), encoding))


def apply_edit(lines: list[str], edit: TextEdit) -> tuple[list[str], LineChange]:
    """The lines after one edit (a new list) and what changed among them. The span must lie inside the text."""
    start, end, fresh = replacement(lines, edit)
    result = lines.copy()  # of 20,000 lines once, 0.06 ms less than in two parts
    result[start:end] = fresh
    return result, LineChange(start, end - start, len(fresh))


def replacement(lines: list[str], edit: TextEdit) -> tuple[int, int, list[str]]:
    """From where to where an edit changes lines, and those that stand there behind it."""
    start_line, start_column, end_line, end_column = edit.span
    replaced = lines[start_line][:start_column] + edit.new_text + lines[end_line][end_column:]
    if start_line and start_column == 0 and replaced.startswith("\n") and lines[start_line - 1].endswith("\r"):
        start_line -= 1
        replaced = lines[start_line] + replaced
    if replaced.endswith("\r") and end_line + 1 < len(lines) and lines[end_line + 1].startswith("\n"):
        end_line += 1
        replaced += lines[end_line]
    fresh = split_lines(replaced)
    if not fresh[-1] and end_line + 1 < len(lines):
        fresh.pop()
    return start_line, end_line + 1, fresh


def apply_edits(lines: list[str], edits: list[TextEdit]) -> list[str]:
    """The lines after several edits of the same text; raises ValueError if two of them overlap."""
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    for before, after in itertools.pairwise(ordered):
        if after.span.start < before.span.end:
            raise ValueError(f"edits overlap at line {after.span.start_line + 1}")
    for edit in reversed(ordered):
        lines, _ = apply_edit(lines, edit)
    return lines
