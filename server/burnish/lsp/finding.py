"""A finding as plain data, and the way back from that to the finding in a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Target, targets
from burnish_checks.core.snapshot import Snapshot


@dataclass(frozen=True)
class Finding:
    """Enough of a finding to know it again after a round trip through a client or to a worker."""

    slug: str
    message: str
    span: Span
    """In the document, columns in code points."""


def described(target: Target) -> Finding:
    """A target's finding as data."""
    return Finding(target.finding.rule.slug, target.finding.message, target.place(target.finding.span))


def find(snapshot: Snapshot, finding: Finding) -> Target | None:
    """The finding in a snapshot: at its place, else the nearest one of the same rule that says the same."""
    wanted = finding.span
    best: Target | None = None
    for target in targets(snapshot):
        if target.finding.rule.slug != finding.slug or target.finding.message != finding.message:
            continue
        span = target.place(target.finding.span)
        if span == wanted:
            return target
        if best is None or _distance(span, wanted) < _distance(best.place(best.finding.span), wanted):
            best = target
    return best


def _distance(one: Span, other: Span) -> int:
    return abs(one.start_line - other.start_line)
