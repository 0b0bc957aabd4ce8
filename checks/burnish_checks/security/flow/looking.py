"""What is remembered of data flow when a name is bound or imported otherwise: all that did not look at it.

An edited import had every function settled again that was ever asked about: 158 of them at 5,000 lines, for 45 ms, of
which few had looked at its name. Forgetting everything is the slow equivalent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import compress
from operator import methodcaller, not_
from typing import Any, Protocol, TypeVar, cast

Made = TypeVar("Made")
_NOTHING: frozenset[Hashable] = frozenset()


@dataclass(slots=True)
class _Frame:
    """Something that is being worked out."""

    low: int
    """How far up something is being worked out that this has already taken to be known."""
    mark: int
    looked: set[Hashable] = field(default_factory=set)
    is_round: bool = False
    """Whether it was worked out from what was taken to be something meanwhile: where one begins then tells."""


class Beyond(Protocol):
    """What is known from elsewhere, and takes what becomes known."""

    def known(self, key: Hashable) -> tuple[Any, frozenset[Hashable]] | None:
        """What is known under a key, and what was looked at for it."""

    def learn(self, key: Hashable, value: Any, looked: frozenset[Hashable]) -> None:
        """Take what was worked out under a key, whoever asks first."""


class Memory:
    """What was worked out, each with what it looked at: names of the file's own module, and as `(module,)` its imports.

    Functions that call each other are worked out from each other, and so have looked at the same (as Tarjan finds them).
    """

    def __init__(self, beyond: Beyond | None = None) -> None:
        self._beyond = beyond
        self._known: dict[Hashable, Any] = {}
        self._looked: dict[Hashable, frozenset[Hashable]] = {}
        self._open: list[_Frame] = []
        self._low: dict[Hashable, int] = {}
        """Of what is being worked out, or depends on something that still is: how far up that is."""
        self._round: list[Hashable] = []
        """What was worked out and depends on something that still is."""
        self._rounds: set[Hashable] = set()
        """What was worked out from functions that call each other, and so may depend on who was asked about first."""

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
        if key not in self._known and not self._is_beyond(key):
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
            if key in self._low:
                around.low = min(around.low, self._low[key])
                around.is_round = True
            elif key in self._rounds:
                around.is_round = True
        return cast("Made", self._known[key])

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is looked at meanwhile is looked at by what is worked out meanwhile, but not by what that is done for."""
        frame = _Frame(len(self._open), len(self._round))
        self._open.append(frame)
        try:
            yield
        finally:
            self._open.pop()
            if self._open:
                around = self._open[-1]
                around.low = min(around.low, frame.low)
                around.is_round = around.is_round or frame.is_round

    def _is_beyond(self, key: Hashable) -> bool:
        """Whether it is known elsewhere, and now here."""
        found = self._beyond.known(key) if self._beyond is not None else None
        if found is not None:
            self._known[key], self._looked[key] = found
        return found is not None

    def _close(self, key: Hashable, frame: _Frame, depth: int) -> None:
        looked = self._looked[key] = frozenset(frame.looked)
        self._round.append(key)
        if frame.is_round:
            self._rounds.add(key)
        elif self._beyond is not None:
            self._beyond.learn(key, self._known[key], looked)
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
        """The part of it that did not look at anything of this, which is nearly all: it is copied, and the rest taken out."""
        part = Memory()
        part._looked, part._known = self._looked.copy(), self._known.copy()
        apart = map(methodcaller("isdisjoint", changed), self._looked.values())
        for key in (*compress(self._looked, map(not_, apart)), *(self._known.keys() - self._looked.keys())):
            part._looked.pop(key, None)
            del part._known[key]
        part._rounds = self._rounds & part._known.keys()
        return part
