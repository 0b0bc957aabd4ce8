"""What the name of a function says of what it is passed, where nobody can see what its body does: that it checks, or accuses."""

from __future__ import annotations

from functools import lru_cache

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.marks import DOUBT, LOOKED_AT


def is_named_for_checking(word: str) -> bool:
    """Whether a function of that name says of itself that it raises on what is not allowed."""
    return word.lstrip("_").startswith(_CHECKS)


_CHECKS = ("validate_", "check_", "ensure_", "assert_", "verify_", "require_")


def said_by_name(word: str, answer: str, *, known: bool) -> frozenset[str]:
    """What the name of a function says of what it was passed where it has answered so, or come back, and its body tells nothing.

    That it has found nothing bad is in doubt where its body is known: what it looks for may be but some of that.
    """
    if answer == "always":
        return ALL if is_named_for_checking(word) else frozenset()
    if not tells(word):
        return UNSURE
    if (answer == "true") is accuses(word):
        return frozenset()
    return UNSURE if known and accuses(word) else ALL


UNSURE = frozenset({DOUBT, LOOKED_AT})


@lru_cache(maxsize=4096)
def tells(word: str) -> bool:
    """Whether the answer of a function of that name tells something of what it is passed."""
    return word in TELLING or is_judging(word)


def is_judging(word: str) -> bool:
    """Whether the name says that the function finds what it is passed good or bad."""
    return not (_VOUCHES | _ACCUSES).isdisjoint(_words(word))


def accuses(word: str) -> bool:
    """Whether a function that says yes has found something bad in what it was passed: `is_path_traversal`."""
    return not _ACCUSES.isdisjoint(_words(word))


_ACCUSES = frozenset({"injection", "traversal", "attack", "malicious", "dangerous", "unsafe", "forbidden", "blocked"})


def _words(name: str) -> set[str]:
    return {part.lower() for part in _WORD.findall(name)}


_VOUCHES = frozenset(
    [
        "valid",
        "validate",
        "validated",
        "is_valid",
        "safe",
        "allowed",
        "allow",
        "whitelist",
        "whitelisted",
        "permitted",
        "trusted",
        "verify",
        "verified",
        "authorized",
        "check",
        "sane",
        "sanitized",
    ]
)


TELLING = frozenset(["all", "any", "isinstance", "match", "fullmatch", "search", "compare_digest"])


_WORD = deferred(r"[A-Z]?[a-z]+|[A-Z]+")
