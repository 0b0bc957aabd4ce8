"""What a handler is narrowed to catches what its body raises: programs run before the fix and after it, on inputs that raise."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.cli.arguments import parse
from burnish.cli.checking import open_file
from burnish.cli.project import LazyProject
from burnish.cli.wishes import wishes_of
from burnish_checks.core.repair import after, targets
from burnish_checks.core.verifying import propose
from tests.loudness import messages

_CASES = re.split(
    r"^# case: (.+)\n", Path(__file__).with_name("raising-programs.txt").read_text("utf-8"), flags=re.MULTILINE
)
PROGRAMS = dict(zip(_CASES[1::2], _CASES[2::2], strict=True))
_FEWEST_NARROWED = 80
_RUNS = """
import builtins, contextlib, io, json, sys, types

def outcome(folder):
    sys.path.insert(0, folder)
    kept, loads, there, found = dict(vars(builtins)), json.loads, set(sys.modules), []
    module = sys.modules["program"] = types.ModuleType("program")
    try:
        exec(compile(open(folder + "/program.py").read(), "program.py", "exec", dont_inherit=True), vars(module))
    except BaseException as error:
        found.append(f"not loaded: {error!r}")
    for given in vars(module).get("INPUTS", ()):
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                found.append(f"returned {module.tried(given)!r}"[:60])
        except BaseException as error:
            found.append(f"raised {type(error).__name__}")
        vars(builtins).update(kept)
    json.loads = loads
    sys.path.remove(folder)
    for name in set(sys.modules) - there:
        del sys.modules[name]
    return found

for line in sys.stdin:
    print(json.dumps(outcome(line.strip())), flush=True)
"""


def outcomes(folders: dict[str, Path]) -> dict[str, list[str]]:
    """What comes of each program, by its name."""
    lines = "".join(f"{folder}\n" for folder in folders.values())
    command = [sys.executable, "-I", "-W", "ignore", "-c", _RUNS]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=300, check=True)
    return dict(zip(folders, map(json.loads, done.stdout.splitlines()), strict=True))


def write(folder: Path, text: str) -> None:
    """The files of a program."""
    folder.mkdir()
    first, *others = text.split("# --- ")
    (folder / "program.py").write_text(first, encoding="utf-8")
    for other in others:
        name, _, content = other.partition("\n")
        (folder / name).write_text(content, encoding="utf-8")


def narrowed(folder: Path, copy: Path) -> bool:
    """Whether the first fix that names what may be raised was applied, to a copy of the folder."""
    options = parse(["fix", "--isolated", "--select", "bare-except,broad-except", str(folder)])
    wishes = wishes_of(options)
    project = LazyProject(options.paths, wishes)
    for file in sorted(folder.iterdir()):
        snapshot = open_file(str(file), wishes, None, project)[1]
        for target in targets(snapshot):
            for fix in target.finding.rule.fixes:
                if fix.title.startswith("Catch only") and fix.applies_to(target.finding):
                    repair, verdict = propose(target, fix)
                    if repair is not None and verdict.offered:
                        shutil.copytree(folder, copy)
                        (copy / file.name).write_text(after(snapshot, repair.own).text, encoding="utf-8")
                        return True
    return False


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What comes of every program, and of those that were narrowed."""
    root = tmp_path_factory.mktemp("programs")
    before, changed = {}, {}
    for number, (name, text) in enumerate(PROGRAMS.items()):
        before[name] = root / f"{number}"
        write(before[name], text)
        if narrowed(before[name], root / f"{number}-narrowed"):
            changed[name] = root / f"{number}-narrowed"
    return outcomes(before), outcomes(changed)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_was_caught_is_caught(name: str, runs: tuple[dict[str, list[str]], dict[str, list[str]]]) -> None:
    before, after_it = runs
    assert before[name]
    assert after_it.get(name, before[name]) == before[name]


def test_many_are_narrowed(runs: tuple[dict[str, list[str]], dict[str, list[str]]]) -> None:
    assert len(runs[1]) >= _FEWEST_NARROWED


def test_an_attribute_that_the_handler_sets_is_not_there_yet() -> None:
    code = (
        "class A:\n    def __len__(self):\n        try:\n            return self.{}\n"
        "        except:\n            self.size = 3\n            return 3\n"
    )
    assert "catch `AttributeError`." in messages(code.format("size"), "bare-except")[0]
    assert "catch what is expected" in messages(code.format("length"), "bare-except")[0]


def test_no_failure_of_an_assert_is_expected() -> None:
    code = "def act(text):\n    try:\n        assert text\n        return int(text)\n    except:\n        return 0\n"
    assert "catch what is expected" in messages(code, "bare-except")[0]
    code = code.replace("assert text", "text = text + '0'")
    assert "catch `TypeError` and `ValueError`" in messages(code, "bare-except")[0]


def test_what_is_none_cannot_be_taken_apart() -> None:
    code = (
        "def act(found):\n    try:\n        first, second = found\n    except Exception:\n"
        "        if found is not None:\n            return 0\n    return 1\n"
    )
    assert "catch `TypeError` and `ValueError`" in messages(code, "broad-except")[0]


def test_what_a_with_around_has_opened_as_text_may_be_none() -> None:
    code = (
        "def act(path):\n    with open(path{}) as file:\n        try:\n            rows = file.readlines()\n"
        "        except Exception:\n            rows = None\n    return rows\n"
    )
    assert "`UnicodeDecodeError`" in messages(code.format(", encoding='utf-8'"), "broad-except")[0]
    assert "`UnicodeDecodeError`" not in messages(code.format(", 'rb'"), "broad-except")[0]
