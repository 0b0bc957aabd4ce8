"""What was found of a slot, and why it is believed."""

from __future__ import annotations

from typing import NamedTuple

from burnish_checks.inference.types import UNKNOWN, Named, Type, Unknown


class Found(NamedTuple):
    """A type with the evidence for it, most telling first."""

    type: Type
    evidence: tuple[str, ...] = ()
    strength: int = 0
    """0 nothing, 1 a name, 2 use or kinship, 3 call sites, defaults, documentation, 4 declared or proved."""
    named: bool = False
    """Whether only a name says so."""
    alias: Named | None = None
    """The alias at hand that it is found by."""

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return not isinstance(self.type, Unknown)


NOTHING = Found(UNKNOWN)
