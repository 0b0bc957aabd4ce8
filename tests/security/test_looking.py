"""What is remembered of data flow where something is imported otherwise is what would be worked out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from burnish_checks.core.context import answer
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.index import WorkspaceIndex
from burnish_checks.registry import ruleset
from burnish_checks.security.flow import asked, worlds
from burnish_checks.security.flow.looking import Memory
from tests.engine.test_incremental import environment
from tests.engine.test_shortcuts import TEXTS

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "security").glob("*injection*.py"))
TOPICS = ("taint", "taint-stored", "taint-held")


def renamings(snapshot: Snapshot) -> Iterator[TextEdit]:
    """Edits that have something imported, bound, derived, kept or called under another name, and each taken back."""
    for number, line in enumerate(snapshot.lines):
        found = re.match(
            r"(?:import|from) .*\w$|[A-Z_]+(?= = )|def \w+|class \w+\(\w+| +self\.\w+(?= = )| +.*\w(?=\()", line
        )
        if found:
            yield TextEdit(Span(number, found.end(), number, found.end()), "x")
            yield TextEdit(Span(number, found.end(), number, found.end() + 1), "")


@pytest.mark.parametrize("text", [*TEXTS[1:3], *(path.read_text("utf-8") for path in FIXTURES)])
def test_what_is_remembered_is_what_would_be_worked_out_anew(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_document(text, environment())
    for edit in [*renamings(snapshot)][:80]:
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


def test_a_function_that_does_other_things_has_only_those_settled_again_that_call_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    functions = "".join(
        f"def run_{number}(text):\n    os.system(text)\n\n\ndef call_{number}(text):\n    run_{number}(text)\n\n\n"
        f"def view_{number}():\n    call_{number}(request.args['text'])\n\n\n"
        for number in range(100)
    )
    head = "import os\nfrom flask import request\n\n\nclass Base(ValueError):\n    pass\n\n\n"
    snapshot = open_document(head + functions, environment())
    settled: set[str] = set()
    close = worlds._closed_in
    monkeypatch.setattr(worlds, "_closed_in", lambda *given: settled.add(given[2]) or close(*given))
    line = next(number for number, line in enumerate(snapshot.lines) if line == "def run_50(text):\n") + 1
    snapshot = snapshot.edit([TextEdit(Span(line, 14, line, 18), "'ls'")], 1).settled()
    assert {name for name in settled if name.startswith(("@run", "@call"))} == {"@run_50", "@call_50"}
    settled.clear()
    snapshot.edit([TextEdit(Span(4, 11, 4, 21), "OSError")], 2).settled()
    assert settled == set()


def test_another_file_that_does_other_things_has_only_those_settled_again_that_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = "import os\n\n\ndef run(text):\n    os.system(text)\n"
    main = (
        "from flask import request\nimport one\nimport other\n\n\n"
        "def first():\n    one.run(request.args['a'])\n\n\ndef second():\n    other.run(request.args['a'])\n"
    )
    for name, text in {"one.py": helper, "other.py": helper, "main.py": main}.items():
        (tmp_path / name).write_text(text)
    index = WorkspaceIndex([str(tmp_path)], (*CORE_COLLECTORS, *ruleset().collectors))
    index.build([str(path) for path in tmp_path.glob("*.py")])
    path = str(tmp_path / "main.py")
    snapshot = open_document(main, replace(environment(), path=path, project=index)).settled()
    slugs = [item.finding.rule.slug for item in snapshot.findings()]
    assert slugs.count("command-injection") == 2
    settled: set[str] = set()
    close = worlds._closed_in
    monkeypatch.setattr(worlds, "_closed_in", lambda *given: settled.add(given[2]) or close(*given))
    index.update(str(tmp_path / "other.py"), helper.replace("os.system(text)", "os.getenv(text)"))
    snapshot = snapshot.refresh(index).settled()
    assert "other.run" in settled and "one.run" not in settled
    assert [item.finding.rule.slug for item in snapshot.findings()].count("command-injection") == 1
    index.update(str(tmp_path / "new.py"), helper)
    settled.clear()
    snapshot.refresh(index).settled()
    assert {"other.run", "one.run"} <= settled


def test_what_is_not_worked_out_to_the_end_is_not_remembered() -> None:
    memory, patient = Memory(), False

    def outer() -> int:
        return memory.recall("inner", inner) + memory.recall("last", last)

    def inner() -> int:
        return 1 + (memory.recall("outer", outer, meanwhile=0) or 0) + memory.recall("other", lambda: 10)

    def last() -> int:
        if not patient:
            raise TimeoutError
        return 100

    with pytest.raises(TimeoutError):
        memory.recall("outer", outer, meanwhile=0)
    patient = True
    assert memory.recall("other", lambda: 0) == 10
    assert memory.recall("inner", lambda: 5) == 5
    assert memory.recall("outer", lambda: 6) == 6


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
