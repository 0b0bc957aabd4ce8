"""Compare burnish's trees with those of CPython 3.13, over 3.13's standard library, all places included.

    python compare_stdlib.py [--sample N] [--reference PYTHON] [--masked] [FOLDER]

prints, for the interpreter that runs it, how many files equal the tree that the reference interpreter's `ast`
makes itself, and the first difference of each that does not. `--masked` forces the path that masks every f-string.
The reference is looked for as `python3.13` on PATH and in pyenv's folder; without one the exit code is 2.
"""

from __future__ import annotations

import argparse
import ast
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tokenize
import warnings
from collections.abc import Callable, Iterator

_PLACES = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def main() -> int:
    """Compare and print; 0 if all are equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--sample", type=int, default=0, help="every so many files that about N are compared")
    parser.add_argument("--reference", default=None)
    parser.add_argument("--masked", action="store_true")
    parser.add_argument("--digest", choices=["native"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.digest:
        json.dump(digests(json.load(sys.stdin), ast.parse), sys.stdout)
        return 0
    reference = options.reference or interpreter("3.13")
    if reference is None:
        print("no Python 3.13 found", file=sys.stderr)
        return 2
    equal, different = compare(reference, files(reference, options.folder, options.sample), options.masked)
    for path, reason in different:
        print(f"{path}: {reason}")
    print(f"{'.'.join(map(str, sys.version_info[:3]))}: {equal} of {equal + len(different)} files equal")
    return 1 if different else 0


def interpreter(version: str) -> str | None:
    """A Python of this version that starts, or None."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    candidates = [shutil.which(f"python{version}"), *glob.glob(f"{root}/versions/{version}.*/bin/python")]
    for candidate in filter(None, candidates):
        command = [candidate, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == version:
            return candidate
    return None


def files(reference: str, folder: str | None, sample: int) -> list[str]:
    """The Python files below the folder, by default the reference's standard library, or a sample of them."""
    if folder is None:
        command = [reference, "-I", "-c", "import os; print(os.path.dirname(os.__file__))"]
        folder = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    found = sorted(glob.glob(f"{folder}/**/*.py", recursive=True))
    found = [path for path in found if "site-packages" not in path]
    return found[:: max(1, len(found) // sample)] if sample else found


def compare(reference: str, paths: list[str], masked: bool = False) -> tuple[int, list[tuple[str, str]]]:
    """How many files give equal trees, and the others with a reason."""
    command = [reference, "-I", __file__, "--digest", "native"]
    expected = json.loads(
        subprocess.run(command, input=json.dumps(paths), capture_output=True, text=True, check=True).stdout
    )
    found = digests(paths, _parse(masked))
    different = []
    for path in expected:
        if expected[path] != found.get(path):
            different.append((path, _reason(expected[path], found.get(path))))
    return len(expected) - len(different), different


def _parse(masked: bool) -> Callable[[str], ast.AST]:
    from burnish_checks.syntax.parsing import parse, parse_masked

    return parse_masked if masked else parse


def _reason(expected: list[str], found: list[str] | None) -> str:
    for number, (left, right) in enumerate(zip(expected, found or [], strict=False), 1):
        if left != right:
            return f"chunk {number} is {right[:400]!r}, expected {left[:400]!r}"
    return f"{len(found or [])} chunks, expected {len(expected)}"


def digests(paths: list[str], parse: Callable[[str], ast.AST]) -> dict[str, list[str]]:
    """For each file that is text: a digest of each top-level statement's tree, or the error's name."""
    result: dict[str, list[str]] = {}
    warnings.simplefilter("ignore")
    for path in paths:
        try:
            with tokenize.open(path) as file:
                text = file.read()
        except (SyntaxError, UnicodeDecodeError):
            continue
        try:
            tree = parse(text)
        except Exception as error:
            result[path] = ["does not parse" if type(error).__name__ != "AssertionError" else repr(error)]
            continue
        result[path] = [_digest(statement) for statement in tree.body]  # type: ignore[attr-defined]
    return result


def _digest(statement: ast.AST) -> str:
    lines = list(lines_of(statement))
    name = f"{type(statement).__name__} on line {getattr(statement, 'lineno', 0)}"
    return f"{name} {hashlib.sha256(chr(10).join(lines).encode('utf-8', 'backslashreplace')).hexdigest()}"


def lines_of(root: ast.AST) -> Iterator[str]:
    """A tree as lines: class, place, and fields that are neither empty nor None, in the fields' own order."""
    stack: list[object] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            yield "["
            stack += ["]", *reversed(item)]
            continue
        if not isinstance(item, ast.AST):
            yield f"{type(item).__name__} {item!a}"
            continue
        yield f"{type(item).__name__} {[getattr(item, place, None) for place in _PLACES]}"
        for name in sorted(item._fields):
            value = getattr(item, name, None)
            if value is not None and value != []:
                stack += [value, name]


if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "checks"))
    sys.exit(main())
