"""What came of the runs of the corpus of proof: a line for each, appended to its package's file, and the table of all.

The files stand beside this module and belong to the repository, so that a table rests on runs that can be looked up. A
later run of the same kind counts in the place of an earlier one, which stays in the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.core.rule import Safety
from burnish_checks.registry import ruleset

_PROOFS = Path(__file__).parent / "proofs"
SAFE = "all safe"
_OWN = "specimens"
_MOST_OF_TOTAL = 0.3
_FEWEST = 200


@dataclass
class Outcome:
    """What one run of fixes did to one package."""

    package: str
    kind: str
    """`all safe`, or rule and title of the one fix that was applied."""
    style: str = ""
    revision: str = ""
    """The commit of burnish that ran."""
    seed: int = 0
    """What the share of each rule's findings was drawn with."""
    shares: dict[str, float] = field(default_factory=dict)
    """By rule: the part of its findings that was taken, where that was not all."""
    applied: Counter[str] = field(default_factory=Counter)
    ran: Counter[str] = field(default_factory=Counter)
    """By rule: the changed lines of the original that its tests run."""
    failures: list[str] = field(default_factory=list)
    passed_before: int = 0
    passed_after: int = 0
    gained: list[str] = field(default_factory=list)
    """Tests that failed before and pass now, with all the fixes that were applied together."""
    seconds: float = 0.0
    second_tries: list[str] | None = None
    """Tests that failed once and count as passed: a second run passed, or one of the original fails, too. None: not noted."""


def keep(outcome: Outcome) -> None:
    """Append an outcome to the file of its package."""
    _PROOFS.mkdir(exist_ok=True)
    with (_PROOFS / f"{outcome.package}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(vars(outcome), sort_keys=True) + "\n")


def known() -> Iterator[Outcome]:
    """The last outcome of each kind, package by package."""
    for path in sorted(_PROOFS.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for item in {item["kind"]: item for item in lines}.values():
            yield Outcome(**{**item, "applied": Counter(item["applied"]), "ran": Counter(item["ran"])})


def show(outcome: Outcome) -> None:
    """Print one outcome."""
    count = sum(outcome.applied.values())
    tests = f"{outcome.passed_after}/{outcome.passed_before} tests" if outcome.passed_before else "no tests"
    print(f"{outcome.package:16} {outcome.kind:50} {count:6} applied, {tests}, {outcome.seconds} s", flush=True)
    for failure in outcome.failures:
        print(f"{'':16} {failure}", flush=True)
    if outcome.gained:
        print(f"{'':16} {len(outcome.gained)} more tests pass", flush=True)


def table() -> None:
    """Print what is known of all packages: by package, then by kind."""
    outcomes = list(known())
    safe: Counter[str] = Counter()
    ran: Counter[str] = Counter()
    unsafe: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.kind == SAFE:
            show(outcome)
            safe.update(outcome.applied)
            ran.update(outcome.ran)
        else:
            unsafe.setdefault(outcome.kind, []).append(outcome)
    total = sum(safe.values())
    print(f"\n{total:,} safe fixes; share, and changed lines that tests ran:")
    for slug, count in safe.most_common():
        remark = " above the bound" if count > _MOST_OF_TOTAL * total else " few" if count < _FEWEST else ""
        print(f"{count:7} {100 * count / max(total, 1):5.1f} % {ran[slug]:6}  {slug}{remark}")
    print("\nother fixes: applied, failures, packages")
    for kind, runs in sorted(unsafe.items()):
        applied = sum(run.applied.total() for run in runs)
        print(f"{applied:7} {sum(len(run.failures) for run in runs):4} {len(runs):3}  {kind}")
        for run in runs:
            for failure in run.failures:
                print(f"{'':18} {run.package}: {failure}")


_EXPLAINED = {
    "deprecated-typing-alias": "A name of the package is bound to a type in quotes, and text cannot be joined with `|`: "
    "the module could not be loaded. Such names, and functions like `threading.Lock`, are left as they are.",
    "unused-import": "A package copies the text of some of its files into programs that it generates, and these use the names. "
    "What names itself as text keeps its imports now.",
    "swallowed-exception": "The same package copies only marked lines of a file, and the new import stood above the marks. "
    "No rule can know such marks, so that one test of its generator is left out.",
    "function-name": "A use of a function inside another, which imports it, kept the old name. It is renamed now.",
    "assert-as-validation": "Tests wait for the `AssertionError` of invariants. Where a file of the workspace names it, a person "
    "is asked to confirm.",
    "bind-all-interfaces": (
        "A test compares the default that was all interfaces, which the fix is there to change. "
        "A default is changed only after a person has looked at it."
    ),
    "hardcoded-secret": "The program does not start without the variable that the fix names. The tests run with it set, as the "
    "sentence beside the fix asks of whoever runs the program.",
    "unreachable-handler": "One exception under two names (`socket.timeout`, `TimeoutError`) changed places for ever. "
    "Such a handler is removed, not moved.",
    "bare-except": "An attribute of the module's own object was not there yet (`ctx.environ`). `AttributeError` is caught, too.",
    "broad-except": "A text was decoded by an encoding that a variable names, which did not exist: `LookupError`. It is "
    "caught, too, now.",
    "schema-open-object": "A schema that requires a key without describing it was closed, and no document was accepted any more. "
    "Such a schema is left open.",
    "class-attribute-name": "A constructor that takes any name sets the attribute, and calls kept the old name. "
    "They are renamed, too.",
    "insecure-cookie": "A test makes an unprotected cookie on purpose. Both rules are silent in tests unless they are chosen.",
    "shadowed-builtin": "A parameter of what the package's face takes from a private module, passed by name through an alias, "
    "or handed on by `**arguments`. Aliases are followed now; where arguments are handed on, a person is asked. What "
    "is imported from a module with a stub beside it was taken for the stub's, and kept its name; that is mended, too.",
    "exception-name": "Doctests and error pages tell an exception's old name. Where texts here do, a person is asked.",
    "class-name": "Names of the package's face, which its tests look up by a string. The old name stays beside the new one now.",
    "uninformative-error": "Tests compare the whole message. Where another file spells it, a person is asked.",
    "weak-hash": "Digests compared with known ones. SHA-256 is now a draft, and proposed only where a secret is kept.",
    "import-alias-name": "The new name hid behind a loop's variable elsewhere in the file. Such a name is now refused.",
    "missing-parameter-annotation": "An import for the hint became a name of a module whose names a test lists: such a module "
    "gets no new names now.",
}
"""By rule: what failed in the runs that came before the last, or still fails, and why."""


def page() -> str:
    """The tables as a page of the documentation."""
    outcomes = list(known())
    safe = [outcome for outcome in outcomes if outcome.kind == SAFE]
    applied = sum((outcome.applied for outcome in safe), Counter[str]())
    ran = sum((outcome.ran for outcome in safe), Counter[str]())
    total = applied.total()
    drawn = {slug for item in safe for slug, share in item.shares.items() if share < 1}
    packages = (
        f"| {item.package} | {item.style} | {item.applied.total()} | {len(item.failures)} | "
        f"{item.passed_after} of {item.passed_before} | {_second_tries([item])} |"
        for item in safe
    )
    kinds = (
        f"| {slug} | {count} | {100 * count / total:.1f} % | {ran[slug]} |" for slug, count in applied.most_common()
    )
    foreign = [item for item in safe if item.package != _OWN]
    own = f" and in `{_OWN}`, which was written for it" if len(foreign) < len(safe) else ""
    failures = sum(len(item.failures) for item in safe)
    return "\n".join([_HEAD.format(total=total, failures=failures, packages=len(foreign), own=own),
        "| package | style | applied | failures | tests that pass, of those before | second tries |",
        "|---|---|--:|--:|--:|--:|", *packages,
        "", "| rule | applied | share | changed lines that tests ran |", "|---|--:|--:|--:|", *kinds, "",
        *_few(applied, drawn), _UNSAFE, *_attacks(outcomes),
        "| rule: fix | applied | failures | packages | second tries |", "|---|--:|--:|--:|--:|",
        *_by_kind(item for item in outcomes if item.kind != SAFE), "", *_never(outcomes), "What failed, and why:", "",
        *(f"- `{slug}`: {why}" for slug, why in _EXPLAINED.items()), ""])  # fmt: skip


def _attacks(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """What the package that was written for the proof shows besides."""
    own = [outcome for outcome in outcomes if outcome.package == _OWN]
    gained = {name for outcome in own for name in outcome.gained}
    if own:
        kinds = sum(1 for outcome in own if outcome.applied and outcome.kind != SAFE)
        yield (
            f"What real packages call for too seldom is proved by `specimens`, a package written for it: {kinds} of these "
            f"kinds, each with tests of what a module does for those who mean well, and of what its defect lets happen. "
            f"{len(gained)} of those attacks, which succeed before, fail after the fixes.\n"
        )


def _few(applied: Counter[str], drawn: set[str]) -> Iterator[str]:
    """What there is to say of the rules that fewer than two hundred safe fixes were applied of."""
    few = [slug for slug, count in applied.most_common() if count < _FEWEST]
    if every := [slug for slug in few if slug not in drawn]:
        yield f"Fewer than {_FEWEST}, and all that could be repaired safely in the packages: {_listed(every)}.\n"
    if part := [slug for slug in few if slug in drawn]:
        yield f"Fewer than {_FEWEST}, though only a share was taken in some package: {_listed(part)}.\n"
    safe = {rule.slug for rule in ruleset().rules if any(fix.may_be(Safety.SAFE) for fix in rule.fixes)}
    if none := sorted(safe - set(applied)):
        yield f"Nothing in the packages called for the safe fixes of {_listed(none)}.\n"


def _never(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The other fixes that no package called for; of those that may turn out safe, if they never did either."""
    found = [outcome for outcome in outcomes if outcome.applied]
    kinds = {outcome.kind.removesuffix(", confirmed") for outcome in found}
    safe = {slug for outcome in found if outcome.kind == SAFE for slug in outcome.applied}
    slugs = dict.fromkeys(
        rule.slug
        for rule in ruleset().rules
        for fix in rule.fixes
        if fix.safety is not Safety.SAFE
        and f"{rule.slug}: {fix.title}" not in kinds
        and not (fix.may_be(Safety.SAFE) and rule.slug in safe)
    )
    if slugs:
        yield f"No package that was taken for them called for the other fixes of {_listed(slugs)}.\n"


def _listed(slugs: Iterable[str]) -> str:
    """Slugs for a sentence."""
    return ", ".join(f"`{slug}`" for slug in slugs)


def _by_kind(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A row for each fix that is not safe."""
    runs: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        runs.setdefault(outcome.kind, []).append(outcome)
    for kind, items in sorted(runs.items()):
        if count := sum(item.applied.total() for item in items):
            there = sum(1 for item in items if item.applied)
            yield f"| {kind} | {count} | {sum(len(item.failures) for item in items)} | {there} | {_second_tries(items)} |"


def _second_tries(outcomes: Iterable[Outcome]) -> str:
    """How many tests passed at the second try only, as far as it was noted; with a question mark where some did not."""
    noted = [outcome.second_tries for outcome in outcomes if outcome.applied]
    count = len({name for tests in noted for name in tests or ()})
    return f"{count or ''}?" if None in noted else str(count)


_HEAD = """# The proof of the fixes

`python -m tests.bench.proof` takes packages from PyPI, applies every safe fix to a copy of each, and holds the copy against
the original: every file compiles, comments and line endings are there, bytes outside the edits are equal, ruff finds no new
undefined name, a second run changes nothing, and the package's own tests pass as before. Of a rule that finds much a random
share is taken. A test that fails is run once more, on the copy and on the original; the column *second tries* counts those
that pass then or fail there, too (`?`: some runs did not note them yet, and there may have been more). This page is made from
the lines kept in `tests/bench/proofs` (`--page docs/proof.md`). What is extracted, and what a person would still change, is
shown [by examples](extracted.md).

**{total:,} safe fixes applied in {packages} packages{own}, {failures} failures.**
"""
_UNSAFE = """## Fixes that are not safe

Each was applied to everything that the rule finds in the package: together with one fix of each other rule where nothing
failed, else in ever smaller groups until the one to blame was alone. Modules were renamed by
`python -m tests.bench.proof_moves`. Where a public class, function, method or constant is renamed, its old name stays beside
the new one. What is *confirmed* is never done by `burnish fix`: other public names that an editor renames when a person says
so, here all of them without a look, with the package's tests in the workspace.
"""
