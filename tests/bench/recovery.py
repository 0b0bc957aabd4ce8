"""Recovery of type hints: strip well-typed packages, let burnish fill them, and compare with the originals.

    python -m tests.bench.recovery [--only NAME ...] [--peers] [--mypy] [--misses FILE] [--write]

The packages come from PyPI and are renamed; what is annotated lies alone in a fresh folder, so that no original, stub or
distribution of it is on any path. `--write` puts the tables into docs/type-inference.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

from tests.bench.recovery_burnish import Filled, fill
from tests.bench.recovery_compare import Score, compare, frequent
from tests.bench.recovery_mypy import new_errors
from tests.bench.recovery_packages import DEVELOPED_ON, NEVER_READ, prepared
from tests.bench.recovery_peers import PEERS, run_peer

DOCUMENT = Path(__file__).parents[2] / "docs" / "type-inference.md"
_BEGIN, _END = "<!-- recovery: begin -->", "<!-- recovery: end -->"
_HEAD = (
    "| | slots | filled | exact | wider | wrong | right of filled | certain | right of certain |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[*DEVELOPED_ON, *NEVER_READ])
    parser.add_argument("--misses", type=Path, help="write what was missed in the packages developed on")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--mypy", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(6000)
    with tempfile.TemporaryDirectory(prefix="recovery-") as place:
        text, misses = _tables(options, Path(place))
    if options.misses:
        options.misses.write_text(misses, encoding="utf-8")
    if options.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
        DOCUMENT.write_text(f"{before}{_BEGIN}\n{text}{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def _tables(options: argparse.Namespace, place: Path) -> tuple[str, str]:
    """The tables in Markdown, and what was missed in the packages that may be looked at."""
    rows: dict[str, dict[str, Score]] = {}
    facts: list[str] = []
    missed: list[tuple[str, str, str, str]] = []
    total = {"return": Score(), "parameter": Score()}
    for package in options.only:
        room = place / package
        filled = fill(package, room)
        original, _ = prepared(package)
        scores = compare(original, filled.written, filled.certain)
        rows[package] = scores
        _add(total, scores)
        facts.append(_fact(package, filled, new_errors_of(original, filled, room) if options.mypy else None))
        print(_rows(package, scores), facts[-1], sep="", flush=True)
        if package not in NEVER_READ:
            missed += [item for score in scores.values() for item in score.misses]
    text = _HEAD + "".join(_rows(_named(package), scores) for package, scores in rows.items())
    text += _rows("**all**", total)
    print(_rows("all", total), flush=True)
    if options.peers:
        peers = _HEAD + _row("**burnish**", _whole(total.values()))
        for peer in PEERS:
            scores = _peer(peer, options.only, place)
            peers += _rows(peer, scores)
            print(_rows(peer, scores), flush=True)
        text += f"\nThe same for all packages together, beside what others make of the same files:\n\n{peers}"
    text += "\n" + "".join(facts)
    return f"\n{text}\n", _missed(missed)


def _named(package: str) -> str:
    return f"{package} (held out)" if package in NEVER_READ else package


def _peer(peer: str, packages: Iterable[str], place: Path) -> dict[str, Score]:
    total = {"return": Score(), "parameter": Score()}
    for package in packages:
        original, _ = prepared(package)
        _add(total, compare(original, run_peer(peer, package, place / package)))
    return total


def new_errors_of(original: Path, filled: Filled, room: Path) -> tuple[list[str], list[str]]:
    """What mypy reports anew of the hints called certain, and of all."""
    return new_errors(original, filled.sure, room), new_errors(original, filled.written, room)


def _fact(package: str, filled: Filled, errors: tuple[list[str], list[str]] | None) -> str:
    """What else is known of the run on a package, as an item of a list."""
    for error in errors[0] if errors else ():
        print("  mypy, certain:", error)
    parts = [
        f"{len(filled.broken)} files broken",
        f"{len(filled.changed_again)} changed by a second run",
        f"{len(filled.lost_imports)} modules no longer importable",
    ]
    if errors:
        parts.append(f"{len(errors[0])} new errors of mypy on what is certain, {len(errors[1])} on everything")
    parts.append(f"{filled.lines:,} lines, {filled.lines / filled.seconds:,.0f} a second")
    for name in (*filled.broken, *filled.changed_again, *filled.lost_imports):
        print("  ", name)
    return f"- {_named(package)}: {', '.join(parts)}.\n"


def _add(total: dict[str, Score], scores: dict[str, Score]) -> None:
    for kind, score in scores.items():
        total[kind].add(score)


def _whole(scores: Iterable[Score]) -> Score:
    whole = Score()
    for score in scores:
        whole.add(score)
    return whole


def _rows(name: str, scores: dict[str, Score]) -> str:
    return (
        _row(name, _whole(scores.values()))
        + _row(f"{name}, returns", scores["return"])
        + _row(f"{name}, parameters", scores["parameter"])
    )


def _row(name: str, score: Score) -> str:
    def share(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f}" if whole else "-"

    cells = [
        name,
        f"{score.slots:,}",
        *(share(part, score.slots) for part in (score.filled, score.exact, score.wider, score.wrong)),
        share(score.exact + score.wider, score.filled),
        f"{score.certain:,}" if score.certain else "-",
        share(score.certain_right, score.certain),
    ]
    return f"| {' | '.join(cells)} |\n"


def _missed(found: list[tuple[str, str, str, str]]) -> str:
    """What was missed: by verdict the most frequent pairs, then every slot."""
    lines = []
    for verdict in ("CERTAIN", "wrong", "missing", "wider"):
        lines += ["", verdict, *(f"{count:5} {text}" for count, text in frequent(found, verdict, 60))]
    lines += ["", *(f"{verdict}\t{name}\t{wanted}\t{written}" for verdict, name, wanted, written in found)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
