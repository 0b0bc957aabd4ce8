"""How often each value stands in all files: counted once for each kind that is asked of, and kept up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from burnish_checks.index.gathering import FileFacts


class Tallies:
    """Counts by kind. Not safe to ask while another thread changes them."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._files = files
        self._counts: dict[str, Counter[Any]] = {}

    def of(self, kind: str) -> Counter[Any]:
        """The values of a kind with their counts, zero among them."""
        if kind not in self._counts:
            counter: Counter[Any] = Counter()
            for facts in self._files.values():
                counter.update(facts.values.get(kind, ()))
            self._counts[kind] = counter
        return self._counts[kind]

    def change(self, facts: FileFacts, by: int) -> None:
        """Add the facts of a file, or take them away."""
        for kind, counter in self._counts.items():
            for value in facts.values.get(kind, ()):
                counter[value] += by
