"""Which dotted names the files of a workspace have, and which file a dotted name means where it is used."""

from __future__ import annotations

import os
from collections.abc import Iterable

_SOURCE_FOLDERS = ("src", "lib", "python")
"""Folders under a root whose name is no part of a module's name."""

_MOST = 100_000
"""So many meanings of names are remembered; 199 files of a web application ask for 17,807."""


class ModuleTable:
    """Dotted names of files. A file has the name that its packages give it, and its name relative to each root."""

    def __init__(self, roots: Iterable[str]) -> None:
        self._roots = tuple(os.path.abspath(root) for root in roots)
        self._paths: set[str] = set()
        self._by_name: dict[str, list[str]] | None = None
        self._meant: dict[tuple[str, str], str | None] = {}
        """What names mean in the files of a folder, as far as it is the same in all: files ask for the same again and again."""

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def add(self, path: str) -> None:
        """Make a file known."""
        if path not in self._paths:
            self._paths.add(path)
            self._by_name = None
            self._meant = {}  # whoever is at it in another thread fills the old one

    def discard(self, path: str) -> None:
        """Forget a file."""
        if path in self._paths:
            self._paths.discard(path)
            self._by_name = None
            self._meant = {}  # whoever is at it in another thread fills the old one

    def name(self, path: str) -> str:
        """The dotted name that the packages around a file give it; that of a package's face is the package's."""
        folder, stem = os.path.split(os.path.splitext(path)[0])
        parts = [] if stem == "__init__" else [stem]
        while self._has_face(folder):
            folder, name = os.path.split(folder)
            parts.insert(0, name)
        return ".".join(parts)

    def absolute(self, path: str, module: str) -> str:
        """A module name with its leading dots resolved against the file that uses it; empty if they lead outside."""
        level = len(module) - len(module.lstrip("."))
        if not level:
            return module
        package = self.name(path).split(".")
        if not _is_face(path):
            package.pop()
        if level - 1 > len(package):
            return ""
        base = package[: len(package) - level + 1]
        rest = module[level:]
        return ".".join((*base, rest) if rest else base)

    def path(self, asking: str, module: str) -> str | None:
        """The file that a module name means in the file at `asking`; None if the workspace has none.

        A relative name is looked for by folder, an absolute one by its name, nearest first, then beside the
        asking file, where a script finds it. Where a stub stands beside a file, it is the file.
        """
        folder = os.path.dirname(asking)
        key, meant = (folder, module), self._meant
        if key in meant:
            return meant[key]
        level = len(module) - len(module.lstrip("."))
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            rest = module[level:]
            path = self._file(os.path.join(folder, *rest.split(".")) if rest else folder)
        else:
            found = self._names().get(module)
            if found and len(found) > 1:
                return max(found, key=lambda item: (_shared(item, asking), item.endswith(".py"), item))
            path = found[0] if found else self._file(os.path.join(folder, *module.split("."))) if module else None
        if len(meant) < _MOST:
            meant[key] = path
        return path

    def _file(self, base: str) -> str | None:
        for path in (
            base + ".py",
            os.path.join(base, "__init__.py"),
            base + ".pyi",
            os.path.join(base, "__init__.pyi"),
        ):
            if path in self._paths:
                return path
        return None

    def _has_face(self, folder: str) -> bool:
        return os.path.join(folder, "__init__.py") in self._paths or os.path.join(folder, "__init__.pyi") in self._paths

    def _names(self) -> dict[str, list[str]]:
        if self._by_name is None:
            table: dict[str, list[str]] = {}
            for path in sorted(self._paths):
                for name in {self.name(path), *self._names_from_roots(path)}:
                    if name and path not in (known := table.setdefault(name, [])):
                        known.append(path)
            self._by_name = table
        return self._by_name

    def _names_from_roots(self, path: str) -> Iterable[str]:
        for root in self._roots:
            if path.startswith(root + os.sep):
                parts = os.path.splitext(path[len(root) + 1 :])[0].split(os.sep)
                if parts[-1] == "__init__":
                    parts.pop()
                yield ".".join(parts)
                if parts and parts[0] in _SOURCE_FOLDERS:
                    yield ".".join(parts[1:])


def _is_face(path: str) -> bool:
    return os.path.basename(path) in ("__init__.py", "__init__.pyi")


def _shared(one: str, other: str) -> int:
    """How many leading folders two paths share."""
    pairs = zip(one.split(os.sep), other.split(os.sep), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), len(one))
