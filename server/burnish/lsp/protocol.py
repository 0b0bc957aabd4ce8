"""The protocol: from message bodies to handlers and back. pygls's own workspace is never used for text."""

from __future__ import annotations

import json
import re
from concurrent.futures import Future
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from cattrs import transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

from burnish.lsp.capabilities import capabilities_for
from burnish.lsp.client import client_of
from burnish.lsp.commands import execute_command
from burnish.lsp.document import is_python, path_of
from burnish.lsp.notebook_sync import did_change_notebook, did_close_notebook, did_open_notebook
from burnish.lsp.pulling import pull_of
from burnish.lsp.raw import Raw
from burnish.lsp.settings_text import is_settings_file
from burnish.lsp.workspace import did_change_workspace_folders, publish_problems

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer

_PARSE_ERROR, _INVALID_REQUEST, _INVALID_PARAMS = -32700, -32600, -32602
_NOT_INITIALIZED, _CANCELLED = -32002, -32800
_DECODER = json.JSONDecoder()


class BurnishProtocol(LanguageServerProtocol):
    """pygls's protocol with our own text, our own errors, and results that are text already."""

    _server: BurnishServer
    initialized = False
    exit_code: int | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._held: set[int | str] = set()
        """The requests that wait until a document has been reviewed."""
        self._introduction: dict[str, Any] = {}
        """The parameters of `initialize` as they came: taking lsprotocol's value of them apart takes 12 ms of the start."""

    def receive(self, body: bytes) -> None:
        """Handle one message. Never raises on what a client sends."""
        try:
            message = _decoded(body)
        except (ValueError, RecursionError):
            self.refuse(None, _PARSE_ERROR, "The message is not JSON.")
            return
        if not isinstance(message, dict):
            self.refuse(None, _INVALID_REQUEST, "The message is not an object.")
            return
        method = message.get("method")
        if method == types.TEXT_DOCUMENT_DID_CHANGE and self.initialized and not self._shutdown:
            self._change(message.get("params"))
            return
        number = message.get("id")
        if method is not None and number is not None and not self._accepts(method, number):
            return
        if method == types.INITIALIZE:
            self._introduction = message.get("params") or {}
        if method not in (None, types.INITIALIZE, types.EXIT) and not self.initialized:
            return
        if isinstance(number, (int, str)) and self._holds(number, message):
            return
        if method == types.CANCEL_REQUEST and self._let_go(message):
            return
        self._take_up(number, message)

    def _holds(self, number: int | str, message: dict[str, Any]) -> bool:
        """Whether a request waits until the document that it is about has been reviewed."""
        params = message.get("params")
        document = params.get("textDocument") if isinstance(params, dict) else None
        uri = document.get("uri") if isinstance(document, dict) else None

        def call() -> None:
            if number in self._held:
                self._held.remove(number)
                self._take_up(number, message)

        if not isinstance(uri, str) or not self._server.session.hold(uri, call):
            return False
        self._held.add(number)
        return True

    def _let_go(self, message: dict[str, Any]) -> bool:
        """Answer a request that waits and is cancelled."""
        params = message.get("params")
        number = params.get("id") if isinstance(params, dict) else None
        if not isinstance(number, (int, str)) or number not in self._held:
            return False
        self._held.remove(number)
        self.refuse(number, _CANCELLED, "The request was cancelled.")
        return True

    def _take_up(self, number: Any, message: dict[str, Any]) -> None:
        method = message.get("method")
        if (pull := pull_of(message)) is not None:
            copy_context().run(self._handle_request, number, types.TEXT_DOCUMENT_DIAGNOSTIC, pull)
            return
        try:
            structured = self.structure_message({"jsonrpc": "2.0", **message})
        except JsonRpcException as error:
            self._malformed(number, method, error)
            return
        self.handle_message(structured)

    @property
    def said_goodbye(self) -> bool:
        """Whether the client has said `shutdown`."""
        return bool(self._shutdown)

    def refuse(self, number: Any, code: int, reason: str) -> None:
        """Answer a request with an error."""
        error = {"code": code, "message": reason}
        self.send_raw(json.dumps({"jsonrpc": "2.0", "id": number, "error": error}).encode())

    def send_raw(self, *parts: bytes) -> None:
        """Send a message that is JSON already, given in parts."""
        writer: Any = self.writer
        writer.write_parts(*parts)

    def _accepts(self, method: str, number: Any) -> bool:
        if self._shutdown:
            self.refuse(number, _INVALID_REQUEST, "The server is shutting down.")
        elif method == types.INITIALIZE and self.initialized:
            self.refuse(number, _INVALID_REQUEST, "The server is initialized already.")
        elif method != types.INITIALIZE and not self.initialized:
            self.refuse(number, _NOT_INITIALIZED, "The server is not initialized.")
        else:
            return True
        return False

    def _malformed(self, number: Any, method: Any, error: Exception) -> None:
        if number is not None and method is not None:
            self.refuse(number, _INVALID_PARAMS, f"The parameters of {method} are malformed{_faults(error)}.")
        elif method is not None:
            self._server.session.tell(f"A malformed {method} was ignored{_faults(error)}.")

    def _change(self, params: Any) -> None:
        """`textDocument/didChange`, from the raw message: see `changes`."""
        document = params.get("textDocument") if isinstance(params, dict) else None
        changes = params.get("contentChanges") if isinstance(params, dict) else None
        uri = document.get("uri") if isinstance(document, dict) else None
        if not isinstance(document, dict) or not isinstance(uri, str) or not isinstance(changes, list):
            self._server.session.tell("A malformed textDocument/didChange was ignored.")
            return
        version = document.get("version")
        self._server.session.change(uri, changes, version if isinstance(version, int) else None)

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Any,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler; one marked `answers_later` gets the future that it is to answer by."""
        if not getattr(handler, "answers_later", False):
            super()._execute_handler(msg_id, handler, callback, args, kwargs)
            return
        future: Future[Any] = Future()
        self._request_futures[msg_id] = future
        future.add_done_callback(callback)
        try:
            handler(*(args or ()), future)
        except Exception as error:
            future.set_exception(error)

    def _send_response(self, msg_id: Any, result: Any = None, error: Any = None) -> None:
        if error is None and isinstance(result, Raw):
            self._result_types.pop(msg_id, None)
            self.send_raw(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":'.encode(), *result.parts, b"}")
            return
        super()._send_response(msg_id, result, error)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> types.InitializeResult:  # type: ignore[override]
        """Learn what the client can do, and tell it what the server can."""
        self.initialized = True
        client = client_of(self._introduction)
        self._server.begin(client, params)
        return types.InitializeResult(capabilities=capabilities_for(client), server_info=self.server_info)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> None:  # type: ignore[override]
        """Stop what runs; only `exit` is heard from now on."""
        current = self.msg_id
        for number, future in list(self._request_futures.items()):
            if number != current and not future.done():
                future.cancel()
        self._shutdown = True
        while self._held:
            self.refuse(self._held.pop(), _CANCELLED, "The server is shutting down.")
        self._server.end()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]
        """Leave: with 0 if the client said `shutdown` before."""
        self.exit_code = 0 if self._shutdown else 1

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Any:  # type: ignore[override]
        """Run a command; its arguments stay as they came."""
        return await execute_command(self._server.session, params)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Folders have come or gone."""
        did_change_workspace_folders(self._server.session, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document in."""
        item = params.text_document
        session = self._server.session
        if is_settings_file(path_of(item.uri)):
            session.open_settings(item.uri, item.text, item.version)
        elif is_python(item.uri, item.language_id):
            session.open(item.uri, item.text, item.version)
            publish_problems(session)
        else:
            session.ignore(item.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Note changes; the same as `_change`, for a message that comes structured."""
        self._change(self._converter.unstructure(params))

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Let a document go."""
        self._server.session.close(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """Take a notebook in."""
        did_open_notebook(self._server.session, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Change a notebook's cells."""
        did_change_notebook(self._server.session, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Let a notebook go."""
        did_close_notebook(self._server.session, params)


def _faults(error: Exception) -> str:
    """Which fields of a message are wrong, as the end of a sentence."""
    if error.__cause__ is None:
        return ""
    faults = []
    for fault in transform_error(error.__cause__):
        what, _, path = fault.partition(" @ $.")
        field = re.sub("_([a-z])", lambda found: found[1].upper(), path.removeprefix("params."))
        faults.append(f"{field}: {what}")
    return f": {'; '.join(faults)}"


def _decoded(body: bytes) -> Any:
    """What `json.loads` makes of a body in UTF-8, without its search for UTF-16 and UTF-32, which no client may send.

    Half a surrogate pair is read as one: an editor may send the halves one after the other, and a change that is refused
    leaves the document out of step. A byte order mark is passed over.
    """
    return _DECODER.decode(body.decode("utf-8", "surrogatepass").removeprefix("\ufeff"))
