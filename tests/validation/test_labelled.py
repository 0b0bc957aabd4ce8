"""The labelled cases: every unsafe one is found and no safe one flagged, but for those listed here with the reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.labelled_cases import flagged, read

CASES = read(Path(__file__).parent / "labelled")
MISSED: dict[str, str] = {}
"""Unsafe cases that are not found."""
FLAGGED: dict[str, str] = {}
"""Safe cases that are flagged all the same."""


def test_every_case_is_judged_as_it_is_labelled() -> None:
    said = flagged(CASES, with_hints=True)
    assert {case.identity for case in CASES if case.unsafe and case.identity not in said} == set(MISSED)
    assert {case.identity for case in CASES if not case.unsafe and case.identity in said} == set(FLAGGED)


def test_names_are_unique_and_both_labels_are_many() -> None:
    assert [name for name, count in Counter(case.identity for case in CASES).items() if count > 1] == []
    assert sum(case.unsafe for case in CASES) >= 50
    assert sum(not case.unsafe for case in CASES) >= 50
    assert len(MISSED) + len(FLAGGED) <= len(CASES) // 20
