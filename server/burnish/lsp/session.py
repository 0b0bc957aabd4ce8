"""The session with one client: the only thing that changes. It holds the open documents and swaps their snapshots."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from lsprotocol import types

from burnish.lsp.advancing import Advancing
from burnish.lsp.changes import mark_width, without_mark
from burnish.lsp.client import Client
from burnish.lsp.document import Document, path_of
from burnish.lsp.encode import Counters, Encoder, Form, lines_on_disk
from burnish.lsp.garbage import keep, uncollected
from burnish.lsp.guard import guarded
from burnish.lsp.indexing import Indexer, roots_of
from burnish.lsp.notebooks import Notebook
from burnish.lsp.opening import SHORT, Opening
from burnish.lsp.outlet import Outlet, Reporter
from burnish.lsp.project import Projects
from burnish.lsp.publishing import Publishing
from burnish.lsp.raw import publish_message
from burnish.lsp.settings_text import SettingsText
from burnish.lsp.workers import Worker
from burnish_checks.configuration import Problem
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import position_of_units


@dataclass
class Session:  # burnish: ignore[large-class] the one object that changes; what it does is in its parts
    """One client and its documents."""

    outlet: Outlet
    client: Client = field(default_factory=Client)
    projects: Projects = field(default_factory=Projects)
    documents: dict[str, Document] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)
    told: set[str] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)
    """By rule or refactoring: how many of its repairs did not hold up, and so were not offered."""
    worker: Worker = field(init=False)
    """The process for what a person waits for."""
    sweeper: Worker = field(init=False)
    """The process that reviews files that are not open."""
    indexer: Indexer = field(init=False)
    files_revision: int = 0
    """Counts the changes on disk and of the settings."""
    options: dict[str, Any] = field(default_factory=dict)
    """The settings given with `initialize`; what the client says later goes before."""
    cancels: dict[int | str, Callable[[], object]] = field(default_factory=dict)
    """By token of a progress bar: what ends what it tells of."""
    settings_texts: dict[str, SettingsText] = field(default_factory=dict)
    """The open settings files."""
    ignored: set[str] = field(default_factory=set)
    """The open documents that are not Python."""
    shown_problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    """By settings file: what was published as wrong in it."""
    watch: asyncio.Task[Any] | None = None
    """Notices what changes on disk, for a client that does not."""
    advancing: Advancing = field(init=False)
    publishing: Publishing = field(init=False)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.worker = Worker(self.answer)
        self.sweeper = Worker(self.answer, background=True)
        self.indexer = Indexer(self)
        self.advancing = Advancing(self)
        self.publishing = Publishing(self)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something beside the messages; what it raises is logged."""

        def done(task: asyncio.Task[Any]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                self.tell(f"{type(error).__name__}: {error}", error=True)

        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(done)
        return task

    def start_index(self) -> None:
        """Index the workspace's folders anew, with progress for the person who waits."""
        roots = self.roots
        if roots:

            def cancel() -> None:
                self.indexer.stop()
                progress.end()

            progress = self.outlet.begin_progress("Indexing the workspace", cancel=cancel)
            self.indexer.build(roots, lambda: self._indexed(progress), progress.report)

    def _indexed(self, progress: Reporter) -> None:
        progress.end()
        self.index_changed()

    def index_changed(self) -> None:
        """Let the open documents ask the index again; what is new is checked in slices."""
        index = self.projects.index = self.indexer.ready() or self.projects.index
        for document in self.documents.values():
            if document.reading:
                continue
            self._catch_up(document)
            with guarded():
                before = document.snapshot
                document.snapshot = before.refresh(index)
            if document.snapshot.fresh:
                document.shown = False
        self.flush()

    def files_changed(self) -> None:
        """Something in the workspace has changed on disk, or the settings have."""
        self.files_revision += 1
        self._news.set()
        self._news = asyncio.Event()

    async def files_changed_since(self, revision: int) -> None:
        """Wait until something in the workspace has changed."""
        while self.files_revision == revision:
            await self._news.wait()

    async def workspace_wanted(self) -> None:
        """Wait until the client's settings ask for the whole workspace to be reviewed."""
        while not self.projects.whole_workspace:
            await self._news.wait()

    async def workspace_files(self) -> list[str]:
        """The paths of the workspace's files."""
        return await asyncio.to_thread(self.indexer.files_of, self.roots)

    @property
    def roots(self) -> tuple[str, ...]:
        """The projects in the workspace."""
        return roots_of(self.projects.folders, [document.path for document in self.documents.values()])

    @property
    def form(self) -> Form:
        """How diagnostics are written for the client."""
        return Form(self.client.shape, self.client.encoding, self.lines_of)

    def reviewing(self) -> tuple[Any, ...]:
        """What a worker must know to review files as this session would."""
        index = self.projects.index
        client = self.client
        projects = self.projects
        settings = dict(projects.client), dict(projects.by_folder)
        return (projects.folders, settings, projects.all_shown, client.shape, client.encoding,
                index.revision if index is not None else None)  # fmt: skip

    def look_up_baselines(self) -> None:
        """Leave out what the baselines know now, and publish the documents for which that is something else."""
        changed = [document.leave_out(self.projects.unknown(document.path)) for document in self.documents.values()]
        if any(changed):
            self.outlet.refresh()

    def reopen(self, document: Document, environment: Environment) -> None:
        """Review a document anew, under other settings."""
        if not document.reading:
            self._catch_up(document)
        with guarded():
            document.reopen(environment)

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

    def open(self, uri: str, text: str, version: int | None) -> None:
        """Take a document in, a long one in steps. Opened again, it starts afresh."""
        path, client = path_of(uri), self.client
        environment, unknown = self.projects.holding(path)
        plain = without_mark(text, client.encoding)
        with guarded():
            opening = Opening(plain, environment, version) if text.count("\n") >= SHORT else None
            snapshot = opening.first if opening is not None else open_document(plain, environment, version)
        encoder = Encoder(uri, self.form, self.counters)
        mark = mark_width(text, client.encoding)
        held = self.documents[uri].held if uri in self.documents else []
        document = Document(uri, path, snapshot, encoder, version, mark, unknown=unknown, opening=opening, held=held)
        self.documents[uri] = document
        if opening is None:
            self._taken_in(document)

    def _taken_in(self, document: Document) -> None:
        """A document is read to the end, from what was known of the other files when that began."""
        if document.snapshot.environment.project is not self.projects.index:
            document.snapshot = document.snapshot.refresh(self.projects.index)
        self._report_failures(document)
        self.indexer.changed(document.uri, document.snapshot)

    def hold(self, uri: str, call: Callable[[], None]) -> bool:
        """Whether something about a document is called only when its review is complete."""
        document = self.documents.get(uri)
        if document is None or document.opening is None:
            return False
        document.held.append(call)
        return True

    def change(self, uri: str, changes: list[Any], version: int | None) -> None:
        """Note changes to a document; they are made when its text is next needed or the input is empty."""
        document = self.documents.get(uri)
        if document is None:
            self._change_other(uri, changes, version)
            return
        document.waiting += changes
        if version is not None:
            document.version = version

    def open_settings(self, uri: str, text: str, version: int | None) -> None:
        """Take a settings file in, to say what is wrong in it as it is typed; what is saved of it counts."""
        self.settings_texts[uri] = SettingsText.of(path_of(uri), text, version)
        self._show_settings(uri)

    def ignore(self, uri: str) -> None:
        """Take note of a document that is no Python: nothing is said of it."""
        self.ignored.add(uri)

    def _change_other(self, uri: str, changes: list[Any], version: int | None) -> None:
        settings = self.settings_texts.get(uri)
        if settings is not None:
            settings.change(changes, version, self.client.encoding)
            self._show_settings(uri)
        elif uri not in self.ignored:
            self.tell(f"A change to {uri} was ignored: it is not open.")

    def _show_settings(self, uri: str) -> None:
        settings = self.settings_texts[uri]
        if not self.client.pulls:
            version = settings.version if self.client.versions else None
            self.publishing.publish(uri, version, settings.diagnostics(self.client.encoding))

    def close(self, uri: str) -> None:
        """Let a document go, with its squiggles."""
        self.ignored.discard(uri)
        settings = self.settings_texts.pop(uri, None)
        if settings is not None:
            self.shown_problems.pop(settings.path, None)
            if not self.client.pulls:
                self.publishing.publish(uri, None, [])
            return
        document = self.documents.pop(uri, None)
        if document is None:
            return
        if not self.client.pulls:
            self.outlet.send_raw(*publish_message(uri, None, ()))
        self.indexer.on_disk([document.path])
        for call in document.held:
            call()

    def at(self, uri: str) -> tuple[Document, int] | None:
        """The document that a URI names and the line at which what it names begins, with all changes made."""
        document = self.documents.get(uri)
        if document is not None:
            self._catch_up(document)
            if document.opening is not None:
                document.snapshot = document.snapshot.settled()
            return document, 0
        for notebook in self.documents.values():
            if isinstance(notebook, Notebook) and (first := notebook.first_line(uri)) is not None:
                return notebook, first
        return None

    def span_of(self, document: Document, place: types.Range) -> Span:
        """A client's range, in lines of the document, moved into the text."""
        lines, encoding = document.snapshot.lines, self.client.encoding
        start = position_of_units(lines, place.start.line, place.start.character, encoding)
        end = position_of_units(lines, place.end.line, place.end.character, encoding)
        return Span(*start, *max(start, end))

    def lines_of(self, path: str) -> Sequence[str]:
        """The lines of any file: as the client has it, else as the disk has it, else none."""
        for document in self.documents.values():
            if document.path == path:
                return document.snapshot.lines
        return lines_on_disk(path)

    def flush(self) -> None:
        """Make what waits, publish what changed, answer pulls. Called when no input waits."""
        with uncollected():
            for document in list(self.documents.values()):
                if not document.reading:
                    self._catch_up(document)
                if document.opening is not None and not document.reading and not self.advancing.presses(document):
                    document.opening, document.shown = None, False
                    keep()
                if not document.shown:
                    self.publishing.show(document)
                while document.held and document.opening is None:
                    document.held.pop(0)()
            if self.publishing.pulls:
                self.publishing.answer_pulls()
        for document in self.documents.values():
            if document.spent is not None:
                document.spent = None
                self.indexer.changed(document.uri, document.snapshot)
        self.advancing.go_on()

    def read(self, document: Document, *, whole: bool = False) -> None:
        """Read some more of a long document, or all of it."""
        assert document.opening is not None
        with guarded():
            document.snapshot = document.opening.read_on(document.snapshot, whole=whole)
        if not document.reading:
            self._taken_in(document)

    def settled(self, document: Document, before: Snapshot) -> None:
        """Tell of what a slice has changed in a document, and publish when it has none left, or all module rules have run.

        At 1,000 lines an edited import changes what one of these finds, and is then asked for 200 times to no effect.
        """
        self._report_failures(document)
        if document.snapshot.joined is not before.joined:
            self.indexer.changed(document.uri, document.snapshot)
        document.overtaken = document.overtaken or bool(document.snapshot.fresh)
        if document.opening is not None:
            document.shown = document.shown and not document.opening.worth_showing(document.snapshot)
        elif document.overtaken:
            if not self.advancing.presses(document):
                self.publishing.show(document)
                if self.client.pulls:
                    self.outlet.refresh()
            elif before.due.rules and not document.snapshot.due.rules and not self.client.pulls:
                self.publishing.show(document)

    def tell(self, message: str, *, error: bool = False) -> None:
        """Log a message, once."""
        if message not in self.told:
            self.told.add(message)
            self.outlet.log(message, error=error)

    def refuse(self, name: str, reason: str) -> None:
        """Log and count a repair that is not offered."""
        self.refusals[name] += 1
        self.outlet.note(f"{name}: a repair is not offered ({self.refusals[name]} so far): {reason}")

    def _catch_up(self, document: Document) -> None:
        if document.reading:
            self.read(document, whole=True)
        if not document.waiting and document.version == document.snapshot.version:
            return
        try:
            with guarded():
                document.catch_up(self.client.encoding)
        except Exception as error:
            self.tell(f"An edit of {document.uri} failed and it was read again: {error!r}", error=True)
            with guarded():
                document.reopen(document.snapshot.environment, self.client.encoding)
        self._report_failures(document)

    def _report_failures(self, document: Document) -> None:
        snapshot = document.snapshot
        for entry in (*snapshot.fresh, *snapshot.entries[-1:]):
            for failure in entry.failures:
                self.tell(f"The rule {failure.rule} failed and is off for the code it failed on: {failure.error}")
