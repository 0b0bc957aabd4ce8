"""What a command works on: named files, the source files of named folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from burnish.cli.project import excluding
from burnish.cli.wishes import Wishes
from burnish_checks.files import discover

STDIN = "<stdin>"


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
) -> Iterator[Input]:
    """Each text once, in the order named, folders sorted; `empty` is told of folders without any source."""
    seen: set[str] = set()
    for path in paths or ["."]:
        if path == "-":
            yield Input(stdin_filename or STDIN, sys.stdin.buffer.read())
        elif os.path.isdir(path):
            found = False
            for inner in discover(path, excluding(wishes)):
                found = True
                if _is_new(inner, seen):
                    yield Input(os.path.normpath(inner))
            if not found:
                empty(path)
        elif not os.path.lexists(path):
            yield Input(path, None, "there is no such file or folder.")
        elif _is_new(path, seen):
            yield Input(os.path.normpath(path))


def _is_new(path: str, seen: set[str]) -> bool:
    absolute = os.path.abspath(path)
    if absolute in seen:
        return False
    seen.add(absolute)
    return True
