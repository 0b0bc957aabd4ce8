"""What the server's memory does in the long run: over many edits, and with a large workspace and many open files.

    python -m tests.bench.soak [--edits N] [--lines N] [--workspace LINES] [--open FILES]

Edits of every kind in turn, in a burst of thirty now and then, on one file; the memory of the server and its workers,
shared pages in proportion, is looked at ten times. At the end the document is opened afresh and must show what it
showed. `--workspace` copies the standard library until there are so many lines, opens so many of the files, waits until
the index is there and looks once more.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import clients
from tests.bench.clients import Client, commands
from tests.bench.keystroke import KINDS, begin, edits_of, in_step, memory, source

LOOKS = 10
"""How often memory is looked at."""
REST = 5.0
"""Seconds between two looks whether the index is there."""


def soak(lines: int, count: int) -> Iterator[tuple[int, float, float]]:
    """The number of edits made so far, megabytes and seconds, ten times."""
    text = source(lines)
    kinds = [edits_of(kind, text) for kind in KINDS if kind != "body"]
    client = Client("burnish", *commands()["burnish"])
    try:
        begin(client, f"{clients.FOLDER.as_uri()}/soak.py", text)
        made, begun = 0, time.perf_counter()
        for look in range(LOOKS + 1):
            while made < look * count // LOOKS:
                edit = kinds[made // 2 % len(kinds)]
                for number in range(30 if made % 1000 == 0 else 2):
                    client.change(*edit(number))
                    made += 1
                client.published()
            client.quiet(1.0)
            yield made, memory(client), time.perf_counter() - begun
        if not in_step(client, text, edits_of("body", text), 0):
            raise SystemExit("the document is out of step")
    finally:
        client.quit()


def workspace(lines: int, files: int) -> float:
    """Megabytes with a workspace of so many lines indexed and so many of its files open."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    paths = [path for path, _ in zip(_filled(folder, lines), range(10**6), strict=False)]
    before, clients.FOLDER = clients.FOLDER, folder
    client = Client("burnish", *commands()["burnish"])
    try:
        for path in paths[:files]:
            client.open(path.as_uri(), path.read_text(encoding="utf-8", errors="replace"))
        ask = {"command": "burnish.statistics", "arguments": []}
        while not json.loads(client.request("workspace/executeCommand", ask))["result"]["indexed"]:
            client.quiet(REST)
        client.quiet(REST)
        return memory(client)
    finally:
        client.quit()
        clients.FOLDER = before
        shutil.rmtree(folder)


def _filled(folder: Path, lines: int) -> Iterator[Path]:
    """Copies of the standard library's modules until there are so many lines."""
    library = Path(sysconfig.get_paths()["stdlib"])
    modules = [path for path in sorted(library.rglob("*.py")) if not {"site-packages", "test"}.intersection(path.parts)]
    copy = 0
    while lines > 0:
        for path in modules:
            target = folder / f"copy{copy}" / path.relative_to(library)
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            target.write_bytes(data)
            yield target
            lines -= data.count(b"\n")
            if lines <= 0:
                return
        copy += 1


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--workspace", type=int, default=0, metavar="LINES")
    parser.add_argument("--open", type=int, default=200, metavar="FILES")
    given: Any = parser.parse_args()
    for made, megabytes, seconds in soak(given.lines, given.edits) if given.edits else ():
        print(f"{made:8} edits | {megabytes:7.1f} MB | {seconds:7.1f} s", flush=True)
    if given.workspace:
        megabytes = workspace(given.workspace, given.open)
        print(f"{given.workspace} lines indexed, {given.open} files open | {megabytes:.1f} MB")


if __name__ == "__main__":
    main()
