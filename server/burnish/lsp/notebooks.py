"""Notebooks: the Python cells of one are one module, and each cell has its own diagnostics and edits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from lsprotocol import types

from burnish.lsp.changes import difference, plainly_applied
from burnish.lsp.document import Cell, Document
from burnish.lsp.encode import Form
from burnish.lsp.plain import diagnostics, moved
from burnish_checks.core.cells import begins_cell, in_python, is_foreign
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.text import content_length, split_lines


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

    def by_cell(self, form: Form) -> dict[str, list[types.Diagnostic]]:
        """The diagnostics of each cell, in lines of the cell."""
        found: dict[str, list[types.Diagnostic]] = {cell.uri: [] for cell in self.cells}
        for item in diagnostics(self.visible, self.uri, form):
            cell = self.cell_at(item.range.start.line)
            item.range = moved(item.range, -cell.first)
            for related in item.related_information or ():
                if related.location.uri == self.uri:
                    there = self.cell_at(related.location.range.start.line)
                    related.location = types.Location(there.uri, moved(related.location.range, -there.first))
            if cell.uri in found:
                found[cell.uri].append(item)
        return found

    def fitting(self, repair: Repair) -> Repair:
        """The repair within cells, none of which IPython would then read otherwise. Raises `Refused`."""
        return replace(repair, changes=tuple(self._fitted(change) for change in repair.changes))

    def _fitted(self, change: Change) -> Change:
        if change.path not in (None, self.path):
            return change
        lines, span = self.snapshot.lines, change.span
        cell = self._holding(span.start_line)
        if cell is None:
            raise Refused("There is no cell to write into.")
        first, last = self.first_line(cell.uri) or 0, span.end_line
        if span.start == span.end and span.start_column == 0:
            return self._added(change, cell, first)
        after = first + len(cell.lines)
        if last > after or (last == after and span.end_column):
            raise Refused("It would change several cells at once.")
        for number in range(span.start_line, last + 1):
            if number < after and is_foreign(lines[number]) and (number, 0) != span.end:
                old = lines[number][span.start_column : span.end_column]
                theirs = cell.lines[number - first][span.start_column : span.end_column]
                if last != span.start_line or not old or old != theirs or "\n" in change.new_text:
                    raise Refused("It would write into a line of IPython.")
        if last < after:
            return change
        line = after - 1  # the cell ends there, whatever the joined text has behind it
        end = content_length(cell.lines[-1])
        return replace(
            change, span=Span(*span.start, line, max(end, span.start_column if span.start_line == line else 0)),
            new_text=change.new_text.removesuffix("\n"), snippet=None,
        )  # fmt: skip

    def _added(self, change: Change, cell: NotebookCell, first: int) -> Change:
        """What adds lines: below a `%%magic`, and to the imports of the cell before rather than above the next."""
        lines, number = self.snapshot.lines, change.span.start_line
        before = self.cell_at(number - 1) if number == first and number else None
        if before is not None and all(map(_imports, (change.new_text, lines[number - 1]))):
            end = content_length(lines[number - 1])
            text = "\n" + change.new_text.rstrip("\n")
            return replace(change, span=Span(number - 1, end, number - 1, end), new_text=text, snippet=None)
        if number == first + len(cell.lines):
            line, end = number - 1, content_length(cell.lines[-1])
            text = "\n" + change.new_text.removesuffix("\n")
            return replace(change, span=Span(line, end, line, end), new_text=text, snippet=None)
        while number < first + len(cell.lines) and not lines[number].strip():
            number += 1
        if number < first + len(cell.lines) and begins_cell(lines[number]):
            return replace(change, span=Span(number + 1, 0, number + 1, 0))
        return change

    def _holding(self, line: int) -> NotebookCell | None:
        uri = self.cell_at(line).uri
        return next((cell for cell in self.cells if cell.uri == uri), None)

    def rejoin(self) -> None:
        """Take the cells' texts into the snapshot, as one edit."""
        new = split_lines(joined(self.cells))
        edit = difference(self.snapshot.lines, new)
        self.snapshot = self.snapshot.edit([edit] if edit is not None else [], self.version)
        self.shown = False


def _imports(text: str) -> bool:
    return text.lstrip().startswith(("import ", "from "))


def joined(cells: list[NotebookCell]) -> str:
    """The text of all cells, each ending with a newline; columns and lines are those of the cells."""
    return "".join("".join(in_python(cell.lines)) for cell in cells)


def edited(cell: NotebookCell, changes: list[Any], version: int | None, encoding: str) -> NotebookCell:
    """The cell after content changes."""
    return replace(cell, lines=plainly_applied(cell.lines, changes, encoding), version=version)
