"""A document on the way to its first complete review: what a person sees early, and what has to wait until it is done.

The first blocks are published after 10 ms, whatever the length; edits are made as soon as all blocks are read. Requests
about the document wait until its review is complete, so that no handler ever sees half of one.
"""

from __future__ import annotations

from collections.abc import Iterator

from burnish_checks.core.entry import Environment
from burnish_checks.core.opening import opening
from burnish_checks.core.snapshot import Snapshot

SHORT = 300
"""Lines up to which a document is reviewed at once."""
_STEPS = 16
"""Steps of reading between two looks at the input: half a millisecond each."""
_SOME = 256
"""Blocks after which what was found is published on the way; then after twice as many."""


class Opening:
    """How far it has come."""

    def __init__(self, text: str, environment: Environment, version: int | None) -> None:
        self._steps: Iterator[Snapshot] | None = opening(text, environment, version)
        self.first = next(self._steps)
        """The snapshot of the first blocks alone."""
        self._enough = _SOME

    @property
    def reading(self) -> bool:
        """Whether there are blocks that are not read yet, so that no edit can be made."""
        return self._steps is not None

    def read_on(self, snapshot: Snapshot, *, whole: bool) -> Snapshot:
        """The snapshot after some steps more, or with all blocks read."""
        while self._steps is not None:
            for _ in range(_STEPS):
                following = next(self._steps, None)
                if following is None:
                    self._steps = None
                    break
                snapshot = following
            if not whole:
                break
        return snapshot

    def worth_showing(self, snapshot: Snapshot) -> bool:
        """Whether so many more blocks are reviewed than when it was last shown that it should be shown again."""
        if len(snapshot.entries) - len(snapshot.pending) < self._enough or snapshot.due:
            return False
        self._enough *= 2
        return True
