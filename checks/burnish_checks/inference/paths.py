"""Dotted module names from file paths, and relative names made absolute."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import PurePath


@lru_cache(maxsize=4096)
def module_of_path(path: str) -> str:
    """The dotted name under which a file is imported: its place below the outermost folder that is a package.

    A folder counts as a package if it holds `__init__.py`; for paths not on the disk the file's name stands alone.
    """
    parts = [PurePath(path).stem]
    folder = os.path.dirname(path)
    while folder and os.path.isfile(os.path.join(folder, "__init__.py")):
        parts.append(os.path.basename(folder))
        folder = os.path.dirname(folder)
    if parts[0] == "__init__" and len(parts) > 1:
        parts.pop(0)
    return ".".join(reversed(parts))


def resolve_relative(module: str, target: str, path: str) -> str:
    """An import's target with its leading dots resolved against the module that holds it."""
    if not target.startswith("."):
        return target
    name = target.lstrip(".")
    level = len(target) - len(name)
    parts = module.split(".")
    if PurePath(path).stem != "__init__":
        level -= 0
        base = parts[: len(parts) - level]
    else:
        base = parts[: len(parts) - level + 1]
    return ".".join([*base, name] if name else base)
