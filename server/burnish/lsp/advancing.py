"""What opening and edits leave to be done in documents: in slices, while no input waits.

A broken block is expected to be mended at once, so slow topics are told of it only once nobody has typed for a moment; see
`burnish_checks.core.settling`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from burnish.lsp.document import Document
from burnish.lsp.garbage import uncollected
from burnish.lsp.guard import guarded

if TYPE_CHECKING:
    from burnish.lsp.session import Session

_SLICE = 8
"""Blocks checked between two publishes of what is being opened, at the least."""
_MOST = 64
"""Blocks checked again, or questions asked, in a slice behind an edit: the way from one to the next takes 0.2 ms, and 588
questions behind an edited import were 75 slices."""
_LONGEST = 0.005
"""Seconds after which such a slice ends, as it does when input waits: there are other tasks in the loop."""
_SHORT = 0.001
"""The same of a slice in which something is made ready that may never be needed."""
_SLICES = 128
"""Looks at the input, at the most, while all blocks of a document are checked: each slice goes through them all."""
_PAUSE = 1.0
"""Seconds without an edit after which a broken block is not expected to be mended at once."""


class Advancing:
    """Does what is left to be done in the documents of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.input_waits: Callable[[], bool] = lambda: False
        """Whether a message has come that is not yet handled: a slice ends there."""
        self._going = False
        self._pausing = False
        self._preparing = False

    def presses(self, document: Document) -> bool:
        """Whether there is something to do in a document; what waits until its broken blocks are mended, if it is pulled.

        A client that cannot be told to pull again gets what will hold, at once.
        """
        return document.snapshot.unsettled and (not document.snapshot.resting or bool(self.session.publishing.pulls))

    def go_on(self) -> None:
        """See to it that what is left is done, if there is anything."""
        if self._going:
            return
        documents = self.session.documents.values()
        if any(document.reading or self.presses(document) for document in documents):
            self._going = True
            self.session.outlet.later(self._advance)
            return
        if not self._pausing and any(document.snapshot.resting for document in documents):
            self._pause()
        if not self._preparing and any(document.encoder.is_unready for document in documents):
            self._preparing = True
            self.session.outlet.later(self._prepare)

    def _prepare(self) -> None:
        """Make ready what a new line will need to be shown, now that nothing is left to do."""
        self._preparing = False
        end = perf_counter() + _SHORT
        for document in self.session.documents.values():
            if document.opening is None and document.encoder.is_unready:
                document.encoder.get_ready(document.visible, lambda: self.input_waits() or perf_counter() > end)
                break
        self.go_on()

    def _pause(self) -> None:
        """Settle documents with broken blocks once nothing has been typed in them for a moment."""
        documents = self.session.documents
        seen = {uri: document.snapshot for uri, document in documents.items() if document.snapshot.resting}

        def end() -> None:
            self._pausing = False
            for uri, snapshot in seen.items():
                document = documents.get(uri)
                if document is not None and document.snapshot is snapshot and not document.waiting:
                    self._settle(document)
            self.session.flush()

        self._pausing = True
        self.session.outlet.later(end, _PAUSE)

    def _advance(self) -> None:
        """Do one slice of what opening and edits have left to be done, and publish when a document has none left."""
        self._going = False
        with uncollected():
            for document in self.session.documents.values():
                if document.reading:
                    self.session.read(document)
                    break
                if self.presses(document) and not document.waiting:
                    self._settle(document)
                    break
        self.session.flush()

    def _settle(self, document: Document) -> None:
        """Do some of what is due in a document: stages that are short one after the other, since each way round the loop
        takes 0.2 ms, and an edited import in 200 lines leaves eight of them."""
        end = perf_counter() + _LONGEST

        def waits() -> bool:
            return self.input_waits() or perf_counter() > end

        while True:
            before = document.snapshot
            with guarded():
                if document.opening is not None:
                    most = max(_SLICE, len(before.entries) // _SLICES)
                    document.snapshot = before.advance(most, self.input_waits)
                else:
                    document.snapshot = before.advance(_MOST, waits)
            self.session.settled(document, before)
            if document.opening is not None or waits() or not self.presses(document):
                return
