"""Several repairs of one snapshot made at once, where one after the other would compute each anew on a new text.

Each repair has been verified alone. Those that touch no place of another are applied together and held against
what each brought by itself; where they do not agree, halves of them are tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Repair, Target, after
from burnish_checks.core.rule import Rule
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import unsound


@dataclass(frozen=True)
class Proposed:
    """A repair that holds up alone, and the snapshot that it alone leads to."""

    target: Target
    repair: Repair
    result: Snapshot


def together(snapshot: Snapshot, proposed: Iterable[Proposed]) -> tuple[list[Proposed], Snapshot]:
    """The repairs that could be made at once, in the order given, and the snapshot that they lead to."""
    return _agreeing(snapshot, apart(proposed))


def apart(proposed: Iterable[Proposed]) -> list[Proposed]:
    """The repairs that touch no change of one before them, other than to make the very same change."""
    chosen: list[Proposed] = []
    taken: set[Change] = set()
    lines: dict[int, list[Span]] = {}
    for item in proposed:
        new = [change for change in item.repair.changes if change not in taken]
        if any(change.path is not None for change in new) or any(_touches(change.span, lines) for change in new):
            continue
        chosen.append(item)
        taken.update(new)
        for change in new:
            for line in range(change.span.start_line, change.span.end_line + 1):
                lines.setdefault(line, []).append(change.span)
    return chosen


def _touches(span: Span, lines: dict[int, list[Span]]) -> bool:
    return any(
        span.touches(other) for line in range(span.start_line, span.end_line + 1) for other in lines.get(line, ())
    )


def _agreeing(snapshot: Snapshot, proposed: Sequence[Proposed]) -> tuple[list[Proposed], Snapshot]:
    if not proposed:
        return [], snapshot
    if len(proposed) == 1:
        return [proposed[0]], proposed[0].result
    result = after(snapshot, dict.fromkeys(change for item in proposed for change in item.repair.changes))
    if not _disagreement(snapshot, proposed, result):
        return list(proposed), result
    half = len(proposed) // 2
    first, left = _agreeing(snapshot, proposed[:half])
    second, _ = _agreeing(snapshot, proposed[half:])
    both = [*first, *second]
    if second and len(both) < len(proposed):
        return _agreeing(snapshot, both)
    return first, left


def _disagreement(snapshot: Snapshot, proposed: Sequence[Proposed], result: Snapshot) -> str:
    """Why the repairs do not go together: an unsound result, or more findings than they leave one by one."""
    reason = unsound(snapshot, result)
    if reason:
        return reason
    before, found = _counts(snapshot), _counts(result)
    rules = {item.target.finding.rule for item in proposed}
    allowed = Counter({rule: before[rule] for rule in rules})
    for item in proposed:
        alone = _counts(item.result)
        for rule in rules:
            allowed[rule] += alone[rule] - before[rule]
    more = [rule.slug for rule in rules if found[rule] > allowed[rule]]
    return f"Together they leave more of {min(more)}." if more else ""


def _counts(snapshot: Snapshot) -> Counter[Rule]:
    return Counter(finding.rule for entry in snapshot.entries for finding in entry.shown)
