"""The reviewer's text of an open document."""

from __future__ import annotations

from burnish.lsp.choices import text_of
from burnish.lsp.document import Document
from burnish.lsp.session import Session


async def review_document(session: Session, document: Document) -> str:
    """The review in Markdown, computed in a worker."""
    result: str = await session.worker.call("review", text_of(session, document.snapshot))
    return result
