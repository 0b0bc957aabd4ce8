"""How far a conclusion can be trusted: how often the like of it was right where the answer is known.

A conclusion is of a kind: of a parameter or a return, by what evidence, and to what sort of type. How many of each kind
were right in well-typed packages is measured (`python -m tests.bench.recovery_evidence --write`) and kept beside this file.
What is right too seldom is not offered; what is proved, but written otherwise by people too often, is a guess.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from burnish_checks.inference.hierarchy import Hierarchy
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NONE,
    STR,
    Callable,
    ClassType,
    Instance,
    Tuple,
    Type,
    members,
    parts,
)

OFFERED = 0.7
"""Guesses of a kind that is right less often are left out."""
CERTAIN = 0.97
"""Proofs of a kind that is right less often are guesses."""
_DOUBT = 4
"""How many hints of the same evidence in general count beside those of the very kind: few of a kind tell little."""
_USUAL = {False: 0.85, True: 0.98}
"""How often a guess, and a proof, is right of whose evidence nothing is known."""
_FEW = 2
"""Of how many alternatives people write all."""
TABLE = Path(__file__).with_name("measured.tsv")
_NUMBERED = re.compile(r"(\d+) call sites?")
_NAMED = re.compile(r"`[^`]*`")


class Kind(NamedTuple):
    """What hints are judged together."""

    slot: str
    """`return` or `parameter`."""
    evidence: str
    sort: str
    proved: bool


class Measured(NamedTuple):
    """How hints of a kind did."""

    hints: int
    exact: int
    right: int
    """Those that are exact or take all that the original takes."""


def kind_of(hierarchy: Hierarchy, slot: str, type_: Type, evidence: tuple[str, ...], proved: bool) -> Kind:
    """The kind of a conclusion."""
    told = " + ".join(_NAMED.sub("`x`", _NUMBERED.sub(_one_or_more, item)) for item in evidence)
    sort = sort_of(hierarchy, type_)
    return Kind(
        "return" if slot == "return" else "parameter", told, "plain" if proved and sort in _PLAIN else sort, proved
    )


def _one_or_more(number: re.Match[str]) -> str:
    return "one call site" if number.group(1) == "1" else "call sites"


_PLAIN = frozenset({"str", "bytes", "int", "float", "bool"})
"""What is proved to be one of them is right as often whichever it is; of guesses an int is right less often than a bool."""


def sort_of(hierarchy: Hierarchy, type_: Type) -> str:
    """The sort of a type, None aside."""
    rest = [item for item in members(type_) if item != NONE]
    if len(rest) != 1:
        return "many" if len(rest) > _FEW else "several" if rest else "none"
    only = rest[0]
    if only in (STR, BYTES, INT, FLOAT, BOOL) and isinstance(only, Instance):
        return only.cls.removeprefix("builtins.")
    if isinstance(only, Callable):
        return "callable"
    if isinstance(only, ClassType):
        return "class"
    of_heirs = any(isinstance(item, Instance) and _is_heir(hierarchy, item.cls) for item in parts(only))
    if isinstance(only, Tuple) or (
        isinstance(only, Instance)
        and hierarchy.is_a(only.cls, "typing.Iterable")
        and not hierarchy.program.is_own(only.cls)
    ):
        bare = isinstance(only, Instance) and not only.args
        return "bare container" if bare else "container of heirs" if of_heirs else "container"
    return "heir" if of_heirs else "object"


def _is_heir(hierarchy: Hierarchy, name: str) -> bool:
    """Whether a class of the workspace is a private one or derives from another: people often name the other."""
    if not hierarchy.program.is_own(name):
        return False
    return name.rpartition(".")[2].startswith("_") or any(
        base.cls != "builtins.object" for base in hierarchy.bases(name)
    )


@lru_cache(maxsize=1)
def measured() -> dict[Kind, Measured]:
    """What was measured, by kind."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return {
        Kind(slot, evidence, sort, proved == "proved"): Measured(int(hints), int(exact), int(right))
        for slot, evidence, sort, proved, hints, exact, right in rows
    }


@lru_cache(maxsize=1024)
def confidence(kind: Kind) -> float:
    """How often a conclusion of the kind is right, from 0 to 1."""
    of_evidence = [item for other, item in measured().items() if other[:2] == kind[:2] and other.proved == kind.proved]
    total, right = sum(item.hints for item in of_evidence), sum(item.right for item in of_evidence)
    before = (right + _DOUBT * _USUAL[kind.proved]) / (total + _DOUBT)
    own = measured().get(kind, Measured(0, 0, 0))
    return (own.right + _DOUBT * before) / (own.hints + _DOUBT)
