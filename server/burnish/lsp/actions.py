"""`textDocument/codeAction` and `codeAction/resolve`."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from burnish.lsp.choices import Choice, Unavailable, carry_out, choice_of, choices
from burnish.lsp.document import Document
from burnish.lsp.edits import Proposal, rename_place, workspace_edit
from burnish.lsp.plain import diagnostic, moved
from burnish.lsp.session import Session
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Snapshot

REQUEST_FAILED = -32803
_MOST_SHOWN = 40
_MOST_INLINE = 3
"""So many repairs are computed at once for a client that cannot resolve them: 10 ms each in a file of 4,700 lines. The others are
commands, and so is what a worker computes, which takes seconds: the client may wait for the answer, as Emacs does."""
_PATIENCE = 5.0
"""Seconds that a person who chose a repair waits for the workspace to be read."""
Answer = types.CodeAction | types.Command


async def code_action(session: Session, params: types.CodeActionParams) -> list[Answer] | None:
    """What can be done at a range: titles at once; edits only for a client that cannot resolve them."""
    uri = params.text_document.uri
    found = session.at(uri)
    only = [_text(kind) for kind in params.context.only] if params.context.only is not None else None
    if found is None:
        settings = session.settings_texts.get(uri)
        if settings is None or not session.client.literals or "quickfix" not in (only or ["quickfix"]):
            return None
        return [*settings.mended(uri, params.range, session.client.encoding)]
    document, first = found
    snapshot = document.snapshot
    span = session.span_of(document, moved(params.range, first))
    offered = list(choices(session, document.visible, span, only))[:_MOST_SHOWN]
    client = session.client
    if not client.literals:
        return [_command(document, choice) for choice in offered] if client.applies else None
    if not client.inline_edits:
        return [_lazy(session, document, snapshot, choice) for choice in offered]
    answers: list[Answer] = []
    computed = 0
    for choice in offered:
        later = choice.slow or choice.what not in ("fix", "suppress", "suppress-file") or computed == _MOST_INLINE
        if client.applies and later:
            action = _action(session, document, snapshot, choice)
            action.command = _command(document, choice)
            answers.append(action)
        elif (answer := await _inline(session, document, snapshot, choice)) is not None:
            computed += client.applies
            answers.append(answer)
    return answers


async def resolve_code_action(session: Session, action: types.CodeAction) -> types.CodeAction:
    """A code action with its edit, computed from the current text; or disabled with the reason why there is none."""
    document, choice = chosen(session, action.data)
    snapshot = document.snapshot
    try:
        proposal = await carry_out(session, document, choice)
        if proposal.unforeseen and not session.indexer.idle:  # what the files still to be read say may settle it
            await session.indexer.at_rest(_PATIENCE)
            snapshot = document.snapshot
            proposal = await carry_out(session, document, choice)
    except Unavailable as reason:
        if not session.client.disabled:
            raise RequestFailed(str(reason)) from None
        action.disabled = types.CodeActionDisabled(str(reason))
        return action
    if document.snapshot is not snapshot and document.snapshot.lines != snapshot.lines:
        raise RequestFailed("The text has changed in the meantime.")
    _fill(session, document, action, choice, proposal)
    return action


class RequestFailed(JsonRpcException):
    """A request that made sense and came to nothing."""

    CODE = REQUEST_FAILED
    MESSAGE = "Request failed"


def chosen(session: Session, data: Any) -> tuple[Document, Choice]:
    """The document and the choice that a client hands back. Raises for what burnish did not give it."""
    if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
        raise JsonRpcInvalidParams("This is no code action of burnish.")
    try:
        choice = choice_of(data)
    except ValueError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    found = session.at(data["uri"])
    if found is None:
        raise RequestFailed("The document is not open.")
    return found[0], choice


def title_of(session: Session, title: str, safety: Safety, *, provable: bool = False) -> str:
    """The title, which says what to think of the edit before it is there; `provable` if that may yet prove safe."""
    if safety is Safety.DRAFT:
        return f"{title} (draft)"
    if safety is Safety.UNSAFE:
        return f"{title} (safe only where it is proved)" if provable else f"{title} (may change behaviour)"
    return title


def _lazy(session: Session, document: Document, snapshot: Snapshot, choice: Choice) -> types.CodeAction:
    action = _action(session, document, snapshot, choice)
    action.data = _data(document, choice)
    return action


async def _inline(session: Session, document: Document, snapshot: Snapshot, choice: Choice) -> types.CodeAction | None:
    action = _action(session, document, snapshot, choice)
    try:
        proposal = await carry_out(session, document, choice)
    except Unavailable as reason:
        if not session.client.disabled:
            return None
        action.disabled = types.CodeActionDisabled(str(reason))
        return action
    _fill(session, document, action, choice, proposal)
    return action


def _fill(session: Session, document: Document, action: types.CodeAction, choice: Choice, proposal: Proposal) -> None:
    """Give the action its edit, or the command that asks first where the client could not show what is meant."""
    client = session.client
    asks = proposal.elsewhere and not client.annotations and client.applies
    if asks and (client.inline_edits or "command" in client.resolves):
        action.command = _command(document, choice)
        return
    action.edit = workspace_edit(session, document, proposal)
    place = rename_place(session, document, proposal.repair) if "burnish.renameAt" in client.commands else None
    if place is not None:
        uri, position = place
        where = {"line": position.line, "character": position.character}
        action.command = types.Command("Rename", "burnish.renameAt", arguments=[uri, where])


def _action(session: Session, document: Document, snapshot: Snapshot, choice: Choice) -> types.CodeAction:
    action = types.CodeAction(
        title_of(session, choice.title, choice.safety, provable=choice.provable), kind=choice.kind
    )
    if choice.target is not None and choice.what == "fix":
        cell = document.cell_at(choice.span.start_line)
        target = choice.target
        own = diagnostic(target.finding, target.start, snapshot, cell.uri, session.form)
        own.range = moved(own.range, -cell.first)
        action.diagnostics = [own]
    if choice.preferred and session.client.preferred:
        action.is_preferred = True
    return action


def _command(document: Document, choice: Choice) -> types.Command:
    return types.Command(choice.title, "burnish.applyFix", arguments=[_data(document, choice)])


def _data(document: Document, choice: Choice) -> dict[str, Any]:
    cell = document.cell_at(choice.span.start_line)
    return {"uri": cell.uri, "version": document.snapshot.version, **choice.data()}


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind
