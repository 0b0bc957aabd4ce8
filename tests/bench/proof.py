"""The corpus of proof: fixes applied to real packages, whose own tests must then pass as before.

    python -m tests.bench.proof [--packages NAME,...] [--unsafe] [--ignore RULE,...]
    python -m tests.bench.proof --table

Each package comes from PyPI as source with its tests, into an environment of its own under `.tools/proof`. Every safe
fix is applied to a copy of it, and with `--unsafe` each other fix to one more copy. After each run every file is
looked at (see `proof_checks`), a second run must change nothing, and the tests that passed must pass. What came of a
package is kept beside it; `--table` shows all that is there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from burnish.cli.arguments import parse
from burnish.cli.checking import open_file
from burnish.cli.inputs import inputs
from burnish.cli.project import LazyProject
from burnish.cli.repairing import Permission, Repaired, Repairs
from burnish.cli.wishes import wishes_of
from burnish_checks.core.repair import Target
from burnish_checks.core.rule import Fix, Rule, Safety
from burnish_checks.reading import Unreadable, write
from burnish_checks.registry import ruleset
from tests.bench import proof_checks
from tests.bench.proof_packages import HOME, PACKAGES, Package, as_before, prepare, tests_that_pass


@dataclass
class Outcome:
    """What one run of fixes did to one package."""

    package: str
    kind: str
    style: str = ""
    applied: Counter[str] = field(default_factory=Counter)
    ran: Counter[str] = field(default_factory=Counter)
    """By rule: the changed lines of the original that its tests run."""
    failures: list[str] = field(default_factory=list)
    passed_before: int = 0
    passed_after: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class OnlyFix(Permission):
    """Lets one fix be applied, whatever its safety."""

    fix: Fix | None = None

    def choices(self, target: Target) -> list[Fix]:
        """The fix, where it is one of the finding's."""
        fixes = target.finding.rule.fixes
        return [fix for fix in fixes if fix is self.fix and fix.applies_to(target.finding)]


def repaired(paths: list[Path], permission: Permission, select: str, ignore: str = "") -> dict[str, Repaired]:
    """The files below some paths that change, by absolute path, with nothing written yet."""
    arguments = ["fix", "--isolated", "--select", select, *(["--ignore", ignore] if ignore else [])]
    options = parse([*arguments, *map(str, paths)])
    wishes = wishes_of(options)
    repairs = Repairs(wishes, permission, LazyProject(options.paths, wishes))
    for item in repairs.in_rounds(list(inputs(options.paths, wishes, None))):
        try:
            repairs.repair(item.path)
        except Unreadable:
            continue
    return {path: file for path, file in repairs.files.items() if file.changed}


def prove(
    package: Package,
    kind: str,
    permission: Permission,
    select: str,
    ignore: str,
    before: set[str],
    run: dict[str, set[int]],
) -> Outcome:
    """Apply fixes to a copy of a package and hold the result against the original."""
    source, python = prepare(package)
    folder = HOME / package.name / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, symlinks=True)
    outcome = Outcome(package.name, kind, package.style, passed_before=len(before))
    begun = time.process_time()
    changed = repaired([folder / package.source], permission, select, ignore)
    outcome.seconds = round(time.process_time() - begun, 1)
    if not changed:
        return outcome
    for path, file in changed.items():
        outcome.applied.update(file.applied)
        relative = str(Path(path).relative_to(folder))
        outcome.failures += [f"{relative}: {problem}" for problem in proof_checks.problems(path, file)]
        for slug, lines in proof_checks.original_lines(file).items():
            outcome.ran[slug] += len(lines & run.get(relative, set()))
        write(path, file.source, file.text)
    outcome.failures += proof_checks.new_complaints(source / package.source, folder / package.source)
    again = Counter[str]()
    for file in repaired([folder / package.source], permission, select, ignore).values():
        again.update(file.applied)
    if again:
        outcome.failures.append(f"a second run still mends {dict(again)}")
    if package.tests:
        after = tests_that_pass(package, folder, python)
        if before - after:  # a test may fail now and then, whatever is done
            after |= before - tests_that_pass(package, source, python)
        outcome.passed_after = len(before & after)
        outcome.failures += [f"no longer passes: {name}" for name in sorted(before - after)[:20]]
    return outcome


def run_package(package: Package, unsafe: bool, ignore: str) -> None:
    """Prove one package and keep what came of it."""
    before, run = as_before(package)
    kinds = [("all safe", Permission(True, False), package.select)]
    if unsafe:
        kinds = [
            (f"{rule.slug}: {fix.title}", OnlyFix(True, True, fix), rule.slug)
            for rule in found_in(HOME / package.name / "source" / package.source)
            for fix in rule.fixes
            if fix.safety is not Safety.SAFE and first_of_its_kind(rule, fix)
        ]
    for kind, permission, select in kinds:
        left = ",".join(filter(None, (ignore, package.leave)))
        outcome = prove(package, kind, permission, select, "" if unsafe else left, before, run)
        if outcome.applied:
            show(outcome)
            keep(outcome)


def found_in(folder: Path) -> list[Rule]:
    """The rules that find something below a folder."""
    options = parse(["fix", "--isolated", "--select", "all", str(folder)])
    wishes = wishes_of(options)
    project = LazyProject(options.paths, wishes)
    slugs: set[str] = set()
    for item in inputs(options.paths, wishes, None):
        with suppress(Unreadable):
            slugs |= {found.finding.rule.slug for found in open_file(item.path, wishes, None, project)[1].findings()}
    return [rule for rule in ruleset().rules if rule.slug in slugs]


def first_of_its_kind(rule: Rule, fix: Fix) -> bool:
    """Whether no earlier fix of the rule has the same title."""
    return next(item for item in rule.fixes if item.title == fix.title) is fix


def show(outcome: Outcome) -> None:
    """Print one outcome."""
    count = sum(outcome.applied.values())
    tests = f"{outcome.passed_after}/{outcome.passed_before} tests" if outcome.passed_before else "no tests"
    print(f"{outcome.package:14} {outcome.kind:50} {count:6} applied, {tests}, {outcome.seconds} s", flush=True)
    for failure in outcome.failures:
        print(f"{'':14} {failure}", flush=True)


def keep(outcome: Outcome) -> None:
    """Write an outcome beside its package, in the place of an earlier one of the same kind."""
    path = HOME / outcome.package / "outcomes.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    known = [item for item in known if item["kind"] != outcome.kind]
    path.write_text(json.dumps([*known, vars(outcome)], indent=1), encoding="utf-8")


def table() -> None:
    """Print what is known of all packages: by package, then by kind."""
    safe: Counter[str] = Counter()
    ran: Counter[str] = Counter()
    unsafe: dict[str, Counter[str]] = {}
    for path in sorted(HOME.glob("*/outcomes.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            if item["kind"] == "all safe":
                show(Outcome(**item))
                safe.update(item["applied"])
                ran.update(item["ran"])
            else:
                row = unsafe.setdefault(item["kind"], Counter())
                row["applied"] += sum(item["applied"].values())
                row["failures"] += len(item["failures"])
    total = sum(safe.values())
    print(f"\n{total:,} safe fixes; share, and changed lines that tests ran:")
    for slug, count in safe.most_common():
        print(f"{count:7} {100 * count / total:5.1f} % {ran[slug]:6}  {slug}")
    print("\nother fixes: applied, failures")
    for kind, row in sorted(unsafe.items()):
        print(f"{row['applied']:7} {row['failures']:4}  {kind}")


def main() -> None:
    """Prove the packages asked for, or show what is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", default=",".join(package.name for package in PACKAGES))
    parser.add_argument("--unsafe", action="store_true", help="each fix that is not safe, by itself, not the safe ones")
    parser.add_argument("--ignore", default="", help="rules to leave out, so that others make up more of the total")
    parser.add_argument("--table", action="store_true", help="only show what is known")
    options = parser.parse_args()
    if options.table:
        table()
        return
    wanted = options.packages.split(",")
    for package in PACKAGES:
        if package.name in wanted and (package.unsafe or not options.unsafe or "--packages" in " ".join(wanted)):
            run_package(package, options.unsafe, options.ignore)


if __name__ == "__main__":
    main()
