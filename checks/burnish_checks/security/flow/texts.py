"""Texts put together from parts: what they begin with, and what the beginning keeps the data from choosing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.beginnings import BEFORE_DOMAIN, SOMETHING, keeps_from
from burnish_checks.security.flow.kinds import ADDRESS, LOG
from burnish_checks.security.flow.marks import (
    AFTER_SLASH,
    AFTER_WORD,
    BEHIND_NAME,
    BEHIND_TEXT,
    FOLLOWED,
    IN_FOLDER,
    WITHIN,
    WITHIN_QUOTES,
)
from burnish_checks.security.flow.pages import place_in_page
from burnish_checks.security.flow.parts import element
from burnish_checks.security.flow.sources import MAY_BE_SOURCE
from burnish_checks.security.flow.taints import Origin, Taint, cleared, first_origin
from burnish_checks.security.flow.values import LIST, SHARED, Value, constant, tainted

AFTER = "after:"
"""Begins what stands among cleared kinds for the beginning that a constant of the module gives to a text."""
BEFORE = "before:"
"""The same for a constant that a host ends with."""
BEHIND = "behind:"
"""The same for the symbol of a folder that a normalised path begins with."""
FIELD = "field:"
"""The same for the name of a constant of the module and a field of its, which data is put into by `format`."""
_FIRST_WORD = deferred(r"\s*(?!(?:\S*[/\\])?(?:ba|z|k|da)?sh\s)[^\s\ue000'\"]+\s")
_SLASH = deferred(r"/(?!/)")
"""What ends the host that other data has chosen before, as `get_full_path()` does behind `get_host()`."""
_QUERY = deferred(r"[?#]")
CONSTANT = deferred(r"\?_*[A-Z][A-Z0-9_]*$")


NORMALISED = ("realpath()", "abspath()", "normpath()", "resolve()")
"""How the symbols of paths end that were made plain."""


def ends_with_separator(path: str) -> bool:
    """Whether nothing that begins with the path can be beside the folder."""
    return path.endswith(("/", "\\"))


def is_domain(end: object) -> bool:
    """Whether a host that ends so is of one domain: `.example.com`, where `example.com` also ends `notexample.com`."""
    return isinstance(end, str) and end.startswith(".")


def compose(parts: Iterable[Value]) -> Value:
    """The text that the parts make, one after the other."""
    taints: set[Taint] = set()
    prefix, open_ended = "", True
    kept: frozenset[str] = frozenset()
    before = follows = ""
    in_query = behind_slash = False
    parts = tuple(parts)
    for number, part in enumerate(parts):
        found = part.all_taints
        behind_slash = behind_slash or (not open_ended and _SLASH.match(part.prefix) is not None)
        if found:
            marks = place_in_page(before) | _in_quotes(before)
            found = cleared(found, marks | _in_path(parts, number) | _in_host(parts, number))
            kept = kept | ADDRESS if in_query or behind_slash else kept
            kept = kept | keeps_from(prefix + part.prefix) if open_ended else kept
            kept = kept | _begun_with(prefix, part.prefix, open_ended)
            if follows and not part.prefix:
                kept = frozenset({AFTER + follows})
            taints |= cleared(found, kept) if kept else found
        before += str(part.const) if part.known else SOMETHING
        in_query = in_query or _QUERY.search(str(part.const) if part.known else part.prefix) is not None
        follows = part.symbol[1:] if prefix == "" and CONSTANT.match(part.symbol) else ""
        if open_ended:
            added, open_ended = beginning(part)
            prefix += added
    return tainted(taints, prefix=prefix)


def _begun_with(prefix: str, own: str, open_ended: bool) -> frozenset[str]:
    """What is known of data that follows the beginning of a text, which may go on with other data before it."""
    word = open_ended and _FIRST_WORD.match(prefix) is not None
    slash = prefix == "/" and not own
    return (_AFTER_WORD if word else _NOTHING) | (_AFTER_SLASH if slash else _NOTHING)


_AFTER_WORD, _AFTER_SLASH = frozenset({AFTER_WORD}), frozenset({AFTER_SLASH})


def _in_quotes(before: str) -> frozenset[str]:
    """What is known of a part of a text if that is a query: whether a quote before it is still open."""
    return _WITHIN_QUOTES if any(before.count(quote) % 2 for quote in "'\"") else _NOTHING


def _in_path(parts: tuple[Value, ...], number: int) -> frozenset[str]:
    """What is known of a part of a text if that is a path: that it is no whole name, what stands before and behind it."""
    marks = _BEHIND_TEXT if number and parts[0].const != "" else _NOTHING
    before = parts[number - 1].const if number else ""
    after = parts[number + 1].const if number + 1 < len(parts) else ""
    within = (isinstance(before, str) and before[-1:] not in ("", "/", "\\", ".")) or (
        isinstance(after, str) and after[:1] not in ("", "/", "\\")
    )
    followed = any(isinstance(part.const, str) and "/" in part.const for part in parts[number + 1 :])
    if not followed and isinstance(before, str) and _NAME_BEGUN.search(before):
        marks |= _BEHIND_NAME
    elif followed and not within:
        marks |= _FOLLOWED
    return marks | _WITHIN if within else marks


def _in_host(parts: tuple[Value, ...], number: int) -> frozenset[str]:
    """What is known of a part of a text if that is an address: that a domain follows it."""
    after = parts[number + 1] if number + 1 < len(parts) else Value()
    text = after.const if isinstance(after.const, str) else after.prefix
    return _BEFORE_DOMAIN if _DOMAIN.match(text) else _NOTHING


_DOMAIN = deferred(r"\.\w[\w-]*(?:\.[\w-]+)*\.[a-z]\w*(?:[:/?#]|$)", re.I)
_WITHIN_QUOTES = frozenset({WITHIN_QUOTES})
_BEFORE_DOMAIN = frozenset({BEFORE_DOMAIN})
_NAME_BEGUN = deferred(r"[^./\\\s]\.?$")
"""How a text ends that has begun the name of a file: `ml-`, `docassemble.`, but not `/.`."""


def joined_path(parts: Sequence[Value], taints: frozenset[Taint], *, several: bool = False) -> frozenset[Taint]:
    """The taints of a path that is joined of parts: all but the last are followed by more, and each where one of them may be
    several parts."""
    if several:
        return cleared(taints, _FOLLOWED)
    inner = frozenset[Taint]().union(*(part.all_taints for part in parts[:-1]))
    outer = taints - inner if inner else taints
    if len(parts) > 1:
        outer = cleared(outer, _IN_FOLDER)
        inner -= parts[0].all_taints
        first = cleared(parts[0].all_taints, _FOLLOWED)
        return first | cleared(inner, _FOLLOWED | _IN_FOLDER) | outer
    return cleared(inner, _FOLLOWED) | outer


_IN_FOLDER = frozenset({IN_FOLDER})
_BEHIND_TEXT, _NOTHING = frozenset({BEHIND_TEXT}), frozenset[str]()
_FOLLOWED, _WITHIN, _BEHIND_NAME = frozenset({FOLLOWED}), frozenset({WITHIN}), frozenset({BEHIND_NAME})


def beginning(value: Value) -> tuple[str, bool]:
    """What the value adds to the beginning of a text, and whether what follows it can be told too."""
    if value.known:
        return str(value.const), True
    if any(_chosen_outside(taint) for taint in value.all_taints):
        return value.prefix, False
    return value.prefix + SOMETHING, True


_OF_OPERATOR = ("os.environ", "os.getenv")
"""What begins the names of what whoever runs the program chooses: no visitor does."""
_MAKES_ADDRESS = deferred(r"(reverse|url_for|absolute_url)(_lazy|_absolute)?$")
"""How the names of functions end that make an address of the application's own, to which more is joined."""


def _chosen_outside(taint: Taint) -> bool:
    """Whether the data is likely chosen outside: an attribute of `self`, or what some call returns, is likely not.

    Nor is an address that was found harmless: what follows it does not choose its host.
    """
    if taint.cleared >= ADDRESS:
        return False
    origin = taint.origin
    while origin.inner is not None:
        if origin.kind == "via" and _MAKES_ADDRESS.search(origin.name):
            return False
        origin = origin.inner.origin
    if origin.kind == "via" or origin.name.startswith(_OF_OPERATOR):
        return False
    own = origin.name.startswith("$self.") and "(" not in origin.name and origin.name.count(".") == 1
    return not own or origin.name in _OF_REQUEST


_OF_REQUEST = frozenset(["$self.kwargs", "$self.path_kwargs", "$self.path_args"])
"""Attributes of views that hold what a visitor has chosen."""


def is_from_inside(value: Value) -> bool:
    """Whether a text into which others are put is one of the application's own: an attribute, what a call or table gives."""
    return not any(_may_be_sent(taint) for taint in value.all_taints)


def _may_be_sent(taint: Taint) -> bool:
    if _OF_TABLE.match(taint.origin.name) is not None and taint.origin.kind == "via":
        return False
    origin = first_origin(taint)
    own = origin.name.startswith("$self.") and origin.name.rpartition(".")[2] not in MAY_BE_SOURCE
    return origin.kind != "via" and not own and not origin.name.startswith(_OF_APPLICATION)


_OF_TABLE = deferred(r"(?:[?@]|\$self\.)[\w.]+\.(?:get|pop|setdefault)$")
"""What looks something up in an object of the program's own, whatever the key is."""
_OF_APPLICATION = f"{SHARED}app["
"""Begins the symbol of what an application keeps for all its functions, such as its configuration."""


def percent(text: str, right: Value) -> Value:
    """What `text % right` makes; what is formatted as a number is harmless."""
    pieces = re.split(r"(%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdifgrxXeEoc%])", text)
    fields = [piece for piece in pieces[1::2] if piece[-1] != "%"]
    known = right.items if right.items is not None and len(right.items) == len(fields) else None
    parts: list[Value] = []
    count = 0
    for number, piece in enumerate(pieces):
        if number % 2 == 0 or piece[-1] == "%":
            parts.append(constant(piece.replace("%%", "%")))
            continue
        value = known[count] if known is not None else Value(right.all_taints)
        if piece[1:2] == "(":
            value = element(right, constant(piece[2 : piece.index(")")]))
        elif known is None and len(fields) == 1:
            value = right
        parts.append(Value() if piece[-1] in "difgxXeEo" else value)
        count += 1
    return compose(parts)


def formatted(text: str, positional: tuple[Value, ...], named: dict[str, Value]) -> Value | None:
    """What `text.format(...)` makes, with `**` for a mapping of which the keys are not known; None where a field is not plain."""
    parts: list[Value] = []
    end = count = 0
    for match in re.finditer(r"\{\{|\}\}|\{(\w*)(![rsa])?(?::([^{}]*))?\}", text):
        if match.group() in ("{{", "}}"):
            continue
        key = match.group(1)
        position = int(key) if key.isdigit() else count
        count += not key
        value = named.get(key) if key and not key.isdigit() else None
        if value is None and key and "**" in named:
            value = element(named["**"], constant(key))
        if value is None:
            if position >= len(positional) or (key and not key.isdigit()):
                return None
            value = positional[position]
        if match.group(2) in ("!r", "!a"):
            value = Value(cleared(value.all_taints, frozenset({LOG})))
        parts += [
            constant(text[end : match.start()]),
            Value() if (match.group(3) or "")[-1:] in tuple("dfgxXeEo") else value,
        ]
        end = match.end()
    rest = text[end:]
    return None if "{" in rest.replace("{{", "") else compose([*parts, constant(rest)])


def told_of_field(text: str, field: str) -> frozenset[str] | None:
    """What is known of data that `text.format(...)` puts into a field of that name or number; None where that is not plain."""
    data = Value(frozenset({Taint(Origin("param", field))}))
    inside = Value(prefix=SOMETHING)
    names = dict.fromkeys(re.findall(r"\{(\w+)", text), inside)
    numbered = tuple(data if field == str(number) else inside for number in range(text.count("{")))
    made = formatted(text, numbered, {**names, field: data})
    return (
        frozenset.intersection(*(taint.cleared for taint in made.taints)) if made is not None and made.taints else None
    )


def words_of(taints: frozenset[Taint], prefix: str) -> Value | None:
    """The words of a text, of which the first is known where the beginning of the text is."""
    first, space, _ = prefix.partition(" ")
    own = frozenset(taint for taint in taints if AFTER_WORD not in taint.cleared)
    known = space and first and SOMETHING not in first
    if not known and own == taints:
        return None
    return Value(symbol=LIST, items=(constant(first) if known else tainted(own), tainted(taints)))
