"""A finding as plain values: what every report, cache and pipe carries, and exactly the JSON of the contract."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span, units_of_column
from burnish_checks.core.repair import Target, propose, targets
from burnish_checks.core.rule import Finding, Related
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.policy import severity_of

_NOISE = re.compile(r"[\s()\\,\"']+")
_MOST_SOURCE_LINES = 4
_MOST_LEAD_LINES = 2


class Remark(NamedTuple):
    """One finding. Made of texts, numbers, lists and dicts alone."""

    path: str
    """As the user names the file: relative to the current folder where it lies in it."""
    code: str
    category: str
    severity: str
    message: str
    span: Sequence[int]
    """Start line, start column, end line, end column; lines from 0, columns in code points."""
    units: Sequence[int]
    """Start and end column in UTF-16 code units."""
    source: Sequence[str]
    """The first lines of the span, without endings."""
    related: Sequence[dict[str, Any]]
    url: str
    key: str
    """Tells the finding by content: the same after the code moved or was formatted anew."""
    symbol: str
    """The dotted name of the class or function around it; empty at module level."""
    repairs: Sequence[dict[str, Any]]
    """Title, safety and `automatic` of each repair on offer, not yet verified."""
    fixes: Sequence[dict[str, Any]] | None = None
    """Verified fixes as in the JSON; None where they were not asked for."""
    lead: Sequence[str] = ()
    """The lines just before the span, without endings."""
    suppressed: str = ""
    """The suppression comment that holds for it, where those were asked for too; else empty."""

    def as_json(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        result: dict[str, Any] = {
            "path": self.path,
            "code": self.code,
            "category": self.category,
            "severity": self.severity,
            "message": self.message,
            "range": lsp_range(self.span, self.units),
            "related": list(self.related),
            "url": self.url,
        }
        if self.fixes is not None:
            result["fixes"] = list(self.fixes)
        return result


def lsp_range(span: Sequence[int], units: Sequence[int]) -> dict[str, Any]:
    """A range as LSP has it."""
    return {
        "start": {"line": span[0], "character": units[0]},
        "end": {"line": span[2], "character": units[1]},
    }


def remarks(snapshot: Snapshot, path: str, *, fixes: bool = False, inference: Any = None) -> list[Remark]:
    """The shown findings of a settled snapshot, in order; `path` is how the user names the file."""
    return [_remark(target, path, fixes) for target in _targets(snapshot, inference)]


def _targets(snapshot: Snapshot, inference: Any) -> Iterator[Target]:
    for target in targets(snapshot):
        yield Target(target.snapshot, target.index, target.finding, inference) if inference is not None else target


def _remark(target: Target, path: str, fixes: bool) -> Remark:
    from burnish_checks.documentation import rule_url

    finding, snapshot = target.finding, target.snapshot
    rule = finding.rule
    span = finding.span.moved(target.start)
    symbol = symbol_of(target)
    lines = snapshot.lines
    return Remark(
        path,
        rule.slug,
        rule.category.value,
        severity_of(finding, snapshot.environment.settings).name.lower(),
        finding.message,
        tuple(span),
        utf16(lines, span),
        [line.rstrip("\r\n") for line in lines[span.start_line : span.end_line + 1][:_MOST_SOURCE_LINES]],
        [_related(item, target, path) for item in finding.related],
        rule_url(rule),
        content_key(finding, target.block, symbol),
        symbol,
        [
            {"title": fix.title_for(finding), "safety": fix.safety.value, "automatic": fix.automatic, "why": fix.why}
            for fix in rule.fixes
            if fix.applies_to(finding)
        ],
        list(_fixes(target)) if fixes else None,
        _lead(lines, span.start_line),
    )


def _lead(lines: Sequence[str], line: int) -> list[str]:
    """Up to two lines before a line, from the last blank one on, without a bracket's end that they begin with."""
    lead: list[str] = []
    while line and len(lead) < _MOST_LEAD_LINES and (text := lines[line - 1].rstrip("\r\n")).strip():
        lead.insert(0, text)
        line -= 1
    return lead[1:] if lead and not lead[0].strip("()[]{}, \t") else lead


def utf16(lines: Sequence[str], span: Span) -> tuple[int, int]:
    """The start and end column of a span of the document in UTF-16 code units."""
    start, end = lines[span.start_line], lines[span.end_line]
    return units_of_column(start, span.start_column, "utf-16"), units_of_column(end, span.end_column, "utf-16")


def _related(item: Related, target: Target, path: str) -> dict[str, Any]:
    lines: Sequence[str] = target.snapshot.lines
    if item.path is not None and item.path != target.snapshot.environment.path:
        place = _range_elsewhere(item)
        return {"path": shown_path(item.path), "message": item.message, "range": place}
    span = item.span if item.absolute else item.span.moved(target.start)
    return {"path": path, "message": item.message, "range": lsp_range(span, utf16(lines, span))}


def _range_elsewhere(item: Related) -> dict[str, Any]:
    """The range in another file; its columns are converted where that file can be read."""
    from burnish_checks.core.text import split_lines
    from burnish_checks.reading import Unreadable, read

    try:
        lines = split_lines(read(str(item.path)).text)
        return lsp_range(item.span, utf16(lines, item.span))
    except (Unreadable, IndexError):
        return lsp_range(item.span, (item.span.start_column, item.span.end_column))


def shown_path(path: str) -> str:
    """A path as a report names it: relative to the current folder where it lies in it."""
    relative = os.path.relpath(path) if os.path.isabs(path) else path
    return path if relative.startswith("..") else relative


def _fixes(target: Target) -> Iterator[dict[str, Any]]:
    """The repairs of a finding that hold up when tried."""
    for fix in target.finding.rule.fixes:
        if not fix.applies_to(target.finding):
            continue
        repair, verdict = propose(target, fix)
        if repair is None or not verdict.offered:
            continue
        edits = []
        for change in repair.changes:
            edit: dict[str, Any] = {}
            if change.path is not None:
                edit["path"] = shown_path(change.path)
                edit["range"] = _range_elsewhere(Related(change.span, "", change.path))
            else:
                edit["range"] = lsp_range(change.span, utf16(target.snapshot.lines, change.span))
            edits.append({**edit, "newText": change.new_text})
        safety, why = repair.judged(fix)
        yield {
            "title": repair.title or fix.title_for(target.finding),
            "safety": safety.value,
            "automatic": fix.automatic and safety is fix.safety,
            "why": why,
            "edits": edits,
        }


def symbol_of(target: Target) -> str:
    """The dotted name of the classes and functions around a finding."""
    names = [header.name for header in target.snapshot.view.enclosing(target.index) if header.word == "class"]
    line = target.finding.span.start_line
    for node in _definitions(target.block):
        span = target.block.span(node)
        if span.start_line <= line <= span.end_line:
            names.append(node.name)
    return ".".join(names)


def _definitions(block: Block) -> Iterable[Any]:
    return block.nodes(syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)


def content_key(finding: Finding, block: Block, symbol: str) -> str:
    """A short digest of the rule, the symbol and the flagged code without layout, quotes and trailing commas.

    A finding at the start of a simple statement is told by the whole of it: rules may mark its first line only.
    """
    span = finding.span
    for kind, nodes in block.walk.nodes.items():
        if issubclass(kind, syntax.stmt) and "body" not in kind._fields:
            for node in nodes:
                if block.span(node).start == span.start:
                    span = block.span(node)
    text = _NOISE.sub("", block.source(span))
    return hashlib.blake2b(
        f"{finding.rule.slug}\0{symbol}\0{text}".encode("utf-8", "replace"), digest_size=8
    ).hexdigest()
