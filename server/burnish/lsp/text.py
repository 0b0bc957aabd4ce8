"""A document as a worker is given it."""

from __future__ import annotations

from dataclasses import dataclass

from burnish_checks.core.settings import Settings


@dataclass(frozen=True)
class Text:
    """A document as a worker is given it."""

    path: str
    text: str
    settings: Settings
    root: str
    revision: int
    """The index's revision: answers from it hold for no other."""
    indexed: bool
    """Whether there is an index to ask."""
