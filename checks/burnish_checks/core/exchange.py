"""What differs in the facts of entries that gave way to others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from burnish_checks.core.entry import Entry


def adopt_anchors(removed: Sequence[Entry], added: Sequence[Entry]) -> set[str]:
    """The kinds of fact that changed; where one did not, the new entries take over the old ones' anchors."""
    if len(removed) == 1 == len(added):
        return _adopted(removed[0], added[0])
    before, after = _by_kind(removed), _by_kind(added)
    changed = set(before.keys() ^ after.keys())
    for kind in before.keys() & after.keys():
        held, holding = before[kind], after[kind]
        if [e.facts.values[kind] for e in held] == [e.facts.values[kind] for e in holding]:
            for old, new in zip(held, holding, strict=True):
                new.anchors[kind] = old.anchors[kind]
        else:
            changed.add(kind)
    return changed


def _adopted(old: Entry, new: Entry) -> set[str]:
    """The same where one entry gave way to one, as behind nearly every edit."""
    before, after = old.facts.values, new.facts.values
    changed = before.keys() ^ after.keys()
    for kind, values in after.items():
        if kind in before:
            if before[kind] == values:
                new.anchors[kind] = old.anchors[kind]
            else:
                changed.add(kind)
    return changed


def _by_kind(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for kind in entry.facts.values:
            found.setdefault(kind, []).append(entry)
    return found


def changed_kinds(
    before: Iterable[Mapping[str, tuple[Any, ...]]], after: Iterable[Mapping[str, tuple[Any, ...]]]
) -> set[str]:
    """The kinds of fact that are not, block by block, the same after as before."""
    before, after = tuple(before), tuple(after)
    kinds = {kind for values in (*before, *after) for kind in values}

    def held(kind: str, side: Iterable[Mapping[str, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        return [values[kind] for values in side if kind in values]

    return {kind for kind in kinds if held(kind, before) != held(kind, after)}


def untold(entries: Iterable[Entry]) -> int:
    """How many of the entries slow topics have not been told of."""
    return sum(entry.former is not None for entry in entries)


def carried(removed: Sequence[Entry], kinds: set[str]) -> dict[str, list[object]]:
    """By changed kind: the anchors of the entries that are gone, whose findings stand until the rules have run again."""
    return {kind: [entry.anchors[kind] for entry in removed if kind in entry.anchors] for kind in kinds}


def changed_values(removed: Sequence[Entry], added: Sequence[Entry], kinds: Iterable[str]) -> dict[str, set[Any]]:
    """By kind: the values that the removed entries had and the added have not, or the other way round."""
    result: dict[str, set[Any]] = {}
    for kind in kinds:
        before: dict[Any, int] = {}
        for sign, side in ((1, removed), (-1, added)):
            for entry in side:
                for value in entry.facts.values.get(kind, ()):
                    before[value] = before.get(value, 0) + sign
        result[kind] = {value for value, count in before.items() if count}
    return result
