"""What the syntax package promises beside the trees: see `cases.py` and `test_interpreters.py` for those."""

from __future__ import annotations

import ast
import warnings
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish_checks import syntax
from burnish_checks.syntax.masks import masked
from burnish_checks.syntax.parsing import has_format_strings
from burnish_checks.syntax.scan import format_strings
from burnish_checks.syntax.source import Source
from tests.syntax.cases import TREES


def test_nodes_are_those_of_ast() -> None:
    tree = syntax.parse("def f(x): return f'{x}'")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert isinstance(function, syntax.FunctionNode)
    assert function.type_params == []
    assert all(isinstance(node, syntax.AST) for node in syntax.walk(tree))


def test_what_the_interpreter_lacks_is_still_a_node() -> None:
    code = "type X[T: int] = t'{x!r:>{w}}'\ntry: pass\nexcept* A, B: pass"
    alias, tried = syntax.parse(code).body
    assert isinstance(alias, syntax.TypeAlias)
    assert isinstance(alias.type_params[0], syntax.TypeVar)
    assert isinstance(alias.value, syntax.TemplateStr)
    part = alias.value.values[0]
    assert isinstance(part, syntax.Interpolation)
    assert (part.str, part.conversion) == ("x", ord("r"))
    assert isinstance(tried, syntax.TryStar)
    assert isinstance(tried.handlers[0].type, ast.Tuple)
    names = [node.id for node in syntax.walk(alias) if isinstance(node, ast.Name)]
    assert sorted(names) == ["X", "int", "w", "x"]


@pytest.mark.parametrize(
    ("code", "text"),
    [("t'{ name }'", " name"), ("t'{name = }'", "name"), ("t'{a # b\n + c:d}'", "a \n + c")],
)
def test_interpolation_keeps_its_expression_as_text(code: str, text: str) -> None:
    statement = syntax.parse(code).body[0]
    assert isinstance(statement, ast.Expr)
    found = [node.str for node in syntax.walk(statement) if isinstance(node, syntax.Interpolation)]
    assert found == [text]


def test_bare_tuple_of_exceptions_has_its_own_place() -> None:
    tried = syntax.parse("try: pass\nexcept  (A), b.C : pass").body[0]
    assert isinstance(tried, ast.Try)
    caught = tried.handlers[0].type
    assert isinstance(caught, ast.Tuple)
    assert (caught.lineno, caught.col_offset, caught.end_col_offset) == (2, 8, 16)


@pytest.mark.parametrize("code", TREES)
def test_masks_change_no_place(code: str) -> None:
    source = Source(code)
    shown = masked(source.bytes, 0, len(source.bytes), format_strings(source))
    assert list(map(len, shown.split("\n"))) == list(map(len, source.bytes.split("\n")))


@pytest.mark.parametrize(
    ("code", "found"),
    [("rf''", True), ('F""', True), ("tR'''x'''", True), ("of''", False), ("r'' b''", False), ("# f'' there", True)],
)
def test_f_strings_are_suspected_cheaply(code: str, found: bool) -> None:
    assert has_format_strings(code) is found


@given(st.text("fFrRtTbx_ #('\"\n", max_size=40))
def test_the_places_to_mask_lie_in_the_lines_that_need_masks(text: str) -> None:
    places = set(syntax.places_to_mask(text))
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for start, line in zip(starts, text.split("\n"), strict=False):
        assert syntax.needs_masks(line) is (not places.isdisjoint(range(start, start + len(line))))


def test_warnings_about_the_text_stay_inside() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        code = "x = '\\d' + f'\\d{y}' + f'{1if 1else 2}'\nassert x is 1"
        assert syntax.compile_problem(syntax.parse(code), code) is None
    assert caught == []


def test_the_problem_says_where_it_ends() -> None:
    with pytest.raises(syntax.SyntaxProblem) as caught:
        syntax.parse("é = f'{x!z}'")
    problem = caught.value
    assert (problem.line, problem.column, problem.end_line, problem.end_column) == (1, 9, 1, 10)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(newline: str) -> None:
    code = newline.join(["x = f'''{y}", "z{w}'''", "t = t'{u}'"])
    tree = syntax.parse(code)
    places = {node.id: (node.lineno, node.col_offset) for node in syntax.walk(tree) if isinstance(node, ast.Name)}
    assert places == {"x": (1, 0), "y": (1, 9), "w": (2, 2), "t": (3, 0), "u": (3, 7)}
    constants = [node.value for node in syntax.walk(tree) if isinstance(node, ast.Constant)]
    assert constants == ["\nz"]


def test_parsing_does_not_depend_on_what_came_before() -> None:
    code = "f'{a}{b:{c}}'"
    first = syntax.dump(syntax.parse(code), include_attributes=True)
    with pytest.raises(syntax.SyntaxProblem):
        syntax.parse("f'{a'")
    assert syntax.dump(syntax.parse(code), include_attributes=True) == first


def test_an_empty_text_is_a_module() -> None:
    assert syntax.parse("").body == []
    assert syntax.compile_problem(syntax.parse(""), "") is None


def test_the_key_of_a_value() -> None:
    """As a plain search through the display finds it, nested displays and `**` entries included."""
    text = "{'a': 1, **rest, b: {'c': 2, 'd': [3]}, 'e': {}, 5: x}"
    outer = ast.parse(text, mode="eval").body
    nodes = list(ast.walk(outer))
    for display in (node for node in nodes if isinstance(node, ast.Dict)):
        for node in (item for item in nodes if isinstance(item, ast.expr)):
            plain = [key for key, value in zip(display.keys, display.values, strict=True) if value is node]
            assert syntax.key_of(display, node) is (plain[0] if plain else None)
