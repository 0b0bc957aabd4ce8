"""Files that move: every import of their modules follows, relative ones in the files that move included.

A name that an import binds is renamed with the module where the file binds it once and has no other use for the new
name; elsewhere it is kept by `as`. Strings that spell a dotted module name are changed only after a look.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span, column_of_utf8
from burnish_checks.core.repair import Change, Repair
from burnish_checks.core.text import split_lines
from burnish_checks.renaming.views import Index

_FROM = re.compile(r"from(?P<before>(?:\s|\\\n)*)(?P<module>[.\w][.\w \t]*?)(?:\s|\\\n)+import\b")
_IN_TEXT = "This text spells the name of the module; it may mean something else."


def hindrance(old: str, new: str, index: Index) -> str:
    """Why imports cannot follow a file that moves: its new name is none that they can spell, or it is taken; else empty."""
    before, after = index.module_name(old), _name_after(old, new, index)
    if not before or before == after:
        return ""
    unfit = next((part for part in after.split(".") if not part.isidentifier() or keyword.iskeyword(part)), None)
    if after and unfit is not None:
        return f"`{unfit}` is not a name that an import can spell, so what imports `{before}` stays as it is."
    if new in index.files:
        return f"`{after}` is there already, so what imports `{before}` stays as it is."
    return ""


def move_files(moves: Mapping[str, str], index: Index) -> Repair:
    """The changes that let every import follow files that move, from their old paths to their new ones.

    All changes name their files by the old paths: they are to be made before the files move.
    """
    renamed = {}
    for old, new in moves.items():
        before, after = index.module_name(old), _name_after(old, new, index)
        if before and after and before != after:
            renamed[before] = after
    mentioning = {path for name in renamed for path in index.files_with(name.rpartition(".")[2])}
    changes: list[Change] = []
    for path in sorted(mentioning | moves.keys()):
        text = index.text_of(path)
        if text is not None:
            changes += _Follower(path, moves.get(path, path), text, renamed, index).changes()
    return Repair(tuple(changes))


def _name_after(old: str, new: str, index: Index) -> str:
    """The dotted name of the new path, whose folders may not be there yet: below the same root as the old one's."""
    name, path = index.module_name(old), PurePath(new)
    levels = name.count(".") + (2 if PurePath(old).stem == "__init__" else 1)
    root = PurePath(old).parents[levels - 1]
    if path.suffix not in (".py", ".pyi") or not path.is_relative_to(root):
        return index.module_name(new)
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class _Follower:
    """One file whose imports follow."""

    path: str
    new_path: str
    text: str
    renamed: Mapping[str, str]
    index: Index

    def changes(self) -> list[Change]:
        """What changes in it; nothing in a file that cannot be read."""
        try:
            tree = syntax.parse(self.text)
        except syntax.SyntaxProblem:
            return []
        lines = split_lines(self.text)
        found = []
        for node in ast.walk(tree):
            for place, new_text, confirm in self._of(node, tree, lines):
                found.append(Change(place, new_text, self.path, confirm=confirm))
        return list(dict.fromkeys(found))

    def _of(self, node: ast.AST, tree: ast.Module, lines: list[str]) -> Iterator[tuple[Span, str, str]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from self._imported(alias, tree, lines)
        elif isinstance(node, ast.ImportFrom):
            yield from self._imported_from(node, tree, lines)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            new = self._follow(node.value)
            span = _span(node, lines)
            if new != node.value and span.start_line == span.end_line:
                written = lines[span.start_line][span.start_column : span.end_column]
                if written.count(node.value) == 1:
                    yield span, written.replace(node.value, new), _IN_TEXT

    def _imported(self, alias: ast.alias, tree: ast.Module, lines: list[str]) -> Iterator[tuple[Span, str, str]]:
        new = self._follow(alias.name)
        if new == alias.name:
            return
        yield _span(alias, lines), new + (f" as {alias.asname}" if alias.asname else ""), ""
        if alias.asname is None:
            old = min((name for name in self.renamed if f"{alias.name}.".startswith(f"{name}.")), key=len)
            for node in ast.walk(tree):
                if isinstance(node, (ast.Name, ast.Attribute)) and dotted(node) == old:
                    yield _span(node, lines), self.renamed[old], ""

    def _imported_from(
        self, node: ast.ImportFrom, tree: ast.Module, lines: list[str]
    ) -> Iterator[tuple[Span, str, str]]:
        module = self._absolute(node, self.path)
        if module is None:
            return
        targets = [self._follow(f"{module}.{alias.name}") for alias in node.names]
        parents = {target.rpartition(".")[0] for target in targets}
        if (
            parents == {module}
            and self.path == self.new_path
            and not any(f"{module}.{alias.name}" != target for alias, target in zip(node.names, targets, strict=True))
        ):
            return
        if len(parents) > 1:
            yield _span(node, lines), self._apart(node, targets, lines), ""
            return
        new_module = parents.pop()
        written = self._written(node, new_module)
        place = _module_place(node, lines)
        if place is not None and written != lines[place.start_line][place.start_column : place.end_column]:
            yield place, written, ""
        for alias, target in zip(node.names, targets, strict=True):
            name = target.rpartition(".")[2]
            if name != alias.name:
                yield from self._bound(alias, name, tree, lines)

    def _bound(
        self, alias: ast.alias, name: str, tree: ast.Module, lines: list[str]
    ) -> Iterator[tuple[Span, str, str]]:
        """A submodule imported by name: its uses follow where nothing else has either name, else `as` keeps the old."""
        if alias.asname is not None:
            yield _span(alias, lines), f"{name} as {alias.asname}", ""
        elif _count_bindings(tree, alias.name) == 1 and name not in _words(tree):
            yield _span(alias, lines), name, ""
            for node in ast.walk(tree):
                if isinstance(node, ast.Name) and node.id == alias.name:
                    yield _span(node, lines), name, ""
        else:
            yield _span(alias, lines), f"{name} as {alias.name}", ""

    def _apart(self, node: ast.ImportFrom, targets: list[str], lines: list[str]) -> str:
        """The statement as one for each module, where what it imported no longer stands together."""
        by_module: dict[str, list[str]] = {}
        for alias, target in zip(node.names, targets, strict=True):
            module, _, name = target.rpartition(".")
            kept = alias.asname or (alias.name if alias.name != name else None)
            by_module.setdefault(module, []).append(f"{name} as {kept}" if kept else name)
        indent = lines[node.lineno - 1][: _span(node, lines).start_column]
        parts = [f"from {self._written(node, module)} import {', '.join(names)}" for module, names in by_module.items()]
        return f"\n{indent}".join(parts)

    def _follow(self, name: str) -> str:
        """The dotted name after the move."""
        for old, new in self.renamed.items():
            if name == old or name.startswith(old + "."):
                return new + name[len(old) :]
        return name

    def _absolute(self, node: ast.ImportFrom, path: str) -> str | None:
        """The dotted name of the module that is imported from; None where it lies outside any package."""
        if not node.level:
            return node.module
        package = self._package(path, node.level)
        if package is None:
            return None
        return f"{package}.{node.module}" if node.module else package

    def _package(self, path: str, level: int) -> str | None:
        name = self.index.module_name(self.path)
        parts = (self._follow(name) if path == self.new_path else name).split(".")
        if PurePath(path).stem != "__init__":
            parts = parts[:-1]
        kept = parts[: len(parts) - level + 1]
        return ".".join(kept) if kept and level <= len(parts) else None

    def _written(self, node: ast.ImportFrom, module: str) -> str:
        """The module as the statement writes it: relative where it was, if it still can be."""
        if not node.level:
            return module
        levels: list[int] = [node.level, *range(1, node.level + 3)]
        for level in levels:
            package = self._package(self.new_path, level)
            if package is not None and (module == package or module.startswith(package + ".")):
                return "." * level + module[len(package) + 1 :]
        return module


def _module_place(node: ast.ImportFrom, lines: list[str]) -> Span | None:
    """Where the statement writes the module; None where comments or line ends stand between its words."""
    span = _span(node, lines)
    found = _FROM.match(lines[span.start_line], span.start_column)
    return Span(span.start_line, found.start("module"), span.start_line, found.end("module")) if found else None


def _count_bindings(tree: ast.Module, name: str) -> int:
    """How many statements, parameters and handlers bind the name anywhere in the file."""
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            count += node.id == name and not isinstance(node.ctx, ast.Load)
        elif isinstance(node, ast.alias):
            count += (node.asname or node.name.partition(".")[0]) == name
        elif isinstance(node, ast.arg):
            count += node.arg == name
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
            count += node.name == name
    return count


def _words(tree: ast.Module) -> set[str]:
    return {
        *(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)),
        *(node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)),
        *((node.asname or node.name) for node in ast.walk(tree) if isinstance(node, ast.alias)),
    }


def _span(node: ast.AST, lines: list[str]) -> Span:
    start, end = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    return Span(
        start,
        column_of_utf8(lines[start], node.col_offset),  # type: ignore[attr-defined]
        end,
        column_of_utf8(lines[end], node.end_col_offset),  # type: ignore[attr-defined]
    )
