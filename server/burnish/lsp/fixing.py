"""Many fixes of one document at once: each verified against what the ones before left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from burnish.lsp.changes import difference
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Repair, Target
from burnish_checks.core.rule import Fix, Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import propose
from burnish_checks.review.unknown import Unknown

_END = 10**9
_MOST_SWEEPS = 10


@dataclass(frozen=True)
class Wanted:
    """Which fixes are to be applied: the safe automatic ones, or one fix of one rule."""

    slug: str | None = None
    number: int = 0

    def fix_of(self, target: Target) -> Fix | None:
        """The fix that a finding is to have."""
        rule = target.finding.rule
        if self.slug is not None:
            chosen = rule.fixes[self.number : self.number + 1] if rule.slug == self.slug else []
        else:
            chosen = [fix for fix in rule.fixes if fix.automatic and fix.safety is Safety.SAFE]
        return next((fix for fix in chosen if fix.applies_to(target.finding)), None)


NOTHING_KNOWN = Unknown({})


def wanted_targets(
    snapshot: Snapshot, wanted: Wanted, unknown: Unknown = NOTHING_KNOWN
) -> Iterator[tuple[Target, Fix]]:
    """The findings that are to be fixed, each with its fix; what the baseline knows is left alone."""
    for target in unknown.targets(snapshot):
        fix = wanted.fix_of(target)
        if fix is not None:
            yield target, fix


def fixed(
    snapshot: Snapshot, wanted: Wanted, inference: Callable[[Snapshot], Any] | None, unknown: Unknown = NOTHING_KNOWN
) -> Iterator[Snapshot]:
    """The snapshots on the way to the fixed one, one for each finding tried, so that a caller may pause between.

    Without `inference` the slow fixes are left out. Repairs that reach into other files are left out as well.
    """
    for _ in range(_MOST_SWEEPS):
        before = snapshot
        for step in _sweep(before, wanted, inference, unknown):
            snapshot = step
            yield step
        if snapshot is before:
            return


def _sweep(
    snapshot: Snapshot, wanted: Wanted, inference: Callable[[Snapshot], Any] | None, unknown: Unknown
) -> Iterator[Snapshot]:
    position, tried = Position(0, 0), set[tuple[str, str]]()
    while (found := _next(snapshot, wanted, unknown, position, tried)) is not None:
        target, fix = found
        start = target.place(target.finding.span).start
        if start != position:
            position, tried = start, set()
        tried.add((target.finding.rule.slug, target.finding.message))
        if fix.slow:
            if inference is None:
                continue
            target = Target(snapshot, target.index, target.finding, inference(snapshot))
        repair, verdict = propose(target, fix)
        if repair is not None and verdict.offered and verdict.result is not None and _may(repair, fix):
            snapshot = verdict.result.settled()
        yield snapshot


def _may(repair: Repair, fix: Fix) -> bool:
    own = all(change.path is None for change in repair.changes)
    return own and repair.judged(fix)[0] in (Safety.SAFE, fix.safety)


def _next(
    snapshot: Snapshot, wanted: Wanted, unknown: Unknown, position: Position, tried: set[tuple[str, str]]
) -> tuple[Target, Fix] | None:
    """The first finding to be fixed at or behind a place, leaving out those tried at that very place."""
    for target in unknown.targets(snapshot, Span(*position, _END, 0)):
        start = target.place(target.finding.span).start
        if start < position or (start == position and (target.finding.rule.slug, target.finding.message) in tried):
            continue
        fix = wanted.fix_of(target)
        if fix is not None:
            return target, fix
    return None


def changes_between(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """The changes that lead from one snapshot to the other, one for each run of blocks that differ."""
    kept = {id(entry.block) for entry in before.entries} & {id(entry.block) for entry in after.entries}
    changes: list[Change] = []
    old_line = new_line = old_index = new_index = 0
    while old_index < len(before.entries) or new_index < len(after.entries):
        old_start, new_start = old_line, new_line
        while old_index < len(before.entries) and id(before.entries[old_index].block) not in kept:
            old_line += len(before.entries[old_index].block.lines)
            old_index += 1
        while new_index < len(after.entries) and id(after.entries[new_index].block) not in kept:
            new_line += len(after.entries[new_index].block.lines)
            new_index += 1
        change = _region(before.lines, after.lines, (old_start, old_line), (new_start, new_line))
        if change is not None:
            changes.append(change)
        if old_index < len(before.entries):
            old_line += len(before.entries[old_index].block.lines)
            new_line += len(after.entries[new_index].block.lines)
            old_index, new_index = old_index + 1, new_index + 1
    return tuple(changes)


def _region(old: list[str], new: list[str], was: tuple[int, int], now: tuple[int, int]) -> Change | None:
    first, last = was
    old_lines, new_lines = old[first:last], new[now[0] : now[1]]
    if old_lines == new_lines:
        return None
    open_end = last < len(old)
    if open_end:
        old_lines, new_lines = [*old_lines, ""], [*new_lines, ""]
    edit = difference(old_lines or [""], new_lines or [""])
    return None if edit is None else Change(edit.span.moved(first), edit.new_text)
