"""Two trees of burnish held against each other, step by step: `python -m tests.bench.paired MODE OLD NEW PATH...`.

MODE is what is timed: `summaries` (what functions do with data), `facts` (all facts of a file) or `files` (a file checked by
itself). OLD and NEW are folders with `checks/` in them, as `git worktree add` makes. Both do the same eighth of the files in
turn, and of each eighth the least processor time counts. A process is up to 5 % faster than another of the same code by how
its memory lies, so processes are started again and again, each tree as often first: what is printed at the end is the mean.
Less than 1 % is not told by it.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PARTS = 8
_ROUNDS = 3
_STARTS = 6


def serve(mode: str, tree: str, paths: list[str]) -> None:
    """Do one part of the work for each number that is read, and tell the processor time it took."""
    sys.path.insert(0, f"{tree}/checks")
    work = _work(mode, [(str(file), file.read_text("utf-8", "replace")) for path in paths for file in _files(path)])
    gc.disable()
    print(flush=True)
    for line in sys.stdin:
        start = time.process_time()
        work(int(line))
        print(time.process_time() - start, flush=True)


def _files(path: str) -> list[Path]:
    found = Path(path)
    return sorted(found.rglob("*.py")) if found.is_dir() else [found]


def _work(mode: str, texts: list[tuple[str, str]]) -> Callable[[int], None]:
    """What does the part of a number."""
    from burnish_checks.core.settings import Settings
    from burnish_checks.core.snapshot import Environment, open_document
    from burnish_checks.core.text import split_lines
    from burnish_checks.core.whole import blocks_of
    from burnish_checks.index import facts_and_reading_of
    from burnish_checks.patterns import compile_deferred
    from burnish_checks.policy import engine_for, role_of
    from burnish_checks.security.flow.summaries import taint_summary

    compile_deferred()
    settings = Settings()
    parts = [texts[number::_PARTS] for number in range(_PARTS)]
    if mode == "summaries":
        every = [[block for _, text in part for block in blocks_of(split_lines(text)) if block.walk] for part in parts]
        return lambda number: [None for block in every[number] for _ in taint_summary.collect(block)].clear()
    if mode == "facts":
        engine = engine_for(settings, role_of("module.py"))
        return lambda number: [facts_and_reading_of(text, engine.collectors) for _, text in parts[number]].clear()
    return lambda number: [
        open_document(text, Environment(path, engine_for(settings, role_of(path)), settings, role_of(path)))
        for path, text in parts[number]
    ].clear()


def compare(mode: str, trees: list[str], paths: list[str]) -> float:
    """How long the second tree takes, by the first."""
    command = [sys.executable, "-I", __file__, "--serve", mode]
    served = [
        subprocess.Popen([*command, tree, *paths], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for tree in trees
    ]
    least = [[float("inf")] * _PARTS for _ in served]
    for process in served:
        _answer(process)
    for _ in range(_ROUNDS):
        for part in range(_PARTS):
            for process, times in zip(served, least, strict=True):
                times[part] = min(times[part], float(_answer(process, part)))
    for process in served:
        process.communicate()
    return sum(least[1]) / sum(least[0])


def _answer(process: subprocess.Popen[str], part: int | None = None) -> str:
    assert process.stdin is not None and process.stdout is not None
    if part is not None:
        process.stdin.write(f"{part}\n")
        process.stdin.flush()
    return process.stdout.readline()


def main(mode: str, old: str, new: str, *paths: str) -> None:
    """Print the ratio of each start, and the mean of all."""
    ratios: list[float] = []
    for number in range(_STARTS):
        if number % 2:
            ratios.append(1 / compare(mode, [new, old], [*paths]))
        else:
            ratios.append(compare(mode, [old, new], [*paths]))
        print(f"{ratios[-1]:.3f}", flush=True)
    print(f"{mode}: the new takes {statistics.geometric_mean(ratios):.3f} of the old")


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        main(*sys.argv[1:])
