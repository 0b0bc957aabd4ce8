"""Who uses what of whom: for each file and name, the other files that import it from there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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
