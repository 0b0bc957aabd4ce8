"""The value of string literals, written out because no parser takes a piece of an f-string."""

from __future__ import annotations

import re
import sys
import unicodedata

from burnish_checks.patterns import deferred

_SIMPLE = dict(zip("\\'\"abfnrtv", "\\'\"\a\b\f\n\r\t\v", strict=True)) | {"\n": ""}
_ESCAPE = deferred(
    r"\\(?:(?P<simple>[\n\\'\"abfnrtv])|(?P<octal>[0-7]{1,3})|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})"
    r"|U(?P<U>[0-9a-fA-F]{8})|N\{(?P<name>[^}]+)\}|(?P<bad>[xuUN]))"
    r"|(?P<doubled>\{\{|\}\})"
)
_DOUBLED = deferred(r"\{\{|\}\}")


def decode(piece: str, *, raw: bool, doubled: bool = False) -> str:
    """What a piece of literal text stands for; with `doubled`, `{{` and `}}` are single braces.

    Raises ValueError, its message a sentence, for an escape that is cut short or names no character.
    """
    if raw or "\\" not in piece:
        return _DOUBLED.sub(lambda match: match[0][0], piece) if doubled else piece

    def value(match: re.Match[str]) -> str:
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "simple":
            return _SIMPLE[text]
        if kind == "doubled":
            return text[0] if doubled else text
        if kind == "octal":
            return chr(int(text, 8))
        if kind == "name":
            return _named(text)
        if kind == "bad":
            raise ValueError(f"The escape `\\{text}` in this string is cut short.")
        return _character(int(text, 16))

    return _ESCAPE.sub(value, piece)


def _character(number: int) -> str:
    if number > sys.maxunicode:
        raise ValueError("An escape in this string is beyond the last Unicode character.")
    return chr(number)


def _named(name: str) -> str:
    try:
        character = unicodedata.lookup(name)
    except KeyError:
        character = ""
    if len(character) != 1:
        raise ValueError(f"No Unicode character is named `{name}`.")
    return character
