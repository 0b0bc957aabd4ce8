"""Which of burnish's rules an active peer already shows, told from the peers' own configuration files.

Only a rule's full aliases count: where the idea merely overlaps, burnish still speaks. Configurations are
read as data; nothing of a peer is imported or run.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from burnish_checks.configuration.ini import section_of
from burnish_checks.configuration.loading import load, stamp
from burnish_checks.core.rule import Category
from burnish_checks.reading import Unreadable, read_bytes

if TYPE_CHECKING:
    from burnish_checks.core.rule import Rule

_FILES = (
    "pyproject.toml", "ruff.toml", ".ruff.toml", "pyrightconfig.json", ".flake8", "setup.cfg", "tox.ini",
)  # fmt: skip
_RUFF_DEFAULT = (
    *(
        "E722",
        "F401",
        "F811",
        "F841",
        "F901",
        "B012",
        "B014",
        "B025",
        "BLE001",
        "D419",
        "N999",
        "PLE0116",
        "RUF013",
        "S102",
        "S110",
        "S112",
        "SIM102",
    ),
    *("TRY002", "TRY203", "UP006", "UP007", "UP045"),
)
"""What ruff 0.17 shows without a selection, of the codes that are aliases here (`ruff check --isolated --show-settings`). A
configuration does not tell the version: what only older ones show is said twice there, and not by nobody elsewhere."""
_RUFF_PREVIEW = ("PLR0904", "PLR0914", "PLR1702", "S401", "S402", "S403", "S404", "S405", "S406", "S407", "S408",
                 "S409", "S411", "S412", "S413", "S415")  # fmt: skip
"""What ruff 0.17 shows only where `preview` is on."""
UNCONFIGURED = " unconfigured"
"""Behind the name of a peer that the settings name and that is not configured."""
_FLAKE8_DEFAULT = ("E", "F", "W", "C90")
_FLAKE8_IGNORED = ("E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504")
_OTHER_TOOLS = re.compile(r"[A-Z][0-9]{4}|B[1-7][0-9]{2}")
"""Codes of pylint, Sonar and Bandit: they look like those of ruff and flake8 and mean something else there."""
_SHOWN_BY = {
    "unused-exception-name": ("F841",),
    "duplicate-import": ("F811",),
    "large-class": ("PLR0904",),
    "assert-as-validation": ("S101",),
    "assert-in-production": ("S101",),
}
"""Codes that show all that a rule finds and more, so that they are no aliases of it."""
_PARTS = ("PLR2004",)
"""Codes that show a part of what a rule finds; the rule itself asks for them and leaves that part out."""
_DEEPEST = 5
"""How many files may extend one another."""
PYRIGHT_RULES: Mapping[str, tuple[str, ...]] = {
    "reportArgumentType": ("implicit-optional", "contradicting-default"),
    "reportDeprecated": ("deprecated-typing-alias",),
    "reportDuplicateImport": ("duplicate-import",),
    "reportExplicitAny": ("any-annotation",),
    "reportMissingParameterType": ("missing-parameter-annotation", "missing-variadic-annotation"),
    "reportSelfClsParameterName": ("method-first-argument",),
    "reportUnannotatedClassAttribute": ("missing-attribute-annotation",),
    "reportUnknownParameterType": ("missing-return-annotation",),
    "reportUnusedExcept": ("unreachable-handler",),
    "reportUnusedImport": ("unused-import",),
    "reportUnusedVariable": ("unused-exception-name",),
    "reportWildcardImportFromLibrary": ("star-import",),
}
"""pyright's rules and burnish's that say the same, of the same places as a rule.

`reportUnknownParameterType` marks the name of a function whose return type is not written and cannot be inferred."""
_PYRIGHT_BASIC = frozenset(
    {"reportArgumentType", "reportSelfClsParameterName", "reportUnusedExcept", "reportWildcardImportFromLibrary"}
)
_PYRIGHT_STRICT = _PYRIGHT_BASIC | {
    "reportDuplicateImport", "reportMissingParameterType", "reportUnknownParameterType", "reportUnusedImport",
    "reportUnusedVariable",
}  # fmt: skip
_PYRIGHT_MODES: Mapping[str, frozenset[str]] = {
    "off": frozenset(),
    "basic": _PYRIGHT_BASIC,
    "standard": _PYRIGHT_BASIC,
    "strict": _PYRIGHT_STRICT,
    "recommended": _PYRIGHT_STRICT | {"reportExplicitAny", "reportUnannotatedClassAttribute"},
}
"""What a mode shows as more than a hint; `recommended` is basedpyright's own."""


_EVERYWHERE = frozenset({".", "./", "*", "**", "**/*", "./**"})
"""Patterns of `strict` that hold for all files; of single folders burnish does not leave anything to pyright."""


def covered_by_peers(folder: str, defer_to: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """By peer: the slugs it already shows in a project's folder, of the peers named (`auto`: all configured ones).

    A peer that is named and not configured there has `UNCONFIGURED` behind its name.
    Among them are codes (`PLR2004`) that show a part of what a rule finds.
    """
    if not defer_to:
        return {}
    return _covered(folder, defer_to, _stamps(folder))


def _stamps(folder: str) -> tuple[tuple[int, int] | None, ...]:
    own = tuple(stamp(os.path.join(folder, name)) for name in _FILES)
    return (*own, *(stamp(path) for path in _extended(folder, own)))


@lru_cache(maxsize=64)
def _extended(folder: str, stamps: object) -> tuple[str, ...]:
    """The files that ruff's settings in the folder extend, one after the other."""
    found: list[str] = []
    pyproject = load(os.path.join(folder, "pyproject.toml"))
    table = _ruff_table(folder, pyproject.document.get("tool", {}) if pyproject is not None else {})
    while isinstance(table, dict) and isinstance(table.get("extend"), str) and len(found) < _DEEPEST:
        folder, table = _extending(folder, table["extend"])
        found.append(folder)
        folder = os.path.dirname(folder)
    return tuple(found)


def _extending(folder: str, path: str) -> tuple[str, Any]:
    """The file that a table in the folder extends, and its table of ruff's, which may be anything."""
    place = os.path.join(folder, os.path.expanduser(path))
    layer = load(place)
    other: Any = layer.document if layer is not None else None
    if layer is not None and os.path.basename(place) == "pyproject.toml":
        tools = other.get("tool")
        other = tools.get("ruff") if isinstance(tools, dict) else None
    return place, other


@lru_cache(maxsize=64)
def _covered(folder: str, defer_to: tuple[str, ...], stamps: object) -> Mapping[str, tuple[str, ...]]:
    pyproject = load(os.path.join(folder, "pyproject.toml"))
    tools = pyproject.document.get("tool", {}) if pyproject is not None else {}
    tools = tools if isinstance(tools, dict) else {}
    found: dict[str, tuple[str, ...]] = {}
    for peer, codes in (("ruff", _ruff(folder, tools)), ("flake8", _flake8(folder))):
        if codes is None and peer in defer_to:
            codes = (_RUFF_DEFAULT, ()) if peer == "ruff" else (_FLAKE8_DEFAULT, ())
            found[peer + UNCONFIGURED] = _slugs(*codes)
        elif codes is not None and (peer in defer_to or "auto" in defer_to):
            found[peer] = _slugs(*codes)
    pyright = _pyright(folder, tools)
    if pyright is None and "pyright" in defer_to:
        found["pyright" + UNCONFIGURED] = _pyright_slugs("standard", {})
    elif pyright is not None and ("pyright" in defer_to or "auto" in defer_to):
        found["pyright"] = _pyright_slugs(*pyright)
    return {peer: slugs for peer, slugs in found.items() if slugs}


def _slugs(select: Iterable[str], ignore: Iterable[str]) -> tuple[str, ...]:
    """The rules one of whose full aliases is selected more exactly than it is ignored."""
    from burnish_checks.registry import ruleset

    chosen, left = tuple(select), tuple(ignore)

    def shows(alias: str) -> bool:
        for_it = max((_weight(prefix, alias) for prefix in chosen), default=-1)
        against = max((_weight(prefix, alias) for prefix in left), default=-1)
        return for_it > against

    def names(alias: str) -> bool:
        return any(_weight(prefix, alias) >= 0 for prefix in chosen)

    def is_shown(rule: Rule) -> bool:
        """Whether one of its codes is shown; of a security rule's, each is to be named at least, or some would see nothing."""
        codes = [code for code in (*rule.aliases, *_SHOWN_BY.get(rule.slug, ())) if not _OTHER_TOOLS.fullmatch(code)]
        each = rule.category is Category.SECURITY
        return any(map(shows, codes)) and (not each or all(map(names, codes)))

    parts = tuple(code for code in _PARTS if shows(code))
    return parts + tuple(rule.slug for rule in ruleset().rules if is_shown(rule))


def _weight(prefix: str, alias: str) -> int:
    """How exactly a prefix names a code; -1 if it does not. `B` names `B904`, but not `BLE001`; `PL` all of pylint's."""
    if prefix.upper() == "ALL":
        return 0
    if not alias.upper().startswith(prefix.upper()):
        return -1
    rest = alias[len(prefix) :]
    return len(prefix) if not rest[:1].isalpha() or prefix.upper() == "PL" else -1


def _ruff(folder: str, tools: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The codes that ruff selects and ignores, or None if it is not configured here."""
    table = _ruff_table(folder, tools)
    if not isinstance(table, dict):
        return None
    lint = _lint_of(table, folder, 0)
    select = _texts(lint.get("select")) if "select" in lint else _RUFF_DEFAULT
    ignore = (*_texts(lint.get("ignore")), *_texts(lint.get("extend-ignore")))
    preview = lint.get("preview") is True
    return (*select, *_texts(lint.get("extend-select"))), ignore if preview else (*ignore, *_RUFF_PREVIEW)


def _ruff_table(folder: str, tools: Any) -> Any:
    """What ruff's own file in the folder, or else `pyproject.toml`, has for ruff; it may be anything, or None."""
    for name in (".ruff.toml", "ruff.toml"):
        layer = load(os.path.join(folder, name))
        if layer is not None:
            return layer.document
    return tools.get("ruff") if isinstance(tools, dict) else None


def _lint_of(table: Mapping[str, Any], folder: str, depth: int) -> dict[str, Any]:
    """What a table of ruff's says of its rules, with what it extends: its own keys count before those of the other."""
    own = table.get("lint")
    lint = {**table, **own} if isinstance(own, dict) else dict(table)
    path = table.get("extend")
    if not isinstance(path, str) or depth >= _DEEPEST:
        return lint
    place, other = _extending(folder, path)
    if not isinstance(other, dict):
        return lint
    base = _lint_of(other, os.path.dirname(place), depth + 1)
    merged = {**base, **lint}
    for key in ("extend-select", "extend-ignore"):
        merged[key] = [*_texts(base.get(key)), *_texts(lint.get(key))]
    return merged


def _flake8(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The codes that flake8 selects and ignores, or None if it is not configured here."""
    for name in ("setup.cfg", "tox.ini", ".flake8"):
        try:
            text = read_bytes(os.path.join(folder, name)).decode("utf-8", "replace")
        except Unreadable:
            continue
        found = section_of(text, "flake8")
        if found is not None:
            return _flake8_codes(found)
    return None


def _flake8_codes(section: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def codes(name: str) -> tuple[str, ...] | None:
        for key in (name, name.replace("-", "_")):
            if key in section:
                text = re.sub(r"#.*", "", section[key])
                return tuple(code for code in re.split(r"[,\s]+", text) if code)
        return None

    select = codes("select") or _FLAKE8_DEFAULT
    ignore = codes("ignore")
    ignored = (*(_FLAKE8_IGNORED if ignore is None else ignore), *(codes("extend-ignore") or ()))
    if codes("max-complexity") is None:
        select = tuple(code for code in select if not code.startswith("C9"))
    return (*select, *(codes("extend-select") or ())), ignored


def _pyright(folder: str, tools: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    """pyright's mode and the table of its settings, or None if it is not configured here."""
    table: Any = None
    try:
        text = read_bytes(os.path.join(folder, "pyrightconfig.json")).decode("utf-8-sig", "replace")
        table = json.loads(re.sub(r"^\s*//[^\n]*", "", text, flags=re.M))
    except (Unreadable, ValueError):
        table = tools.get("pyright", tools.get("basedpyright"))
    if not isinstance(table, dict):
        return None
    if not _EVERYWHERE.isdisjoint(_texts(table.get("strict"))):
        return "strict", table
    based = "basedpyright" in tools and "pyright" not in tools
    return str(table.get("typeCheckingMode", "recommended" if based else "standard")), table


def _pyright_slugs(mode: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    names = set(_PYRIGHT_MODES.get(mode, _PYRIGHT_MODES["recommended"]))
    for name in PYRIGHT_RULES:
        if name in table:
            (names.discard if table[name] in (False, "none") else names.add)(name)
    if table.get("deprecateTypingAliases") is not True:
        names.discard("reportDeprecated")
    return tuple(sorted({slug for name in names for slug in PYRIGHT_RULES[name]}))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
