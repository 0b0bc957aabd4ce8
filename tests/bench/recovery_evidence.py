"""How far each kind of conclusion can be trusted: `python -m tests.bench.recovery_evidence [--only NAME ...] [--write]`.

Hints are written in this process, without the command line, into stripped packages that may be read. By what a hint was
concluded from and the sort of type it is: how many were written, how many are exact and how many right. With `--write`
everything inferred is written, whatever is thought of it, and the figures become what inference judges itself by.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import astuple, dataclass
from pathlib import Path
from unittest import mock

from burnish.cli import annotating
from burnish.cli.annotating import annotate
from burnish_checks.core.repair import Target, targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.inference import Inference, confidence
from burnish_checks.inference.confidence import Kind, Measured
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.add_type_hints import Hint, _function_with, hint_for
from tests.bench.pages import put
from tests.bench.recovery_compare import Folder, Slot, Verdict, verdicts
from tests.bench.recovery_packages import CALIBRATED_ON, DEVELOPED_ON, prepared

_SETTINGS = Settings(select=("typing",), only_selected=True)
_READ = (*DEVELOPED_ON, *CALIBRATED_ON)
_UNKNOWN = Kind("", "", "", False)
DOCUMENT = Path(__file__).parents[2] / "docs" / "type-inference.md"
_HEAD = "slot\tevidence\tsort\tproved\thints\texact\tright\n"


@dataclass(frozen=True)
class Judged:
    """A slot with what it was concluded from, and whether it was written as certain."""

    verdict: Verdict
    kind: Kind
    certain: bool


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=_READ, choices=_READ)
    parser.add_argument("--misses", type=Path, help="write every slot that is not exact, with its evidence")
    parser.add_argument("--judged", type=Path, help="keep what was judged, for --read")
    parser.add_argument("--read", type=Path, nargs="*", help="no runs: what was kept")
    parser.add_argument("--all", action="store_true", help="write everything inferred, whatever is thought of it")
    parser.add_argument("--write", action="store_true", help="keep the figures as what inference judges itself by")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(6000)
    judged = [item for kept in options.read or () for item in _kept(kept)]
    for package in options.only if not options.read else ():
        start = time.perf_counter()
        here = judged_in(package, everything=options.all or options.write)
        print(f"{package}: {time.perf_counter() - start:.0f} s; {shares(here)}", flush=True)
        judged += here
    for slot in ("return", "parameter"):
        print(f"{slot}s: {shares(item for item in judged if _slot_kind(item.verdict.slot) == slot)}")
    print(f"all: {shares(judged)}")
    for item in judged:
        if item.certain and item.verdict.word == "wrong":
            at = item.verdict
            print(f"certain and wrong: {at.name}: {at.said} <- {at.text} ({item.kind.evidence}; {item.kind.sort})")
    table = measured(judged)
    print(by_kind(table))
    if options.write:
        confidence.TABLE.write_text(
            _HEAD + "".join(_line(kind, table[kind]) for kind in sorted(table)), encoding="utf-8"
        )
        confidence.measured.cache_clear()
        put(DOCUMENT, "evidence", documented(confidence.measured()))
    if options.judged:
        rows = [(astuple(item.verdict), item.kind, item.certain) for item in judged]
        options.judged.write_text(json.dumps(rows), encoding="utf-8")
    if options.misses:
        missed = (item for item in judged if item.verdict.word != "exact")
        lines = (f"{i.verdict.word}\t{i.verdict.name}\t{i.verdict.said}\t{i.verdict.text}\t{i.kind}\n" for i in missed)
        options.misses.write_text("".join(lines), encoding="utf-8")


def _kept(path: Path) -> list[Judged]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Judged(Verdict(tuple(slot), *rest), Kind(*kind), certain) for (slot, *rest), kind, certain in rows]


def judged_in(package: str, *, everything: bool) -> list[Judged]:
    """Every slot of a package: as it was filled with all hints, and again where something was written as certain."""
    judged = []
    for unsafe in (True, False):
        with tempfile.TemporaryDirectory(prefix="evidence-") as place:
            found = _annotated(package, Path(place), unsafe=unsafe, everything=everything)
            for item in verdicts(prepared(package)[0], Path(place)):
                if unsafe or item.slot in found:
                    judged.append(Judged(item, found.get(item.slot, _UNKNOWN), not unsafe))
    return judged


def _annotated(package: str, place: Path, *, unsafe: bool, everything: bool) -> dict[Slot, Kind]:
    """Write hints into a copy of the stripped package; the kind of each."""
    folder = Folder(prepared(package)[1])
    kinds: dict[Slot, Kind] = {}

    def noted(target: Target, inference: Inference) -> tuple[Hint, Safety]:
        hint, safety = hint_for(target, inference)
        slot = _slot(target, inference)
        if slot is not None and hint.inferred.kind is not None and (unsafe or safety is Safety.SAFE):
            kinds[slot] = hint.inferred.kind
        return hint, safety

    def told(snapshot: Snapshot) -> None:
        folder.texts[snapshot.environment.path] = snapshot.text
        folder.revision += 1

    files = []
    for path, text in folder.texts.items():
        role = role_of(path)
        environment = Environment(path, engine_for(_SETTINGS, role), _SETTINGS, role, folder)
        files.append(open_document(text, environment).settled())
    trusting = mock.patch.object(confidence, "confidence", lambda kind: 1.0) if everything else nullcontext()
    with mock.patch.object(annotating, "hint_for", noted), trusting:
        annotate(files, unsafe, targets, told)
    for path, text in folder.texts.items():
        written = place / Path(path).relative_to(folder.root)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text, encoding="utf-8")
    return kinds


def _slot(target: Target, inference: Inference) -> Slot | None:
    """The slot of a hint; None for an attribute, which the benchmark does not count."""
    if "attribute" in target.finding.data:
        return None
    definition = inference._definition(target.index, _function_with(target))
    assert definition is not None
    name = definition.key[len(definition.module.name) + 1 :].replace(".<locals>", "")
    number = int(name.rpartition("#")[2]) if re.search(r"#\d+$", name) else 0
    return definition.module.name, re.sub(r"#\d+", "", name), number, str(target.finding.data["slot"])


def _slot_kind(slot: Slot) -> str:
    return "return" if slot[3] == "return" else "parameter"


_MOST_OF_ONE = 30
"""Of a kind, a package counts as at most so many hints: no package's habits outweigh those of the others."""


def measured(judged: Iterable[Judged]) -> dict[Kind, Measured]:
    """How the hints of each kind did."""
    words: defaultdict[tuple[Kind, str], Counter[str]] = defaultdict(Counter)
    for item in judged:
        if item.verdict.word != "missing" and item.kind.proved == item.certain and item.kind != _UNKNOWN:
            words[item.kind, item.verdict.slot[0].partition(".")[0]][item.verdict.word] += 1
    sums: defaultdict[Kind, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (kind, _), counts in words.items():
        weight = min(1.0, _MOST_OF_ONE / counts.total())
        for place, count in enumerate((counts.total(), counts["exact"], counts["exact"] + counts["wider"])):
            sums[kind][place] += weight * count
    return {kind: Measured(*map(round, of)) for kind, of in sums.items()}


def by_kind(table: dict[Kind, Measured]) -> str:
    """The figures of each kind, the most frequent first."""
    lines = [f"{'':10} {'evidence':50} {'sort':20} {'':7} hints exact % right %"]
    for kind, of in sorted(table.items(), key=lambda entry: -entry[1].hints):
        shares_ = f"{of.hints:5} {100 * of.exact / of.hints:7.0f} {100 * of.right / of.hints:7.0f}"
        lines.append(
            f"{kind.slot:10} {kind.evidence[:50]:50} {kind.sort:20} {'proved' if kind.proved else '':7} {shares_}"
        )
    return "\n".join(lines)


_SHOWN = 40
"""Evidence that fewer hints rest on is not in the document."""


def documented(table: dict[Kind, Measured]) -> str:
    """The figures by evidence as a table in Markdown, with the sorts of type of which guesses are left out."""
    by_evidence: defaultdict[tuple[str, str, bool], list[Kind]] = defaultdict(list)
    for kind in table:
        by_evidence[kind.slot, kind.evidence, kind.proved].append(kind)
    rows = []
    for (slot, evidence, proved), kinds in by_evidence.items():
        hints, exact, right = (sum(table[kind][place] for kind in kinds) for place in range(3))
        floor = confidence.CERTAIN if proved else confidence.OFFERED
        short = sorted(kind.sort for kind in kinds if confidence.confidence(kind) < floor)
        if hints >= _SHOWN:
            cells = slot, evidence, "proved" if proved else "guessed", hints, f"{100 * exact / hints:.0f}"
            rows.append((hints, (*cells, f"{100 * right / hints:.0f}", ", ".join(short) or "-")))
    head = "| | evidence | | hints | exact | right | not trusted |\n|---|---|---|---:|---:|---:|---|\n"
    return head + "".join(f"| {' | '.join(map(str, cells))} |\n" for _, cells in sorted(rows, reverse=True))


def _line(kind: Kind, of: Measured) -> str:
    proved = "proved" if kind.proved else "guessed"
    return "\t".join((kind.slot, kind.evidence, kind.sort, proved, *map(str, of))) + "\n"


def shares(judged: Iterable[Judged]) -> str:
    """How much was filled, and how much of that is right, in a line."""
    items = list(judged)
    counts = Counter(item.verdict.word for item in items if not item.certain)
    total, filled = counts.total(), counts.total() - counts["missing"]
    certain = [item.verdict.word for item in items if item.certain]
    return (
        f"{total} slots, filled {100 * filled / total:.1f}, exact {100 * counts['exact'] / total:.1f}, "
        f"right of filled {100 * (counts['exact'] + counts['wider']) / max(filled, 1):.1f}, "
        f"certain {len(certain)}, right {100 - 100 * certain.count('wrong') / max(len(certain), 1):.1f}"
    )


if __name__ == "__main__":
    main()
