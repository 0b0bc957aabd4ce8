"""The session with one client: the only thing that changes. It holds the open documents and swaps their snapshots."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import position_of_units, split_lines
from lsprotocol import types

from burnish.lsp.client import Client
from burnish.lsp.document import Document, path_of
from burnish.lsp.encode import Counters, Encoder
from burnish.lsp.guard import guarded
from burnish.lsp.project import Projects
from burnish.lsp.workers import Worker

_SLICE = 8
"""Blocks checked again between two looks at the input."""


class Outlet(Protocol):
    """Where the session sends what no request asked for."""

    def send_raw(self, body: str) -> None:
        """Send a whole JSON message."""

    def log(self, message: str, *, error: bool = False) -> None:
        """Tell the person who reads the log."""

    async def ask(self, method: str, params: Any) -> Any:
        """Send the client a request; its answer."""

    def later(self, function: Callable[[], None]) -> None:
        """Call the function when no input waits."""

    def refresh_diagnostics(self) -> None:
        """Ask the client to pull again, if it can."""


@dataclass
class Session:
    """One client and its documents."""

    outlet: Outlet
    client: Client = field(default_factory=Client)
    projects: Projects = field(default_factory=Projects)
    documents: dict[str, Document] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)
    pulls: list[tuple[Future[Any], str, str | None]] = field(default_factory=list)
    """Pulls to be answered when no input waits: the answer, the document, and the result that the client has."""
    told: set[str] = field(default_factory=set)
    worker: Worker = field(init=False)
    """The process for what a person waits for."""
    _advancing: bool = False

    def __post_init__(self) -> None:
        self.worker = Worker(self.answer)

    async def answer(self, question: tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]) -> Any:
        """What a worker asks of the index."""
        name, arguments, named = question
        index: Any = self.projects.index
        if index is None:
            return None
        if name in ("complete", "digest", "files", "roots"):
            return getattr(index, name)
        if name == "files_with":
            return await asyncio.to_thread(index.files_with, *arguments, **dict(named))
        if name not in ("ask", "facts", "module_name", "path_of", "text_of"):
            raise ValueError(f"the index does not answer {name}")
        return getattr(index, name)(*arguments, **dict(named))

    def open(self, uri: str, text: str, version: int | None) -> Document:
        """Take a document in. Opened again, it starts afresh."""
        path = path_of(uri)
        environment = self.projects.environment(path)
        encoder = Encoder(uri, self.client.shape, self.client.encoding, self.counters, self.lines_of)
        with guarded():
            snapshot = open_document(text, environment, version)
        document = self.documents[uri] = Document(uri, path, snapshot, encoder, version)
        return document

    def change(self, uri: str, changes: list[Any], version: int | None) -> None:
        """Note changes to a document; they are made when its text is next needed or the input is empty."""
        document = self.documents.get(uri)
        if document is None:
            self.tell(f"A change to {uri} was ignored: it is not open.")
            return
        document.waiting += changes
        if version is not None:
            document.version = version

    def close(self, uri: str) -> None:
        """Let a document go, with its squiggles."""
        if self.documents.pop(uri, None) is not None and not self.client.pulls:
            self.outlet.send_raw(_publish_message(uri, None, ""))

    def at(self, uri: str) -> tuple[Document, int] | None:
        """The document that a URI names and the line at which what it names begins, with all changes made."""
        document = self.documents.get(uri)
        if document is None:
            return None
        self._catch_up(document)
        return document, 0

    def span_of(self, document: Document, place: types.Range) -> Span:
        """A client's range, in lines of the document, moved into the text."""
        lines, encoding = document.snapshot.lines, self.client.encoding
        start = position_of_units(lines, place.start.line, place.start.character, encoding)
        end = position_of_units(lines, place.end.line, place.end.character, encoding)
        return Span(*start, *max(start, end))

    def snapshot(self, uri: str) -> Snapshot | None:
        """The current snapshot of an open document, with all its changes made."""
        document = self.documents.get(uri)
        if document is None:
            return None
        self._catch_up(document)
        return document.snapshot

    def lines_of(self, path: str) -> Sequence[str]:
        """The lines of any file: as the client has it, else as the disk has it, else none."""
        for document in self.documents.values():
            if document.path == path:
                return document.snapshot.lines
        try:
            with open(path, encoding="utf-8", newline="") as file:
                return split_lines(file.read())
        except (OSError, ValueError):
            return ()

    def flush(self) -> None:
        """Make what waits, publish what changed, answer pulls. Called when no input waits."""
        for document in list(self.documents.values()):
            self._catch_up(document)
            if not document.shown:
                self._show(document)
        if self.pulls:
            self._answer_pulls()
        if not self._advancing and any(document.snapshot.pending for document in self.documents.values()):
            self._advancing = True
            self.outlet.later(self.advance)

    def advance(self) -> None:
        """Check one slice of the blocks that are pending, and publish when a document has none left."""
        self._advancing = False
        for document in self.documents.values():
            if document.snapshot.pending and not document.waiting:
                with guarded():
                    document.snapshot = document.snapshot.advance(_SLICE)
                self._report_failures(document)
                if not document.snapshot.pending:
                    self._show(document)
                    if self.client.pulls:
                        self.outlet.refresh_diagnostics()
                break
        self.flush()

    def tell(self, message: str, *, error: bool = False) -> None:
        """Log a message, once."""
        if message not in self.told:
            self.told.add(message)
            self.outlet.log(message, error=error)

    def diagnostics(self, uri: str) -> tuple[str, str]:
        """The result id and the encoded diagnostics of a document as they are."""
        document = self.documents.get(uri)
        if document is None:
            return "none", ""
        self._catch_up(document)
        items = document.encoder.items(document.snapshot)
        return f"{hash(items) & 0xFFFFFFFFFFFFFFFF:016x}", items

    def _catch_up(self, document: Document) -> None:
        if not document.waiting and document.version == document.snapshot.version:
            return
        try:
            with guarded():
                document.catch_up(self.client.encoding)
        except Exception as error:
            self.tell(f"An edit of {document.uri} failed and it was read again: {error!r}", error=True)
            with guarded():
                document.reopen(document.snapshot.environment)
        self._report_failures(document)

    def _show(self, document: Document) -> None:
        document.shown = True
        if self.client.pulls:
            return
        self.counters.published += 1
        version = document.snapshot.version if self.client.versions else None
        self.outlet.send_raw(_publish_message(document.uri, version, document.encoder.items(document.snapshot)))

    def _answer_pulls(self) -> None:
        waiting, self.pulls = self.pulls, []
        for answer, uri, known in waiting:
            if not answer.set_running_or_notify_cancel():
                continue
            answer.set_result(self.report(uri, known))

    def report(self, uri: str, known: str | None) -> Raw:
        """The answer to a pull, by a client that has the result `known`."""
        result_id, items = self.diagnostics(uri)
        if known == result_id:
            return Raw(f'{{"kind":"unchanged","resultId":"{result_id}"}}')
        self.counters.published += 1
        return Raw(f'{{"kind":"full","resultId":"{result_id}","items":[{items}]}}')

    def _report_failures(self, document: Document) -> None:
        snapshot = document.snapshot
        for entry in (*snapshot.fresh, snapshot.entries[-1]):
            for failure in entry.failures:
                self.tell(f"The rule {failure.rule} failed and is off for the code it failed on: {failure.error}")


@dataclass(frozen=True)
class Raw:
    """A result that is JSON text already."""

    text: str


def _publish_message(uri: str, version: int | None, items: str) -> str:
    tagged = f'"version":{version},' if version is not None else ""
    head = '{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":'
    return f'{head}{_quote(uri)},{tagged}"diagnostics":[{items}]}}}}'


def _quote(text: str) -> str:
    import json

    return json.dumps(text)
