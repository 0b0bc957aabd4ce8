"""Diagnostics that a client pulls."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from lsprotocol import types

from burnish.lsp.session import Session


def diagnostic(session: Session, params: types.DocumentDiagnosticParams, answer: Future[Any]) -> None:
    """`textDocument/diagnostic`: answered when no input waits, so that it is never about an old text."""
    session.pulls.append((answer, params.text_document.uri, params.previous_result_id))


diagnostic.answers_later = True  # type: ignore[attr-defined]
