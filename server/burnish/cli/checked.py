"""What is known of a file after the check. Light to import, so that remembered results need nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from burnish_checks.configuration import Problem
from burnish_checks.review.remark import Remark, shown_path


class Checked(NamedTuple):
    """What is known of a file after the check. Made of texts, numbers, lists and dicts alone."""

    path: str
    remarks: Sequence[Remark]
    trouble: str
    """Why the file could not be read; empty if it could."""
    failures: Sequence[str]
    """Rules that raised, as `slug: error`."""
    lines: int
    problems: Sequence[str] = ()
    """What is wrong in the settings that hold for it, each with its place."""
    deferred: Sequence[tuple[str, Sequence[str]]] = ()
    """By peer: the rules left to it."""
    merits: dict[str, Any] | None = None
    """What the review says beside findings; None where it was not asked for."""
    silenced: Sequence[Remark] = ()
    """Findings that a comment or the baseline keeps from being shown, where a format wants to tell of them."""


def place_of(problem: Problem) -> str:
    """A problem in the settings on one line; of what stands in no file the sentence alone."""
    if not problem.path:
        return f"burnish: {problem.message}"
    path = shown_path(problem.path)
    return f"{path}:{problem.span.start_line + 1}:{problem.span.start_column + 1}: {problem.message}"
