"""Text as lines, positions in the three encodings, and edits of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.core.positions import Span, column_of_units, column_of_utf8, units_of_column
from burnish_checks.core.text import TextEdit, apply_edit, apply_edits, content_length, position_of_units, split_lines

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
ODD = "ab \t\f\v\x1c\x85\u2028\u2029é😀\r\n"
texts = st.text(alphabet=ODD, max_size=60)
one_line = st.text(alphabet=ODD.replace("\r", "").replace("\n", ""), max_size=20)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n", ""]),
        ("a\x0cb\u2028c\x85d\n", ["a\x0cb\u2028c\x85d\n", ""]),
        ("\r\r\n\n", ["\r", "\r\n", "\n", ""]),
        ("\n\r", ["\n", "\r", ""]),
    ],
)
def test_only_newlines_and_returns_end_lines(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@settings(deadline=None)
@given(texts)
def test_lines_tile_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert content_length(lines[-1]) == len(lines[-1])


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(deadline=None)
@given(line=one_line, data=st.data())
def test_columns_and_units_agree_with_the_codec(encoding: str, line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    units = units_of_column(line, column, encoding)
    assert units == len(line[:column].encode(ENCODINGS[encoding])) // WIDTH[encoding]
    assert column_of_units(line, units, encoding) == column
    assert column_of_units(line, 10_000, encoding) == len(line)


@settings(deadline=None)
@given(one_line)
def test_offsets_of_ast_are_utf8(line: str) -> None:
    for column in range(len(line) + 1):
        assert column_of_utf8(line, len(line[:column].encode())) == column


def test_a_unit_inside_a_character_is_its_start() -> None:
    assert column_of_units("a😀b", 2, "utf-16") == 1
    assert column_of_units("aéb", 2, "utf-8") == 1


def test_positions_outside_the_text_are_moved_into_it() -> None:
    lines = split_lines("ab\r\ncd")
    assert position_of_units(lines, 0, 99, "utf-16") == (0, 2)
    assert position_of_units(lines, 9, 0, "utf-16") == (1, 2)
    assert position_of_units(lines, -1, 5, "utf-16") == (0, 0)


@settings(deadline=None)
@given(texts, st.data())
def test_an_edit_equals_one_of_the_whole_text(text: str, data: st.DataObject) -> None:
    lines = split_lines(text)
    spots = [(number, column) for number, line in enumerate(lines) for column in range(content_length(line) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(spots), st.sampled_from(spots))))
    new_text = data.draw(texts)
    begin, stop = (sum(map(len, lines[:line])) + column for line, column in (start, end))
    expected = text[:begin] + new_text + text[stop:]
    result, change = apply_edit(lines, TextEdit(Span(*start, *end), new_text))
    assert "".join(result) == expected
    assert result == split_lines(expected)
    assert lines[: change.first] == result[: change.first]
    assert lines[change.first + change.removed :] == result[change.first + change.added :]


def test_edits_that_overlap_are_refused() -> None:
    lines = split_lines("abcdef\n")
    with pytest.raises(ValueError, match="overlap"):
        apply_edits(lines, [TextEdit(Span(0, 0, 0, 3), "x"), TextEdit(Span(0, 2, 0, 4), "y")])
    assert apply_edits(lines, [TextEdit(Span(0, 4, 0, 5), "x"), TextEdit(Span(0, 0, 0, 1), "yy")]) == ["yybcdxf\n", ""]
