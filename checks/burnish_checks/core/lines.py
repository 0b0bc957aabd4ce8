"""The lines of a version of a text, in a list that the next version takes over.

Copying the list for each edit touches every line to count who holds it: 1.3 of the 2 megabytes of a cache at 20,000 lines, ahead
of all else that the edit does. Where nobody looks at the version before any more it is changed in place; who looks there all the
same gets a copy in which that is undone. Copying the list is the slow equivalent (`text.apply_edit`).
"""

from __future__ import annotations

from typing import NamedTuple

from burnish_checks.core.text import LineChange, TextEdit, replacement


class Step(NamedTuple):
    """An edit made in place: which lines it changed, and those that stood there."""

    change: LineChange
    gone: list[str]


class Lines:
    """The lines of one version; read only for all but the next one."""

    __slots__ = ("_next", "_now", "_step")

    def __init__(self, lines: list[str]) -> None:
        self._now: list[str] | None = lines
        self._next: Lines | None = None
        self._step: Step | None = None

    @property
    def now(self) -> list[str]:
        """The lines."""
        if self._now is None:
            self._now = self._restored()
        return self._now

    def taken_over(self, edit: TextEdit) -> tuple[Lines, Step]:
        """The lines after an edit, in the same list."""
        lines = self.now
        start, end, fresh = replacement(lines, edit)
        step = Step(LineChange(start, end - start, len(fresh)), lines[start:end])
        lines[start:end] = fresh
        self._now, self._next, self._step = None, Lines(lines), step
        return self._next, step

    def _restored(self) -> list[str]:
        """A copy of the list as the nearest version has it, with all undone that led there."""
        steps, later = [], self
        while later._now is None:
            assert later._step is not None and later._next is not None
            steps.append(later._step)
            later = later._next
        lines = later._now.copy()
        for change, gone in reversed(steps):
            lines[change.first : change.first + change.added] = gone
        return lines
