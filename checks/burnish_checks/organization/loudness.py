"""How loud a function over a limit is spoken of."""

from __future__ import annotations

from burnish_checks.core.rule import Severity
from burnish_checks.core.settings import Settings, Thresholds


def loudness(settings: Settings, limit: str, measure: int) -> Severity | None:
    """A hint for what is over a limit by no more than a third: there is a case for it, but no two reviewers agree.

    Aloud all the same are limits that the project chose itself, and rules that were selected.
    """
    over = measure * 3 > getattr(settings.thresholds, limit) * 4
    return None if over or is_chosen(settings, limit) else Severity.HINT


def loudness_of_counts(settings: Settings, limit: str) -> Severity | None:
    """A hint, unless the limit was chosen: cases one after the other, however many, are read as a table is."""
    return None if is_chosen(settings, limit) else Severity.HINT


_USUAL = Thresholds()


def is_chosen(settings: Settings, limit: str) -> bool:
    """Whether the project chose the limit itself, or the rules."""
    own = getattr(settings.thresholds, limit)
    return bool(own != getattr(_USUAL, limit)) or settings.only_selected or settings.profile == "strict"
