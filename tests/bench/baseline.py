"""How well a baseline holds on a real package: after a reformat, after code moves, and after a merge of two branches.

    python -m tests.bench.baseline isso docutils

For each package: its findings are recorded; every file is laid out anew by `ruff format` (another line length, other
quotes) and functions change places. What `burnish check` then shows is new where no such finding of the function was
there before (a longer function, say), and has come back otherwise. Then two branches each mend something and bring in
something new, record a baseline of their own, and are merged.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).parents[2] / ".tools" / "corpora"
RUFF = [sys.executable, "-m", "ruff"]
NEW = (
    "def new_{name}(text):\n    try:\n        return int(text)\n    except ValueError:\n        raise KeyError(text)\n"
)


def main(names: list[str]) -> int:
    """Measure each package; 1 if a finding came back anywhere."""
    back = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / name
            shutil.copytree(CORPORA / name / name, root / name)
            (root / "pyproject.toml").write_text('[project]\nname = "package"\nversion = "1"\n')
            back += _package(root)
    return 1 if back else 0


def _package(root: Path) -> int:
    (root / ".gitattributes").write_text("burnish-baseline.txt merge=union\n")
    _git(root, "init", "-q", "-b", "main")
    print(f"{root.name}: {_burnish(root, 'baseline').strip()}")
    _commit(root, "start")
    before = {_told(item) for item in _found(root, "--no-baseline")}
    back = _report(root, "at once", before)
    for line_length, quotes in (("60", "single"), ("120", "double")):
        config = f"format.quote-style='{quotes}'"
        subprocess.run([*RUFF, "format", "-q", "--isolated", "--line-length", line_length, "--config", config, "."],
                       cwd=root, check=False)  # fmt: skip
        changed = len(_git(root, "diff", "--name-only").splitlines())
        back += _report(
            root, f"after ruff format to {line_length} columns and {quotes} quotes ({changed} files changed)", before
        )
    moved = sum(_reverse(path) for path in sorted(root.glob("**/*.py")))
    back += _report(root, f"after the functions of each file changed places ({moved} moved)", before)
    _commit(root, "formatted and moved")
    return back + _merge(root, before)


def _merge(root: Path, before: set[tuple[str, ...]]) -> int:
    files = sorted(root.glob("**/*.py"))
    for name in ("one", "two"):
        _git(root, "checkout", "-q", "-b", name, "main")
        files[0 if name == "one" else -1].write_text('"""Nothing is left."""\n')
        (root / root.name / f"new_{name}.py").write_text(NEW.format(name=name))
        _burnish(root, "baseline")
        _commit(root, name)
    done = subprocess.run(["git", *_WHO, "merge", "-q", "--no-edit", "one"], cwd=root, capture_output=True, check=False)
    how = "without a conflict" if done.returncode == 0 else "with a conflict, whose marks were left in the file"
    return _report(root, f"after the merge of two branches, {how}", before)


def _report(root: Path, when: str, before: set[tuple[str, ...]]) -> int:
    found, known = _found(root), _found(root, "--no-baseline")
    back = [item for item in found if _told(item) in before]
    print(f"  {when}: {len(known)} findings, {len(found) - len(back)} new, {len(back)} came back")
    for item in found[:10]:
        print(f"    {item['path']}:{item['range']['start']['line'] + 1} {item['code']}: {item['message']}")
    return len(back)


def _found(root: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_burnish(root, "check", "--output-format", "json", *arguments))
    return found


def _told(item: dict[str, Any]) -> tuple[str, ...]:
    """A finding by file, rule and message without its numbers."""
    return item["path"], item["code"], re.sub(r"\d+", "#", item["message"])


def _reverse(path: Path) -> int:
    """Put the functions and classes at the end of a module into the opposite order, where that changes no name."""
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return 0
    tail = len(body)
    while tail and isinstance(body[tail - 1], ast.FunctionDef):
        tail -= 1
    movable = body[tail:]
    if len(movable) < 2:
        return 0
    lines = text.splitlines(keepends=True)
    starts = [min([node.lineno, *(item.lineno for item in node.decorator_list)]) - 1 for node in movable]  # type: ignore[attr-defined]
    chunks = ["".join(lines[a:b]).rstrip("\n") for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    head = "".join(lines[: starts[0]])
    path.write_text(head + "\n\n\n".join(reversed(chunks)) + "\n", encoding="utf-8", errors="surrogateescape")
    return len(movable)


_WHO = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *_WHO, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def _commit(root: Path, message: str) -> None:
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", message)


def _burnish(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-I", "-m", "burnish", *arguments]
    environment = {**os.environ, "CI": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["isso"]))
