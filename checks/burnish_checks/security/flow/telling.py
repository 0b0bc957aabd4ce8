"""What the files of the workspace tell of a module: its facts, and what was worked out from them before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import dirname
from typing import Any

from burnish_checks.core.context import View
from burnish_checks.security.flow.looking import Memory

IMPORTS = "import"
"""What is looked at where all modules of the workspace count that the file imports: no name can be it."""


class Facts:
    """The facts of a kind in a module: `""` for the module itself; None if it is not in the workspace.

    What was worked out from them is remembered: of the module itself while its facts are the same, or at least those it
    looked at, of others while the index is.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.revision = view.project.revision if view.project is not None else 0
        self.table: dict[str, list[Any]] | None = None
        """How the module itself binds each name, once it is asked for."""
        self.own = Memory()
        self.others = Memory()
        self.is_own = False
        """Whether what is remembered of others holds for this file alone."""
        self.listed: dict[str, Sequence[tuple[str, Any]]] = {}

    def __call__(self, module: str, kind: str) -> Any:
        if not module:
            return tuple(self.view.joined.get(kind, ()))
        project = self.view.project
        if project is None:
            return None
        return self.others.recall((module, "facts", kind), lambda: project.ask(self.view.path, "facts", module, kind))

    def memory(self, module: str) -> Memory:
        """What is remembered of the module."""
        return self.others if module else self.own

    def everywhere(self, kind: str) -> Sequence[tuple[str, Any]]:
        """The values of a kind in the other modules of the same application, each with the name of its module.

        Which these are is another thing for each file; what is worked out of other modules from it holds for this alone.
        """
        self.is_own = self.is_own or self.others.is_working
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

    def binds(self, module: str) -> dict[str, list[Any]]:
        """How the module binds each name."""
        if module:
            return self.others.recall((module, "binds"), lambda: self._binds(module))
        if self.table is None:
            self.table = self._binds(module)
        return self.table

    def _binds(self, module: str) -> dict[str, list[Any]]:
        table: dict[str, list[Any]] = {}
        for item in self(module, "binds") or ():
            table.setdefault(item.name, []).append(item)
        return table

    def bound(self, module: str, name: str) -> Sequence[Any]:
        """How the module binds a name."""
        if not module:
            self.own.look(name)
        return self.binds(module).get(name, ())

    def imports(self, module: str, name: str) -> bool:
        """Whether the module imports the named one, or something in it."""
        if not module:
            self.own.look((name,))
        return imports_module(self(module, "imports") or (), name)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith((f"{folder}/", f"{folder}\\"))


def imports_module(imports: Any, name: str) -> bool:
    """Whether any of the imports names the module or something in it."""
    return any(item.module == name or item.module.startswith(f"{name}.") or item.qualified == name for item in imports)
