"""What functions of modules out of reach keep, where functions of modules in reach may find it.

What modules in reach keep is told by their functions (`giving`), each with where it came from. Whatever any module of the
application kept under a bare name once counted as data from outside in every file: 100 names of the standard library, `data`
and `str` among them, for which 7,607 of its 30,239 blocks were followed; counting all of them is the slow equivalent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.values import SHARED

_CONTAINER = "@"
"""Begins the name of a module's own container among the places where something is kept."""


def kept_beyond(facts: Facts, modules: Collection[str], bound: Sequence[frozenset[str]]) -> frozenset[str]:
    """What all of an application share, as `%name`, and the containers of modules in reach, into which others put something.

    `bound` are the names that each of the modules binds by assigning to them.
    """
    others = [(module, place) for module, place in facts.everywhere("shared-places") if module not in modules]
    shared = {f"{SHARED}{place}" for _, place in others if place[:1] != _CONTAINER}
    containers = {(module, place[1:]) for module, place in others if place[:1] == _CONTAINER}
    return frozenset(
        shared.union(
            name
            for module, name in containers
            if any(name in names for names in bound) and _imports(facts, module, name)
        )
    )


def places_of(facts: Facts, words: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Of the words that lead to data from outside, those of places that all of an application share, and of containers."""
    shared = frozenset([word[1:] for word in words if word[:1] == SHARED])
    own, elsewhere = facts("", "shared-places") or (), facts.everywhere("shared-places")
    kept = {*own, *(place for _, place in elsewhere)}
    return shared, frozenset([word for word in words if f"{_CONTAINER}{word}" in kept])


def _imports(facts: Facts, module: str, name: str) -> bool:
    return any(item.how == "import" for item in facts.bound(module, name))
