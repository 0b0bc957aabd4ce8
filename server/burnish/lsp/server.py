"""The server: a session behind a protocol, with one handler for each method."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from burnish import __version__
from burnish.lsp.client import Client
from burnish.lsp.document import path_of
from burnish.lsp.garbage import keep
from burnish.lsp.handlers import HANDLERS
from burnish.lsp.made_when_used import make_some
from burnish.lsp.outlet import Reporter
from burnish.lsp.progress import NoProgress, WorkProgress
from burnish.lsp.protocol import BurnishProtocol
from burnish.lsp.session import Session
from burnish_checks.patterns import compile_deferred
from burnish_checks.registry import ruleset

_SETTLED = 1.0
"""Seconds after which the first documents have most likely been reviewed."""
_AT_ONCE = 5
"""Patterns compiled between two looks at the input: half a millisecond."""
_MADE_AT_ONCE = 1
"""Classes of lsprotocol made between two: as long."""


class BurnishServer(LanguageServer):
    """One server for one client."""

    protocol: BurnishProtocol

    def __init__(self, later: Callable[[Callable[[], None]], None]) -> None:
        super().__init__("burnish", __version__, protocol_cls=BurnishProtocol, max_workers=2)
        self.session = Session(self)
        self._later = later
        for method, handler in HANDLERS.items():
            bound = partial(handler, self.session)
            if getattr(handler, "answers_later", False):
                bound.answers_later = True  # type: ignore[attr-defined]
            self.feature(method)(bound)

    def begin(self, client: Client, params: types.InitializeParams) -> None:
        """The client has introduced itself."""
        session = self.session
        session.client = client
        roots = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or params.root_path or ""]
        session.projects.folders = tuple(path_of(root) for root in roots if root)
        settings = client.options.get("settings", client.options)
        session.options = dict(settings) if isinstance(settings, dict) else {}
        session.projects.client = session.options
        self.later(self._load_rules)

    def _load_rules(self) -> None:
        """Import the rules while the client reads the answer to `initialize`, and keep the collector off them."""
        ruleset()
        keep()
        self.later(self._get_ready, _SETTLED)

    def _get_ready(self) -> None:
        """Compile the patterns that nothing has needed yet, and make the classes, a few at a time: no edit or request is to
        be the first that needs one."""
        if compile_deferred(_AT_ONCE) or make_some(_MADE_AT_ONCE):
            self.later(self._get_ready)
        else:
            keep()

    def end(self) -> None:
        """The client is about to leave."""
        self.session.worker.close()
        self.session.sweeper.close()
        self.session.indexer.end()

    def send_raw(self, *parts: bytes) -> None:
        """Send a whole JSON message, given in parts."""
        self.protocol.send_raw(*parts)

    def log(self, message: str, *, error: bool = False) -> None:
        """Tell the person who reads the log."""
        kind = types.MessageType.Error if error else types.MessageType.Warning
        self.window_log_message(types.LogMessageParams(kind, message))

    def note(self, message: str) -> None:
        """Write into the log what asks nobody to do anything."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Log, message))

    async def ask(self, method: str, params: object) -> Any:
        """Send the client a request; its answer."""
        return await self.protocol.send_request_async(method, params)

    def later(self, function: Callable[[], None], seconds: float = 0) -> None:
        """Call the function after some time, when no input waits."""
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._later, function)
        else:
            self._later(function)

    def encoded(self, value: object) -> str:
        """A value of lsprotocol as JSON."""
        return json.dumps(self.protocol._converter.unstructure(value))

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.protocol.notify(method, params)

    def begin_progress(
        self, title: str, token: types.ProgressToken | None = None, cancel: Callable[[], object] | None = None
    ) -> Reporter:
        """Begin to tell how something goes on, under the token of the request that it is for, if there is one."""
        if token is None and not self.session.client.progress:
            return NoProgress()
        return WorkProgress(self, title, token, cancel)

    def refresh(self) -> None:
        """Ask the client to pull again what it pulls, as far as it can."""
        if self.session.client.pulls and self.session.client.refresh_diagnostics:
            self.protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        if self.session.client.refresh_lenses and self.session.projects.shows_lenses:
            self.protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH)
        if self.session.client.refresh_hints:
            self.protocol.send_request(types.WORKSPACE_INLAY_HINT_REFRESH)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong outside any request; a request's error is its answer."""
        if isinstance(error, JsonRpcInternalError) or not isinstance(error, JsonRpcException):
            self.session.tell(f"{type(error).__name__}: {error}", error=True)
