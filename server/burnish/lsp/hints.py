"""`textDocument/inlayHint`: inferred types that are not written, each insertable; off unless settings ask for them."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from burnish.lsp.choices import text_of
from burnish.lsp.document import Document
from burnish.lsp.edits import behind_mark
from burnish.lsp.plain import moved, range_of
from burnish.lsp.session import Session
from burnish.lsp.workers import WorkerFailed
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot


async def inlay_hint(session: Session, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """The hints in a range."""
    found = session.at(params.text_document.uri)
    if found is None:
        return None
    document, first = found
    snapshot = document.snapshot
    if not _any(snapshot):
        return []
    span = session.span_of(document, moved(params.range, first))
    try:
        hints = await session.worker.call("hints", text_of(session, snapshot), span)
    except WorkerFailed as failure:
        session.tell(f"Inlay hints: {failure}")
        return []
    if document.snapshot.lines != snapshot.lines:
        return []
    return [_hint(session, document, snapshot, hint, first) for hint in hints]


def _any(snapshot: Snapshot) -> bool:
    settings = snapshot.environment.settings
    return settings.inlay_parameters or settings.inlay_returns or settings.inlay_variables


def _hint(
    session: Session, document: Document, snapshot: Snapshot, hint: dict[str, Any], first: int
) -> types.InlayHint:
    def place(span: Span) -> types.Range:
        return moved(range_of(span, snapshot.lines, session.client.encoding), -first)

    changes = [behind_mark(document, change) for change in hint["changes"]]
    edits = [types.TextEdit(place(change.span), change.new_text) for change in changes]
    return types.InlayHint(
        place(hint["span"]).start,
        hint["label"],
        kind=types.InlayHintKind.Type,
        text_edits=edits,
        tooltip=hint["why"],
        padding_left=hint["label"].startswith("->"),
    )
