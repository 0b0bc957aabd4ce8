"""How busy the server and its workers are after a burst of edits, and how it behaves in files of 100,000 lines.

    python -m tests.bench.busy [--lines N ...] [--huge]

A burst is 30 edits inside a function, one every 50 milliseconds, as someone types fast. Printed: the processor's time
that the server with all its processes took in each second from the last edit on, in milliseconds. Together they may be no more
than one core takes in a second; the exit code is 1 where they are. On a busy machine they spread over more seconds.

With `--huge`, files of 100,000 lines (code, and one literal) are opened, edited and closed, and while one is opened a
small file is asked about: how long each takes. The processes' times are read from /proc, so this is for Linux.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from pathlib import Path

from tests.bench.clients import FOLDER, Client, commands, family
from tests.bench.keystroke import edits_of, source

EDITS, APART = 30, 0.05
SECONDS = 10
LIMIT = 1_000
"""Milliseconds of the processor's time that may be taken after a burst: one core for a second."""
TICKS = os.sysconf("SC_CLK_TCK")


def used(process: int) -> float:
    """Milliseconds of the processor's time that a process and its children, living and gone, have taken."""
    total = 0.0
    for child in family(process):
        try:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) * 1000 / TICKS
    return total


def after_a_burst(lines: int) -> list[float]:
    """The time taken in the burst, then in each second after it."""
    text = source(lines)
    client = Client("burnish", *commands()["burnish"])
    try:
        client.open((FOLDER / f"burst{lines}.py").as_uri(), text)
        client.quiet(5.0)
        edit = edits_of("body", text)
        marks = [used(client.process.pid)]
        for number in range(EDITS):
            client.change(*edit(number))
            _read_on(client, APART)
        for _ in range(SECONDS + 1):
            marks.append(used(client.process.pid))
            _read_on(client, 1.0)
    finally:
        client.quit()
    return [after - before for before, after in itertools.pairwise(marks)]


def _read_on(client: Client, seconds: float) -> None:
    """Read what the server says for so long: one that nobody listens to stands still, and takes no time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        client.quiet(min(left, 0.1))


def huge() -> None:
    """Files of 100,000 lines."""
    rows = "".join(f'    "key_{number}": ({number}, "value {number}"),\n' for number in range(99_990))
    for name, text in (
        ("code", source(20_000) * 5),
        ("literal", f'"""Rows."""\n\nROWS = {{\n{rows}}}\n\n\nimport os\n'),
    ):
        client, other = Client("burnish", *commands()["burnish"]), "x = 1\n"
        try:
            client.open((FOLDER / "small.py").as_uri(), other)
            client.quiet(3.0)
            start, idle = time.perf_counter(), used(client.process.pid)
            client.open((FOLDER / f"{name}.py").as_uri(), text)
            opened, taken = time.perf_counter(), used(client.process.pid)
            client.change((50_000, 0), (50_000, 0), "# ")
            client.published()
            edited = time.perf_counter()
            client.close()
            closed = time.perf_counter()
            cost = (taken - idle) / 1000, (used(client.process.pid) - taken) / 1000
            print(
                f"100,000 lines of {name} ({len(text) / 1e6:.1f} MB): first squiggles {opened - start:.2f} s, "
                f"an edit in the middle {edited - opened:.2f} s, closed {closed - edited:.2f} s; "
                f"of the processor's time {cost[0]:.1f} s and {cost[1]:.1f} s",
                flush=True,
            )
        finally:
            client.quit()


def main() -> int:
    """Measure and print; 1 if it is busier than it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="*", default=[1_000, 20_000])
    parser.add_argument("--huge", action="store_true")
    options = parser.parse_args()
    busy = False
    for lines in options.lines:
        burst, *after = after_a_burst(lines)
        busy = busy or sum(after) > LIMIT
        shown = ", ".join(f"{second:.0f}" for second in after)
        print(
            f"{lines} lines: {burst:.0f} ms in {EDITS} edits, {sum(after):.0f} ms after the last; by second: {shown}",
            flush=True,
        )
    if options.huge:
        huge()
    return int(busy)


if __name__ == "__main__":
    sys.exit(main())
