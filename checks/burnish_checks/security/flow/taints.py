"""Where data comes from, and what is known of it on its way: origins, and the kinds of sink that they can no longer harm.

Origins are symbolic, as `values` says. Beside kinds of sink there stand, among those that a taint is cleared of, marks of
what is known of the data so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.kinds import HTML
from burnish_checks.security.flow.marks import (
    AT_LAST_SLASH,
    AT_SLASHES,
    IN_FILE,
    IN_LIST,
    IN_VALUES,
    KEYED,
    KEYS_READ,
    NO_SLASHES,
    WITHIN,
    together,
)
from burnish_checks.security.flow.sources import HOST_PARTS

_DEEPEST = 8


class Origin(NamedTuple):
    """Where data comes from, without a position."""

    kind: str
    """`path` (read from what the symbol names), `param` (a parameter), `via` (went through a call), `caught` (was
    passed to a call that raised it), or `kept` (was passed to a method whose object keeps it)."""
    name: str
    """The symbol, the parameter's name, or the symbol of the callee."""
    slot: str = ""
    """For `via` and `kept`: the argument's position or keyword, or `self`; after a dot the attribute that is read from the object
    made by the call. For `caught`: the same, the classes that are caught, and the attribute that is read, parted by
    `!`. For `path` and `param`: the key or attribute that is read, where it is known."""
    inner: Any = None
    """For `via`: the `Taint` that went in; None where the call itself may be the source."""
    given: tuple[str, ...] = ()
    """For `via`: what the call passes, as `shape_of` says it."""


class Taint(NamedTuple):
    """An origin, and the kinds of sink it can no longer harm."""

    origin: Origin
    cleared: frozenset[str] = frozenset()


NOTHING: frozenset[Taint] = frozenset()
_NONE: frozenset[str] = frozenset()


def first_origin(taint: Taint) -> Origin:
    """Where the data was before it went through any call."""
    origin = taint.origin
    while origin.inner is not None:
        origin = origin.inner.origin
    return origin


def is_own_host(origin: Origin) -> bool:
    """Whether it is the host, or address, that this server itself was asked under: no link chooses that."""
    if origin.kind != "path":
        return False
    part = origin.name.rpartition(".")[2]
    return part in HOST_PARTS or (part in _HEADERS and origin.slot.lower() in _NAMES_HOST)


_HEADERS = frozenset({"headers", "META", "environ"})
_NAMES_HOST = frozenset({"host", "http_host"})


def rank(taint: Taint) -> tuple[Any, ...]:
    """By what taints are put in a fixed order."""
    (kind, name, slot, inner, given), kinds = taint
    before = () if inner is None else rank(inner)
    return kind, name, slot, given, before, _in_order(kinds) if kinds else ()


@lru_cache(maxsize=2048)
def _in_order(kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(kinds))


def cleared(
    taints: frozenset[Taint], kinds: frozenset[str], origins: frozenset[Origin] | None = None
) -> frozenset[Taint]:
    """The taints with some kinds made harmless, for all origins or for the given ones."""
    if not taints or not kinds:
        return taints
    if origins is None:
        return frozenset([_new(Taint, (taint[0], together(taint[1] | kinds))) for taint in taints])
    return frozenset(
        [
            _new(Taint, (taint[0], together(taint[1] | kinds)))
            if taint[0] in origins or ((taint[0][2] or taint[0][3]) and _among(taint[0], origins))
            else taint
            for taint in taints
        ]
    )


def uncleared(taints: frozenset[Taint], marks: frozenset[str]) -> frozenset[Taint]:
    """The taints without marks that are no longer so."""
    return frozenset([Taint(taint.origin, taint.cleared - marks) for taint in taints])


_new = tuple.__new__
"""Makes a named tuple of its parts in a third of the time that its name takes, where thousands are made."""
PART = "itertools.islice"
"""Stands for what parts a text: a check of one part says nothing of the others."""
SENT = "yield"
"""What the parameter is called that stands for what a generator is sent."""


def under_keys(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of what a dictionary holds under keys that are known."""
    return frozenset(Taint(taint.origin, (taint.cleared - {KEYS_READ}) | {IN_VALUES}) for taint in taints)


def under_key(taints: frozenset[Taint], key: str) -> frozenset[Taint]:
    """The same of what it holds under one of several keys."""
    return frozenset(
        Taint(taint.origin, (_with_any_key(taint.cleared) - {KEYS_READ}) | {IN_VALUES, f"{KEYED}{key}"})
        for taint in taints
    )


def read_by_key(taints: frozenset[Taint], key: str) -> frozenset[Taint]:
    """The taints of a dictionary that was passed once a key is read, or an attribute: not of what it holds under others."""
    if not any(IN_VALUES in taint.cleared for taint in taints):
        return taints
    by_key = _KEY.fullmatch(key)
    return frozenset(
        Taint(taint.origin, _with_any_key(taint.cleared))
        for taint in taints
        if not by_key or IN_VALUES not in taint.cleared or _may_be_under(taint.cleared, key)
    )


_KEY = deferred(r"[\w.-]+")
"""What is read of a dictionary if it is a key, or an attribute: `trac.env_path`, but not `items()`."""


def held_under(taints: frozenset[Taint], key: str) -> frozenset[Taint]:
    """The taints of what a dictionary holds under a key; of all that it holds, if that is empty."""
    return taken_out(read_by_key(taints, key))


def taken_out(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of dictionaries once what they hold is read, under which keys ever."""
    if not any(IN_VALUES in taint.cleared for taint in taints):
        return taints
    return frozenset(Taint(taint.origin, _with_any_key(taint.cleared) - {IN_VALUES}) for taint in taints)


def _may_be_under(marks: frozenset[str], key: str) -> bool:
    known = [mark for mark in marks if mark.startswith(KEYED)]
    return not known or f"{KEYED}{key}" in known or f"{KEYED}{key.partition('.')[0]}" in known


def without_key(taints: frozenset[Taint], key: str) -> frozenset[Taint]:
    """The taints of a dictionary without those of what it holds under a key alone, where something else is put there."""
    return frozenset(taint for taint in taints if f"{KEYED}{key}" not in taint.cleared)


def _with_any_key(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(mark for mark in marks if not mark.startswith(KEYED))


def gone_through(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of what is not known yet, once that is gone through."""
    return frozenset(
        Taint(taint.origin, taint.cleared | {KEYS_READ}) if _is_told_later(taint.origin) else taint for taint in taints
    )


def _is_told_later(origin: Origin) -> bool:
    """Whether it is what a call gives, an attribute of `self` holds, or is read of a parameter."""
    own = origin.kind == "path" and origin.name.startswith("$self.") and origin.name.count(".") == 1
    return own or origin.kind == "via" or (origin.kind == "param" and origin.slot.endswith("()"))


def as_items(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of a list that a function gives, which harms no page as long as nobody goes through it."""
    return frozenset(
        taint if HTML in taint.cleared else Taint(taint.origin, taint.cleared | {HTML, IN_LIST}) for taint in taints
    )


def once_listed(kinds: frozenset[str], read: bool) -> frozenset[str]:
    """What is harmless of what a function gives, where that may be a list, which is gone through if it is `read`."""
    return kinds - {HTML, IN_LIST} if read and IN_LIST in kinds else kinds


def once_read(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of what a file in memory holds, once that is read."""
    for taint in taints:
        if IN_FILE in taint[1]:
            return uncleared(taints, frozenset({IN_FILE}))
    return taints


def one_part(taints: frozenset[Taint], index: Any) -> frozenset[Taint]:
    """The taints of a text parted at slashes once the part at an index is taken."""
    for taint in taints:
        if AT_SLASHES in taint[1] or AT_LAST_SLASH in taint[1]:
            return frozenset(
                [
                    Taint(taint.origin, (taint.cleared - {WITHIN}) | {NO_SLASHES})
                    if AT_SLASHES in taint.cleared or (index not in (0, -2) and AT_LAST_SLASH in taint.cleared)
                    else taint
                    for taint in taints
                ]
            )
    return taints


def any_among(taints: frozenset[Taint], origins: frozenset[Origin]) -> bool:
    """Whether any of the taints has one of the origins."""
    for taint in taints:  # asked of each name behind each condition, and a generator takes twice as long
        origin = taint[0]
        if origin in origins or ((origin[2] or origin[3]) and _among(origin, origins)):
            return True
    return False


def _among(origin: Origin, origins: frozenset[Origin]) -> bool:
    """Whether the origin, or the whole that it is a part of, is one of them."""
    if origin.name == PART and origin.inner is not None and _among(origin.inner.origin, origins):
        return True
    if origin in origins or not origin[2] or origin[0] == "via":
        return origin in origins
    kind, name, _, inner, given = origin
    return (kind, name, "", inner, given) in origins


def keyed(taints: frozenset[Taint], source: str, key: Any) -> frozenset[Taint]:
    """The taints once one known key is read: parts of a request are each data of their own, and checked on their own."""
    if not isinstance(key, str) or not taints:
        return taints
    wholes = (Origin("path", source), Origin("param", source[1:]))
    return frozenset(
        Taint(taint.origin._replace(slot=key), taint.cleared) if taint.origin in wholes else taint for taint in taints
    )


def _slotted(origin: Origin, slot: str) -> Origin:
    kind, name, _, inner, given = origin
    return _new(Origin, (kind, name, slot, inner, given))


ANY_KEY = "*"
"""Stands in a slot for any of the keys of a mapping."""


def of_attribute(taints: frozenset[Taint], maker: str, attr: str) -> frozenset[Taint]:
    """The taints of an object once an attribute is read: those that went into the call which made it say which one."""
    return frozenset(
        [
            _new(Taint, (_slotted(taint[0], f"{taint[0][2]}.{attr}"), taint[1])) if _went_into(taint, maker) else taint
            for taint in taints
        ]
    )


def of_made(taints: frozenset[Taint], made: str, attr: str, told_of: Callable[[str], Any]) -> frozenset[Taint]:
    """The same of objects that functions have made which are called otherwise than their class."""
    found: set[Taint] = set()
    for taint in taints:
        origin = taint.origin
        if origin.kind == "via" and origin.name != made[:-2] and "." not in origin.slot:
            told = told_of(origin.name)
            if told is not None and told.makes == made:
                taint = Taint(_slotted(origin, f"{origin.slot}.{attr}"), taint.cleared)
        found.add(taint)
    return frozenset(found)


def of_attribute_of(taints: frozenset[Taint], owner: str, attr: str) -> frozenset[Taint]:
    """The taints of an attribute of an object (`C().inner`) once an attribute of that is read."""
    maker, _, first = owner.partition("().")
    return frozenset(
        Taint(taint.origin._replace(slot=f"{taint.origin.slot}.{attr}"), taint.cleared)
        if taint.origin.kind == "via" and taint.origin.name == maker and taint.origin.slot.endswith(f".{first}")
        else taint
        for taint in taints
    )


def of_caught(taints: frozenset[Taint], attr: str) -> frozenset[Taint]:
    """The taints of an exception once an attribute is read."""
    for taint in taints:
        if taint[0][0] == "caught":
            break
    else:
        return taints
    return frozenset(
        Taint(taint.origin._replace(slot=f"{taint.origin.slot}{attr}"), taint.cleared)
        if taint.origin.kind == "caught" and taint.origin.slot.endswith("!")
        else taint
        for taint in taints
    )


def held(taints: frozenset[Taint], maker: str) -> frozenset[Taint]:
    """The taints of an object that came into it where the call made it."""
    return frozenset([taint for taint in taints if taint[0][3] is not None and _went_into(taint, maker)])


def _went_into(taint: Taint, maker: str) -> bool:
    origin = taint.origin
    if origin.kind == "kept":
        return origin.name.startswith(f"{maker}().") and "." not in origin.slot
    return origin.kind == "via" and origin.name == maker and "." not in origin.slot


def via(symbol: str, slot: str, taints: Iterable[Taint], given: tuple[str, ...] = ()) -> frozenset[Taint]:
    """The taints as they come out of a call, for `closing` to say what the call does to them."""
    return frozenset(
        [
            _new(Taint, (_new(Origin, ("via", symbol, slot, taint, given)), _NONE))
            for taint in taints
            if taint[0][3] is None or depth(taint[0]) < _DEEPEST
        ]
    )


PUT_IN = "put in"
"""The slot of what a method puts into the text that it is called on."""


def depth(origin: Origin) -> int:
    """How many calls the data went through."""
    count = 0
    inner: Origin | None = origin
    while inner is not None and inner.kind == "via" and inner.inner is not None:
        inner = inner.inner.origin
        count += 1
    return count
