"""How far each kind of evidence can be trusted: `python -m tests.bench.recovery_evidence [--only NAME ...] [--misses FILE]`.

Hints are written in this process, without the command line, into the stripped packages that the inference was developed
on. By what a hint was concluded from: how many were written, how many are exact and how many right.
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
from dataclasses import astuple
from pathlib import Path
from unittest import mock

from burnish.cli import annotating
from burnish.cli.annotating import annotate
from burnish_checks.core.repair import Target, targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.inference import Inference
from burnish_checks.inference.evidence import NOTHING
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.add_type_hints import Hint, _function_with, hint_for
from tests.bench.recovery_compare import Folder, Slot, Verdict, verdicts
from tests.bench.recovery_packages import DEVELOPED_ON, prepared

_SETTINGS = Settings(select=("typing",), only_selected=True)
_NUMBER = re.compile(r"\d+")
Judged = tuple[Verdict, str, bool]
"""A slot with the evidence for what was written there, and whether that was called certain."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=DEVELOPED_ON, choices=DEVELOPED_ON)
    parser.add_argument("--misses", type=Path, help="write every slot that is not exact, with its evidence")
    parser.add_argument("--judged", type=Path, help="keep what was judged, for --read")
    parser.add_argument("--read", type=Path, nargs="*", help="no runs: the tables of what was kept")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(6000)
    judged: list[Judged] = []
    for kept in options.read or ():
        judged += [(Verdict(tuple(slot), *rest), *more) for (slot, *rest), *more in json.loads(kept.read_text("utf-8"))]
    for package in options.only if not options.read else ():
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="evidence-") as place:
            found = _annotated(package, Path(place))
            here = [(item, *found.get(item.slot, ("", False))) for item in verdicts(prepared(package)[0], Path(place))]
        print(f"{package}: {time.perf_counter() - start:.0f} s; {_shares(here)}", flush=True)
        judged += here
    for kind in ("return", "parameter"):
        print(f"{kind}s: {_shares([item for item in judged if (item[0].slot[3] == 'return') == (kind == 'return')])}")
    print(f"all: {_shares(judged)}")
    for item, evidence, certain in judged:
        if certain and item.word == "wrong":
            print(f"certain and wrong: {item.name}: {item.said} <- {item.text} ({evidence})")
    _by_evidence(judged)
    if options.judged:
        options.judged.write_text(json.dumps([(astuple(item), *rest) for item, *rest in judged]), encoding="utf-8")
    if options.misses:
        lines = (f"{i.word}\t{i.name}\t{i.said}\t{i.text}\t{e}\n" for i, e, _ in judged if i.word != "exact")
        options.misses.write_text("".join(lines), encoding="utf-8")


def _annotated(package: str, place: Path) -> dict[Slot, tuple[str, bool]]:
    """Write hints into a copy of the stripped package; the evidence for each, and whether it is written as certain."""
    _, certain = _hints(package, unsafe=False)
    folder, evidence = _hints(package, unsafe=True)
    for path, text in folder.texts.items():
        written = place / Path(path).relative_to(folder.root)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text, encoding="utf-8")
    return {slot: (text, slot in certain) for slot, text in evidence.items()}


def _hints(package: str, *, unsafe: bool) -> tuple[Folder, dict[Slot, str]]:
    """The stripped package with hints, and the evidence for each with its strength."""
    folder = Folder(prepared(package)[1])
    evidence: dict[Slot, str] = {}

    def noted(target: Target, inference: Inference) -> tuple[Hint, Safety]:
        hint, safety = hint_for(target, inference)
        slot = _slot(target, inference)
        if slot is not None and (unsafe or safety is Safety.SAFE):
            definition = inference._definition(target.index, _function_with(target))
            found = inference._found(inference.guessing, definition, slot[3]) if unsafe and definition else NOTHING
            text = " + ".join(_NUMBER.sub("n", item) for item in hint.inferred.evidence)
            evidence[slot] = f"{text} [{found.strength}]"
        return hint, safety

    def told(snapshot: Snapshot) -> None:
        folder.texts[snapshot.environment.path] = snapshot.text
        folder.revision += 1

    files = []
    for path, text in folder.texts.items():
        role = role_of(path)
        environment = Environment(path, engine_for(_SETTINGS, role), _SETTINGS, role, folder)
        files.append(open_document(text, environment).settled())
    with mock.patch.object(annotating, "hint_for", noted):
        annotate(files, unsafe, targets, told)
    return folder, evidence


def _slot(target: Target, inference: Inference) -> Slot | None:
    """The slot of a hint; None for an attribute, which the benchmark does not count."""
    if "attribute" in target.finding.data:
        return None
    definition = inference._definition(target.index, _function_with(target))
    assert definition is not None
    name = definition.key[len(definition.module.name) + 1 :].replace(".<locals>", "")
    number = int(name.rpartition("#")[2]) if re.search(r"#\d+$", name) else 0
    return definition.module.name, re.sub(r"#\d+", "", name), number, str(target.finding.data["slot"])


def _by_evidence(judged: list[Judged]) -> None:
    groups: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item, evidence, _ in judged:
        if item.word != "missing":
            groups["return" if item.slot[3] == "return" else "parameter", re.sub("`.*?`", "`x`", evidence)][
                item.word
            ] += 1
    print(f"\n{'':9} {'evidence':50} written exact % right %")
    for (kind, evidence), counts in sorted(groups.items(), key=lambda entry: -entry[1].total()):
        total, right = counts.total(), counts["exact"] + counts["wider"]
        print(f"{kind:9} {evidence[:50]:50} {total:7} {100 * counts['exact'] / total:7.0f} {100 * right / total:7.0f}")


def _shares(judged: list[Judged]) -> str:
    counts = Counter(item.word for item, _, _ in judged)
    total, filled = counts.total(), counts.total() - counts["missing"]
    certain = [item.word for item, _, is_certain in judged if is_certain and item.word != "missing"]
    return (
        f"{total} slots, filled {100 * filled / total:.1f}, exact {100 * counts['exact'] / total:.1f}, "
        f"right of filled {100 * (counts['exact'] + counts['wider']) / max(filled, 1):.1f}, "
        f"certain {len(certain)}, right {100 - 100 * certain.count('wrong') / max(len(certain), 1):.1f}"
    )


if __name__ == "__main__":
    main()
