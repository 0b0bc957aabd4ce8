"""Recovery of type hints: strip well-typed packages, let burnish fill them, and compare with the original.

    python -m tests.bench.recovery [--only NAME ...] [--misses] [--peers]

The packages come from PyPI and are renamed, so that no original, stub or distribution of them is on any path.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import sys
import time
import warnings
from pathlib import Path

from burnish_checks.core.repair import Refused, after, verify
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.inference import Inference
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.add_type_hints import hints
from burnish_checks.typing.signatures import functions
from tests.bench.recovery_compare import HEADER, Folder, Score, compare, frequent
from tests.bench.recovery_packages import DEVELOPED_ON, NEVER_READ, TOOLS, prepared

SETTINGS = Settings(select=("typing",), only_selected=True)


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[*DEVELOPED_ON, *NEVER_READ])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(6000)
    total = {"return": Score(), "parameter": Score()}
    print(f"{'':22}{HEADER}")
    for package in options.only:
        original, stripped = prepared(package)
        written = TOOLS / package / "burnish"
        start = time.perf_counter()
        certain, lines = fill(stripped, written)
        spent = time.perf_counter() - start
        scores = compare(original, written, certain)
        for kind, score in scores.items():
            print(f"{package:12}{kind:10}{score.row()}")
            total[kind].add(score)
        print(f"{package:12}{lines} lines, {lines / spent:.0f} a second")
    whole = Score()
    for kind, score in total.items():
        print(f"{'all':12}{kind:10}{score.row()}")
        whole.add(score)
    print(f"{'all':12}{'slots':10}{whole.row()}")
    if options.misses:
        for verdict in ("CERTAIN", "wrong", "missing", "wider"):
            print(f"\n{verdict}")
            for count, text in frequent(whole.misses, verdict, 40):
                print(f"{count:5} {text}")
    if options.peers:
        from tests.bench.recovery_peers import run_peers

        run_peers(options.only)


def fill(stripped: Path, written: Path) -> tuple[set[tuple[str, str]], int]:
    """Copy the folder and write every hint that can be inferred; (function key, slot) of the certain ones, and lines read."""
    shutil.rmtree(written, ignore_errors=True)
    shutil.copytree(stripped, written)
    project = Folder(stripped)
    certain: set[tuple[str, str]] = set()
    lines = 0
    for path in sorted(stripped.rglob("*.py")):
        text = project.texts[str(path)]
        lines += text.count("\n")
        snapshot = _open(text, str(path), project)
        inference = Inference(snapshot, project)  # type: ignore[arg-type]
        snapshot, found = annotated(snapshot, inference)
        certain |= found
        target = written / path.relative_to(stripped)
        try:
            ast.parse(snapshot.text)
        except SyntaxError as e:
            print("BROKEN", path, e)
            snapshot = _open(text, str(path), project)
        target.write_text(snapshot.text, encoding="utf-8")
    return certain, lines


def annotated(snapshot: Snapshot, inference: Inference) -> tuple[Snapshot, set[tuple[str, str]]]:
    """The snapshot with every hint written, function by function, as the fix of each finding would."""
    certain: set[tuple[str, str]] = set()
    changes = []
    for index, entry in enumerate(snapshot.entries):
        start = snapshot.starts[index]
        for node in functions(entry.block):
            definition = inference._definition(index, node)
            try:
                found = hints(snapshot, index, node, inference)
            except Refused:
                continue
            for hint in found:
                from burnish_checks.core.repair import Change

                changes.append(Change(hint.span.moved(start), hint.text))
                changes.extend(hint.changes)
                if hint.inferred.certain and definition is not None:
                    slot = "return" if hint.label.startswith("-> ") else hint.label.partition(":")[0]
                    certain.add((definition.key, slot))
    return after(snapshot, tuple(dict.fromkeys(changes))), certain


def _open(text: str, path: str, project: Folder) -> Snapshot:
    role = role_of("src/module.py")
    return open_document(text, Environment(path, engine_for(SETTINGS, role), SETTINGS, role, project))  # type: ignore[arg-type]


__all__ = ["verify"]

if __name__ == "__main__":
    main()
