"""What mypy says of inferred hints: the original package with its annotations replaced, slot by slot, by the inferred ones.

The slots that were not filled keep the original's annotation, so that what mypy reports and does not report of the
original comes from an inserted hint.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.bench.recovery_compare import Annotated
from tests.bench.recovery_packages import TOOLS

_PLACE = re.compile(r"^(.*?):\d+: error: (.*)$")


def new_errors(original: Path, written: Path, room: Path) -> list[str]:
    """The errors, as `file: message`, that mypy reports with the inferred hints and not with the original's."""
    merged = room / f"merged-{written.name}"
    merge(original, written, merged)
    before, after = _errors(original), _errors(merged)
    return sorted((after - before).elements())


def merge(original: Path, written: Path, merged: Path) -> None:
    """The original with every annotation replaced for which `written` has one, and with the imports that needs."""
    shutil.copytree(original, merged)
    theirs, ours = Annotated.of(original), Annotated.of(written)
    found = dict(ours.slots())
    edits: dict[str, list[tuple[ast.expr, str]]] = {}
    for slot, annotation in theirs.slots():
        other = found.get(slot)
        if other is not None:
            edits.setdefault(theirs.functions[slot[:3]][0].path, []).append((annotation, ast.unparse(other)))
    for path, changes in edits.items():
        relative = Path(path).relative_to(original)
        lines = [line.encode() for line in Path(path).read_text(encoding="utf-8").split("\n")]
        for node, text in sorted(changes, key=lambda item: (item[0].lineno, item[0].col_offset), reverse=True):
            assert node.end_lineno is not None
            head = lines[node.lineno - 1][: node.col_offset]
            tail = lines[node.end_lineno - 1][node.end_col_offset :]
            gap = [b""] * (node.end_lineno - node.lineno)
            lines[node.lineno - 1 : node.end_lineno] = [head + text.encode() + tail, *gap]
        body = b"\n".join(lines).decode()
        (merged / relative).write_text(_with_imports(body, Path(path), written / relative), encoding="utf-8")


def _with_imports(text: str, original: Path, written: Path) -> str:
    """The text with the imports that the written file has and the original has not, on its last line of imports."""
    known = set(_imports(ast.parse(original.read_text(encoding="utf-8"))))
    added = [item for item in _imports(ast.parse(written.read_text(encoding="utf-8"))) if item not in known]
    if not added:
        return text
    return f"{text}\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n" + "".join(f"    {item}\n" for item in added)


def _imports(tree: ast.Module) -> list[str]:
    found: dict[str, None] = {}
    todo: list[ast.stmt] = list(tree.body)
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            for alias in node.names:
                found[f"from {source} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")] = None
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")] = None
        elif isinstance(node, ast.If):
            todo += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            todo += [*node.body, *(inner for handler in node.handlers for inner in handler.body), *node.orelse]
    return list(found)


def _errors(folder: Path) -> Counter[str]:
    command = [sys.executable, "-m", "mypy", "--no-site-packages", "--ignore-missing-imports", "--no-error-summary"]
    command += ["--hide-error-context", "--no-color-output", "--config-file=", "--python-version", "3.11"]
    command += ["--cache-dir", str(TOOLS / "mypy_cache"), "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout[-1000:] + done.stderr[-1000:])
    found: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        place = _PLACE.match(line)
        if place and "unused-ignore" not in line:
            found[f"{place.group(1)}: {place.group(2)}"] += 1
    return found
