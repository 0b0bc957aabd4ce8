"""`workspace/willRenameFiles`: imports follow files and folders that a person moves in the editor."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import cast

from lsprotocol import types

from burnish.lsp.document import path_of
from burnish.lsp.edits import Proposal, workspace_edit
from burnish.lsp.renaming import index_at_rest
from burnish.lsp.session import Session
from burnish_checks.core.repair import Repair
from burnish_checks.core.rule import Safety


async def will_rename_files(session: Session, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """The edits that let imports follow; to be made before the files move."""
    await index_at_rest(session)
    if session.projects.index is None:
        return None
    from burnish_checks.renaming import Index, hindrance, move_files

    index = cast("Index", session.projects.index)
    moves = dict(_moves([(path_of(item.old_uri), path_of(item.new_uri)) for item in params.files], index.files))
    reasons = {old: hindrance(old, new, index) for old, new in moves.items() if new not in moves}
    moves = {old: new for old, new in moves.items() if not reasons.get(old)}
    for reason in dict.fromkeys(filter(None, reasons.values())):
        session.outlet.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(types.MessageType.Warning, reason))
    repair = await asyncio.to_thread(move_files, moves, index)
    if not session.client.annotations:
        repair = Repair(tuple(change for change in repair.changes if not change.confirm))
    if not repair.changes:
        return None
    return workspace_edit(session, None, Proposal(repair, "Let imports follow", Safety.SAFE, asked=True))


def _moves(named: Iterable[tuple[str, str]], files: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Old and new path of each file that moves, by itself or with its folder."""
    for old, new in named:
        if os.path.splitext(old)[1] in (".py", ".pyi"):
            yield old, new
        inside = old.rstrip(os.sep) + os.sep
        yield from ((path, new + os.sep + path[len(inside) :]) for path in files if path.startswith(inside))
