"""A long text in steps: its first blocks at once, then all blocks with their facts, and the rest as an edit leaves it.

A file of 20,000 lines is reviewed in 1.6 s, one of 1,000 in 50 ms; its first 120 lines in 5 ms. So these are read and
checked alone, as if nothing stood behind them. What stands behind them is then like an edit that has added it: what the
first blocks asked is asked again, module rules are due, and all other blocks are pending (`settling`). An edit, or a
message about another file, goes before. Late facts, a fourth of the way to the first blocks, are gathered behind them, as after
an edit. `open_document` is the plain equivalent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from burnish_checks.core.answers import Knowledge
from burnish_checks.core.block import read_block
from burnish_checks.core.due import Due
from burnish_checks.core.entry import Entry, Environment
from burnish_checks.core.facts import join
from burnish_checks.core.lines import Lines
from burnish_checks.core.making import Maker
from burnish_checks.core.snapshot import Snapshot, collection_paused
from burnish_checks.core.split import Frame, next_extent
from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of

_FIRST = 120, 450
"""Lines that are read and checked before the others; the second number where there is nothing to say of so many."""
_LONG = 500
"""Lines of a block that is not among the first, since reading it twice would take as long as they all."""
_STEP = 8
"""Blocks whose facts are gathered between two looks at the input."""


def opening(text: str, environment: Environment, version: int | None = None) -> Iterator[Snapshot]:
    """The snapshots of a text on the way to its first whole one: of its first blocks, again and again, then of all.

    The last one is unsettled; settled, it equals that of `open_document`.
    """
    lines = split_lines(text)
    with collection_paused():
        first = _first(Snapshot(version, Lines(lines), (), {}, {}, environment))
        yield first
        maker = Maker(environment)
        entries = list(first.entries)
        for number, block in enumerate(blocks_of(lines)):
            if number >= len(first.entries):
                entries.append(maker.entry(block))
            if not number % _STEP:
                yield first
        yield _whole(first, entries, maker)


def _first(empty: Snapshot) -> Snapshot:
    """The first blocks alone, checked, so many that there is something to show."""
    maker, lines = Maker(empty.environment), empty.lines
    entries: list[Entry] = []
    snapshot, position, frames = empty, 0, tuple[Frame, ...]()
    for most in _FIRST:
        while position < min(most, len(lines)):
            if next_extent(lines, position, frames).end > position + _LONG:
                return snapshot
            block, position, _ = read_block(lines, position, frames)
            frames = block.exit
            entries.append(maker.early(block))
        snapshot = _checked(maker, _joined(empty, entries))
        if any(entry.shown for entry in entries):
            break
    return snapshot


def _checked(maker: Maker, snapshot: Snapshot) -> Snapshot:
    """The snapshot with its blocks checked; but the last, which looks at what follows, and those that hold suppressions."""
    maker.knowledge = Knowledge({})
    view, whole_file = snapshot.view, snapshot.whole_file
    checked = [(index, entry) for index, entry in enumerate(snapshot.entries[:-1]) if not entry.directives]
    for index, entry in checked:
        maker.check(entry, view, index)
        maker.show(entry, (), whole_file)
    fresh = frozenset(entry for _, entry in checked)
    return replace(snapshot, answered=maker.knowledge.table(), cost=maker.cost, fresh=fresh)


def _whole(first: Snapshot, entries: list[Entry], maker: Maker) -> Snapshot:
    """All blocks, of which those behind the first and what these have asked is due."""
    snapshot = _joined(first, entries)
    kinds, topics, given = snapshot.joined.keys(), maker.engine.topics, first.answered
    due = Due(facts=bool(maker.engine.late)).plus(
        (question for name in given for question in given[name]),
        (item.name for item in topics.values() if item.by_block),
        (rule for rule in maker.engine.module_rules if not kinds.isdisjoint(rule.reads)),
    )
    told = first.whole_file == snapshot.whole_file
    pending = tuple(entry for entry in entries if not told or entry not in first.fresh)
    return replace(snapshot, pending=pending, due=due, cost=maker.cost, fresh=frozenset())


def _joined(snapshot: Snapshot, entries: list[Entry]) -> Snapshot:
    """The snapshot with these entries, and their facts joined."""
    return replace(
        snapshot,
        entries=tuple(entries),
        joined=join(
            {}, (), (entry.facts for entry in entries), {kind for entry in entries for kind in entry.facts.values}
        ),
        reaching=any(entry.block.reach for entry in entries),
        starts=list(accumulate((len(entry.block.lines) for entry in entries), initial=0))[:-1],
        holders={},
    )
