"""Type hints written together: all that can be inferred of the files, from one state of them, round after round.

One repair after the other would infer anew after each. A round that writes hints may let the next find more; the
last one finds nothing, so that a second run has nothing to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from burnish_checks.core.repair import Change, Refused, Target, after
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Environment, Snapshot
from burnish_checks.core.verifying import unsound
from burnish_checks.inference import Inference
from burnish_checks.typing.add_type_hints import Hint, add_type_hint, hint_for, written

_MOST_ROUNDS = 20
Hints = list[tuple[str, int, Hint]]
"""Each with the slug of the finding that it mends and the index of its entry."""
Wanted = Callable[[Snapshot], Iterable[Target]]
"""The findings of a file that are to be mended."""
Step = tuple[tuple[str, tuple[Change, ...]], ...]
"""The repairs that were made at once: each with the slug of its rule, and what it changed of the text before."""


@dataclass
class Annotated:
    """A file with the hints that were written into it."""

    snapshot: Snapshot
    steps: list[Step]
    """What each round wrote; the imports go with its first hint."""


def annotate(files: list[Snapshot], unsafe: bool, wanted: Wanted, told: Callable[[Snapshot], None]) -> list[Annotated]:
    """The files with every hint that may be written; `told` gets each new text at the end of a round."""
    results = [Annotated(snapshot, []) for snapshot in files]
    for number in range(_MOST_ROUNDS):
        at_first = unsafe and number == 0
        changed = [file for file in results if _round(file, unsafe, wanted, at_first)]
        for file in changed:
            told(file.snapshot)
        if not changed and not at_first:
            break
    return results


def wants_hints(environment: Environment) -> bool:
    """Whether rules are on that a type hint mends."""
    return any(fix.function is add_type_hint for rule in environment.engine.active for fix in rule.fixes)


def _round(file: Annotated, unsafe: bool, wanted: Wanted, at_first: bool) -> bool:
    """Write what can be inferred now; whether that was anything."""
    before = file.snapshot
    made = _sound(before, list(_inferred(before, unsafe, wanted, at_first)))
    if made is None:
        return False
    file.snapshot = made.result
    parts = [(slug, (change,)) for (slug, _, _), change in zip(made.hints, made.texts, strict=True)]
    file.steps.append(((parts[0][0], (*parts[0][1], *made.imports)), *parts[1:]))
    return True


def _inferred(snapshot: Snapshot, unsafe: bool, wanted: Wanted, at_first: bool) -> Iterator[tuple[str, int, Hint]]:
    """What may be written for the findings that lack a hint."""
    inference: Inference | None = None
    for target in wanted(snapshot):
        if not any(fix.function is add_type_hint for fix in target.finding.rule.fixes):
            continue
        inference = inference or Inference(
            snapshot, snapshot.environment.project, guesses=unsafe, proofs=not unsafe, at_first=at_first
        )
        try:
            hint, safety = hint_for(Target(snapshot, target.index, target.finding, inference), inference)
        except Refused:
            continue
        if unsafe or safety is Safety.SAFE:
            yield target.finding.rule.slug, target.index, hint


@dataclass(frozen=True)
class _Made:
    """Hints that hold up together."""

    hints: Hints
    texts: tuple[Change, ...]
    imports: tuple[Change, ...]
    result: Snapshot
    """The snapshot with them."""


def _sound(snapshot: Snapshot, found: Hints) -> _Made | None:
    """As many of the hints as hold up together; None if none does."""
    made = _verified(snapshot, found) if found else None
    if made is not None or len(found) < 2:
        return made
    middle = len(found) // 2
    halves = [half for half in (_sound(snapshot, found[:middle]), _sound(snapshot, found[middle:])) if half is not None]
    if len(halves) == 2:
        both = _verified(snapshot, [*halves[0].hints, *halves[1].hints])
        if both is not None:
            return both
    return halves[0] if halves else None


def _verified(snapshot: Snapshot, found: Hints) -> _Made | None:
    """What writing all the hints makes, if nothing is broken by that."""
    try:
        texts, imports = written(snapshot, [(index, hint) for _, index, hint in found])
        result = after(snapshot, (*texts, *imports))
    except ValueError:
        return None
    sound = len(texts) == len(found) and not unsound(snapshot, result)
    return _Made(found, texts, imports, result) if sound else None
