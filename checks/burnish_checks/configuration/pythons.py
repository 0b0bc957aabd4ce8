"""Whether a project says that it supports Python 2: in its project files, or in the metadata it is installed with."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from burnish_checks.configuration.loading import load, stamp
from burnish_checks.patterns import deferred
from burnish_checks.reading import Unreadable, read_bytes

_LOWEST = deferred(r"(?:>=|~=|===?|>|\^)\s*(\d+)")
_CLASSIFIER = deferred(r"Programming Language\s*::\s*Python\s*::\s*([23])\b")


def supports_python_2(folder: str, root: str) -> bool | None:
    """Whether the project around a folder supports Python 2; None where nothing up to its root says.

    The nearest file that says anything counts. `setup.py` is read, never run.
    """
    below = ""
    for parent in (Path(folder), *Path(folder).parents):
        layer = load(str(parent / "pyproject.toml"))
        found = _of_pyproject(layer.document) if layer is not None else None
        for name in ("setup.cfg", "setup.py", "PKG-INFO"):
            found = _of_file(str(parent / name)) if found is None else found
        package = os.path.exists(parent / "__init__.py")
        if found is None and not package:
            found = _of_installed(str(parent), below)
        if found is not None or (str(parent) == root and not package):
            return found  # what a package is installed with stands beside it
        below = parent.name
    return None


def _judged(requires: object, classifiers: Iterable[object]) -> bool | None:
    """What a specifier of versions says, else the classifiers; None if neither says anything."""
    lowest = [int(item) for item in _LOWEST.findall(requires)] if isinstance(requires, str) else []
    if lowest:
        return min(lowest) == 2
    majors = _CLASSIFIER.findall("\n".join(map(str, classifiers)))
    return "2" in majors if majors else None


def _of_pyproject(document: dict[str, Any]) -> bool | None:
    project = document.get("project")
    if not isinstance(project, dict):
        return None
    classifiers = project.get("classifiers")
    return _judged(project.get("requires-python"), classifiers if isinstance(classifiers, list) else ())


def _of_file(path: str) -> bool | None:
    written = stamp(path)
    return _read(path, *written) if written is not None else None


@lru_cache(maxsize=256)
def _read(path: str, mtime: int, size: int) -> bool | None:
    try:
        text = read_bytes(path).decode("utf-8", "replace")
    except (Unreadable, OSError):
        return None
    if path.endswith(".cfg"):
        return _of_setup_cfg(text)
    return _of_setup_py(text) if path.endswith(".py") else _of_metadata(text)


def _of_setup_cfg(text: str) -> bool | None:
    import configparser

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    requires = parser.get("options", "python_requires", fallback=None)
    return _judged(requires, [parser.get("metadata", "classifiers", fallback="")])


def _of_setup_py(text: str) -> bool | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    words = [item for item in ast.walk(tree) if isinstance(item, ast.keyword) and item.arg == "python_requires"]
    requires = words[0].value.value if words and isinstance(words[0].value, ast.Constant) else None
    texts = (item.value for item in ast.walk(tree) if isinstance(item, ast.Constant) and isinstance(item.value, str))
    return _judged(requires, [item for item in texts if "Programming Language" in item])


def _of_metadata(text: str) -> bool | None:
    from email.parser import HeaderParser

    head = HeaderParser().parsestr(text)
    return _judged(head["Requires-Python"], head.get_all("Classifier", ()))


def _of_installed(folder: str, package: str) -> bool | None:
    """What the metadata beside a package says: that of the same name, or the only one there is."""
    try:
        names = _metadata_in(folder, os.stat(folder).st_mtime_ns)
    except OSError:
        return None
    own = [name for name in names if _plain(re.split(r"-\d", name)[0].removesuffix(".egg-info")) == _plain(package)]
    chosen = own or (names if len(names) == 1 else ())
    if not chosen:
        return None
    kind = "METADATA" if chosen[0].endswith(".dist-info") else "PKG-INFO"
    return _of_file(os.path.join(folder, chosen[0], kind))


@lru_cache(maxsize=256)
def _metadata_in(folder: str, mtime: int) -> tuple[str, ...]:
    with os.scandir(folder) as found:
        return tuple(sorted(item.name for item in found if item.name.endswith((".dist-info", ".egg-info"))))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
