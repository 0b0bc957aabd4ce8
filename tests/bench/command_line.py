"""`burnish check` beside flake8 with its plugins, pylint and ruff: time and memory on the same files, in the same run.

    python -m tests.bench.command_line [--lines N] [--rounds N] [--write]

Installs the peers from PyPI into an environment of their own below `.tools/`, copies so many lines of the standard
library into a folder that is a project of its own, and runs all of them in turn, round after round. Cold runs use no
cache; warm runs follow one that filled it. Prints medians and ratios, and memory over ever more copies of the files;
`--write` also puts the tables into `docs/command-line-speed.md`.

A peer that stops by an error of its own is named so in its row: its time is what it took to get there.

Wall-clock times depend on what else the machine does, processor times less so: both are given. Memory is the greatest
sum of the proportional set sizes of all processes of a run, looked at twenty times a second.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import venv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TOOLS = Path(__file__).resolve().parents[2] / ".tools"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "command-line-speed.md"
PEERS = (
    "ruff", "pylint", "flake8", "pep8-naming", "flake8-docstrings", "flake8-annotations", "flake8-bugbear",
    "flake8-bandit", "flake8-blind-except", "tryceratops", "mccabe",
)  # fmt: skip
FLAKE8 = ("--isolated", "--select", "N,D,ANN,B,S,BLE,TC,TRY,C90", "--max-complexity", "10")
RUFF = (
    "check", "--isolated", "--preview", "--quiet", "--exit-zero", "--output-format", "concise", "--select",
    "S,N,ANN,B,BLE,TRY,E7,C90,PL,D,F,I",
)  # fmt: skip
SKIPPED = frozenset({"site-packages", "test", "tests", "idle_test", "lib2to3", "__pycache__"})
"""Tests, and what makes pylint stop in a copy of the library: it imports `lib2to3`, which wants its grammars."""


class Cost(NamedTuple):
    """What one run took."""

    wall: float
    """Seconds."""
    processor: float
    """Seconds of all processes together."""
    memory: int
    """Bytes."""
    crashed: bool = False
    """Whether it ended by an error of its own, before it had gone through all files."""


class Runner(NamedTuple):
    """A command that is measured."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    prepare: Callable[[], object] | None = None
    """What is done before each run, unmeasured."""


def peers() -> Path:
    """The folder of the peers' programs, installed if need be."""
    home = TOOLS / "command-line-peers"
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    if not (programs / "ruff").exists():
        venv.create(home, with_pip=True, clear=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PEERS], check=True)
    return programs


def versions(programs: Path) -> list[str]:
    """The peers' versions as `name version`."""
    command = [str(programs / "python"), "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check"]
    frozen = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.replace("==", " ") for line in frozen if line.partition("==")[0].lower() in PEERS]


def corpus(lines: int, folder: Path) -> tuple[int, int]:
    """Fill a folder with whole modules of the standard library, drawn with a fixed seed; its files and lines."""
    library = Path(sysconfig.get_path("stdlib"))
    found = sorted(path for path in library.rglob("*.py") if SKIPPED.isdisjoint(path.relative_to(library).parts))
    random.Random(1).shuffle(found)
    files = count = 0
    for path in found:
        own = path.read_bytes().count(b"\n")
        if count + own > lines:
            continue
        target = folder / path.relative_to(library)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        files, count = files + 1, count + own
    (folder / "pyproject.toml").write_text('[project]\nname = "corpus"\nversion = "1"\n', encoding="utf-8")
    return files, count


def measured(runner: Runner, folder: Path) -> Cost:
    """Run a command in a folder, its output thrown away."""
    if runner.prepare is not None:
        runner.prepare()
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        runner.command,
        cwd=folder,
        env={**os.environ, **runner.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    most = [0]
    watcher = threading.Thread(target=_watch, args=(process, most))
    watcher.start()
    _, errors = process.communicate()
    wall = time.perf_counter() - start
    watcher.join()
    after = os.times()
    crashed = "Traceback" in errors or (process.returncode not in (0, 1) and runner.name != "pylint")
    if crashed and runner.name.startswith("burnish"):
        raise RuntimeError(f"{runner.name} ended with {process.returncode}: {errors[-2000:]}")
    if crashed:
        print(f"{runner.name} ended with {process.returncode}: {errors.strip()[-300:]}", file=sys.stderr)
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, processor, most[0], crashed)


def _watch(process: subprocess.Popen[str], most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_memory_of, _family(process.pid))))
        time.sleep(0.05)


def _family(root: int) -> list[int]:
    """A process and those it started, as far as they live."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            children[int(parent)].append(int(entry.name))
    found = [root]
    for member in found:
        found += children[member]
    return found


def _memory_of(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def runners(programs: Path, cache: Path) -> list[Runner]:
    """What is compared."""
    jobs = str(len(os.sched_getaffinity(0)))
    burnish = (sys.executable, "-I", "-m", "burnish", "check", "--isolated", "--exit-zero", "--jobs", jobs)
    ruff = (str(programs / "ruff"), *RUFF)
    stored = {"XDG_CACHE_HOME": str(cache)}
    return [
        Runner("burnish, cold", (*burnish, "--no-cache", "."), {}),
        Runner("flake8 with plugins", (str(programs / "flake8"), *FLAKE8, "--jobs", jobs, "."), {}),
        Runner("pylint", (str(programs / "pylint"), "--recursive=y", "--score=n", "--jobs", jobs, "."), {}),
        Runner("ruff, cold", (*ruff, "--no-cache", "."), {}),
        Runner("burnish, warm", (*burnish, "."), stored),
        Runner("ruff, warm", (*ruff, "--cache-dir", str(cache / "ruff"), "."), {}),
    ]


def compare(rounds: int, folder: Path, lines: int) -> list[str]:
    """The table of times, as Markdown."""
    with tempfile.TemporaryDirectory() as cache:
        all_runners = runners(peers(), Path(cache))
        costs: dict[str, list[Cost]] = defaultdict(list)
        for runner in all_runners:
            if "warm" in runner.name:
                measured(runner, folder)
        for number in range(rounds):
            for runner in all_runners:
                cost = measured(runner, folder)
                costs[runner.name].append(cost)
                print(f"round {number + 1}: {runner.name}: {cost.wall:.2f} s, {cost.processor:.2f} s", file=sys.stderr)
    middle = {name: _median(found) for name, found in costs.items()}
    table = ["| | seconds | processor seconds | lines a second | memory, MB |", "|---|---|---|---|---|"]
    for name, cost in middle.items():
        speed = f"{lines / cost.wall:,.0f}"
        said = f"{name} (stopped by an error of its own before the end)" if cost.crashed else name
        table.append(f"| {said} | {cost.wall:.2f} | {cost.processor:.2f} | {speed} | {cost.memory / 1e6:.0f} |")
    table += ["", "| ratio | wall clock | processor |", "|---|---|---|"]
    for one, other in (
        ("flake8 with plugins", "burnish, cold"),
        ("pylint", "burnish, cold"),
        ("burnish, cold", "ruff, cold"),
        ("burnish, warm", "ruff, warm"),
    ):
        wall = middle[one].wall / middle[other].wall
        least = "at least " if middle[one].crashed else ""
        processor = middle[one].processor / middle[other].processor
        table.append(f"| {one} / {other} | {least}{wall:.1f} | {least}{processor:.1f} |")
    return table


def _median(found: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in found),
        statistics.median(cost.processor for cost in found),
        int(statistics.median(cost.memory for cost in found)),
        any(cost.crashed for cost in found),
    )


def growth(folder: Path, files: int, most: int) -> list[str]:
    """Memory over ever more copies of the files, as Markdown."""
    table = ["| files | memory, MB | seconds |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as home:
        copies = Path(home)
        (copies / "pyproject.toml").write_text('[project]\nname = "copies"\nversion = "1"\n', encoding="utf-8")
        for number in range(1, most + 1):
            shutil.copytree(folder, copies / f"copy{number}", ignore=shutil.ignore_patterns("pyproject.toml"))
            if number & (number - 1) == 0:
                runner = runners(peers(), copies)[0]
                cost = measured(runner, copies)
                table.append(f"| {files * number} | {cost.memory / 1e6:.0f} | {cost.wall:.1f} |")
    return table


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=1_000_000, help="at most so many lines of the standard library")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=4, help="up to how many copies of the files memory is measured")
    parser.add_argument("--write", action="store_true", help="write the tables to docs/command-line-speed.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        files, lines = corpus(options.lines, folder)
        machine = f"{len(os.sched_getaffinity(0))} processors, Python {platform.python_version()}"
        text = [
            f"{files} files of the standard library, {lines:,} lines; {machine}; medians of {options.rounds} rounds;"
        ]
        text += [", ".join(versions(peers())) + ".", "", *compare(options.rounds, folder, lines)]
        if options.copies:
            text += ["", *growth(folder, files, options.copies)]
    print("\n".join(text))
    if options.write:
        head = DOCUMENT.read_text(encoding="utf-8").partition("<!-- measured -->")[0]
        DOCUMENT.write_text(f"{head}<!-- measured -->\n\n" + "\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
