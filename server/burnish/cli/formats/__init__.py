"""How findings are written: one file each, all with the same three steps.

A format is a class with `start()`, `file(checked)` for each file in order, and `end(summary)`; it writes to the
stream it is made with as results arrive, so that memory does not grow with the number of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, TextIO

from burnish.cli.checked import Checked
from burnish_checks.review.remark import Remark


@dataclass
class Summary:
    """What a run came to."""

    files: int = 0
    unreadable: int = 0
    failures: int = 0
    known: int = 0
    """Findings left out because the baseline has them."""
    counts: dict[str, int] = field(default_factory=dict)
    """Findings by severity."""
    fixable: int = 0
    """Findings with a repair that `burnish fix` would try by itself: some may turn out not to be possible."""
    deferred: dict[str, Sequence[str]] = field(default_factory=dict)
    """By peer: rules left to it."""
    empty: list[str] = field(default_factory=list)
    """Named folders without any Python file."""
    problems: set[str] = field(default_factory=set)
    """What is wrong in the settings."""

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.counts.values())

    def add(self, remark: Remark) -> None:
        """Count a finding."""
        self.counts[remark.severity] = self.counts.get(remark.severity, 0) + 1
        self.fixable += remark.mends_itself


class Format(Protocol):
    """One way to write findings."""

    def start(self) -> None:
        """Write what stands before the first file."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""

    def end(self, summary: Summary) -> None:
        """Write what stands after the last file."""


def make(name: str, stream: TextIO, **options: Any) -> Format:
    """The format of that name."""
    found: Format = import_module(f"burnish.cli.formats.{name}_format").Format(stream, **options)
    return found
