"""One handler for each method that the server answers: a function of the session and the parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from burnish.lsp.diagnostics import diagnostic
from lsprotocol import types

HANDLERS: dict[str, Callable[..., Any]] = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
}
