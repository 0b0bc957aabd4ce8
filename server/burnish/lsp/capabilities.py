"""What the server says it can do, to a client that said what it can."""

from __future__ import annotations

from lsprotocol import types

from burnish.lsp.choices import SUPPRESS_IN_FILE
from burnish.lsp.client import Client
from burnish.lsp.commands import COMMANDS

KINDS = (
    types.CodeActionKind.QuickFix.value,
    types.CodeActionKind.RefactorExtract.value,
    types.CodeActionKind.RefactorInline.value,
    types.CodeActionKind.RefactorRewrite.value,
    "source.fixAll.burnish",
    "source.organizeImports.burnish",
    SUPPRESS_IN_FILE,
)


def capabilities_for(client: Client) -> types.ServerCapabilities:
    """The server's capabilities; nothing that the client did not ask for where the protocol says so."""
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(client.encoding),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        notebook_document_sync=_notebooks() if client.notebooks else None,
        diagnostic_provider=_pull() if client.pulls else None,
        code_action_provider=_code_actions(client),
        execute_command_provider=types.ExecuteCommandOptions(commands=sorted(COMMANDS)),
        hover_provider=True,
        completion_provider=types.CompletionOptions(trigger_characters=["[", ",", '"']),
        rename_provider=_rename(client),
        inlay_hint_provider=types.InlayHintOptions(resolve_provider=False) if client.hints else None,
        code_lens_provider=types.CodeLensOptions(resolve_provider=False) if client.applies else None,
        workspace=_workspace(client),
    )


def _workspace(client: Client) -> types.WorkspaceOptions | None:
    if not client.folders and not client.moves_files:
        return None
    folders = types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
    return types.WorkspaceOptions(
        workspace_folders=folders if client.folders else None,
        file_operations=_file_operations() if client.moves_files else None,
    )


def _file_operations() -> types.FileOperationOptions:
    python = types.FileOperationPattern("**/*.{py,pyi}", matches=types.FileOperationPatternKind.File)
    folder = types.FileOperationPattern("**", matches=types.FileOperationPatternKind.Folder)
    filters = [types.FileOperationFilter(pattern, scheme="file") for pattern in (python, folder)]
    return types.FileOperationOptions(will_rename=types.FileOperationRegistrationOptions(filters))


def _code_actions(client: Client) -> bool | types.CodeActionOptions:
    if not client.literals:
        return client.applies
    return types.CodeActionOptions(
        code_action_kinds=list(KINDS),
        resolve_provider=True if client.resolves else None,
    )


def _rename(client: Client) -> bool | types.RenameOptions:
    return types.RenameOptions(prepare_provider=True) if client.prepares_rename else True


def _pull() -> types.DiagnosticOptions:
    return types.DiagnosticOptions(
        inter_file_dependencies=True,
        workspace_diagnostics=True,
        identifier="burnish",
    )


def _notebooks() -> types.NotebookDocumentSyncOptions:
    selector = types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage(language="python")])
    return types.NotebookDocumentSyncOptions(notebook_selector=[selector], save=True)
