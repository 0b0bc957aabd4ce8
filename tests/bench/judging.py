"""Thirty findings of each category, drawn for a person to judge: `python -m tests.bench.judging [OPTION...] [CATEGORY...]`.

Checks the packages (see `corpora`), with the defaults and no configuration, and draws with a printed seed: the packages
are shuffled and give one finding each in turn until thirty are drawn. Errors, warnings and remarks are drawn from; hints
only in the categories that have little else. `--context N` prints the lines around each. `--seed N` draws others,
`--keep FOLDER` keeps what was found there, and reads it again the next time. `--packages NAME,NAME` draws from others,
`--each N` draws another number. The verdicts are under `docs/judged`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.corpora import HOME, folder_of

PACKAGES = (
    "bottle",
    "calibreweb",
    "click",
    "datasette",
    "docutils",
    "flask",
    "flower",
    "httpx",
    "isso",
    "jinja2",
    "jupyter-server",
    "markdown",
    "moin",
    "octoprint",
    "openstack-placement",
    "pydantic",
    "requests",
    "rich",
    "simplejson",
    "tornado",
    "wxmplot",
)
CATEGORIES = (
    "security",
    "naming",
    "typing",
    "validation",
    "errors",
    "organization",
    "docstrings",
    "constants",
    "imports",
)
SHOWN_AS_HINTS = frozenset({"typing", "docstrings"})
EACH = 30


def findings_of(package: str, keep: Path | None) -> list[dict[str, Any]]:
    """What burnish finds in the package, in source order."""
    kept = keep / f"{package}.json" if keep is not None else None
    if kept is not None and kept.exists():
        return _findings(kept.read_text(encoding="utf-8"))
    folder = folder_of(package)
    # Not `--isolated`, which would not let the package say either that it runs on Python 2.
    defaults = HOME / "defaults.toml"
    defaults.write_text("[tool.burnish]\n", encoding="utf-8")
    command = [sys.executable, "-I", "-m", "burnish", "check", "--config", str(defaults), "--no-cache", "--exit-zero"]
    done = subprocess.run(
        [*command, "--output-format", "json", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 2):
        raise RuntimeError(done.stderr[-3000:])
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(done.stdout, encoding="utf-8")
    return _findings(done.stdout)


def _findings(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)
    return found


def drawn(
    category: str, found: dict[str, list[dict[str, Any]]], seed: int, each: int = EACH
) -> list[tuple[str, dict[str, Any]]]:
    """So many findings of the category, or all there are, each with its package."""
    chance = random.Random(seed * 1000 + zlib.crc32(category.encode()) % 1000)
    left: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for package, findings in sorted(found.items()):
        for item in findings:
            if item["category"] == category and (item["severity"] != "hint" or category in SHOWN_AS_HINTS):
                left[package].append(item)
    chosen: list[tuple[str, dict[str, Any]]] = []
    while left and len(chosen) < each:
        for package in chance.sample(sorted(left), len(left)):
            items = left[package]
            chosen.append((package, items.pop(chance.randrange(len(items)))))
            if not items:
                del left[package]
            if len(chosen) == each:
                break
    return chosen


def show(package: str, item: dict[str, Any], context: int) -> None:
    """Print a finding with the lines around it."""
    path = Path(item["path"]).resolve()
    line = item["range"]["start"]["line"]
    inside = path.relative_to((HOME / package).resolve())
    print(f"{package} {inside}:{line + 1} {item['code']} ({item['severity']}) {item['message']}")
    if context:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number in range(max(0, line - context), min(len(lines), line + context + 1)):
            print(f"    {'>' if number == line else ' '}{number + 1:5} {lines[number][:160]}")


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("categories", nargs="*", choices=[*CATEGORIES, []], metavar="CATEGORY")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--context", type=int, default=0, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--packages", default=",".join(PACKAGES), metavar="NAME,NAME")
    parser.add_argument("--each", type=int, default=EACH, metavar="N")
    options = parser.parse_args()
    found = {package: findings_of(package, options.keep) for package in options.packages.split(",")}
    print(f"seed {options.seed}, {len(found)} packages")
    for category in options.categories or CATEGORIES:
        print(f"\n== {category}")
        for package, item in drawn(category, found, options.seed, options.each):
            show(package, item, options.context)


if __name__ == "__main__":
    main()
