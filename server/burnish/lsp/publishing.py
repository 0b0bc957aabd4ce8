"""What a client is told of its documents: published where it only listens, and answered where it pulls."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.lsp.document import Document
from burnish.lsp.notebooks import Notebook
from burnish.lsp.raw import Raw, full_report, publish_message, result_id_of, unchanged_report

if TYPE_CHECKING:
    from burnish.lsp.session import Session


class Publishing:
    """Tells the client of a session what is found in its documents."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pulls: list[tuple[Future[Any], str, str | None]] = []
        """Pulls to be answered when no input waits: the answer, the document, and the result that the client has."""

    def diagnostics(self, uri: str) -> tuple[str, tuple[bytes, ...]]:
        """The result id and the encoded diagnostics of a document as they are, in parts."""
        session = self.session
        found = session.at(uri)
        if found is None and (settings := session.settings_texts.get(uri)) is not None:
            return self._encoded(settings.diagnostics(session.client.encoding))
        if found is None:
            return "none", ()
        document = found[0]
        if isinstance(document, Notebook):
            return self._encoded(document.by_cell(session.form).get(uri, []))
        parts = document.encoder.parts(document.visible)
        return document.encoder.result_id(), parts

    def _encoded(self, items: Iterable[types.Diagnostic]) -> tuple[str, tuple[bytes, ...]]:
        parts = (",".join(map(self.session.outlet.encoded, items)).encode(),)
        return result_id_of(parts), parts

    def report(self, uri: str, known: str | None) -> Raw:
        """The answer to a pull, by a client that has the result `known`."""
        result_id, parts = self.diagnostics(uri)
        if known == result_id:
            return unchanged_report(result_id)
        self.session.counters.published += 1
        return full_report(result_id, parts)

    def answer_pulls(self) -> None:
        """Answer the pulls whose documents are settled, or as far as they are where the client can be told to pull again."""
        waiting, self.pulls = self.pulls, []
        for answer, uri, known in waiting:
            document = self.session.documents.get(uri)
            again = self.session.client.refresh_diagnostics
            if document is not None and (document.opening is not None or (document.snapshot.unsettled and not again)):
                self.pulls.append((answer, uri, known))
            elif answer.set_running_or_notify_cancel():
                answer.set_result(self.report(uri, known))

    def show(self, document: Document) -> None:
        """Publish a document as it is, unless the client pulls."""
        session = self.session
        document.shown, document.overtaken = True, False
        if session.client.pulls or (document.reading and not document.early):
            return
        session.counters.published += 1
        if isinstance(document, Notebook):
            self._show_cells(document)
            return
        version = document.snapshot.version if session.client.versions else None
        session.outlet.send_raw(*publish_message(document.uri, version, document.encoder.parts(document.visible)))

    def _show_cells(self, notebook: Notebook) -> None:
        found = notebook.by_cell(self.session.form)
        versions = {cell.uri: cell.version for cell in notebook.cells}
        for uri in notebook.shown_cells - found.keys():
            self.publish(uri, None, [])
        for uri, items in found.items():
            self.publish(uri, versions[uri] if self.session.client.versions else None, items)
        notebook.shown_cells = set(found)

    def publish(self, uri: str, version: int | None, items: list[types.Diagnostic]) -> None:
        """Publish diagnostics by way of lsprotocol."""
        params = types.PublishDiagnosticsParams(uri, items, version=version)
        self.session.outlet.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
