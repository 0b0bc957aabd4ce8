"""`duplicate-code` between files: found by the index, which keeps what it needs for that where the rule is on."""

from __future__ import annotations

import json
from pathlib import Path

from burnish.cli.project import collectors
from burnish.cli.wishes import Wishes
from burnish_checks.organization.duplicates import KIND
from tests.cli.conftest import Run

LOADING = """
def load(path, known):
    found = {}
    lost = 0
    with open(path) as file:
        for line in file:
            key, _, rest = line.partition("=")
            if key not in known:
                lost += 1
                continue
            found[key] = rest.strip()
    log.info("%d lost", lost)
    return found
"""
READING = LOADING
for old, new in {"load(": "read(", "found": "rows", "lost": "skipped", "line": "text", "path": "source"}.items():
    READING = READING.replace(old, new)
READING = READING.replace("%d skipped", "%d lost")


def told(run: Run, *arguments: str) -> list[tuple[str, str]]:
    out = run("check", "--select", "duplicate-code", "--output-format", "json", *arguments, ".").out
    return [(Path(item["path"]).name, item["message"].partition(";")[0]) for item in json.loads(out)]


def test_each_of_two_files_is_told_of_the_other(folder: Path, run: Run) -> None:
    (folder / "air.py").write_text(LOADING)
    (folder / "water.py").write_text(READING)
    (folder / "earth.py").write_text(LOADING.replace("lost += 1", "lost += weigh(key)"))
    expected = [
        ("air.py", "`load` repeats 11 statements of the module `water`"),
        ("water.py", "`read` repeats 11 statements of the module `air`"),
    ]
    assert told(run) == told(run) == expected
    for number in range(14):
        (folder / f"more{number}.py").write_text(f"X = {number}\n")
    assert told(run, "--no-cache", "--jobs", "2") == expected
    (folder / "water.py").write_text(READING.replace("continue", "break"))
    assert told(run) == []


def test_a_file_that_tells_itself_is_told_once(folder: Path, run: Run) -> None:
    (folder / "air.py").write_text(LOADING + READING)
    (folder / "water.py").write_text("X = 1\n")
    assert told(run) == [("air.py", "`read` repeats 11 statements of `load`")]


def test_two_functions_are_told_of_each_other_once(folder: Path, run: Run) -> None:
    behind = LOADING.partition(":\n")[2].replace('"="', '";"').replace("continue", "break")
    twice = LOADING.replace("    return found\n", "    log.info(path)\n") + behind
    other = twice.replace("log.info(path)", "log.debug(path)").replace("load(", "read(")
    (folder / "air.py").write_text(twice + other)
    assert told(run) == [("air.py", "`read` repeats 10 statements of `load`")]
    methods = [LOADING.replace("\n", "\n    ").rstrip(" ").replace("\ndef", "\n    def") for _ in range(2)]
    (folder / "air.py").write_text("class Air:" + methods[0] + "\n\nclass Water:" + methods[1])
    assert told(run) == [("air.py", "`load` repeats 11 statements of another `load`")]


def test_the_index_keeps_rows_only_where_the_rule_is_on(folder: Path) -> None:
    def kinds(wishes: Wishes) -> set[str]:
        return {item.kind for item in collectors(wishes, str(folder))}

    assert kinds(Wishes(select=("duplicate-code",))) - kinds(Wishes()) == {KIND}
    assert KIND in kinds(Wishes(select=("R0801",))) and KIND in kinds(Wishes(profile="strict"))
