"""What the index keeps of one file: the values of its facts, gathered by the same collectors as the engine's."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.core.facts import Collector
from burnish_checks.core.foreknown import Places, Reading, note
from burnish_checks.core.gathering import BROKEN_COLLECTORS, concerned, gather, of_text
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of
from burnish_checks.index.packing import Group
from burnish_checks.reading import Unreadable, read


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The facts of a file by kind, each kind's values in source order and as often as they occur."""

    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def digest(self) -> int:
        """A number that is equal for equal facts, in this process and any other."""
        from hashlib import blake2b

        return int.from_bytes(blake2b(stable(sorted(self.values.items())).encode(), digest_size=16).digest(), "big")


def read_facts(path: str, collectors: Iterable[Collector]) -> FileFacts | None:
    """The facts of the file at `path`; None if it cannot be read."""
    try:
        return facts_of(read(path).text, collectors)
    except Unreadable:
        return None


def facts_of(text: str, collectors: Iterable[Collector]) -> FileFacts:
    """The facts of a text, block by block; no tree outlives its block."""
    return placed_facts_of(text, collectors)[0]


def placed_facts_of(text: str, collectors: Iterable[Collector]) -> tuple[FileFacts, Places]:
    """The same, and where the late ones stand; of those kinds alone of which all could be gathered."""
    collectors = tuple(collectors)
    found: dict[str, list[Any]] = {}
    places = {item.kind: array("i") for item in collectors if item.late}
    collectors = of_text(collectors, text)
    for number, block in enumerate(blocks_of(split_lines(text))):
        wanted = concerned(collectors, block)  # walking may show that it is broken
        for item in BROKEN_COLLECTORS if block.broken else wanted:
            try:
                pairs = [*item.collect(block)]
            except Exception:  # burnish: ignore[broad-except] the rest of the file is worth having
                places.pop(item.kind, None)
                continue
            if pairs:
                found.setdefault(item.kind, []).extend([value for value, _ in pairs])
                if item.kind in places:
                    note(places[item.kind], number, [place for _, place in pairs])
    return FileFacts({kind: tuple(map(_interned, values)) for kind, values in found.items()}), places


def facts_and_reading_of(text: str, collectors: Iterable[Collector]) -> tuple[FileFacts, Reading | None]:
    """The same, and the text as it was read; None where not all could be gathered."""
    collectors = tuple(collectors)
    blocks = [*blocks_of(split_lines(text))]
    here = of_text(collectors, text)
    gathered = [gather(block, () if block.broken else here) for block in blocks]
    found: dict[str, list[Any]] = {}
    for facts in gathered:
        for kind, values in facts.values.items():
            found.setdefault(kind, []).extend(values)
    told = FileFacts({kind: tuple(map(_interned, values)) for kind, values in found.items()})
    whole = not any(facts.failures for facts in gathered)
    return told, Reading(blocks, gathered, frozenset([item.kind for item in collectors])) if whole else None


def facts_of_snapshot(snapshot: Snapshot, collectors: Iterable[Collector]) -> FileFacts:
    """The facts of these collectors that an open document already has."""
    kinds = {item.kind for item in collectors}
    found: dict[str, list[Any]] = {}
    for entry in snapshot.entries:
        for kind, values in entry.facts.values.items():
            if kind in kinds:
                found.setdefault(kind, []).extend(values)
    return FileFacts({kind: tuple(values) for kind, values in found.items()})


def shared(facts: FileFacts, known: dict[str, dict[Any, Any]]) -> FileFacts:
    """Equal facts that share each value with equal ones in `known`, which grows by the new ones, kind by kind.

    Named tuples of two kinds are equal where their fields are, and would become one.
    """
    found: dict[str, tuple[Any, ...]] = {}
    for kind, values in facts.values.items():
        same = known.setdefault(kind, {})
        found[sys.intern(kind)] = tuple(same.setdefault(value, value) for value in values)
    return FileFacts(found)


def _interned(value: Any) -> Any:
    return sys.intern(value) if type(value) is str else value


def stable(value: object) -> str:
    """A text that is equal for equal values: like `repr`, but sets are sorted."""
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(stable, value))) + "}"
    if isinstance(value, (tuple, list, Group)):
        return "(" + ",".join(map(stable, value)) + ")"
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{stable(key)}:{stable(item)}" for key, item in value.items())) + "}"
    return repr(value)
