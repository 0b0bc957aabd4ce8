"""From an edit to the diagnostics, beside the peers: one command measures, prints tables and writes `docs/speed.md`.

    python -m tests.bench.keystroke [--lines N ...] [--kinds KIND ...] [--servers NAME ...] [--edits N] [--write]

The peers (ruff, ty, zuban, pyrefly, python-lsp-server) are installed from PyPI into `.tools/speed-peers`, with matplotlib
for the plot. The files are pieces of the standard library. All servers get the same edits in turn, round by round, so
that a busy machine is busy for all; the ratios hold where the times do not. At the end of each series every server's
document is opened afresh, and must show what it showed. Where other work runs, `--undisturbed` keeps it out of the way
(Linux, as root).
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import statistics
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import clients as servers
from tests.bench.clients import FOLDER, Client, bare, commands, install
from tests.bench.report import PULLED, Report

SIZES = (200, 1_000, 5_000, 20_000)
MODULES = (
    *("tarfile", "argparse", "inspect", "typing", "pydoc", "mailbox", "imaplib", "zipfile", "doctest", "pickle"),
    "ftplib",
)
PROBE = "probe_of_the_bench"
CLASS = "\n\nclass ProbeBase(ValueError):\n    pass\n\n\nclass Probe(ProbeBase):\n    pass\n"
SLOW = 3
"""Edits in a series for a server that takes longer than half a second."""
TOO_SLOW = 1_500
"""Milliseconds: a server that takes longer at one size is not asked at the next."""


class Edit(NamedTuple):
    """One edit: from, to, new text."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def insert(line: int, column: int, text: str) -> Edit:
    return Edit((line, column), (line, column), text)


def source(lines: int) -> str:
    """So many lines of the standard library, with a probe in a function near the middle and two classes at the end."""
    for first in range(len(MODULES)):
        found = _whole(_lines((*MODULES[first:], *MODULES[:first]), lines - CLASS.count("\n")))
        places = [at for at, line in enumerate(found) if re.match(r" {8}\w+ = [\w.()]+$", line)]
        if places and len(found) > 0.7 * lines:
            break
    at = min(places, key=lambda place: abs(place - lines // 2))
    found.insert(at + 1, f"        {PROBE} = 1\n")
    return "".join(found) + CLASS


def _lines(modules: Iterable[str], most: int) -> list[str]:
    """So many lines of modules of the standard library, one after the other."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    found: list[str] = []
    for module in modules:
        if len(found) < most:
            found += (folder / f"{module}.py").read_text(encoding="utf-8").splitlines(keepends=True)
    return found[:most]


def _whole(lines: list[str]) -> list[str]:
    """The lines up to the last definition that leaves a text which can be read: what is broken costs the peers nothing."""
    while True:
        try:
            compile("".join(lines), "<bench>", "exec", ast.PyCF_ONLY_AST)
        except SyntaxError:
            end = max(at for at, line in enumerate(lines) if re.match(r"(?:@|def |class )", line))
            lines = lines[:end]
        else:
            return lines


def edits_of(kind: str, text: str) -> Callable[[int], Edit]:
    """The edits of a kind, by number; the odd ones take the even ones back, so that the text does not grow.

    Only for a block that was broken burnish remembers what it was before: the edit that mends it is the quicker one.
    """
    lines = text.splitlines()
    row = next(at for at, line in enumerate(lines) if PROBE in line)
    end = 8 + len(PROBE) + 3
    doc = next(at for at, line in enumerate(lines) if line.strip().startswith('"""') and at > len(lines) // 3)
    column = lines[doc].index('"""') + 3
    base = next(at for at, line in enumerate(lines) if line.startswith("class ProbeBase("))
    top = next(at for at, line in enumerate(lines) if re.match(r"import \w+$", line))

    def digit(number: int) -> Edit:
        return Edit((row, end), (row, end + len(str(number))), str(number + 1))

    pairs: dict[str, tuple[Edit, Edit]] = {
        "name": (insert(row, 8, "x"), Edit((row, 8), (row, 9), "")),
        "docstring": (insert(doc, column, "X"), Edit((doc, column), (doc, column + 1), "")),
        "top": (insert(0, 0, "x"), Edit((0, 0), (0, 1), "")),
        "line": (insert(row, 8, "pass\n        "), Edit((row, 8), (row + 1, 8), "")),
        "break and mend": (insert(row, end, "("), Edit((row, end), (row, end + 1), "")),
        "import": (insert(top, len(lines[top]), "x"), Edit((top, len(lines[top])), (top, len(lines[top]) + 1), "")),
        "base class": (Edit((base, 16), (base, 26), "OSError"), Edit((base, 16), (base, 23), "ValueError")),
    }
    return digit if kind == "body" else lambda number: pairs[kind][number % 2]


KINDS = ("body", "name", "docstring", "top", "line", "break and mend", "import", "base class")
TWOFOLD = "break and mend"
PARTS = ("pushed", "pulled", "others")
STARTS = 15
"""Starts of each server."""
REACHING = ("import", "base class")
"""Kinds after which other blocks are looked at again: the last publish is timed too."""


class Series(NamedTuple):
    """Milliseconds of the edits of one kind at one size, by server: to the first publish and to the last."""

    first: dict[str, list[float]]
    last: dict[str, list[float]]
    out_of_step: list[str]


def measure(clients: list[Client], kind: str, lines: int, count: int, *, pause: float = 0) -> Series:
    """One series of edits, in turn; `pause` seconds before each, as between two keys: caches are cold by then.

    Each edit finds all servers at rest: what one of them still does behind its answer is not the next one's time.
    """
    text = source(lines)
    edit = edits_of(kind, text)
    first: dict[str, list[float]] = {client.name: [] for client in clients}
    last: dict[str, list[float]] = {client.name: [] for client in clients}
    for client in clients:
        begin(client, f"{FOLDER.as_uri()}/{kind.replace(' ', '_')}_{lines}.py", text)
    for number in range(count + count % 2):
        for client in clients:
            times = first[client.name]
            if len(times) >= SLOW and statistics.median(times) > 500:
                continue
            servers.rest(clients, max((taken[-1] / 1000 for taken in first.values() if taken), default=0.0))
            time.sleep(pause)
            begun = time.perf_counter()
            client.change(*edit(number))
            client.pulled() if client.pulls else client.published()
            times.append(1000 * (client.heard - begun))
            if kind in REACHING and not client.pulls:
                at, more = client.last_published()
                last[client.name].append(1000 * (at - begun) if more else times[-1])
    strays = [client.name for client in clients if not in_step(client, text, edit, len(first[client.name]))]
    return Series(first, last, strays)


def begin(client: Client, uri: str, text: str) -> None:
    """Open a document and wait until the server rests."""
    client.open(uri, text)
    if client.name == "burnish":  # which publishes on the way, and answers requests when it has reviewed all
        client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    client.last_published(_LONG)


def in_step(client: Client, text: str, edit: Callable[[int], Edit], count: int) -> bool:
    """Whether the server, which has made the edits, shows what it shows of the same text opened afresh."""
    lines = text.split("\n")
    for number in range(count):
        (row, start), (end_row, end), new = edit(number)
        joined = lines[row][:start] + new + lines[end_row][end:]
        lines[row : end_row + 1] = joined.split("\n")
    client.change((0, 0), (0, 0), "\n")
    client.change((0, 0), (1, 0), "")
    shown = shows(client, client.pulled() if client.pulls else client.published())
    client.close()
    fresh = shows(client, client.open(client.uri, "\n".join(lines)))
    client.close()
    return _places(shown) == _places(fresh) != []


_LONG = 0.1
"""Half of the seconds that a server has to be at rest before it counts as done with a document."""


def shows(client: Client, first: bytes) -> bytes:
    """What a server shows of its document, of which it has shown something, once it has come to rest."""
    _, last = client.last_published(_LONG)
    return client.pulled() if client.pulls else last or first


def _places(body: bytes) -> list[Any]:
    message = json.loads(body)
    found = message["params"]["diagnostics"] if "params" in message else message["result"]["items"]
    return sorted(
        (str(item["range"]), str(item.get("code")), item["message"] if item.get("code") != "undefined" else "")
        for item in found
    )


def burst(client: Client, lines: int) -> tuple[float, int]:
    """Thirty edits at once: milliseconds to the diagnostics of the last, and how many publishes there were."""
    text = source(lines)
    edit = edits_of("body", text)
    begin(client, f"{FOLDER.as_uri()}/burst_{lines}.py", text)
    begun = time.perf_counter()
    first = client.version
    for number in range(30):
        client.change(*edit(number))
    last = client.version
    publishes = 0
    while True:
        body = client.until(b"publishDiagnostics")
        publishes += 1
        found = re.search(rb'"version": ?(\d+)', body[:400] + body[-200:])
        if publishes >= 30 or (found and int(found[1]) >= last):
            break
    taken = 1000 * (time.perf_counter() - begun)
    assert last - first == 30
    client.quiet(0.3)
    client.close()
    return taken, publishes


def opening(clients: list[Client], lines: int, times: int = 5) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds from opening a document to its first diagnostics, and to the last, by server."""
    first: dict[str, list[float]] = {client.name: [] for client in clients}
    last: dict[str, list[float]] = {client.name: [] for client in clients}
    for number in range(times):
        for client in clients:
            text = f"# {number}\n" + source(lines)
            begun = time.perf_counter()
            body = client.open(f"{FOLDER.as_uri()}/open_{lines}_{number}.py", text)
            first[client.name].append(1000 * (time.perf_counter() - begun))
            assert b'"message"' in body, f"{client.name} has published nothing"
            at, more = client.last_published(_LONG)
            last[client.name].append(1000 * (at - begun) if more else first[client.name][-1])
            client.close()
    return _medians(first), _medians(last)


def _medians(taken: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(times) for name, times in taken.items()}


def start(command: list[str], options: dict[str, Any]) -> float:
    """Milliseconds from starting a process to the first diagnostics of a short file."""
    begun = time.perf_counter()
    client = Client("start", command, options)
    client.open(f"{FOLDER.as_uri()}/start.py", "import os\n")
    taken = 1000 * (time.perf_counter() - begun)
    client.quit()
    return taken


def offering(client: Client, lines: int, times: int = 20) -> float:
    """Median milliseconds to an answer with code actions, at the probe."""
    text = source(lines)
    row = text[: text.index(PROBE)].count("\n")
    begin(client, f"{FOLDER.as_uri()}/actions_{lines}.py", text)
    place = {"start": {"line": row, "character": 8}, "end": {"line": row, "character": 9}}
    params = {"textDocument": {"uri": client.uri}, "range": place, "context": {"diagnostics": []}}
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        client.request("textDocument/codeAction", params)
        taken.append(1000 * (time.perf_counter() - begun))
    client.close()
    return statistics.median(taken)


def memory(client: Client) -> float:
    """Megabytes of the server and its children, shared pages in proportion."""
    total = 0
    for process in servers.family(client.process.pid):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def halves(kind: str, series: Series) -> dict[str, Series]:
    """A series by what its edits do: to break a block is another edit than to mend it, and takes other times."""
    if kind != TWOFOLD:
        return {kind: series}

    def every_other(begin: int) -> Series:
        return series._replace(first={name: times[begin::2] for name, times in series.first.items()})

    return {"break": every_other(0), "mend": every_other(1)}


def main() -> None:
    """Measure, print, and with `--write` document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=KINDS)
    parser.add_argument("--servers", nargs="*", default=["burnish", "ruff", "zuban", "ty", "pyrefly", "pylsp"])
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--pause", type=float, default=0, metavar="MS", help="before each edit, as between two keys")
    parser.add_argument("--only", nargs="*", default=PARTS, choices=PARTS, help="what to measure")
    parser.add_argument("--undisturbed", action="store_true", help="go before all else that runs (Linux, as root)")
    parser.add_argument("--write", action="store_true", help="write the tables of docs/speed.md, and docs/speed.svg")
    given = parser.parse_args()
    install()
    if given.undisturbed:
        servers.keep_undisturbed()
    found = {name: item for name, item in commands().items() if name in given.servers}
    report = Report(list(found))
    begun = time.monotonic()
    try:
        for pulls in (False, True):
            if ("pulled" if pulls else "pushed") in given.only:
                series_of(found, report, given, pulls=pulls)
        if "others" in given.only:
            others(report, found, given.lines)
    finally:
        print(f"{(time.monotonic() - begun) / 60:.0f} minutes")
        if given.write:
            report.write()


def series_of(found: dict[str, Any], report: Report, given: argparse.Namespace, *, pulls: bool) -> None:
    """All series of edits, of servers whose diagnostics are pushed or pulled."""
    clients = [Client(name, *item, pulls=pulls) for name, item in found.items()]
    tired: set[str] = set()
    try:
        for kind in given.kinds:
            for lines in given.lines:
                # What others are like is told by body edits; for all kinds the measure is ruff.
                chosen = clients if kind == "body" else [c for c in clients if c.name in ("burnish", "ruff")]
                chosen = [client for client in chosen if client.name not in tired and client.pulls == pulls]
                series = measure(chosen, kind, lines, given.edits, pause=given.pause / 1000)
                tired.update(name for name, taken in series.first.items() if statistics.median(taken) > TOO_SLOW)
                for name, half in halves(kind, series).items():
                    report.series(name + PULLED * pulls, lines, half)
    finally:
        for client in clients:
            client.quit()


def others(report: Report, found: dict[str, Any], sizes: list[int]) -> None:
    """Everything but single edits."""
    quick = [Client(name, *found[name]) for name in ("burnish", "ruff") if name in found]
    for lines in sizes:
        report.row("burst of 30 edits", lines, {c.name: burst(c, lines) for c in quick})
        first, last = opening(quick, lines)
        report.row("open, first diagnostics", lines, first)
        report.row("open, all diagnostics", lines, last)
        report.row("code actions offered", lines, {c.name: offering(c, lines) for c in quick})
    for client in quick:
        client.quit()
    starts: dict[str, list[float]] = {"burnish": [], "bare pygls": [], "ruff": []}
    for _ in range(STARTS):
        for name, taken in starts.items():
            taken.append(start(bare(), {}) if name == "bare pygls" else start(*found[name]))
    report.row("start to first diagnostics", 1, _medians(starts))
    for lines in (1_000, 20_000):
        servers.FOLDER = Path(tempfile.mkdtemp(prefix="bench"))  # a workspace without the files of the other series
        client = Client("burnish", *found["burnish"])
        begin(client, f"{servers.FOLDER.as_uri()}/memory_{lines}.py", source(lines))
        time.sleep(5)
        report.row("memory, MB", lines, {"burnish": memory(client)})
        client.quit()


if __name__ == "__main__":
    main()
