"""burnish beside ruff, line by line: per code, how much of each one's findings the other has too.

    python -m tests.bench.agreement [--only CODE,..] [--again] [--show CODE,..] [--sample PREDICATE] [PACKAGE...]

Checks the standard library of the running Python and packages of different age and style, each pinned and alone in a
folder below `.tools/agreement`, with `burnish check --select all --ignore-suppressions --isolated` and with `ruff check
--preview --isolated --ignore-noqa`, which is pinned and in a folder of its own too. A finding agrees where the other
tool has one of the same code on the same line. What differs by a named predicate (`tests.bench.differences`) is
counted apart.

`--only` runs the rules of some codes alone, `--again` reads the last results, `--show` lists the unnamed differences
in a code, `--sample` draws differences of a predicate, `--write` renews the table in `docs/agreement.md`.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.registry import ruleset
from tests.bench.differences import PREDICATES, name_of
from tests.bench.one_sided import Difference, Tree, code_of

JUDGED = Path(__file__).with_name("differences_judged.json")
"""What a reader said of drawn differences, by predicate: a reason, the fixture, the places read, those gone wrong."""

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".tools" / "agreement"
PAGE = ROOT / "docs" / "agreement.md"
RUFF = "0.17.6"
STANDARD_LIBRARY = "standard-library"
PACKAGES = (
    "attrs==26.1.0",
    "bottle==0.13.4",
    "buildbot==4.3.0",
    "click==8.5.1",
    "datasette==0.65.5",
    "django==5.2.19",
    "docutils==0.23",
    "flask==3.1.3",
    "httpx==0.28.1",
    "impacket==0.13.1",
    "jinja2==3.1.6",
    "octoprint==1.11.8",
    "pydantic==2.14.4",
    "pyqtgraph==0.14.0",
    "requests==2.34.2",
    "rich==15.0.0",
    "simplejson==4.3.0",
    "tornado==6.6.1",
)
LEFT_OUT = ("site-packages", "test", "__pycache__", "config-*", "lib-dynload")
"""Of the standard library: what is installed beside it, and its own tests, which hold broken code on purpose."""
SEED = 20261126
SAMPLE = 30
EXACT, CLOSE = 0.98, 0.95
_EXACT = "F401 E722 B904 D100 D101 D102 D103 D104 ANN001 ANN002 ANN003 ANN201 ANN202 ANN204 ANN205 ANN206 C901 PLR0911 \
PLR0912 PLR0913 PLR0914 PLR0915 PLR1702 N801 N802 N803 N804 N805 N806 N807 N811 N812 N813 N814 N815 N816 N817 N818"
_PRINTED = "S101 S105 S106 S107 S311 S404 S603 S607 S608"
"""Where burnish means to be better than the pattern."""


def target_of(code: str) -> float | None:
    """The share on which the two must agree, both ways; None for a code that is only printed."""
    if code in _EXACT.split():
        return EXACT
    security = code[0] == "S" and code[1:].isdigit()
    return CLOSE if security and code not in _PRINTED.split() else None


@dataclass
class Row:
    """The agreement in one code."""

    ruff: int = 0
    burnish: int = 0
    both: int = 0
    missed: list[Difference] = field(default_factory=list)
    """What ruff alone found."""
    extra: list[Difference] = field(default_factory=list)
    """What burnish alone found."""
    explained: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By the side that found it and the name of the predicate."""

    def shares(self) -> tuple[float, float]:
        """How much of ruff's burnish has, and how much of burnish's ruff has; without what a predicate names."""
        return _share(self.both, len(self.missed)), _share(self.both, len(self.extra))


def _share(both: int, alone: int) -> float:
    return both / (both + alone) if both + alone else 1.0


def peer_codes() -> dict[str, str]:
    """The codes of ruff that are a rule's full aliases, with the rule's slug."""
    known = set(json.loads(_ruff(["rule", "--all", "--output-format", "json"], "code")))
    return {alias: rule.slug for rule in ruleset().rules for alias in rule.aliases if alias in known}


def folder_of(requirement: str) -> Path:
    """Where a package is, alone and a project of its own; installed there at the first call."""
    name = requirement.partition("==")[0]
    folder = HOME / "sources" / name
    if folder.exists():
        return folder
    partly = folder.with_suffix(".partly")
    shutil.rmtree(partly, ignore_errors=True)
    if requirement == STANDARD_LIBRARY:
        shutil.copytree(sysconfig.get_path("stdlib"), partly, ignore=shutil.ignore_patterns(*LEFT_OUT))
    else:
        _install(requirement, partly)
    (partly / "setup.cfg").touch()
    partly.rename(folder)
    return folder


def _install(requirement: str, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--no-compile", "--target", str(folder), requirement], check=True)


def _ruff(arguments: list[str], key: str = "") -> str:
    """What ruff prints; with a key, the JSON list of that key's values alone."""
    folder = HOME / f"ruff-{RUFF}"
    if not folder.exists():
        _install(f"ruff=={RUFF}", folder)
    done = subprocess.run([str(folder / "bin" / "ruff"), *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-3000:])
    return json.dumps([item[key] for item in json.loads(done.stdout)]) if key else done.stdout


Found = dict[tuple[str, int, str], list[tuple[int, str]]]
"""By file, line from 1 and code: column and message of each finding."""


def run_ruff(folder: Path, codes: Iterable[str]) -> Found:
    """What ruff finds of the codes in a folder; a file it cannot read has a finding without a code."""
    command = ["check", "--preview", "--isolated", "--ignore-noqa", "--no-respect-gitignore", "--no-cache"]
    text = _ruff([*command, "--select", ",".join(codes), "--output-format", "json", str(folder)])
    found: Found = defaultdict(list)
    for item in json.loads(text):
        path = Path(item["filename"]).relative_to(folder).as_posix()
        code = "" if item["code"] in (None, "invalid-syntax") else item["code"]
        found[path, item["location"]["row"], code].append((item["location"]["column"], item["message"]))
    return found


def run_burnish(folder: Path, select: str) -> Found:
    """What burnish finds in a folder, by slug; a file it cannot read has a finding without a slug."""
    command = [sys.executable, "-I", "-m", "burnish", "check", "--ignore-suppressions", "--isolated", "--no-cache"]
    done = subprocess.run(
        [*command, "--select", select, "--exit-zero", "--output-format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 2):
        raise RuntimeError(done.stderr[-3000:])
    found: Found = defaultdict(list)
    for item in json.loads(done.stdout):
        path = Path(item["path"]).resolve().relative_to(folder.resolve()).as_posix()
        slug = "" if item["code"] in ("syntax-error", "python-2-code") else item["code"]
        start = item["range"]["start"]
        found[path, start["line"] + 1, slug].append((start["character"] + 1, item["message"]))
    return found


def results(requirement: str, codes: dict[str, str], only: list[str], again: bool) -> tuple[Found, Found]:
    """What ruff and burnish find in a package, run now or as it was found last."""
    name = requirement.partition("==")[0]
    kept = HOME / "results" / f"{name}.json"
    if again and kept.exists():
        return tuple(  # type: ignore[return-value]
            {(path, line, code): [tuple(item) for item in items] for path, line, code, items in side}
            for side in json.loads(kept.read_text())
        )
    folder = folder_of(requirement)
    select = ",".join(sorted({codes[code] for code in only})) if only else "all"
    sides = run_ruff(folder, only or codes), run_burnish(folder, select)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not only:
        kept.write_text(json.dumps([[[*key, items] for key, items in side.items()] for side in sides]))
    return sides


def compare(requirement: str, codes: dict[str, str], sides: tuple[Found, Found], rows: dict[str, Row]) -> None:
    """Count a package's findings into the rows."""
    ruff, burnish = sides
    folder = folder_of(requirement)
    package = folder.name
    broken = {path for side in sides for path, _, code in side if not code}
    slugs: dict[str, list[str]] = defaultdict(list)
    for code in rows:
        slugs[codes[code]].append(code)
    trees: dict[str, Tree] = {}

    def differences(path: str, line: int, code: str, items: Iterable[tuple[int, str]]) -> Iterator[Difference]:
        tree = trees.get(path) or trees.setdefault(path, Tree(folder, path))
        others = frozenset(slug for slug in slugs_at[path, line])
        for column, message in items:
            yield Difference(package, path, line, column, code, message, tree, others)

    slugs_at: dict[tuple[str, int], set[str]] = defaultdict(set)
    for path, line, slug in burnish:
        slugs_at[path, line].add(slug)

    def handler(path: str, line: int) -> int:
        """The line of the handler of the `try` at a line, which is where burnish says what ruff says of the `try`."""
        tree = trees.get(path) or trees.setdefault(path, Tree(folder, path))
        found = tree.at(line, 0, ast.Try)
        return found.handlers[0].lineno if isinstance(found, ast.Try) and found.handlers else line

    ruff = {
        (path, handler(path, line) if code == "SIM105" else line, code): items
        for (path, line, code), items in ruff.items()
    }
    for (path, line, code), items in ruff.items():
        if path in broken or code not in rows:
            continue
        row = rows[code]
        items = list(dict(items).items())
        matched = min(len(items), len(burnish.get((path, line, codes[code]), ())))
        row.ruff += len(items)
        row.both += matched
        for item in differences(path, line, code, items[matched:]):
            _place(item, "ruff", row.missed, row)
    for (path, line, slug), items in burnish.items():
        if path in broken or slug not in slugs:
            continue
        left = list(items)
        for code in slugs[slug]:
            count = min(len(left), len(ruff.get((path, line, code), ())))
            rows[code].burnish += count
            left = left[count:]
        for item in differences(path, line, slugs[slug][0], left):
            code = code_of(item, slugs[slug])
            rows[code].burnish += 1
            _place(item.named(code), "burnish", rows[code].extra, rows[code])


def _place(item: Difference, side: str, unnamed: list[Difference], row: Row) -> None:
    name = name_of(item, side)
    if name:
        row.explained[side, name] += 1
        NAMED[name].append((side, item))
    else:
        unnamed.append(item)


NAMED: dict[str, list[tuple[str, Difference]]] = defaultdict(list)


def table(rows: dict[str, Row], codes: dict[str, str]) -> list[str]:
    """The table in Markdown."""
    lines = [
        "| code | rule | ruff | burnish | both | recall | precision | target | named differences |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for code, row in sorted(rows.items()):
        if not row.ruff and not row.burnish:
            continue
        recall, precision = row.shares()
        target = target_of(code)
        wanted = f"{target:.0%}" if target else ""
        wanted += " missed" if target and min(recall, precision) < target else ""
        named = ", ".join(f"{name} {count} ({side} alone)" for (side, name), count in sorted(row.explained.items()))
        lines.append(
            f"| {code} | {codes[code]} | {row.ruff:,} | {row.burnish:,} | {row.both:,} | {recall:.1%} | "
            f"{precision:.1%} | {wanted} | {named} |"
        )
    return lines


def drawn(name: str) -> list[str]:
    """Thirty differences of a predicate, drawn with the seed."""
    chosen = draw([item for _, item in NAMED[name]])
    return [f"{number}. {item.shown()}" for number, item in enumerate(chosen, 1)]


def draw(items: Iterable[Difference], most: int = SAMPLE) -> list[Difference]:
    """Some of the differences: those whose place, hashed with the seed, comes first, so that new ones move few."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{SEED} {item.key}".encode()).digest())[:most]


def page(rows: dict[str, Row], codes: dict[str, str]) -> str:
    """The page about the agreement, with the drawn differences and what was said of each."""
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    packages = ", ".join(item.replace("==", " ") for item in PACKAGES)
    parts = [
        "# Agreement with ruff",
        "",
        "Made by `python -m tests.bench.agreement --write`. Line by line over the standard library of Python "
        f"{sys.version.split()[0]} (without its tests) and {packages}: `burnish check --select all "
        f"--ignore-suppressions --isolated` beside ruff {RUFF} with `--preview --isolated --ignore-noqa`.",
        "",
        "Recall is the share of ruff's findings that burnish has on the same line, precision the share of burnish's "
        "that ruff has, both without the named differences, which the last column counts. Codes without a target are "
        "printed only.",
        "",
        *table(rows, codes),
        "",
        "# Named differences",
        "",
        f"Each is code in `tests/bench/differences.py`. Drawn with the seed {SEED}, each judged by the line shown.",
    ]
    for name, function in PREDICATES.items():
        told = judged.get(name, {})
        items = draw([item for _, item in NAMED[name]])
        wrong = [item for item in items if item.place in told.get("wrong", {})]
        unread = [item for item in items if item.place not in told.get("read", ())]
        parts += [
            "",
            f"## {name}",
            "",
            f"{function.__doc__} Found {len(NAMED[name]):,} times; of {len(items)} drawn {len(wrong)} are not signed and "
            f"{len(unread)} not read. Fixture: `tests/fixtures/{told.get('fixture', '')}`. {told.get('reason', '')}",
            "",
        ]
        for number, item in enumerate(items, 1):
            verdict = told.get("wrong", {}).get(item.place) or ("not read" if item in unread else "burnish is right")
            parts.append(f"{number}. `{item.place}` {item.code} `{item.line_shown.replace('`', chr(39))}`: {verdict}.")
    return "\n".join(parts) + "\n"


def main(arguments: list[str]) -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.agreement", description="burnish beside ruff")
    parser.add_argument("--only", default="", metavar="CODE,..")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--show", default="", metavar="CODE,..")
    parser.add_argument("--most", type=int, default=SAMPLE, help="how many differences --show draws in each code")
    parser.add_argument("--sample", default="", metavar="PREDICATE,..")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    options = parser.parse_args(arguments)
    codes = peer_codes()
    shown = [code for code in options.show.split(",") if code]
    only = [code for code in codes if any(code.startswith(start) for start in options.only.split(",") if start)]
    rows = {code: Row() for code in only or codes}
    known = {item.partition("==")[0]: item for item in (STANDARD_LIBRARY, *PACKAGES)}
    for requirement in [known.get(name, name) for name in options.packages or known]:
        compare(requirement, codes, results(requirement, codes, only, options.again), rows)
    print(f"ruff {RUFF}, Python {sys.version.split()[0]}, seed {SEED}")
    print("\n".join(table(rows, codes)))
    if options.write:
        PAGE.write_text(page(rows, codes), encoding="utf-8")
    for code in shown:
        for side, items in (("ruff", rows[code].missed), ("burnish", rows[code].extra)):
            for item in draw(items, options.most):
                print(f"\n{code}, {side} alone: {item.shown()}")
    for name in filter(None, options.sample.split(",")):
        print(f"\n## {name} ({len(NAMED[name])})\n\n{PREDICATES[name].__doc__}\n")
        print("\n".join(drawn(name)))


if __name__ == "__main__":
    main(sys.argv[1:])
