"""Invariant 2: what an edit costs does not depend on the size of the file, in counts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from burnish_checks.core import settling
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.plugins import plugin_points, points_by_metadata
from burnish_checks.policy import engine_for, role_of
from tests.engine.test_incremental import PATH, SETTINGS

COUNTED = replace(SETTINGS, ignore=("duplicate-code",))
"""All rules but the one whose facts are the statements themselves, so that any edit changes them."""

FUNCTION = '''
def function_{0}(argument, other=None):
    """Compute the number {0}."""
    result = []
    for item in argument:
        if item is not None and other:
            result.append(item * 2)
    return result
'''
METHODS = '''
class Class{0}(Base):
    """Holds {0}."""

    limit = {0}

    def method(self, argument):
        """Return it."""
        return helper(argument, self.limit)

    def other(self):
        """Return nothing."""
        return None
'''


def environment() -> Environment:
    """A source file under all rules that are counted."""
    return Environment(PATH, engine_for(COUNTED, role_of(PATH)), COUNTED)


SIZES = (200, 2_000, 20_000)


def module(lines: int) -> str:
    """A module of about as many lines: imports, functions and classes in turn."""
    parts = ['"""A module."""\n', "import os\nimport sys\nfrom library import Base, helper\n"]
    total, number = 5, 0
    while total < lines:
        number += 1
        text = (METHODS if number % 2 else FUNCTION).format(number)
        parts.append(text)
        total += text.count("\n")
    return "".join(parts)


def cost_of(text: str, find: str, old: str, new: str) -> tuple[int, ...]:
    """The counts of replacing `old` behind the last `find` (in its line or below it) by `new`."""
    snapshot = open_document(text, environment())
    lines = snapshot.lines
    line = max(number for number, content in enumerate(lines) if find in content)
    while old not in lines[line]:
        line += 1
    column = lines[line].index(old)
    snapshot = snapshot.edit([TextEdit(Span(line, column, line, column + len(old)), new)], 1)
    assert snapshot.settled().text == snapshot.text
    return counts(snapshot)


def counts(snapshot: Snapshot) -> tuple[int, ...]:
    cost = snapshot.cost
    return (cost.checked, cost.parsed, cost.rule_calls, cost.module_runs, cost.shown, len(snapshot.pending))


def after_questions(snapshot: Snapshot) -> Snapshot:
    """The snapshot when all questions have been asked again and who asked them is known."""
    while snapshot.due.asks:
        snapshot = snapshot.advance()
    return snapshot


@pytest.mark.parametrize(
    ("find", "old", "new"),
    [
        ("def function_", "item * 2", "item * 3"),
        ("def function_", "Compute", "Calculate"),
        ("def function_", "result = []", "result = ["),
        ("def method", "argument, self", "argument,  self"),
        ("def function_", "return result\n", "return result\n\n"),
    ],
    ids=["body", "docstring", "broken", "method", "new line"],
)
def test_an_edit_in_a_function_rechecks_one_block(find: str, old: str, new: str) -> None:
    small, middle, large = (cost_of(module(size), find, old.rstrip("\n"), new.rstrip("\n")) for size in SIZES)
    assert small[0] <= 1
    assert small[3] == 0 or old == "result = []"
    assert small[-1] == 0
    assert small == middle == large


def test_an_edited_import_rechecks_exactly_those_who_asked() -> None:
    text = module(2_000) + "\n\ndef lonely(path):\n    return sys.intern(os.fspath(path))\n"
    snapshot = open_document(text, environment())
    asked = {
        entry.block.text for entry in snapshot.entries if any(question == ("name", "os") for question in entry.answers)
    }
    line = snapshot.lines.index("import os\n")
    edited = snapshot.edit([TextEdit(Span(line, 7, line, 9), "posixpath as os")], 1)
    assert {entry.block.text for entry in after_questions(edited).pending} == asked - {"import os\n"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import os\n", "import os as osx\n"),
        ("import Base", "import Other as Base"),
        ("import sys\n", "import sys x\n"),
    ],
    ids=["renamed import", "base class", "broken import"],
)
def test_an_edit_that_others_see_is_shown_before_they_are_looked_at(old: str, new: str) -> None:
    costs = []
    for size in SIZES:
        snapshot = open_document(module(size), environment())
        line = next(number for number, content in enumerate(snapshot.lines) if old in content)
        column = snapshot.lines[line].index(old)
        span = Span(line, column, line, column + len(old.rstrip("\n")))
        edited = snapshot.edit([TextEdit(span, new.rstrip("\n"))], 1)
        assert edited.unsettled
        costs.append(counts(edited))
        assert edited.cost.module_runs == 0
        first = edited.advance(1)
        assert first.cost.checked <= 1 and first.cost.module_runs <= 1
    assert costs[0] == costs[1] == costs[2]


def test_a_slice_ends_after_one_question_or_block_where_input_waits() -> None:
    snapshot = open_document(module(300), environment())
    line = snapshot.lines.index("import os\n")
    edited = snapshot.edit([TextEdit(Span(line, 7, line, 9), "posixpath as os")], 1)
    plain = edited.settled()
    slices = []
    while edited.unsettled:
        asked, waiting = len(edited.due.questions), len(edited.pending)
        asks = edited.due.asks and not (edited.due.facts or edited.due.rules)
        edited = edited.advance(50, lambda: True)
        assert edited.cost.checked <= 1 and edited.cost.module_runs <= 6
        if asks and asked > 1:
            assert len(edited.due.questions) == asked - 1
        elif waiting and edited.cost.checked:
            assert len(edited.pending) == waiting - 1
        slices.append(edited)
    assert len(slices) > 10
    assert [item.span for item in edited.findings()] == [item.span for item in plain.findings()]
    assert edited.answered == plain.answered


def test_a_name_that_is_typed_has_no_import_looked_at() -> None:
    snapshot = open_document(module(300) + "\nprint(one, two, three, four)\n", environment())
    line = max(number for number, content in enumerate(snapshot.lines) if "result = []" in content)
    edited = snapshot.edit([TextEdit(Span(line, 13, line, 15), "somethin")], 1)
    assert not {"unused-import", "redefined-import"}.intersection(rule.slug for rule in edited.due.rules)
    used = edited.edit([TextEdit(Span(line, 13, line, 21), "os.curdir")], 2)
    assert {rule.slug for rule in used.due.rules} >= {"unused-import"}


def test_characters_scanned_do_not_grow_with_the_file() -> None:
    scanned = []
    for size in SIZES:
        snapshot = open_document(module(size), environment())
        line = max(n for n, content in enumerate(snapshot.lines) if "def function_" in content) + 3
        scanned.append(snapshot.edit([TextEdit(Span(line, 4, line, 4), "x = 1\n    ")], 1).cost.scanned)
    assert max(scanned) - min(scanned) < 40, "only the numbers in the names differ"


def test_late_facts_are_gathered_behind_the_answer() -> None:
    text = module(300) + "\n\ndef raising(item):\n    raise KeyError(item)\n"
    snapshot = open_document(text, environment())
    line = max(number for number, content in enumerate(snapshot.lines) if "raise KeyError" in content)
    edited = snapshot.edit([TextEdit(Span(line, 10, line, 18), "OSError")], 1)
    assert edited.due.facts and edited.joined["raises"] == snapshot.joined["raises"]
    settled = edited.settled()
    fresh = open_document(edited.text, environment())
    assert settled.joined["raises"] == fresh.joined["raises"] != snapshot.joined["raises"]
    again = settled.edit([TextEdit(Span(line, 22, line, 22), " ")], 2)
    paid = again.advance() if not again.due.rules else again.advance().advance()
    assert paid.entries is again.entries and not paid.due.facts, "nothing is done where they are the same"


def test_finding_something_imports_nothing_that_only_mends_it() -> None:
    program = "import sys; from burnish_checks.registry import ruleset; ruleset(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout
    assert "burnish_checks.security" in loaded.split()
    spared = {"burnish_checks.inference", "burnish_checks.renaming", "jedi", "libcst"}
    assert not spared.intersection(loaded.split())
    if not points_by_metadata():
        assert "importlib.metadata" not in loaded.split()


def test_plugins_are_found_as_their_metadata_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(plugin_points()) == list(points_by_metadata())
    (tmp_path / "made-1.0.dist-info").mkdir()
    (tmp_path / "made-1.0.dist-info" / "METADATA").write_text("Name: made\nVersion: 1.0\n")
    (tmp_path / "made-1.0.dist-info" / "entry_points.txt").write_text("[burnish.rules]\nmade = made:RULES\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "made" in {point.name for point in plugin_points()}
    assert list(plugin_points()) == list(points_by_metadata())


def test_what_no_block_asks_for_any_more_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_SPARE", 20)
    text = "import os\n\n\ndef first(path):\n    os.remove(path)\n\n\ndef second(path):\n    return path\n"
    snapshot = open_document(text, environment()).settled()
    before = sum(map(len, snapshot.answered.values()))
    for number in range(200):
        snapshot = snapshot.edit([TextEdit(Span(8, 11 + number, 8, 11 + number), "x")], number).settled()
    assert sum(map(len, snapshot.answered.values())) <= 3 * before + 40
    fresh = open_document(snapshot.text, environment()).settled()
    asked = {question for entry in snapshot.entries for question in entry.answers}
    assert asked == {question for entry in fresh.entries for question in entry.answers}
    assert all(
        snapshot.answered[str(item[0])][item] == fresh.answered[str(item[0])][item]
        for item in asked
        if item[0] != "frames"
    )
