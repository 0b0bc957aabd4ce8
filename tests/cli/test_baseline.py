"""`burnish baseline`: known findings stay known while code moves, and new ones show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import KEPT, LOST, Run
from tests.cli.test_since import git

SELECT = '[tool.burnish]\nprofile = "quiet"\n'
NAME = "burnish-baseline.txt"


def codes(run: Run, *arguments: str) -> list[tuple[str, str]]:
    """Path and rule of what is shown."""
    out = run("check", "--output-format", "json", *arguments).out
    return [(item["path"], item["code"]) for item in json.loads(out)]


def prepared(folder: Path, run: Run) -> None:
    """A file with two equal findings, recorded."""
    (folder / "pyproject.toml").write_text(SELECT)
    (folder / "a.py").write_text(LOST + "\n\n" + LOST)
    assert run("baseline").code == 0


def test_what_is_known_is_not_shown(folder: Path, run: Run) -> None:
    prepared(folder, run)
    assert codes(run) == []
    assert codes(run, "--no-baseline") == [("a.py", "lost-cause")] * 2
    assert run("check").code == 0
    lines = (folder / NAME).read_text().splitlines()[1:]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_a_third_of_the_same_is_new(folder: Path, run: Run) -> None:
    prepared(folder, run)
    (folder / "a.py").write_text((folder / "a.py").read_text() + "\n\n" + LOST)
    assert codes(run) == [("a.py", "lost-cause")]


def test_moved_renamed_and_reformatted_code_stays_known(folder: Path, run: Run) -> None:
    prepared(folder, run)
    text = "'''Moved down.'''\n\n\n" + (folder / "a.py").read_text().replace("KeyError(text)", "KeyError(\n text,\n)")
    (folder / "a.py").write_text(text)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "a.py"], cwd=folder, check=True)
    assert codes(run) == []
    (folder / "a.py").rename(folder / "b.py")
    assert codes(run) == []


def test_prefixes_and_letters_in_numbers_are_layout(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("import time\n\n\ndef f():\n    time.sleep(36E5)\n    return u'0.0.0.0'\n")
    select = ("--select", "magic-number,bind-all-interfaces")
    assert run("baseline", *select).code == 0
    shown = len(codes(run, *select, "--no-baseline"))
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "a.py"], cwd=folder, check=True)
    assert "36e5" in (folder / "a.py").read_text()
    assert (shown, codes(run, *select)) == (2, [])


def test_strings_that_a_formatter_joins_stay_known(folder: Path, run: Run) -> None:
    raised = "KeyError(\n            'a {'\n            f'{text} '\n            'b'\n        )"
    (folder / "a.py").write_text(LOST.replace("KeyError(text)", raised))
    assert run("baseline", "--select", "lost-cause").code == 0
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "a.py"], cwd=folder, check=True)
    assert 'KeyError(f"a {{{text} b")' in (folder / "a.py").read_text()
    assert codes(run, "--select", "lost-cause", "--no-baseline") == [("a.py", "lost-cause")]
    assert codes(run, "--select", "lost-cause") == []


def test_what_is_told_of_a_whole_module_stays_known_wherever_it_stands(folder: Path, run: Run) -> None:
    functions = [f"def f{number}(a):\n    return a['a source line']\n" for number in range(4)]
    (folder / "a.py").write_text("\n\n".join(functions))
    select = ("--select", "repeated-string")
    assert run("baseline", *select).code == 0
    (folder / "a.py").write_text("\n\n".join(reversed(functions)))
    assert (codes(run, *select, "--no-baseline"), codes(run, *select)) == ([("a.py", "repeated-string")], [])


def test_what_is_told_of_the_file_stays_known_when_its_first_line_changes(folder: Path, run: Run) -> None:
    (folder / "shop").mkdir()
    (folder / "shop" / "__init__.py").write_text('"""A shop."""\n')
    (folder / "shop" / "myModule.py").write_text("import os\n\nLIMIT = 3\n")
    select = ("--select", "missing-module-docstring,module-name")
    assert run("baseline", *select).code == 0
    (folder / "shop" / "myModule.py").write_text("LIMIT = 3\n")
    known = {("shop/myModule.py", "missing-module-docstring"), ("shop/myModule.py", "module-name")}
    assert (set(codes(run, *select, "--no-baseline")), codes(run, *select)) == (known, [])


def test_heads_of_compound_statements_stay_known(folder: Path, run: Run) -> None:
    heads = ("if a.first_of_all and b.second_of_all:", "for x in b:", "while x:", "with a:", "if b:", "a()")
    deep = "".join(f"{'    ' * (depth + 1)}{head}\n" for depth, head in enumerate(heads))
    merged = "    if a.first or b.second:\n        if b.third or a.fourth:  # so\n            b()\n"
    (folder / "a.py").write_text(f"def f(a, b):\n{deep}{merged}")
    select = ("--select", "deep-nesting,mergeable-if", "--config", "short.toml")
    (folder / "short.toml").write_text("[tool.burnish.organization]\nmax-nesting = 4\n")
    assert run("baseline", *select).code == 0
    shown = [code for _, code in codes(run, *select, "--no-baseline")]
    command = [sys.executable, "-m", "ruff", "format", "-q", "--line-length", "30", "a.py"]
    subprocess.run(command, cwd=folder, check=True)
    assert "    if (\n" in (folder / "a.py").read_text()
    assert (shown, codes(run, *select)) == (["deep-nesting", "mergeable-if"], [])


def test_it_shrinks_by_itself(folder: Path, run: Run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("CI", raising=False)
    prepared(folder, run)
    (folder / "a.py").write_text(LOST + "\n\n" + KEPT)
    assert codes(run, "--select", "security") == []
    assert len((folder / NAME).read_text().splitlines()) == 3
    assert codes(run) == []
    assert len((folder / NAME).read_text().splitlines()) == 2
    (folder / "a.py").write_text(LOST + "\n\n" + LOST)
    assert codes(run) == [("a.py", "lost-cause")]


def test_two_branches_merge(folder: Path, run: Run) -> None:
    prepared(folder, run)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    for branch in ("one", "two"):
        git(folder, "checkout", "-q", "-b", branch, "main")
        (folder / f"{branch}.py").write_text(LOST.replace("port", branch))
        run("baseline")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", branch)
    (folder / ".git/info/attributes").write_text(f"{NAME} merge=union\n")
    git(folder, "merge", "-q", "--no-edit", "one")
    assert codes(run) == []
    assert len(codes(run, "--no-baseline")) == 4


def test_marks_of_a_conflict_are_passed_over(folder: Path, run: Run) -> None:
    prepared(folder, run)
    text = (folder / NAME).read_text()
    (folder / NAME).write_text("<<<<<<< ours\n" + text + "=======\n>>>>>>> theirs\n")
    assert codes(run) == []


def test_fix_leaves_alone_what_is_known(folder: Path, run: Run) -> None:
    prepared(folder, run)
    (folder / "a.py").write_text((folder / "a.py").read_text() + "\n\n" + LOST.replace("port", "host"))
    result = run("fix")
    assert "1 finding mended in 1 file; 0 left." in result.err
    assert "2 known findings left alone (`--no-baseline` fixes these too)." in result.err
    assert (folder / "a.py").read_text().count("from exc") == 1
    assert codes(run, "--no-baseline") == [("a.py", "lost-cause")] * 2
    assert "2 findings mended in 1 file; 0 left." in run("fix", "--no-baseline").err


def test_hints_that_are_known_to_be_missing_stay_away(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("def f():\n    return 1\n")
    assert run("baseline", "--select", "typing").code == 0
    (folder / "a.py").write_text("def f():\n    return 1\n\n\ndef g():\n    return 2\n")
    run("fix", "--select", "typing")
    assert "def f():" in (folder / "a.py").read_text()
    assert "def g() -> int:" in (folder / "a.py").read_text()


def test_a_baseline_that_is_not_there_is_said(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOST)
    (folder / "pyproject.toml").write_text('[tool.burnish]\nprofile = "quiet"\nbaseline = "known.txt"\n')
    said = (
        "pyproject.toml:3:1: There is no baseline `known.txt`, so every finding is shown; `burnish baseline` writes it."
    )
    for command in (("check",), ("fix", "--diff")):
        assert said in run(*command).err
    assert run("check").code == 1
    assert run("check", "--no-baseline").err == ""
    assert "There is no baseline" not in run("baseline").err
    assert run("check").code == 0


def test_a_baseline_that_cannot_be_read_is_an_error(folder: Path, run: Run) -> None:
    prepared(folder, run)
    (folder / NAME).unlink()
    (folder / NAME).mkdir()
    for command in ("check", "fix", "baseline"):
        result = run(command)
        assert result.code == 2
        assert f"burnish: baseline: {NAME} cannot be read: it is not a file." in result.err


def test_lines_that_tell_no_finding_are_said(folder: Path, run: Run) -> None:
    prepared(folder, run)
    (folder / NAME).write_text((folder / NAME).read_text().replace("\t", "    ", 1))
    result = run("check")
    assert f"{NAME}:2: 1 line of the baseline could not be read and will be ignored" in result.err
    assert result.code == 1


def test_what_a_new_baseline_changes_is_said(folder: Path, run: Run) -> None:
    prepared(folder, run)
    (folder / "b.py").write_text(LOST)
    (folder / "a.py").write_text(LOST)
    assert "That added 1 to the 2 known before, took 1 out." in run("baseline").out
    (folder / "b.py").write_text(LOST + "\n\n" + LOST)
    out = run("baseline", "b.py").out
    assert out.startswith(f"2 findings in 1 file recorded in {NAME}.\n")
    assert "added 1 to the 2 known before, took 0 out, and kept 1 of files that were not looked at." in out
    assert codes(run) == []


def test_a_baseline_that_is_a_link_stays_one(folder: Path, run: Run) -> None:
    (folder / "known").mkdir()
    (folder / "known" / "all.txt").touch()
    (folder / NAME).symlink_to(folder / "known" / "all.txt")
    prepared(folder, run)
    assert (folder / NAME).is_symlink()
    assert len((folder / "known" / "all.txt").read_text().splitlines()) == 3
    assert codes(run) == []


def test_where_no_baseline_can_be_written_it_says_so(folder: Path, run: Run) -> None:
    result = run("baseline", "--output", "gone/known.txt")
    assert result.code == 2
    said = f"burnish: {folder / 'gone/known.txt'} cannot be written: no such file or directory.\n"
    assert result.err.endswith(said)


def test_what_is_known_of_a_file_that_is_gone_counts_once_for_check_and_fix_alike(folder: Path, run: Run) -> None:
    (folder / "old.py").write_text("import os\n")
    assert run("baseline").code == 0
    (folder / "old.py").unlink()
    for name in ("one.py", "other.py", "third.py"):
        (folder / name).write_text("import os\n")
    select = ("--select", "unused-import")
    assert len(codes(run, *select)) == 2
    run("fix", *select)
    left = [path.name for path in sorted(folder.glob("*.py")) if "import os" in path.read_text()]
    assert left == ["one.py"]
