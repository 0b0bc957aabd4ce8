"""From the findings of a snapshot to remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from burnish_checks.core.positions import Span, units_of_column
from burnish_checks.core.repair import Target
from burnish_checks.core.rule import Fix, Related
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import propose
from burnish_checks.documentation import rule_url
from burnish_checks.policy import severity_of
from burnish_checks.review.remark import Remark, lsp_range, shown_path
from burnish_checks.review.surroundings import Surroundings

_MOST_SOURCE_LINES = 4
_MOST_LEAD_LINES = 2


def remarks(snapshot: Snapshot, path: str, *, fixes: bool = False, inference: Any = None) -> list[Remark]:
    """The shown findings of a settled snapshot, in order; `path` is how the user names the file."""
    found: list[Remark] = []
    for index, entry in enumerate(snapshot.entries):
        around: Surroundings | None = None
        for finding in entry.shown:
            around = around or Surroundings(snapshot, index)
            found.append(_remark(Target(snapshot, index, finding, inference), around, path, fixes))
    return found


def silenced(snapshot: Snapshot, path: str, shown: Sequence[Remark]) -> list[Remark]:
    """The findings of a settled snapshot that comments suppress; `shown` are those that they do not."""
    left = Counter((remark.code, tuple(remark.span), remark.message) for remark in shown)
    found: list[Remark] = []
    for remark in remarks(snapshot.unsuppressed(), path):
        told = (remark.code, tuple(remark.span), remark.message)
        if left[told] > 0:
            left[told] -= 1
        else:
            found.append(remark._replace(silenced="inSource"))
    return found


def _remark(target: Target, around: Surroundings, path: str, fixes: bool) -> Remark:
    finding, snapshot = target.finding, target.snapshot
    rule = finding.rule
    span = finding.span.moved(target.start)
    symbol = around.symbol(finding)
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
        around.content_key(finding, symbol),
        symbol,
        [_offer(fix, fix.title_for(finding)) for fix in rule.fixes if fix.applies_to(finding)],
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


@lru_cache(maxsize=1024)
def _offer(fix: Fix, title: str) -> dict[str, Any]:
    return {"title": title, "safety": fix.safety.value, "automatic": fix.automatic, "why": fix.why}


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


def _fixes(target: Target) -> Iterator[dict[str, Any]]:
    """The repairs of a finding that hold up when tried."""
    for fix in target.finding.rule.fixes:
        if not fix.applies_to(target.finding):
            continue
        repair, verdict = propose(target, fix)
        if repair is None or not verdict.offered or repair.moves:
            continue  # edits alone do not rename a file
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
