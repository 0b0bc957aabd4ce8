"""`--since`: only the findings that a change touched or brought about, also in files it did not touch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from burnish.cli.changes import Changes, changes_since
from burnish.cli.checked import Checked
from burnish.cli.inputs import Input
from burnish.cli.pool import check_all
from burnish.cli.wishes import Wishes
from burnish_checks.review.remark import Remark


def only_new(
    revision: str,
    items: list[Input],
    wishes: Wishes,
    paths: Sequence[str],
    jobs: int | None,
    tick: Callable[[], None],
) -> Iterator[Checked]:
    """The results with only those findings that are new since a revision. Raises `NoHistory`.

    The tree of the revision is checked as well: what was found there too, and stands on no changed line, is not new.
    """
    changes = changes_since(revision, _folder_of(paths))
    then = replace(wishes, overlay=changes.overlay(), fixes=False, merits=False, silenced=False)
    known: dict[str, Counter[str]] = {}
    for checked in check_all(_as_they_were(items, changes), then, paths, jobs, tick, remembering=False):
        known[checked.path] = Counter(remark.key for remark in checked.remarks)
    for checked in check_all(items, wishes, paths, jobs, tick, remembering=False):
        before = known.get(changes.origin(checked.path) or "", Counter())
        touched = changes.touched(checked.path) if changes.is_changed(checked.path) else set()
        fresh = new_remarks(checked.remarks, before, touched)
        if wishes.merits and touched == set() and not (fresh or checked.trouble):
            continue  # a review of a change is about the files that it concerns
        yield checked._replace(remarks=fresh, silenced=())


def _as_they_were(items: list[Input], changes: Changes) -> Iterator[Input]:
    """The files of the revision that the inputs have come from."""
    for item in items:
        origin = changes.origin(item.path)
        if origin is not None and not item.trouble:
            yield Input(origin, changes.before(item.path) if changes.is_changed(item.path) else None)


def new_remarks(remarks: Sequence[Remark], before: Counter[str], touched: set[int] | None) -> list[Remark]:
    """Findings on touched lines (None: all lines are), and those that there were fewer of before."""
    if touched is None:
        return list(remarks)
    fresh: list[Remark] = []
    left = Counter(before)
    for remark in remarks:
        if not touched.isdisjoint(range(remark.span[0], remark.span[2] + 1)):
            fresh.append(remark)
        elif left[remark.key] > 0:
            left[remark.key] -= 1
        else:
            fresh.append(remark)
    return fresh


def _folder_of(paths: Sequence[str]) -> str:
    first = next((path for path in paths if path != "-"), ".")
    return first if os.path.isdir(first) else os.path.dirname(first) or "."
