"""One handler for each method that the server answers: a function of the session and the parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from burnish.lsp.actions import code_action, resolve_code_action
from burnish.lsp.diagnostics import diagnostic

HANDLERS: dict[str, Callable[..., Any]] = {
    types.CODE_ACTION_RESOLVE: resolve_code_action,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
}
