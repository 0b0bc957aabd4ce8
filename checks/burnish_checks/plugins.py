"""Where plugins offer rules. Light to import: whoever only wants to know which there are need not load them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "burnish.rules"


def plugin_points() -> Sequence[EntryPoint]:
    """The entry points under which plugins of burnish's own environment offer rules; none is loaded yet."""
    return points_by_metadata() if any(map(_speaks_of_rules, sys.path)) else ()


def points_by_metadata() -> Sequence[EntryPoint]:
    """The same wherever distributions lie. It imports a mail parser and thirty more modules: a tenth of the start."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group=ENTRY_POINTS))


def _speaks_of_rules(folder: str) -> bool:
    """Whether a distribution in a folder of the import path may offer rules; of eggs and archives nobody looked inside."""
    try:
        names = os.listdir(folder or os.curdir)
    except OSError:
        return os.path.isfile(folder)
    if folder.endswith(".egg") or any(name.endswith(".egg") for name in names):
        return True
    return any(
        _holds(os.path.join(folder, name, "entry_points.txt"))
        for name in names
        if name.endswith((".dist-info", ".egg-info"))
    )


def _holds(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return ENTRY_POINTS in file.read()
    except OSError:
        return False
