"""The corpus of proof: fixes applied to real packages, whose own tests must then pass as before.

    python -m tests.bench.proof [--packages NAME,...] [--most N] [--seed N] [--ignore RULE,...]
    python -m tests.bench.proof --unsafe [--confirmed] [--packages NAME,...] [--select RULE,...] [--ignore RULE,...]
    python -m tests.bench.proof --table | --page docs/proof.md

Each package comes from PyPI as source with its tests, into an environment of its own under `.tools/proof`. Every safe
fix is applied to a copy of it, and with `--unsafe` the other fixes to one more copy (each to its own if anything fails). Of
a rule that finds more than `--most` things in a package a random share is taken, so that no kind of fix makes up most of the
total. After each run every file is
looked at (see `proof_checks`), a second run must change nothing, and the tests that passed must pass. What came of a
package is kept at once (see `proof_outcomes`); `--table` shows all that is known.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from burnish.cli.arguments import parse
from burnish.cli.checking import open_file
from burnish.cli.inputs import inputs
from burnish.cli.permission import Permission
from burnish.cli.project import LazyProject
from burnish.cli.repaired import Repaired
from burnish.cli.repairing import Repairs
from burnish.cli.wishes import wishes_of
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Fix, Rule, Safety
from burnish_checks.reading import Unreadable, write
from burnish_checks.registry import ruleset
from burnish_checks.renaming.references import NAMED_IN_STRING
from tests.bench import proof_checks
from tests.bench.proof_environments import HOME, as_before, prepare, tests_that_pass
from tests.bench.proof_outcomes import SAFE, Outcome, keep, known, page, show, table
from tests.bench.proof_packages import PACKAGES, Package

_COMMON = ("missing-return-annotation", "missing-parameter-annotation", "deprecated-typing-alias")
"""The rules that would make up most of the total."""
_FEWER = 6
"""How many times fewer of their findings are taken."""


@dataclass(frozen=True)
class OnlyUnsafe(Permission):
    """Lets some fixes be applied, where they are not safe."""

    fixes: tuple[Fix, ...] = ()
    confirmed: bool = False
    """Whether public names are renamed, which a person has to confirm, wherever the package and its tests use them."""

    def confirms(self, repair: Repair) -> bool:
        """Whether a person who knows the package would confirm the repair."""
        doubts = {change.confirm for change in repair.changes} - {"", NAMED_IN_STRING}
        public = all("is public" in doubt for doubt in doubts)
        return super().confirms(repair) or (self.confirmed and public and not repair.moves)

    def choices(self, target: Target) -> list[Fix]:
        """Those of the fixes that `burnish fix --unsafe` would try for the finding."""
        return [fix for fix in super().choices(target) if any(fix is item for item in self.fixes)]

    def allows(self, fix: Fix, repair: Repair) -> bool:
        """Whether the repair may change something: the safe ones are proved by themselves, and so is what needs no person."""
        asked = not self.confirmed or any(change.confirm for change in repair.changes)
        return asked and repair.judged(fix)[0] is not Safety.SAFE


@dataclass(frozen=True)
class Drawn(Permission):
    """Lets safe fixes be applied to a share of each rule's findings, the same ones whenever it is asked."""

    shares: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    def choices(self, target: Target) -> list[Fix]:
        """The safe fixes of a finding, where it is among those drawn."""
        slug = target.finding.rule.slug
        name = Path(target.snapshot.environment.path).name
        drawn = hashlib.sha256(f"{self.seed} {slug} {name} {target.finding.message}".encode()).digest()
        if int.from_bytes(drawn[:4], "big") >= self.shares.get(slug, 1.0) * 2**32:
            return []
        return super().choices(target)


def repaired(path: Path, permission: Permission, select: str, ignore: str = "") -> dict[str, Repaired]:
    """The files that change when those below a path are repaired, by absolute path, with nothing written yet."""
    arguments = ["fix", "--isolated", "--select", select, *(["--ignore", ignore] if ignore else [])]
    options = parse([*arguments, str(path)])
    wishes = wishes_of(options)
    repairs = Repairs(wishes, permission, LazyProject([str(path)], wishes))
    for item in repairs.in_rounds(list(inputs(options.paths, wishes, None))):
        try:
            repairs.repair(item.path)
        except Unreadable:
            continue
    return {place: file for place, file in repairs.files.items() if file.changed}


def prove(package: Package, outcome: Outcome, permission: Permission, select: str, ignore: str) -> None:
    """Apply fixes to a copy of a package and note how the result differs from the original."""
    before, run = as_before(package)
    source, python = prepare(package)
    folder = HOME / package.name / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, symlinks=True)
    outcome.passed_before = len(before)
    if package.tests and not before:
        outcome.failures.append("none of its tests passes as it is")
    begun = time.process_time()
    changed = repaired(folder / package.source, permission, select, ignore)
    outcome.seconds = round(time.process_time() - begun, 1)
    if not changed:
        return
    variables: dict[str, str] = {}
    for path, file in changed.items():
        outcome.applied.update(file.applied)
        variables |= proof_checks.variables(file)
        relative = str(Path(path).relative_to(folder))
        outcome.failures += [f"{relative}: {problem}" for problem in proof_checks.problems(path, file)]
        for slug, lines in proof_checks.original_lines(file).items():
            outcome.ran[slug] += len(lines & run.get(relative, set()))
        write(path, file.source, file.text)
    outcome.failures += proof_checks.new_complaints(source / package.source, folder / package.source)
    again = Counter[str]()
    for file in repaired(folder / package.source, permission, select, ignore).values():
        again.update(file.applied)
    if again:
        outcome.failures.append(f"a second run still mends {dict(again)}")
    if package.tests:
        after = tests_that_pass(package, folder, python, variables)
        outcome.second_tries = []
        if failed := before - after:  # a test may fail now and then, whatever is done
            after |= before - tests_that_pass(package, source, python)
            after |= tests_that_pass(package, folder, python, variables)
            outcome.second_tries = sorted(failed & after)
        outcome.passed_after = len(before & after)
        outcome.gained = sorted(after - before)
        outcome.failures += [f"no longer passes: {name}" for name in sorted(before - after)[:20]]


def run_safe(package: Package, most: int, seed: int, ignore: str) -> None:
    """Prove the safe fixes of one package together and keep what came of it."""
    found = findings_in(prepare(package)[0] / package.source)
    bounds = {rule: most // _FEWER if rule.slug in _COMMON else most for rule in found}
    shares = {rule.slug: round(bounds[rule] / count, 3) for rule, count in found.items() if count > bounds[rule]}
    outcome = Outcome(package.name, SAFE, package.style, revision(), seed, shares)
    left = ",".join(filter(None, (ignore, package.leave)))
    prove(package, outcome, Drawn(True, False, shares, seed), package.select, left)
    show_and_keep(outcome)


def run_unsafe(package: Package, select: str, leave: str, confirmed: bool) -> None:
    """Prove the other fixes of one package, one of each rule at a time, and keep what came of each."""
    found = findings_in(prepare(package)[0] / package.source)
    wanted = set(select.split(",") if select else [rule.slug for rule in found]) - set(leave.split(","))
    rules = [rule for rule in ruleset().rules if rule in found and rule.slug in wanted]
    kinds = {rule: [fix for fix in rule.fixes if is_kind(rule, fix)] for rule in rules}
    for turn in range(max(map(len, kinds.values()), default=0)):
        prove_together(package, {rule: fixes[turn] for rule, fixes in kinds.items() if len(fixes) > turn}, confirmed)


def prove_together(package: Package, batch: Mapping[Rule, Fix], confirmed: bool) -> None:
    """Prove one fix of each of some rules at once, and if anything fails each half of them, to find the ones to blame."""
    together = unsafe_outcome(package, batch, confirmed)
    ones = {rule: fix for rule, fix in batch.items() if together.applied[rule.slug]}
    for rule, fix in batch.items() - ones.items():
        kind = kind_of(rule, fix, confirmed)
        if kind in kept(package):
            show_and_keep(replace(together, kind=kind, applied=Counter(), ran=Counter(), failures=[]))
    if together.failures and len(ones) > 1:
        half = len(ones) // 2
        prove_together(package, dict(list(ones.items())[:half]), confirmed)
        prove_together(package, dict(list(ones.items())[half:]), confirmed)
        return
    for rule, fix in ones.items():
        applied, ran = (Counter({rule.slug: count[rule.slug]}) for count in (together.applied, together.ran))
        show_and_keep(replace(together, kind=kind_of(rule, fix, confirmed), applied=applied, ran=ran))


def unsafe_outcome(package: Package, batch: Mapping[Rule, Fix], confirmed: bool) -> Outcome:
    """What came of applying one fix of each of some rules."""
    outcome = Outcome(package.name, "unsafe", package.style, revision())
    slugs = ",".join(rule.slug for rule in batch)
    prove(package, outcome, OnlyUnsafe(True, True, tuple(batch.values()), confirmed), slugs, "")
    return outcome


def kept(package: Package) -> set[str]:
    """The kinds that were proved of a package before."""
    return {outcome.kind for outcome in known() if outcome.package == package.name}


def show_and_keep(outcome: Outcome) -> None:
    """Print an outcome and append it to those of its package."""
    show(outcome)
    keep(outcome)


def revision() -> str:
    """The commit that is checked out, with a plus sign if files differ from it."""
    command = ["git", "describe", "--always", "--exclude=*", "--dirty=+"]
    return subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout.strip()


def findings_in(folder: Path) -> Counter[Rule]:
    """How much each rule finds below a folder."""
    options = parse(["fix", "--isolated", "--select", "all", str(folder)])
    wishes = wishes_of(options)
    project = LazyProject(options.paths, wishes)
    count: Counter[Rule] = Counter()
    for item in inputs(options.paths, wishes, None):
        with suppress(Unreadable):
            count.update(found.finding.rule for found in open_file(item.path, wishes, None, project)[1].findings())
    return count


def kind_of(rule: Rule, fix: Fix, confirmed: bool = False) -> str:
    """What a fix is called in the table."""
    return f"{rule.slug}: {fix.title}{', confirmed' if confirmed else ''}"


def is_kind(rule: Rule, fix: Fix) -> bool:
    """Whether a fix may be unsafe, and no earlier one of the rule has the same title."""
    first = next(item for item in rule.fixes if item.title == fix.title)
    return fix is first and fix.safety is not Safety.SAFE


def main() -> None:
    """Prove the packages asked for, or show what is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", default="", help="all of them without it")
    parser.add_argument("--most", type=int, default=300, help="findings of one rule to take from a package")
    parser.add_argument("--seed", type=int, default=1, help="of the draw of findings")
    parser.add_argument("--unsafe", action="store_true", help="the fixes that are not safe, not the safe ones")
    parser.add_argument("--confirmed", action="store_true", help="with --unsafe: rename public names, too")
    parser.add_argument("--select", default="", help="with --unsafe: the rules to take")
    parser.add_argument("--ignore", default="", help="rules to leave out")
    parser.add_argument("--prepare", action="store_true", help="only fetch the packages and what their tests need")
    parser.add_argument("--table", action="store_true", help="only show what is known")
    parser.add_argument("--page", type=Path, help="only write what is known to a page of the documentation")
    options = parser.parse_args()
    if options.page:
        options.page.write_text(page(), encoding="utf-8")
        return
    if options.table:
        table()
        return
    for package in PACKAGES:
        if package.name not in options.packages.split(",") if options.packages else options.unsafe > package.unsafe:
            continue
        if options.prepare:
            prepare(package)
        elif options.unsafe:
            run_unsafe(package, options.select, options.ignore, options.confirmed)
        else:
            run_safe(package, options.most, options.seed, options.ignore)


if __name__ == "__main__":
    main()
