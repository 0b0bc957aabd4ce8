"""What the files of the workspace tell of a module: its facts, and what was worked out from them before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from os.path import dirname
from typing import Any, TypeVar

from burnish_checks.core.context import View
from burnish_checks.core.facts import NOTHING
from burnish_checks.security.flow.looking import Memory

Made = TypeVar("Made")


class Facts:
    """The facts of a kind in a module: `""` for the module itself; None if it is not in the workspace.

    What was worked out from them is remembered: of the module itself, and of others while the index is the same, as long
    as the facts of the module itself are that were looked at. `named` looks at those of one name alone, `told` only at what
    comes of them, a call at all of a kind.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.revision = view.project.revision if view.project is not None else 0
        self.own = Memory()
        self.others = Memory()
        self.is_own = False
        """Whether what is remembered of others holds for this file alone."""
        self.listed: dict[str, Sequence[tuple[str, Any]]] = {}
        self.tables: dict[str, tuple[Any, Table]] = {}
        """By kind: the facts of the module itself, and those by name."""
        self.values: dict[str, Any] = {}
        """What came of facts that are looked at only by that."""
        self._unseen = False

    def __call__(self, module: str, kind: str) -> Any:
        if not module:
            self.look((kind, ALL))
            return tuple(self.view.joined.get(kind, ()))
        project = self.view.project
        if project is None:
            return None

        def ask() -> Any:
            self.look((MODULE, module))
            return project.ask(self.view.path, "facts", module, kind)

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
            before, self._unseen = self._unseen, True
            try:
                self.values[name] = make()
            finally:
                self._unseen = before
        made: Made = self.values[name]
        return made

    def look(self, at: Hashable) -> None:
        """Note what of the module itself is looked at for whatever is being worked out."""
        if not self._unseen:
            self.own.look(at)
            self.others.look(at)

    def recall(self, module: str, key: Hashable, make: Callable[[], Made], meanwhile: Any = None) -> Made:
        """What is remembered of a module under a key, else worked out now (see `Memory.recall`)."""
        memory, beside = (self.others, self.own) if module else (self.own, self.others)
        found = memory.recall(key, make, meanwhile)
        if beside.is_working:
            beside.look_at_all(memory.looked_for(key))
        return found

    def everywhere(self, kind: str) -> Sequence[tuple[str, Any]]:
        """The values of a kind in the other modules of the same application, each with the name of its module.

        Which these are is another thing for each file; what is worked out of other modules from it holds for this alone.
        """
        self.is_own = self.is_own or self.others.is_working
        self.look((EVERYWHERE, kind))
        if kind not in self.listed:
            self.listed[kind] = tuple(self._everywhere(kind))
        return self.listed[kind]

    def _everywhere(self, kind: str) -> Iterator[tuple[str, Any]]:
        project, path = self.view.project, self.view.path
        listed = project.ask(path, "everywhere", kind) if project is not None else ()
        started = project.ask(path, "path", "manage") if listed and project is not None else None
        home = dirname(started) if started else dirname(path)
        for other, module, value in listed:
            if other != path and (_is_below(other, home) or _is_below(path, dirname(other))):
                yield module, value

    def is_module(self, name: str, module: str) -> bool:
        """Whether a dotted name is that of a module, `""` for the file's own."""
        if module or self.view.project is None:
            return name == module
        self.is_own = self.is_own or self.others.is_working
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
MODULE, EVERYWHERE = "module", "everywhere"
"""What is looked at where facts of another module count, or those of all."""
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


def _is_below(path: str, folder: str) -> bool:
    return path.startswith((f"{folder}/", f"{folder}\\"))


def imports_module(imports: Any, name: str) -> bool:
    """Whether any of the imports names the module or something in it."""
    return any(item.module == name or item.module.startswith(f"{name}.") or item.qualified == name for item in imports)
