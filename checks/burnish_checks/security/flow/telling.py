"""What the files of the workspace tell of a module: its facts, and what was worked out from them before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from os.path import dirname
from typing import Any, TypeVar

from burnish_checks.core.context import Project, View
from burnish_checks.core.facts import NOTHING
from burnish_checks.core.uses import imports_module
from burnish_checks.security.flow.looking import Beyond, Memory

Made = TypeVar("Made")
KINDS = (
    *("taint-summary", "binds", "constructions", "imports", "derivations", "classes", "members", "plain-fields"),
    *("attributes-made", "function-tables", "dependencies", "literals", "partials", "listeners", "shared-places"),
    *("truths", "plain-options", "annotation-aliases", "expressions", "attributes-taken", "objects-handed"),
    "own-texts",
)
"""The kinds of fact that answers of data flow are computed from."""
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


class Facts:
    """The facts of a kind in a module: `""` for the module itself; None if it is not in the workspace.

    What was worked out from them is remembered: of the module itself, and of others while the index is the same, as long
    as the facts of the module itself are that were looked at. `named` looks at those of one name alone, `told` only at what
    comes of them, a call at all of a kind.
    """

    def __init__(self, view: View, beyond: Beyond | None = None) -> None:
        """`beyond` is what is known of other modules from files that were looked at before.

        Of the view the facts alone are kept: facts are remembered until the next file is checked, and its blocks with their
        trees would be too, to be freed while that is.
        """
        self.view = View(view.path, (), view.joined, view.settings, view.role, view.project)
        self.revision = view.project.revision if view.project is not None else 0
        self.own = Memory()
        self.others = Memory(beyond)
        self.listed: dict[str, Sequence[tuple[str, Any]]] = {}
        self.tables: dict[str, tuple[Any, Table]] = {}
        """By kind: the facts of the module itself, and those by name."""
        self.values: dict[str, Any] = {}
        """What came of facts that are looked at only by that."""

    def __call__(self, module: str, kind: str) -> Any:
        if not module:
            self.look((kind, ALL))
            return tuple(self.view.joined.get(kind, ()))
        project = self.view.project
        if project is None:
            return None

        def ask() -> Any:
            self.look((MODULE, module))
            if kind not in _PLACE:
                return project.ask(self.view.path, "facts", module, kind)
            group = project.ask(self.view.path, "group", module, KINDS)
            return group[_PLACE[kind]] if group is not None else None

        return self.recall(module, (module, "facts", kind), ask)

    def named(self, module: str, kind: str, name: str) -> Sequence[Any]:
        """The facts of a kind in a module that have a name; see `keys_of`."""
        if not module:
            self.look((kind, name))
        return self.table(module, kind).get(name, ())

    def table(self, module: str, kind: str) -> Table:
        """The facts of a kind in a module by name; who works something out from one of them takes it by `named`."""
        if module:
            return self.recall(module, (module, kind), lambda: by_name(kind, self(module, _FROM.get(kind, kind))))
        facts = self.view.joined.get(_FROM.get(kind, kind), NOTHING)
        known = self.tables.get(kind)
        if known is None or known[0] is not facts:
            known = self.tables[kind] = (facts, by_name(kind, facts))
        return known[1]

    def told(self, name: str, make: Callable[[], Made]) -> Made:
        """What comes of many facts of the module itself: whoever asks looks at that alone."""
        self.look(name)
        if name not in self.values:
            with self.own.aside(), self.others.aside():
                self.values[name] = make()
        made: Made = self.values[name]
        return made

    def look(self, at: Hashable) -> None:
        """Note what of the module itself is looked at for whatever is being worked out."""
        self.own.look(at)
        self.others.look(at)

    def recall(self, module: str, key: Hashable, make: Callable[[], Made], meanwhile: Any = None) -> Made:
        """What is remembered of a module under a key, else worked out now (see `Memory.recall`)."""
        memory, beside = (self.others, self.own) if module else (self.own, self.others)
        found = memory.recall(key, make, meanwhile)
        if beside.is_working:
            beside.look_at_all(memory.looked_for(key))
        return found

    def summed(self, module: str, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What all facts of a module come to: of the module itself, whose parts are remembered, put together anew."""
        return self.recall(module, (module, "all", *key), make) if module else make()

    def part(self, module: str, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What some facts of a module come to: remembered of the module itself, whose facts change one by one."""
        return make() if module else self.recall(module, (module, *key), make)

    def everywhere(self, kind: str) -> Sequence[tuple[str, Any]]:
        """The values of a kind in the other modules of the same application, each with the name of its module."""
        self.look((EVERYWHERE, kind))
        if kind not in self.listed:
            self.listed[kind] = listed(self.view.project, self.view.path, kind)
        return self.listed[kind]

    def is_module(self, name: str, module: str) -> bool:
        """Whether a dotted name is that of a module, `""` for the file's own."""
        if module[:1] == "." and self.view.project is not None:
            self.look((OWN_PATH, module))
            asked = (self.view.project.ask(self.view.path, "path", one) for one in (name, module))
            return len(set(asked)) == 1
        if module or self.view.project is None:
            return name == module
        self.look((OWN_PATH, name))
        return bool(self.view.project.ask(self.view.path, "path", name) == self.view.path)

    def bound(self, module: str, name: str) -> Sequence[Any]:
        """How the module binds a name."""
        return self.named(module, "binds", name)

    def imports(self, module: str, name: str) -> bool:
        """Whether the module imports the named one, or something in it."""
        if module:
            return imports_module(self(module, "imports") or (), name)
        self.look((name,))
        return imports_module(self.view.joined.get("imports", ()), name)


Table = dict[str, list[Any]]
MODULE, EVERYWHERE, OWN_PATH = "module", "everywhere", "own path"
"""What is looked at where facts of another module count, or those of all, or which file it is that asks."""
ALL = "*"
"""What is looked at where all facts of a kind count."""
STORES = "stores"
"""The kind under which summaries have the names of what they store; all that begins otherwise than an attribute of
`self` is under `SYMBOLS`."""
SYMBOLS = "?"
_FROM = {STORES: "taint-summary"}


def by_name(kind: str, facts: Iterable[Any] | None) -> Table:
    """Facts of a kind by the names under which they are looked for."""
    table: Table = {}
    for item in facts or ():
        for key in keys_of(kind, item):
            table.setdefault(key, []).append(item)
    return table


def keys_of(kind: str, item: Any) -> Iterable[str]:
    """The names under which a fact of a kind is looked for."""
    if kind == STORES:
        return dict.fromkeys(SYMBOLS if name[:1] in ("?", "@") else name for name, _ in item.stores)
    return (getattr(item, "name", item),)


def virtual_kinds(kind: str) -> tuple[str, ...]:
    """The kinds under which facts of a kind are looked for too."""
    return tuple(virtual for virtual, real in _FROM.items() if real == kind)


def changed_values(before: Iterable[Any], now: Iterable[Any]) -> Iterator[Any]:
    """The values that have gone or come. Joined facts keep their order, and new ones stand last, so that both are gone through
    side by side and none compared by value: the summaries of a long file take milliseconds to hash."""
    rest = iter(now)
    other = next(rest, NOTHING)
    for value in before:
        if value is other:
            other = next(rest, NOTHING)
        else:
            yield value
    if other is not NOTHING:
        yield other
    yield from rest


def listed(project: Project | None, path: str, kind: str) -> tuple[tuple[str, Any], ...]:
    """What `Facts.everywhere` gives to the file at a path."""
    values = project.ask(path, "everywhere", kind) if project is not None else ()
    started = project.ask(path, "path", "manage") if values and project is not None else None
    home = dirname(started) if started else dirname(path)
    return tuple(
        [
            (module, value)
            for other, module, value in values
            if other != path and (_is_below(other, home) or _is_below(path, dirname(other)))
        ]
    )


def _is_below(path: str, folder: str) -> bool:
    return path.startswith((f"{folder}/", f"{folder}\\"))
