"""Saying that a name is passed on: by adding it to `__all__`, or by importing it as itself."""

from __future__ import annotations

import ast

from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Repair, Target
from burnish_checks.core.snapshot import Entry
from burnish_checks.imports.shapes import import_of, statement_of


def reexport(target: Target) -> Repair | None:
    """Add the name to a literal `__all__`, or write `from a import b as b` where there is none."""
    alias = target.node(ast.alias)
    item = import_of(target.block, alias)
    listed = add_to_all(target, item.name)
    if listed is not None:
        return Repair((listed,), title=f"Add `{item.name}` to `__all__`")
    if alias.asname is not None or isinstance(statement_of(target.block, alias), ast.Import):
        return None
    return Repair((target.replace(alias, f"{alias.name} as {alias.name}"),), title=f"Import `{alias.name}` as itself")


def add_to_all(target: Target, name: str) -> Change | None:
    """The change that adds a name to the end of the module's one literal `__all__`; None if there is none."""
    found = [
        (index, node.value)
        for index, entry in enumerate(target.snapshot.entries)
        if "__all__" in entry.block.text
        for node in entry.block.nodes(ast.Assign)
        if any(isinstance(item, ast.Name) and item.id == "__all__" for item in node.targets)
    ]
    if len(found) != 1:
        return None
    index, value = found[0]
    if not isinstance(value, (ast.List, ast.Tuple)) or not value.elts:
        return None
    entry = target.snapshot.entries[index]
    return _appended(entry, value, name, target.snapshot.starts[index], target.newline)


def _appended(entry: Entry, value: ast.List | ast.Tuple, name: str, start: int, newline: str) -> Change:
    """An element behind the last one: on a line of its own if the last has one."""
    block = entry.block
    last = block.span(value.elts[-1])
    quote = block.source(last)[:1]
    text = f"{quote}{name}{quote}" if quote in "\"'" else f'"{name}"'
    line = block.lines[last.end_line]
    lead = line[: last.start_column]
    own_line = not lead.strip()
    rest = line[last.end_column :]
    comma = rest.lstrip().startswith(",")
    column = last.end_column + (rest.index(",") + 1 if comma else 0)
    at = Position(last.end_line, column)
    if own_line and not comma:
        new = f",{newline}{lead}{text}"
    elif own_line:
        return Change(Span(last.end_line + 1, 0, last.end_line + 1, 0).moved(start), f"{lead}{text},{newline}")
    else:
        new = f" {text}" if comma else f", {text}"
    return Change(Span(*at, *at).moved(start), new)
