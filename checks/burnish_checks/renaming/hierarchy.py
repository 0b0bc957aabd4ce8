"""Which classes share a member: those above that define it first, and all below them."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from burnish_checks.core.lineage import UNKNOWN
from burnish_checks.renaming.symbols import split_target
from burnish_checks.renaming.views import ClassPlace, Workspace


@dataclass(frozen=True)
class Family:
    """The classes in which one member's name must change together."""

    heirs: frozenset[ClassPlace]
    """Classes that define the member or inherit it."""
    related: frozenset[ClassPlace]
    """Those and their other ancestors: a mixin's `self` may be one of the heirs."""
    foreign: tuple[str, ...]
    """Bases from outside the workspace above them, which may define the member too."""
    is_open: Callable[[ClassPlace], bool]
    """Whether a class has a base, or an ancestor with one, that cannot be told: it may be one of the heirs."""


def family_of(workspace: Workspace, place: ClassPlace, member: str) -> Family:
    """The classes that share the member of the class at `place`."""
    graph = _Graph(workspace)
    key = (place.path, place.name)
    definers = {item for item in graph.above({key}) if graph.defines(item, member)} | {key}
    heirs = graph.below(definers)
    while True:
        wider = {item for item in graph.above(heirs) - heirs if graph.defines(item, member)}
        if not wider:
            break
        heirs = graph.below(heirs | wider)
    related = graph.above(heirs)
    foreign = {name for item in related for name in graph.outside.get(item, ())}

    def places(keys: set[_Key]) -> frozenset[ClassPlace]:
        return frozenset(place for item in keys for place in graph.places(item))

    def is_open(other: ClassPlace) -> bool:
        return any(graph.is_vague(item) for item in graph.above({(other.path, other.name)}))

    return Family(places(heirs) | {place}, places(related) | {place}, tuple(sorted(foreign)), is_open)


def writing(workspace: Workspace, places: Iterable[ClassPlace], member: str) -> frozenset[ClassPlace]:
    """Those of the classes that have a member which is written, by themselves or above, and not made by a decorator."""
    graph = _Graph(workspace)
    return frozenset(place for place in places if graph.writes((place.path, place.name), member))


_Key = tuple[str, str]
"""A class by its file and its name."""
_DEEPEST = 8


class _Graph:
    """All classes of the workspace as their facts tell them; a file is only read once a class of it matters."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.outside: dict[_Key, set[str]] = {}
        self._above: dict[_Key, set[_Key]] = {}
        self._below: dict[_Key, set[_Key]] = {}
        self._imports: dict[str, dict[str, list[str]]] = {}
        for path in workspace.paths:
            for fact in workspace.class_facts(path):
                for base in fact.bases:
                    self._add((path, fact.name), base)

    def _add(self, child: _Key, base: str) -> None:
        parent = self._resolve(child[0], base, 0)
        if parent is None or parent == child:
            self.outside.setdefault(child, set()).add(base)
        else:
            self._above.setdefault(child, set()).add(parent)
            self._below.setdefault(parent, set()).add(child)

    def _resolve(self, path: str, name: str, depth: int) -> _Key | None:
        if name == UNKNOWN or depth > _DEEPEST:
            return None
        if path not in self._imports:
            table: dict[str, list[str]] = {}
            for binding in self.workspace.bindings(path):
                if binding.how == "import":
                    table.setdefault(binding.name, []).append(binding.target)
            self._imports[path] = table
        root, _, rest = name.partition(".")
        for target in self._imports[path].get(root, ()):
            owner, member = split_target(f"{target}.{rest}" if rest else target)
            other = self.workspace.path_of(owner, path)
            if other is not None and other != path:
                return self._resolve(other, member, depth + 1)
        last = name.rpartition(".")[2]
        return (path, last) if any(fact.name == last for fact in self.workspace.class_facts(path)) else None

    def is_vague(self, key: _Key) -> bool:
        """Whether a base of the class is an expression, or a name that is neither imported nor built in."""
        imported = self._imports.get(key[0], {})
        roots = {base.partition(".")[0] for base in self.outside.get(key, ())}
        return any(root == UNKNOWN or (root not in imported and not hasattr(builtins, root)) for root in roots)

    def above(self, keys: set[_Key]) -> set[_Key]:
        """The classes and all their ancestors."""
        return _reach(keys, self._above)

    def below(self, keys: set[_Key]) -> set[_Key]:
        """The classes and all that derive from them."""
        return _reach(keys, self._below)

    def defines(self, key: _Key, member: str) -> bool:
        """Whether a class itself has the member."""
        view = self.workspace.view(key[0])
        return view is not None and any(member in view.members(place) for place in self.places(key))

    def writes(self, key: _Key, member: str) -> bool:
        """Whether the member that a class has is written somewhere; a decorator, which may make one, ends the search."""
        todo, seen = [key], set[_Key]()
        while todo:
            item = todo.pop()
            if self.defines(item, member):
                return True
            if item not in seen and not any(place.node.decorator_list for place in self.places(item)):
                todo.extend(self._above.get(item, ()))
            seen.add(item)
        return False

    def places(self, key: _Key) -> list[ClassPlace]:
        """The class statements of that name in the file."""
        view = self.workspace.view(key[0])
        return [place for place in view.classes if place.name == key[1]] if view is not None else []


def _reach(start: set[_Key], edges: dict[_Key, set[_Key]]) -> set[_Key]:
    found = set(start)
    todo = list(found)
    while todo:
        for item in edges.get(todo.pop(), ()):
            if item not in found:
                found.add(item)
                todo.append(item)
    return found
