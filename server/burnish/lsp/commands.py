"""`workspace/executeCommand`: what menus and other commands of a client call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from burnish.lsp.actions import RequestFailed, chosen
from burnish.lsp.choices import Choice, Unavailable, carry_out
from burnish.lsp.document import Document
from burnish.lsp.edits import Proposal, workspace_edit
from burnish.lsp.session import Session
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Safety
from burnish_checks.documentation import explained, rule_url
from burnish_checks.index import WorkspaceIndex
from burnish_checks.registry import by_slug, named

_APPLY, _CANCEL = "Apply", "Cancel"
_NOWHERE = Span(0, 0, 0, 0)


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """Run a command by name."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"There is no command {params.command}.")
    return await command(session, list(params.arguments or ()))


async def apply_fix(session: Session, arguments: list[Any]) -> bool:
    """Carry out a code action that was handed out as a command; asks first where others would not show a preview."""
    document, choice = chosen(session, arguments[0] if arguments else None)
    return await _apply(session, document, choice)


async def fix_all(session: Session, arguments: list[Any]) -> bool:
    """Fix all that is safe in a document, by URI."""
    document = _document(session, arguments)
    return await _apply(session, document, Choice("fix-all", "Fix all that burnish can fix safely", "", _NOWHERE))


async def explain_rule(session: Session, arguments: list[Any]) -> str:
    """The page of a rule (a slug or a peer's code) in Markdown."""
    return explained(_rule(arguments))


async def show_rule(session: Session, arguments: list[Any]) -> bool:
    """Open the page of a rule in a browser, where the client can."""
    url = rule_url(_rule(arguments))
    if not session.client.shows_documents:
        raise RequestFailed(f"This editor cannot open {url}.")
    result = await session.outlet.ask(types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(url, external=True))
    return bool(result and result.success)


async def restart_workers(session: Session, arguments: list[Any]) -> None:
    """End the worker processes and start fresh ones."""
    session.worker.kill()
    await session.worker.warm()


async def review(session: Session, arguments: list[Any]) -> str:
    """The review of an open document, by URI, in Markdown."""
    from burnish.lsp.reviewing import review_document

    return await review_document(session, _document(session, arguments))


async def statistics(session: Session, arguments: list[Any]) -> dict[str, int]:
    """Counts of the work done so far, which do not depend on the machine."""
    counters, index = session.counters, session.projects.index
    return {
        "indexed": len(index.files) if isinstance(index, WorkspaceIndex) else 0,
        "encoded": counters.encoded,
        "moved": counters.moved,
        "published": counters.published,
        "workers": session.worker.started,
        "workerProcess": session.worker.process_id or 0,
    }


async def show_known(session: Session, arguments: list[Any]) -> bool:
    """Show the findings that the baseline knows too, or leave them out again; whether they are shown now."""
    wanted = arguments[0] if arguments else None
    session.projects.all_shown = wanted if isinstance(wanted, bool) else not session.projects.all_shown
    if not any(session.projects.has_baseline(document.path) for document in session.documents.values()):
        message = "No project of the open files has a baseline: nothing is left out."
        session.outlet.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(types.MessageType.Info, message))
    session.look_up_baselines()
    session.files_changed()
    session.flush()
    return session.projects.all_shown


COMMANDS: dict[str, Callable[[Session, list[Any]], Awaitable[Any]]] = {
    "burnish.applyFix": apply_fix,
    "burnish.explainRule": explain_rule,
    "burnish.fixAll": fix_all,
    "burnish.restartWorkers": restart_workers,
    "burnish.review": review,
    "burnish.showKnown": show_known,
    "burnish.showRule": show_rule,
    "burnish.statistics": statistics,
}


async def _apply(session: Session, document: Document, choice: Choice) -> bool:
    if not session.client.applies:
        raise RequestFailed("This editor does not let a server apply edits.")
    snapshot = document.snapshot
    try:
        proposal = await carry_out(session, document, choice)
    except Unavailable as reason:
        raise RequestFailed(str(reason)) from None
    if not await _agreed(session, proposal):
        return False
    if document.snapshot.lines != snapshot.lines:
        raise RequestFailed("The text has changed in the meantime.")
    edit = workspace_edit(session, document, proposal)
    params = types.ApplyWorkspaceEditParams(edit, label=proposal.title)
    result = await session.outlet.ask(types.WORKSPACE_APPLY_EDIT, params)
    return bool(result and result.applied)


async def _agreed(session: Session, proposal: Proposal) -> bool:
    """Whether a person agrees, where the client does not show a preview by itself."""
    confirm = next((change.confirm for change in proposal.repair.changes if change.confirm), "")
    if session.client.annotations or not (proposal.elsewhere or confirm):
        return True
    files = len({change.path for change in proposal.repair.changes})
    moved = " and renames it" if proposal.repair.moves else ""
    message = f"{proposal.title}: this changes {files} files{moved}." if proposal.elsewhere else f"{proposal.title}."
    why = confirm or (proposal.why if proposal.safety is not Safety.SAFE else "")
    actions = [types.MessageActionItem(_APPLY), types.MessageActionItem(_CANCEL)]
    params = types.ShowMessageRequestParams(types.MessageType.Warning, f"{message} {why}".strip(), actions)
    answer = await session.outlet.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params)
    return answer is not None and answer.title == _APPLY


def _document(session: Session, arguments: list[Any]) -> Document:
    uri = arguments[0] if arguments else None
    if isinstance(uri, dict):
        uri = uri.get("uri")
    found = session.at(uri) if isinstance(uri, str) else None
    if found is None:
        raise JsonRpcInvalidParams("The first argument is the URI of an open document.")
    return found[0]


def _rule(arguments: list[Any]) -> Any:
    name = arguments[0] if arguments else None
    rules = (by_slug()[name],) if isinstance(name, str) and name in by_slug() else named(str(name))
    if not rules:
        raise JsonRpcInvalidParams(f"There is no rule {name}.")
    return rules[0]
