"""Suppression comments: which findings a person has said not to show, and which comments suppress nothing.

`# burnish: ignore[slug, ...]` counts on a line of the statement's first or last, or of what is marked, `# burnish:
ignore-file[...]` anywhere for the whole file. The peers' comments are honoured through the rules'
aliases: `# noqa`, `# ruff: noqa`, `# flake8: noqa`, `# nosec`, `# pylint: disable=` and
`disable-next=`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.comments import comments_on, tokenized
from burnish_checks.core.facts import collector
from burnish_checks.core.inspections import INSPECTION_CODES
from burnish_checks.core.positions import Span
from burnish_checks.core.pylint_names import PYLINT_CODES
from burnish_checks.core.reach import header_above, header_below, rest_of_scope, statement_below
from burnish_checks.core.ruff_names import RUFF_CODES
from burnish_checks.core.rule import Category, Finding, Rule, Severity
from burnish_checks.core.written import (
    NOT_FOR_GENERATED,
    OF_HEADS,
    said_of_file,
    says_copied,
    says_generated,
)
from burnish_checks.patterns import deferred

UNUSED_SUPPRESSION = Rule(
    "unused-suppression",
    Category.SYNTAX,
    Severity.INFORMATION,
    "A `# burnish: ignore` comment that suppresses nothing.\n\nRemove it, so that it does not hide a finding to come.",
    tags=("unnecessary",),
)

_WHENCE = ("copied", "taken", "borrowed", "lifted", "stolen", "ported", "vendored")
_WORDS = ("burnish:", "noqa", "nosec", "pylint:", "ruff:", "noinspection", "generated", "$antlr", "this file will be")
"""In small letters, what each of the comments holds behind its `#`; or one of those and ` from`."""
_OWN = deferred(r"#\s*burnish:\s*(ignore-file|ignore)\b(?:\[([^\]]*)\])?")
_NOQA_FILE = deferred(r"#\s*(?:flake8|ruff)\s*:\s*noqa\b(?::\s*([A-Z0-9, \t]+))?", re.I)
_NOQA = deferred(r"#\s*noqa\b(?::\s*([A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?", re.I)
_NOSEC = deferred(r"#\s*nosec\b(?::?\s*((?:B\d{3}|[a-z]+(?:_[a-z]+)+)(?:[,\s]+(?:B\d{3}|[a-z]+(?:_[a-z]+)+))*))?")
_COPIED = deferred(
    r"#.*\b(?:copied|taken|borrowed|lifted|stolen|back-?ported|vendored)\b(?: (?!and modified)\w+){0,3} from\b"
    r"(?! (?:the |a |an )?(?:\w+ )?(?:command|configuration|config|environment|user|request|arguments?|parameters?)\b)",
    re.I,
)
"""Above a function or class: others wrote it."""
_DEFINES = deferred(r"\s*(?:@|(?:async\s+)?def\b|class\b)")
_RUFF = deferred(r"#\s*ruff:\s*(ignore|file-ignore)\s*\[([^\]]*)\]")
_PYCHARM = deferred(r"#\s*noinspection\s+(\w+(?:\s*,\s*\w+)*)")
_PYLINT = deferred(r"#.*?\bpylint:\s*disable(-next)?=([\w, -]+)")


@dataclass(frozen=True, slots=True)
class Directive:
    """One suppression comment; `line` and columns are relative to its block."""

    line: int
    start: int
    end: int
    tool: str
    """`burnish`, `noqa`, `nosec`, `pylint`, `ruff` or `pycharm`; `generated` of a comment that says who writes the file, `copied`
    of one that says where the file or a function is from."""
    codes: tuple[str, ...]
    """What it names; empty for everything."""
    whole_file: bool
    lines: tuple[int, int] | None = None
    """Of a comment on a line of its own, the first and last line of the block for which it holds; None for its own."""
    header: int = -1
    """The line of the `def` or `class` in whose body it stands and for which it holds too."""

    def reaches(self, lines: set[int], at: int) -> bool:
        """Whether it holds for a finding at a line whose statement has its ends on these lines."""
        if self.lines is None:
            return self.line in lines
        return self.lines[0] <= at <= self.lines[1] or at == self.header

    def stands_within(self, span: Span) -> bool:
        """Whether it names something on one of the lines that a finding goes over: a peer marks another part of it."""
        own = self.lines is None and bool(self.codes)
        return own and span.start_line <= self.line <= span.end_line

    def names(self, rule: Rule) -> bool:
        """Whether the comment is about the rule."""
        return suppresses(self.tool, self.codes, rule)


WholeFile = tuple[str, tuple[str, ...]]
"""Tool and codes of a comment that holds for the whole file."""


def suppresses(tool: str, codes: tuple[str, ...], rule: Rule) -> bool:
    """Whether a comment of a tool with these codes is about the rule."""
    if rule.slug == "unused-suppression":
        return False
    if not codes:
        return tool != "nosec" or rule.category is Category.SECURITY
    if any(_names(code, rule) for code in codes):
        return True
    return tool == "nosec" and rule.category is Category.SECURITY and any(code.startswith("B") for code in codes)


def _names(code: str, rule: Rule) -> bool:
    """Whether a word means the rule: its slug, category, `all`, or the beginning of a peer's code for it."""
    if code in (rule.slug, rule.category.value, "all"):
        return True
    codes = (*rule.aliases, *rule.partial_aliases, *rule.silenced_by)
    return any(alias.upper().startswith(code.upper()) for alias in codes)


def directives(block: Block) -> tuple[Directive, ...]:
    """The suppression comments of a block, in order; remembered of the last, as facts and findings of a block ask in turn."""
    global _last
    known = _last
    if known[0] is not block:
        known = _last = block, _directives(block)
    return known[1]


_last: tuple[Block | None, tuple[Directive, ...]] = (None, ())


def _directives(block: Block) -> tuple[Directive, ...]:
    if "#" not in block.text:
        return ()
    rows = [row for row, line in enumerate(block.lines) if "#" in line and _speaks(line[line.index("#") :].lower())]
    if not rows:
        return ()
    comments = comments_on(block, rows) if "\r" not in block.text else tokenized(block.text)
    return tuple(found for line, column, comment in comments for found in _read(block.lines, line, column, comment))


def _speaks(lowered: str) -> bool:
    """Whether a line may hold one of the comments, told from its `#` on; a function of 37 lines has one or two such lines."""
    return any(word in lowered for word in _WORDS) or (" from" in lowered and any(word in lowered for word in _WHENCE))


def _read(lines: Sequence[str], line: int, column: int, comment: str) -> Iterator[Directive]:
    alone = not lines[line][:column].strip() if 0 <= line < len(lines) else False

    def make(match: re.Match[str], tool: str, codes: str | None, whole_file: bool) -> Directive:
        names = tuple(code for code in re.split(r"[,\s]+", codes or "") if code)
        return Directive(line, column + match.start(), column + match.end(), tool, names, whole_file)

    if "burnish" in comment and (own := _OWN.search(comment)):
        yield make(own, "burnish", own.group(2), own.group(1) == "ignore-file")
    says_noqa = "noqa" in comment.lower()
    if says_noqa and (whole := _NOQA_FILE.search(comment)):
        yield make(whole, "noqa", whole.group(1), True)
    elif says_noqa and (noqa := _NOQA.search(comment)):
        yield make(noqa, "noqa", noqa.group(1), False)
    if "nosec" in comment and (nosec := _NOSEC.search(comment)):
        yield make(nosec, "nosec", nosec.group(1), False)
    if "pylint" in comment and (pylint := _PYLINT.search(comment)):
        alone = alone and not comment[: pylint.start()].strip()
        codes = ",".join(PYLINT_CODES.get(name.strip(), name) for name in pylint.group(2).split(","))
        of_next = pylint.group(1) is not None
        made = make(pylint, "pylint", codes, alone and column == 0 and not of_next)
        if of_next:
            made = replace(made, lines=(line + 1, header_below(lines, line)[-1]))
        elif alone and column:
            within = rest_of_scope(lines, line)
            made = replace(made, lines=(within[0], within[-1]), header=header_above(lines, line))
        yield made
    if alone and column == 0 and (said := said_of_file(lines, line, comment)):
        yield make(said[1], said[0], ",".join(NOT_FOR_GENERATED), True)
    if alone and (copied := _COPIED.match(comment)):
        below = statement_below(lines, line)
        if any(_DEFINES.match(lines[number]) for number in below[1:] if lines[number].lstrip()[:1] != "#"):
            made = make(copied, "copied", ",".join(NOT_FOR_GENERATED), False)
            yield replace(made, lines=(below[0], below[-1]))
    if "ruff" in comment and (ruff := _RUFF.search(comment)):
        codes = ",".join(RUFF_CODES.get(name.strip(), name) for name in ruff.group(2).split(","))
        made = make(ruff, "ruff", codes, ruff.group(1) == "file-ignore")
        if alone and not made.whole_file:
            below = header_below(lines, line)
            made = replace(made, lines=(below[0], below[-1]))
        yield made
    if "noinspection" in comment and (pycharm := _PYCHARM.search(comment)):
        codes = ",".join(
            code for name in pycharm.group(1).split(",") for code in INSPECTION_CODES.get(name.strip(), (name,))
        )
        below = statement_below(lines, line) if alone else range(line, line + 1)
        yield replace(make(pycharm, "pycharm", codes, False), lines=(below[0], below[-1]))


@collector("file-suppressions", local=True, docstrings=True, words=("#", "enerated", "icen", " from"))
def file_suppressions(block: Block) -> Iterator[tuple[Any, Any]]:
    """Comments that hold for the whole file, and what says that a program writes it, if this is in its head (see `written`);
    as (tool, codes)."""
    if block.body and not block.frames and isinstance(block.body[0], ast.Expr):
        text = block.body[0].value
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and says_generated(text.value):
            yield ("generated", NOT_FOR_GENERATED), block.body[0]
        elif isinstance(text, ast.Constant) and isinstance(text.value, str) and says_copied(text.value):
            yield ("copied", NOT_FOR_GENERATED), block.body[0]
    for directive in directives(block):
        if directive.whole_file and (directive.tool not in OF_HEADS or directive.line < block.extent_first):
            yield (
                (directive.tool, directive.codes),
                Span(directive.line, directive.start, directive.line, directive.end),
            )


def visible(
    block: Block,
    findings: Iterable[Finding],
    found: tuple[Directive, ...],
    whole_file: Iterable[WholeFile],
    active: frozenset[Rule],
    every: tuple[Rule, ...],
    idle: frozenset[Directive],
) -> tuple[tuple[Finding, ...], frozenset[WholeFile]]:
    """The findings that no comment suppresses, and one for each `# burnish:` that suppresses none; and which comments
    for the whole file suppressed some here.

    A comment about a rule that is off says nothing either way; one that names nothing among `every` rule is told so.
    `idle` are the block's own comments for the whole file that are known to suppress nothing in it.
    """
    whole = tuple(whole_file)
    local = [directive for directive in found if not directive.whole_file]
    if not whole and not found:
        return tuple(findings), frozenset()
    on_lines = any(directive.lines is None for directive in local)
    used: set[Directive] = set()
    hiding: set[WholeFile] = set()
    kept: list[Finding] = []
    for finding in findings:
        hidden = [(tool, codes) for tool, codes in whole if suppresses(tool, codes, finding.rule)]
        if hidden:
            hiding.update(hidden)
            continue
        lines = statement_lines(block, finding) if on_lines else set()
        at = finding.span.start_line
        matching = [
            item
            for item in local
            if (item.reaches(lines, at) or item.stands_within(finding.span)) and item.names(finding.rule)
        ]
        used.update(matching)
        if not matching:
            kept.append(finding)
    for directive in found:
        judged = directive in idle if directive.whole_file else directive not in used
        message = _wrong(directive, judged, active, every)
        if message:
            span = Span(directive.line, directive.start, directive.line, directive.end)
            kept.append(Finding(UNUSED_SUPPRESSION, span, message))
    return tuple(kept), frozenset(hiding)


def _wrong(directive: Directive, idle: bool, active: frozenset[Rule], every: tuple[Rule, ...]) -> str:
    """What is wrong with a comment of burnish's own; empty if nothing is, or if that cannot be told here."""
    if directive.tool != "burnish":
        return ""
    for code in directive.codes:
        if not any(_names(code, rule) for rule in every):
            return f"There is no rule, category or code `{code}`."
    judged = all(any(_names(code, rule) for rule in active) for code in directive.codes)
    return "This comment suppresses nothing; remove it." if idle and judged else ""


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
