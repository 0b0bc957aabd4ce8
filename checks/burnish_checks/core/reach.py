"""How far a suppression comment on a line of its own reaches, told from the lines below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DEFINES = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_CLAUSE = re.compile(r"\s*(?:except|else|elif|finally)\b")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def header_below(lines: Sequence[str], line: int) -> range:
    """The line that comes next, with the decorators before a definition: what `# ruff: ignore[...]` and
    `# pylint: disable-next=...` are about."""
    last = line + 1
    while last < len(lines) and (_is_blank(lines[last]) or lines[last].lstrip().startswith("@")):
        last += 1
    return range(line, min(last, len(lines) - 1) + 1)


def statement_below(lines: Sequence[str], line: int) -> range:
    """The statement that comes next with all that is inside it: what `# noinspection ...` is about."""
    last = header_below(lines, line)[-1]
    depth = _indent(lines[last])
    for number in range(last + 1, len(lines)):
        if not _is_blank(lines[number]):
            if _indent(lines[number]) <= depth and not (
                _indent(lines[number]) == depth and _CLAUSE.match(lines[number])
            ):
                break
            last = number
    return range(line, last + 1)


def rest_of_scope(lines: Sequence[str], line: int) -> range:
    """The rest of the block of code in which the comment stands: what `# pylint: disable=...` is about."""
    depth, last = _indent(lines[line]), line
    for number in range(line + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) < depth:
                break
            last = number
    return range(line, last + 1)


def header_above(lines: Sequence[str], line: int) -> int:
    """The line with the `def` or `class` whose body the comment stands in; -1 where it stands deeper inside."""
    depth = _indent(lines[line])
    for number in range(line - 1, -1, -1):
        text = lines[number]
        if _is_blank(text) or _indent(text) >= depth:
            continue
        if _DEFINES.match(text):
            return number
        if not text.lstrip().startswith((")", "]")):
            return -1
    return -1
