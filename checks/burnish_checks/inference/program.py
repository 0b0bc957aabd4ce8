"""The program as far as it is known: modules of the workspace and stubs, loaded when asked for, and names in them."""

from __future__ import annotations

import ast
import os
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from burnish_checks import syntax
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference import typeshed
from burnish_checks.inference.modules import Class, Function, Module, Symbol
from burnish_checks.inference.paths import module_of_path
from burnish_checks.inference.reading import read_module

_Found = TypeVar("_Found")
_LARGEST = 2_000_000
_FARTHEST = 12
_USERS, _NEAR_USERS = 200, 8
"""How many files that hold a word are read for one question."""


class Program:
    """Modules by name, read from the project's texts; one that is being edited is read from its snapshot instead."""

    def __init__(self, project: Any = None, edited: Snapshot | None = None, near: str = "") -> None:
        self.project = project if hasattr(project, "text_of") else None
        self.modules: dict[str, Module | None] = {}
        self.paths: dict[str, str] = {}
        self.near = near
        """The path of the file asked about, where only what lies near it is looked at; else empty."""
        self.most_users = _NEAR_USERS if near else _USERS
        self._users: dict[str, list[str]] = {}
        self._reach: dict[tuple[str, str], bool] = {}
        """By a package and another: whether a module of the one names the other."""
        self._classes: dict[str, Class] = {}
        self._functions: dict[str, Function] = {}
        self._lookups: dict[tuple[str, str], tuple[Module, list[Symbol]] | str | None] = {}
        self.edited: Module | None = None
        if edited is not None:
            self.edited = module_of(edited, self.name_of(edited.environment.path))
            self.modules[self.edited.name] = self.edited
            self.paths[self.edited.path] = self.edited.name

    def module(self, name: str) -> Module | None:
        """The module of this dotted name, or None if it is neither in the workspace nor stubbed."""
        if name not in self.modules:
            self.modules[name] = None
            self.modules[name] = self._load(name)
        return self.modules[name]

    def module_at(self, path: str) -> Module | None:
        """The module in a file of the workspace."""
        if path not in self.paths:
            self.paths[path] = self.name_of(path)
        return self.module(self.paths[path])

    def users(self, word: str) -> Iterator[Module]:
        """Modules of the workspace whose text holds a word, the edited one first."""
        if self.edited is not None:
            yield self.edited
        if self.project is None:
            return
        if word not in self._users:
            self._users[word] = self._nearest(self.project.files_with(word))[: self.most_users]
        for path in self._users[word]:
            found = self.module_at(path)
            if found is not None and found is not self.edited and not found.stub:
                yield found

    def within_reach(self, home: Module, other: Module) -> bool:
        """Whether code of a module may know what another defines: of its own package, of one that this names, or of none."""
        own, root = (item.name.partition(".")[0] for item in (home, other))
        if own == root or not (_is_packed(home) and _is_packed(other)):
            return True
        if (own, root) not in self._reach:
            self._reach[own, root] = any(item.name.partition(".")[0] == own for item in self.users(root))
        return self._reach[own, root]

    def _nearest(self, files: list[str]) -> list[str]:
        """The files in their order; where only some are looked at, those first that lie nearest to the one asked about."""
        if len(files) <= self.most_users or not self.near:
            return files
        own = self.near.split(os.sep)
        return sorted(files, key=lambda path: -sum(map(str.__eq__, path.split(os.sep), own)))

    def class_named(self, name: str) -> Class | None:
        """The class of a qualified name."""
        return _kept(self._classes, name, self._class_named)

    def is_own(self, name: str) -> bool:
        """Whether a class of that qualified name has its source here, and is not known from a stub alone."""
        cls = self.class_named(name)
        return cls is not None and not cls.module.stub

    def _class_named(self, name: str) -> Class | None:
        module_name = name.rpartition(".")[0]
        while module_name:
            module = self.modules.get(module_name) or (None if "<" in module_name else self.module(module_name))
            if module is not None:
                return module.classes.get(name)
            module_name = module_name.rpartition(".")[0]
        return None

    def function(self, key: str) -> Function | None:
        """The function of a key."""
        return _kept(self._functions, key, self._function)

    def _function(self, key: str) -> Function | None:
        module_name = key.partition(".<")[0].rpartition(".")[0]
        while module_name:
            module = self.modules.get(module_name)
            if module is not None:
                if key == f"{module.name}.<module>":
                    return module.top
                return module.functions.get(key)
            module_name = module_name.rpartition(".")[0]
        module = self.modules.get(key.removesuffix(".<module>"))
        return module.top if module is not None else None

    def lookup(self, module: Module, name: str, depth: int = 0) -> tuple[Module, list[Symbol]] | str | None:
        """What a name of a module is: its symbols with the module that defines them, or the name of a module."""
        if depth:
            return self._looked_up(module, name, depth) if depth <= _FARTHEST else None
        key = module.name, name
        if key not in self._lookups:
            self._lookups[key] = self._looked_up(module, name, depth)
        return self._lookups[key]

    def _looked_up(self, module: Module, name: str, depth: int) -> tuple[Module, list[Symbol]] | str | None:
        symbols = module.symbols.get(name)
        if symbols:
            first = symbols[0]
            if first.kind == "import" and not any(item.kind in ("def", "class", "annotation") for item in symbols):
                for item in symbols:
                    if item.kind == "import":
                        found = self.imported(item.target, depth)
                        if found is not None:
                            return found
                return None
            return module, symbols
        for source in module.stars:
            other = self.module(source)
            if other is not None and other is not module and not name.startswith("_"):
                found = self.lookup(other, name, depth + 1)
                if found is not None:
                    return found
        if module.package:
            submodule = f"{module.name}.{name}"
            if self.module(submodule) is not None:
                return submodule
        return None

    def imported(self, target: str, depth: int = 0) -> tuple[Module, list[Symbol]] | str | None:
        """What an import binds."""
        source, colon, member = target.partition(":")
        if not colon:
            return source
        module = self.module(source)
        if module is None:
            return None
        submodule = f"{source}.{member}"
        defined = module.symbols.get(member)
        if module.package and (not defined or defined[0].kind in ("assign", "import")) and self.module(submodule):
            return submodule
        return self.lookup(module, member, depth + 1)

    def name_of(self, path: str) -> str:
        """The dotted name of the module in a file."""
        if self.project is not None and hasattr(self.project, "module_name"):
            name = self.project.module_name(path)
            if name:
                return str(name)
        return module_of_path(path)

    def _load(self, name: str) -> Module | None:
        if self.project is not None:
            path = self.project.path_of(name)
            if path is not None and not path.endswith(".pyi"):
                text = self.project.text_of(path)
                return _parse(name, path, text) if text is not None else None
        return stub(name)


@lru_cache(maxsize=512)
def _parse(name: str, path: str, text: str) -> Module | None:
    if len(text) > _LARGEST:
        return None
    try:
        tree = syntax.parse(text)
    except syntax.SyntaxProblem:
        return None
    package = os.path.basename(path).startswith("__init__.")
    return read_module(name, path, tree.body, stub=False, package=package)


@lru_cache(maxsize=512)
def stub(name: str) -> Module | None:
    """The stub of a module, parsed once for the process."""
    path = typeshed.stub_path(name)
    if path is None:
        return None
    with tokenize.open(path) as file:
        tree = ast.parse(file.read())
    return read_module(name, path, tree.body, stub=True, package=path.endswith("__init__.pyi"))


def module_of(snapshot: Snapshot, name: str) -> Module:
    """The module as the blocks of a snapshot have it; broken blocks are left out."""
    path = snapshot.environment.path
    package = os.path.basename(path).startswith("__init__.")
    return read_module(name, path, assembled(snapshot), stub=False, package=package)


def assembled(snapshot: Snapshot) -> list[ast.stmt]:
    """The module's statements, put together from its blocks; what stands in broken blocks is left out.

    Functions are the very nodes of the blocks; class statements are copies that hold their members. What stands in
    compound statements around definitions is taken as if it stood beside them.
    """
    top: list[ast.stmt] = []
    stack: list[tuple[str, list[ast.stmt]]] = []
    for entry in snapshot.entries:
        block = entry.block
        if not block.body:
            continue
        while stack and not (len(block.indent) > len(stack[-1][0])):
            stack.pop()
        into = stack[-1][1] if stack else top
        if block.kind == "header" and isinstance(block.body[0], ast.ClassDef):
            node = block.body[0]
            copy = ast.ClassDef(
                name=node.name,
                bases=node.bases,
                keywords=node.keywords,
                body=list(node.body),
                decorator_list=node.decorator_list,
            )
            copy.type_params = getattr(node, "type_params", [])  # type: ignore[attr-defined,unused-ignore]
            ast.copy_location(copy, node)
            into.append(copy)
            stack.append((block.indent, copy.body))
        elif block.kind == "leaf":
            into.extend(block.body)
        else:
            into.extend(_held(block.body))
    return top


def _kept(known: dict[str, _Found], name: str, find: Callable[[str], _Found | None]) -> _Found | None:
    """What is known under a name, else found now; that nothing is found is not kept, as a module may come."""
    if name not in known:
        found = find(name)
        if found is None:
            return None
        known[name] = found
    return known[name]


def _held(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that a header or clause holds on its own line."""
    for statement in body:
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if isinstance(inner, list):
                yield from inner


def _is_packed(module: Module) -> bool:
    return module.package or "." in module.name
