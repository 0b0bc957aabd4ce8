"""`notebookDocument/didOpen`, `didChange`, `didClose`: keeps the session's notebooks in step with the client."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from burnish.lsp.document import path_of
from burnish.lsp.encode import Encoder
from burnish.lsp.guard import guarded
from burnish.lsp.notebooks import Notebook, NotebookCell, edited, joined
from burnish.lsp.session import Session
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import split_lines


def did_open_notebook(session: Session, params: types.DidOpenNotebookDocumentParams) -> None:
    """Take a notebook in."""
    item = params.notebook_document
    texts = {document.uri: document for document in params.cell_text_documents}
    cells = [_cell(texts[cell.document]) for cell in item.cells if _is_code(cell) and cell.document in texts]
    path = path_of(item.uri)
    environment = session.projects.environment(path)
    encoder = Encoder(item.uri, session.form, session.counters)
    with guarded():
        snapshot = open_document(joined(cells), environment, item.version)
    order = [cell.document if _is_code(cell) else None for cell in item.cells]
    session.documents[item.uri] = Notebook(item.uri, path, snapshot, encoder, item.version, cells=cells, order=order)


def did_change_notebook(session: Session, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells have come, gone, moved, or their texts have changed."""
    notebook = session.documents.get(params.notebook_document.uri)
    if not isinstance(notebook, Notebook):
        session.tell(f"A change to {params.notebook_document.uri} was ignored: it is not open.")
        return
    notebook.version = params.notebook_document.version
    change = params.change.cells
    if change is None:
        return
    if change.structure is not None:
        _restructure(notebook, change.structure)
    for content in change.text_content or ():
        raw = [_raw(item) for item in content.changes]
        version = content.document.version
        notebook.cells = [
            edited(cell, raw, version, session.client.encoding) if cell.uri == content.document.uri else cell
            for cell in notebook.cells
        ]
    with guarded():
        notebook.rejoin()


def did_close_notebook(session: Session, params: types.DidCloseNotebookDocumentParams) -> None:
    """Let a notebook go, with its squiggles."""
    notebook = session.documents.pop(params.notebook_document.uri, None)
    if isinstance(notebook, Notebook) and not session.client.pulls:
        for uri in notebook.shown_cells:
            session.publishing.publish(uri, None, [])


def _restructure(notebook: Notebook, structure: types.NotebookDocumentCellChangeStructure) -> None:
    """Replace a run of cells. Cells that are not code count in the client's indexes but are not kept."""
    texts = {document.uri: document for document in structure.did_open or ()}
    known = {cell.uri: cell for cell in notebook.cells}
    array = structure.array
    order: list[str | None] = list(notebook.order)
    fresh = [cell.document if _is_code(cell) else None for cell in array.cells or ()]
    order[array.start : array.start + array.delete_count] = fresh
    notebook.order = order
    cells = []
    for uri in order:
        if uri is not None and uri in texts:
            cells.append(_cell(texts[uri]))
        elif uri is not None and uri in known:
            cells.append(known[uri])
    notebook.cells = cells


def _cell(document: types.TextDocumentItem) -> NotebookCell:
    return NotebookCell(document.uri, document.version, split_lines(document.text))


def _is_code(cell: types.NotebookCell) -> bool:
    return cell.kind == types.NotebookCellKind.Code


def _raw(change: Any) -> dict[str, Any]:
    place = getattr(change, "range", None)
    if place is None:
        return {"text": change.text}
    ends = {"start": _point(place.start), "end": _point(place.end)}
    return {"text": change.text, "range": ends}


def _point(position: types.Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}
