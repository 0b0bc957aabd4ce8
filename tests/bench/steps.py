"""One keystroke by step: microseconds that each part of the way from the edit to the encoded diagnostics takes itself.

    python -m tests.bench.steps [LINES] [--kind KIND] [--pause MS]

In this process, without a server: what the transport costs is the rest of what `keystroke` shows. Of 60 edits the
fifth quickest tenth counts, since a busy machine only ever adds.
"""

from __future__ import annotations

import argparse
import functools
import gc
import time
from collections import defaultdict
from typing import Any

from burnish.lsp.encode import Counters, Encoder, Form, Shape
from burnish_checks.core import ahead, block, editing, engine, making, settling, showing, snapshot
from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.policy import environment_for
from tests.bench.keystroke import KINDS, edits_of, source

STEPS: tuple[tuple[Any, str, str], ...] = (
    (snapshot, "apply_edit", "the lines of the text"),
    (editing, "touched", "finding the touched blocks"),
    (editing.Edit, "split", "cutting the text again: around the blocks"),
    (editing, "reworded", "reading the docstring alone"),
    (editing, "mended", "knowing the block from before"),
    (editing, "restated", "reading the statement alone"),
    (editing, "read_block", "cutting out and parsing the block"),
    (block, "walk", "walking its tree"),
    (making, "gather", "its facts"),
    (engine.Engine, "check_docstrings", "the rules that read docstrings"),
    (making, "directives", "its suppression comments"),
    (making, "syntax_finding", "what only the compiler rejects"),
    (editing, "join", "joining the facts"),
    (editing.Edit, "due", "what is due elsewhere"),
    (engine.Engine, "check", "the rules"),
    (editing, "show", "what is shown of it"),
    (ahead, "run_rules", "the module rules of a short file"),
    (editing.Edit, "run", "the snapshot itself"),
    (Encoder, "parts", "encoding"),
    (settling, "_ask", "later: asking again"),
    (showing, "_found", "later: module rules"),
    (settling, "_recheck", "later: checking others again"),
)


def steps(lines: int, kind: str = "body", count: int = 60, pause: float = 0) -> dict[str, float]:
    """Microseconds by step, in the order of the way; `pause` seconds before each edit, as between two keys."""
    clock = _Clock()
    for owner, name, label in STEPS:
        clock.watch(owner, name, label)
    text = source(lines)
    shot = open_document(text, environment_for("/bench/probe.py", Settings()), 0)
    encoder = Encoder(
        "file:///bench/probe.py", Form(Shape(True, frozenset({1, 2}), True), "utf-16", lambda _: ()), Counters()
    )
    encoder.parts(shot)
    gc.freeze()
    edit = edits_of(kind, text)
    for number in range(count):
        time.sleep(pause)
        clock.begin()
        start, end, new = edit(number)
        shot = ahead.with_quick_rules(shot.edit([TextEdit(Span(*start, *end), new)], number + 1))
        encoder.parts(shot)
        shot = shot.settled()
    return {label: quick for _, _, label in STEPS if (quick := clock.quick(label))}


class _Clock:
    """Takes the time of functions, less that of others that are watched inside them."""

    def __init__(self) -> None:
        self.stack: list[float] = []
        self.edits: list[dict[str, float]] = []

    def begin(self) -> None:
        self.edits.append(defaultdict(float))

    def watch(self, owner: Any, name: str, label: str) -> None:
        function = getattr(owner, name)

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            self.stack.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                taken = time.perf_counter() - begun
                inner = self.stack.pop()
                if self.edits:
                    self.edits[-1][label] += taken - inner
                if self.stack:
                    self.stack[-1] += taken

        setattr(owner, name, timed)

    def quick(self, label: str) -> float:
        found = sorted(item.get(label, 0.0) for item in self.edits)
        return round(1e6 * found[len(found) // 5], 1)


def main() -> None:
    """Print the steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=int, nargs="?", default=20_000)
    parser.add_argument("--kind", default="body", choices=KINDS)
    parser.add_argument("--pause", type=float, default=0, metavar="MS", help="before each edit, as between two keys")
    given = parser.parse_args()
    found = steps(given.lines, given.kind, pause=given.pause / 1000)
    for label, taken in found.items():
        print(f"{taken:9.1f}  {label}")
    print(f"{sum(found.values()):9.1f}  in all, microseconds")


if __name__ == "__main__":
    main()
