"""`textDocument/rename` and `prepareRename`, by way of `burnish_checks.renaming`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import TypeVar

from lsprotocol import types

from burnish.lsp.actions import RequestFailed
from burnish.lsp.document import Document
from burnish.lsp.edits import Proposal, workspace_edit
from burnish.lsp.plain import moved, range_of
from burnish.lsp.session import Session
from burnish_checks.core.positions import Position
from burnish_checks.core.repair import Refused, Repair
from burnish_checks.core.rule import Safety

_MOMENT = 0.02
"""Seconds between looks at whether the index is complete."""
_MOST_PLACES = 5
Told = TypeVar("Told")


async def prepare_rename(session: Session, params: types.PrepareRenameParams) -> types.Range | None:
    """The range of the name at a position, if it can be renamed."""
    found = _at(session, params.text_document.uri, params.position)
    if found is None:
        return None
    from burnish_checks.actions import rename as renaming

    document, first, position = found
    span = await _beside(document, renaming.prepare_rename, position)
    return moved(range_of(span, document.snapshot.lines, session.client.encoding), -first)


async def rename(session: Session, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edit that renames what stands at a position, in every file that names it."""
    found = _at(session, params.text_document.uri, params.position)
    if found is None:
        return None
    from burnish_checks.actions import rename as renaming

    await index_at_rest(session)
    document, _, position = found
    repair = await _beside(document, renaming.rename, position, params.new_name)
    try:
        repair = document.fitting(repair)
    except Refused as reason:
        raise RequestFailed(str(reason)) from None
    repair = _certain(session, document, repair)
    title = repair.title or f"Rename to `{params.new_name}`"
    proposal = Proposal(repair, title, repair.safety or Safety.SAFE, repair.why, asked=True)
    return workspace_edit(session, document, proposal)


async def _beside(document: Document, work: Callable[..., Told], *given: object) -> Told:
    """What is told of a document in a thread of its own; an edit meanwhile takes over its lines and trees."""
    snapshot = document.snapshot
    try:
        found = await asyncio.to_thread(work, snapshot, *given)
    except Refused as reason:
        raise RequestFailed(str(reason)) from None
    except Exception:
        if document.snapshot.lines == snapshot.lines:
            raise
    if document.snapshot.lines != snapshot.lines:
        raise RequestFailed("The text has changed in the meantime.")
    return found


def _certain(session: Session, document: Document, repair: Repair) -> Repair:
    """The repair without what may be named otherwise, for a client that cannot ask whether it is meant; it is told of that."""
    from burnish_checks.renaming import CLASS_UNKNOWN, MIRRORED

    left = [change for change in repair.changes if change.confirm in (CLASS_UNKNOWN, MIRRORED)]
    if session.client.annotations or not left:
        return repair
    unsure = [change for change in left if change.confirm == CLASS_UNKNOWN]
    if unsure:
        places = [f"{PurePath(item.path or document.path).name}:{item.span.start_line + 1}" for item in unsure]
        shown = ", ".join(places[:_MOST_PLACES]) + (", ..." if len(places) > _MOST_PLACES else "")
        message = f"What kind of object this is cannot be told, so the name stays: {shown}."
        session.outlet.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(types.MessageType.Info, message))
    return replace(repair, changes=tuple(change for change in repair.changes if change not in left))


async def index_at_rest(session: Session) -> None:
    """Wait until the workspace has been read: a rename that knows half the files would break the other half."""
    while session.roots and not session.indexer.idle:
        await asyncio.sleep(_MOMENT)


def _at(session: Session, uri: str, place: types.Position) -> tuple[Document, int, Position] | None:
    found = session.at(uri)
    if found is None:
        return None
    document, first = found
    span = session.span_of(document, moved(types.Range(place, place), first))
    return document, first, span.start
