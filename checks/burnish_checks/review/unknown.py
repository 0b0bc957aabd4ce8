"""What of a document's findings a baseline does not know, from one version of the document to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Target, targets
from burnish_checks.core.snapshot import Entry, Snapshot
from burnish_checks.review.surroundings import Surroundings


class _Told(NamedTuple):
    """A block's findings by content, and the block as it was shown last."""

    entry: Entry
    keys: tuple[tuple[str, str], ...]
    """Rule and digest of each finding."""
    new: tuple[bool, ...]
    shown: Entry


@dataclass
class Unknown:
    """Leaves known findings out of the versions of one document, as `Baseline.is_new` does of a file.

    Only blocks whose findings are new to it are told by content; blocks of which nothing has changed stay the same
    objects, so that what is kept about them elsewhere holds.
    """

    known: Mapping[tuple[str, str], int]
    """How many findings of a rule and digest are known in the file."""
    _told: dict[int, _Told] = field(default_factory=dict)
    _classes: tuple[int, ...] = ()

    def of(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with only the findings that are not known."""
        if not self.known:
            return snapshot
        classes = tuple(id(entry) for entry in snapshot.entries if entry.block.word == "class")
        if classes != self._classes:
            self._told, self._classes = {}, classes
        left = Counter(self.known)
        told: dict[int, _Told] = {}
        entries = list(snapshot.entries)
        for index, entry in enumerate(entries):
            if entry.shown:
                told[id(entry)] = found = self._tell(snapshot, index, left)
                entries[index] = found.shown
        self._told = told
        return replace(snapshot, entries=tuple(entries))

    def targets(self, snapshot: Snapshot, span: Span | None = None) -> Iterator[Target]:
        """The findings to be mended: those that are not known, in the snapshot that has them all."""
        shown = self.of(snapshot)
        for target in targets(snapshot, span):
            if shown is snapshot or any(target.finding is finding for finding in shown.entries[target.index].shown):
                yield target

    def _tell(self, snapshot: Snapshot, index: int, left: Counter[tuple[str, str]]) -> _Told:
        entry = snapshot.entries[index]
        before = self._told.get(id(entry))
        keys = before.keys if before is not None else _keys(snapshot, index)
        new = tuple(_take(left, key) for key in keys)
        if before is not None and before.new == new:
            return before
        if all(new):
            return _Told(entry, keys, new, entry)
        shown = tuple(finding for finding, is_new in zip(entry.shown, new, strict=True) if is_new)
        return _Told(entry, keys, new, replace(entry, shown=shown))


def content_keys(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Rule and digest of each finding of a document, from the top down."""
    return [key for index, entry in enumerate(snapshot.entries) if entry.shown for key in _keys(snapshot, index)]


def _keys(snapshot: Snapshot, index: int) -> tuple[tuple[str, str], ...]:
    around = Surroundings(snapshot, index)
    return tuple(
        (finding.rule.slug, around.content_key(finding, around.symbol(finding)))
        for finding in snapshot.entries[index].shown
    )


def _take(left: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Whether a finding is new; if it is not, there is one less of its kind left."""
    if left[key] <= 0:
        return True
    left[key] -= 1
    return False
