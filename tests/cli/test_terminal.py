"""`check --watch` in a process of its own, the gates, and the scripts by which shells complete."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.cli.formats.text_format import Format
from burnish.cli.progress import Progress
from burnish_checks.review.remark import Remark
from tests.cli.conftest import KEPT, LOST, Run
from tests.loudness import TANGLED

WAITING = "Watching for changes; Ctrl-C ends.\n"


class Watcher:
    """`burnish check --watch` at work in a folder."""

    def __init__(self, folder: Path, watched: str = ".") -> None:
        command = [sys.executable, "-I", "-u", "-m", "burnish", "check", "--watch", "--select", "lost-cause", watched]
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)

    def said(self) -> str:
        """What it says until it waits again."""
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            if line == WAITING:
                return text
            text += line
        raise AssertionError(f"it ended after: {text}")

    def stop(self) -> int:
        """Interrupt it; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait()


def test_watch_checks_again_after_each_change(folder: Path) -> None:
    (folder / "a.py").write_text(LOST)
    watcher = Watcher(folder)
    try:
        assert "1 warning in 1 file." in watcher.said()
        (folder / "a.py").write_text(KEPT)
        after = watcher.said()
        assert "Changed: a.py" in after
        assert "No findings in 1 file." in after
        (folder / "b.py").write_text(LOST)
        assert "b.py:5:9: warning" in watcher.said()
        (folder / "tool").write_text(f"#!/usr/bin/env python3\n{LOST}")
        assert "Changed: tool" in watcher.said()
        assert watcher.stop() == 0
    finally:
        watcher.process.kill()


def test_watch_sees_the_configuration_above_and_a_folder_that_is_renamed(folder: Path) -> None:
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text(LOST)
    watcher = Watcher(folder, "src")
    try:
        assert "1 warning in 1 file." in watcher.said()
        (folder / "pyproject.toml").write_text('[tool.burnish]\nextend-exclude = ["a.py"]\n')
        after = watcher.said()
        assert "Changed: pyproject.toml" in after
        assert "There are no Python files to check in src." in after
        (folder / "pyproject.toml").write_text("")
        watcher.said()
        (folder / "src").rename(folder / "other")
        assert "Changed: src" in watcher.said()
        (folder / "other").rename(folder / "src")
        assert "1 warning in 1 file." in watcher.said()
        (folder / "src" / "a.py").write_text(KEPT)
        assert "No findings in 1 file." in watcher.said()
        assert watcher.stop() == 0
    finally:
        watcher.process.kill()


def test_watch_takes_what_can_be_watched(run: Run) -> None:
    assert run("check", "--watch", "-").code == 2
    assert run("check", "--watch", "--output-format", "json").code == 2


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("information", 1), ("hint", 1)])
def test_the_gate_is_as_loud_as_is_said(folder: Path, run: Run, level: str, code: int) -> None:
    (folder / "a.py").write_text(LOST)
    assert run("check", "--select", "lost-cause", "--fail-on", level).code == code
    assert run("check", "--select", "lost-cause", "--fail-on", level, "--exit-zero").code == 0


def test_progress_is_for_terminals_and_not_for_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("burnish.cli.progress._PATIENCE", 0)
    for server, shown in ((None, "\r\x1b[2K1 files checked\r\x1b[2K"), ("true", "")):
        if server is not None:
            monkeypatch.setenv("CI", server)
        stream = Terminal()
        with Progress(stream) as progress:
            progress.step()
        assert stream.getvalue() == shown


def test_messages_are_wrapped_where_the_terminal_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    message = "Whatever is said of this place takes a little more than a line of the terminal that it is shown on."
    remark = Remark("a.py", "lost-cause", "errors", "warning", message, (0, 0, 0, 1), (0, 1), (), (), "", "", "", ())
    assert Format(io.StringIO()).heading(remark) == f"a.py:1:1: warning lost-cause: {message}\n"
    lines = Format(Terminal()).heading(remark).splitlines()
    assert len(lines) > 1
    assert all(len(line) <= 60 for line in lines)
    assert all(line.startswith("      ") for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == f"a.py:1:1: warning lost-cause: {message}"


def completed(script: Path, *words: str) -> set[str]:
    """What bash offers for the last word."""
    ask = (
        f"source {script}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
        "$(complete -p burnish | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_commands_options_and_rules(folder: Path, run: Run) -> None:
    script = folder / "completion.bash"
    script.write_text(run("completion", "bash").out)
    assert {"check", "fix", "review", "baseline", "completion"} <= completed(script, "burnish", "''")
    assert completed(script, "burnish", "check", "--fail-on", "w") == {"warning"}
    assert completed(script, "burnish", "rule", "lost-c") == {"lost-cause"}
    assert completed(script, "burnish", "check", "--wa") == {"--watch"}
    (folder / "module.py").touch()
    assert "module.py" in completed(script, "burnish", "check", "modu")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_a_script(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.code == 0
    assert "--fail-on" in result.out or "fail-on" in result.out


def test_hints_come_last_a_line_for_each_rule_unless_the_rules_are_chosen(folder: Path, run: Run) -> None:
    for name in ("a.py", "b.py"):
        (folder / name).write_text(LOST + '\n\ndef one(a, b):\n    """One."""\n    return a + b\n')
    lines = run("check", "--isolated", "--ignore", "docstrings", ".").out.splitlines()
    hint = next(at for at, line in enumerate(lines) if " hint " in line)
    assert hint > max(at for at, line in enumerate(lines) if " warning " in line)
    assert "      6 in 2 files (`--select missing-parameter-annotation` lists them)" in lines[hint:]
    listed = run("check", "--isolated", "--select", "missing-parameter-annotation", ".").out
    assert "6 in 2 files" not in listed
    assert listed.count("missing-parameter-annotation") == 6


def test_what_is_said_in_the_same_words_is_said_once_unless_the_rules_are_chosen(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOST + LOST.replace("def ", "def again_"))
    lines = run("check", "--isolated", "--profile", "quiet", "a.py").out.splitlines()
    said = [at for at, line in enumerate(lines) if " lost-cause:" in line]
    assert len(said) == 1
    assert lines[said[0] + 3] == "      and 1 more, on line 10"
    listed = run("check", "--isolated", "--select", "lost-cause", "a.py").out
    assert listed.count(" lost-cause:") == 2
    assert " more, on line" not in listed


def test_findings_that_differ_in_a_name_are_said_once(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("".join(f"import {name}\n" for name in ("json", "re", "abc")))
    out = run("check", "--isolated", "--ignore", "typing", "a.py").out
    assert out.count(" warning unused-import:") == 1
    assert "      and `re` (line 2), `abc` (line 3)\n" in out


def test_every_name_has_its_line_and_very_many_have_theirs_together(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("".join(f"import name_{n}\n" for n in range(30)))
    out = " ".join(run("check", "--isolated", "--ignore", "typing", "a.py").out.split())
    assert "and `name_1` (line 2), `name_2` (line 3), " in out
    assert "`name_24` (line 25) and 5 more, on lines 26, 27, 28, 29, 30" in out
    (folder / "a.py").write_text("from a import b as c, d\nfrom e import f\n\nprint(1)\n")
    out = run("check", "--isolated", "--ignore", "typing", "a.py").out
    assert "      and `a.d` (line 1), `e.f` (line 2)\n" in out


def test_a_name_that_is_there_again_is_told_once_with_its_lines_and_a_remedy_is_no_name(folder: Path, run: Run) -> None:
    raising = "def {}(it):\n    try:\n        it()\n    except OSError{}:\n        raise KeyError(it)\n\n\n"
    (folder / "a.py").write_text(raising.format("one", "") + raising.format("two", " as error"))
    out = run("check", "--isolated", "--profile", "quiet", "a.py").out
    assert "      and 1 more, on line 12\n" in out
    other = raising.replace("OSError", "RuntimeError").format("three", "") * 2
    (folder / "a.py").write_text(raising.format("one", "") + other)
    out = run("check", "--isolated", "--profile", "quiet", "a.py").out
    assert "      and `RuntimeError` (lines 12, 19)\n" in out


def test_of_what_is_too_large_in_a_file_the_worst_is_said(folder: Path, run: Run) -> None:
    worse = TANGLED.replace("def handle", "def handle_all").replace("rows.b", "rows.b and rows.z or rows.y")
    (folder / "a.py").write_text(f"class Table:\n    x = 1\n\n\n{TANGLED}\n\n{worse}")
    out = run("check", "--isolated", "a.py").out
    assert out.count(" information tangled-function:") == 1
    assert "`handle_all` is hard to follow" in out
    assert "      and `handle` (line 5)\n" in out


def test_what_is_too_large_stands_behind_the_rest_of_each_rule_the_five_worst_files(folder: Path, run: Run) -> None:
    for number in range(7):
        more = "".join(f"        elif rows.z{n} or rows.y{n}:\n            use(rows)\n" for n in range(number))
        (folder / f"a{number}.py").write_text(TANGLED + more)
    (folder / "b.py").write_text("import os\n")
    lines = run("check", "--isolated", ".").out.splitlines()
    told = [
        line.partition(":")[0]
        for line in lines
        if " information tangled-function:" in line or " unused-import:" in line
    ]
    assert told == ["b.py", "a6.py", "a5.py", "a4.py", "a3.py", "a2.py"]
    assert "and 2 more `tangled-function` in 2 files (`--select tangled-function` lists them)" in lines


def test_the_errors_are_named_again_at_the_end(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("import os\n\n\ndef f(:\n")
    (folder / "b.py").write_text("import os\n")
    lines = run("check", "--isolated", ".").out.splitlines()
    assert lines[0].startswith("a.py:4:7: error syntax-error:"), "they come first"
    at = lines.index("The errors among these:")
    assert lines[at + 1] == "  a.py:4 syntax-error"
    (folder / "b.py").unlink()
    (folder / "a.py").write_text("def f(:\n")
    assert "The errors among these:" not in run("check", "--isolated", ".").out


def test_many_hints_say_how_to_be_rid_of_them(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("".join(f"def f{n}(a):\n    return a\n\n\n" for n in range(12)))
    out = run("check", "--isolated", "a.py").out
    assert "lists each hint of a rule; `--ignore typing,docstrings` leaves out 25 of the hints.\n" in out
    left = run("check", "--isolated", "--ignore", "typing,docstrings", "a.py").out
    assert left == "No findings in 1 file.\n"
