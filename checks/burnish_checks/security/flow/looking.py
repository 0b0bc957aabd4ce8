"""What is remembered of data flow when a name is bound or imported otherwise: all that did not look at it.

An edited import had every function settled again that was ever asked about: 158 of them at 5,000 lines, for 45 ms, of
which few had looked at its name. Forgetting everything is the slow equivalent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

Made = TypeVar("Made")
_NOTHING: frozenset[Hashable] = frozenset()


@dataclass(slots=True)
class _Frame:
    """Something that is being worked out."""

    low: int
    """How far up something is being worked out that this has already taken to be known."""
    mark: int
    looked: set[Hashable] = field(default_factory=set)


class Memory:
    """What was worked out, each with what it looked at: names of the file's own module, and as `(module,)` its imports.

    Functions that call each other are worked out from each other, and so have looked at the same (as Tarjan finds them).
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._looked: dict[Hashable, frozenset[Hashable]] = {}
        self._open: list[_Frame] = []
        self._low: dict[Hashable, int] = {}
        """Of what is being worked out, or depends on something that still is: how far up that is."""
        self._round: list[Hashable] = []
        """What was worked out and depends on something that still is."""

    @property
    def is_working(self) -> bool:
        """Whether something is being worked out."""
        return bool(self._open)

    def look(self, at: Hashable) -> None:
        """Note what is looked at for whatever is being worked out."""
        if self._open:
            self._open[-1].looked.add(at)

    def look_at_all(self, places: Set[Hashable]) -> None:
        """Note all of this."""
        if self._open:
            self._open[-1].looked |= places

    def recall(self, key: Hashable, make: Callable[[], Made], meanwhile: Any = None) -> Made:
        """What is known under a key, else worked out now; while that goes on it is taken to be so `meanwhile`."""
        if key not in self._known:
            depth = self._low[key] = len(self._open)
            self._known[key] = meanwhile
            frame = _Frame(depth, len(self._round))
            self._open.append(frame)
            try:
                self._known[key] = make()
            except BaseException:
                self._open.pop()
                self._give_up(key, frame)
                raise
            self._open.pop()
            self._close(key, frame, depth)
        if self._open:
            around = self._open[-1]
            around.looked |= self._looked.get(key, _NOTHING)
            around.low = min(around.low, self._low.get(key, around.low))
        return cast("Made", self._known[key])

    def _close(self, key: Hashable, frame: _Frame, depth: int) -> None:
        looked = self._looked[key] = frozenset(frame.looked)
        self._round.append(key)
        if frame.low < depth:
            self._low[key] = frame.low
            return
        for member in self._round[frame.mark :]:
            self._looked[member] = looked
            del self._low[member]
        del self._round[frame.mark :]

    def _give_up(self, key: Hashable, frame: _Frame) -> None:
        """Forget what could not be worked out, and what was worked out from what was taken to be so meanwhile."""
        for member in [*self._round[frame.mark :], key]:
            self._known.pop(member, None)
            self._looked.pop(member, None)
            self._low.pop(member, None)
        del self._round[frame.mark :]

    def looked_for(self, key: Hashable) -> Set[Hashable]:
        """What was looked at to work out what is remembered under a key."""
        return self._looked.get(key, _NOTHING)

    def looked(self) -> Set[Hashable]:
        """All that was looked at."""
        return _NOTHING.union(*self._looked.values())

    def without(self, changed: Set[Hashable]) -> Memory:
        """The part of it that did not look at anything of this."""
        part = Memory()
        part._looked = {key: looked for key, looked in self._looked.items() if looked.isdisjoint(changed)}
        part._known = {key: self._known[key] for key in part._looked}
        return part
