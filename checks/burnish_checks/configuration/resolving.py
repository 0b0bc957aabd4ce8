"""The settings that hold for a file, and where each value came from.

Later sources win, option by option: defaults, the file named by `extend`, the nearest `pyproject.toml` with a
`[tool.burnish]`, the editor. What depends on the file itself (per-file ignores, peers) is folded into `ignore`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from burnish_checks.configuration.loading import Layer, Problem, flattened, load, unknown
from burnish_checks.configuration.options import BY_NAME, OPTIONS, WrongValue, convert
from burnish_checks.configuration.peers import covered_by_peers
from burnish_checks.configuration.pythons import supports_python_2
from burnish_checks.configuration.type_checkers import reads_none_into_hints
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Severity
from burnish_checks.core.settings import Settings
from burnish_checks.files import DEFAULT_EXCLUDES, matches
from burnish_checks.plugins import plugin_points

_ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")
_MOST_EXTENDED = 8


@dataclass(frozen=True)
class Resolution:
    """The settings of a file with their story."""

    settings: Settings
    configured: Settings
    """The settings before what depends on the file itself was folded into `ignore`."""
    problems: tuple[Problem, ...]
    origins: Mapping[str, str]
    """By option name: `default`, `editor`, or the file and line that set it."""
    root: str
    """The project's folder: names and roles of files are told relative to it."""
    base: str
    """The folder that patterns of the configuration are relative to."""
    deferred: Mapping[str, tuple[str, ...]]
    """By peer: the slugs left to it."""
    baseline: str | None
    """The baseline's path, if the configuration names one."""
    extend: str = ""
    """What the nearest configuration extends, as written there."""
    off_here: tuple[str, ...] = ()
    """What `per-file-ignores` switches off for the file."""


def settings_for(
    path: str | os.PathLike[str], root: str | None = None, client: Mapping[str, Any] | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings that hold for a file, and what is wrong with what was set. Never raises on what users wrote.

    `root` is the workspace's folder, for files outside any project; `client` the editor's `burnish.*` settings.
    """
    found = resolve(path, root, client)
    return found.settings, found.problems


def resolve(
    path: str | os.PathLike[str],
    root: str | None = None,
    client: Mapping[str, Any] | None = None,
    *,
    config: str | None = None,
    isolated: bool = False,
) -> Resolution:
    """The settings that hold for a file. `config` names the one file to read; `isolated` reads none."""
    path = os.path.abspath(path)
    folder = os.path.dirname(path)
    layers, python = ((), None) if isolated else _layers(folder, config)
    if client:
        layers = (*layers, _client_layer(json.dumps(client, sort_keys=True, default=str)))
    home = project_root(path, root)
    own = next((layer.path for layer in reversed(layers) if layer.path), None)
    base = os.path.dirname(os.path.abspath(own)) if own else home
    python_2 = None if isolated else supports_python_2(folder, project_root(path))
    configured, origins, problems = _compose(_Identity(layers), python, python_2)
    settings = configured
    deferred: Mapping[str, tuple[str, ...]] = {}
    if not isolated:
        peers = _running(client) if "auto" in settings.defer_to else ()
        deferred = covered_by_peers(home if own is None else base, (*settings.defer_to, *peers))
        chosen = set(settings.select)
        deferred = {peer: tuple(s for s in slugs if s not in chosen) for peer, slugs in deferred.items()}
        if reads_none_into_hints(home if own is None else base):
            settings = _quieter(_Same(settings))
    ignored = [slug for slugs in deferred.values() for slug in slugs]
    off_here: list[str] = []
    for pattern, rules in settings.per_file_ignores.items():
        inverse = pattern.startswith("!")
        if matches(path, base, pattern.removeprefix("!")) != inverse:
            off_here += rules
    ignored += off_here
    if ignored:
        settings = _ignoring(settings, tuple(dict.fromkeys(ignored)))
    named = next((layer for layer in reversed(layers) if "baseline" in layer.values), None)
    baseline = os.path.join(os.path.dirname(named.path or base), named.values["baseline"]) if named else None
    extends = next((layer.values["extend"] for layer in reversed(layers) if "extend" in layer.values), "")
    off = tuple(dict.fromkeys(off_here))
    problems += tuple(Problem(None, Span(0, 0, 0, 0), text) for text in _plugin_problems())
    return Resolution(settings, configured, problems, origins, home, base, deferred, baseline, extends, off)


@lru_cache(maxsize=1)
def _plugin_problems() -> tuple[str, ...]:
    """What is wrong with plugins. Without any the rules are not loaded, which remembered results do not need."""
    if not plugin_points():
        return ()
    from burnish_checks.registry import plugin_problems

    return plugin_problems()


def _running(client: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The peers that the editor says run beside burnish, in its list `peers`: they count without a configuration."""
    named = (client or {}).get("peers")
    known = BY_NAME["defer-to"].choices
    return tuple(peer for peer in named if peer in known) if isinstance(named, list) else ()


def excludes_of(resolution: Resolution) -> tuple[str, tuple[str, ...]]:
    """The folder and the patterns by which files are left out."""
    settings = resolution.settings
    return resolution.base, (settings.exclude or DEFAULT_EXCLUDES) + settings.extend_exclude


def project_root(path: str, root: str | None = None) -> str:
    """The nearest folder up from a file that looks like a project's, else `root`, else that around its package."""
    folder = Path(os.path.abspath(path)).parent
    for parent in (folder, *folder.parents):
        if is_project(parent):
            return str(parent)
    if root:
        return os.path.abspath(root)
    while os.path.exists(folder / "__init__.py") and folder != folder.parent:
        folder = folder.parent
    return str(folder)


def is_project(folder: str | Path) -> bool:
    """Whether a folder looks like the root of a project."""
    return any(os.path.exists(os.path.join(folder, mark)) for mark in _ROOT_MARKS)


class _Identity(tuple[Layer, ...]):
    """Layers compared by identity, so that what is composed from them can be remembered."""

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and tuple(map(id, self)) == tuple(map(id, other))


def _layers(folder: str, config: str | None) -> tuple[tuple[Layer, ...], str | None]:
    """The files that speak for a folder, least first, and what the nearest says of the Pythons it supports."""
    if config is not None:
        layer = load(config)
        missing = Problem(config, Span(0, 0, 0, 0), "There is no such file.")
        return _extended(layer or Layer(config, problems=(missing,), present=True)), _python_of(layer)
    python: str | None = None
    nearest: Layer | None = None
    for parent in (Path(folder), *Path(folder).parents):
        layer = load(str(parent / "pyproject.toml"))
        if layer is None:
            continue
        python = python or _python_of(layer)
        nearest = nearest or layer
        if layer.present:
            return _extended(layer), python
    return ((nearest,) if nearest else ()), python


def _extended(layer: Layer) -> tuple[Layer, ...]:
    """A layer after those it extends, all inside one project."""
    layers = [layer]
    while "extend" in layers[0].values and len(layers) < _MOST_EXTENDED:
        outer = layers[0]
        target = os.path.join(os.path.dirname(str(outer.path)), outer.values["extend"])
        reason = _why_not_extended(str(layer.path), target, layers)
        found = load(target) if not reason else None
        if found is None:
            line = outer.lines.get("extend", 0)
            problem = Problem(outer.path, Span(line, 0, line, 6), reason or "The file that `extend` names is missing.")
            layers[0] = _with_problem(outer, problem)
            break
        layers.insert(0, found)
    return tuple(layers)


def _why_not_extended(origin: str, target: str, layers: list[Layer]) -> str:
    inside = Path(os.path.realpath(os.path.dirname(origin)))
    inside = next((folder for folder in (inside, *inside.parents) if os.path.exists(folder / ".git")), inside)
    if "\0" in target:
        return "The file that `extend` names is missing."
    real = os.path.realpath(target)
    if os.path.commonpath([real, str(inside)]) != str(inside):
        return "`extend` may only name a file inside the project."
    if any(layer.path is not None and os.path.realpath(layer.path) == real for layer in layers):
        return "`extend` leads back to where it began."
    return ""


@lru_cache(maxsize=64)
def _with_problem_cached(identity: _Identity, problem: Problem) -> Layer:
    return replace(identity[0], problems=(*identity[0].problems, problem))


def _with_problem(layer: Layer, problem: Problem) -> Layer:
    return _with_problem_cached(_Identity((layer,)), problem)


def _python_of(layer: Layer | None) -> str | None:
    project = layer.document.get("project") if layer else None
    requires = project.get("requires-python") if isinstance(project, dict) else None
    return requires if isinstance(requires, str) else None


_OF_THE_EDITOR = frozenset({"interpreter", "trace", "peers", "inlay-hints"})
"""Settings that start the server, or that an editor's extension makes by itself."""


@lru_cache(maxsize=64)
def _client_layer(settings: str) -> Layer:
    """What an editor set: nested or dotted, in camelCase or as in TOML."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    given = {_kebab(key): value for key, value in _dotted(json.loads(settings))}
    for name, value in given.items():
        option = BY_NAME.get(name)
        if option is None and name.partition(".")[0] not in _OF_THE_EDITOR:
            problems.append(Problem(None, Span(0, 0, 0, 0), unknown(name)))
        if option is None or value is None or option.client_only:
            continue
        if option.kind != "flag" and value == "":
            continue
        try:
            values[name], wrong = convert(option, value)
        except WrongValue as error:
            wrong = [error]
        problems += [Problem(None, Span(0, 0, 0, 0), str(error)) for error in wrong]
    return Layer(None, values, problems=tuple(problems), present=True)


def _dotted(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    nested: dict[str, Any] = {}
    for key, value in table.items():
        group, dot, rest = key.partition(".")
        if dot:
            nested.setdefault(_kebab(group), {})[rest] = value
        elif isinstance(value, dict) and isinstance(nested.get(_kebab(key)), dict):
            nested[_kebab(key)].update(value)
        else:
            nested[_kebab(key)] = value
    return [(name, value) for name, _, value in flattened(nested)]


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: "-" + found.group().lower(), name)


_TOLD = ("default", "project.requires-python")
"""Whence the oldest Python comes where no setting of burnish names it."""


@lru_cache(maxsize=64)
def _compose(
    layers: _Identity, python: str | None, python_2: bool | None
) -> tuple[Settings, Mapping[str, str], tuple[Problem, ...]]:
    values: dict[str, Any] = {}
    origins = {option.name: "default" for option in OPTIONS if not option.client_only}
    minimum = re.search(r"(?:>=|~=|==|>)\s*3\.(\d+)", python or "")
    if minimum:
        values["target-version"] = (3, int(minimum.group(1)))
        origins["target-version"] = "project.requires-python"
    for layer in layers:
        values.update(layer.values)
        for name in layer.values:
            origins[name] = "editor" if layer.path is None else f"{layer.path}:{layer.lines.get(name, 0) + 1}"
    fields: dict[str, Any] = {}
    thresholds: dict[str, int] = {}
    for name, value in values.items():
        group, dot, field = BY_NAME[name].field.partition(".")
        if dot:
            thresholds[field] = value
        elif group:
            fields[group] = value
    # Who names the oldest Python by hand has said that it is none of the second.
    settings = Settings(**fields, python_2=False if origins["target-version"] not in _TOLD else python_2)
    if thresholds:
        settings = replace(settings, thresholds=replace(settings.thresholds, **thresholds))
    return settings, origins, tuple(problem for layer in layers for problem in layer.problems)


class _Same:
    """Settings compared by identity, for the memory of what was folded into them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __hash__(self) -> int:
        return id(self.settings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.settings is self.settings


@lru_cache(maxsize=256)
def _folded(same: _Same, ignored: tuple[str, ...]) -> Settings:
    return replace(same.settings, ignore=(*same.settings.ignore, *ignored))


@lru_cache(maxsize=64)
def _quieter(same: _Same) -> Settings:
    """The settings of a project whose type checker reads None into hints: that one leaves it out is a hint there."""
    severity = same.settings.severity
    if not _OF_OPTIONAL.isdisjoint(severity):
        return same.settings
    return replace(same.settings, severity={**severity, "implicit-optional": Severity.HINT})


_OF_OPTIONAL = frozenset({"implicit-optional", "RUF013", "typing", "all"})
"""What names `implicit-optional` where a user says how loud it is."""


def _ignoring(settings: Settings, ignored: tuple[str, ...]) -> Settings:
    return _folded(_Same(settings), ignored)


__all__ = ["Problem", "Resolution", "excludes_of", "project_root", "resolve", "settings_for", "unknown"]
