"""What is known of other modules goes from file to file, as long as it would be worked out the same there.

Files of one project import the same modules, and each worked out anew what these do: in the 199 files of octoprint that
was a quarter of a whole check. Working everything out in each file is the slow equivalent, and what counts for all that
depends on the file that asks, or on which of several functions that call each other was asked about first.
"""

from __future__ import annotations

from collections.abc import Hashable
from os.path import dirname
from typing import Any, NamedTuple

from burnish_checks.core.context import Project
from burnish_checks.core.facts import NOTHING
from burnish_checks.core.uses import imports_module
from burnish_checks.security.flow.telling import EVERYWHERE, KINDS, MODULE, Facts, listed

_MOST = 4_000
"""So many things that were asked for last are kept, and as many that were asked for before these, of some 3 KB each with the
facts that they were worked out from. With 50,000, each of two workers over 661 files of the standard library grew by 85 MB,
and was no faster; with 1,000 it took half as long again."""


class _Asker(NamedTuple):
    """The file in which something was worked out."""

    path: str
    imports: Any
    listed: dict[str, Any]


class _Rests(NamedTuple):
    """What it rests on."""

    modules: frozenset[str]
    imports: tuple[tuple[str, bool], ...]
    """Whether the asking file imports something."""
    listed: tuple[tuple[str, Any], ...]


_Kept = tuple[Any, frozenset[Hashable], _Asker]
"""What was worked out, what was looked at for it, and where."""


class Shelf:
    """What was worked out of other modules in all files so far, while the index stays as it is."""

    def __init__(self, project: Project) -> None:
        self.origin = project.origin
        self.revision = project.revision
        self._young: dict[Hashable, _Kept] = {}
        self._old: dict[Hashable, _Kept] = {}
        self._looked: dict[frozenset[Hashable], frozenset[Hashable]] = {}
        """What was looked at for something: most of it is the same for ten things."""
        self._rests: dict[tuple[frozenset[Hashable], int], tuple[_Asker, _Rests | None]] = {}
        self._meant: dict[str, dict[str, Any]] = {}

    def is_of(self, project: Project) -> bool:
        """Whether it holds for what the project tells now."""
        return self.origin is project.origin and self.revision == project.revision

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: Hashable) -> _Kept | None:
        """What is kept under a key."""
        found = self._young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is not None:
                self._keep(key, found)
        return found

    def put(self, key: Hashable, value: Any, looked: frozenset[Hashable], by: _Asker) -> None:
        """Keep what was worked out in a file."""
        self._keep(key, (value, self._looked.setdefault(looked, looked), by))

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        """Keep something as new; where there is too much of that, it is old, and what was old is gone."""
        if len(self._young) >= _MOST:
            self._old, self._young = self._young, {}
            self._looked.clear()
            self._rests.clear()
        self._young[key] = kept

    def rests(self, looked: frozenset[Hashable], by: _Asker) -> _Rests | None:
        """What something rests on; None if on the file that asked."""
        place = looked, id(by)
        if place not in self._rests:
            self._rests[place] = by, _rests(looked, by)
        return self._rests[place][1]

    def meant(self, name: str, path: str) -> Any:
        """The facts of the module that a name means in a file, which are the same object for the same module."""
        meant = self._meant.setdefault(dirname(path), {})
        if name not in meant:
            meant[name] = self.origin.ask(path, "group", name, KINDS)
        return meant[name]


def _rests(looked: frozenset[Hashable], by: _Asker) -> _Rests | None:
    modules: list[str] = []
    imports: list[tuple[str, bool]] = []
    values: list[tuple[str, Any]] = []
    for at in looked:
        if not isinstance(at, tuple):
            return None
        mark, *name = at
        if not name:
            imports.append((mark, imports_module(by.imports, mark)))
        elif mark == MODULE:
            modules.append(name[0])
        elif mark == EVERYWHERE:
            values.append((name[0], by.listed[name[0]]))
        else:
            return None
    return _Rests(frozenset(modules), tuple(imports), tuple(values))


class Shelved:
    """A shelf as one file's facts see it (see `looking.Beyond`). It does not hold these: trees would be in a cycle, which is
    never looked for (see `core.snapshot.collection_paused`)."""

    def __init__(self, shelf: Shelf, facts: Facts, project: Project) -> None:
        self._shelf = shelf
        self._project = project
        self._by = _Asker(facts.view.path, facts.view.joined.get("imports", NOTHING), facts.listed)
        self._same: dict[str, set[str]] = {}
        """By folder: the names of modules that mean the same there and here."""
        self._meant: dict[str, Any] = {}
        """The facts of the modules that names mean here."""
        self._imported: dict[str, bool] = {}
        self._agreed: dict[tuple[str, int], bool] = {}

    def known(self, key: Hashable) -> tuple[Any, frozenset[Hashable]] | None:
        """What is kept under a key, and what was looked at for it, if it holds here."""
        kept = self._shelf.get(key) if self._shelf.is_of(self._project) else None
        if kept is None:
            return None
        value, looked, by = kept
        rests = self._shelf.rests(looked, by)
        if rests is None or not all(self._imports(name) is told for name, told in rests.imports):
            return None
        if not (self._are_same(rests.modules, by.path) and all(self._is_listed(*item) for item in rests.listed)):
            return None
        return value, looked

    def learn(self, key: Hashable, value: Any, looked: frozenset[Hashable]) -> None:
        """Keep what was worked out here."""
        if self._shelf.is_of(self._project):
            self._shelf.put(key, value, looked, self._by)

    def _are_same(self, modules: frozenset[str], elsewhere: str) -> bool:
        """Whether the names of modules mean the same here as in a file elsewhere; that file's questions are asked here too,
        for those who write down what a file's findings rest on."""
        same = self._same.setdefault(dirname(elsewhere), set())
        for name in modules - same:
            if name not in self._meant:
                self._meant[name] = self._project.ask(self._by.path, "group", name, KINDS)
            if self._meant[name] is not self._shelf.meant(name, elsewhere):
                return False
            same.add(name)
        return True

    def _imports(self, name: str) -> bool:
        if name not in self._imported:
            self._imported[name] = imports_module(self._by.imports, name)
        return self._imported[name]

    def _is_listed(self, kind: str, values: Any) -> bool:
        """Whether the values of a kind in the other modules of the application are the same."""
        at = kind, id(values)
        if at not in self._agreed:
            own = self._by.listed
            if kind not in own:
                own[kind] = listed(self._project, self._by.path, kind)
            self._agreed[at] = own[kind] == values
            if self._agreed[at]:
                own[kind] = values  # held once for all files
        return self._agreed[at]
