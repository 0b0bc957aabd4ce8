"""Where only a statement is written otherwise the block is as if it were read anew."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.core import editing, walking
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from tests.engine.test_incremental import assert_same, environment
from tests.engine.test_rewording import FIXTURES, assert_alike, assert_all_alike
from tests.engine.test_shortcuts import TEXTS
from tests.engine.walked import assert_walked

SIMPLE = (
    *("pass", "é = 'é' + other", "x = f'{a!r:>{b}} {c}' f\"{d['e']}\"", "del a", "return [a for a in b if c]", "yield"),
    *(
        "x = 1  # noqa: F841",
        "global os",
        "nonlocal x",
        "await a",
        "'a docstring'",
        "import os as sys",
        "break",
        "x: int",
    ),
    *("lambda: (yield)", "raise a from b"),
)
OTHERS = (
    *(
        "a; b",
        "a;",
        "if a: b",
        "a = (",
        "a)",
        "a = [\\",
        "a = '''",
        "#",
        "",
        "  a",
        "def f(): pass",
        "else: a",
        "class A: a",
    ),
    *("@a", "case 1: a", "type X = int", "print a", "\tpass", "\f", "x = \\", "async a"),
)
BLOCK = """\
import os


class Kind:
    @decorated
    def long(self, argument):
        x = 1
        '''Say what.'''
        if argument:
            y = ("é", {}
                 "b")  # told
        elif x:
            a = \\
                b
        else:  # or
            with x as y: z
        match x:
            case [1, *_] if y:
                one = f"{{x!r:>{{y}}}} {{z}}"
            case _:
                {}
        try:
            x = 2; y = 3
        except ValueError: pass
        finally:
            return '''
    def not_one():
        pass
'''  # end

    # after
    after = 1
"""
HALF_TYPED = st.sampled_from(
    [
        "x",
        " ",
        "é",
        "\\",
        '"',
        "'",
        "'''",
        "#",
        "{",
        "}",
        "\t",
        "\r",
        "\f",
        ";",
        ":",
        "(",
        ")",
        "=",
        ",",
        "if ",
        "x = 1",
        "\n",
        "\n        ",
        "\n            ",
        "pass\n        ",
        "é = 1\n            x",
        "x\n\n        # told\n        y",
    ]
)


class Place(NamedTuple):
    """A line of a block on which a statement inside a function begins."""

    index: int
    row: int
    column: int


def places(snapshot: Snapshot) -> Iterator[Place]:
    for index, entry in enumerate(snapshot.entries):
        function = entry.block.body[0] if entry.block.body else None
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and node is not function:
                    yield Place(index, *entry.block.position(node.lineno, node.col_offset))


def both(snapshot: Snapshot, edit: TextEdit, *, spent: bool = True) -> tuple[Snapshot, Snapshot]:
    """The snapshot after an edit, and after the same one with the block read anew.

    The trees of the one before go on in the first if it is `spent`; what was found in walking over them must be as it was.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editing, "reworded", lambda *given, **named: None)
        quick = snapshot.edit([edit], 1, spent=spent)
        for entry in quick.entries:
            assert_walked(entry.block)
        patch.setattr(editing, "restated", lambda *given, **named: None)
        return quick, snapshot.edit([edit], 1)


@pytest.mark.parametrize("statement", SIMPLE + OTHERS)
def test_a_block_with_another_statement_is_as_if_it_were_read_anew(statement: str) -> None:
    tried = kept = 0
    for text in (*FIXTURES[(SIMPLE + OTHERS).index(statement) :: 60], TEXTS[0]):
        snapshot = open_document(text, environment())
        for place in list(places(snapshot))[:: 1 + len(text) // 1_000]:
            row = snapshot.starts[place.index] + place.row
            end = len(snapshot.lines[row].rstrip("\r\n"))
            quick, slow = both(snapshot, TextEdit(Span(row, place.column, row, end), statement))
            assert [entry.block.lines for entry in quick.entries] == [entry.block.lines for entry in slow.entries]
            assert_alike(quick, slow, min(place.index, len(quick.entries) - 1))
            tried, kept = tried + 1, kept + (quick.cost.scanned < slow.cost.scanned)
    assert tried > 30
    assert kept > tried / 3 or statement in OTHERS


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(['"a"', '"""a', 'f"{{a}}"', "a,"]),
    st.sampled_from(["pass", "z = '''\n  a'''", "w = [\n# b\n]"]),
    st.integers(4, 30),
    st.integers(0, 40),
    st.integers(0, 6),
    st.sampled_from((0, 0, 0, 1, 2)),
    HALF_TYPED,
    st.booleans(),
)
def test_any_edit_leads_to_the_same(
    first: str, second: str, line: int, column: int, taken: int, further: int, typed: str, spent: bool
) -> None:
    snapshot = open_document(BLOCK.format(first, second), environment())
    begin = min(column, len(snapshot.lines[line].rstrip("\n")))
    last = min(line + further, len(snapshot.lines) - 1)
    end = min(column + taken, len(snapshot.lines[last].rstrip("\n")))
    if (last, end) >= (line, begin):
        assert_all_alike(*both(snapshot, TextEdit(Span(line, begin, last, end), typed), spent=spent))


@pytest.mark.parametrize("spent", [True, False])
@pytest.mark.parametrize("statements", ["pass\n", "x = f'{a!r}'\n", "é = (\n    1)\n", "a; b\n", "# told\n", "if a:\n"])
def test_a_line_that_comes_and_goes_is_as_if_its_block_were_read_anew(statements: str, spent: bool) -> None:
    tried = kept = 0
    for text in (*FIXTURES[::40], TEXTS[0]):
        snapshot = open_document(text, environment())
        for place in list(places(snapshot))[:: 1 + len(text) // 1_000]:
            row = snapshot.starts[place.index] + place.row
            indent = snapshot.lines[row][: place.column]
            new = statements + indent
            quick, slow = both(snapshot, TextEdit(Span(row, place.column, row, place.column), new), spent=spent)
            assert_all_alike(quick, slow)
            tried, kept = tried + 1, kept + (quick.cost.scanned < slow.cost.scanned)
            end = Span(row, place.column, row + new.count("\n"), place.column)
            quick, slow = both(quick.settled(), TextEdit(end, ""), spent=spent)
            assert_all_alike(quick, slow)
            assert quick.text == snapshot.text
    assert tried > 30
    assert kept > tried / 3 or statements in ("# told\n", "if a:\n")


def first_function(snapshot: Snapshot) -> ast.FunctionDef:
    node = snapshot.entries[0].block.body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def test_of_a_function_that_gets_a_line_more_what_is_in_front_of_it_is_kept() -> None:
    snapshot = open_document("def run(other):\n    one = other\n    two = one\n    return two\n", environment())
    before = first_function(snapshot).body
    with_line = snapshot.edit([TextEdit(Span(2, 4, 2, 4), "pass\n    ")], 1, spent=True)
    new = first_function(with_line).body
    assert [new[0], new[3]] == [before[0], before[2]]
    assert [item.lineno for item in new] == [2, 3, 4, 5]
    assert [item.lineno for item in first_function(snapshot).body] == [2, 3, 4]
    assert_same(with_line.settled())


@pytest.mark.parametrize("spent", [True, False])
def test_of_a_function_only_the_edited_statement_is_walked_over(spent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f"    result_{number} = compute({number}, other[{number}].name)\n" for number in range(100))
    snapshot = open_document(f"def run(other):\n{body}    return result_1\n", environment())
    visited, visit = Counter[str](), walking._Walker.visit

    def visiting(walker: Any, node: ast.AST, *given: Any) -> None:
        visited[type(node).__name__] += 1
        visit(walker, node, *given)

    monkeypatch.setattr(walking._Walker, "visit", visiting)
    for place, text in (((50, 4, 50, 4), "x"), ((50, 4, 50, 4), "pass\n    "), ((50, 4, 51, 4), "")):
        visited.clear()
        snapshot = snapshot.edit([TextEdit(Span(*place), text)], 1, spent=spent)
        assert visited.total() <= 20 if spent else visited.total() > 600, visited
        snapshot = snapshot.settled()


def test_a_statement_in_a_long_function_is_read_alone() -> None:
    body = "".join(f"    result_{number} = compute({number}, other[{number}].name)\n" for number in range(100))
    snapshot = open_document(f"def run(other):\n{body}    return result_1\n", environment())
    for number in range(3):
        quick, slow = both(snapshot, TextEdit(Span(50, 4, 50, 4), f"x{number}"))
        assert quick.cost.scanned < 60 < 4_000 < slow.cost.scanned
        shared = snapshot.entries[0].block.body[0].body[7]  # type: ignore[attr-defined]
        assert quick.entries[0].block.body[0].body[7] is shared  # type: ignore[attr-defined]
        snapshot = quick.settled()
        assert_same(snapshot)
