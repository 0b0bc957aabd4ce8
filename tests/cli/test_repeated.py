"""What is said of the same line in several files is one entry of the text; every other format has each."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish.cli.formats.repeated import folded
from burnish_checks.review.remark import Remark
from tests.cli.conftest import Run

START = "import os\nimport {}\n\n\ndef total(rows):\n    return sum(rows)\n"
DRIVER = (
    "class Driver:\n    def {}(self):\n        try:\n            self.say('bye')\n        except Exception:\n"
    "            pass\n        self.file = None\n"
)


def aloud(text: str) -> list[str]:
    """The first lines of the entries above the hints."""
    return [line for line in text.splitlines() if ": warning " in line or ": information " in line]


def test_one_import_that_files_are_begun_with_is_one_entry(folder: Path, run: Run) -> None:
    for name, other in (("a", "csv"), ("b", "json"), ("c", "csv"), ("d", "math")):
        (folder / f"{name}.py").write_text(START.format(other))
    out = run("check", "--isolated", ".").out
    assert [line.split(": ")[0] for line in aloud(out)] == ["a.py:1:8", "a.py:2:8", "b.py:2:8", "c.py:2:8", "d.py:2:8"]
    assert "      and in 3 more files: b.py:1, c.py:1, d.py:1\n" in out
    found = json.loads(run("check", "--isolated", "--output-format", "json", ".").out)
    assert len([item for item in found if item["code"] == "unused-import"]) == 8
    assert len(aloud(run("check", "--isolated", "--select", "unused-import", ".").out)) == 8


def test_of_a_category_what_a_file_says_again_is_one_entry(folder: Path, run: Run) -> None:
    calls = "".join(f"    os.system(f'{word} {{x}}')\n" for word in ("one", "two", "three"))
    (folder / "a.py").write_text(f"import os\n\n\ndef start(x):\n{calls}")
    out = run("check", "--isolated", "--select", "security", ".").out
    assert len(aloud(out)) == 1 and "      and 2 more, on lines 6, 7\n" in out
    assert len(aloud(run("check", "--isolated", "--select", "subprocess-shell", ".").out)) == 3
    assert len(json.loads(run("check", "--isolated", "--select", "security", "--output-format", "json", ".").out)) == 3


def test_of_handlers_those_in_methods_of_one_name_are_one(folder: Path, run: Run) -> None:
    for name, method in (("a", "hang_up"), ("b", "hang_up"), ("c", "hang_up"), ("d", "greet")):
        (folder / f"{name}.py").write_text(DRIVER.format(method))
    out = run("check", "--isolated", ".").out
    assert [line.split(":")[0] for line in aloud(out)] == ["a.py", "d.py"]
    assert "      and in 2 more files: b.py:5, c.py:5\n" in out


def test_what_goes_on_in_further_lines_may_differ_there(folder: Path, run: Run) -> None:
    code = (
        "def port(text):\n    try:\n        return int(text)\n    except ValueError:\n"
        "        raise KeyError(\n            '{}'\n        )\n"
    )
    for name, said in (("a", "no"), ("b", "no"), ("c", "yes")):
        (folder / f"{name}.py").write_text(code.format(said))
    assert len(aloud(run("check", "--isolated", ".").out)) == 3
    for name in "abc":
        (folder / f"{name}.py").write_text(code.replace("\n            '{}'\n        ", ""))
    assert len(aloud(run("check", "--isolated", ".").out)) == 1


def test_the_names_of_one_line_that_files_are_begun_with_are_one_entry(folder: Path, run: Run) -> None:
    for name, used in (("a", "print"), ("b", "print"), ("c", "yn")):
        (folder / f"{name}.py").write_text(f"from far import ask, tell, yn\n\n\ndef go():\n    return {used}()\n")
    out = run("check", "--isolated", ".").out
    assert [line.split(": ")[0] for line in aloud(out)] == ["a.py:1:17"]
    assert "      and `far.tell`, `far.yn` (line 1)\n      and in 2 more files: b.py:1, c.py:1\n" in out


def test_that_files_are_in_python_2_is_said_once_for_each_sign(folder: Path, run: Run) -> None:
    for name, text in (("a", "print 'a'\n"), ("b", "print 'b'\n"), ("c", "x = 0L\n")):
        (folder / f"{name}.py").write_text(text)
    (folder / "d.py").write_text("x = = 1\n")
    out = run("check", "--isolated", ".").out
    said = [line.split(": error ") for line in out.splitlines() if ": error " in line]
    assert [(place, text.split(":")[0]) for place, text in said] == [
        ("d.py:1:5", "syntax-error"), ("a.py:1:1", "python-2-code"), ("c.py:1:1", "python-2-code"),
    ]  # fmt: skip
    assert "      and in 1 more file: b.py:1\n" in out


def test_a_default_of_none_is_shown_in_three_files(folder: Path, run: Run) -> None:
    for name in "abcde":
        hints = f"{name}: int = None, {name * 2}: str = None" if name < "c" else f"{name}: int = None"
        (folder / f"{name}.py").write_text(f"def go({hints}) -> None:\n    print({name})\n")
    out = run("check", "--isolated", ".").out
    assert [line.split(":")[0] for line in aloud(out)] == ["a.py", "b.py", "c.py"]
    assert "      and in 2 more files: d.py:1, e.py:1\n" in out


def test_all_star_imports_of_a_program_are_one_entry(folder: Path, run: Run) -> None:
    (folder / "far.py").write_text("def tell():\n    return 1\n")
    (folder / "near.py").write_text("def told():\n    return 1\n")
    for name in "abc":
        other = "near" if name == "b" else "far"
        (folder / f"{name}.py").write_text(f"from {other} import *\n\nprint({'told' if name == 'b' else 'tell'}())\n")
    out = run("check", "--isolated", ".").out
    assert [line.split(": ")[0] for line in aloud(out)] == ["a.py:1:1"]
    assert "      and in 2 more files: b.py:1, c.py:1\n" in out


def test_two_files_are_no_habit_and_many_are_not_all_named(folder: Path, run: Run) -> None:
    for name in "ab":
        (folder / f"{name}.py").write_text(START.format("os"))
    assert len(aloud(run("check", "--isolated", ".").out)) == 2
    for name in "cdefghijkl":
        (folder / f"{name}.py").write_text("import csv\n")
    out = run("check", "--isolated", ".").out
    assert "and in 9 more files" in out
    assert "j.py:1, k.py:1 and 1 more (`--select unused-import` lists them)" in out


def test_how_errors_are_treated_is_shown_in_three_files(folder: Path, run: Run) -> None:
    code = "def port(text):\n    try:\n        return int(text)\n    except {}:\n        raise Wrong{}(text)\n"
    for number, (name, kind) in enumerate(zip("abcde", ("KeyError", "ValueError", "OSError") * 2, strict=False)):
        (folder / f"{name}.py").write_text(code.format(kind, number))
    out = run("check", "--isolated", ".").out
    assert [line.split(": ")[0] for line in aloud(out)] == ["a.py:5:9", "b.py:5:9", "c.py:5:9"]
    assert "      and in 2 more files: d.py:5, e.py:5\n" in out
    assert "5 warnings" in out
    (folder / "e.py").unlink()
    assert "      and in 1 more file: d.py:5\n" in run("check", "--isolated", ".").out


def test_a_line_that_is_a_habit_is_one_of_what_is_shown_in_three_files(folder: Path, run: Run) -> None:
    code = "def go(state):\n    if state:\n        raise Exception('{}')\n"
    for name, text in zip("abcdefgh", ("one", "two", "no", "no", "no", "gone", "gone", "gone"), strict=True):
        (folder / f"{name}.py").write_text(code.format(text))
    (folder / "c.py").write_text(code.format("no") + "    if not state:\n        raise Exception('three')\n")
    out = run("check", "--isolated", ".").out
    assert [line.split(": ")[0] for line in aloud(out)] == ["a.py:3:15", "b.py:3:15", "c.py:3:15"]
    assert "      and 1 more, on line 5\n      and in 5 more files: d.py:3, e.py:3, f.py:3, g.py:3, h.py:3\n" in out


SMALL = st.sampled_from(["import os", "except Exception:", "x = 1", ""])
REMARKS = st.builds(
    lambda code, line, at, name: (code, line, at, name),
    st.sampled_from(["unused-import", "swallowed-exception"]),
    SMALL,
    st.integers(0, 5),
    st.sampled_from(["", "f", "C.f"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(REMARKS, max_size=5), max_size=6))
def test_every_finding_is_in_exactly_one_entry(drawn: list[list[tuple[str, str, int, str]]]) -> None:
    files = [
        [
            Remark(
                f"{number}.py", code, "errors", "warning", "said", (at, 0, at, 1), (0, 1), (line,), (), "", "", name, ()
            )
            for code, line, at, name in rows
        ]
        for number, rows in enumerate(drawn)
    ]
    entries = [*folded([rows for rows in files if rows])]
    told = [id(item) for here, elsewhere in entries for item in (*here, *elsewhere)]
    assert sorted(told) == sorted(id(item) for rows in files for item in rows)
    assert all({item.path for item in here} == {here[0].path} for here, _ in entries)
    assert all(item.path != here[0].path for here, elsewhere in entries for item in elsewhere)
