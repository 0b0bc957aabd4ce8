"""The fast paths against their plain equivalents: content changes, and diagnostics as text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygls.protocol import default_converter

from burnish.lsp.changes import apply_changes, difference, plainly_applied
from burnish.lsp.chunks import Chunk
from burnish.lsp.document import Document
from burnish.lsp.encode import Counters, Encoder, Form, Shape, lines_on_disk
from burnish.lsp.fixing import changes_between
from burnish.lsp.plain import diagnostics
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.policy import environment_for

LINES = [
    "import os\n",
    "def f(a=3):\n",
    "    return 7 + a\n",
    "x = '😀é'\r\n",
    "\r",
    "\n",
    "(\n",
    "# burnish: ignore\n",
    "    pass",
]
texts = st.lists(st.sampled_from(LINES), max_size=30).map("".join)
points = st.fixed_dictionaries({"line": st.integers(-1, 32), "character": st.integers(-1, 20)})
ranges = st.fixed_dictionaries({"start": points, "end": points})
changes = st.fixed_dictionaries({"text": texts | st.sampled_from(["", "\n", "\r", "a"])}, optional={"range": ranges})
encodings = st.sampled_from(["utf-8", "utf-16", "utf-32"])
ENVIRONMENT = environment_for("src/a.py", Settings(select=("all",)))
SHAPES = (Shape(), Shape(True, frozenset({1, 2}), True, True))
FORM = Form(SHAPES[1], "utf-16", lambda path: ())


@settings(max_examples=150, deadline=None)
@given(texts, st.lists(changes, min_size=1, max_size=6), encodings)
def test_changes_taken_together_equal_changes_one_by_one(text: str, wanted: list[Any], encoding: str) -> None:
    before = open_document(text, ENVIRONMENT, 1)
    after = apply_changes(before, wanted, 2, encoding)
    assert after.lines == plainly_applied(split_lines(text), wanted, encoding)
    assert after.version == 2


def test_what_was_found_stays_with_its_lines_when_the_whole_text_comes_anew() -> None:
    text = (
        "import json\n\n\ndef f(a):\n    return a + 1\n\n\ndef g(a):\n    return eval(a)\n\n\ndef h(a):\n    return a\n"
    )
    conflict = "<<<<<<< HEAD\n    return a + 1\n=======\n    return a + 2\n>>>>>>> b\n"
    new = text.replace("import json\n", "import json\nimport os\nimport re\n").replace("    return a + 1\n", conflict)
    new = new.replace("def h", "def i")
    before = open_document(text, ENVIRONMENT, 1).settled()
    after = apply_changes(before, [{"text": new}], 2, "utf-16").settled()
    assert "".join(after.lines) == new
    found = {item.finding.rule.slug: item.span.start_line for item in after.findings()}
    assert found["dynamic-eval"] == new[: new.index("eval")].count("\n")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), texts), min_size=2, max_size=20), encodings)
def test_distant_changes_too(places: list[tuple[int, str]], encoding: str) -> None:
    text = "x = 1\n" * 700
    wanted = [
        {"range": {"start": {"line": line, "character": 0}, "end": {"line": line + 1, "character": 0}}, "text": new}
        for line, new in places
    ]
    after = apply_changes(open_document(text, ENVIRONMENT, 1), wanted, 2, encoding)
    assert after.lines == plainly_applied(split_lines(text), wanted, encoding)


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_the_difference_of_two_texts(old: str, new: str) -> None:
    before, after = split_lines(old), split_lines(new)
    edit = difference(before, after)
    assert (edit is None) == (before == after)
    assert edit is None or apply_edits(before, [edit]) == after


@settings(max_examples=60, deadline=None)
@given(texts, st.lists(changes, max_size=4))
def test_the_changes_between_two_snapshots(text: str, wanted: list[Any]) -> None:
    before = open_document(text, ENVIRONMENT, 1)
    after = before
    for change in wanted:
        after = apply_changes(after, [change], 2, "utf-16")
    edits = [TextEdit(change.span, change.new_text) for change in changes_between(before, after)]
    assert apply_edits(before.lines, edits) == after.lines


@settings(max_examples=60, deadline=None)
@given(texts, st.lists(changes, max_size=5), encodings, st.sampled_from(SHAPES), st.sampled_from((1, 3, 32)))
def test_encoded_diagnostics_equal_the_plain_ones(
    text: str, wanted: list[Any], encoding: str, shape: Shape, chunk: int
) -> None:
    snapshot = open_document(text, ENVIRONMENT, 1)
    encoder = Encoder("file:///src/a.py", Form(shape, encoding, lambda path: ()), Counters(), chunk)
    for change in [None, *wanted]:
        if change is not None:
            snapshot = apply_changes(snapshot, [change], 2, encoding)
        assert json.loads(b"[" + encoder.items(snapshot) + b"]") == plain(snapshot, shape, encoding)
        if encoder.is_unready and chunk % 2:
            encoder.get_ready(snapshot, lambda: len(wanted) % 2 == 1)
            assert json.loads(b"[" + encoder.items(snapshot) + b"]") == plain(snapshot, shape, encoding)


def plain(snapshot: Snapshot, shape: Shape, encoding: str) -> Any:
    found = diagnostics(snapshot, "file:///src/a.py", Form(shape, encoding, lambda path: ()))
    return json.loads(json.dumps(default_converter().unstructure(found)))


def test_what_did_not_change_is_not_encoded_again() -> None:
    counters = Counters()
    encoder = Encoder("file:///src/a.py", FORM, counters)
    snapshot = open_document("import os\n\n\ndef f(a=3):\n    return 7\n" + "\nimport sys\n" * 50, ENVIRONMENT, 1)
    encoder.items(snapshot)
    total = counters.encoded
    assert total >= 50 and counters.moved == 0
    top = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "# a comment\n"}
    encoder.items(apply_changes(snapshot, [top], 2, "utf-16"))
    assert counters.encoded - total <= 3 and counters.moved >= 20


def test_only_the_part_that_changed_is_joined_again() -> None:
    counters = Counters()
    encoder = Encoder("file:///src/a.py", FORM, counters)
    snapshot = open_document("def f(a=3):\n    return 7\n\n\n" * 500, ENVIRONMENT, 1)
    before = encoder.parts(snapshot)
    joined = counters.joined
    here = {"line": 801, "character": 4}
    after = encoder.parts(
        apply_changes(snapshot, [{"range": {"start": here, "end": here}, "text": "x = "}], 2, "utf-16")
    )
    assert counters.joined - joined <= 40
    assert len(set(map(id, after)) - set(map(id, before))) <= 4
    joined = counters.joined
    again = {**here, "character": 8}
    encoder.parts(apply_changes(snapshot, [{"range": {"start": here, "end": again}, "text": "y = "}], 2, "utf-16"))
    assert counters.joined - joined == 1


def test_a_new_line_finds_the_numbers_below_it_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[int] = []
    at = Chunk._at
    monkeypatch.setattr(Chunk, "_at", lambda chunk, start: filled.append(start) or at(chunk, start))
    encoder = Encoder("file:///src/a.py", FORM, Counters())
    snapshot = open_document("def f(a=3):\n    return 7\n\n\n" * 500, ENVIRONMENT, 1)
    encoder.parts(snapshot)
    assert not encoder.is_unready, "what was only opened needs no second text"
    here, below = {"line": 801, "character": 4}, {"line": 802, "character": 4}
    down = {"range": {"start": here, "end": here}, "text": "pass\n    "}
    up = {"range": {"start": here, "end": below}, "text": ""}
    counts = []
    for change in (down, down, up, up, down):
        filled.clear()
        snapshot = apply_changes(snapshot, [change], 2, "utf-16")
        assert json.loads(b"[" + encoder.items(snapshot) + b"]") == plain(snapshot, SHAPES[1], "utf-16")
        counts.append(len(filled))
        while encoder.is_unready:
            encoder.get_ready(snapshot, lambda: True)
    assert counts[0] > 10 and max(counts[1:]) <= 2


def test_a_document_edited_in_many_places_is_put_together_again() -> None:
    encoder = Encoder("file:///src/a.py", FORM, Counters())
    snapshot = open_document("def f(a=3):\n    return 7\n\n\n" * 500, ENVIRONMENT, 1)
    most = len(encoder.parts(snapshot))
    for line in range(1, 1600, 16):
        here = {"line": line, "character": 4}
        snapshot = apply_changes(snapshot, [{"range": {"start": here, "end": here}, "text": "x = "}], 2, "utf-16")
        most = max(most, len(encoder.parts(snapshot)))
        encoder.get_ready(snapshot, lambda: False)
    assert most < 110
    assert json.loads(b"[" + encoder.items(snapshot) + b"]") == plain(snapshot, SHAPES[1], "utf-16")


def test_what_lies_between_two_blocks_that_are_others_is_not_joined_again() -> None:
    counters = Counters()
    encoder = Encoder("file:///src/a.py", FORM, counters)
    snapshot = open_document("import os\n\n\n" + "def f(a=3):\n    return os and 7\n\n\n" * 500, ENVIRONMENT, 1)
    encoder.parts(snapshot)
    joined = counters.joined
    entries = [replace(entry) if at in (0, 400) else entry for at, entry in enumerate(snapshot.entries)]
    after = replace(snapshot, entries=tuple(entries))
    assert json.loads(b"[" + encoder.items(after) + b"]") == plain(after, SHAPES[1], "utf-16")
    assert counters.joined - joined <= 80


def test_halves_of_a_character_that_come_one_after_the_other_are_joined() -> None:
    def typed(text: str, character: int) -> dict[str, Any]:
        place = {"line": 0, "character": character}
        return {"range": {"start": place, "end": place}, "text": text}

    high, low = "\ud83d", "\ude00"
    for halves in ([typed(high, 5), typed(low, 6)], [typed(low, 5), typed(high, 5)]):
        lines = plainly_applied(["x = ''"], halves, "utf-16")
        assert lines == ["x = '\N{GRINNING FACE}'"]


def test_a_file_that_is_gone_or_unreadable_has_no_lines(tmp_path: Path) -> None:
    there, wrong = tmp_path / "there.py", tmp_path / "wrong.py"
    there.write_text("x = 1\n")
    wrong.write_bytes(b"x = '\xe9'\n")
    assert [*lines_on_disk(str(there))] == split_lines("x = 1\n")
    assert [lines_on_disk(str(path)) for path in (wrong, tmp_path / "gone.py", tmp_path)] == [(), (), ()]


def test_changes_that_could_not_be_made_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"
    encoder = Encoder("file:///src/a.py", Form(SHAPES[0], "utf-16", lambda path: ()), Counters())
    document = Document("file:///src/a.py", "/src/a.py", open_document(text, ENVIRONMENT, 1), encoder, 1)
    span = {"start": {"line": 1, "character": 11}, "end": {"line": 1, "character": 12}}
    document.waiting, document.version = [{"range": span, "text": "3"}, {"range": span, "text": "4 + 4"}], 3

    def fails(snapshot: Snapshot) -> Snapshot:
        raise RecursionError(snapshot.version)

    with monkeypatch.context() as broken:
        broken.setattr("burnish.lsp.document.with_quick_rules", fails)
        with pytest.raises(RecursionError):
            document.catch_up("utf-16")
    document.reopen(ENVIRONMENT, "utf-16")
    assert (document.snapshot.text, document.snapshot.version) == (text.replace("1", "4 + 4"), 3)
    assert document.waiting == []
