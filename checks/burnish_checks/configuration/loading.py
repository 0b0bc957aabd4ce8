"""One configuration file: its `[tool.burnish]` as converted values, where each stands, and what is wrong with it."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from burnish_checks.configuration.options import BY_NAME, OPTIONS, WrongValue, convert, shown
from burnish_checks.configuration.places import Places, find_text, places
from burnish_checks.core.positions import Span
from burnish_checks.reading import Unreadable, read_bytes

_START = Span(0, 0, 0, 0)
_GROUPS = {option.name.partition(".")[0] for option in OPTIONS if "." in option.name}


@dataclass(frozen=True)
class Problem:
    """Something wrong in the settings: a sentence and where it stands."""

    path: str | None
    """The file; None for what an editor or a command line set."""
    span: Span
    """In code points, lines from 0."""
    message: str
    meant: str = ""
    """The name that was probably meant, where that is told."""


@dataclass(frozen=True)
class Layer:
    """What one source of settings says."""

    path: str | None
    values: dict[str, Any] = field(default_factory=dict)
    """By option name, converted."""
    lines: dict[str, int] = field(default_factory=dict)
    """By option name: its line from 0."""
    problems: tuple[Problem, ...] = ()
    present: bool = False
    """Whether it has a table for burnish at all (or cannot be read, and might have)."""
    document: dict[str, Any] = field(default_factory=dict)
    """The whole file, parsed."""


def stamp(path: str) -> tuple[int, int] | None:
    """When a file was last written, in nanoseconds, and its size in bytes; None if there is no such file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def load(path: str) -> Layer | None:
    """The settings in a TOML file; None if there is no such file. Read again only when it has changed."""
    written = stamp(path)
    return _load(path, *written) if written is not None else None


@lru_cache(maxsize=512)
def _load(path: str, mtime: int, size: int) -> Layer:
    try:
        text = read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n")
    except Unreadable as error:
        return Layer(path, problems=(Problem(path, _START, f"The file cannot be read: {error}"),), present=True)
    except UnicodeDecodeError:
        return Layer(path, problems=(Problem(path, _START, "The file is not UTF-8, as TOML must be."),), present=True)
    return layer_of(path, text)


def layer_of(path: str, text: str) -> Layer:
    """The settings in the text of a TOML file, whose lines end in line feeds."""
    if sys.version_info >= (3, 11):  # imported where there is such a file: with what it needs it takes 2.5 ms
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Layer(path, problems=(_broken(path, str(error)),), present=True)
    tools = document.get("tool", {})
    table = tools.get("burnish") if isinstance(tools, dict) else None
    prefix: tuple[str, ...] = ("tool", "burnish")
    if table is None:
        return Layer(path, problems=_misnamed(path, document, text), document=document)
    where = places(text)
    if not isinstance(table, dict):
        problem = Problem(path, _place(where, prefix), f"`tool.burnish` is a table, not {shown(table)}.")
        return Layer(path, problems=(problem,), present=True, document=document)
    return _read_table(path, table, prefix, text, where, document)


def _misnamed(path: str, document: dict[str, Any], text: str) -> tuple[Problem, ...]:
    """What is wrong where burnish's table has a name that is nearly the right one."""
    tools = document.get("tool", {})
    names = get_close_matches("burnish", tools, 1, 0.8) if isinstance(tools, dict) else []
    keys = ("tool", names[0]) if names else ("burnish",) if "burnish" in document else ()
    if not keys:
        return ()
    message = f"burnish reads no table `{'.'.join(keys)}`. Did you mean `tool.burnish`?"
    return (Problem(path, _place(places(text), keys), message),)


def _broken(path: str, message: str) -> Problem:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    span = _START
    if found:
        line, column = int(found.group(1)) - 1, int(found.group(2)) - 1
        span = Span(line, column, line, column + 1)
        message = message[: found.start()].strip()
    return Problem(path, span, f"This is not valid TOML: {message.rstrip('.')}.")


def _read_table(
    path: str,
    table: dict[str, Any],
    prefix: tuple[str, ...],
    text: str,
    where: Places,
    document: dict[str, Any],
) -> Layer:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for name, keys, value in flattened(table):
        full = (*prefix, *keys)
        key_span = _place(where, full)
        option = BY_NAME.get(name)
        if option is None or option.client_only:
            problems.append(Problem(path, key_span, unknown(name), nearest_option(name)))
            continue
        try:
            values[name], wrong = convert(option, value)
            lines[name] = key_span.start_line
        except WrongValue as error:
            wrong = [error]
        for fault in wrong:
            item = _place_of_item(where, full, fault.item, text) if fault.item else None
            problems.append(Problem(path, item or key_span, str(fault), fault.meant if item else ""))
    return Layer(path, values, lines, tuple(problems), True, document)


def flattened(table: dict[str, Any]) -> list[tuple[str, tuple[str, ...], Any]]:
    """The settings in a table: dotted option name, the keys that lead to it, and its value."""
    found: list[tuple[str, tuple[str, ...], Any]] = []
    for key, value in table.items():
        if key in _GROUPS and isinstance(value, dict):
            found += [(f"{key}.{inner}", (key, inner), item) for inner, item in value.items()]
        else:
            found.append((key, tuple(key.split(".")), value))
    return found


def unknown(name: str) -> str:
    """The sentence about a setting that does not exist, with the nearest that does."""
    names = [option.name for option in OPTIONS if not option.client_only]
    inside = [item.partition(".")[2] for item in names if item.startswith(f"{name}.")]
    if inside:
        return f"`{name}` is a table of settings: {', '.join(f'`{item}`' for item in inside)}."
    close = nearest_option(name)
    meant = f" Did you mean `{close}`?" if close else ""
    return f"burnish has no setting `{name}`.{meant}"


def nearest_option(name: str) -> str:
    """The setting that is called most alike; empty if none is."""
    names = [option.name for option in OPTIONS if not option.client_only]
    close = get_close_matches(name, names, 1, 0.6)
    if not close:
        last = {option.rpartition(".")[2]: option for option in names}
        close = [last[item] for item in get_close_matches(name.rpartition(".")[2], last, 1, 0.7)]
    return close[0] if close else ""


def _place(where: Places, keys: tuple[str, ...]) -> Span:
    """The span of a key, or of the nearest table around it."""
    while keys:
        if keys in where:
            return where[keys].key
        keys = keys[:-1]
    return _START


def _place_of_item(where: Places, keys: tuple[str, ...], item: str, text: str) -> Span | None:
    """The span of a key below some keys, else of a text in their value or in the values of a table's keys."""
    if (place := where.get((*keys, item))) is not None:
        return place.key
    spans = (place.value for path, place in where.items() if path[: len(keys)] == keys)
    return next((found for span in spans if (found := find_text(text, span, item)) is not None), None)
