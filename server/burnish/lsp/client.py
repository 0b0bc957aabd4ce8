"""What the connected client can do, from what it declared. A client that declares nothing gets plain LSP 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from burnish.lsp.encode import Shape

ENCODINGS = ("utf-8", "utf-16", "utf-32")


@dataclass(frozen=True)
class Client:
    """The client's capabilities, as questions that handlers ask."""

    encoding: str = "utf-16"
    """`utf-8`, `utf-16` or `utf-32`: the unit of characters in positions."""
    shape: Shape = field(default_factory=Shape)
    """Which fields its diagnostics may have."""
    versions: bool = False
    pulls: bool = False
    refresh_diagnostics: bool = False
    refresh_hints: bool = False
    hints: bool = False
    literals: bool = False
    """Takes code action literals; without, it gets commands."""
    resolves: frozenset[str] = frozenset()
    """The properties of a code action it resolves lazily."""
    preferred: bool = False
    disabled: bool = False
    annotations: bool = False
    versioned_edits: bool = False
    renames_files: bool = False
    """Takes edits that rename files."""
    snippets: bool = False
    applies: bool = False
    """Takes `workspace/applyEdit`."""
    configuration: bool = False
    watches: bool = False
    registers_configuration: bool = False
    folders: bool = False
    shows_documents: bool = False
    progress: bool = False
    moves_files: bool = False
    """Asks before it renames files."""
    refresh_lenses: bool = False
    markdown: bool = False
    prepares_rename: bool = False
    notebooks: bool = False
    commands: frozenset[str] = frozenset()
    """Commands that the client itself has, from `initializationOptions.commands`."""
    process_id: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """`initializationOptions`."""

    @property
    def inline_edits(self) -> bool:
        """Whether code actions must carry their edits from the start."""
        return "edit" not in self.resolves


def client_of(params: Mapping[str, Any]) -> Client:
    """The client that sent these `initialize` parameters, taken as JSON."""
    declared = params.get("capabilities")

    def has(path: str) -> bool:
        return _at(declared, path) not in (None, False)

    def values(path: str) -> frozenset[Any]:
        return frozenset(item for item in _list(_at(declared, path)) if isinstance(item, (str, int)))

    options = params.get("initializationOptions")
    options = options if isinstance(options, dict) else {}
    pushed, pulled = "textDocument.publishDiagnostics.", "textDocument.diagnostic."
    actions, edits = "textDocument.codeAction.", "workspace.workspaceEdit."
    tags = values(pushed + "tagSupport.valueSet") | values(pulled + "tagSupport.valueSet")
    offered = _list(_at(declared, "general.positionEncodings"))
    process = params.get("processId")
    return Client(
        encoding=next(filter(ENCODINGS.__contains__, offered), "utf-16"),
        shape=Shape(
            related=has(pushed + "relatedInformation") or has(pulled + "relatedInformation"),
            tags=frozenset(tag for tag in tags if isinstance(tag, int)),
            links=has(pushed + "codeDescriptionSupport") or has(pulled + "codeDescriptionSupport"),
            data=has(pushed + "dataSupport") or has(pulled + "dataSupport"),
        ),
        versions=has(pushed + "versionSupport"),
        pulls=has("textDocument.diagnostic"),
        refresh_diagnostics=has("workspace.diagnostics.refreshSupport"),
        moves_files=has("workspace.fileOperations.willRename"),
        refresh_lenses=has("workspace.codeLens.refreshSupport"),
        refresh_hints=has("workspace.inlayHint.refreshSupport"),
        hints=has("textDocument.inlayHint"),
        literals=has(actions + "codeActionLiteralSupport"),
        resolves=values(actions + "resolveSupport.properties") if has(actions + "dataSupport") else frozenset(),
        preferred=has(actions + "isPreferredSupport"),
        disabled=has(actions + "disabledSupport"),
        annotations=has(edits + "changeAnnotationSupport"),
        versioned_edits=has(edits + "documentChanges"),
        renames_files=has(edits + "documentChanges") and "rename" in values(edits + "resourceOperations"),
        snippets=has(edits + "snippetEditSupport"),
        applies=has("workspace.applyEdit"),
        configuration=has("workspace.configuration"),
        watches=has("workspace.didChangeWatchedFiles.dynamicRegistration"),
        registers_configuration=has("workspace.didChangeConfiguration.dynamicRegistration"),
        folders=has("workspace.workspaceFolders"),
        shows_documents=has("window.showDocument.support"),
        progress=has("window.workDoneProgress"),
        markdown="markdown" in values("textDocument.hover.contentFormat"),
        prepares_rename=has("textDocument.rename.prepareSupport"),
        notebooks=has("notebookDocument"),
        commands=frozenset(name for name in _list(options.get("commands")) if isinstance(name, str)),
        process_id=process if isinstance(process, int) else None,
        options=options,
    )


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
