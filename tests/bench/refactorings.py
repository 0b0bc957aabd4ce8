"""Refactorings at random places of real packages, whose own tests must then pass as before.

    python -m tests.bench.refactorings [--packages NAME,...] [--number N] [--seed N] [--show]

Takes the packages of the corpus of proof. At each of many random places one refactoring is made on what the ones
before left: extract variable, constant and function, inline, guard clause, rename in all files, type hints, docstring, star
import. Every file must compile and define what it uses, and the tests that passed must pass; if not, the steps are halved
until the one to blame is found.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from burnish.cli.arguments import parse
from burnish.cli.checking import open_file
from burnish.cli.project import LazyProject
from burnish.cli.wishes import wishes_of
from burnish_checks.actions import ACTIONS
from burnish_checks.core.action import Selection, propose_action
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Refused, Repair, after
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.core.verifying import unsound
from burnish_checks.inference import Inference
from burnish_checks.reading import read
from burnish_checks.renaming import rename
from tests.bench.proof_checks import new_complaints
from tests.bench.proof_environments import HOME, as_before, prepare, tests_that_pass
from tests.bench.proof_packages import PACKAGES, Package

NAMES = (
    "extract-variable",
    "extract-constant",
    "extract-function",
    "inline-variable",
    "guard-clause",
    "rename",
    "rename-definition",
    "add-type-hints",
    "docstring",
    "expand-star-import",
)
_SELECTED: dict[str, tuple[type, ...]] = {
    "extract-constant": (ast.Constant,),
    "extract-variable": (ast.BinOp, ast.Compare, ast.Call, ast.Attribute, ast.Subscript),
}
_AT_CARET: dict[str, tuple[type, ...]] = {
    "rename": (ast.Name, ast.arg),
    "rename-definition": (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    "guard-clause": (ast.If,),
    "add-type-hints": (ast.FunctionDef, ast.AsyncFunctionDef),
    "docstring": (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
}
_AS_OFFERED = ("add-type-hints", "docstring", "expand-star-import")
"""What is never called safe, and is done nevertheless."""


@dataclass(frozen=True)
class Step:
    """One refactoring, with the texts of the files that it changed."""

    path: Path
    name: str
    title: str
    place: Span
    texts: dict[Path, tuple[str, str]]
    """Each changed file, before and after."""


def selections(tree: ast.Module, name: str, lines: list[str]) -> Iterator[Span]:
    """The spans that a person might select for a refactoring; empty ones where a caret will do."""
    for node in ast.walk(tree):
        if isinstance(node, _SELECTED.get(name, ())):
            yield span_of(node, lines)
        elif isinstance(node, _AT_CARET.get(name, ())) and not isinstance(
            getattr(node, "ctx", None), (ast.Load, ast.Del)
        ):
            start = span_of(node, lines).start
            if name == "rename-definition" and node.name.lower().startswith(("test", "pytest")):
                continue  # it would no longer be collected
            if name in ("rename-definition", "add-type-hints", "docstring"):
                start = (start[0], lines[start[0]].find(node.name, start[1]))
            if start[1] >= 0:
                yield Span(*start, *start)
        elif name == "expand-star-import" and isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            start = span_of(node, lines).start
            yield Span(*start, *start)
        elif name == "inline-variable" and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            stored = [item for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)]
            times = Counter(item.id for item in stored)
            starts = [span_of(item, lines).start for item in stored if times[item.id] == 1]
            yield from (Span(*start, *start) for start in starts)
        elif name == "extract-function" and not isinstance(node, (ast.Module, ast.ClassDef)):
            for suite in (getattr(node, "body", None), getattr(node, "orelse", None)):
                if isinstance(suite, list) and len(suite) > 1:
                    first = span_of(suite[0], lines)
                    yield from (Span(*first.start, *span_of(item, lines).end) for item in suite[1:])


def span_of(node: ast.AST, lines: list[str]) -> Span:
    """A node's span in code points."""

    def column(line: int, offset: int) -> int:
        return len(lines[line].encode()[:offset].decode(errors="ignore"))

    place = node
    assert isinstance(place, (ast.expr, ast.stmt, ast.arg)) and place.end_lineno and place.end_col_offset is not None
    first, last = place.lineno - 1, place.end_lineno - 1
    return Span(first, column(first, place.col_offset), last, column(last, place.end_col_offset))


def change(snapshot: Snapshot, name: str, place: Span, project: LazyProject) -> tuple[Repair, Snapshot] | str:
    """What a refactoring makes of a snapshot, or why it does not."""
    if name.startswith("rename"):
        try:
            word = re.match(r"\w+", snapshot.lines[place.start_line][place.start_column :])
            new = f"renamed_{word.group()}" if word else ""
            if word and word.group()[0].isupper():
                new = f"Renamed{word.group()}"
            found = rename(snapshot, Position(*place.start), new, project.index)
            if any(item.confirm for item in found.changes):
                return "wants confirmation"
            result = after(snapshot, found.changes)
            return unsound(snapshot, result) or (found, result)
        except (Refused, IndexError) as refusal:
            return str(refusal)
    action = next(item for item in ACTIONS if item.name == name)
    selection = Selection(snapshot, place, Inference(snapshot, project) if action.slow else None)
    if not action.offers(selection):
        return "not offered"
    repair, verdict = propose_action(action, selection)
    if repair is None or not verdict.offered or verdict.result is None:
        return verdict.reason
    return repair, verdict.result


def refactored(folder: Path, number: int, dice: random.Random, said: Counter[str], names: list[str]) -> Iterator[Step]:
    """Make up to so many refactorings below a folder, one after the other, each at a random place of a random file."""
    options = parse(["fix", "--isolated", "--select", "syntax-error", str(folder)])
    wishes = wishes_of(options)
    project = LazyProject(options.paths, wishes)
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.py"))
    made = tries = 0
    while made < number and tries < 12 * number:
        tries += 1
        path, name = dice.choice(files), names[tries % len(names)]
        _, snapshot = open_file(str(path), wishes, None, project)
        try:
            places = list(selections(ast.parse(snapshot.text), name, snapshot.lines))
        except SyntaxError:
            continue
        if not places:
            continue
        place = dice.choice(places)
        found = change(snapshot, name, place, project)
        if isinstance(found, str):
            said[f"{name}: {found}"] += 1
            continue
        repair, result = found
        if repair.why and name not in _AS_OFFERED and not name.startswith("rename"):
            said[f"{name}: unsafe"] += 1
            continue
        texts = {path: (snapshot.text, result.text), **elsewhere(repair)}
        for changed, (_, text) in texts.items():
            compile(text, str(changed), "exec", dont_inherit=True)
            changed.write_bytes(read(str(changed)).encode(text))
            project.update(str(changed), text)
        made += 1
        yield Step(path, name, repair.title, place, texts)


def elsewhere(repair: Repair) -> dict[Path, tuple[str, str]]:
    """The other files that a repair changes, before and after."""
    edits: dict[str, list[TextEdit]] = {}
    for item in repair.changes:
        if item.path is not None:
            edits.setdefault(item.path, []).append(TextEdit(item.span, item.new_text))
    found = {}
    for path, changes in edits.items():
        before = read(path).text
        found[Path(path)] = before, "".join(apply_edits(split_lines(before), changes))
    return found


def to_blame(steps: list[Step], fails: Callable[[], bool], original: dict[Path, bytes]) -> Step | None:
    """The first step after which the tests fail, found by halving."""
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        replay(steps[: middle + 1], original)
        if fails():
            high = middle
        else:
            low = middle + 1
    return steps[low] if low < len(steps) else None


def replay(steps: list[Step], original: dict[Path, bytes]) -> None:
    """Write the files as they are after some of the steps."""
    for path, data in original.items():
        path.write_bytes(data)
    for step in steps:
        for path, (_, text) in step.texts.items():
            path.write_text(text, encoding="utf-8", newline="")


def prove(package: Package, number: int, seed: int, shows: bool, names: list[str]) -> None:
    """Refactor a copy of a package and run its tests."""
    source, python = prepare(package)
    before, _ = as_before(package)
    folder = HOME / package.name / "refactored"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, symlinks=True)
    original = {path: path.read_bytes() for path in folder.rglob("*.py")}
    said: Counter[str] = Counter()
    steps = list(refactored(folder / package.source, number, random.Random(seed), said, names))
    kinds = Counter(step.name for step in steps)
    lost = before - tests_that_pass(package, folder, python)
    complaints = new_complaints(source / package.source, folder / package.source)
    print(
        f"{package.name}: {len(steps)} refactorings {dict(kinds)}; {len(before) - len(lost)}/{len(before)} tests",
        flush=True,
    )
    for complaint in complaints:
        print(f"    {complaint}", flush=True)
    if lost:
        step = to_blame(steps, lambda: bool(before - tests_that_pass(package, folder, python)), original)
        if step is not None:
            print(f"    {step.path}: {step.name} at {step.place}: {step.title}", flush=True)
            shows_step(step)
    if shows:
        for step in steps:
            shows_step(step)
        for reason, count in said.most_common(40):
            print(f"{count:5} {reason}")


def shows_step(step: Step) -> None:
    """Print what a step changed."""
    import difflib

    print(f"--- {step.name}: {step.title}")
    for path, (before, now) in step.texts.items():
        lines = difflib.unified_diff(before.splitlines(True), now.splitlines(True), path.name, path.name, n=2)
        print("".join(lines))


def main() -> None:
    """Prove the packages asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", default=",".join(package.name for package in PACKAGES if package.unsafe))
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--only", default=",".join(NAMES), help="the refactorings to make")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="every change, and why others were not made")
    options = parser.parse_args()
    for package in PACKAGES:
        if package.name in options.packages.split(","):
            prove(package, options.number, options.seed, options.show, options.only.split(","))


if __name__ == "__main__":
    main()
