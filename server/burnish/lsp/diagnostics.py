"""Diagnostics that a client pulls: of one document, and of the whole workspace."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from typing import Any

from lsprotocol import types

from burnish.lsp.outlet import Reporter
from burnish.lsp.raw import Raw, full_report, unchanged_report
from burnish.lsp.session import Session
from burnish.lsp.sweep import Report, Sweep


def diagnostic(session: Session, params: types.DocumentDiagnosticParams, answer: Future[Any]) -> None:
    """`textDocument/diagnostic`: answered when no input waits, so that it is never about an old text.

    Where the whole workspace is reviewed, a file that is not open is reviewed as it is on disk.
    """
    uri, known = params.text_document.uri, params.previous_result_id
    if session.projects.whole_workspace and session.at(uri) is None and uri not in session.settings_texts:
        session.spawn(_answer_of_file(session, uri, known, answer))
    else:
        session.publishing.pulls.append((answer, uri, known))


diagnostic.answers_later = True  # type: ignore[attr-defined]


async def _answer_of_file(session: Session, uri: str, known: str | None, answer: Future[Any]) -> None:
    report = await Sweep(session).of(uri)
    if not answer.set_running_or_notify_cancel():
        return
    if report is None:
        answer.set_result(session.publishing.report(uri, known))
    elif report.result_id == known:
        answer.set_result(unchanged_report(known))
    else:
        answer.set_result(full_report(report.result_id, (report.items,)))


async def workspace_diagnostic(session: Session, params: types.WorkspaceDiagnosticParams) -> Raw:
    """`workspace/diagnostic`: every file of the workspace, those that changed since the client last asked.

    Where nothing has changed, or only open files are to be reviewed, the answer waits until something does.
    """
    known = {item.uri: item.value for item in params.previous_result_ids}
    token, task = params.work_done_token, asyncio.current_task()
    end = task.cancel if task is not None else None
    while True:
        await session.workspace_wanted()
        seen = session.files_revision
        progress = session.outlet.begin_progress("Reviewing the workspace", token, end)
        try:
            reports = await _reports(session, progress, params.partial_result_token, known)
        finally:
            progress.end()
        if reports is not None:
            return Raw((b'{"items":[', b",".join(reports), b"]}"))
        await session.files_changed_since(seen)
        token = None


async def _reports(
    session: Session, progress: Reporter, token: types.ProgressToken | None, known: dict[str, str]
) -> list[bytes] | None:
    """What to answer, less what was streamed under the token; None if there is no news."""
    sweep = Sweep(session)
    news, rest = False, []
    async for report in sweep.run(progress):
        if known.get(report.uri) == report.result_id:
            continue
        news = True
        if token is None:
            rest.append(_full(report))
        else:
            session.outlet.send_raw(*_partial(token, _full(report)))
            await asyncio.sleep(0)
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
