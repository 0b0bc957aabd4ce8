"""How a project wants its imports sorted, from the settings of ruff or isort that hold for a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from burnish_checks.configuration.ini import section_of
from burnish_checks.configuration.loading import load
from burnish_checks.imports.ordering import Order
from burnish_checks.reading import Unreadable, read_bytes

_FLAGS = {
    "force_sort_within_sections": "mixed",
    "force_single_line": "single",
    "combine_as_imports": "combine_as",
    "order_by_type": "by_type",
    "case_sensitive": "case_sensitive",
}
_NAMES = {"known_first_party": "first_party", "known_third_party": "third_party"}
_HARMLESS = frozenset(
    {"required_imports", "split_on_trailing_comma", "lines_after_imports", "detect_same_package", "skip", "skip_glob",
     "extend_skip", "extend_skip_glob", "src_paths", "filter_files", "skip_gitignore", "py_version", "use_parentheses",
     "include_trailing_comma", "ensure_newline_before_comments", "multi_line_output", "verbose", "add_imports"}
)  # fmt: skip
"""Settings of the two that change nothing in the order of what is there."""


def order_for(path: str) -> Order | None:
    """The order that holds for a file; None where its project wants one that burnish does not know."""
    for folder in Path(path).parents if os.path.isabs(path) else ():
        for name in (".ruff.toml", "ruff.toml", "pyproject.toml"):
            layer = load(str(folder / name))
            document = layer.document if layer is not None else {}
            tool = document.get("tool", {}) if name == "pyproject.toml" else {"ruff": document}
            if not isinstance(tool, dict):
                continue
            if isinstance(tool.get("isort"), dict):
                return _of_isort(tool["isort"])
            if layer is not None and isinstance(tool.get("ruff"), dict):
                return _of_ruff(tool["ruff"])
        if (ini := _of_ini(folder)) is not None:
            return _of_isort(ini)
        if os.path.exists(folder / ".git"):
            break
    return Order()


def _of_ruff(settings: Mapping[str, Any]) -> Order | None:
    if "extend" in settings:
        return None  # the settings stand elsewhere
    lint = settings.get("lint")
    found = {**_table(settings.get("isort")), **_table(lint.get("isort") if isinstance(lint, dict) else None)}
    return _order(found, settings.get("line-length", Order.width))


def _of_isort(settings: Mapping[str, Any]) -> Order | None:
    found = _table(settings)
    profile = found.pop("profile", "")
    if profile not in ("", "black"):
        return None
    return _order(found, found.pop("line_length", Order.width if profile else 79))


def _of_ini(folder: Path) -> dict[str, Any] | None:
    for name, section in (
        (".isort.cfg", "settings"),
        ("setup.cfg", "isort"),
        ("setup.cfg", "tool:isort"),
        ("tox.ini", "isort"),
    ):
        try:
            text = read_bytes(str(folder / name)).decode()
        except (Unreadable, UnicodeDecodeError):
            continue
        found = section_of(text, section)
        if found is not None:
            return found
    return None


def _table(value: object) -> dict[str, Any]:
    return {str(key).replace("-", "_"): item for key, item in value.items()} if isinstance(value, dict) else {}


def _order(settings: Mapping[str, Any], width: Any) -> Order | None:
    found: dict[str, Any] = {}
    for key, value in settings.items():
        if key in _FLAGS:
            found[_FLAGS[key]] = value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes", "on")
        elif key in _NAMES:
            names = value if isinstance(value, list) else str(value).replace(",", " ").split()
            found[_NAMES[key]] = frozenset(map(str, names))
        elif key not in _HARMLESS:
            return None
    return Order(width=int(width) if str(width).isdigit() else Order.width, **found)
