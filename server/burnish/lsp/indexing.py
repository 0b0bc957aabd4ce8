"""The workspace's index beside the open documents: built by a process of its own, kept up to date between keystrokes."""

from __future__ import annotations

import asyncio
import math
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from burnish.lsp.frames import Process, unpacked
from burnish.lsp.garbage import keep
from burnish_checks.configuration import excludes_of, project_root
from burnish_checks.core.facts import Collector
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.files import discover, is_excluded, is_source
from burnish_checks.index import FileFacts, WorkspaceIndex
from burnish_checks.policy import indexed
from burnish_checks.reading import reason_of

if TYPE_CHECKING:
    from burnish.lsp.session import Session

MOST_FILES = 10_000
"""Of a larger workspace only so many files are indexed, and the index says that it is not complete."""
_BUNDLE = 25
_REST = 0.4
"""Seconds without a change before the index takes a document's new facts."""
_MOMENT = 0.02
"""Seconds between two looks whether it is idle."""
Done = Callable[[], None]
Progress = Callable[[int, int], None]


class _Stopped(Exception):
    """The folders need not be gone through any more."""


class Indexer:
    """Builds and updates the index for a session. All its methods are called on the event loop."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._index: WorkspaceIndex | None = None
        self._process: Process | None = None
        self._changed: dict[str, Snapshot] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._built = False
        self._busy = 0

    @property
    def idle(self) -> bool:
        """Whether nothing is being built or taken in."""
        return not self._busy and not self._changed

    async def at_rest(self, patience: float = math.inf) -> None:
        """Wait until it is idle, at most so many seconds."""
        end = asyncio.get_running_loop().time() + patience
        while not self.idle and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(_MOMENT)

    def build(self, roots: tuple[str, ...], done: Done, progress: Progress) -> None:
        """Index the folders anew; `done` and `progress` are called on the event loop."""
        self.stop()
        stopped = self._stopped = threading.Event()
        index = self._index = WorkspaceIndex(roots, self._collectors(roots))
        loop = asyncio.get_running_loop()
        self._built = False
        self._busy += 1

        def finished() -> None:
            self._busy -= 1
            if not stopped.is_set():
                self._built = True
                for uri, document in self._session.documents.items():
                    if not document.reading:  # it tells of itself when it has been read
                        self._changed[uri] = document.snapshot
                self._take()
                done()

        def refused(folder: str, reason: OSError) -> None:
            message = f"{folder} cannot be read: {reason_of(reason)} The rest of the workspace is indexed."
            _call(loop, lambda: self._session.tell(message))

        def work() -> None:
            try:
                files, complete = self._files(roots, stopped.is_set, refused)
                report = _thinned(lambda now, total: _call(loop, progress, now, total))
                if index.build(files, cancelled=stopped.is_set, gather=self._gather, progress=report) and not complete:
                    index.complete = False
            except Exception as error:
                reason = reason_of(error) if isinstance(error, OSError) else f"{error!r}."
                message = f"The workspace could not be indexed: {reason}"
                _call(loop, lambda: self._session.tell(message, error=True))
            _call(loop, finished)

        threading.Thread(target=work, name="indexer", daemon=True).start()

    def _collectors(self, roots: Iterable[str]) -> tuple[Collector, ...]:
        look_up = self._session.projects.look_up
        return indexed(look_up(os.path.join(root, "any.py")).settings for root in roots)

    @property
    def wants_more(self) -> bool:
        """Whether the settings ask for facts now that the index was built without."""
        return self._index is not None and self._index.collectors != self._collectors(self._index.roots)

    def ready(self) -> WorkspaceIndex | None:
        """The index, once every file has been read."""
        return self._index if self._built else None

    def changed(self, uri: str, snapshot: Snapshot) -> None:
        """Take in a document's facts, but not before it has rested for a moment."""
        if self._index is None:
            return
        self._changed[uri] = snapshot
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_REST, self._take)

    def on_disk(self, paths: Iterable[str]) -> None:
        """Read files again that have changed, come or gone on disk."""
        index = self._index
        if index is None:
            return
        open_paths = {document.path for document in self._session.documents.values()}
        wanted = [path for path in paths if path not in open_paths and is_source(path) and self._inside(path)]

        def work() -> None:
            for path in wanted:
                index.refresh(path)

        if wanted:
            self._in_thread(work)

    def stop(self) -> None:
        """Give up what is being built."""
        self._stopped.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._process is not None:
            self._process.kill()
            self._process = None

    def end(self) -> None:
        """Give up whatever threads of it do: the server ends, and waits for them."""
        self._ended.set()
        self.stop()

    def _take(self) -> None:
        """Take in the facts of the documents that have changed, in a thread, then tell the session."""
        index = self._index
        if index is None or not self._changed:
            return
        changed, self._changed = self._changed, {}

        def work() -> None:
            for snapshot in changed.values():
                index.update_from(snapshot.environment.path, snapshot)

        self._in_thread(work)

    def _in_thread(self, work: Callable[[], None]) -> None:
        index = self._index
        assert index is not None
        before = index.revision
        self._busy += 1

        async def run() -> None:
            try:
                await asyncio.to_thread(work)
            finally:
                self._busy -= 1
            if index is self._index and index.revision != before:
                self._session.index_changed()

        self._session.spawn(run())

    def _inside(self, path: str) -> bool:
        found = self._session.projects.resolve(path)
        base, patterns = excludes_of(found)
        return not is_excluded(path, base, patterns)

    def files_of(self, roots: Iterable[str]) -> list[str]:
        """The source files under folders; may be called from any thread."""
        return self._files(roots, self._ended.is_set)[0]

    def _files(
        self,
        roots: Iterable[str],
        stopped: Callable[[], bool],
        refused: Callable[[str, OSError], None] = lambda folder, reason: None,
    ) -> tuple[list[str], bool]:
        """The source files under the folders, and whether these are all; `refused` is told of folders not to be listed."""
        projects = self._session.projects
        known: dict[str, Any] = {}

        def excludes(folder: str) -> Any:
            if stopped():
                raise _Stopped
            if folder not in known:
                known[folder] = excludes_of(projects.look_up(os.path.join(folder, "any.py")))
            return known[folder]

        files: list[str] = []
        closed: list[str] = []

        def not_listed(folder: str, reason: OSError) -> None:
            closed.append(folder)
            refused(folder, reason)

        try:
            for root in roots:
                for path in discover(root, excludes, not_listed):
                    files.append(path)
                    if len(files) >= MOST_FILES:
                        return files, False
        except _Stopped:
            return files, False
        return files, not closed

    def _gather(self, paths: Iterable[str]) -> Iterator[tuple[str, FileFacts | None]]:
        """The facts of files, read by a process of its own so that the server's thread only takes them in."""
        wanted = list(paths)
        if not wanted:
            return
        kinds = frozenset(item.kind for item in self._index.collectors) if self._index is not None else frozenset()
        process = self._process = Process(background=True)
        try:
            process.greet()
            for at in range(0, len(wanted), _BUNDLE):
                bundle = wanted[at : at + _BUNDLE]
                process.send(("facts", (bundle, kinds)))
                kind, value = process.receive()
                if kind != "done":
                    raise RuntimeError(str(value))
                yield from zip(bundle, map(unpacked, value), strict=True)
                keep()
        finally:
            process.close()


def roots_of(folders: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
    """The projects that the workspace's folders, and files outside of them, belong to; none inside another."""
    found = dict.fromkeys(project_root(os.path.join(folder, "any.py"), folder) for folder in folders)
    for path in paths:
        if os.path.isabs(path) and not any(_within(path, root) for root in found):
            found[project_root(path)] = None
    return tuple(root for root in found if not any(root != other and _within(root, other) for other in found))


def _within(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: int) -> None:
    """Call a function on the event loop, from another thread, unless the loop has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *arguments)


def _thinned(report: Progress) -> Progress:
    """Reports one step in a hundred."""
    last = -1

    def progress(now: int, total: int) -> None:
        nonlocal last
        percent = 100 * now // max(total, 1)
        if percent != last:
            last = percent
            report(now, total)

    return progress
