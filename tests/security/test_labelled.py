"""The labelled cases: every unsafe one is found and no safe one flagged, but for those listed here with the reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.labelled_cases import flagged, read

CASES = read(Path(__file__).parent / "labelled")
MISSED = {
    "cross-site-scripting/aiohttp-profile-page": "a page that data reaches in doubt is a hint",
    "cross-site-scripting/fastapi-html-response-2": "a page that data reaches in doubt is a hint",
    "sql-injection/flask-closure-builder": "a function is not followed that keeps what another was called with",
    "sql-injection/descriptor-of-request": "the `__get__` of what a class holds is not called",
    "cross-site-scripting/single-dispatch-formatter": "the functions registered with one by type are not followed",
    "unsafe-deserialization/cached-property-of-body": "a method of what an object holds is not told apart from the whole",
    "command-injection/builder-of-commands": "operators that a class defines are not followed",
    "cross-site-scripting/pipeline-of-functions": "what an element of a list of functions does is not known where it is passed",
    "cleartext-protocol/ftp-subclass": "a class derived from one that sends in the clear is not reported for itself",
    "cleartext-protocol/telnet-attribute": "what an attribute is called that holds a function is not what is looked for",
    "subprocess-shell/self-helper": "a helper that has a shell read its argument is not followed to its callers",
    "unsafe-pickle/loader-table": "a function in a table is a hint: which entry is called is not known",
    "weak-cipher/cipher-table": "a function in a table is not followed to where it is called",
    "open-redirect/meta-referer": "to lead back to the page that the visitor came from is a hint: no link sets which",
    "open-redirect/django-redirect": "no other site fills a form that Django's token guards: a hint",
    "weak-random/django-field-default": "what the fields of a class are for, the class alone says",
}
"""Unsafe cases that are not found."""
FLAGGED = {
    "path-traversal/flask-dataclass-factory-safe": "which field of a record a class method fills with what is not told",
    "ldap-injection/flask-directory-options-escaped": "the class whose method `cls(...)` of another method makes is not known",
    "command-injection/asyncio-queue-of-scripts-safe": "the parts of what a queue holds are not told apart",
    "command-injection/command-object-queue-safe": "the parts of what a queue holds are not told apart",
    "sql-injection/named-tuple-second-field-safe": "which field of a record the second argument is, its facts do not tell",
    "path-traversal/dataclass-factory-of-class-safe": "which field of a record the third argument is, its facts do not tell",
    "cross-site-scripting/exception-arguments-safe": "the arguments of an exception are not told apart",
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
