"""Who uses what of whom: for each file and name, the other files that import it from there."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from burnish_checks.core.facts import Import
from burnish_checks.index.gathering import FileFacts
from burnish_checks.index.modules import ModuleTable

EVERYTHING = "*"


class Importers:
    """The uses that files make of the names of others."""

    def __init__(self) -> None:
        self._users: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._made: dict[str, set[tuple[str, str]]] = {}

    def add(self, path: str, facts: FileFacts, modules: ModuleTable) -> None:
        """Count the uses of the file at `path`."""
        made = set(_uses(path, facts, modules))
        self._made[path] = made
        for use in made:
            self._users[use].add(path)

    def remove(self, path: str) -> None:
        """No longer count the uses of a file."""
        for use in self._made.pop(path, ()):
            users = self._users[use]
            users.discard(path)
            if not users:
                del self._users[use]

    def of(self, path: str, name: str) -> frozenset[str]:
        """The files that name `name` of the file at `path` outright."""
        return frozenset(self._users.get((path, name), ())) - {path}

    def star(self, path: str) -> frozenset[str]:
        """The files that import everything from the file at `path`."""
        return self.of(path, EVERYTHING)


def is_given_on(path: str, name: str, files: Mapping[str, FileFacts], modules: ModuleTable, table: Importers) -> bool:
    """Whether a package offers `name` only because its `__init__.py` imports everything of the file at `path`, straight or by
    way of others."""
    return not name.startswith("_") and any(
        os.path.basename(other) == "__init__.py" and not _has_otherwise(other, name, through, files, modules)
        for other, through in _star_importers(path, files, table)
    )


def _star_importers(
    path: str, files: Mapping[str, FileFacts], table: Importers
) -> Iterator[tuple[str, frozenset[str]]]:
    """The files that import everything of the one at `path`, and of those that do, as long as none has an `__all__`; each with
    the files it may have a name through."""
    if files[path].values.get("exports"):
        return
    seen = {path}
    waiting = [path]
    while waiting:
        for other in sorted(table.star(waiting.pop()) - seen):
            seen.add(other)
            if not files[other].values.get("exports"):
                yield other, frozenset(seen)
                waiting.append(other)


def _has_otherwise(
    path: str, name: str, without: frozenset[str], files: Mapping[str, FileFacts], modules: ModuleTable
) -> bool:
    """Whether a file has a name by its own means, or of another file all of which it imports."""
    seen = set(without) - {path}
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current in seen or current not in files:
            continue
        seen.add(current)
        facts = files[current].values
        if any(item.name == name for item in facts.get("binds", ())):
            return True
        stars = (item.module for item in facts.get("imports", ()) if item.member == EVERYTHING)
        waiting += [found for module in stars if (found := modules.path(current, module)) is not None]
    return False


def _uses(path: str, facts: FileFacts, modules: ModuleTable) -> Iterable[tuple[str, str]]:
    imports: dict[Import, None] = dict.fromkeys(facts.values.get("imports", ()))
    bound: dict[str, list[str]] = {}
    for item in imports:
        source = modules.path(path, item.module)
        if item.member:
            if source is not None:
                yield source, item.member
            submodule = modules.path(path, item.qualified)
            if submodule is not None and item.member != EVERYTHING:
                bound.setdefault(item.name, []).append(item.qualified)
        else:
            bound.setdefault(item.name, []).append(item.module if item.renamed else item.name)
    if not bound:
        return
    for chain in dict.fromkeys(facts.values.get("chains", ())):
        root, _, rest = chain.partition(".")
        for target in bound.get(root, ()):
            yield from _along(path, target, rest, modules)


def _along(path: str, module: str, rest: str, modules: ModuleTable) -> Iterable[tuple[str, str]]:
    """The uses in reading attributes one after the other, starting from a module."""
    while rest:
        name, _, rest = rest.partition(".")
        source = modules.path(path, module)
        if source is not None:
            yield source, name
        module = f"{module}{'' if module.endswith('.') else '.'}{name}"
