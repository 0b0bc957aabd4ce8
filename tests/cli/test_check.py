"""`burnish check`: exit codes, inputs, and the JSON of the contract."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, LOST, Run


def test_exit_codes(folder: Path, run: Run) -> None:
    (folder / "clean.py").write_text(CLEAN)
    (folder / "lost.py").write_text(LOST)
    assert run("check", "clean.py").code == 0
    assert run("check", "lost.py").code == 1
    assert run("check", "--exit-zero", "lost.py").code == 0
    assert run("check", "--fail-on", "error", "lost.py").code == 0
    assert run("check", "--select", "no-such-rule", "lost.py").code == 2
    assert run("check", "--output-format", "morse", "lost.py").code == 2
    assert run("check", "missing.py").code == 2
    assert run("nonsense").code == 2


def test_every_unreadable_input_is_named_and_the_rest_is_done(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST)
    (folder / "latin.py").write_bytes(b"name = '\xe9'\n")
    (folder / "odd.py").write_bytes(b"# coding: martian\n")
    (folder / "two.py").write_bytes(b"\xef\xbb\xbf# coding: latin-1\n")
    (folder / "huge.py").write_bytes(b"# " + b"x" * 10_500_000)
    os.mkfifo(folder / "pipe.py")
    result = run(
        "check", "--output-format", "json", "latin.py", "odd.py", "two.py", "huge.py", "pipe.py", "gone.py", "lost.py"
    )
    assert result.code == 2
    assert "two.py cannot be read: it begins with the mark of utf-8 and declares another encoding" in result.err
    for name in ("latin.py", "odd.py", "huge.py", "pipe.py", "gone.py"):
        assert f"burnish: {name} cannot be read: " in result.err
    assert "latin.py cannot be read: line 1 is not valid utf-8" in result.err
    assert "odd.py cannot be read: it declares the encoding martian, which Python does not know" in result.err
    assert {item["path"] for item in json.loads(result.out)} == {"lost.py"}


def test_a_closed_standard_input_cannot_be_read(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    for command in ("check", "fix"):
        result = run(command, "-")
        assert result.code == 2
        assert "burnish: <stdin>" in result.err
        assert "standard input is closed." in result.err


def test_a_link_to_itself_is_passed_over(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST)
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "nowhere.py").symlink_to("gone.py")
    assert {item["path"] for item in json.loads(run("check", "--output-format", "json", ".").out)} == {"lost.py"}


def test_a_file_with_two_names_is_reported_once(folder: Path, run: Run) -> None:
    (folder / "z" / "pkg").mkdir(parents=True)
    (folder / "z" / "pkg" / "lost.py").write_text(LOST)
    (folder / "a_link.py").symlink_to("z/pkg/lost.py")
    (folder / "b_folder").symlink_to("z")
    arguments = ("check", "--select", "lost-cause", "--output-format", "json")
    for paths in ((".",), ("a_link.py", "b_folder", "z"), ("z", "a_link.py")):
        assert [item["path"] for item in json.loads(run(*arguments, *paths).out)] == ["z/pkg/lost.py"]
    assert [item["path"] for item in json.loads(run(*arguments, "a_link.py").out)] == ["a_link.py"]
    os.link(folder / "z" / "pkg" / "lost.py", folder / "hard.py")
    assert len(json.loads(run(*arguments).out)) == 2


def test_the_json_is_that_of_the_contract(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST.replace("def", "# 𝒳\ndef"))
    result = run("check", "--select", "B904", "--output-format", "json", "--fixes", "lost.py")
    (finding,) = json.loads(result.out)
    (fix,) = finding.pop("fixes")
    message = finding.pop("message")
    assert message
    assert finding == {
        "path": "lost.py",
        "code": "lost-cause",
        "category": "errors",
        "severity": "warning",
        "range": {"start": {"line": 5, "character": 8}, "end": {"line": 5, "character": 28}},
        "related": finding["related"],
        "url": "https://burnish.readthedocs.io/rules/lost-cause/",
    }
    assert set(fix) == {"title", "safety", "automatic", "why", "edits"}
    assert fix["safety"] == "safe"
    assert fix["automatic"] is True
    assert all(set(edit) == {"range", "newText"} for edit in fix["edits"])


def test_columns_are_utf16_in_json_and_code_points_in_text(folder: Path, run: Run) -> None:
    (folder / "wide.py").write_text("x = '𝒳𝒳'; import os\n")
    (finding,) = json.loads(run("check", "--select", "unused-import", "--output-format", "json", "wide.py").out)
    assert finding["range"]["start"]["character"] == 19
    assert "wide.py:1:18: " in run("check", "--select", "unused-import", "wide.py").out


def test_without_fixes_the_json_has_none(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST)
    assert all("fixes" not in item for item in json.loads(run("check", "--output-format", "json").out))


def test_standard_input(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOST.encode())))
    result = run("check", "--select", "lost-cause", "--stdin-filename", "pkg/name.py", "--output-format", "json", "-")
    assert [item["path"] for item in json.loads(result.out)] == ["pkg/name.py"]
    assert result.code == 1


def test_excluded_files_are_left_out_unless_named(folder: Path, run: Run) -> None:
    for name in (
        "lost.py",
        "build/a.py",
        "node_modules/b.py",
        "ignored/c.py",
        "env/lib/d.py",
        "kept/e.py",
        "{{a.b}}/f.py",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LOST)
    (folder / "env/pyvenv.cfg").write_text("")
    (folder / ".gitignore").write_text("ignored/\nkept/*\n!kept/e.py\n")

    def paths(*arguments: str) -> set[str]:
        out = run("check", "--select", "lost-cause", "--output-format", "json", *arguments).out
        return {item["path"] for item in json.loads(out)}

    assert paths() == {"lost.py", "kept/e.py"}
    assert paths("ignored/c.py", "build") == {"ignored/c.py", "build/a.py"}
    (folder / "pyproject.toml").write_text('[tool.burnish]\nextend-exclude = ["lost.py"]\n')
    assert paths() == {"kept/e.py"}
    (folder / "pyproject.toml").write_text('[tool.burnish]\nexclude = ["kept"]\n')
    assert paths() == {"lost.py", "build/a.py", "node_modules/b.py", "{{a.b}}/f.py"}


def test_many_processes_find_what_one_finds_in_the_same_order(folder: Path, run: Run) -> None:
    for number in range(40):
        (folder / f"module_{number:02}.py").write_text(f"import module_{number // 2:02}\nimport os\n" + LOST)
    (folder / "module_07.py").write_bytes(b"x = '\xff'\n")
    arguments = ("check", "--no-cache", "--output-format", "json")
    one, two = run(*arguments, "--jobs", "1"), run(*arguments, "--jobs", "2")
    assert two == one
    assert one.code == 2
    paths = [item["path"] for item in json.loads(one.out)]
    assert paths == sorted(paths)
    assert len(set(paths)) == 39


def test_text_underlines_the_span(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST)
    lines = run("check", "--select", "lost-cause").out.splitlines()
    assert lines[0].startswith("lost.py:5:9: warning lost-cause: ")
    assert lines[1] == "     5 │         raise KeyError(text)"
    assert lines[2] == "       │         ^^^^^^^^^^^^^^^^^^^^"
    assert "1 warning in 1 file." in lines
    assert not any("\x1b" in line for line in lines)


def test_statistics_count_by_rule(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST + "\n\n" + LOST)
    out = run("check", "--select", "lost-cause", "--statistics").out
    assert out.splitlines()[0].split()[:3] == ["2", "warning", "lost-cause"]


def test_suppressions_can_be_ignored(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST.replace("KeyError(text)", "KeyError(text)  # noqa: B904"))
    assert run("check", "--select", "lost-cause").code == 0
    assert run("check", "--select", "lost-cause", "--ignore-suppressions").code == 1


def test_a_broken_configuration_is_told_and_the_rest_is_done(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.burnish]\nselct = ["errors"]\n')
    (folder / "lost.py").write_text(LOST)
    result = run("check", "--select", "lost-cause", "--output-format", "json")
    assert "pyproject.toml:2:1: burnish has no setting `selct`. Did you mean `select`?" in result.err
    assert len(json.loads(result.out)) == 1


def test_a_fix_that_proves_safe_gives_no_reason_to_doubt_it(folder: Path, run: Run) -> None:
    (folder / "local.py").write_text("def f(rows):\n    min = rows[0]\n    return min\n")
    out = run("check", "--select", "shadowed-builtin", "--output-format", "json", "--fixes", "local.py").out
    (fix,) = json.loads(out)[0]["fixes"]
    assert (fix["safety"], fix["why"]) == ("safe", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--select", ""), "--select: it names no rule, category or code; `all` is every rule"),
        (("--config", "gone.toml"), "--config: there is no file 'gone.toml'"),
        (("--config", "."), "--config: '.' is a folder, not a file"),
        (("--baseline", "gone.txt"), "--baseline: there is no file 'gone.txt'"),
        (("--watch", "gone.py"), "--watch: there is no such file or folder: gone.py"),
        (("--statistics", "--output-format", "json"), "--statistics writes text, not json"),
        (("--fixes",), "--fixes adds repairs to json, sarif, rdjson; text shows none"),
        (("--stdin-filename", "a.py"), "--stdin-filename names the text from standard input"),
        (("--config", "empty.toml"), "--config: there is no [tool.burnish] in 'empty.toml'"),
        (("--config", "broken.toml"), "--config: broken.toml:2: This is not valid TOML: "),
    ],
)
def test_an_option_without_effect_is_refused(folder: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    (folder / "clean.py").write_text(CLEAN)
    (folder / "empty.toml").touch()
    (folder / "broken.toml").write_text("[tool.burnish]\nselect = = 1\n")
    result = run("check", *arguments, "clean.py")
    assert result.code == 2
    assert said in result.err
    assert "usage:" not in result.err
    assert result.out == ""


def test_notebooks_are_refused_aloud(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.py").write_text(CLEAN)
    (folder / "book.ipynb").write_text('{"cells": []}')
    (folder / ".gitignore").write_text("ignored/\n")
    (folder / "ignored").mkdir()
    (folder / "ignored" / "book.ipynb").write_text('{"cells": []}')
    for command in ("check", "fix"):
        named = run(command, "book.ipynb")
        assert named.code == 2
        assert "it is a notebook, and notebooks are reviewed in editors only.\n" in named.err
        around = run(command, ".")
        assert around.code == 0
        assert "burnish: a notebook in . passed over: notebooks are reviewed in editors only.\n" in around.err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert run("check", "--stdin-filename", "book.ipynb", "-").code == 2


def test_statistics_have_a_row_a_rule(folder: Path, run: Run) -> None:
    nested = "    " + LOST.replace("\n", "\n    ").rstrip() + "\n"
    (folder / "lost.py").write_text(LOST + "\n\ndef test():\n" + nested)
    (folder / "test_lost.py").write_text("import os\n\n\n" + LOST)
    rows = run("check", "--statistics").out.splitlines()
    rules = [row.split()[2] for row in rows if row.startswith("   ")]
    assert len(rules) == len(set(rules))
    (lost,) = (row for row in rows if " lost-cause" in row)
    assert lost == "      3  warning      lost-cause  (1 hint; up to 3 fixable with `burnish fix`)"


def test_no_more_is_promised_than_can_be_mended(folder: Path, run: Run) -> None:
    nested = "def f(s):\n    if s > 3:\n        if s > 5:\n            return 1\n        else:\n            return 2\n"
    (folder / "nested.py").write_text(nested + "    else:\n        return -1\n")
    assert "Fixable with `burnish fix`: up to 1.\n" in run("check", "--select", "needless-else").out
    assert run("fix", "--select", "needless-else").err.startswith("2 findings mended in 1 file; 0 left.")
    assert "else" not in (folder / "nested.py").read_text()


@pytest.mark.parametrize("wrong", ["selct = 3", 'select = "security"', "[", 'profile = "lenient"'])
@pytest.mark.parametrize("command", [("check",), ("check", "--exit-zero"), ("fix",), ("review",), ("baseline",)])
def test_a_wrong_setting_does_not_pass_for_success(
    folder: Path, run: Run, command: tuple[str, ...], wrong: str
) -> None:
    (folder / "a.py").write_text(CLEAN)
    (folder / "pyproject.toml").write_text(f"[tool.burnish]\n{wrong}\n")
    result = run(*command)
    assert result.code == 2
    assert "pyproject.toml:2:" in result.err


def test_names_of_files_are_shown_without_control_characters(folder: Path, run: Run) -> None:
    (folder / "a\x1b[31mx\n.py").write_text(LOST)
    for form in ("text", "github"):
        out = run("check", "--select", "lost-cause", "--output-format", form).out
        assert "a·[31mx·.py" in out
        assert "\x1b" not in out


def test_an_empty_folder_is_told_once(folder: Path, run: Run) -> None:
    (folder / "empty").mkdir()
    assert run("check", "empty") == (0, "There are no Python files to check in empty.\n", "")
    said = "burnish: there are no Python files to check in empty\n"
    assert run("check", "--output-format", "json", "empty").err == said
    assert run("fix", "empty") == (0, "", said)
    (folder / "a.py").write_text(CLEAN)
    assert run("check", "empty", "a.py") == (0, "No findings in 1 file.\n", said)


def test_what_is_not_repaired_is_not_called_clean(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOST)
    os.chmod(folder / "a.py", 0o444)
    assert (
        run("fix", "a.py").err == "burnish: a.py: it is write-protected, so it is not repaired.\n1 file not repaired.\n"
    )
    (folder / "b.py").write_text(CLEAN)
    assert run("fix", ".").err.endswith("1 file not repaired.\n")


def test_colour_can_be_forced(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.py").write_text(LOST)
    for name, value, coloured in (
        ("FORCE_COLOR", "1", True),
        ("CLICOLOR_FORCE", "1", True),
        ("FORCE_COLOR", "0", False),
        ("FORCE_COLOR", "", False),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert ("\x1b[" in run("check", "--select", "lost-cause").out) is coloured
            patch.setenv("NO_COLOR", "1")
            assert "\x1b[" not in run("check", "--select", "lost-cause").out
