"""The labelled cases: every unsafe one is found and no safe one flagged, but for those listed here with the reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.labelled_cases import flagged, read

CASES = read(Path(__file__).parent / "labelled")
MISSED = {
    "eighth-programs/flask-comment-markup": "what a template makes of an object by its `__html__` is not followed",
    "eighth-programs/tornado-log-search": "what is spread between other arguments is not followed into the rest that takes them",
    "seventh-programs/aiohttp-convert-queue": "what is put under a key of an application is not followed to where it is read",
    "seventh-programs/webob-guestbook": "the attributes of an answer that are set later are no sinks",
    "seventh-programs/django-upload-signal": "which functions a signal of another module calls is not looked up",
    "seventh-programs/archive-command-line": "what `set_defaults` of a parser keeps is not followed",
}
"""Unsafe cases that are not found."""
FLAGGED = {
    "seventh-programs/flask-directory-options-escaped": "the class whose method `cls(...)` of another method makes is not known",
    "mechanisms/dataclass-other-field-harmless": "which field of a record the second argument is, its facts do not tell",
}
"""Safe cases that are flagged all the same."""


def test_every_case_is_judged_as_it_is_labelled() -> None:
    said = flagged(CASES)
    assert {case.identity for case in CASES if case.unsafe and case.identity not in said} == set(MISSED)
    assert {case.identity for case in CASES if not case.unsafe and case.identity in said} == set(FLAGGED)


def test_names_are_unique_and_both_labels_are_many() -> None:
    assert [name for name, count in Counter(case.identity for case in CASES).items() if count > 1] == []
    assert sum(case.unsafe for case in CASES) >= 200
    assert sum(not case.unsafe for case in CASES) >= 200
    assert len(MISSED) + len(FLAGGED) <= len(CASES) // 20
