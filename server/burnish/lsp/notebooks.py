"""Notebooks: the Python cells of one are one module, and each cell has its own diagnostics and edits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from lsprotocol import types

from burnish.lsp.changes import difference, plainly_applied
from burnish.lsp.document import Cell, Document
from burnish.lsp.plain import diagnostics, moved
from burnish_checks.core.text import content_length, split_lines

_MAGIC = re.compile(r"[ \t]*[%!?]|[^#'\"]*\?\??\s*$")
_CELL_MAGIC = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b)")
_ASSIGNED = re.compile(r"([ \t]*[\w., \t]+=[ \t]*)([%!].*)")


@dataclass
class NotebookCell:
    """A code cell: its URI, version and lines as the client has them."""

    uri: str
    version: int | None
    lines: list[str]


@dataclass
class Notebook(Document):
    """A document made of cells. Its snapshot is of the joined text, with what is not Python made into comments."""

    cells: list[NotebookCell] = field(default_factory=list)
    order: list[str | None] = field(default_factory=list)
    """The URIs of all cells in the client's order; None for one that is not code."""
    shown_cells: set[str] = field(default_factory=set)

    def cell_at(self, line: int) -> Cell:
        """The cell that holds a line of the joined text."""
        first = 0
        for cell in self.cells:
            if line < first + len(cell.lines):
                return Cell(cell.uri, first, cell.version)
            first += len(cell.lines)
        last = self.cells[-1] if self.cells else None
        if last is None:
            return Cell(self.uri, 0, self.snapshot.version)
        return Cell(last.uri, first - len(last.lines), last.version)

    def first_line(self, uri: str) -> int | None:
        """The line of the joined text at which a cell begins."""
        first = 0
        for cell in self.cells:
            if cell.uri == uri:
                return first
            first += len(cell.lines)
        return None

    def by_cell(self, shape: Any, encoding: str, lines_of: Any) -> dict[str, list[types.Diagnostic]]:
        """The diagnostics of each cell, in lines of the cell."""
        found: dict[str, list[types.Diagnostic]] = {cell.uri: [] for cell in self.cells}
        for item in diagnostics(self.visible, self.uri, shape, encoding, lines_of):
            cell = self.cell_at(item.range.start.line)
            item.range = moved(item.range, -cell.first)
            for related in item.related_information or ():
                if related.location.uri == self.uri:
                    there = self.cell_at(related.location.range.start.line)
                    related.location = types.Location(there.uri, moved(related.location.range, -there.first))
            if cell.uri in found:
                found[cell.uri].append(item)
        return found

    def rejoin(self) -> None:
        """Take the cells' texts into the snapshot, as one edit."""
        new = split_lines(joined(self.cells))
        edit = difference(self.snapshot.lines, new)
        self.snapshot = self.snapshot.edit([edit] if edit is not None else [], self.version)
        self.shown = False


def joined(cells: list[NotebookCell]) -> str:
    """The text of all cells, each ending with a newline; columns and lines are those of the cells."""
    return "".join(masked(cell.lines) for cell in cells)


def masked(lines: list[str]) -> str:
    """A cell's text with shell and magic lines made into comments, every column kept where it is."""
    if lines and _CELL_MAGIC.match(lines[0]):
        return "".join(_commented(line) for line in lines)
    result = []
    for line in lines:
        found = _ASSIGNED.match(line)
        if found is not None:
            length = len(found.group(2).rstrip())
            result.append(found.group(1) + "None".ljust(length)[: max(length, 4)] + "\n")
        else:
            result.append(_commented(line) if _MAGIC.match(line) else _ended(line))
    return "".join(result)


def _commented(line: str) -> str:
    end = content_length(line)
    if not line[:end].strip():
        return _ended(line)
    start = len(line) - len(line.lstrip())
    return f"{line[:start]}#{line[start + 1 : end]}\n"


def _ended(line: str) -> str:
    return line[: content_length(line)] + "\n"


def edited(cell: NotebookCell, changes: list[Any], version: int | None, encoding: str) -> NotebookCell:
    """The cell after content changes."""
    return replace(cell, lines=plainly_applied(cell.lines, changes, encoding), version=version)
