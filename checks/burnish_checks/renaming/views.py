"""Files as renaming reads them: their blocks, the classes around each, and what the workspace knows of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import PurePath
from typing import Protocol

from burnish_checks.core.block import Block
from burnish_checks.core.facts import Binding, Import
from burnish_checks.core.gathering import imports
from burnish_checks.core.lineage import ClassFact
from burnish_checks.core.scopes import Scope
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of


class Index(Protocol):
    """What renaming asks of the index of the workspace."""

    complete: bool
    files: tuple[str, ...]

    def facts(self, path: str, kind: str) -> tuple[object, ...]:
        """The values of a kind of fact in a file."""

    def files_with(self, word: str) -> list[str]:
        """The paths of the files whose text holds a word."""

    def text_of(self, path: str) -> str | None:
        """The text of a file."""

    def path_of(self, module: str, asking: str = "") -> str | None:
        """The file that a module name means."""

    def module_name(self, path: str) -> str:
        """The dotted name of a file."""


def shown(path: str) -> str:
    """A path as a message names it: the file with the folder that holds it."""
    return "/".join(PurePath(path).parts[-2:])


@dataclass(frozen=True)
class ClassPlace:
    """A class statement: where it stands, and its node."""

    path: str
    block: int
    node: ast.ClassDef = field(compare=False)
    offset: int = 0
    """Tells the classes of one block apart."""

    @property
    def name(self) -> str:
        return self.node.name


@dataclass(frozen=True, eq=False)
class FileView:
    """One file, cut into blocks; `starts` holds the first line of each."""

    path: str
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]

    @cached_property
    def classes_around(self) -> list[ClassPlace | None]:
        """For each block the class that its statements stand directly in, or None."""
        found: list[ClassPlace | None] = []
        open_headers: list[tuple[str, ClassPlace | None]] = []
        for index, block in enumerate(self.blocks):
            while len(open_headers) > len(block.frames):
                open_headers.pop()
            place = next((item for _, item in reversed(open_headers) if item is not None), None)
            found.append(place if block.in_class else None)
            if len(block.exit) > len(block.frames) and block.kind == "header":
                node = block.body[0] if block.body else None
                inner = ClassPlace(self.path, index, node) if isinstance(node, ast.ClassDef) else None
                open_headers.append((block.indent, inner))
        return found

    @cached_property
    def module_names(self) -> set[str]:
        """The names bound at module level."""
        found: set[str] = set()
        for block in self.blocks:
            if not block.in_class:
                found.update(block.walk.root.bound)
            for node in block.nodes(ast.Global):
                found.update(node.names)
        return found

    @cached_property
    def imported(self) -> dict[str, list[str]]:
        """By bound name, in whatever scope: the dotted names of what is imported under it."""
        found: dict[str, list[str]] = {}
        for _, _, item in self.aliases:
            if item.member != "*":
                found.setdefault(item.name, []).append(item.qualified)
        return found

    @cached_property
    def classes(self) -> list[ClassPlace]:
        """Every class of the file, those in functions included."""
        return [
            ClassPlace(self.path, index, node, offset)
            for index, block in enumerate(self.blocks)
            for offset, node in enumerate(block.nodes(ast.ClassDef))
        ]

    def class_of(self, index: int, node: ast.AST) -> ClassPlace | None:
        """The class in whose body a node stands directly, whatever `if` is between; None in functions and modules."""
        block = self.blocks[index]
        for around in block.ancestors(node):
            if isinstance(around, ast.ClassDef):
                return ClassPlace(self.path, index, around, block.nodes(ast.ClassDef).index(around))
            if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                return None
        return self.classes_around[index]

    @cached_property
    def _members(self) -> dict[tuple[int, int], set[str]]:
        found: dict[tuple[int, int], set[str]] = {}
        for index, block in enumerate(self.blocks):
            around = self.classes_around[index]
            if around is not None:
                found.setdefault((around.block, around.offset), set()).update(block.walk.root.bound)
            for offset, node in enumerate(block.nodes(ast.ClassDef)):
                scope = block.walk.scopes.get(node)
                if scope is not None:
                    found.setdefault((index, offset), set()).update(scope.bound)
        for index, attribute, method in self.first_arguments:
            owner = self.class_of(index, method)
            if owner is not None and isinstance(attribute.ctx, ast.Store):
                found.setdefault((owner.block, owner.offset), set()).add(attribute.attr)
        return found

    @cached_property
    def first_arguments(self) -> list[tuple[int, ast.Attribute, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Every attribute of a method's first parameter (`self.x`): block, node and method."""
        found = []
        for index, block in enumerate(self.blocks):
            for node in block.nodes(ast.Attribute):
                if isinstance(node.value, ast.Name):
                    method = self.method_of_first(index, node.value)
                    if method is not None:
                        found.append((index, node, method))
        return found

    def method_of_first(self, index: int, name: ast.Name) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The method whose first parameter (`self`, `cls`) the name is; None if it is none."""
        block = self.blocks[index]
        scope: Scope | None = block.walk.scope_at(name)
        owner = scope.resolve(name.id) if scope is not None else None
        node = owner.node if owner is not None else None
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None
        positional = (*node.args.posonlyargs, *node.args.args)
        if not positional or positional[0].arg != name.id or self.class_of(index, node) is None:
            return None
        static = any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list)
        return None if static else node

    def body_names(self, place: ClassPlace) -> set[str]:
        """The names that a class's body itself binds, in whichever of its blocks."""
        return self._body_names.get((place.block, place.offset), set())

    @cached_property
    def _body_names(self) -> dict[tuple[int, int], set[str]]:
        found: dict[tuple[int, int], set[str]] = {}
        for block, around in zip(self.blocks, self.classes_around, strict=True):
            if around is not None:
                found.setdefault((around.block, around.offset), set()).update(block.walk.root.bound)
        return found

    @cached_property
    def aliases(self) -> list[tuple[int, ast.alias, Import]]:
        """Every imported name: its block, its node and what it imports."""
        return [(index, alias, item) for index, block in enumerate(self.blocks) for alias, item in aliases(block)]

    def members(self, place: ClassPlace) -> set[str]:
        """The names that a class's body binds, and the attributes that its methods set."""
        return self._members.get((place.block, place.offset), set())


def functions(block: Block) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function statement of the block."""
    yield from block.nodes(ast.FunctionDef)
    yield from block.nodes(ast.AsyncFunctionDef)


def aliases(block: Block) -> Iterator[tuple[ast.alias, Import]]:
    """Every imported name of the block with its alias node."""
    if "import" not in block.text:
        return
    for value, node in imports.collect(block):
        if isinstance(node, ast.alias):
            yield node, value


def view_of_snapshot(snapshot: Snapshot, path: str) -> FileView:
    """An open document."""
    return FileView(path, tuple(entry.block for entry in snapshot.entries), tuple(snapshot.starts))


def view_of_text(path: str, text: str) -> FileView:
    """A file's text."""
    blocks = tuple(blocks_of(split_lines(text)))
    lengths = (len(block.lines) for block in blocks)
    starts = list(accumulate(lengths, initial=0))[:-1]
    return FileView(path, blocks, tuple(starts))


@dataclass(frozen=True, eq=False)
class Workspace:
    """The files that hold a word, and what the index tells of all."""

    own: FileView
    snapshot: Snapshot
    index: Index | None
    read: dict[str, FileView] = field(default_factory=dict)
    _holding: dict[str, list[FileView]] = field(default_factory=dict)
    same: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """By module and name: the modules in which the name is that module's, once asked."""

    def view(self, path: str) -> FileView | None:
        """The file at a path; None if it cannot be read."""
        if path == self.own.path:
            return self.own
        if path not in self.read:
            text = self.index.text_of(path) if self.index is not None else None
            if text is None:
                return None
            self.read[path] = view_of_text(path, text)
        return self.read[path]

    def views_with(self, word: str) -> list[FileView]:
        """The document itself first, then every other file whose text holds the word."""
        if word not in self._holding:
            paths = self.index.files_with(word) if self.index is not None else []
            others = [self.view(path) for path in paths if path != self.own.path]
            self._holding[word] = [self.own, *(view for view in others if view is not None)]
        return self._holding[word]

    def views_where(self, word: str, pattern: re.Pattern[str]) -> Iterator[FileView]:
        """Those of the files whose text holds the word in which the pattern is found; only they are read."""
        if any(pattern.search(block.text) for block in self.own.blocks):
            yield self.own
        index = self.index
        for path in index.files_with(word) if index is not None else ():
            if path != self.own.path and index is not None and pattern.search(index.text_of(path) or ""):
                view = self.view(path)
                if view is not None:
                    yield view

    def path_of(self, module: str, asking: str) -> str | None:
        """The file that a module name means in another file."""
        return self.index.path_of(module, asking) if self.index is not None and module else None

    def class_facts(self, path: str) -> tuple[ClassFact, ...]:
        """The classes of a file."""
        if path == self.own.path:
            return tuple(self.snapshot.joined.get("classes", {}))
        return self.index.facts(path, "classes") if self.index is not None else ()  # type: ignore[return-value]

    @cached_property
    def stars(self) -> list[tuple[str, str]]:
        """The files that import everything from another file at module level, which need not spell its names; with that."""
        if self.index is None:
            return []
        imports = ((path, item) for path in self.index.files for item in self.index.facts(path, "imports"))
        found = [
            (path, self.index.path_of(item.module, path))
            for path, item in imports
            if isinstance(item, Import) and item.member == "*" and item.scope == "module"
        ]
        return [(path, source) for path, source in found if source is not None]

    def binds(self, path: str, name: str) -> bool:
        """Whether the module at a path binds a name itself."""
        return any(item.name == name for item in self.bindings(path))

    def bindings(self, path: str) -> tuple[Binding, ...]:
        """What the module at a path binds."""
        if path == self.own.path:
            return tuple(self.snapshot.joined.get("binds", {}))
        return self.index.facts(path, "binds") if self.index is not None else ()  # type: ignore[return-value]

    @property
    def paths(self) -> tuple[str, ...]:
        """All files of the workspace."""
        known = self.index.files if self.index is not None else ()
        return known if self.own.path in known else (*known, self.own.path)
