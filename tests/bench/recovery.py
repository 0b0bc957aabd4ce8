"""Recovery of type hints: strip well-typed packages, let burnish fill them, and compare with the originals.

    python -m tests.bench.recovery [--only NAME ...] [--tools NAME ...] [--mypy] [--misses FILE]
    python -m tests.bench.recovery --speed [--only NAME ...]
    python -m tests.bench.recovery --table

The packages come from PyPI and are renamed; what is annotated lies alone in a fresh folder, so that no original, stub or
distribution of it is on any path. Each row is kept, and with `--speed` how many lines burnish fills in a second of
processor time; `--table` puts them into docs/type-inference.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.pages import put
from tests.bench.recovery_burnish import Filled, fill, speed
from tests.bench.recovery_compare import COUNTS, Score, compare, frequent
from tests.bench.recovery_mypy import new_errors
from tests.bench.recovery_packages import DEVELOPED_ON, NEVER_READ, TOOLS, prepared
from tests.bench.recovery_peers import PEERS, run_peer

_ROWS = TOOLS / "rows"
DOCUMENT = Path(__file__).parents[2] / "docs" / "type-inference.md"
_HEAD = (
    "| | slots | filled | exact | wider | wrong | right of filled | certain | right of certain |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[*DEVELOPED_ON, *NEVER_READ])
    parser.add_argument("--tools", nargs="*", default=["burnish", *PEERS])
    parser.add_argument("--mypy", action="store_true")
    parser.add_argument("--misses", type=Path, help="write what was missed in the packages developed on")
    parser.add_argument("--speed", action="store_true", help="only how fast burnish is")
    parser.add_argument("--table", action="store_true", help="no runs: the table of all rows that are kept")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(6000)
    missed: list[tuple[str, str, str, str]] = []
    for package in options.only if options.speed else ():
        _measure(package)
    for package in options.only if not (options.table or options.speed) else ():
        for tool in options.tools:
            with tempfile.TemporaryDirectory(prefix="recovery-") as place:
                row = _burnish(package, Path(place), options.mypy) if tool == "burnish" else _peer(tool, package, place)
            _keep(tool, package, row)
            print(_rows(f"{tool}, {package}", row.scores), row.fact, sep="", flush=True)
            if package not in NEVER_READ and tool == "burnish":
                missed += [item for score in row.scores.values() for item in score.misses]
    if options.misses:
        options.misses.write_text(_missed(missed), encoding="utf-8")
    if options.table:
        put(DOCUMENT, "recovery", _table())


@dataclass(frozen=True)
class Row:
    """What a tool made of a package."""

    scores: dict[str, Score]
    fact: str = ""
    """What else there is to say, as an item of a list."""


def _burnish(package: str, room: Path, asks_mypy: bool) -> Row:
    filled = fill(package, room)
    original, _ = prepared(package)
    errors = None
    if asks_mypy:
        errors = new_errors(original, filled.sure, room)
    return Row(compare(original, filled.written, filled.certain), _fact(package, filled, errors))


def _peer(tool: str, package: str, place: str) -> Row:
    return Row(compare(prepared(package)[0], run_peer(tool, package, Path(place))))


def _keep(tool: str, package: str, row: Row) -> None:
    """Keep a row for the table: peers need not run again where only burnish has changed."""
    _ROWS.mkdir(parents=True, exist_ok=True)
    scores = {kind: [getattr(score, name) for name in COUNTS] for kind, score in row.scores.items()}
    (_ROWS / f"{tool}-{package}.json").write_text(json.dumps([scores, row.fact]), encoding="utf-8")


def _speed_of(package: str) -> Path:
    return _ROWS / f"speed-{package}.txt"


def _measure(package: str) -> None:
    """Keep how fast burnish fills a package."""
    with tempfile.TemporaryDirectory(prefix="recovery-") as place:
        lines, seconds = speed(package, Path(place))
    fact = f"{lines:,} lines, {lines / seconds:,.0f} a second"
    _ROWS.mkdir(parents=True, exist_ok=True)
    _speed_of(package).write_text(fact, encoding="utf-8")
    print(f"{package}: {fact}", flush=True)


def _told(package: str, fact: str) -> str:
    """What is known of the runs on a package, with the speed where that was measured."""
    place = _speed_of(package)
    return fact.replace(".\n", f", {place.read_text(encoding='utf-8')}.\n") if place.exists() else fact


def _kept(tool: str, package: str) -> Row | None:
    path = _ROWS / f"{tool}-{package}.json"
    if not path.exists():
        return None
    scores, fact = json.loads(path.read_text(encoding="utf-8"))
    return Row({kind: Score(**dict(zip(COUNTS, numbers, strict=True))) for kind, numbers in scores.items()}, fact)


def _table() -> str:
    """The tables in Markdown: burnish on every package that it has a row for, and beside each peer on those it has one for."""
    tools = ("burnish", *PEERS)
    rows = {(tool, package): _kept(tool, package) for tool in tools for package in (*DEVELOPED_ON, *NEVER_READ)}
    burnish = {package: row for (tool, package), row in rows.items() if tool == "burnish" and row is not None}
    packages = list(burnish)

    def total(tool: str, among: Iterable[str]) -> dict[str, Score]:
        whole = {"return": Score(), "parameter": Score()}
        for package in among:
            row = rows[tool, package]
            for kind, score in row.scores.items() if row is not None else ():
                whole[kind].add(score)
        return whole

    text = _HEAD + "".join(_rows(_named(name), row.scores) for name, row in burnish.items())
    whole = total("burnish", packages)
    text += _rows("**all**", whole) + _rows("**held out**", total("burnish", [p for p in packages if p in NEVER_READ]))
    silent = sum(score.unsayable for score in whole.values())
    text += f"\nThe originals say `Any` or `object` in {silent:,} of these slots, where there is nothing to say.\n"
    for peer in PEERS:
        compared = [package for package in packages if rows[peer, package] is not None]
        if compared:
            text += f"\nBeside {peer}, on {', '.join(compared)}:\n\n{_HEAD}"
            text += _rows("burnish", total("burnish", compared)) + _rows(peer, total(peer, compared))
    return f"\n{text}\n" + "".join(_told(package, row.fact) for package, row in burnish.items()) + "\n"


def _named(package: str) -> str:
    return f"{package} (held out)" if package in NEVER_READ else package


def _fact(package: str, filled: Filled, errors: list[str] | None) -> str:
    """What else is known of the run on a package, as an item of a list."""
    for error in (errors or ()) if package not in NEVER_READ else ():
        print("  mypy, certain:", error)
    parts = [
        f"{len(filled.broken)} files broken",
        f"{len(filled.changed_again)} changed by a second run",
        f"{len(filled.lost_imports)} modules no longer importable",
    ]
    if errors is not None:
        parts.append(f"{len(errors)} new errors of mypy on what is certain")
    for name in (*filled.broken, *filled.changed_again, *filled.lost_imports):
        print("  ", name)
    return f"- {_named(package)}: {', '.join(parts)}.\n"


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
