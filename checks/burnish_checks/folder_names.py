"""Patterns of `.gitignore` that name folders alone, as what is left out by default does, read without `pathspec`.

To import that and to have it make a regular expression of each was a seventh of a run in which every result is
remembered. `pathspec` is the plain equivalent, and reads all other patterns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from burnish_checks.patterns import deferred

_PATTERN = deferred(r"(?:\*(\.[A-Za-z0-9_-]+|\}\})|(\.?[A-Za-z0-9_][A-Za-z0-9_.-]*))/")
"""`*.egg-info/`, `*}}/`, or `.venv/`."""


class Decision(NamedTuple):
    """What patterns say of a path."""

    include: bool | None
    """Whether they name it; None if not."""


class FolderNames(NamedTuple):
    """Folders at any depth, left out with all that is in them."""

    names: frozenset[str]
    endings: tuple[str, ...]

    def match_file(self, path: str) -> bool:
        """Whether the path, with `/` between its parts and behind a folder, is such a folder or in one."""
        folders = path.split("/")[:-1]
        return not self.names.isdisjoint(folders) or any(folder.endswith(self.endings) for folder in folders)

    def check_file(self, path: str) -> Decision:
        """The same as `pathspec` says it."""
        return Decision(self.match_file(path) or None)


def folder_names(patterns: Iterable[str]) -> FolderNames | None:
    """The folders that patterns name; None where one says anything else."""
    found = [_PATTERN.fullmatch(pattern) for pattern in patterns]
    if not found or None in found:
        return None
    parts = [item.groups() for item in found if item is not None]
    return FolderNames(frozenset(name for _, name in parts if name), tuple(ending for ending, _ in parts if ending))
