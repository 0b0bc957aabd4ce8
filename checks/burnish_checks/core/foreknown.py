"""Facts of a text that are known before it is opened: what whoever built the index of all files gathered for that.

The late ones alone: what functions do with data takes as long to tell as all other facts together, and the rest less
than it would take to carry it over. Gathering all again is the slow equivalent.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import BlockFacts

Places = Mapping[str, "array[int]"]
"""By kind: five numbers for each value, that of its block and its place (see `BlockFacts`)."""
_NUMBERS = 5


class Foreknown(NamedTuple):
    """The facts of some kinds in all blocks of a text."""

    values: Mapping[str, Sequence[Any]]
    """By kind, in the order of the blocks."""
    places: Places

    def of(self, blocks: Sequence[Block]) -> list[BlockFacts]:
        """These facts of each block."""
        found: list[tuple[dict[str, Any], dict[str, Any]]] = [({}, {}) for _ in blocks]
        for kind, numbers in self.places.items():
            rows = zip(*(numbers[column::_NUMBERS] for column in range(_NUMBERS)), strict=True)
            for value, (block, *place) in zip(self.values.get(kind, ()), rows, strict=True):
                values, places = found[block]
                values[kind] = (*values.get(kind, ()), value)
                places[kind] = (*places.get(kind, ()), tuple(place))
        return [BlockFacts(block, *both) for block, both in zip(blocks, found, strict=True)]


class Reading(NamedTuple):
    """A text as it was read for the index: its blocks, with their trees, and all their facts.

    To read it anew is the slow equivalent, a tenth of a check, and what is done where a project is too large for its trees
    to be kept.
    """

    blocks: Sequence[Block]
    facts: Sequence[BlockFacts]
    kinds: frozenset[str]
    """All kinds that were looked for."""


def note(numbers: array[int], block: int, nodes: Iterable[Any]) -> None:
    """Add the places of facts of a block, which are nodes."""
    for node in nodes:
        numbers.extend((block, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset))
