"""Writing suppression comments: the right line, an existing comment extended, never inside a string."""

from __future__ import annotations

import io
import re
import tokenize

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target, after
from burnish_checks.core.rule import Category
from burnish_checks.core.suppression import statement_lines
from burnish_checks.core.text import content_length
from burnish_checks.core.verifying import Verdict
from burnish_checks.patterns import deferred
from burnish_checks.syntax.tokens import tokens

_IGNORE = deferred(r"#\s*burnish:\s*ignore\b(?!-file)(?:\[([^\]]*)\])?")
_IGNORE_FILE = deferred(r"#\s*burnish:\s*ignore-file\b(?:\[([^\]]*)\])?")
_HEAD = deferred(r"#!|#.*?coding[:=]")


def suppress_here(target: Target) -> Repair:
    """A comment on the finding's line, or on the first or last line of its statement; raises `Refused`.

    Never on a line of `#!`, which the operating system takes for the name of a program.
    """
    block = target.block
    free = {line: column for line, column in _commentable(block).items() if not block.lines[line].startswith("#!")}
    lines = [line for line in _lines(target) if line in free]
    if not lines:
        raise Refused("No line of this statement can take a comment.")
    slug = target.finding.rule.slug
    for line in lines:
        merged = _merged(block.lines[line], _IGNORE, slug, free[line])
        if merged is not None:
            column, text = merged
            return Repair((target.replace(Span(line, column, line, column), text),))
    line = lines[0]
    end = content_length(block.lines[line])
    stripped = len(block.lines[line][:end].rstrip())
    return Repair((target.replace(Span(line, stripped, line, end), f"  # burnish: ignore[{slug}]"),))


def suppress_in_file(target: Target) -> Repair:
    """A comment for the whole file: one that is there is extended, else a line at its top, below `#!` and `coding`."""
    slug = target.finding.rule.slug
    snapshot = target.snapshot
    for start, entry in zip(snapshot.starts, snapshot.entries, strict=True):
        for directive in entry.directives:
            if directive.tool != "burnish" or not directive.whole_file:
                continue
            line = entry.block.lines[directive.line]
            merged = _merged(line, _IGNORE_FILE, slug, directive.start)
            if merged is not None:
                at = start + directive.line
                return Repair((Change(Span(at, merged[0], at, merged[0]), merged[1]),))
    first = 0
    while first < min(2, len(snapshot.lines) - 1) and _HEAD.match(snapshot.lines[first]):
        first += 1
    text = f"# burnish: ignore-file[{slug}]{target.newline}"
    return Repair((Change(Span(first, 0, first, 0), text),))


def propose_suppression(target: Target, *, whole_file: bool) -> tuple[Repair | None, Verdict]:
    """The suppression, verified: the finding is hidden, and nothing but a comment has changed."""
    if target.finding.rule.category is Category.SYNTAX:
        return None, Verdict(False, "What Python cannot read cannot be suppressed.")
    try:
        repair = suppress_in_file(target) if whole_file else suppress_here(target)
    except Refused as refusal:
        return None, Verdict(False, str(refusal))
    result = after(target.snapshot, repair.own)
    rule = target.finding.rule
    counts = [sum(item.finding.rule is rule for item in shot.findings()) for shot in (target.snapshot, result)]
    broken = any(entry.block.problem for entry in result.fresh) and not target.block.broken
    if counts[1] >= counts[0] or broken:
        return repair, Verdict(False, "The comment would have no effect.", result)
    return repair, Verdict(True, "", result)


def _lines(target: Target) -> list[int]:
    """The block's lines on which a comment counts for the finding, its own first."""
    lines = statement_lines(target.block, target.finding)
    own = target.finding.span.start_line
    return [own, *sorted(lines - {own})]


def _commentable(block: Block) -> dict[int, int]:
    """The lines of the block that end outside strings, without a backslash: to the column of their comment, or -1."""
    found: dict[int, int] = {}
    depth = 0
    text = "".join(line.rstrip("\r\n") + "\n" for line in block.lines)
    for token in tokens(io.StringIO("if 1:\n" + text)):
        line, column = token.start[0] - 2, token.start[1]
        name = tokenize.tok_name[token.type]
        depth += name in ("FSTRING_START", "TSTRING_START")
        depth -= name in ("FSTRING_END", "TSTRING_END")
        if token.type == tokenize.COMMENT:
            found[line] = column
        elif token.type in (tokenize.NEWLINE, tokenize.NL) and not depth:
            found.setdefault(line, -1)
    found.pop(-1, None)
    return found


def _merged(line: str, pattern: re.Pattern[str], slug: str, comment: int) -> tuple[int, str] | None:
    """Where in the line, and by what text, the comment that is there comes to name the rule as well."""
    if comment < 0:
        return None
    match = pattern.search(line, comment)
    if match is None or match.group(1) is None:
        return None
    names = match.group(1).rstrip()
    separator = "" if not names else " " if names.endswith(",") else ", "
    return match.start(1) + len(names), separator + slug
