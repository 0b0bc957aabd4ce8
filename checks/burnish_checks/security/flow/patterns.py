"""What regular expressions find in a text: parts of it, as harmless as the pattern lets them be."""

from __future__ import annotations

import re
from string import ascii_letters

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.beginnings import OF_HOST
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.kinds import ADDRESS, ALL, CODE, HARMFUL, PATH, REDIRECT, REQUEST
from burnish_checks.security.flow.marks import DOUBT, NO_PARENT, NO_SLASH, QUOTED, REPLACED, WITHIN
from burnish_checks.security.flow.taints import NOTHING, PART, Origin, Taint, cleared, uncleared, via
from burnish_checks.security.flow.values import MATCHES, MISSING, Value, constant, tainted
from burnish_checks.security.letters import END, ENDS_HOST, SOME, accepted, beginning, left_over, stays_below
from burnish_checks.security.makers import UNKNOWN_PART

COMPILED = "re.compile()."
_FINDS = frozenset(["match", "fullmatch", "search", "findall", "finditer", "split"])


def found_by(name: str, arguments: Arguments) -> Value | None:
    """What a function of `re`, or a method of a compiled pattern, finds in the text it is passed; None for other calls."""
    word = name.removeprefix(COMPILED).removeprefix("re.")
    if word not in _FINDS or name == word:
        return None
    compiled = name.startswith(COMPILED)
    subject = arguments.get(0 if compiled else 1, "string")
    if subject is None or not subject.all_taints:
        return None
    given = (arguments.receiver.keys or {}).get("pattern") if compiled else arguments.get(0, "pattern")
    pattern = given.const if given is not None and isinstance(given.const, str) else None
    taints = subject.all_taints
    if word in ("findall", "finditer") and pattern is not None:
        taints = cleared(taints, harmless_by(pattern))
    is_match = f"{word}()" in MATCHES and pattern is not None
    return tainted(taints, symbol=f"{name}()", keys={"pattern": constant(pattern)} if is_match else None)


def harmless_by(pattern: str, group: int | str = 0) -> frozenset[str]:
    """The kinds of sink that what a group of the pattern takes in cannot harm, for the characters it lets through."""
    letters = accepted(pattern, group)
    if letters is not None and UNKNOWN_PART in letters:
        return frozenset() if letters & HARMFUL else frozenset({DOUBT})
    known = harmless_of(letters or frozenset())
    if not group:
        known |= _by_beginning(pattern) | ({PATH} if letters is not None and stays_below(pattern) else _NOTHING)
    return known


_NOTHING, _NO_SLASH = frozenset[str](), frozenset({NO_SLASH})


def harmless_of(letters: frozenset[str]) -> frozenset[str]:
    """The kinds of sink that no text of these letters can harm, and what is known of it in an address."""
    if not letters:
        return _NOTHING
    known = set() if letters & HARMFUL else set(ALL)
    if _NAMES.isdisjoint(letters):
        known.add(CODE)
    if {"/", "."} <= letters:
        known.discard(PATH)
    if ":" in letters or ("." in letters and "/" in letters):
        known.discard(REDIRECT)
    if not letters.isdisjoint(".:"):
        known.discard(REQUEST)  # `10.0.0.1` is a host
    if ":" not in letters:
        known.add(QUOTED)
    return frozenset(known | {OF_HOST} if ENDS_HOST.isdisjoint(letters) else known)


_NAMES = frozenset("_'\"`\\" + ascii_letters)
"""The letters of which some are in all code that does more than to compute."""


def _by_beginning(pattern: str) -> frozenset[str]:
    """What no text can harm that begins as the pattern says: where that has a host, it leads there."""
    return ADDRESS if _FIXES_HOST.match(beginning(pattern)) else _NOTHING


_FIXES_HOST = deferred(
    rf"[a-z]+://(?:[\w.-]+|[\w.{SOME}-]*{SOME}(?:\.[\w-]+){{2,}})(?::\d+)?(?:[/?#]|{END})|/[\w.-]+(?:[/?#]|{END})",
    re.I,
)


def harmless_without(pattern: str, replacement: str) -> frozenset[str]:
    """The kinds of sink that a text cannot harm in which something else stands for each character of a class: the pattern
    is that class alone, or many of it."""
    kept = left_over(pattern)
    if kept is None:
        return frozenset()
    kept |= frozenset(replacement)
    if not kept & HARMFUL:
        return harmless_of(kept)
    if kept & frozenset("/\\"):
        return _NOTHING if "." in kept else frozenset({NO_PARENT})
    return frozenset({PATH})


def replaced(symbol: str, pattern: Value, replacement: Value, text: Value) -> Value:
    """What `sub` makes of a text; where only `closing` can tell what the pattern is, that stands among the cleared kinds."""
    written = pattern.const if isinstance(pattern.const, str) else (pattern.keys or {}).get("pattern", Value()).const
    new = replacement.const if isinstance(replacement.const, str) else None
    taints = text.all_taints
    if isinstance(written, str) and new is not None:
        known = harmless_without(written, new)
        taints = uncleared(taints, _NO_SLASH) if NO_PARENT in known else taints  # of `./etc` the slash is left
        taints = cleared(taints, known)
    elif new is not None and pattern.symbol and not pattern.all_taints - {Taint(Origin("path", pattern.symbol))}:
        taints = cleared(taints, frozenset({f"{REPLACED}{pattern.symbol}:{new}"}))
    if taints and all(taint.cleared >= ALL for taint in taints):
        taints = NOTHING
    return tainted(taints | replacement.all_taints, prefix="" if symbol else text.prefix)


def told_by_match(pattern: str, word: str) -> frozenset[str]:
    """What a text cannot harm that the function of that name has found the pattern in: if only the beginning of it fits, a
    part of a path is at least not `..`."""
    known = (
        harmless_by(pattern)
        if is_whole(pattern, word)
        else _by_beginning(pattern)
        if begins(pattern, word)
        else _NOTHING
    )
    try:
        found = getattr(re, word)(pattern, "..")
    except (re.error, RecursionError, OverflowError):
        return known
    return known if found else known | {WITHIN}


def begins(pattern: str, word: str) -> bool:
    """Whether the function of that name finds nothing but where the pattern fits from the beginning on."""
    return word in ("match", "fullmatch") or pattern.startswith(("^", "\\A"))


def is_whole(pattern: str, word: str) -> bool:
    """Whether the function of that name finds nothing but where the pattern fits the whole text."""
    return begins(pattern, word) and (word == "fullmatch" or pattern.endswith(("$", "\\Z")))


def groups_of(found: Value) -> Value | None:
    """All groups of what was found, each checked on its own; None where the pattern is not known."""
    pattern = (found.keys or {}).get("pattern", Value()).const
    try:
        count = re.compile(pattern).groups if isinstance(pattern, str) else 0
    except (re.error, RecursionError, OverflowError):
        count = 0
    return Value(items=tuple(group_of(found, number) for number in range(1, count + 1))) if count else None


def group_of(found: Value, key: object) -> Value:
    """One group of what was found, which is checked on its own."""
    pattern = (found.keys or {}).get("pattern", Value()).const
    number = key if isinstance(key, (int, str)) else 0
    taints: frozenset[Taint] = via(PART, str(number), found.taints)
    return tainted(cleared(taints, harmless_by(pattern, number)) if pattern is not MISSING else taints)
