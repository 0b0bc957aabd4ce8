"""Whether a project has its type checker read None into the hints of parameters whose default it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from burnish_checks.configuration.loading import load, stamp
from burnish_checks.reading import Unreadable, read_bytes

_FILES = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
"""Where mypy looks for its settings, in its order: the first that has any counts."""
_NO, _YES = ("false", "no", "off", "0"), ("true", "yes", "on", "1")


def reads_none_into_hints(folder: str) -> bool:
    """Whether the settings of mypy or pyright in a project's folder say that a default of None needs no word in the hint."""
    return _reads(folder, tuple(stamp(os.path.join(folder, name)) for name in _FILES))


@lru_cache(maxsize=64)
def _reads(folder: str, stamps: object) -> bool:
    table: Mapping[str, Any] = next(filter(None, _of_mypy(folder)), {})
    said = {name: str(value).strip().lower() for name, value in table.items()}
    pyright = _tools(folder).get("pyright")
    return (
        said.get("strict_optional") in _NO
        or said.get("no_implicit_optional") in _NO
        or said.get("implicit_optional") in _YES
        or (isinstance(pyright, dict) and pyright.get("strictParameterNoneValue") is False)
    )


def _of_mypy(folder: str) -> Iterator[Mapping[str, Any]]:
    """The settings of mypy for all modules, of each file that may have them."""
    for name in _FILES:
        if name.endswith(".toml"):
            table = _tools(folder).get("mypy")
            yield table if isinstance(table, dict) else {}
        else:
            yield _section(os.path.join(folder, name))


def _tools(folder: str) -> Mapping[str, Any]:
    pyproject = load(os.path.join(folder, "pyproject.toml"))
    tools = pyproject.document.get("tool") if pyproject is not None else None
    return tools if isinstance(tools, dict) else {}


def _section(path: str) -> Mapping[str, Any]:
    try:
        text = read_bytes(path).decode("utf-8", "replace")
    except Unreadable:
        return {}
    if "[mypy]" not in text:
        return {}
    import configparser  # few projects have such a file

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    return dict(parser.items("mypy")) if parser.has_section("mypy") else {}
