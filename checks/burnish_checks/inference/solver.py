"""Answers that depend on each other: computed on demand, remembered, and repeated until cycles come to rest.

A question asked while it is being answered gets what an earlier round found, else the start value. The answers
that depended on it stay provisional until the outermost question of the cycle is done, which asks up to four rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

_ROUNDS = 4
FAR, NEAR = 120, 3
"""How many questions may wait for each other: where a whole package is asked for, and where one function is, at once."""
_NONE = 1 << 30


class OutOfBudget(Exception):
    """The question has cost as much work as it may."""


class Solver:
    """Remembers answers by key. Not to be shared between threads."""

    def __init__(self, deepest: int = FAR) -> None:
        self._deepest = deepest
        self._final: dict[Hashable, Any] = {}
        self._stack: dict[Hashable, int] = {}
        self._round: dict[Hashable, tuple[Any, int]] = {}
        self._assumed: dict[Hashable, Any] = {}
        self._low = _NONE

    def ask(self, key: Hashable, compute: Callable[[], Any], start: Any, cut: Any = None) -> Any:
        """The answer to the key's question; `start` is assumed where it depends on itself, `cut` where it lies too deep."""
        if key in self._final:
            return self._final[key]
        if key in self._stack or key in self._round:
            return self._provisional(key, start)
        depth = len(self._stack)
        if depth >= self._deepest:
            self._low = 0
            return self._assumed.get(key, start if cut is None else cut)
        outer_low = self._low
        self._stack[key] = depth
        try:
            value = self._settle(key, compute, depth)
        finally:
            del self._stack[key]
            mine, self._low = self._low, outer_low
        if mine >= depth:
            self._final[key] = value
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
        for turn in range(_ROUNDS):
            self._low = _NONE
            fresh = compute()
            inner = {provisional: self._round[provisional][0] for provisional in list(self._round)[mark:]}
            stable = turn > 0 and fresh == value and inner == before
            value, before = fresh, inner
            if self._low > depth:
                self._promote(mark)
                return value
            if self._low < depth:
                return value
            if stable:
                break
            if turn < _ROUNDS - 1:
                self._assumed[key] = value
                for provisional in list(self._round)[mark:]:
                    self._assumed[provisional] = self._round.pop(provisional)[0]
        self._promote(mark)
        self._low = _NONE
        return value

    def _promote(self, mark: int) -> None:
        """Make final what only depended on questions that are done."""
        for key in list(self._round)[mark:]:
            self._final[key] = self._round.pop(key)[0]

    def forget(self) -> None:
        """Drop what was left half done, after an interruption."""
        self._stack.clear()
        self._round.clear()
        self._assumed.clear()
        self._low = _NONE


class Apart(Solver):
    """Answers each question as if it were the only one, so that the order of questions does not tell: for an editor.

    What was answered on the way is used again where asking anew would go the very same way: at the same depth, and
    with nothing of what it met waiting for an answer or answered for the time being.
    """

    def __init__(self, deepest: int = NEAR) -> None:
        super().__init__(deepest)
        self._known: dict[tuple[Hashable, int], tuple[Any, frozenset[Hashable]]] = {}
        self._met: list[set[Hashable]] = [set()]
        """For each question that waits, and around them all: the questions that were met on the way."""

    def ask(self, key: Hashable, compute: Callable[[], Any], start: Any, cut: Any = None) -> Any:
        """The answer to the key's question; `start` is assumed where it depends on itself, `cut` where it lies too deep."""
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

    def _promote(self, mark: int) -> None:
        """What was answered for the time being was so for the sake of one question."""
        for key in list(self._round)[mark:]:
            del self._round[key]

    def forget(self) -> None:
        """Drop what was left half done, after an interruption."""
        super().forget()
        del self._met[1:]
