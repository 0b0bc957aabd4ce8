"""Where repair pays: the functions, classes and modules with most to mend that does not mend itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from burnish_checks.review.remark import Remark
from burnish_checks.review.words import listed

WEIGHTS = {"error": 10.0, "warning": 4.0, "information": 1.5, "hint": 0.1}
_MOST = 10
_LEAST = 3.0
"""A place of less weight is not worth a line: one remark on a variable's name is no hour's work."""
_FAR = 4.0
"""A function that is so many times over a limit weighs so many times as much, and no more."""
_SECURITY = 3.0
_MEASURED = re.compile(r"^`[^`]+` (?:has |is hard to follow: )?(.*?(\d[\d,]*).*?), more than (\d[\d,]*)")


@dataclass(frozen=True)
class Place:
    """A function, class or module where repair gives much."""

    path: str
    symbol: str
    """The dotted name of the function or class; empty for what stands at module level."""
    line: int
    """From 1."""
    score: float
    reasons: str


class Measure(NamedTuple):
    """How far a function is over a limit."""

    said: str
    """`25 paths through it`, `cognitive complexity 40`."""
    value: int
    limit: int

    @property
    def times(self) -> float:
        """The value in units of the limit."""
        return self.value / max(self.limit, 1)


def measure(remark: Remark) -> Measure | None:
    """What a finding measures; None if it measures nothing."""
    found = _MEASURED.match(remark.message) if remark.category == "organization" else None
    if found is None:
        return None
    return Measure(found.group(1), int(found.group(2).replace(",", "")), int(found.group(3).replace(",", "")))


def weight(found: Iterable[Remark]) -> float:
    """The sum of what findings weigh by severity."""
    return round(sum(WEIGHTS[remark.severity] for remark in found), 1)


def places(found: Sequence[Remark]) -> tuple[Place, ...]:
    """The places with most to mend by hand, the heaviest first."""
    by_place: dict[tuple[str, str], list[Remark]] = {}
    for remark in found:
        if remark.severity != "hint" and not remark.mends_itself:
            by_place.setdefault((remark.path, remark.symbol), []).append(remark)
    found_places = [_place(key, items) for key, items in by_place.items()]
    heavy = [place for place in found_places if place.score >= _LEAST]
    heavy.sort(key=lambda place: (-place.score, place.path, place.symbol))
    return tuple(heavy[:_MOST])


def _place(key: tuple[str, str], items: list[Remark]) -> Place:
    by_rule: dict[str, list[Remark]] = {}
    for remark in items:
        by_rule.setdefault(remark.code, []).append(remark)
    scored = sorted(by_rule.values(), key=lambda of_rule: -_score(of_rule))
    reasons = listed([_reason(of_rule) for of_rule in scored], 6)
    score = round(sum(map(_score, scored)), 1)
    return Place(*key, min(remark.span[0] for remark in items) + 1, score, reasons)


def _score(of_rule: list[Remark]) -> float:
    """Many of a kind in one place are mended in one go, so they weigh less than their sum."""
    heaviest = max(
        WEIGHTS[remark.severity]
        * (min(_FAR, found.times) if (found := measure(remark)) is not None else 1)
        * (_SECURITY if remark.category == "security" else 1)
        for remark in of_rule
    )
    return heaviest * (1 + math.log2(len(of_rule)) / 2)


def _reason(of_rule: list[Remark]) -> str:
    first = of_rule[0]
    if len(of_rule) == 1:
        found = measure(first)
        return found.said if found is not None else f"`{first.code}`"
    return f"{len(of_rule)} × `{first.code}`"
