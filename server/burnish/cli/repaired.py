"""A file with its text before and after it was repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from burnish.cli.annotating import Step
from burnish_checks.core.together import Proposed
from burnish_checks.reading import SourceText


@dataclass
class Repaired:
    """A file with its text before and after."""

    path: str
    source: SourceText
    text: str
    applied: Counter[str] = field(default_factory=Counter)
    """By slug: how many findings were mended."""
    steps: list[Step] = field(default_factory=list)
    """What was changed, one step after the other."""
    left: int = 0
    """Findings that are still there, without those that the baseline knows."""
    known: int = 0
    """Findings that are still there and known."""
    more: Counter[str] = field(default_factory=Counter)
    """Of the findings left those with a safe fix that is only made where their rule is selected, by slug; with one that
    `--unsafe` allows, under the empty text."""

    @classmethod
    def untouched(cls, path: str, source: SourceText) -> Repaired:
        """The file as it is read."""
        return cls(path, source, source.text)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.text != self.source.text

    def take(self, made: Sequence[Proposed]) -> None:
        """Note the repairs that were made at once."""
        self.applied.update(item.target.finding.rule.slug for item in made)
        if made:
            self.steps.append(tuple((item.target.finding.rule.slug, item.repair.own) for item in made))
