"""Extract function and guard clause on a selection: what is offered, what is changed, and that nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from burnish_checks.actions.function import extract_function
from burnish_checks.actions.guard import guard_clause
from burnish_checks.core.action import Action, Selection, propose_action
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, after
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.conditions import opposite
from burnish_checks.organization.extraction.expressions import extract_expression
from burnish_checks.organization.extraction.naming import function_name
from burnish_checks.organization.extraction.regions import functions_of
from burnish_checks.organization.extraction.words import comment_words
from burnish_checks.organization.guarding import can_guard, guard
from tests.organization.programs import programs
from tests.organization.running import outcomes
from tests.organization.test_extraction import opened

PROGRAMS = programs()


def selected(text: str, part: str) -> Selection:
    """The selection of the first occurrence of a part of a text."""
    start = text.index(part)
    end = start + len(part)
    before, until = text[:start], text[:end]
    span = Span(before.count("\n"), len(before.rpartition("\n")[2]), until.count("\n"), len(until.rpartition("\n")[2]))
    return Selection(opened(text), span)


def applied(action: Action, text: str, part: str) -> str:
    """The text after an action on a part of it, or the reason why there is no change."""
    selection = selected(text, part)
    if action.offers(selection) is None:
        return "not offered"
    repair, verdict = propose_action(action, selection)
    if repair is None or not verdict.offered:
        return verdict.reason
    return after(selection.snapshot, repair.own).text


LOAD = '''def load(path: str, strict: bool = False) -> list[str]:
    """Read the names."""
    names = []
    with open(path) as file:
        for line in file:
            # Skip comments.
            if line.startswith("#"):
                continue
            if strict and line != line.strip():
                raise ValueError(line)
            names.append(line.strip())
    return sorted(names)
'''


LOADED = '''def load(path: str, strict: bool = False) -> list[str]:
    """Read the names."""
    names = []
    with open(path) as file:
        for line in file:
            _handle_line(strict, names, line)
    return sorted(names)


def _handle_line(strict: bool, names, line) -> None:
    """Handle the line and add to `names`, or raise `ValueError`."""
    # Skip comments.
    if line.startswith("#"):
        return
    if strict and line != line.strip():
        raise ValueError(line)
    names.append(line.strip())
'''


def test_statements_with_comments_are_moved_with_hints_and_docstring() -> None:
    part = LOAD[LOAD.index("            # Skip") : LOAD.index("    return")]
    assert applied(extract_function, LOAD, part) == LOADED


def test_an_expression_becomes_a_call() -> None:
    result = applied(extract_function, LOAD, "strict and line != line.strip()")
    assert "            if _check_strict(strict, line):\n" in result
    assert (
        '''

def _check_strict(strict: bool, line):
    """Tell whether a condition on `strict` and `line` holds."""
    return strict and line != line.strip()
'''
        in result
    )


@pytest.mark.parametrize(
    ("before", "part", "call"),
    [
        ("    return (await a.b()).c * 2\n", "await a.b()", "    return (await _compute_c(a)).c * 2\n"),
        ("    return g(await a.b()).c\n", "g(await a.b())", "    return (await _compute_c(a)).c\n"),
        ("    return g((await a.b()).c)\n", "(await a.b()).c", "    return g(await _compute_c(a))\n"),
        ("    return (a.b + a.c) * 2\n", "a.b + a.c", "    return _compute_c(a) * 2\n"),
    ],
)
def test_a_call_stands_in_the_brackets_that_it_needs(before: str, part: str, call: str) -> None:
    result = applied(extract_function, f"async def f(a):\n{before}", part)
    assert re.sub(r"_\w+\(", "_compute_c(", result.splitlines(keepends=True)[1]) == call


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("if line.startswith", "not offered"),
        ("names = []\n    with", "not offered"),
        ('"""Read the names."""', "The code is the function's docstring."),
        ("                continue\n", "The code has a `continue`"),
        ("line.strip", "A method that is called at once"),
        ("    names = []\n", "_build_names"),
    ],
)
def test_what_cannot_be_moved_is_not_offered_or_says_why(part: str, said: str) -> None:
    assert said in applied(extract_function, LOAD, part)


GUARDS = [
    (
        "def f(x, y):\n    p()\n    if x > 1 and not y:  # why\n        # what\n        z = x\n        print(z)\n",
        "def f(x, y):\n    p()\n    if not (x > 1 and not y):  # why\n        return\n\n    # what\n    z = x\n    print(z)\n",
    ),
    (
        "for x in y:\n    if x is None:\n        print(x)\n        print(y)\n",
        "for x in y:\n    if x is not None:\n        continue\n\n    print(x)\n    print(y)\n",
    ),
    (
        "def f(x):\n    if x:\n        y = x\n        z = y\n    else:\n        # why\n        return 1\n    return z\n",
        "def f(x):\n    if not x:\n        # why\n        return 1\n\n    y = x\n    z = y\n    return z\n",
    ),
    (  # an inner generator makes none of the function around it
        "def f(a, x):\n    def g():\n        yield a\n    if a:\n        return 5\n    if x:\n        p(g)\n        q(g)\n",
        "def f(a, x):\n    def g():\n        yield a\n    if a:\n        return 5\n"
        "    if not x:\n        return None\n\n    p(g)\n    q(g)\n",
    ),
    (
        "def f(a, x):\n    yield a\n    if a:\n        return 5\n    if x:\n        p(a)\n        q(a)\n",
        "def f(a, x):\n    yield a\n    if a:\n        return 5\n    if not x:\n        return\n\n    p(a)\n    q(a)\n",
    ),
]


@pytest.mark.parametrize(("text", "expected"), GUARDS)
def test_guard_clauses(text: str, expected: str) -> None:
    assert applied(guard_clause, text, "if x") == expected


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        (
            "def f(lock, d):\n    with lock:\n        return d[0]\n    return 'kept'\n",
            "    with lock:\n        return d[0]",
            "What follows is reached only if the `with` keeps an exception back.",
        ),
        (
            "def f(n):\n    def up():\n        nonlocal n\n        n += 1\n    return up, lambda: (n, n)\n",
            "up, lambda: (n, n)",
            "A function or generator in the expression keeps `n`, which is assigned elsewhere.",
        ),
    ],
)
def test_what_only_looks_movable_says_why_it_is_not(text: str, part: str, said: str) -> None:
    assert applied(extract_function, text, part.strip()) == said


def test_an_if_with_more_after_it_is_no_guard() -> None:
    assert (
        applied(guard_clause, "def f(x):\n    if x:\n        y = x\n        print(y)\n    print(x)\n", "if x")
        == "not offered"
    )


CONDITIONS = [
    "a", "not a", "a == b", "a != b", "a is None", "a is not b", "a in c", "a not in c", "a < b", "len(c) > 1", "1 <= len(c)",
    "a and b", "a or not b", "a and (b or a == 1)", "(a or b) and not (a and b)", "a < b < 3", "a if b else c",
    "not (a or b)", "not (a and b) or a", "(x := a) == 1 or x", "(a or b) == (b or c)", "lambda: a", "not (b if a else c)",
    "a == 1 and b is None or not c", "c[0] if c else a",
]  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_opposite_holds_exactly_when_the_condition_does_not(condition: str) -> None:
    block = opened(f"if {condition}:\n    pass\n").entries[0].block
    text = opposite(block, block.nodes(ast.If)[0].test)
    values = (0, 1, None)
    for a in values:
        for b in values:
            for c in ([], [1], [0, 1, 2]):
                assert result_of(text, a, b, c) == inverted(result_of(condition, a, b, c)), (text, a, b, c)


def result_of(text: str, a: object, b: object, c: object) -> object:
    """Truth of one of our own conditions, or the name of the error it raises."""
    try:
        return bool(eval(text, {}, {"a": a, "b": b, "c": c}))
    except Exception as error:
        return type(error).__name__


def inverted(value: object) -> object:
    return not value if isinstance(value, bool) else value


def expressions(block: Block) -> Iterator[ast.expr]:
    """Every expression in the functions of a block."""
    for nodes in list(block.walk.nodes.values()):
        for node in nodes:
            if isinstance(node, ast.expr) and functions_of(block):
                yield node


def variants(snapshot: Snapshot) -> Iterator[str]:
    """The document after each possible extraction of an expression and each possible guard clause."""
    for index, entry in enumerate(snapshot.entries):
        block = entry.block
        for node in expressions(block):
            try:
                extraction = extract_expression(snapshot, index, node)
            except Refused as refusal:
                assert str(refusal).endswith(".")
                continue
            yield after(snapshot, extraction.repair.changes).text
        for condition in block.nodes(ast.If):
            if can_guard(block, condition):
                try:
                    made = guard(block, condition, "\n", "    ")
                except Refused as refusal:
                    assert str(refusal).endswith(".")
                    continue
                span = made.span.moved(snapshot.starts[index])
                lines = snapshot.lines
                yield "".join(lines[: span.start_line]) + made.text + "\n" + "".join(lines[span.end_line + 1 :])


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_expression_and_guard_does_the_same(name: str) -> None:
    text, calls = PROGRAMS[name]
    results = list(variants(opened(text)))
    original, *changed = outcomes([(item, calls) for item in (text, *results)])
    for result, outcome in zip(results, changed, strict=True):
        assert outcome == original, result


def test_an_expression_in_a_comprehension_is_handed_its_variables() -> None:
    results = set(variants(opened(PROGRAMS["comprehensions"][0])))
    assert len(results) > 30
    assert any("for amount in amounts if _compute_amount(amount, rate) > 6" in text for text in results), results


NARROWED = """from __future__ import annotations


def shown(name: str | None, size: int | list[str] | None, value: object, often: str | None) -> str:
    if name is None:
        return ""
    assert isinstance(size, int) and not isinstance(value, str)
    if isinstance(value, bytes) and value:
        print(name.upper())
        print(size + len(value), often)
    often = name
    return often
"""


def test_a_parameter_has_the_type_that_the_tests_before_leave() -> None:
    result = applied(
        extract_function, NARROWED, NARROWED[NARROWED.index("        print(name") : NARROWED.index("    often =")]
    )
    assert "(name: str, size: int, value: bytes, often: str | None) -> None:\n" in result


def test_a_part_of_what_has_a_type_has_one() -> None:
    text = (
        "def read(text: str, lines: list[int]) -> None:\n    rest = text[1:]\n    words = rest.split()\n"
        "    few = lines[:3]\n    size = len(few)\n    found = size in few\n    other = text + rest\n    print(rest)\n"
        "    print(words, few, size, found, other)\n"
    )
    result = applied(extract_function, text, "    print(words, few, size, found, other)")
    assert "\n    words: list[str], few: list[int], size: int, found: bool, other\n" in result


def test_parts_of_each_other_have_no_type() -> None:
    text = (
        "def read(text: str, n) -> None:\n    one = n\n    two = one[1:]\n    one = two[1:]\n    print(two)\n"
        "    print(one, two)\n"
    )
    assert "(one, two) -> None:" in applied(extract_function, text, "    print(one, two)")


def test_what_a_part_does_is_told_by_the_whole() -> None:
    text = (
        "def parse_header(data):\n    if data:\n        width = data[0] * 256\n        width += data[1]\n"
        "    else:\n        width = 3\n    return [width]\n"
    )
    snapshot = opened(text)
    function = functions_of(snapshot.entries[0].block)[0]
    assert function_name(function, function.body[:1], ["width"], "", ()).name == "_parse_width"


def test_a_part_is_not_named_by_a_variable_of_its_own() -> None:
    text = (
        "def parse_options(options):\n    for option in options:\n        if option:\n"
        "            mark = option[:1]\n            if mark in option[1:]:\n                assert mark, option\n"
    )
    function = functions_of(opened(text).entries[0].block)[0]
    loop = function.body[0]
    assert isinstance(loop, ast.For) and isinstance(loop.body[0], ast.If)
    assert function_name(function, loop.body[0].body, [], "", ()) == ("_handle_option", False)


def test_what_is_made_of_a_class_is_built_and_no_name_differs_in_an_underscore_alone() -> None:
    text = "def main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('y')\n    return parser.parse_args()\n"
    function = functions_of(opened(text).entries[0].block)[0]
    assert function_name(function, function.body[:2], ["parser"], "", ()).name == "_build_parser"
    assert function_name(function, function.body[:2], ["parser"], "", ("build_parser",)).name != "_build_parser"


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# determine the output fields", ["determine", "output", "fields"]),
        ("# normalise arguments", ["normalise", "arguments"]),
        ("# Parsing the header:", ["parse", "header"]),
        ("# do the thing", []),
        ("# is there a conflict?", []),
    ],
)
def test_a_comment_names_what_follows(comment: str, words: list[str]) -> None:
    assert comment_words(comment) == words


RAISING = '''def load(path: str) -> str:
    """Read a file."""
    try:
        return read(path)
    except OSError as error:
        text = str(error)
        print(text)
        if "busy" not in text:
            raise
        print("busy")
    return ""
'''


def test_what_a_handler_raises_again_stays_in_it() -> None:
    part = RAISING[RAISING.index("text = ") : RAISING.index("raise") + 5]
    assert applied(extract_function, RAISING, part) == "The code raises again what a handler around it caught."
    whole = RAISING[RAISING.index("try:") : RAISING.index('    return ""') - 1]
    assert "again" not in applied(extract_function, RAISING, whole)
