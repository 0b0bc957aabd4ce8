"""One review of all files of the workspace: open ones as they are, the others in a worker of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import islice

from burnish.lsp.document import path_of
from burnish.lsp.encode import uri_of
from burnish.lsp.notebooks import Notebook
from burnish.lsp.outlet import Reporter
from burnish.lsp.session import Session
from burnish.lsp.workers import WorkerFailed

_BUNDLE = 20
_LIMIT = 300.0
"""Seconds for a bundle of files."""


@dataclass(frozen=True)
class Report:
    """The diagnostics of one file."""

    uri: str
    version: int | None
    result_id: str
    items: bytes


class Sweep:
    """A review under way; `seen` holds the URIs of all files it has come to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.seen: set[str] = set()

    async def of(self, uri: str) -> Report | None:
        """The report on a file of the workspace that is not open; None if it is none, or cannot be reviewed."""
        session, path = self._session, path_of(uri)
        if path not in await session.workspace_files():
            return None
        try:
            found = await session.sweeper.call("review-files", [path], *session.reviewing(), limit=_LIMIT)
        except WorkerFailed as failure:
            session.tell(f"{path} could not be reviewed: {failure}", error=True)
            return None
        return Report(uri, None, _identity(found[0]), found[0]) if found[0] is not None else None

    async def run(self, progress: Reporter) -> AsyncIterator[Report]:
        """A report for each file, as it is done."""
        session = self._session
        open_paths = {}
        for uri, document in list(session.documents.items()):
            open_paths[document.path] = uri
            if not isinstance(document, Notebook):
                result_id, parts = session.publishing.diagnostics(uri)
                self.seen.add(uri)
                yield Report(uri, document.snapshot.version, result_id, b"".join(parts))
        paths = [path for path in await session.workspace_files() if path not in open_paths]
        done = 0
        for bundle in _bundles(paths):
            found: list[bytes | None]
            try:
                found = await session.sweeper.call("review-files", bundle, *session.reviewing(), limit=_LIMIT)
            except WorkerFailed as failure:
                session.tell(f"{bundle[0]} and those behind it could not be reviewed: {failure}", error=True)
                found = [None] * len(bundle)
            done += len(bundle)
            progress.report(done, len(paths))
            for path, encoded in zip(bundle, found, strict=True):
                uri = uri_of(path)
                self.seen.add(uri)
                if encoded is not None:
                    yield Report(uri, None, _identity(encoded), encoded)


def _bundles(paths: Iterable[str]) -> Iterable[list[str]]:
    source = iter(paths)
    while bundle := list(islice(source, _BUNDLE)):
        yield bundle


def _identity(items: bytes) -> str:
    from hashlib import blake2b

    return blake2b(items, digest_size=8).hexdigest()
