"""Language servers as a benchmark talks to them: burnish, its peers in an environment of their own, and a bare pygls.

Talked to on pipes, without threads; answers are timed as bytes and parsed only when asked.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".tools" / "speed-peers"
PACKAGES = ("ruff", "ty", "zuban", "pyrefly", "python-lsp-server[pycodestyle,pyflakes,mccabe,pydocstyle]", "matplotlib")
NINE = ["S", "N", "ANN", "B", "BLE", "TRY", "E", "F", "C90", "PLR", "PLW", "D", "UP"]
FOLDER = Path(tempfile.mkdtemp(prefix="bench"))
"""A workspace; some servers check nothing that lies in none."""
BEFORE: list[str] = []
"""What a server is started by."""
PATIENCE = 90.0
"""Seconds after which a server is taken not to answer."""
_OF_PROCESS = 2
"""What Linux makes of a process its clock of processor time by: `clock_getcpuclockid`, which Python does not have."""
_TICK = 0.006
"""Seconds: more than pass between two ticks of the system (4 ms, mostly), with which it adds up what a thread computes
that goes on computing; until then a server seems to be at rest that is not."""
_MOMENT = 0.0005
_ROOM = 1 << 22
_UNTOLD = 0.4
"""Seconds without a message after which a server counts as at rest where the system does not tell what it computes."""
_SERVE = "import sys; from burnish.lsp import serve; sys.exit(serve())"
_BARE = """
from lsprotocol import types
from pygls.lsp.server import LanguageServer
server = LanguageServer("bare", "1")
@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls, params):
    place = types.Range(types.Position(0, 0), types.Position(0, 1))
    item = params.text_document
    ls.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(item.uri, [types.Diagnostic(place, "here")], version=item.version))
server.start_io()
"""


def keep_undisturbed() -> None:
    """Have this process and the servers that it starts go before all else that runs; on Linux, as root.

    What waits for them is told at once, so it goes before them.
    """
    BEFORE[:] = ["chrt", "--fifo", "20"]
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(30))


def install() -> None:
    """Install the peers, if they are not there, into an environment of their own."""
    if (PEERS / "bin" / "ruff").exists():
        return
    venv.create(PEERS, with_pip=True, clear=True)
    for package in PACKAGES:
        done = subprocess.run([PEERS / "bin" / "pip", "install", "-q", package], capture_output=True, text=True)
        if done.returncode:
            print(f"{package} cannot be had: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)


def commands() -> dict[str, tuple[list[str], dict[str, Any]]]:
    """By name: how each server is started, with its initialization options; only those that are installed."""
    found: dict[str, tuple[list[str], dict[str, Any]]] = {"burnish": ([sys.executable, "-I", "-c", _SERVE], {})}
    peers = {
        "ruff": (["ruff", "server"], {"settings": {"lint": {"select": NINE, "preview": False}}}),
        "zuban": (["zuban", "server"], {}),
        "ty": (["ty", "server"], {}),
        "pyrefly": (["pyrefly", "lsp"], {}),
        "pylsp": (["pylsp"], {}),
    }
    for name, (command, options) in peers.items():
        if (PEERS / "bin" / command[0]).exists():
            found[name] = ([str(PEERS / "bin" / command[0]), *command[1:]], options)
    return found


def bare() -> list[str]:
    """A pygls server that publishes one diagnostic for what is opened."""
    return [sys.executable, "-I", "-c", _BARE]


def _spent(process: int) -> int:
    try:
        return time.clock_gettime_ns(~process << 3 | _OF_PROCESS)
    except (AttributeError, OSError):
        return 0


def family(process: int) -> list[int]:
    """A process and those that it has started, as far as the system tells."""
    found = [process]
    for member in found:
        with suppress(OSError):
            for task in Path(f"/proc/{member}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def rest(clients: list[Client], behind: float = 0.0, patience: float = 1.0) -> None:
    """Wait until none of the servers works any more.

    They go on behind their answers: at 5,000 lines ruff lets go of what it had for 3 ms on both of two cores, and an edit
    that another server got meanwhile waited for that: 0.3 of the 1.5 ms that it then took to break a block. `behind` is how
    many seconds the longest of the last answers took: behind short ones no server computes for longer than a tick.
    """
    still = _TICK if behind > _TICK else _MOMENT
    end = time.perf_counter() + patience
    before, since = list[int](), 0.0
    while (now := time.perf_counter()) < end:
        spent = [client.spent() for client in clients]
        if spent != before:
            before, since = spent, now
        elif now - since >= still:
            return
        time.sleep(_MOMENT)


class Client:
    """One server process with one open document."""

    def __init__(self, name: str, command: list[str], options: dict[str, Any], *, pulls: bool = False) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [*BEFORE, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        self.uri, self.version, self.number = "", 0, 1
        self.heard = 0.0
        """When (by `perf_counter`) the last message had come whole."""
        self._room = bytearray(_ROOM)
        """What was read, from the start on, and room for more: a message of 1.2 megabytes read into new memory and then put
        together took up to 1 of the 3.6 ms of an edit, which was the client's own time."""
        self._unread = 0
        publish = {"versionSupport": True, "relatedInformation": True, "codeDescriptionSupport": True,
                   "dataSupport": True, "tagSupport": {"valueSet": [1, 2]}}  # fmt: skip
        actions = {"dataSupport": True, "resolveSupport": {"properties": ["edit"]},
                   "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}  # fmt: skip
        document: dict[str, Any] = {"publishDiagnostics": publish, "codeAction": actions}
        if pulls:
            document["diagnostic"] = {"relatedDocumentSupport": False}
        folders = [{"uri": FOLDER.as_uri(), "name": "bench"}]
        params = {
            "processId": None,
            "workspaceFolders": folders,
            "rootUri": FOLDER.as_uri(),
            "capabilities": {"textDocument": document, "workspace": {"diagnostics": {"refreshSupport": pulls}}},
            "initializationOptions": options,
        }
        answer = self.request("initialize", params)
        self.pulls = pulls and b'"diagnosticProvider"' in answer
        self.send({"method": "initialized", "params": {}})

    def open(self, uri: str, text: str) -> bytes:
        """Open a document; its first diagnostics."""
        self.uri, self.version = uri, 1
        Path(unquote(urlsplit(uri).path)).write_text(text, encoding="utf-8")
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        return self.pulled() if self.pulls else self.published()

    def close(self) -> None:
        """Close the document, and forget what comes of it."""
        self.send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": self.uri}}})
        self.quiet(0.3)

    def change(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Send one edit."""
        self.version += 1
        place = {"start": dict(zip(("line", "character"), start, strict=True)),
                 "end": dict(zip(("line", "character"), end, strict=True))}  # fmt: skip
        params = {"textDocument": {"uri": self.uri, "version": self.version},
                  "contentChanges": [{"range": place, "text": text}]}  # fmt: skip
        self.send({"method": "textDocument/didChange", "params": params})

    def published(self) -> bytes:
        """The next diagnostics of the current version (of any, from a server that does not say)."""
        mark = re.compile(rb'"version": ?%d\b' % self.version)
        while True:
            body = self.until(b"publishDiagnostics")
            ends = body[:400] + body[-200:]
            if mark.search(ends) or b'"version"' not in ends:
                return body

    def pulled(self) -> bytes:
        """The diagnostics of the document, asked for."""
        return self.request("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})

    def last_published(self, least: float = 0.01) -> tuple[float, bytes]:
        """When (by `perf_counter`) the last diagnostics came before the server came to rest, and they.

        At rest is a server that has neither written nor computed for twice so many seconds, nor have its workers.
        """
        at, last, before = time.perf_counter(), b"", -1
        rest = least if self.spent() else max(least, _UNTOLD)
        while True:
            if self._wait(rest):
                body = self._receive()
                if b"publishDiagnostics" in body[:200] + body[-200:]:
                    at, last = self.heard, body
                else:
                    self._answer(body)
                before = -1
            elif (now := sum(map(_spent, family(self.process.pid)))) == before:
                return at, last
            else:
                before = now

    def quiet(self, rest: float) -> None:
        """Read what comes until nothing does for so many seconds."""
        while self._wait(rest):
            self._answer(self._receive())

    def request(self, method: str, params: dict[str, Any]) -> bytes:
        """The answer to a request, as bytes."""
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        mark = re.compile(rb'"id": ?%d\b' % self.number)
        while True:
            body = self._receive()
            if mark.search(body[:200] + body[-100:]) and b'"method"' not in body[:200]:
                return body
            self._answer(body)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        rest = b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        while rest:
            rest = rest[self.process.stdin.write(rest) or 0 :]

    def spent(self) -> int:
        """Nanoseconds of processor time that the server has taken until now; 0 where the system does not tell."""
        return _spent(self.process.pid)

    def quit(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait()

    def until(self, part: bytes) -> bytes:
        """The next message that has the part near its start or end."""
        while True:
            body = self._receive()
            if part in body[:200] + body[-200:]:
                return body
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        """Answer what the server asks."""
        if b'"method"' in body and b'"id"' in body:
            message = json.loads(body)
            if "method" in message and "id" in message:
                items = message["params"].get("items") if isinstance(message.get("params"), dict) else None
                self.send({"id": message["id"], "result": [None] * len(items) if items is not None else None})

    def _wait(self, seconds: float) -> bool:
        return bool(self._unread) or bool(select.select([self.process.stdout], [], [], seconds)[0])

    def _receive(self) -> bytes:
        while (end := self._room.find(b"\r\n\r\n", 0, self._unread)) < 0:
            self._more()
        length = int(re.search(rb"content-length: *(\d+)", self._room[:end], re.I)[1])  # type: ignore[index]
        stop = end + 4 + length
        while self._unread < stop:
            self._more()
        self.heard = time.perf_counter()
        body = self._room[end + 4 : stop]
        self._unread -= stop
        self._room[: self._unread] = self._room[stop : stop + self._unread]
        return bytes(body)

    def _more(self) -> None:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError(f"{self.name} does not answer")
        if self._unread == len(self._room):
            self._room += bytes(len(self._room))
        count = os.readv(self.process.stdout.fileno(), [memoryview(self._room)[self._unread :]])
        if not count:
            raise EOFError(f"{self.name} has gone")
        self._unread += count
