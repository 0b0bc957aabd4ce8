"""Suppression comments: which findings a person has said not to show, and which comments suppress nothing.

`# burnish: ignore[slug, ...]` counts on a line of the statement's first or last, `# burnish:
ignore-file[...]` anywhere for the whole file. The peers' comments are honoured through the rules'
aliases: `# noqa`, `# ruff: noqa`, `# flake8: noqa`, `# nosec`, `# pylint: disable=`.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Rule, Severity

UNUSED_SUPPRESSION = Rule(
    "unused-suppression",
    Category.SYNTAX,
    Severity.INFORMATION,
    "A `# burnish: ignore` comment that suppresses nothing.\n\nRemove it, so that it does not hide a finding to come.",
    tags=("unnecessary",),
)

_QUICK = re.compile(r"#.*(?:burnish:|noqa|nosec|pylint:)", re.I)
_OWN = re.compile(r"#\s*burnish:\s*(ignore-file|ignore)\b(?:\[([^\]]*)\])?")
_NOQA_FILE = re.compile(r"#\s*(?:flake8|ruff)\s*:\s*noqa\b(?::\s*([A-Z0-9, \t]+))?", re.I)
_NOQA = re.compile(r"#\s*noqa\b(?::\s*([A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?", re.I)
_NOSEC = re.compile(r"#\s*nosec\b(?::?\s*((?:B\d{3}|[a-z_]+)(?:[,\s]+(?:B\d{3}|[a-z_]+))*))?")
_PYLINT = re.compile(r"#.*?\bpylint:\s*disable=([\w, -]+)")


@dataclass(frozen=True, slots=True)
class Directive:
    """One suppression comment; `line` and columns are relative to its block."""

    line: int
    start: int
    end: int
    tool: str
    """`burnish`, `noqa`, `nosec` or `pylint`."""
    codes: tuple[str, ...]
    """What it names; empty for everything."""
    whole_file: bool

    def names(self, rule: Rule) -> bool:
        """Whether the comment is about the rule."""
        return suppresses(self.tool, self.codes, rule)


def suppresses(tool: str, codes: tuple[str, ...], rule: Rule) -> bool:
    """Whether a comment of a tool with these codes is about the rule."""
    if rule.slug == "unused-suppression":
        return False
    if not codes:
        return tool != "nosec" or rule.category is Category.SECURITY
    for code in codes:
        if code in (rule.slug, rule.category.value, "all"):
            return True
        if any(alias.upper().startswith(code.upper()) for alias in (*rule.aliases, *rule.partial_aliases)):
            return True
    return tool == "nosec" and rule.category is Category.SECURITY and any(code.startswith("B") for code in codes)


def directives(block: Block) -> tuple[Directive, ...]:
    """The suppression comments of a block, in order."""
    text = block.text
    if "#" not in text or not _QUICK.search(text):
        return ()
    return tuple(found for line, column, comment in _comments(text) for found in _read(line, column, comment))


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each comment; what cannot be tokenized to the end gives those before."""
    try:
        for token in tokenize.generate_tokens(io.StringIO("if 1:\n" + text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0] - 2, token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _read(line: int, column: int, comment: str) -> Iterator[Directive]:
    def make(match: re.Match[str], tool: str, codes: str | None, whole_file: bool) -> Directive:
        names = tuple(code for code in re.split(r"[,\s]+", codes or "") if code)
        return Directive(line, column + match.start(), column + match.end(), tool, names, whole_file)

    if own := _OWN.search(comment):
        yield make(own, "burnish", own.group(2), own.group(1) == "ignore-file")
    if whole := _NOQA_FILE.search(comment):
        yield make(whole, "noqa", whole.group(1), True)
    elif noqa := _NOQA.search(comment):
        yield make(noqa, "noqa", noqa.group(1), False)
    if nosec := _NOSEC.search(comment):
        yield make(nosec, "nosec", nosec.group(1), False)
    if pylint := _PYLINT.search(comment):
        alone = not comment[: pylint.start()].strip() and column == 0
        yield make(pylint, "pylint", pylint.group(1), alone)


@collector("file-suppressions")
def file_suppressions(block: Block) -> Iterator[tuple[Any, Any]]:
    """Comments that hold for the whole file, as (tool, codes)."""
    for directive in directives(block):
        if directive.whole_file:
            yield (
                (directive.tool, directive.codes),
                Span(directive.line, directive.start, directive.line, directive.end),
            )


def visible(
    block: Block,
    findings: Iterable[Finding],
    found: tuple[Directive, ...],
    whole_file: Iterable[tuple[str, tuple[str, ...]]],
    active: frozenset[Rule],
) -> tuple[Finding, ...]:
    """The findings that no comment suppresses, and one for each `# burnish: ignore` that suppresses none."""
    whole = tuple(whole_file)
    local = [directive for directive in found if not directive.whole_file]
    if not whole and not local:
        return tuple(findings)
    used: set[Directive] = set()
    kept: list[Finding] = []
    for finding in findings:
        if any(suppresses(tool, codes, finding.rule) for tool, codes in whole):
            continue
        lines = statement_lines(block, finding) if local else set()
        matching = [item for item in local if item.line in lines and item.names(finding.rule)]
        used.update(matching)
        if not matching:
            kept.append(finding)
    known = {rule.slug for rule in active}
    for directive in local:
        if directive.tool == "burnish" and directive not in used and known.issuperset(directive.codes):
            span = Span(directive.line, directive.start, directive.line, directive.end)
            message = "This comment suppresses nothing; remove it."
            kept.append(Finding(UNUSED_SUPPRESSION, span, message))
    return tuple(kept)


def statement_lines(block: Block, finding: Finding) -> set[int]:
    """The lines on which a comment counts for the finding: its own first, its statement's first and last."""
    lines = {finding.span.start_line}
    best: ast.AST | None = None
    for kind, nodes in block.walk.nodes.items():
        if issubclass(kind, ast.stmt):
            for node in nodes:
                span = block.span(node)
                holds = span.start_line <= finding.span.start_line and finding.span.start <= span.end
                if holds and (best is None or block.span(best).contains(span)):
                    best = node
    if best is not None:
        span = block.span(best)
        body = getattr(best, "body", None)
        last = span.end_line
        if isinstance(body, list) and body:
            last = max(span.start_line, block.span(body[0]).start_line - 1)
        lines.update((span.start_line, last))
    return lines
