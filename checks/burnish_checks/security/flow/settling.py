"""What is known of data once other code is asked: the constants that it was compared with, what functions have answered."""

from __future__ import annotations

from burnish_checks.security.flow.arriving import fits, summary_of
from burnish_checks.security.flow.beginnings import SOMETHING, keeps_from
from burnish_checks.security.flow.closed import World
from burnish_checks.security.flow.kinds import ADDRESS, ALL, PATH
from burnish_checks.security.flow.marks import (
    ASKED,
    BELIEVED,
    DOUBT,
    FOUND,
    LEFT,
    LETTERS,
    LOOKED_AT,
    MATCHED,
    REPLACED,
)
from burnish_checks.security.flow.patterns import harmless_without, told_by_match
from burnish_checks.security.flow.saying import UNSURE, said_by_name
from burnish_checks.security.flow.texts import (
    AFTER,
    BEFORE,
    BEHIND,
    FIELD,
    NORMALISED,
    ends_with_separator,
    is_domain,
    told_of_field,
)

_NOTHING: frozenset[str] = frozenset()


def once_known(cleared: frozenset[str], world: World) -> frozenset[str]:
    """The kinds of sink for which data is harmless, where what stands among them for other code is looked up in it."""
    if not cleared or not any(kind.startswith(_BEGINNINGS) for kind in cleared):
        return cleared
    found: set[str] = set()
    for kind in cleared:
        beginning, _, rest = kind.partition(":")
        told = _LOOKED_UP.get(f"{beginning}:")
        found |= told(rest, world) if told is not None else {kind}
    return frozenset(found)


def _begun(name: str, world: World) -> frozenset[str]:
    return frozenset.intersection(*map(keeps_from, _texts_of(name, world)))


def _ended(name: str, world: World) -> frozenset[str]:
    texts = _texts_of(name, world)
    return frozenset({DOUBT}) if texts == (SOMETHING,) else ADDRESS if all(map(is_domain, texts)) else _NOTHING


def _in_field(field: str, world: World) -> frozenset[str]:
    """What is known of data that is put into a field of a constant of the module, by what stands around that."""
    name, _, key = field.partition(":")
    told = [told_of_field(text, key) for text in _texts_of(name, world)]
    return frozenset.intersection(*(keeps_from(SOMETHING) if one is None else one for one in told))


def _texts_of(name: str, world: World) -> tuple[str, ...]:
    """The texts that a constant of the module is one of; `SOMETHING` where they are not known."""
    found = world.literal(name)
    return found if isinstance(found, tuple) and found else (found if isinstance(found, str) else SOMETHING,)


def _inside(folder: str, world: World) -> frozenset[str]:
    """What is known of a normalised path that begins with a folder, a constant or an attribute of `self`."""
    if folder.startswith("$self."):
        open_ended = f"{world.held(folder.removeprefix('$self.'))}()".endswith(NORMALISED)
    else:
        name = folder.lstrip("?@")
        text = world.literal(name)
        known = isinstance(text, str)
        open_ended = not ends_with_separator(text) if known else world.resolve(name).endswith(NORMALISED)
    return frozenset({LETTERS if open_ended else PATH})


def _answered(asked: str, world: World) -> frozenset[str]:
    """What is harmless where a function of the workspace has answered so; if nothing is known of it, that is in doubt."""
    known = _told_by_body(asked, world)
    if known is not None:
        return known
    symbol, slot, answer = asked.rsplit(":", 2)
    if slot.startswith("self."):
        return UNSURE  # a method of the object that is passed nothing may look at anything else
    word = symbol.rpartition(".")[2].lstrip("?@")
    return said_by_name(word, answer, known=summary_of(symbol, world) is not None)


def _found(asked: str, world: World) -> frozenset[str]:
    """What is harmless where an attribute of the object was found so: nothing but what a property checks."""
    return _told_by_body(asked, world) or _NOTHING


def _told_by_body(asked: str, world: World) -> frozenset[str] | None:
    """What is harmless where a function of the workspace has answered so, as its body tells; None if that tells nothing."""
    symbol, slot, answer = asked.rsplit(":", 2)
    told = summary_of(symbol, world)
    if told is None or not (told.checks or told.decisive):
        return None
    held = (check for check in told.checks if check.when in (answer, "always") and fits(told, check.parameter, slot))
    return frozenset[str]().union(*(check.kinds for check in held)) - {DOUBT, LOOKED_AT}


def _replaced(replacing: str, world: World) -> frozenset[str]:
    symbol, _, replacement = replacing.partition(":")
    pattern = world.pattern(symbol)
    return harmless_without(pattern, replacement) if pattern is not None else _if_constant(symbol)


def _matched(matching: str, world: World) -> frozenset[str]:
    """What a text cannot harm in which a pattern was found: where that cannot be read, nothing if the module makes it."""
    symbol, _, word = matching.rpartition(":")
    pattern = world.pattern(symbol)
    if pattern is not None:
        return told_by_match(pattern, word)
    return ALL if symbol[:1] in "?@" and word != "search" else _if_constant(symbol)


def _if_constant(symbol: str) -> frozenset[str]:
    """What a pattern that cannot be read takes from a text: likely what harms, where it is a constant."""
    return frozenset({BELIEVED}) if symbol.rpartition(".")[2].lstrip("?@").isupper() else _NOTHING


def _left(symbol: str, world: World) -> frozenset[str]:
    return ALL if never_comes_back(symbol, world) else _NOTHING


def never_comes_back(symbol: str, world: World) -> bool:
    """Whether what is called raises whatever it is passed."""
    told = summary_of(symbol, world)
    return told is not None and told.never


_LOOKED_UP = {
    AFTER: _begun,
    ASKED: _answered,
    BEFORE: _ended,
    BEHIND: _inside,
    FIELD: _in_field,
    FOUND: _found,
    LEFT: _left,
    MATCHED: _matched,
    REPLACED: _replaced,
}
_BEGINNINGS = tuple(_LOOKED_UP)
