"""The lines that an edit takes over: what the version before had is there still for who asks, and no list is copied."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.core.lines import Lines
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit, apply_edit, split_lines
from tests.engine.edits import histories
from tests.engine.test_incremental import assert_same, environment

PIECES = st.lists(st.sampled_from(["a", "b\n", "\n", "\r", "\r\n", "c"]), max_size=6).map("".join)


@settings(deadline=None)
@given(PIECES, st.lists(st.tuples(PIECES, st.integers(0, 40), st.integers(0, 12)), max_size=6), st.data())
def test_each_version_has_its_lines_whichever_is_asked_for_first(
    text: str, edits: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    plain = [split_lines(text)]
    versions = [Lines(split_lines(text))]
    for new, at, taken in edits:
        edit = TextEdit(span_in(plain[-1], at, at + taken), new)
        expected, change = apply_edit(plain[-1], edit)
        held, step = versions[-1].taken_over(edit)
        assert step.change == change
        assert step.gone == plain[-1][change.first : change.first + change.removed]
        plain.append(expected)
        versions.append(held)
    for number in data.draw(st.permutations(range(len(versions)))):
        assert versions[number].now == plain[number]


def span_in(lines: list[str], begin: int, end: int) -> Span:
    """The span between two characters of a text, as far as it goes."""
    places = [(row, column) for row, line in enumerate(lines) for column in range(len(line.rstrip("\r\n")) + 1)]
    return Span(*places[min(begin, len(places) - 1)], *places[min(end, len(places) - 1)])


@settings(max_examples=40, deadline=None)
@given(histories())
def test_a_version_that_is_spent_is_what_it_was(history: tuple[str, list[list[TextEdit]]]) -> None:
    snapshot = open_document(history[0], environment())
    before: list[tuple[Snapshot, str]] = []
    for version, edit in enumerate(edit for change in history[1] for edit in change):
        before.append((snapshot, snapshot.text))
        snapshot = snapshot.edit([edit], version, spent=True)
        if version % 2:
            snapshot = snapshot.settled()
    assert_same(snapshot)
    for old, text in before:
        assert old.text == text
        assert ["".join(entry.block.lines) for entry in old.entries] == blocks_of(old)
        assert all(entry.block.broken or entry.block.walk.nodes is not None for entry in old.entries)


def blocks_of(snapshot: Snapshot) -> list[str]:
    """The texts of its blocks, cut out of its lines."""
    ends = [*snapshot.starts[1:], len(snapshot.lines)]
    return ["".join(snapshot.lines[start:end]) for start, end in zip(snapshot.starts, ends, strict=True)]


def test_an_edit_copies_no_lines_and_no_places_of_blocks() -> None:
    snapshot = open_document(
        "".join(f"def run_{number}(other):\n    return other\n" for number in range(50)), environment()
    )
    lines, starts = snapshot.lines, snapshot.starts
    edited = snapshot.edit([TextEdit(Span(51, 11, 51, 16), "another")], 1, spent=True)
    assert edited.lines is lines
    assert edited.starts is starts
    assert snapshot.lines[51] == "    return other\n" != edited.lines[51]
