"""What came of the runs of the corpus of proof: a line for each, appended to its package's file, and the table of all.

The files stand beside this module and belong to the repository, so that a table rests on runs that can be looked up. A
later run of the same kind counts in the place of an earlier one, which stays in the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_PROOFS = Path(__file__).parent / "proofs"
SAFE = "all safe"
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
    seconds: float = 0.0


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
