"""What a folder's source files are, and what the command line leaves out of them and of what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import LOST, Run


@pytest.fixture
def tree(folder: Path) -> Path:
    (folder / "src" / "gen").mkdir(parents=True)
    for name in ("skipped.py", "src/a.py", "src/gen/b.py", "src/w.pyw"):
        (folder / name).write_text(LOST)
    (folder / "src" / "tool").write_text(f"#!/usr/bin/env python3\n{LOST}")
    (folder / "src" / "shell").write_text("#!/bin/sh\n")
    (folder / "src" / "LICENSE").write_text("python\n")
    (folder / "pyproject.toml").write_text('[tool.burnish]\nextend-exclude = ["skipped.py"]\n')
    return folder


def found(run: Run, *arguments: str) -> set[str]:
    result = run("check", "--select", "lost-cause", "--output-format", "json", *arguments)
    return {item["path"] for item in json.loads(result.out)}


def test_scripts_without_a_suffix_and_pyw_are_source(tree: Path, run: Run) -> None:
    assert found(run) == {"src/a.py", "src/gen/b.py", "src/w.pyw", "src/tool"}


@pytest.mark.parametrize("pattern", ["gen", "gen/", "src/gen", "src/gen/", "/src/gen", "src/gen/b.py", "b.py"])
def test_exclude_takes_patterns_seen_from_the_current_folder(tree: Path, run: Run, pattern: str) -> None:
    for path in (".", "src"):
        assert found(run, "--exclude", f"{pattern},tool,*.pyw", path) == {"src/a.py"}


def test_exclude_is_seen_from_below_the_configuration(tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "src")
    assert found(run, "--exclude", "gen/b.py,/tool") == {"a.py", "w.pyw"}


def test_a_pattern_that_names_nothing_is_wrong_use(tree: Path, run: Run) -> None:
    assert run("check", "--exclude", "[").code == 2


def test_a_named_file_is_left_out_where_that_is_asked_for(tree: Path, run: Run) -> None:
    assert found(run, "skipped.py") == {"skipped.py"}
    assert found(run, "--force-exclude", "skipped.py", "src/a.py") == {"src/a.py"}
    assert run("check", "--force-exclude", "skipped.py").code == 0
    before = (tree / "skipped.py").read_text()
    run("fix", "--force-exclude", "skipped.py", "src/a.py")
    assert (tree / "skipped.py").read_text() == before
    assert (tree / "src" / "a.py").read_text() != before


def test_quiet_writes_findings_and_differences_alone(tree: Path, run: Run) -> None:
    loud, quiet = run("check", "src/a.py"), run("check", "--quiet", "src/a.py")
    assert loud.out.startswith(quiet.out)
    assert "in 1 file." in loud.out.removeprefix(quiet.out)
    assert run("fix", "-q", "--diff", "src/a.py").err == ""
    assert run("fix", "-q", "src/a.py") == (0, "", "")
    for other in ("--statistics", "--output-format=json"):
        assert run("check", "-q", other).code == 2


def test_github_is_told_of_hints_only_where_they_are_selected(tree: Path, run: Run) -> None:
    written = run("check", "--output-format", "github", "src/a.py").out
    assert "::notice" not in written
    assert "not annotated (`--select RULE` annotates those of a rule)." in written
    chosen = run("check", "--output-format", "github", "--select", "missing-return-annotation", "src/a.py").out
    assert "::notice" in chosen
    assert "not annotated" not in chosen
