"""A block that breaks and is mended has no question asked again, however often; and all that was asked meanwhile holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish_checks.core import editing, settling
from burnish_checks.core.context import Question, Topic, View, answer
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from tests.engine.test_incremental import assert_same, described, environment
from tests.engine.test_restating import places
from tests.engine.test_shortcuts import TEXTS

TEXT = '''"""A module whose blocks ask about each other."""
import os
import sqlite3


class Base:
    """One."""

    kind = "base"

    def path(self, name):
        """Tell it."""
        if not name:
            raise ValueError(name)
        return os.path.join("/srv", name)

    def remove(self, name):
        """Remove it."""
        os.remove(self.path(name))


class Special(Base):
    """Another."""

    def path(self, name):
        """Tell it otherwise."""
        return super().path(name) + ".x"


def read():
    """Read it."""
    return input("? ")


def run(command):
    """Run it."""
    os.system(command)


def both():
    """Do both."""
    try:
        run(read())
    except Exception:
        return None


def query(name):
    """Look it up."""
    return sqlite3.connect("x").execute("SELECT * FROM t WHERE name = '" + name + "'")


def asked():
    """Ask for it."""
    return query(read()), Special().path(read())
'''
BREAKS = ("(", "[", '"', " = = ", ")")


def asking(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> tuple[Snapshot, int]:
    """The snapshot when it rests or is settled, and how many questions of slow topics were asked on the way."""
    asked = 0

    def counting(view: View, index: int, question: Question, topics: Mapping[str, Topic]) -> Any:
        nonlocal asked
        asked += topics[str(question[0])].slow
        return answer(view, index, question, topics)

    with monkeypatch.context() as patch:
        patch.setattr(settling, "answer", counting)
        while snapshot.unsettled and not snapshot.resting:
            snapshot = snapshot.advance(1)
    return snapshot, asked


def typed(snapshot: Snapshot, line: str, text: str) -> Snapshot:
    """The snapshot with a text at the end of a line."""
    row = next(at for at, content in enumerate(snapshot.lines) if line in content)
    column = len(snapshot.lines[row].rstrip("\n"))
    return snapshot.edit([TextEdit(Span(row, column, row, column), text)], None)


def taken_back(snapshot: Snapshot, line: str, text: str) -> Snapshot:
    """The snapshot without a text that stands at the end of a line."""
    row = next(at for at, content in enumerate(snapshot.lines) if line in content)
    column = snapshot.lines[row].rindex(text)
    return snapshot.edit([TextEdit(Span(row, column, row, column + len(text)), "")], None)


def assert_answers_hold(snapshot: Snapshot) -> None:
    """Each answer that is kept is what the question has for an answer now."""
    settled = snapshot.settled()
    view, topics = settled.view, settled.environment.engine.topics
    for table in settled.answered.values():
        for question, known in table.items():
            assert answer(view, -1, question, topics) == known, question


@pytest.mark.parametrize("line", ["os.system(command)", 'os.path.join("/srv", name)', "def read():", "run(read())"])
def test_breaking_and_mending_asks_nothing_again(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_document(TEXT, environment())
    for _ in range(3):
        broken, asked = asking(typed(snapshot, line, "("), monkeypatch)
        assert broken.resting and asked == 0
        further, asked = asking(typed(broken, line + "(", "["), monkeypatch)
        assert further.resting and asked == 0
        assert_same(further)
        broken, _ = asking(taken_back(further, line, "["), monkeypatch)
        mended, asked = asking(taken_back(broken, line, "("), monkeypatch)
        assert not mended.unsettled and asked == 0
        assert_same(mended)
        assert_answers_hold(mended)
        snapshot = mended


def test_what_is_mended_otherwise_has_those_asked_whom_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_document(TEXT, environment())
    broken, _ = asking(typed(snapshot, "os.system(command)", "("), monkeypatch)
    row = next(at for at, content in enumerate(broken.lines) if "os.system(command)(" in content)
    span = Span(row, 0, row, len(broken.lines[row]) - 1)
    mended, asked = asking(broken.edit([TextEdit(span, "    print(command)")], None), monkeypatch)
    assert asked > 0
    assert_same(mended)
    assert_answers_hold(mended)


def test_what_was_asked_while_a_block_was_broken_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class written while a method of its base cannot be read knows that it inherits that once it can."""
    snapshot, _ = asking(typed(open_document(TEXT, environment()), "os.remove(self.path(name))", "("), monkeypatch)
    late = "\n\n\nclass Late(Base):\n    def remove(self, name):\n        return name\n"
    snapshot, _ = asking(typed(snapshot, "query(read()), Special().path(read())", late), monkeypatch)
    assert snapshot.due.meanwhile
    mended, asked = asking(taken_back(snapshot, "os.remove(self.path(name))", "("), monkeypatch)
    assert 0 < asked < 40
    assert_same(mended)
    assert_answers_hold(mended)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_blocks_that_break_and_are_mended_in_any_order_end_as_a_fresh_analysis_has_them(data: st.DataObject) -> None:
    snapshot = open_document(TEXT, environment())
    undo: list[tuple[str, str]] = []
    for _ in range(8):
        lines = [line.rstrip("\n") for line in snapshot.lines if line.strip()]
        if undo and data.draw(st.sampled_from((True, False))):
            line, text = undo.pop(data.draw(st.integers(0, len(undo) - 1)))
            if any(line + text in content for content in snapshot.lines):
                snapshot = taken_back(snapshot, line + text, text)
        else:
            line, text = data.draw(st.sampled_from(lines)), data.draw(st.sampled_from(BREAKS))
            snapshot = typed(snapshot, line, text)
            undo.append((line, text))
        for _ in range(data.draw(st.sampled_from((0, 0, 3, 40)))):
            if snapshot.unsettled and (not snapshot.resting or data.draw(st.integers(0, 9)) == 0):
                snapshot = snapshot.advance(1)
    assert_same(snapshot)
    assert_answers_hold(snapshot)


def test_a_bracket_left_open_leaves_the_block_behind_it_alone() -> None:
    text = "import os\n\n\ndef first():\n    return os.sep\n\n\n# said of it\ndef second():\n    return 2\n"
    snapshot = open_document(text, environment()).settled()
    broken = typed(snapshot, "return os.sep", "(")
    assert broken.entries[1].block.broken
    assert broken.entries[2] is snapshot.entries[2]
    assert broken.cost.parsed == 1
    mended = taken_back(broken, "return os.sep", "(")
    assert mended.cost.parsed == mended.cost.checked == mended.cost.rule_calls == 0


@pytest.mark.parametrize("line", ["os.system(command)", 'os.path.join("/srv", name)', "def read():", "run(read())"])
def test_a_block_mended_as_it_was_is_as_if_it_were_read_anew(line: str) -> None:
    whole = open_document(TEXT, environment()).settled()
    broken = typed(whole, line, "(")
    mended = taken_back(typed(broken, line + "(", "["), line, "([")
    other = replace(broken, entries=tuple(replace(entry, whole=None) for entry in broken.entries))
    anew = taken_back(typed(other, line + "(", "["), line, "([")
    assert mended.cost.parsed == mended.cost.checked == 0 and anew.cost.parsed == anew.cost.checked == 1
    assert described(mended.settled()) == described(anew.settled()) == described(whole)
    assert [entry.block for entry in mended.entries] == [entry.block for entry in whole.entries]
    assert_same(mended)


def test_a_block_is_checked_again_if_what_it_asked_has_changed_while_it_was_broken() -> None:
    broken = typed(open_document(TEXT, environment()).settled(), "os.system(command)", "(")
    row = broken.lines.index("import os\n")
    renamed = broken.edit([TextEdit(Span(row, 7, row, 9), "commands as os")], None)
    for snapshot in (renamed, renamed.settled()):
        mended = taken_back(snapshot, "os.system(command)", "(")
        assert mended.cost.checked == 1
        assert_same(mended)


def test_what_is_said_of_python_2_stands_when_slow_topics_are_told_of_it() -> None:
    """Of a broken block the facts are its words and what shows that it is Python 2; no collector of rules gathers them."""
    broken = typed(open_document(TEXT, environment()).settled(), "os.system(command)", "\n    print command").settled()
    shown_again = typed(broken, "import os", "  # burnish: ignore-file[magic-number]")
    for snapshot in (broken, shown_again):
        assert_same(snapshot)
        assert "python-2-code" in {item.finding.rule.slug for item in snapshot.findings()}


@pytest.mark.parametrize(
    "statement",
    [
        *(
            "x = (",
            "x = [1, 2",
            "x = = 1",
            "x = 'a",
            "x)",
            "if x",
            "for",
            "x = {",
            "call(a b)",
            "x = (a b",
            "call(x for",
        ),
        *(
            "x = {1:",
            "print 'a'",
            "call(a, b=",
            "assert x, (",
            "x = 1 +",
            "del",
            "from x import (",
            "lambda x",
            "x = y if",
        ),
        *(
            "@x",
            "if x:",
            "else:",
            "while x",
            "def f(",
            "x = f'{a b}'",
            "x = f(f'{a}'",
            "return = 1",
            "x = (1, 2]",
            "x = 0777",
        ),
    ],
)
def test_a_statement_that_breaks_its_block_does_so_as_if_the_block_were_read_anew(statement: str) -> None:
    """At every statement of some modules: where the block ends, and what is said to be wrong with it."""
    quickly = 0
    for text in (TEXT, *TEXTS[:2]):
        snapshot = open_document(text, environment()).settled()
        for place in list(places(snapshot))[:: 1 if text is TEXT else 9]:
            row, column = snapshot.starts[place.index] + place.row, place.column
            edit = TextEdit(Span(row, column, row, len(snapshot.lines[row].rstrip("\n"))), statement)
            quick = snapshot.edit([edit], 1)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(editing, "broken", lambda *given: None)
                slow = snapshot.edit([edit], 1)
            quickly += any(entry.block.doubtful for entry in quick.fresh)
            assert described(quick) == described(slow)
            assert [entry.retained for entry in quick.entries] == [entry.retained for entry in slow.entries]
    assert quickly > 20 or statement == "else:"


def test_what_is_told_of_a_broken_block_at_once_is_all_that_is_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is lent the facts that stood there, and nobody else is looked at; its own tell of it what was told."""
    snapshot = open_document(TEXT, environment()).settled()
    for line in ("os.system(command)", 'os.path.join("/srv", name)', "run(read())"):
        first = typed(snapshot, line, "(")
        assert first.due.lent and first.joined is snapshot.joined and first.cost.rule_calls == 0
        assert len(first.fresh) == 1 and all(entry.lent for entry in first.fresh)
        own = next(iter(first.fresh))
        assert {item.rule.slug for item in own.shown} >= {"syntax-error", "missing-return-annotation"}
        after = first.settled()
        assert after.entries[first.entries.index(own)].shown == own.shown
        assert not after.due.lent and not any(entry.lent for entry in after.entries)


LARGE = 'class Large:\n    """Much."""\n' + "".join(
    f'\n    def method_{number}(self):\n        """Do it."""\n        self.done = {number}\n' for number in range(25)
)


def sizes(snapshot: Snapshot) -> list[str]:
    """What is said of how large a class is."""
    return [item.finding.message for item in snapshot.findings() if item.finding.rule.slug == "large-class"]


def rested(snapshot: Snapshot) -> tuple[Snapshot, int]:
    """The snapshot when all is done that does not wait for a pause, and how many entries are shown anew for that."""
    fresh = 0
    while snapshot.unsettled and not snapshot.resting:
        snapshot = snapshot.advance()
        fresh += len(snapshot.fresh)
    return snapshot, fresh


def test_a_method_that_is_broken_for_a_moment_is_still_one_of_its_class() -> None:
    snapshot = open_document(LARGE, environment()).settled()
    line = snapshot.lines.index("        self.done = 7\n")
    said = sizes(snapshot)
    broken, fresh = rested(snapshot.edit([TextEdit(Span(line, 20, line, 20), "(")], 1))
    assert said == ["`Large` has 25 public methods, more than 20; give one of its ideas a class."]
    assert sizes(broken) == said and not fresh and broken.due.waiting
    paused = broken.settled()
    assert sizes(paused) == sizes(open_document(paused.text, environment()).settled()) != said
    mended, fresh = rested(broken.edit([TextEdit(Span(line, 20, line, 21), "")], 2))
    assert sizes(mended) == said and not fresh and not mended.unsettled


def test_a_method_that_is_gone_is_not_waited_for() -> None:
    snapshot = open_document(LARGE, environment()).settled()
    line = snapshot.lines.index("        self.done = 7\n")
    gone, _ = rested(snapshot.edit([TextEdit(Span(line - 3, 0, line + 1, 0), "")], 1))
    assert sizes(gone) == ["`Large` has 24 public methods, more than 20; give one of its ideas a class."]
    assert not gone.due.waiting
