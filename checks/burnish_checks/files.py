"""Which files of a folder are Python source to check: excludes, `.gitignore`, and what was named outright.

Patterns are those of `.gitignore` (through `pathspec`), relative to the folder of the file that holds them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from burnish_checks.folder_names import FolderNames, folder_names

if TYPE_CHECKING:
    from pathspec import PathSpec

SUFFIXES = (".py", ".pyi", ".pyw")
NOTEBOOK = ".ipynb"
DEFAULT_EXCLUDES = (
    ".bzr/", ".cache/", ".direnv/", ".eggs/", ".git/", ".hg/", ".hypothesis/", ".ipynb_checkpoints/",
    ".mypy_cache/", ".nox/", ".pants.d/", ".pyenv/", ".pytest_cache/", ".pytype/", ".ruff_cache/", ".svn/",
    ".tox/", ".venv/", ".vscode/", "__pycache__/", "__pypackages__/", "_build/", "buck-out/", "build/", "dist/",
    "node_modules/", "*}}/", "site-packages/", "venv/", "*.egg-info/",
)  # fmt: skip
"""What is left out unless `exclude` says otherwise; any folder with a `pyvenv.cfg` is left out as well."""

_SEEN = (*SUFFIXES, NOTEBOOK)
Excludes = Callable[[str], tuple[str, Sequence[str]]]
"""For a folder: the folder that its configured patterns are relative to, and the patterns."""


def default_excludes(folder: str) -> tuple[str, Sequence[str]]:
    """The excludes of a folder without configuration."""
    return folder, DEFAULT_EXCLUDES


def is_source(name: str) -> bool:
    """Whether a file's name is that of Python source, and none that is filled in first: `test_{{ name }}.py`."""
    return name.endswith(SUFFIXES) and not is_filled_in(name)


def is_filled_in(path: str) -> bool:
    """Whether a file is that of a template, with a gap in its name or that of a folder: `{{ name }}/main.py`."""
    return "{{" in path


def discover(
    folder: str,
    excludes: Excludes = default_excludes,
    closed: Callable[[str, OSError], None] = lambda folder, reason: None,
    notebook: Callable[[str], None] = lambda path: None,
    *,
    scripts: bool = False,
) -> Iterator[str]:
    """The paths of the source files under a folder that was named outright, sorted within each folder.

    What would leave out the named folder itself does not count. `closed` is told of folders that cannot be listed,
    `notebook` of notebooks, which are not among the files. With `scripts` those files are among them that have no suffix
    and say in their first line that Python runs them.
    """
    top = os.path.abspath(folder)

    def below(path: str) -> str:
        return os.path.join(folder, path[len(top) :].lstrip(os.sep))

    def excluding(inner: str) -> _Layer:
        layer = _layer(*excludes(inner))
        return _Layer(top, layer.spec) if _decides(layer, top, True) or not inner.startswith(layer.base) else layer

    def refused(path: str, reason: OSError) -> None:
        closed(below(path), reason)

    for path in _walk(top, excluding, _gitignores_above(top), refused, top=True, scripts=scripts):
        if path.endswith(NOTEBOOK):
            notebook(below(path))
        else:
            yield below(path)


def is_excluded(path: str, base: str, patterns: Sequence[str]) -> bool:
    """Whether a file under `base` is left out by patterns, by a `.gitignore`, or by a folder around it."""
    path, base = os.path.abspath(path), os.path.abspath(base)
    parents = [str(parent) for parent in reversed(Path(path).parents)]
    inside = [parent for parent in parents if parent.startswith(base) and parent != base]
    layer = _layer(base, patterns)
    ignores: tuple[_Layer, ...] = _gitignores_above(base)
    for folder in (base, *inside):
        if folder != base and (_ignored(layer, ignores, folder, True) or _is_environment(folder)):
            return True
        own = _gitignore(folder)
        ignores = (*ignores, own) if own is not None else ignores
    return _ignored(layer, ignores, path, False)


def matches(path: str, base: str, pattern: str) -> bool:
    """Whether a gitignore pattern, relative to `base`, names a file."""
    relative = os.path.relpath(os.path.abspath(path), base).replace(os.sep, "/")
    return not relative.startswith("../") and _compiled((pattern,)).match_file(relative)


@dataclass(frozen=True)
class _Layer:
    """Patterns and the folder that they are relative to."""

    base: str
    spec: PathSpec[Any] | FolderNames


def _layer(base: str, patterns: Sequence[str]) -> _Layer:
    return _Layer(os.path.abspath(base), _compiled(tuple(patterns)))


def _walk(
    folder: str,
    excluding: Callable[[str], _Layer],
    ignores: tuple[_Layer, ...],
    refused: Callable[[str, OSError], None],
    *,
    top: bool = False,
    scripts: bool = False,
) -> Iterator[str]:
    """The source files and notebooks of a folder."""
    own = _gitignore(folder)
    if own is not None:
        ignores = (*ignores, own)
    layer = excluding(folder)
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as reason:
        refused(folder, reason)
        return
    if not top and any(entry.name == "pyvenv.cfg" for entry in entries):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not _ignored(layer, ignores, entry.path, True):
                yield from _walk(entry.path, excluding, ignores, refused, scripts=scripts)
        elif _is_wanted(entry, scripts) and not _ignored(layer, ignores, entry.path, False):
            yield entry.path


_LONGEST_FIRST_LINE = 127
"""Bytes of a first line that the system reads to find the interpreter."""
_RUN_BY_PYTHON = re.compile(rb"#![^\n]*\bpython[\d.]*(?:\s|$)")


def is_script(path: str) -> bool:
    """Whether a file has no suffix, and its first line says that Python runs it."""
    if "." in os.path.basename(path):
        return False
    try:
        with open(path, "rb") as file:
            return _RUN_BY_PYTHON.match(file.read(_LONGEST_FIRST_LINE)) is not None
    except OSError:
        return False


def _is_wanted(entry: os.DirEntry[str], scripts: bool) -> bool:
    """Whether it is a source file or notebook by its name, or a script by its first line."""
    if entry.name.endswith(_SEEN):
        return _is_file(entry)
    return scripts and _is_file(entry) and is_script(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file; a link that leads to itself, or to where nobody may look, is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _ignored(layer: _Layer, ignores: Sequence[_Layer], path: str, folder: bool) -> bool:
    """Whether the excludes name a path, or the innermost `.gitignore` that has a word on it does."""
    if _decides(layer, path, folder):
        return True
    for ignore in reversed(ignores):
        decision = _decides(ignore, path, folder)
        if decision is not None:
            return decision
    return False


def _decides(layer: _Layer, path: str, folder: bool) -> bool | None:
    """Whether the patterns leave a path out or, by negation, let it in; None if they do not name it."""
    if not path.startswith(layer.base) or path[len(layer.base) :][:1] not in ("", os.sep):
        return None
    relative = path[len(layer.base) :].lstrip(os.sep).replace(os.sep, "/")
    return layer.spec.check_file(relative + "/" if folder else relative).include if relative else None


def _gitignores_above(folder: str) -> tuple[_Layer, ...]:
    """The `.gitignore` files of the folders around, up to the root of the repository, outermost first."""
    found: list[_Layer] = []
    current = Path(folder)
    if os.path.exists(current / ".git"):
        return ()
    for parent in current.parents:
        layer = _gitignore(str(parent))
        if layer is not None:
            found.append(layer)
        if os.path.exists(parent / ".git"):
            return tuple(reversed([item for item in found if not _decides(item, folder, True)]))
    return ()


def _gitignore(folder: str) -> _Layer | None:
    path = os.path.join(folder, ".gitignore")
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _read_gitignore(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _read_gitignore(path: str, mtime: int, size: int) -> _Layer | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = tuple(line.rstrip("\n") for line in file)
    except OSError:
        return None
    return _Layer(os.path.dirname(path), _compiled(lines))


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> PathSpec[Any] | FolderNames:
    plain = folder_names(patterns)
    if plain is not None:
        return plain
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern for pattern in patterns if _is_readable(pattern)])


@lru_cache(maxsize=4096)
def _is_readable(pattern: str) -> bool:
    return _patterns_of(pattern) is not None


def _patterns_of(pattern: str) -> list[Any] | None:
    """What `pathspec` makes of a line; None if it can make nothing of it."""
    from pathspec import GitIgnoreSpec

    try:
        return list(GitIgnoreSpec.from_lines([pattern]).patterns)
    except (ValueError, re.error):
        return None


def can_match(pattern: str) -> bool:
    """Whether a gitignore pattern can name a file at all: `[`, a comment or nothing cannot."""
    return any(item.include is not None for item in _patterns_of(pattern) or ())


def _is_environment(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, "pyvenv.cfg"))
