"""One handler for each method that the server answers: a function of the session and the parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from burnish.lsp.actions import code_action, resolve_code_action
from burnish.lsp.comments import completion, hover
from burnish.lsp.diagnostics import diagnostic, workspace_diagnostic
from burnish.lsp.hints import inlay_hint
from burnish.lsp.lens import code_lens
from burnish.lsp.moving import will_rename_files
from burnish.lsp.renaming import prepare_rename, rename
from burnish.lsp.workspace import (
    did_cancel_progress,
    did_change_configuration,
    did_change_watched_files,
    did_save,
    initialized,
)

HANDLERS: dict[str, Callable[..., Any]] = {
    types.CODE_ACTION_RESOLVE: resolve_code_action,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action,
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_CODE_LENS: code_lens,
    types.TEXT_DOCUMENT_COMPLETION: completion,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
    types.TEXT_DOCUMENT_HOVER: hover,
    types.TEXT_DOCUMENT_INLAY_HINT: inlay_hint,
    types.TEXT_DOCUMENT_PREPARE_RENAME: prepare_rename,
    types.TEXT_DOCUMENT_RENAME: rename,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: did_cancel_progress,
    types.WORKSPACE_DIAGNOSTIC: workspace_diagnostic,
    types.WORKSPACE_WILL_RENAME_FILES: will_rename_files,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
}
