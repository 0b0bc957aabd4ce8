"""The fix of `module-name`, which gives files other names, held against the tests of real packages.

    python -m tests.bench.proof_moves [--packages NAME,...] [--most N]

Only a person who confirms it makes this fix, in an editor. Here each is made in a copy of the package, one after the
other, with all that it changes in other files and in texts; then every file must compile and the tests pass as before.
What came of it is kept with the other outcomes (see `proof_outcomes`).
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from burnish.cli.arguments import parse
from burnish.cli.checking import open_file
from burnish.cli.inputs import inputs
from burnish.cli.project import LazyProject
from burnish.cli.wishes import wishes_of
from burnish_checks.core.repair import Repair, targets
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.core.verifying import propose
from burnish_checks.naming.module_name import module_name
from burnish_checks.reading import Unreadable, read, write
from tests.bench.proof import kind_of, revision, show_and_keep
from tests.bench.proof_checks import new_complaints
from tests.bench.proof_environments import HOME, as_before, prepare, tests_that_pass
from tests.bench.proof_outcomes import Outcome
from tests.bench.proof_packages import PACKAGES, Package


def next_move(folder: Path) -> tuple[str, Repair] | None:
    """The first file below a folder that can be given a better name, and what that changes."""
    options = parse(["fix", "--isolated", "--select", "module-name", str(folder)])
    wishes = wishes_of(options)
    project = LazyProject(options.paths, wishes)
    for item in inputs(options.paths, wishes, None):
        try:
            snapshot = open_file(item.path, wishes, None, project)[1]
        except Unreadable:
            continue
        for target in targets(snapshot):
            fix = module_name.fixes[0]
            if target.finding.rule is module_name and fix.applies_to(target.finding):
                repair, verdict = propose(target, fix)
                if repair is not None and verdict.offered:
                    return os.path.abspath(item.path), repair
    return None


def make(path: str, repair: Repair) -> list[str]:
    """Change and move the files; what no longer compiles."""
    edits: dict[str, list[TextEdit]] = {}
    for change in repair.changes:
        edits.setdefault(change.path or path, []).append(TextEdit(change.span, change.new_text))
    broken = []
    for place, changes in edits.items():
        source = read(place)
        text = "".join(apply_edits(split_lines(source.text), changes))
        try:
            compile(text, place, "exec", dont_inherit=True)
        except SyntaxError as error:
            broken.append(f"{place}: does not compile: {error}")
        write(place, source, text)
    for old, new in repair.moves:
        os.rename(old, new)
    return broken


def prove(package: Package, most: int) -> None:
    """Rename up to so many modules in a copy of a package and run its tests."""
    before, _ = as_before(package)
    source, python = prepare(package)
    folder = HOME / package.name / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, symlinks=True)
    outcome = Outcome(package.name, kind_of(module_name, module_name.fixes[0]), package.style, revision())
    outcome.passed_before = len(before)
    while outcome.applied["module-name"] < most and (found := next_move(folder / package.source)) is not None:
        outcome.failures += make(*found)
        outcome.applied["module-name"] += 1
    if not outcome.applied["module-name"]:
        return
    outcome.failures += new_complaints(source / package.source, folder / package.source)
    after = tests_that_pass(package, folder, python)
    outcome.passed_after = len(before & after)
    outcome.failures += [f"no longer passes: {name}" for name in sorted(before - after)[:20]]
    show_and_keep(outcome)


def main() -> None:
    """Prove the packages asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", default="", help="all of them without it")
    parser.add_argument("--most", type=int, default=20, help="modules of a package to rename")
    options = parser.parse_args()
    for package in PACKAGES:
        if package.tests and (not options.packages or package.name in options.packages.split(",")):
            prove(package, options.most)


if __name__ == "__main__":
    main()
