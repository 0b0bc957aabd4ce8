"""Type hints written together: all that can be inferred of the files, from one state of them, round after round.

One repair after the other would infer anew after each. A round that writes hints may let the next find more; the
last one finds nothing, so that a second run has nothing to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from burnish_checks.core.repair import Refused, Target, after, targets, unsound
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Environment, Snapshot
from burnish_checks.inference import Inference
from burnish_checks.typing.add_type_hints import Hint, add_type_hint, changes_of, hint_for

_MOST_ROUNDS = 6
Hints = list[tuple[int, Hint]]


@dataclass
class Annotated:
    """A file with the hints that were written into it."""

    snapshot: Snapshot
    applied: list[str]
    """The slug of each finding that was mended."""


def annotate(files: list[Snapshot], unsafe: bool, took: Callable[[Snapshot], None]) -> list[Annotated]:
    """The files with every hint that may be written; `took` is told of each new text at the end of a round."""
    results = [Annotated(snapshot, []) for snapshot in files]
    for _ in range(_MOST_ROUNDS):
        changed = [file for file in results if _round(file, unsafe)]
        for file in changed:
            took(file.snapshot)
        if not changed:
            break
    return results


def wants_hints(environment: Environment) -> bool:
    """Whether rules are on that a type hint mends."""
    return any(fix.function is add_type_hint for rule in environment.engine.active for fix in rule.fixes)


def _round(file: Annotated, unsafe: bool) -> bool:
    """Write what can be inferred now; whether that was anything."""
    found = list(_inferred(file.snapshot, unsafe))
    if not found:
        return False
    kept = _sound(file.snapshot, [(index, hint) for _, index, hint in found])
    if kept is None:
        return False
    chosen, file.snapshot = kept
    slugs = {(index, id(hint)): slug for slug, index, hint in found}
    file.applied += [slugs[index, id(hint)] for index, hint in chosen]
    return True


def _inferred(snapshot: Snapshot, unsafe: bool) -> Iterator[tuple[str, int, Hint]]:
    """The slug, entry and hint of each finding that lacks one."""
    inference: Inference | None = None
    for target in targets(snapshot):
        fixes = target.finding.rule.fixes
        if not any(fix.function is add_type_hint for fix in fixes):
            continue
        inference = inference or Inference(snapshot, snapshot.environment.project)
        try:
            hint, safety = hint_for(Target(snapshot, target.index, target.finding, inference), inference)
        except Refused:
            continue
        if unsafe or safety is Safety.SAFE:
            yield target.finding.rule.slug, target.index, hint


def _sound(snapshot: Snapshot, found: Hints) -> tuple[Hints, Snapshot] | None:
    """As many of the hints as hold up together, and the snapshot with them; None if none does."""
    result = _verified(snapshot, found)
    if result is not None:
        return found, result
    if len(found) == 1:
        return None
    middle = len(found) // 2
    halves = [half for half in (_sound(snapshot, found[:middle]), _sound(snapshot, found[middle:])) if half is not None]
    if len(halves) == 2:
        both = [*halves[0][0], *halves[1][0]]
        result = _verified(snapshot, both)
        if result is not None:
            return both, result
    return halves[0] if halves else None


def _verified(snapshot: Snapshot, found: Hints) -> Snapshot | None:
    """The snapshot with the hints written, if nothing is broken by that."""
    try:
        changes = changes_of(snapshot, found)
        result = after(snapshot, changes)
    except ValueError:
        return None
    return result if changes and not unsound(snapshot, result) else None
