"""`burnish rule`, `config`, `review`, `server` and the program's own options."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish import lsp
from burnish.cli import fix_command
from burnish_checks.reading import SourceText, write
from tests.cli.conftest import LOST, Run
from tests.ordinary import ORDINARY


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("burnish ")
    for command in ("server", "check", "fix", "review", "rule", "config", "baseline"):
        assert run(command, "--help").code == 0
    assert run().code == 2
    assert "usage: burnish" in run().err


def test_wrong_use_is_told_in_a_sentence(folder: Path, run: Run) -> None:
    for arguments, said in (
        (("chekc",), "burnish: 'chekc' is no command. Did you mean 'check'?\nSee burnish --help.\n"),
        (("pyproject.toml",), "Did you mean `burnish check pyproject.toml`?"),
        (("check", "--selct", "x"), "burnish: there is no option --selct. Did you mean --select?\n"),
        (("fix", "--jobs", "2", "."), "burnish: fix has no option --jobs\nSee burnish fix --help.\n"),
        (("rule", "lost-cause", "more"), "burnish: rule takes no 'more'\n"),
        (("check", "--jobs", "0"), "burnish: --jobs: '0' is not a number from 1 up\nSee burnish check --help.\n"),
        (("rule", "--all", "nope"), "burnish: --all shows every rule, so it cannot be combined with 'nope'\n"),
        (("check", "--fix", "."), "burnish: check has no option --fix: `burnish fix` applies repairs\n"),
        (("fix", "--check", "."), "burnish: fix has no option --check: `burnish fix --diff` writes nothing"),
        (("check", "--chuck", "."), "burnish: there is no option --chuck.\n"),
        (("check", "--select", "F999", "."), "burnish: --select: there is no rule, category or code 'F999'.\n"),
        (("check", "--select", "F402", "."), "Did you mean F40"),
        (("rule",), "burnish: name a rule, a category or another tool's code (F401); --all lists the rules\n"),
        (("config", "nosuch.py"), "burnish: there is no file or folder 'nosuch.py'\n"),
        (("baseline", "--output", "/dev/null"), "/dev/null cannot be written: it is not a file.\n"),
        (("baseline", "-"), "burnish: a baseline records what is in files; standard input is none\n"),
        (("baseline", "--output", "-"), "burnish: a baseline is kept in a file; standard output is none\n"),
    ):
        result = run(*arguments)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
        assert "usage:" not in result.err


def test_help_tells_exit_codes_and_examples(run: Run) -> None:
    for command in ("check", "fix"):
        assert "exit codes:\n  0  " in run(command, "--help").out
    for command in ("check", "fix", "review", "rule"):
        assert f"examples:\n  burnish {command} " in run(command, "--help").out


def test_a_long_list_is_cut_between_its_items(folder: Path, run: Run) -> None:
    (line,) = (line for line in run("config").out.splitlines() if line.startswith("exclude"))
    assert re.search(r'", … \d+ more\]  \(default\)$', line)


def test_a_rule_says_first_what_it_is_and_last_what_it_leaves_alone(run: Run) -> None:
    page = run("rule", "unused-import").out
    order = [page.index(part) for part in ("An import whose name", "Flagged:", "Good:", "## Fixes", "## In detail")]
    assert order == sorted(order)
    details = page.partition("## In detail")[2].strip().splitlines()
    assert len(details) > 3
    assert all(line.lstrip().startswith("- ") and line.count("`") % 2 == 0 for line in details)
    hints = details.index("- Only a hint are:")
    assert details[hints + 1].startswith("  - In a package's `__init__.py`")
    assert details[-1].startswith("- Removal is safe")


def test_a_rule_is_found_by_slug_code_and_category(run: Run) -> None:
    assert run("rule", "lost-cause").out.startswith("# lost-cause\n")
    assert run("rule", "B904").out == run("rule", "lost-cause").out
    names = [rule["name"] for rule in json.loads(run("rule", "errors", "--output-format", "json").out)]
    assert "lost-cause" in names
    unknown = run("rule", "lost-cuase")
    assert unknown.code == 2
    assert "Did you mean `lost-cause`?" in unknown.err


def test_all_rules_are_listed_in_every_format(run: Run) -> None:
    rules = json.loads(run("rule", "--all", "--output-format", "json").out)
    assert {"name", "category", "severity", "documentation", "fixes", "url", "aliases"} <= set(rules[0])
    listed = run("rule", "--all").out
    pages = run("rule", "--all", "--output-format", "markdown").out
    for rule in rules:
        if rule["category"] != "syntax":
            assert f"  {rule['name']} " in listed
        assert f"# {rule['name']}\n" in pages


def test_config_says_where_a_value_comes_from(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.burnish]\nprofile = "quiet"\n[tool.ruff.lint]\nselect = ["B904"]\n')
    out = run("config").out
    assert 'profile                                "quiet"  (pyproject.toml:2)' in out
    assert "Left to ruff, which is configured here: lost-cause" in out
    for name in ("a.py", "b.py"):
        (folder / name).write_text("")
    found = json.loads(run("config", "--output-format", "json", "a.py").out)
    assert found["profile"] == {"value": "quiet", "from": "pyproject.toml:2"}
    assert found["ignore"] == {"value": [], "from": "default"}
    (folder / "pyproject.toml").write_text(
        '[tool.burnish]\nbaseline = "known.txt"\n[tool.burnish.per-file-ignores]\n"b.py" = ["naming"]\n'
    )
    assert 'baseline                               "known.txt"  (pyproject.toml:2)' in run("config").out
    assert "Switched off for this file by per-file-ignores: naming" in run("config", "b.py").out
    assert "Switched off" not in run("config", "a.py").out
    (folder / "pyproject.toml").write_text("[tool.burnish]\nprofil = 1\n")
    wrong = run("config")
    assert wrong.code == 2
    assert "pyproject.toml:2:1: " in wrong.err


def test_what_is_left_to_a_peer_is_said(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["B904"]\n')
    (folder / "lost.py").write_text(LOST)
    assert "Left to ruff, which is configured here: lost-cause." in run("check").out
    assert run("check", "--select", "lost-cause").code == 1


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_review_in_every_format(folder: Path, run: Run, form: str) -> None:
    (folder / "lost.py").write_text(LOST)
    result = run("review", "--output-format", form, "lost.py", "gone.py")
    assert result.code == 2
    assert "lost-cause" in result.out
    assert "gone.py" in result.out
    assert run("review", "lost.py").code == 0


def test_server_takes_its_transport(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(lsp, "serve", lambda *given: calls.append(given) or 7)
    assert run("server").code == 7
    assert run("server", "--stdio").code == 7
    assert run("server", "--tcp", "127.0.0.1:2087").code == 7
    assert run("server", "--ws", "[::1]:2088").code == 7
    assert calls == [(), (), ("tcp", "127.0.0.1", 2087), ("ws", "::1", 2088)]
    assert run("server", "--tcp", "nowhere").code == 2
    assert run("server", "--tcp", "h:1", "--ws", "h:2").code == 2


def test_a_folder_that_cannot_be_listed_is_told_and_the_rest_done(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.py").write_text(LOST)
    (folder / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if os.path.basename(path) == "locked":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    for command in ("check", "review"):
        result = run(command, ".")
        assert result.code == 2
        assert "burnish: locked cannot be read: permission denied.\n" in result.err
        assert "lost-cause" in run(command, "--select", "lost-cause", ".").out + run("check", "--statistics", ".").out
    result = run("fix", ".")
    assert (result.code, "burnish: locked: permission denied.\n" in result.err) == (2, True)
    assert "from exc" in (folder / "a.py").read_text()


def test_a_folder_that_may_not_be_entered_is_told_in_a_line_and_the_rest_done(folder: Path) -> None:
    (folder / "a.py").write_text(LOST)
    (folder / "locked").mkdir(mode=0)
    (folder / "unlisted").mkdir()
    (folder / "unlisted" / "a.py").write_text(LOST)
    (folder / "unlisted").chmod(0o311)
    (folder / "pyproject.toml").unlink()
    command = (*ORDINARY, sys.executable, "-I", "-m", "burnish")
    for arguments, code, said in (
        (
            ("check", "--select", "lost-cause", "locked", "a.py"),
            2,
            b"burnish: locked cannot be read: permission denied.\n",
        ),
        (("check", "unlisted/a.py"), 1, b""),
        (
            ("fix", "--select", "lost-cause", "locked", "a.py"),
            2,
            b"burnish: locked: permission denied.\n1 finding mended",
        ),
    ):
        done = subprocess.run([*command, *arguments], capture_output=True, check=False)
        assert (done.returncode, done.stderr[: len(said) or None]) == (code, said), done.stderr
        assert b"lost-cause" in done.stdout + done.stderr


def test_closed_output_is_told_and_is_no_finding(folder: Path) -> None:
    (folder / "a.py").write_text(LOST)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -I -m burnish check . >&-"], stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"burnish: the output cannot be written: standard output is closed.\n")


def test_a_program_that_ends_at_once_has_written_all(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(
        LOST + "".join(f"\n\ndef f{number}(x):\n    return eval(x)\n" for number in range(500))
    )
    asked = ("check", "--output-format", "json", ".")
    done = subprocess.run([sys.executable, "-I", "-m", "burnish", *asked], stdout=subprocess.PIPE, check=False)
    told = run(*asked)
    assert (done.returncode, done.stdout.decode()) == (told.code, told.out)
    assert told.out.count("dynamic-eval") >= 500


def _told(folder: Path, *command: str) -> tuple[int, str, str]:
    """What Python tells that runs a command beside a plugin in the folder, which asks to be called at the end."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_what_was_printed_before_an_error_is_written(folder: Path) -> None:
    failing = "import sys\nfrom burnish import cli\nfrom burnish.cli import rule_command\n"
    failing += "def run(options):\n    print('so far')\n    return 1 // 0\n"
    failing += "rule_command.run = run\nsys.argv = ['burnish', 'rule']\ncli.program()\n"
    code, out, err = _told(folder, "-c", failing)
    assert (code, out) == (2, "so far\n")
    assert err.rstrip().endswith("ZeroDivisionError: integer division or modulo by zero")


def test_who_watches_or_plugs_in_is_called_at_the_end(folder: Path) -> None:
    (folder / "a.py").write_text(LOST)
    assert "ncalls" in _told(folder, "-m", "cProfile", "-m", "burnish", "check", "a.py")[1]
    traced = "import sys\nfrom burnish import cli\nimport atexit\natexit.register(print, 'ended')\n{}"
    traced += "sys.argv = ['burnish', 'rule', 'lost-cause']\ncli.program()\n"
    setting = "sys.settrace(lambda *arguments: None)\n"
    assert _told(folder, "-c", traced.format(setting))[1].endswith("ended\n")
    assert not _told(folder, "-c", traced.format(""))[1].endswith("ended\n")
    (folder / "house.py").write_text("import atexit\natexit.register(print, 'ended')\nRULES = ['none']\n")
    (folder / "house_rules-1.dist-info").mkdir()
    (folder / "house_rules-1.dist-info" / "METADATA").write_text("Name: house-rules\nVersion: 1\n")
    points = folder / "house_rules-1.dist-info" / "entry_points.txt"
    points.write_text("[burnish.rules]\nhouse = house:RULES\n")
    assert _told(folder, "-m", "burnish", "check", "--no-cache", "a.py")[1].endswith("ended\n")


def test_an_error_of_its_own_is_no_finding(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("burnish.cli.check_command.run", lambda options: 1 // 0)
    result = run("check", ".")
    assert result.code == 2
    assert result.err.rstrip().endswith("ZeroDivisionError: integer division or modulo by zero")


@pytest.mark.parametrize("buffering", [(), ("-u",)])
@pytest.mark.parametrize("arguments", [("check", "."), ("--version",), ("--help",), ("check", "--help")])
def test_a_full_disk_is_told_and_is_no_finding(
    folder: Path, arguments: tuple[str, ...], buffering: tuple[str, ...]
) -> None:
    (folder / "a.py").write_text(LOST)
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-I", *buffering, "-m", "burnish", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"burnish: the output cannot be written: no space left on device.\n"


def test_where_nobody_can_be_told_the_exit_code_still_is_that_of_trouble(folder: Path) -> None:
    (folder / "a.py").write_text(LOST)
    with open("/dev/full", "wb") as full:
        for arguments in (["check", "."], ["check", "no_such_file.py"], ["check", "--nothing-like-it"]):
            command = [sys.executable, "-I", "-m", "burnish", *arguments]
            assert subprocess.run(command, stdout=full, stderr=full, check=False).returncode == 2


def test_a_review_tells_what_cannot_be_read_in_a_paragraph_of_its_own(folder: Path, run: Run) -> None:
    (folder / "a.py").write_bytes(b"x = '\xe9'\n")
    assert "valid utf-8.\n\n## Security\n" in run("review", "a.py").out.replace(
        ", and no other encoding is declared", ""
    )


def test_fix_says_that_more_is_allowed_on_request(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text('"""A module."""\n\nimport os\n')
    said = "Nothing to mend. 1 finding left; `--select unused-import` allows more that is safe.\n"
    assert run("fix", ".").err == said
    (folder / "a.py").write_text('"""A module."""\n\n\ndef f(x):\n    """Do."""\n    return eval(x)\n')
    left = run("fix", "--select", "dynamic-eval", ".").err
    assert left == "Nothing to mend. 1 finding left; `--unsafe` allows more.\n"
    (folder / "a.py").write_text('"""A module."""\n\nimport os\n')
    assert run("fix", "--select", "unused-import", ".").err.startswith("1 finding mended")


def test_what_cannot_be_written_is_not_called_mended(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.py").write_text(LOST)
    (folder / "b.py").write_text(LOST)

    def refusing(path: str, source: SourceText, text: str) -> None:
        if os.path.basename(path) == "b.py":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        write(path, source, text)

    monkeypatch.setattr(fix_command, "write", refusing)
    result = run("fix", "--select", "lost-cause", ".")
    assert (result.code, result.err) == (
        2,
        "burnish: b.py cannot be written: permission denied.\n1 finding mended in 1 file; 1 left.\n      1  lost-cause\n",
    )
    again = run("fix", "--select", "lost-cause", ".")
    assert (again.code, again.err) == (2, "burnish: b.py cannot be written: permission denied.\n")
