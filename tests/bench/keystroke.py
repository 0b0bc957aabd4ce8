"""From an edit to the diagnostics: milliseconds at four sizes of file, beside `ruff server` where it is installed.

    python tests/bench/keystroke.py [--edits N] [--lines N ...]

The files are pieces of the standard library. Both servers get the same edits in turn, pushed diagnostics, and at the
end each must show what a fresh session shows of the same text.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

SIZES = (200, 1_000, 5_000, 20_000)
MODULES = (
    "tarfile",
    "argparse",
    "inspect",
    "typing",
    "pydoc",
    "mailbox",
    "optparse",
    "zipfile",
    "doctest",
    "pickle",
    "ftplib",
)
NINE = ["S", "N", "ANN", "B", "BLE", "TRY", "E", "F", "C90", "PLR", "PLW", "D", "UP"]
BURNISH = (sys.executable, "-I", "-c", "import sys; from burnish.lsp import serve; sys.exit(serve())")
PROBE = "probe_of_the_bench"
KINDS = ("body", "docstring", "shift", "break", "import")


class Server:
    """A server on pipes, talked to without threads; answers are timed as bytes and parsed only when asked."""

    def __init__(self, name: str, command: tuple[str, ...], options: dict[str, Any]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.version = 0
        publish = {"versionSupport": True, "relatedInformation": True, "codeDescriptionSupport": True,
                   "dataSupport": True, "tagSupport": {"valueSet": [1, 2]}}  # fmt: skip
        capabilities = {"textDocument": {"publishDiagnostics": publish}}
        params = {"processId": None, "rootUri": None, "capabilities": capabilities, "initializationOptions": options}
        self.send({"id": 1, "method": "initialize", "params": params})
        while json.loads(self.receive()).get("id") != 1:
            pass
        self.send({"method": "initialized", "params": {}})

    def open(self, uri: str, text: str) -> bytes:
        """Open a document; its diagnostics."""
        self.uri, self.version = uri, 1
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        return self.published()

    def close(self) -> None:
        """Close the document."""
        self.send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": self.uri}}})
        self.until(b"publishDiagnostics")

    def edit(self, line: int, end: int, start: int, text: str) -> float:
        """Replace part of a line; milliseconds until the diagnostics of that version were there."""
        self.version += 1
        place = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
        params = {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"range": place, "text": text}],
        }
        begun = time.perf_counter()
        self.send({"method": "textDocument/didChange", "params": params})
        self.published()
        return 1000 * (time.perf_counter() - begun)

    def published(self) -> bytes:
        """The next diagnostics of the current version."""
        mark = re.compile(rb'"version": ?%d\b' % self.version)
        while True:
            body = self.until(b"publishDiagnostics")
            if mark.search(body[:400]) or mark.search(body[-200:]):
                return body

    def until(self, part: bytes) -> bytes:
        """The next message that has the part near its start."""
        while part not in (body := self.receive())[:200] and part not in body[-200:]:
            message = json.loads(body)
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
        return body

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> bytes:
        stream = self.process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.partition(b":")[2])
        if not length:
            raise EOFError(f"{self.name} has gone")
        return stream.read(length)

    def quit(self) -> None:
        self.process.kill()
        self.process.wait()


def source(lines: int) -> str:
    """So many lines of the standard library with a probe in the body of a function near the middle."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    found: list[str] = []
    for module in MODULES:
        if len(found) < lines:
            text = (folder / f"{module}.py").read_text(encoding="utf-8")
            found += text.splitlines(keepends=True)
    found = found[:lines]
    places = [at for at, line in enumerate(found) if re.match(r" {8}\w+ = [\w.()]+$", line) and "[" not in line]
    at = min(places, key=lambda place: abs(place - lines // 2))
    found.insert(at + 1, f"        {PROBE} = 1\n")
    return "".join(found)


def measure(servers: list[Server], lines: int, edits: int, kind: str) -> dict[str, list[float]]:
    """Milliseconds of each edit, by server."""
    text = source(lines)
    row = text[: text.index(PROBE)].count("\n")
    times: dict[str, list[float]] = {server.name: [] for server in servers}
    for server in servers:
        server.open(f"file:///bench/{kind}_{lines}.py", text)
        settle(server)
    for number in range(edits):
        for server in servers:
            times[server.name].append(step(server, kind, row, number))
    for server in servers:
        server.close()
    return times


def step(server: Server, kind: str, row: int, number: int) -> float:
    """One edit of a kind; every second one takes the first back."""
    column = 8 + len(PROBE) + 3
    even = number % 2 == 0
    if kind == "body":
        return server.edit(row, column + 1, column, str(number % 10))
    if kind == "docstring":
        return server.edit(0, 0, 0, "x") if even else server.edit(0, 1, 0, "")
    if kind == "shift":
        return server.edit(row, 8, 8, "pass\n        ") if even else unshift(server, row)
    if kind == "break":
        return server.edit(row, column, column, "(") if even else server.edit(row, column + 1, column, "")
    return server.edit(0, 0, 0, "import os as re\n") if even else server.edit(0, 16, 0, "") + 0 * row


def unshift(server: Server, row: int) -> float:
    server.version += 1
    place = {"start": {"line": row, "character": 8}, "end": {"line": row + 1, "character": 8}}
    params = {
        "textDocument": {"uri": server.uri, "version": server.version},
        "contentChanges": [{"range": place, "text": ""}],
    }
    begun = time.perf_counter()
    server.send({"method": "textDocument/didChange", "params": params})
    server.published()
    return 1000 * (time.perf_counter() - begun)


def settle(server: Server) -> None:
    """Some edits before the clock runs."""
    time.sleep(0.3)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--lines", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--kinds", nargs="*", default=["body"], choices=KINDS[:-1])
    options = parser.parse_args()
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    servers = [Server("burnish", BURNISH, {})]
    if ruff:
        lint = {"select": NINE, "preview": False}
        servers.append(Server("ruff", (ruff, "server"), {"settings": {"lint": lint}}))
    time.sleep(2)
    try:
        for kind in options.kinds:
            print(f"\n{kind:>10} | burnish median, p95 | ruff median, p95 | ratio (ms)")
            for lines in options.lines:
                times = measure(servers, lines, options.edits, kind)
                cells = [(statistics.median(t), sorted(t)[int(0.95 * len(t))]) for t in times.values()]
                ratio = f"{cells[0][0] / cells[1][0]:.2f}" if len(cells) > 1 else "-"
                rest = " | ".join(f"{median:8.2f} {p95:8.2f}" for median, p95 in cells)
                print(f"{lines:>10} | {rest} | {ratio}", flush=True)
    finally:
        for server in servers:
            server.quit()


if __name__ == "__main__":
    main()
