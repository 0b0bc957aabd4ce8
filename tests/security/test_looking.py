"""What is remembered of data flow where something is imported otherwise is what would be worked out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish_checks.core.context import answer
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.security.flow import asked, worlds
from burnish_checks.security.flow.looking import Memory
from tests.engine.test_incremental import environment
from tests.engine.test_shortcuts import TEXTS

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "security").glob("*injection*.py"))
TOPICS = ("taint", "taint-stored", "taint-held")


def renamings(snapshot: Snapshot) -> Iterator[TextEdit]:
    """Edits that have something imported or bound under another name, and each taken back."""
    for number, line in enumerate(snapshot.lines):
        if re.match(r"(?:import|from) .*\w$|[A-Z_]+ = |def \w+\(", line):
            at = line.find(" = ") if " = " in line else line.find("(") if line[0] == "d" else len(line.rstrip())
            yield TextEdit(Span(number, at, number, at), "x")
            yield TextEdit(Span(number, at, number, at + 1), "")


@pytest.mark.parametrize("text", [*TEXTS[1:3], *(path.read_text("utf-8") for path in FIXTURES)])
def test_what_is_remembered_is_what_would_be_worked_out_anew(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_document(text, environment())
    for edit in [*renamings(snapshot)][:40]:
        snapshot = snapshot.edit([edit], 1).settled()
        given = {question: known for topic in TOPICS for question, known in snapshot.answered.get(topic, {}).items()}
        monkeypatch.setattr(asked, "_last", None)
        anew = {question: answer(snapshot.view, -1, question, snapshot.environment.engine.topics) for question in given}
        assert given == anew
        monkeypatch.undo()


def test_an_edited_import_has_only_those_functions_settled_again_that_look_at_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    functions = "".join(
        f"def run_{number}(text):\n    {'one' if number % 50 else 'other'}.system(text)\n\n\n"
        f"def call_{number}():\n    return run_{number}(request.args['text'])\n\n\n"
        for number in range(100)
    )
    snapshot = open_document(
        f"from flask import request\nimport os as one\nimport os as other\n\n\n{functions}",
        environment(),
    )
    settled = []
    close = worlds._closed_in
    monkeypatch.setattr(worlds, "_closed_in", lambda *given: settled.append(given[2]) or close(*given))
    snapshot.edit([TextEdit(Span(2, 18, 2, 18), "s")], 1).settled()
    assert {name for name in settled if name.startswith("@run")} == {"@run_0", "@run_50"}


def test_who_recalls_something_has_looked_at_the_same() -> None:
    memory = Memory()

    def outer() -> int:
        return 1 + memory.recall("inner", inner)

    def inner() -> int:
        memory.look("name")
        return 1

    assert memory.recall("outer", outer) == 2
    assert memory.recall("another", outer) == 2
    assert memory.recall("none", lambda: 3) == 3
    left = memory.without({"name"})
    assert left.recall("outer", lambda: 0) == left.recall("another", lambda: 0) == 0
    assert left.recall("none", lambda: 0) == 3
