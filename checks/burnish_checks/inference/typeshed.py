"""The stubs of the standard library and of well-known distributions, read as source from the copy that jedi carries."""

from __future__ import annotations

import importlib.util
import os
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _roots() -> tuple[Path, tuple[Path, ...]]:
    """The folder of the standard library's stubs, and one for each stubbed distribution; jedi is not imported."""
    spec = importlib.util.find_spec("jedi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jedi, which carries the stubs, is not installed")
    base = Path(next(iter(spec.submodule_search_locations))) / "third_party" / "typeshed"
    stubs = base / "stubs"
    return base / "stdlib", tuple(sorted(stubs.iterdir())) if stubs.is_dir() else ()


@lru_cache(maxsize=1)
def _distributions() -> dict[str, Path]:
    """The folder to look in, by top-level module name."""
    found: dict[str, Path] = {}
    for folder in _roots()[1]:
        for entry in os.scandir(folder):
            name = entry.name.removesuffix(".pyi")
            if name.isidentifier():
                found.setdefault(name, folder)
    return found


@lru_cache(maxsize=2048)
def stub_path(module: str) -> str | None:
    """The stub file of a module, or None if there is none."""
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    root = _roots()[0]
    for base in (root, _distributions().get(parts[0])):
        if base is None:
            continue
        path = base.joinpath(*parts)
        for candidate in (path / "__init__.pyi", path.with_name(parts[-1] + ".pyi")):
            if candidate.is_file():
                return str(candidate)
    return None
