"""`--since`: what a change touched or brought about, and nothing else; no program of the repository is run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from burnish.cli.changes import touched_lines
from tests.cli.conftest import LOST, Run

OTHER = LOST.replace("port", "other")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody."""
    who = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with two findings in one commit."""
    (folder / "old.py").write_text(LOST + "\n\n" + OTHER)
    (folder / "user.py").write_text("import tool\n\ntool.work()\n")
    (folder / "tool.py").write_text("from os import getcwd\n\n\ndef work():\n    return getcwd()\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def found(run: Run, *arguments: str) -> list[tuple[str, str, int]]:
    """Path, rule and line from 1 of what is new since the first commit."""
    result = run(
        "check", "--select", "lost-cause,unused-import", "--since", "HEAD", "--output-format", "json", *arguments
    )
    assert result.code in (0, 1), result.err
    return [(item["path"], item["code"], item["range"]["start"]["line"] + 1) for item in json.loads(result.out)]


def test_nothing_is_new_without_a_change(repository: Path, run: Run) -> None:
    assert found(run) == []


def test_a_touched_line_and_an_untracked_file(repository: Path, run: Run) -> None:
    (repository / "old.py").write_text("# shifted\n" + LOST + "\n\n" + OTHER.replace("KeyError", "LookupError"))
    (repository / "fresh.py").write_text(LOST)
    assert found(run) == [("fresh.py", "lost-cause", 5), ("old.py", "lost-cause", 13)]
    assert found(run, "fresh.py") == [("fresh.py", "lost-cause", 5)]


def test_what_a_change_brings_about_on_a_line_it_does_not_touch(repository: Path, run: Run) -> None:
    (repository / "tool.py").write_text("from os import getcwd\n\n\ndef work():\n    return 1\n")
    assert found(run) == [("tool.py", "unused-import", 1)]


def test_what_a_change_brings_about_in_another_file(repository: Path, run: Run) -> None:
    (repository / "face.py").write_text("from old import port\nfrom tool import getcwd as getcwd\n")
    (repository / "again.py").write_text("from tool import getcwd\n\ngetcwd()\n")
    (repository / "tool.py").write_text("from os import getcwd\n")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "second")
    assert found(run, "tool.py") == []
    (repository / "again.py").unlink()
    (repository / "face.py").unlink()
    assert found(run, "tool.py") == [("tool.py", "unused-import", 1)]


def test_a_renamed_file_is_not_new(repository: Path, run: Run) -> None:
    (repository / "old.py").rename(repository / "moved.py")
    text = (repository / "moved.py").read_text()
    (repository / "moved.py").write_text(text + "\n\n" + LOST.replace("port", "third"))
    assert found(run) == [("moved.py", "lost-cause", 19)]


def test_a_review_of_a_change_is_about_what_it_concerns(repository: Path, run: Run) -> None:
    (repository / "old.py").write_text(LOST + "\n\n" + OTHER.replace("KeyError", "LookupError"))
    (repository / "tool.py").write_text("from os import getcwd\n\n\ndef work():\n    return 1\n")
    review = json.loads(run("review", "--since", "HEAD", "--output-format", "json", ".").out)
    assert review["files"] == 2
    groups = [group for category in review["categories"] for group in category["groups"]]
    found = {(item["path"], group["code"]) for group in groups for item in group["findings"]}
    assert {("old.py", "lost-cause"), ("tool.py", "unused-import")} <= found
    assert not any(path == "user.py" for path, _ in found)
    assert review["mends"]["lost-cause"] == 1
    assert "since `HEAD`" in review["title"]


def test_an_unknown_revision_is_wrong_use(repository: Path, run: Run) -> None:
    result = run("check", "--since", "no-such-revision")
    assert result.code == 2
    assert "--since" in result.err


def test_a_folder_without_a_repository_is_named(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    (folder / "lost.py").write_text(LOST)
    result = run("check", "--since", "HEAD", "lost.py")
    assert result.code == 2
    assert "is in no git repository" in result.err


def test_no_program_that_the_repository_names_is_run(repository: Path, run: Run) -> None:
    mark = repository.parent / "mark"
    script = repository / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    (repository / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    for name in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command",
                 "diff.external", "core.fsmonitor", "core.pager", "filter.evil.process"):  # fmt: skip
        git(repository, "config", name, str(script))
    (repository / "old.py").write_text(LOST)
    mark.unlink(missing_ok=True)
    found(run)
    assert not mark.exists()


def test_touched_lines() -> None:
    assert touched_lines(["a", "b", "c"], ["a", "x", "c", "d"]) == {1, 3}
    assert touched_lines(["a", "b", "c"], ["a", "c"]) == {0, 1}
    assert touched_lines(["a"], ["a"]) == set()
