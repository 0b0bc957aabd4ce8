"""Remembered results: the same as fresh ones, whatever changed in between."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.cli import checking, memory, tasks
from burnish.cli.memory import Memory
from burnish.cli.wishes import Wishes
from tests.cli.conftest import CLEAN, LOST, Result, Run

ARGUMENTS = ("check", "--select", "lost-cause,unused-import", "--output-format", "json")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really opened and checked, in order."""
    names: list[str] = []
    real = checking.open_document

    def counting(text: str, environment, **rest):  # type: ignore[no-untyped-def]
        names.append(Path(environment.path).name)
        return real(text, environment, **rest)

    monkeypatch.setattr(checking, "open_document", counting)
    return names


@pytest.fixture
def project(folder: Path) -> Path:
    """A module whose import only another one uses, and one that asks about no other."""
    (folder / "face.py").write_text("from os import getcwd\n")
    (folder / "user.py").write_text("from face import getcwd\n\ngetcwd()\n")
    (folder / "lost.py").write_text(LOST)
    return folder


def both(run: Run, *extra: str) -> Result:
    """The remembered result, which must be the fresh one."""
    remembered = run(*ARGUMENTS, *extra)
    assert remembered == run(*ARGUMENTS, "--no-cache", *extra)
    return remembered


def test_a_second_run_opens_nothing(project: Path, run: Run, opened: list[str]) -> None:
    first = run(*ARGUMENTS)
    assert sorted(opened) == ["face.py", "lost.py", "user.py"]
    opened.clear()
    assert run(*ARGUMENTS) == first
    assert opened == []
    assert run(*ARGUMENTS, "--no-cache") == first
    assert sorted(opened) == ["face.py", "lost.py", "user.py"]


def test_a_changed_file_is_checked_again(project: Path, run: Run) -> None:
    both(run)
    (project / "lost.py").write_text(LOST.replace("port", "gate"))
    both(run)
    (project / "lost.py").write_text(CLEAN)
    assert both(run).code == 0


def test_a_change_elsewhere_counts_where_it_was_asked_about(project: Path, run: Run) -> None:
    assert "unused-import" not in both(run).out
    (project / "user.py").write_text("print()\n")
    assert "unused-import" in both(run).out
    (project / "user.py").write_text("from face import getcwd\n\ngetcwd()\n")
    assert "unused-import" not in both(run).out
    (project / "user.py").unlink()
    assert "unused-import" in both(run).out


def test_only_those_are_opened_that_read_what_has_changed(project: Path, run: Run, opened: list[str]) -> None:
    """Counted: a change inside one file concerns no other, that of a name the one that imports it."""
    both(run)
    opened.clear()
    (project / "lost.py").write_text(LOST + "# more\n")
    run(*ARGUMENTS)
    assert opened == ["lost.py"]
    opened.clear()
    (project / "user.py").write_text("from face import getcwd\n\nprint(getcwd())\n")
    run(*ARGUMENTS)
    assert opened == ["user.py"]
    opened.clear()
    (project / "user.py").write_text("print()\n")
    run(*ARGUMENTS)
    assert sorted(opened) == ["face.py", "user.py"]
    opened.clear()
    both(run)
    assert sorted(opened) == ["face.py", "lost.py", "user.py"], "only the run without a cache opens files"


def test_what_holds_after_a_change_holds_without_a_look_from_then_on(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*ARGUMENTS)
    (project / "lost.py").write_text(CLEAN)
    run(*ARGUMENTS)
    monkeypatch.setattr(tasks.Worker, "answer", lambda *_: pytest.fail("the engine is asked"))
    run(*ARGUMENTS)


def test_changed_settings_count(project: Path, run: Run) -> None:
    select = ("check", "--output-format", "json", "lost.py")
    before = run(*select)
    (project / "pyproject.toml").write_text('[tool.burnish]\nseverity = { "lost-cause" = "error" }\n')
    after = run(*select)
    assert before != after
    assert after == run(*select, "--no-cache")


def test_another_folder_names_its_files_otherwise(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    both(run)
    monkeypatch.chdir(project.parent)
    assert '"path": "shop/lost.py"' in both(run, "shop").out


def test_a_damaged_entry_counts_as_none(project: Path, run: Run) -> None:
    first = run(*ARGUMENTS)
    entries = [path for path in (project.parent / "cache").rglob("*") if path.is_file() and path.name != "swept"]
    assert entries
    for path in entries:
        path.write_bytes(path.read_bytes()[:20])
    assert run(*ARGUMENTS) == first


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = memory.cache_folder()
    assert found is not None and found.stat().st_mode & 0o077 == 0
    found.chmod(0o777)
    assert memory.cache_folder() is None
    assert Memory(Wishes(), list).recall("any.py") is None


def test_runs_side_by_side_do_not_spoil_each_other(project: Path, run: Run) -> None:
    for number in range(15):
        (project / f"more_{number}.py").write_text(LOST)
    command = [sys.executable, "-I", "-m", "burnish", *ARGUMENTS]
    runs = [subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = {one.communicate(timeout=120)[0] for one in runs}
    assert len(outputs) == 1
    assert outputs == {both(run).out}


def test_no_garbage_is_looked_for_while_results_are_recalled(folder: Path, run: Run) -> None:
    for number in range(30):
        (folder / f"module_{number}.py").write_text("import os\nimport sys\n\n\ndef f(x):\n    return x\n" * 20)
    arguments = ("check", "--profile", "strict", "--output-format", "json")
    first = run(*arguments)
    collections: list[str] = []

    def noted(phase: str, _: dict[str, int]) -> None:
        collections.append(phase)

    before = gc.get_threshold()
    gc.callbacks.append(noted)
    try:
        assert run(*arguments) == first
    finally:
        gc.callbacks.remove(noted)
        gc.set_threshold(*before)
    assert collections == []
