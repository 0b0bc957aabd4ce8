"""What a person is offered and told while they write `[tool.burnish]`: keys, values, and what each means.

Works on the text as it is typed, which is seldom valid TOML: `places` finds keys and values lexically.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from burnish_checks.configuration.options import BY_NAME, LEVELS, OPTIONS, Option, listed
from burnish_checks.configuration.places import Places, places
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.rule import Category

_TABLE = ("tool", "burnish")
_WORD = re.compile(r"[\w.-]*$")
_OLDEST, _NEWEST = 10, 14
"""Minor versions of Python 3 that code can be written for."""


class Suggestion(NamedTuple):
    """A text to write in place of what is typed before the caret."""

    text: str
    detail: str
    place: Span
    quoted: bool
    """Whether the text is a string that still needs its quotes."""


def suggestions(text: str, caret: Position) -> list[Suggestion]:
    """The keys or values that may stand at the caret; none outside burnish's tables."""
    before = text.split("\n")[caret.line][: caret.column]
    word = _WORD.search(before)
    typed = word.group() if word else ""
    place = Span(caret.line, caret.column - len(typed), caret.line, caret.column)
    where = places(text)
    path = _value_at(where, caret)
    if path is not None:
        in_quotes = before.count('"') % 2 == 1 or before.count("'") % 2 == 1
        found = _values(path)
        return [Suggestion(name, detail, place, bare is False and not in_quotes) for name, detail, bare in found]
    return [Suggestion(name, detail, place, False) for name, detail in _keys(_table_at(where, caret.line))]


def explanation(text: str, caret: Position) -> tuple[Span, str] | None:
    """What the key at the caret sets, in Markdown, with its span; None where there is no key of burnish's."""
    for path, place in places(text).items():
        option = _option(path)
        if option is not None and place.key.start <= caret <= place.key.end and path[:2] == _TABLE:
            return place.key, described(option)
    return None


def described(option: Option) -> str:
    """An option in Markdown: what it is for, what it takes, and what holds without it."""
    takes = f" One of {listed(option.choices)}." if option.choices else ""
    default = f"\n\nDefault: `{_shown(option.default)}`." if option.default not in (None, "", [], {}) else ""
    return f"`{option.name}`\n\n{option.description}{takes}{default}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def _value_at(where: Places, caret: Position) -> tuple[str, ...] | None:
    """The keys that lead to the innermost value of burnish's that the caret stands in."""
    found = [
        path
        for path, place in where.items()
        if path[:2] == _TABLE and place.key != place.value and _holds(place.value, caret)
    ]
    return max(found, key=len, default=None)


def _holds(value: Span, caret: Position) -> bool:
    """Whether the caret is in the value, or behind all that stands on its last line."""
    return value.start <= caret and (caret <= value.end or caret.line == value.end_line)


def _table_at(where: Places, line: int) -> tuple[str, ...]:
    """The table whose header stands last at or above the line."""
    headers = [(place.key.start_line, path) for path, place in where.items() if place.key == place.value]
    return max((item for item in headers if item[0] < line), default=(0, ()))[1]


def _option(path: tuple[str, ...]) -> Option | None:
    """The option that a path of keys belongs to: its own, or that of the table it is an entry of."""
    keys = path[len(_TABLE) :]
    for count in range(len(keys), 0, -1):
        option = BY_NAME.get(".".join(keys[:count]))
        if option is not None and not option.client_only:
            return option
    return None


def _keys(table: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if table[:2] != _TABLE:
        return
    option = _option(table)
    if option is not None and option.kind == "severities":
        yield from _rules()
        return
    prefix = "".join(f"{key}." for key in table[len(_TABLE) :])
    for item in OPTIONS:
        if not item.client_only and item.name.startswith(prefix):
            yield item.name[len(prefix) :], item.description


def _values(path: tuple[str, ...]) -> Iterable[tuple[str, str, bool]]:
    """Values with what they mean, and whether they stand without quotes."""
    option = _option(path)
    if option is None:
        return
    if option.kind == "severities":
        names = ((level, "") for level in LEVELS) if ".".join(path[2:]) != option.name else _rules()
        yield from ((name, detail, False) for name, detail in names)
    elif option.kind in ("rules", "rules-by-file"):
        yield from ((name, detail, False) for name, detail in _rules())
    elif option.kind == "flag":
        yield from (("true", "", True), ("false", "", True))
    elif option.kind == "version":
        yield from ((f"3.{minor}", "", False) for minor in range(_OLDEST, _NEWEST + 1))
    else:
        yield from ((choice, "", False) for choice in option.choices)


def _rules() -> Iterator[tuple[str, str]]:
    from burnish_checks.registry import ruleset

    yield from ((category.value, "all rules of the category") for category in Category)
    yield from ((rule.slug, f"{rule.category.value}: {rule.summary}") for rule in ruleset().rules)
