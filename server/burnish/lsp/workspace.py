"""Settings, folders and files: what changes around the open documents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lsprotocol import types

from burnish.lsp.document import path_of
from burnish.lsp.encode import uri_of
from burnish.lsp.session import Session
from burnish.lsp.settings_text import SETTINGS_FILE, problem_diagnostics
from burnish.lsp.watching import changes_on_disk

_BASELINES = "baseline.txt"
_WATCHED = ("**/*.py", "**/*.pyi", f"**/{SETTINGS_FILE}", f"**/*{_BASELINES}")


async def initialized(session: Session, params: types.InitializedParams) -> None:
    """`initialized`: ask for the settings, watch files, have a worker ready, index the workspace."""
    client = session.client
    registrations = []
    if client.watches:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options: Any = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registrations.append(types.Registration("burnish-watch", method, options))
    if client.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section="burnish")
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        registrations.append(types.Registration("burnish-settings", method, options))
    if registrations:
        session.spawn(session.outlet.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations)))
    if client.configuration:
        await _pull_settings(session)
    session.start_index()
    _watch_anew(session)
    await session.worker.warm()


def did_change_configuration(session: Session, params: types.DidChangeConfigurationParams) -> None:
    """`workspace/didChangeConfiguration`: the settings are in it, or it says that they are to be asked for."""
    given = params.settings
    if session.client.configuration:
        session.spawn(_pull_settings(session))
    elif isinstance(given, dict):
        _take_settings(session, given.get("burnish", given))


async def _pull_settings(session: Session) -> None:
    """Ask the client for its settings: those of the whole workspace and, where it has several folders, of each."""
    folders = session.projects.folders if len(session.projects.folders) > 1 else ()
    scopes = [None, *map(uri_of, folders)]
    params = types.ConfigurationParams([types.ConfigurationItem(scope, "burnish") for scope in scopes])
    try:
        answer = await session.outlet.ask(types.WORKSPACE_CONFIGURATION, params)
    except Exception as error:
        session.tell(f"The editor did not say what its settings are: {error}")
        return
    whole, *single = answer or [None]
    _take_settings(session, whole, dict(zip(folders, single, strict=False)))


def _take_settings(session: Session, settings: Any, by_folder: Mapping[str, Any] = MappingProxyType({})) -> None:
    projects = session.projects
    if isinstance(settings, dict):
        projects.client = {**session.options, **settings}
    projects.by_folder = {
        folder: {**session.options, **own} for folder, own in by_folder.items() if isinstance(own, dict)
    }
    if isinstance(settings, dict) or projects.by_folder:
        reconfigure(session)


def did_cancel_progress(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """`window/workDoneProgress/cancel`: a person does not want to wait for it."""
    cancel = session.cancels.pop(params.token, None)
    if cancel is not None:
        cancel()


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """`workspace/didChangeWatchedFiles`."""
    _have_changed(session, [path_of(change.uri) for change in params.changes])


def _watch_anew(session: Session) -> None:
    """Watch the folders that the workspace has now, for a client that does not."""
    if session.watch is not None:
        session.watch.cancel()
    session.watch = session.spawn(_watch(session)) if session.roots and not session.client.watches else None


async def _watch(session: Session) -> None:
    async for paths in changes_on_disk(session.roots, SETTINGS_FILE, session.indexer.files_of):
        _have_changed(session, paths)


def _have_changed(session: Session, paths: list[str]) -> None:
    if any(os.path.basename(path) == SETTINGS_FILE or path.endswith(_BASELINES) for path in paths):
        reconfigure(session)
    session.indexer.on_disk(paths)
    session.files_changed()


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """`textDocument/didSave`: a settings file counts from now on; so it does where a client cannot watch."""
    reconfigure(session)


def did_change_workspace_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """`workspace/didChangeWorkspaceFolders`."""
    gone = {path_of(folder.uri) for folder in params.event.removed}
    come = [path_of(folder.uri) for folder in params.event.added]
    kept = [folder for folder in session.projects.folders if folder not in gone]
    session.projects.folders = tuple(dict.fromkeys([*kept, *come]))
    reconfigure(session)
    if session.client.configuration:
        session.spawn(_pull_settings(session))
    session.start_index()
    _watch_anew(session)


def reconfigure(session: Session) -> None:
    """Read the settings again, and review anew the documents for which they have changed."""
    session.projects.problems = dict.fromkeys(session.projects.problems, ())
    changed = False
    if session.indexer.wants_more:
        session.start_index()
    for document in list(session.documents.values()):
        environment, unknown = session.projects.holding(document.path)
        changed = document.leave_out(unknown) or changed
        before = document.snapshot.environment
        if (before.settings, before.role, before.engine) != (
            environment.settings,
            environment.role,
            environment.engine,
        ):
            session.reopen(document, environment)
            changed = True
    publish_problems(session)
    if changed:
        session.outlet.refresh()
    session.files_changed()
    session.flush()


def publish_problems(session: Session) -> None:
    """Show what is wrong in settings files, each where it stands; log what is wrong in the client's own."""
    for problem in session.projects.client_problems:
        session.tell(f"Settings: {problem.message}")
    for path, problems in list(session.projects.problems.items()):
        if session.shown_problems.get(path, ()) == problems or uri_of(path) in session.settings_texts:
            continue
        session.shown_problems[path] = problems
        items = problem_diagnostics(problems, session.lines_of(path), session.client.encoding)
        session.publishing.publish(uri_of(path), None, items)
