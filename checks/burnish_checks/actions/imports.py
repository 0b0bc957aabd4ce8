"""Organize imports: in order, one statement a module, nothing twice. Expand a star import into the names that are used."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from burnish_checks.configuration.import_order import order_for
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.core.settings import is_notebook
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.imports.ordering import sorted_imports
from burnish_checks.imports.sequence import layout_kinds
from burnish_checks.imports.star_import import expand, star_import, written


def organize_offered(selection: Selection) -> str | None:
    """The title where the imports can be brought together or into order."""
    return "Organize imports" if next(iter(_changes(selection.snapshot)), None) is not None else None


def organize(selection: Selection) -> Repair | None:
    """Sort the imports as the project's settings for ruff or isort say, else as those do by default.

    Where the settings ask for an order that is not known here, what is imported from one module is only merged.
    """
    changes = tuple(_changes(selection.snapshot))
    return Repair(changes) if changes else None


def _changes(snapshot: Snapshot) -> Iterable[Change]:
    order = order_for(snapshot.environment.path)
    return (
        _merged(snapshot)
        if order is None or is_notebook(snapshot.environment.path)
        else sorted_imports(snapshot, order)
    )


def _merged(snapshot: Snapshot) -> list[Change]:
    """Merge what is imported from one module into one statement, and drop what is imported twice.

    Only statements at the top of the module that no other code stands between; those with comments inside stay.
    """
    newline = snapshot.newline
    changes: list[Change] = []
    for first, others in _merges(snapshot):
        names = list(dict.fromkeys(name for item in (first, *others) for name in item.names))
        if first.names == sorted(first.names):
            names.sort()
        if names != first.names:
            changes.append(Change(first.span, first.text(names, newline)))
        changes += [Change(Span(item.span.start_line, 0, item.span.end_line + 1, 0), "") for item in others]
    return changes


organize_imports = Action("organize-imports", "source.organizeImports", organize_offered, organize)


@dataclass(frozen=True)
class _Statement:
    """One import statement at the top of the module, with its place in the document."""

    module: str
    """`from` this; empty for `import a`."""
    names: list[str]
    """As they are written, with their `as`."""
    span: Span
    free: bool
    """Whether no comment stands in it and nothing else on its lines, so that it can be rewritten or removed."""

    @property
    def bound(self) -> list[str]:
        """The names that it binds."""
        return [name.rpartition(" as ")[2].partition(".")[0] for name in self.names]

    def text(self, names: list[str], newline: str) -> str:
        """The statement with other names."""
        return written(self.module, names, "", newline) if self.module else f"import {', '.join(names)}"


def _merges(snapshot: Snapshot) -> list[tuple[_Statement, list[_Statement]]]:
    """Statements with those further down that can be merged into them."""
    first: dict[str, _Statement] = {}
    found: dict[str, list[_Statement]] = {}
    statements = list(_at_top(snapshot))
    modules: dict[str, set[str]] = {}
    for item in statements:
        for name in item.bound:
            modules.setdefault(name, set()).add(item.module or name)
    for item in statements:
        key = item.module or f"import {item.names[0]}"
        contested = any(len(modules[name]) > 1 for name in item.bound)
        mergeable = item.free and not contested and "*" not in item.names and (item.module or len(item.names) == 1)
        if not mergeable:
            continue
        if key in first:
            found.setdefault(key, []).append(item)
        else:
            first[key] = item
    return [(first[key], others) for key, others in found.items()]


def _at_top(snapshot: Snapshot) -> Iterator[_Statement]:
    for start, entry in zip(snapshot.starts, snapshot.entries, strict=True):
        if not {"code", "logger"}.isdisjoint(layout_kinds(entry.block)):
            return
        block = entry.block
        if block.kind == "leaf" and len(block.body) == 1 and isinstance(block.body[0], (ast.Import, ast.ImportFrom)):
            yield _read(block, block.body[0], start)


def _read(block: Block, node: ast.Import | ast.ImportFrom, start: int) -> _Statement:
    span = block.span(node)
    after = block.lines[span.end_line][span.end_column :].strip()
    names = [f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in node.names]
    module = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    return _Statement(module, names, span.moved(start), not after and "#" not in block.source(span))


def star_at(selection: Selection) -> Target | None:
    """The star import that the selection touches, as the rule's fix takes it."""
    block = selection.block
    for node in block.nodes(ast.ImportFrom):
        span = block.span(node)
        if node.names[0].name == "*" and span.touches(selection.relative):
            name = "." * node.level + (node.module or "")
            return Target(selection.snapshot, selection.index, Finding(star_import, span, "", {"name": name}))
    return None


def expand_offered(selection: Selection) -> str | None:
    """The title where the caret is on a star import."""
    target = star_at(selection)
    return f"Import the names that are used from `{target.finding.data['name']}`" if target is not None else None


def expand_star(selection: Selection) -> Repair | None:
    """Write the used names in place of the star. Raises `Refused` where they cannot be told."""
    target = star_at(selection)
    if target is None:
        raise Refused("There is no star import here.")
    return expand(target)


expand_star_import = Action(
    "expand-star-import",
    "refactor.rewrite",
    expand_offered,
    expand_star,
    Safety.UNSAFE,
    "Other files may import more of the names from here.",
)
