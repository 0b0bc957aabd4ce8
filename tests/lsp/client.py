"""A small synchronous client of the Language Server Protocol, for sessions over real stdio.

    with Client.start() as client:
        client.initialize(folder)
        uri = client.open("a.py", "import os\\n")
        client.diagnostics(uri)

Messages are plain dicts, and each that the server sends is held against the protocol.
Nothing here waits by the clock except as the limit after which a test fails.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.lsp.conformance import faults

LIMIT = float(os.environ.get("LSP_LIMIT", "60"))
COMMAND = (sys.executable, "-I", "-c", "import sys; from burnish.lsp import serve; sys.exit(serve())")

FULL: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
            "resolveSupport": {"properties": ["edit", "command"]},
            "dataSupport": True,
            "isPreferredSupport": True,
            "disabledSupport": True,
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "rename": {"prepareSupport": True},
    },
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {"groupsOnLabel": False}},
        "workspaceFolders": True,
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}
"""The capabilities of a client that can do everything but pull."""


def with_pull(capabilities: dict[str, Any]) -> dict[str, Any]:
    """The capabilities of the same client that pulls diagnostics."""
    found: dict[str, Any] = json.loads(json.dumps(capabilities))
    found.setdefault("textDocument", {})["diagnostic"] = {"relatedDocumentSupport": False}
    found.setdefault("workspace", {})["diagnostics"] = {"refreshSupport": True}
    return found


class ResponseError(Exception):
    """An error that the server answered a request with."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


class Client:
    """One server process and what was said to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.folder = Path()
        self.capabilities: dict[str, Any] = {}
        self.notifications: list[dict[str, Any]] = []
        """Everything the server sent that was no answer, in order."""
        self.requests: dict[str, Callable[[Any], Any]] = {"workspace/configuration": lambda params: [None]}
        """How the client answers the server's requests, by method; None where nothing is said here."""
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self._queue: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        self._asked: dict[int, str] = {}
        threading.Thread(target=self._read, daemon=True).start()

    @classmethod
    def start(cls, command: Sequence[str] = COMMAND, **options: Any) -> Client:
        """Start a server."""
        return cls(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options))

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def initialize(
        self,
        folder: Path | None = None,
        capabilities: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        **params: Any,
    ) -> dict[str, Any]:
        """Introduce the client; the result of `initialize`."""
        self.folder = folder or Path.cwd()
        given: dict[str, Any] = {
            "processId": os.getpid(),
            "rootUri": self.folder.as_uri(),
            "capabilities": FULL if capabilities is None else capabilities,
        }
        if options is not None:
            given["initializationOptions"] = options
        result: dict[str, Any] = self.request("initialize", {**given, **params})
        self.capabilities = result["capabilities"]
        self.notify("initialized", {})
        return result

    def open(self, name: str, text: str, version: int = 1, language: str = "python") -> str:
        """Open a document of the folder, or of a URI; its URI."""
        uri = name if ":" in name else (self.folder / name).as_uri()
        self.texts[uri], self.versions[uri] = text, version
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: dict[str, Any], version: int | None = None) -> int:
        """Send content changes as they are; the version."""
        self.versions[uri] = self.versions.get(uri, 0) + 1 if version is None else version
        document = {"uri": uri, "version": self.versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return self.versions[uri]

    def replace(self, uri: str, old: str, new: str) -> int:
        """Replace the first occurrence of a text that holds no astral character before it on its line."""
        text = self.texts[uri]
        at = text.index(old)
        self.texts[uri] = text[:at] + new + text[at + len(old) :]
        place = {"start": position(text, at), "end": position(text, at + len(old))}
        return self.change(uri, {"range": place, "text": new})

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next published diagnostics of a document, of that version where one is named."""
        found = self.wait_for(
            lambda message: (
                message["method"] == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and (version is None or message["params"].get("version") == version)
            )
        )
        return list(found["params"]["diagnostics"])

    def reviewed(self, uri: str) -> list[dict[str, Any]]:
        """The last published diagnostics of a document whose review is complete: a request about it waits for that."""
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        self.request("textDocument/hover", place)
        found = self.diagnostics(uri)
        for message in self.notifications:
            if message["method"] == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found = message["params"]["diagnostics"]
        self.notifications.clear()
        return found

    def pull(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        """Pull a document's diagnostics."""
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        if previous is not None:
            params["previousResultId"] = previous
        result: dict[str, Any] = self.request("textDocument/diagnostic", params)
        return result

    def actions(self, uri: str, place: dict[str, Any], only: list[str] | None = None) -> list[dict[str, Any]]:
        """The code actions at a range."""
        context: dict[str, Any] = {"diagnostics": []}
        if only is not None:
            context["only"] = only
        params = {"textDocument": {"uri": uri}, "range": place, "context": context}
        return self.request("textDocument/codeAction", params) or []

    def resolve(self, action: dict[str, Any]) -> dict[str, Any]:
        """A code action with its edit."""
        result: dict[str, Any] = self.request("codeAction/resolve", action)
        return result

    def apply(self, edit: dict[str, Any]) -> dict[str, str]:
        """The texts after a workspace edit, by URI (UTF-16 units); the client's own texts follow it."""
        changes = dict(edit.get("changes", {}))
        for item in edit.get("documentChanges", ()):
            changes[item["textDocument"]["uri"]] = item["edits"]
        result = {}
        for uri, edits in changes.items():
            text = self.texts.get(uri)
            if text is None:
                text = Path(uri.removeprefix("file://")).read_text(encoding="utf-8")
            result[uri] = self.texts[uri] = applied(text, edits)
        return result

    def request(self, method: str, params: Any = None) -> Any:
        """Send a request and wait for its answer; raises `ResponseError`."""
        return self.answer(self.send_request(method, params))

    def send_request(self, method: str, params: Any = None) -> int:
        """Send a request; its id."""
        self._number += 1
        self._asked[self._number] = method
        message = {"jsonrpc": "2.0", "id": self._number, "method": method}
        self.send(message if params is None else {**message, "params": params})
        return self._number

    def answer(self, number: int) -> Any:
        """Wait for the answer to a request."""
        while number not in self._answers:
            self._handle(self._next())
        answer = self._answers.pop(number)
        if "error" in answer:
            raise ResponseError(answer["error"])
        return answer["result"]

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        message = {"jsonrpc": "2.0", "method": method}
        self.send(message if params is None else {**message, "params": params})

    def send(self, message: Any) -> None:
        """Send a message as it is."""
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send a message's body as it is."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def send_together(self, messages: list[dict[str, Any]]) -> None:
        """Send messages in one write, so that they wait together in the server's input."""
        assert self.process.stdin is not None
        bodies = [json.dumps(message).encode() for message in messages]
        self.process.stdin.write(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies))
        self.process.stdin.flush()

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first notification, among those not yet waited for, that is wanted."""
        while True:
            for index, message in enumerate(self.notifications):
                if wanted(message):
                    del self.notifications[: index + 1]
                    return message
            self.notifications.clear()
            self._handle(self._next())

    def shutdown(self) -> int:
        """Leave in order; the server's exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(LIMIT)

    def _next(self) -> dict[str, Any]:
        message = self._queue.get(timeout=LIMIT)
        if message is None:
            raise EOFError("the server has gone")
        return message

    def _handle(self, message: dict[str, Any]) -> None:
        if wrong := faults(message, self._asked.get(message.get("id", 0))):
            raise AssertionError("\n".join(wrong))
        if "method" not in message:
            self._answers[message["id"]] = message
        elif "id" in message:
            answer = self.requests.get(message["method"], lambda params: None)(message.get("params"))
            self.notifications.append(message)
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": answer})
        else:
            self.notifications.append(message)

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            try:
                while (line := stream.readline()).strip():
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                body = stream.read(length) if length else b""
            except ValueError:
                body = b""
            if not body:
                self._queue.put(None)
                return
            self._queue.put(json.loads(body))


def position(text: str, offset: int) -> dict[str, int]:
    """The LSP position (UTF-16) of an offset."""
    line = text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    return {"line": line, "character": len(text[start:offset].encode("utf-16-le")) // 2}


def offset(text: str, place: dict[str, int]) -> int:
    """The offset of an LSP position (UTF-16)."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: place["line"]])
    units = lines[place["line"]].encode("utf-16-le")[: 2 * place["character"]]
    return start + len(units.decode("utf-16-le"))


def at(text: str, part: str) -> dict[str, Any]:
    """The range of the first occurrence of a part of a text."""
    start = text.index(part)
    return {"start": position(text, start), "end": position(text, start + len(part))}


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after LSP edits."""
    places = [(offset(text, e["range"]["start"]), offset(text, e["range"]["end"]), e) for e in edits]
    for start, end, edit in sorted(places, key=lambda item: item[:2], reverse=True):
        new = edit["newText"] if "newText" in edit else edit["snippet"]["value"]
        text = text[:start] + new + text[end:]
    return text
