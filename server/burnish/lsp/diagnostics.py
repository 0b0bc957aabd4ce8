"""Diagnostics that a client pulls: of one document, and of the whole workspace."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from typing import Any

from lsprotocol import types

from burnish.lsp.session import Raw, Session
from burnish.lsp.sweep import Report, Sweep


def diagnostic(session: Session, params: types.DocumentDiagnosticParams, answer: Future[Any]) -> None:
    """`textDocument/diagnostic`: answered when no input waits, so that it is never about an old text."""
    session.pulls.append((answer, params.text_document.uri, params.previous_result_id))


diagnostic.answers_later = True  # type: ignore[attr-defined]


async def workspace_diagnostic(session: Session, params: types.WorkspaceDiagnosticParams) -> Raw:
    """`workspace/diagnostic`: every file of the workspace, those that changed since the client last asked.

    Where nothing has changed, or only open files are to be reviewed, the answer waits until something does.
    """
    known = {item.uri: item.value for item in params.previous_result_ids}
    while True:
        await session.workspace_wanted()
        seen = session.files_revision
        reports = await _reports(session, params, known)
        if reports is not None:
            return Raw((b'{"items":[', b",".join(reports), b"]}"))
        await session.files_changed_since(seen)


async def _reports(
    session: Session, params: types.WorkspaceDiagnosticParams, known: dict[str, str]
) -> list[bytes] | None:
    """What to answer, less what was streamed; None if there is no news."""
    token = params.partial_result_token
    sweep = Sweep(session)
    news, rest = False, []
    task = asyncio.current_task()
    progress = session.outlet.begin_progress(
        "Reviewing the workspace", params.work_done_token, task.cancel if task is not None else None
    )
    try:
        async for report in sweep.run(progress):
            if known.get(report.uri) == report.result_id:
                continue
            news = True
            if token is None:
                rest.append(_full(report))
            else:
                session.outlet.send_raw(*_partial(token, _full(report)))
                await asyncio.sleep(0)
    finally:
        progress.end()
    for uri in known.keys() - sweep.seen:
        news = True
        rest.append(_full(Report(uri, None, "gone", b"")))
    return rest if news or not known else None


def _full(report: Report) -> bytes:
    version = "null" if report.version is None else str(report.version)
    head = (
        f'{{"kind":"full","uri":{json.dumps(report.uri)},"version":{version},"resultId":"{report.result_id}","items":['
    )
    return head.encode() + report.items + b"]}"


def _partial(token: Any, report: bytes) -> tuple[bytes, bytes, bytes]:
    head = f'{{"jsonrpc":"2.0","method":"$/progress","params":{{"token":{json.dumps(token)},"value":{{"items":['
    return head.encode(), report, b"]}}}"
