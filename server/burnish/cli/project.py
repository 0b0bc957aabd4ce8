"""The index of the files around the checked ones, built when the first rule asks for it."""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from burnish.cli.wishes import Wishes
from burnish_checks.configuration import excludes_of, is_project, project_root
from burnish_checks.files import discover, is_source

if TYPE_CHECKING:
    from burnish_checks.core.facts import Collector
    from burnish_checks.index import WorkspaceIndex

MOST_FILES = 10_000
"""A project of more files is not indexed beyond those that are checked, and is told to be incomplete."""


def collectors(wishes: Wishes, *roots: str) -> tuple[Collector, ...]:
    """What the index of the projects in these folders keeps of each file."""
    from burnish_checks.policy import indexed

    return indexed(wishes.settings(os.path.join(root, "any.py"))[0] for root in roots)


_OF_TEXTS = frozenset({"text_of", "files_with", "path_of", "module_name", "edition"})
"""What the index answers from texts and paths alone."""
_OF_PATHS = frozenset({"path"})
"""The questions that it answers from paths alone."""


class LazyProject:
    """Stands for the index until the first question, and then is it; facts of new texts wait for a question too."""

    def __init__(self, paths: Sequence[str], wishes: Wishes) -> None:
        self._paths = paths
        self._wishes = wishes
        self._index: WorkspaceIndex | None = None
        self._listed: tuple[list[str], bool] | None = None
        """The files whose facts are still to be gathered, and whether these are all."""
        self._unsaved: dict[str, str] = {}
        """The texts whose facts are still to be gathered."""

    @property
    def revision(self) -> int:
        """The index's revision; asking for it builds nothing."""
        return self.index.revision if self._index is not None else 0

    @property
    def origin(self) -> WorkspaceIndex:
        """The index."""
        return self.index

    @property
    def waits(self) -> bool:
        """Whether facts of some texts are still to be gathered."""
        return self._index is None or self._listed is not None or bool(self._unsaved)

    def ask(self, path: str, *question: Hashable) -> Any:
        """The index's answer."""
        return (self._texts if question[0] in _OF_PATHS else self.index).ask(path, *question)

    @property
    def index(self) -> WorkspaceIndex:
        """The index with the facts of every file."""
        index = self._texts
        if self._listed is not None:
            files, complete = self._listed
            index.build(files)
            index.complete = complete
            self._listed = None
        for path, text in self._unsaved.items():
            index.update(path, text, unsaved=True)
        self._unsaved.clear()
        return index

    @property
    def _texts(self) -> WorkspaceIndex:
        """The index with every file and text; the facts may be missing, or those of the texts before."""
        if self._index is None:
            from burnish_checks.index import WorkspaceIndex

            roots = roots_of(self._paths)
            self._index = WorkspaceIndex(roots, collectors(self._wishes, *roots))
            self._listed = project_files(roots, self._wishes, self._paths)
            self._index.enter(self._listed[0])
            for path, text in self._unsaved.items():
                self._index.take_text(path, text)
        return self._index

    def update(self, path: str, text: str) -> None:
        """Take a file's new, unwritten text."""
        self._unsaved[path] = text
        if self._index is not None:
            self._index.take_text(path, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._texts if name in _OF_TEXTS else self.index, name)


def roots_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The projects' folders that the named files and folders lie in; for what lies in none, the folder itself."""
    found: dict[str, None] = {}
    for path in paths or ["."]:
        absolute = os.path.abspath("." if path == "-" else path)
        inner = os.path.join(absolute, "any.py") if os.path.isdir(absolute) else absolute
        found[project_root(inner)] = None
    return tuple(root for root in found if not any(root != other and _within(root, other) for other in found))


def _within(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def project_files(roots: Collection[str], wishes: Wishes, named: Iterable[str] = ()) -> tuple[list[str], bool]:
    """The source files that are named or lie under the roots, and whether these are all.

    `named` are the files and folders asked about; what is named outright is there even if it is ignored.
    """
    named = tuple(named)
    files: dict[str, None] = {}
    overlay = wishes.overlay or {}
    excludes = excluding(wishes)
    closed: list[str] = []

    def not_listed(folder: str, reason: OSError) -> None:
        closed.append(folder)

    around = (
        discover(root, excludes, not_listed) if is_project(root) else _around(root, named, excludes) for root in roots
    )
    for path in chain(_outright(named, roots, excludes), *around):
        if overlay and overlay.get(os.path.realpath(path), b"") is None:
            continue
        files[path] = None
        if len(files) >= MOST_FILES:
            return list(files), False
    files |= dict.fromkeys(
        path for path in overlay if not os.path.lexists(path) and any(_within(path, root) for root in roots)
    )
    return list(files), not closed


def _outright(named: Iterable[str], roots: Collection[str], excludes: Any) -> Iterator[str]:
    """The source files that are named, and those below the named folders that are no roots."""
    for path in map(os.path.abspath, named):
        if os.path.isfile(path) and is_source(path):
            yield path
        elif os.path.isdir(path) and path not in roots:
            yield from discover(path, excludes)


def _around(root: str, named: Iterable[str], excludes: Any) -> Iterator[str]:
    """The source files that matter in a folder that is no project's: those in it, and the packages of what is named.

    A home folder is not read for the sake of one script.
    """
    packages: dict[str, None] = {}
    for path in map(os.path.abspath, named):
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        if os.path.isdir(path) or (folder != root and _within(folder, root)):
            packages[folder if _within(folder, root) else root] = None
    for name in _names_in(root):
        path = os.path.join(root, name)
        if is_source(path) and os.path.isfile(path):
            yield path
    for folder in packages:
        yield from (path for path in discover(folder, excludes) if os.path.dirname(path) != root)


def _names_in(folder: str) -> list[str]:
    """The sorted names in a folder; none of one that may not be listed, whose files can be read all the same."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def excluding(wishes: Wishes) -> Any:
    """The excludes of each folder under these wishes, remembered."""

    @lru_cache(maxsize=4096)
    def of(folder: str) -> tuple[str, Sequence[str]]:
        base, patterns = excludes_of(wishes.settings(os.path.join(folder, "any.py"))[1])
        return base, (*patterns, *(_seen_from(base, pattern) for pattern in wishes.exclude))

    return of


def _seen_from(base: str, pattern: str) -> str:
    """A pattern of the command line relative to another folder, where it is not one for names anywhere."""
    if "/" not in pattern.strip("/") and not pattern.startswith("/"):
        return pattern
    folder = "/" if pattern.endswith("/") else ""
    inside = os.path.relpath(os.path.join(os.getcwd(), pattern.strip("/")), base).replace(os.sep, "/")
    return f"/{inside}{folder}"
