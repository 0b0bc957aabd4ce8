"""What a command works on: named files, the source files of named folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from burnish.cli.project import excluding
from burnish.cli.wishes import Wishes
from burnish_checks.files import NOTEBOOK, discover, is_excluded
from burnish_checks.reading import reason_of

STDIN = "<stdin>"
_NOWHERE = -1, -1
_NOTEBOOK = "notebooks are reviewed in editors only."


class Input(NamedTuple):
    """One text to work on."""

    path: str
    data: bytes | None = None
    """The bytes where they do not come from the file itself."""
    trouble: str = ""
    """Why there is nothing to work on; empty if there is."""


def inputs(
    paths: Sequence[str],
    wishes: Wishes,
    stdin_filename: str | None = None,
    empty: Callable[[str], None] = lambda folder: None,
) -> list[Input]:
    """Each text once, in the order named, folders sorted; `empty` is told of folders without any source.

    A file that has two names by way of a link goes by its own.
    """
    found = list(_named(paths, wishes, stdin_filename, empty))
    second = _second_names([item.path for item in found if item.data is None and not item.trouble])
    return [item for item in found if item.path not in second]


def _second_names(paths: list[str]) -> set[str]:
    """The paths that lead through a link to a file that is among them under another name."""
    places = sorted((_place(path), index) for index, path in enumerate(paths))
    second: set[str] = set()
    for place, group in groupby(places, key=lambda item: item[0]):
        same = [paths[index] for _, index in group]
        if place == _NOWHERE or len(same) < 2:
            continue
        by_target: dict[str, list[str]] = {}
        for path in same:
            by_target.setdefault(os.path.realpath(path), []).append(path)
        for target, names in by_target.items():
            own = next((name for name in names if os.path.abspath(name) == target), names[0])
            second.update(name for name in names if name != own)
    return second


def _place(path: str) -> tuple[int, int]:
    """What is the same for all names of a file; nothing that any file has if it cannot be looked up."""
    try:
        status = os.stat(path)
    except OSError:
        return _NOWHERE
    return status.st_dev, status.st_ino


def _named(
    paths: Sequence[str],
    wishes: Wishes,
    stdin_filename: str | None,
    empty: Callable[[str], None],
) -> Iterator[Input]:
    seen: set[str] = set()
    for path in paths or ["."]:
        if path == "-" and sys.stdin is None:
            yield Input(stdin_filename or STDIN, None, "standard input is closed.")
        elif path == "-" and (stdin_filename or "").endswith(NOTEBOOK):
            yield Input(stdin_filename or STDIN, None, f"it is a notebook, and {_NOTEBOOK}")
        elif path == "-":
            yield Input(stdin_filename or STDIN, sys.stdin.buffer.read())
        elif os.path.isdir(path):
            found = False
            closed: list[Input] = []

            def refused(inner: str, reason: OSError, closed: list[Input] = closed) -> None:
                closed.append(Input(os.path.normpath(inner), None, reason_of(reason)))

            notebooks: list[str] = []
            for inner in discover(path, excluding(wishes), refused, notebooks.append, scripts=True):
                found = True
                if _is_new(inner, seen):
                    yield Input(os.path.normpath(inner))
            yield from closed
            if notebooks:
                count = "a notebook" if len(notebooks) == 1 else f"{len(notebooks)} notebooks"
                print(f"burnish: {count} in {path} passed over: {_NOTEBOOK}", file=sys.stderr)
            if not found and not closed:
                empty(path)
        elif path.endswith(NOTEBOOK):
            yield Input(path, None, f"it is a notebook, and {_NOTEBOOK}")
        elif not os.path.lexists(path):
            yield Input(path, None, "there is no such file or folder.")
        elif not _is_left_out(path, wishes) and _is_new(path, seen):
            yield Input(os.path.normpath(path))


def _is_left_out(path: str, wishes: Wishes) -> bool:
    """Whether the excludes leave a file out that is named, for a hook before a commit, which does not know them."""
    if not wishes.force_exclude:
        return False
    base, patterns = excluding(wishes)(os.path.dirname(os.path.abspath(path)))
    return is_excluded(path, base, patterns)


def _is_new(path: str, seen: set[str]) -> bool:
    absolute = os.path.abspath(path)
    if absolute in seen:
        return False
    seen.add(absolute)
    return True
