"""A name or call in place of an expression: kept apart from the letters beside it, without brackets it does not need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword

from burnish_checks.core.positions import Span

_BLANK = " \t"
_VALUES = frozenset({"None", "True", "False"})


def in_place(lines: Sequence[str], span: Span, text: str) -> tuple[Span, str]:
    """What to replace in the lines, and by what, so that a name or call stands where an expression stood.

    Brackets that held only the expression go with it: `(a + b) * 2` becomes `total * 2`.
    """
    if re.match(r"[\w.]+(\(|$)", text):
        while (wider := _with_brackets(lines, span)) is not None:
            span = wider
    before = lines[span.start_line][: span.start_column][-1:]
    behind = lines[span.end_line][span.end_column :][:1]
    return span, (" " if before.isidentifier() else "") + text + (" " if behind.isidentifier() else "")


def _with_brackets(lines: Sequence[str], span: Span) -> Span | None:
    """The span with the brackets directly around it; None if there are none, or they call or define something."""
    line, last = span.start_line, span.end_line
    before = lines[line][: span.start_column].rstrip(_BLANK)
    while not before and line:
        line -= 1
        before = lines[line].rstrip(_BLANK + "\r\n")
    behind = lines[last][span.end_column :].lstrip(_BLANK)
    while not behind.strip("\r\n") and last + 1 < len(lines):
        last += 1
        behind = lines[last].lstrip(_BLANK)
    if not before.endswith("(") or not behind.startswith(")"):
        return None
    in_front = before[:-1].rstrip(_BLANK)
    word = re.search(r"\w*$", in_front)
    called = word is not None and word.group() and (not iskeyword(word.group()) or word.group() in _VALUES)
    if not in_front or called or in_front.endswith((")", "]", "}", '"', "'", "\\")):
        return None
    end = len(lines[last].rstrip("\r\n")) - len(behind.rstrip("\r\n")) + 1
    return Span(line, len(before) - 1, last, end)
