"""Where only a docstring is worded otherwise the block is as if it were read anew, and little of it runs again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.core import editing
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from tests.engine.test_incremental import assert_same, described, environment
from tests.engine.test_shortcuts import TEXTS
from tests.engine.walked import assert_walked

FIXTURES = [path.read_text("utf-8") for path in sorted((Path(__file__).parent.parent / "fixtures").rglob("*.py"))]
WORDS = (
    "x",
    "password = 'hunter2' api_key=AKIAIOSFODNN7EXAMPLE token: ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "/tmp/file C:\\\\temp 0.0.0.0 http://10.0.0.1:8080/x user@example.com 86400 3.14159 1024 SELECT * FROM users WHERE",
    "request.args environ start_response cookies input() recv sys.argv os.environ yaml pickle eval exec sudo shell",
    "Raises: ValueError: if raise raises return yield None self cls args kwargs :param x: :returns: Args: x: Returns: it",
    "__all__ overload Depends( pydantic BaseModel jsonschema schema validate assert isinstance Field dumps( add_argument",
    "TODO FIXME noqa type: ignore # burnish: ignore pragma: no cover deprecated abstract override >>> open(1)",
)
"""What checks and collectors look for in a text."""
HALF_TYPED = st.sampled_from(
    ["x", " ", "é", "\\", '"', "'", '"""', "'''", "#", "{", "\\N{", "\t", "\n", ";", ")", "😀"]
)
BLOCK = """\
import os


@decorated
def long(argument):
    {}Say what.

    And more of it: `os.path`.
    {}{}
    try:
        return os.open(argument, 3)
    except Exception:
        return None


def after(argument):
    return argument
"""


def places(snapshot: Snapshot, *, quotes: bool) -> Iterator[tuple[int, int, int]]:
    """By block: where words can be typed into the docstring of its function; `quotes` if they hold any."""
    for index, (entry, start) in enumerate(zip(snapshot.entries, snapshot.starts, strict=True)):
        function = entry.block.body[0] if entry.block.body else None
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(function) is not None:
            span = entry.block.span(function.body[0])
            line = start + span.start_line
            for mark in ('"""', "'''", '"', "'")[: 2 if quotes else 4]:
                at = snapshot.lines[line].find(mark, span.start_column)
                if 0 <= at <= span.start_column + 2:
                    yield index, line, at + len(mark)
                    break


def both(snapshot: Snapshot, edit: TextEdit) -> tuple[Snapshot, Snapshot]:
    """The snapshot after an edit, which takes over what was found in walking, and after the same one with the block read anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editing, "reworded", lambda *given, **named: None)
        patch.setattr(editing, "restated", lambda *given, **named: None)
        slow = snapshot.edit([edit], 1)
    quick = snapshot.edit([edit], 1, spent=True)
    for entry in quick.entries:
        assert_walked(entry.block)
    return quick, slow


def dumped(block: Block) -> list[str]:
    """Its tree, with lines counted from its first."""
    found = []
    for statement in block.body:
        places = [
            (
                node.lineno - block.line_shift,
                node.col_offset,
                (node.end_lineno or 0) - block.line_shift,
                node.end_col_offset,
            )
            for node in ast.walk(statement)
            if hasattr(node, "lineno")
        ]
        found.append(f"{ast.dump(statement)}{places}")
    return found


def assert_alike(quick: Snapshot, slow: Snapshot, index: int) -> None:
    """That all is known of a block that is known where it was read anew; late facts come later."""
    mine, other = quick.entries[index], slow.entries[index]
    assert dumped(mine.block) == dumped(other.block)
    for name in Block.__slots__:
        if name not in ("_body", "_text", "_walk", "line_shift", "problem"):
            assert getattr(mine.block, name) == getattr(other.block, name), name
    assert mine.block.text == other.block.text
    assert str(mine.block.problem) == str(other.block.problem)
    assert one(quick, index) == one(slow, index)
    late = {item.kind for item in quick.environment.engine.late}
    for kind in mine.facts.values.keys() - late:
        for value in mine.facts.values[kind]:
            assert mine.facts.places_of(kind, value) == other.facts.places_of(kind, value)
    assert mine.project_askers >= other.project_askers


def assert_all_alike(quick: Snapshot, slow: Snapshot) -> None:
    """Every block is as if it were read anew, and so is what is found in all."""
    assert [entry.block.lines for entry in quick.entries] == [entry.block.lines for entry in slow.entries]
    for index in range(len(quick.entries)):
        assert_alike(quick, slow, index)
    assert_same(quick)


def one(snapshot: Snapshot, index: int) -> list[Any]:
    return described(replace(snapshot, entries=(snapshot.entries[index],)))


@pytest.mark.parametrize("words", WORDS)
def test_a_block_that_is_worded_otherwise_is_as_if_it_were_read_anew(words: str) -> None:
    """Whatever a docstring says, all that does not say that it reads docstrings finds the same."""
    kept = 0
    for text in (*FIXTURES[:: 6 if words == "x" else 2], *TEXTS[:2]):
        snapshot = open_document(text, environment())
        for index, line, column in places(snapshot, quotes="'" in words):
            quick, slow = both(snapshot, TextEdit(Span(line, column, line, column), words))
            assert_alike(quick, slow, index)
            if quick.cost.rule_calls < slow.cost.rule_calls:  # else all was asked anew, and perhaps less
                assert quick.entries[index].asked >= snapshot.entries[index].asked
                kept += 1
    assert kept > 50


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(['"""', "'''", 'r"""', '("""']),
    st.integers(4, 8),
    st.integers(0, 40),
    st.integers(0, 4),
    HALF_TYPED,
)
def test_any_edit_in_or_near_a_docstring_leads_to_the_same(
    quote: str, line: int, column: int, taken: int, typed: str
) -> None:
    bracket = ")" if quote[0] == "(" else ""
    snapshot = open_document(BLOCK.format(quote, quote[-3:], bracket), environment())
    width = len(snapshot.lines[line]) - 1
    begin, end = min(column, width), min(column + taken, width)
    edit = TextEdit(Span(line, begin, line, end), typed)
    quick, slow = both(snapshot, edit)
    assert_all_alike(quick, slow)


def test_a_docstring_edit_in_a_long_function_runs_a_tenth_of_its_checks_again() -> None:
    body = "".join(f"    result_{number} = compute({number}, other[{number}].name)\n" for number in range(100))
    text = f'def run(other):\n    """Do it.\n\n    Much of it.\n    """\n{body}    return result_1\n'
    snapshot = open_document(text, environment())
    for version, word in enumerate(("Well", "Better")):
        quick, slow = both(snapshot, TextEdit(Span(3, 4, 3, 8), word))
        assert quick.cost.rule_calls < slow.cost.rule_calls / 2
        assert quick.cost.scanned < 40 < 4_000 < slow.cost.scanned
        gathered = {item.kind for item in quick.environment.engine.on_docstrings}
        now, before = quick.entries[0].facts.values, snapshot.entries[0].facts.values
        assert all(now[kind] is before[kind] for kind in before if kind not in gathered)
        snapshot = replace(quick.settled(), version=version)
        assert_same(snapshot)


def test_what_is_due_in_a_block_is_done_although_only_its_docstring_is_edited() -> None:
    text = 'import os\n\n\ndef run(path):\n    """Do it.\n\n    Much of it.\n    """\n    return os.system(path)\n'
    snapshot = open_document(text, environment())
    for at in (0, 6):
        renamed = snapshot.edit([TextEdit(Span(0, 7, 0, 9), "sys as os")], 1)
        while at and not renamed.pending:
            renamed = renamed.advance(1)
        assert_same(renamed.edit([TextEdit(Span(6, 4, 6, 8), "Little")], 2))
