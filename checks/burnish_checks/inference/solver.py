"""Answers that depend on each other: computed on demand, remembered, and repeated until cycles come to rest.

A question asked while it is being answered gets what an earlier round found, else the start value. The answers
that depended on it stay provisional until the outermost question of the cycle is done, which asks up to eight rounds.
In a later round an answer is worked out anew only where something that was asked on its way is answered otherwise now.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any

_ROUNDS = 8
_CALM = 2
"""Turns after which fewer answers must change in each than in the one before: else they go round, and never rest."""
FAR, NEAR = 120, 3
"""How many questions may wait for each other: where a whole package is asked for, and where one function is, at once."""
_NONE = 1 << 30


class OutOfBudget(Exception):
    """The question has cost as much work as it may."""


Asked = tuple[Callable[[], Any], Any, Any, Any]
"""A question as it was asked on the way to another's answer (how to work it out, `start`, `cut`), and what the answer was."""
_OPEN = object()
"""Stands for the answer of a question that has none yet."""


class Solver:
    """Remembers answers by key. Not to be shared between threads."""

    def __init__(self, deepest: int = FAR, *, patient: bool = False) -> None:
        self._deepest = deepest
        self._calm = _ROUNDS if patient else _CALM
        """Turns that a circle is gone through though it goes round: a proof is not to be what it came to half way."""
        self.count = 0
        """How many questions have been asked."""
        self._final: dict[Hashable, Any] = {}
        self._stack: dict[Hashable, int] = {}
        self._round: dict[Hashable, tuple[Any, int]] = {}
        self._assumed: dict[Hashable, Any] = {}
        self._low = _NONE
        self._asked: list[dict[Hashable, Asked]] = []
        """For each question that is being worked out: what has been asked on its way that may be answered otherwise yet."""
        self._ways: dict[Hashable, list[tuple[dict[Hashable, Asked], Any]]] = {}
        """The ways to each answer that is not final, with what was answered, the last one last."""

    def ask(self, key: Hashable, compute: Callable[[], Any], start: Any, cut: Any = None) -> Any:
        """The answer to the key's question; `start` is assumed where it depends on itself, `cut` where it lies too deep."""
        self.count += 1
        value = self._final.get(key, _OPEN)
        if value is not _OPEN:
            return value
        if key in self._stack or key in self._round:
            value = self._provisional(key, start)
        elif len(self._stack) >= self._deepest:
            self._low = 0
            value = self._assumed.get(key, start if cut is None else cut)
        else:
            value = self._answered(key, compute)
            if key in self._final:
                return value
        if self._asked and key not in self._asked[-1]:
            self._asked[-1][key] = compute, start, cut, value
        return value

    def _answered(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The answer to a question that is not being answered yet."""
        depth, outer_low = len(self._stack), self._low
        self._stack[key] = depth
        try:
            value = self._settle(key, compute, depth)
        finally:
            del self._stack[key]
            mine, self._low = self._low, outer_low
        if mine >= depth:
            self._final[key] = value
            self._ways.pop(key, None)
        else:
            self._round[key] = (value, mine)
            self._low = min(self._low, mine)
        return value

    def _provisional(self, key: Hashable, start: Any) -> Any:
        """The answer for the time being to a question that waits for its own, or that was answered for another's sake."""
        if key in self._stack:
            self._low = min(self._low, self._stack[key])
            return self._assumed.get(key, start)
        value, low = self._round[key]
        self._low = min(self._low, low)
        return value

    def _settle(self, key: Hashable, compute: Callable[[], Any], depth: int) -> Any:
        mark = len(self._round)
        value: Any = None
        before: dict[Hashable, Any] = {}
        moved = _NONE
        for turn in range(_ROUNDS):
            self._low = _NONE
            fresh = self._fresh(key, compute)
            if self._low > depth:
                self._promote(mark)
                return fresh
            if self._low < depth:
                return fresh
            inner = {provisional: self._round[provisional][0] for provisional in self._since(mark)}
            stirred, moved = moved, _differing({**inner, key: fresh}, {**before, key: value})
            value, before = fresh, inner
            if (turn and not moved) or (turn > self._calm and moved >= stirred):
                break
            if turn < _ROUNDS - 1:
                self._assumed[key] = value
                for provisional in self._since(mark):
                    self._assumed[provisional] = self._round.pop(provisional)[0]
        self._promote(mark)
        self._low = _NONE
        return value

    def _since(self, mark: int) -> list[Hashable]:
        """The questions answered for the time being, but for the first so many."""
        return [*islice(reversed(self._round), len(self._round) - mark)][::-1]

    def _fresh(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """What is answered now: as in an earlier turn if all that was asked on the way is, in the same order; else worked out."""
        ways = self._ways.setdefault(key, [])
        self._asked.append({})
        try:
            for way, before in reversed(ways):
                if self._is_as_before(way):
                    return before
            value = compute()
        finally:
            asked_now = self._asked.pop()
        if asked_now:
            ways.append((asked_now, value))
        return value

    def _is_as_before(self, way: dict[Hashable, Asked]) -> bool:
        for key, (compute, start, cut, answer) in way.items():
            now = self.ask(key, compute, start, cut)
            if now is not answer and now != answer:
                return False
        return True

    def _promote(self, mark: int) -> None:
        """Make final what only depended on questions that are done."""
        for key in self._since(mark):
            self._final[key] = self._round.pop(key)[0]
            self._ways.pop(key, None)

    def forget(self) -> None:
        """Drop what was left half done, after an interruption."""
        self._stack.clear()
        self._round.clear()
        self._assumed.clear()
        self._low = _NONE
        self._ways.clear()
        self._asked.clear()


def _differing(one: dict[Hashable, Any], other: dict[Hashable, Any]) -> int:
    """How many questions are answered in one way here and in another there, or only in one place."""
    both = one.keys() & other.keys()
    return len(one) + len(other) - 2 * len(both) + sum(1 for key in both if one[key] != other[key])


class Apart(Solver):
    """Answers each question as if it were the only one, so that the order of questions does not tell: for an editor.

    What was answered on the way is used again where asking anew would go the very same way: at the same depth, and
    with nothing of what it met waiting for an answer or answered for the time being.
    """

    def __init__(self, deepest: int = NEAR, *, patient: bool = False) -> None:
        super().__init__(deepest, patient=patient)
        self._known: dict[tuple[Hashable, int], tuple[Any, frozenset[Hashable]]] = {}
        self._met: list[set[Hashable]] = [set()]
        """For each question that waits, and around them all: the questions that were met on the way."""

    def ask(self, key: Hashable, compute: Callable[[], Any], start: Any, cut: Any = None) -> Any:
        """The answer to the key's question; `start` is assumed where it depends on itself, `cut` where it lies too deep."""
        self.count += 1
        depth = len(self._stack)
        self._met[-1].add(key)
        known = self._known.get((key, depth))
        if known is not None and known[1].isdisjoint(self._stack) and known[1].isdisjoint(self._round):
            self._met[-1] |= known[1]
            return known[0]
        if key in self._stack or key in self._round:
            return self._provisional(key, start)
        if depth >= self._deepest:
            return start if cut is None else cut
        outer_low, assumed = self._low, dict(self._assumed)
        self._stack[key] = depth
        self._met.append({key})
        try:
            value = self._settle(key, compute, depth)
        finally:
            del self._stack[key]
            met = frozenset(self._met.pop())
            self._met[-1] |= met
            mine, self._low = self._low, outer_low
        if mine >= depth:
            self._known[key, depth] = value, met
            self._assumed = assumed
        else:
            self._round[key] = (value, mine)
            self._low = min(self._low, mine)
        return value

    def _fresh(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """What is answered now: a question that comes up twice on the way may be answered otherwise the second time."""
        return compute()

    def _promote(self, mark: int) -> None:
        """What was answered for the time being was so for the sake of one question."""
        for key in self._since(mark):
            del self._round[key]

    def forget(self) -> None:
        """Drop what was left half done, after an interruption."""
        super().forget()
        del self._met[1:]
