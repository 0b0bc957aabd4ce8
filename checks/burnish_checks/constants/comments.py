"""What a comment beside a literal calls it: the best name there is, since a person gave it."""

from __future__ import annotations

import re

from burnish_checks import syntax
from burnish_checks.constants.words import split, vocabulary
from burnish_checks.core.block import Block
from burnish_checks.patterns import deferred

_AT_END = deferred(r"#+\s*([A-Za-z][\w /-]{1,40})\.?\s*\Z")
_ALONE = deferred(r"\s*#+\s*([A-Za-z][\w /-]{1,40})\.?\s*\Z")
_NO_NAMES = vocabulary("noqa type todo nosec pragma pylint xxx fixme hack note see is are was if not we this the")
_LEADING = vocabulary("convert converts a an")
_MOST_WORDS = 3


_WORDS = deferred(r"[A-Za-z]{3,}")


def is_commented(block: Block, node: syntax.expr, words: tuple[str, ...]) -> bool:
    """Whether a comment explains the literal: one behind it, or one above or first below its line that speaks of it.

    That is a comment with a number in it or one of the `words`, or one so short that it is a name.
    """
    span = block.span(node)
    _, sign, behind = block.lines[span.end_line][span.end_column :].partition("  #")
    if sign and _WORDS.search(behind):
        return True
    lines = [block.lines[at].strip() for at in (span.start_line - 1, span.end_line + 1) if 0 <= at < len(block.lines)]
    own = re.compile(rf"#.*(?<![\w.]){re.escape(block.source(node))}(?![\w.]*\w)")
    near = " ".join(line for line in lines if line.startswith("#") or own.search(line))
    said = {word.lower() for word in _WORDS.findall(near)}
    if block.source(node).isdigit() and own.search(_comment_above(block, span.start_line)):
        return True
    return any(letter.isdigit() for letter in near) or not said.isdisjoint(words) or bool(comment_words(block, node))


def _comment_above(block: Block, line: int) -> str:
    """All lines of the comment that stands right above a line."""
    first = line
    while first and block.lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "# " + " ".join(item.strip() for item in block.lines[first:line])


def comment_words(block: Block, node: syntax.expr) -> list[str]:
    """The words of a short comment at the end of the literal's line, or alone on the line after a test."""
    span = block.span(node)
    line = block.lines[span.end_line].rstrip("\r\n")
    found = _AT_END.search(line, span.end_column)
    if found is None and line.rstrip().endswith(":") and span.end_line + 1 < len(block.lines):
        found = _ALONE.match(block.lines[span.end_line + 1].rstrip("\r\n"))
    words = split(found.group(1)) if found else []
    while words and words[0] in _LEADING:
        words = words[1:]
    return words if 1 <= len(words) <= _MOST_WORDS and not _NO_NAMES.intersection(words) else []
