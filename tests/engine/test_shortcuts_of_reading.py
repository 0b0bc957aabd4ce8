"""Each shortcut of reading a text is held against the slow way that it spares."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from burnish_checks import syntax
from burnish_checks.core import lexical, split, suppression
from burnish_checks.core.comments import tokenized
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.split import Extent
from burnish_checks.core.text import split_lines
from burnish_checks.syntax import newer, python2
from burnish_checks.syntax.source import Source
from tests.engine.test_incremental import environment
from tests.engine.test_shortcuts import TEXTS
from tests.engine.test_whole import alone

PIECES = (
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    '"""',
    "f'",
    "\\",
    "#",
    "\n",
    "\n",
    "    ",
    "\f",
    "a",
    "x = ",
    ": ",
    "def f():\n",
    "if a:\n",
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_a_line_seen_to_be_whole_ends_where_a_scan_ends_it(text: str) -> None:
    lines = split_lines(text)

    def extents(whole: Callable[[str], bool]) -> list[Extent]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lexical, "is_whole", whole)
            patch.setattr(split, "is_whole", whole)
            return list(split.split(lines))

    assert extents(lexical.is_whole) == extents(lambda line: False)


def test_nine_lines_of_ten_are_seen_to_be_whole() -> None:
    lines = [line for text in TEXTS for line in text.splitlines()]
    assert sum(map(lexical.is_whole, lines)) > 0.85 * len(lines)


@pytest.mark.parametrize("text", TEXTS)
def test_the_walk_passes_the_same_nodes_as_the_standard_library(text: str) -> None:
    tree = syntax.parse(text)

    def without_contexts(nodes: Iterable[ast.AST]) -> list[ast.AST]:
        return [node for node in nodes if not isinstance(node, ast.expr_context)]

    assert list(syntax.walk(tree)) == without_contexts(ast.walk(tree))
    for node in ast.walk(tree):
        assert list(syntax.iter_child_nodes(node)) == without_contexts(ast.iter_child_nodes(node))


@pytest.mark.parametrize("quote", ["'''", '"""', "f'''", "x = 1 + '''"])
def test_a_string_that_is_never_closed_is_known_without_parsing(quote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing all that it swallows and seeing that this fails is the slow equivalent."""
    text = TEXTS[2].split("\n")
    for line in range(0, 1_000, 90):
        lines = split_lines("\n".join([*text[:line], text[line] + quote, *text[line + 1 :]]))
        known = [(block.lines, block.kind, block.broken) for block in alone(lines)]
        with monkeypatch.context() as patch:
            patch.setattr(split, "logical_line", lambda *given: lexical.logical_line(*given)._replace(unclosed=False))
            assert [(block.lines, block.kind, block.broken) for block in alone(lines)] == known


NEWER = (
    "def f[T](a):\n",
    "class A [*B]:\n",
    "type X = a\n",
    "type",
    "except a, b:\n",
    "except* a:\n",
    "'",
    '"""',
    "# ",
    "x[a]\n",
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from((*PIECES, *NEWER)), max_size=12).map("".join))
@example("type    type[")
def test_a_text_without_the_words_of_newer_statements_has_none_to_hide(text: str) -> None:
    quick = _rewritten(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(newer, "may_be_newer", lambda text: True)
        assert _rewritten(text) == quick


def _rewritten(text: str) -> object:
    """The text without what is newer, or what is wrong with it."""
    try:
        return newer.rewrite(Source(text), text, (), newer.Lacks(True, False))
    except syntax.SyntaxProblem as problem:
        return problem.message, problem.line, problem.column


OLDER = (
    *("print a", "print >>a, b", "exec 'a'", "raise A, 'b'", "`a`", "a <> b", "ur'a'", "0777", "1L", "0xffL", "0L"),
    *("except A, e:", "def f(a, (b, c)):", "'print a'", "# print a", '"""', "a = (", "x.0l", "\n"),
)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(OLDER), max_size=6).map("\n".join))
def test_a_text_without_signs_of_python_2_is_not_searched_for_where_its_strings_are(text: str) -> None:
    quick = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(python2, "_MAY_BE_SIGN", re.compile(""))
        assert read(text) == quick


SAID = (
    *("# burnish: ignore[a]", "# NOQA", "# nosec", "# pylint: disable=a", "# ruff: ignore[a]", "# noinspection A", "#"),
    *("# @generated", "# $ANTLR 3", "# Changes made to this file will be lost", "# generated: do not edit", "x = 1"),
    *(
        "# Copied from there",
        "# back-ported with care from",
        "def f(): pass",
        "raise a from b",
        "'noqa'",
        "# from",
        '"""',
    ),
)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(SAID), max_size=6), st.sampled_from(("\n", " ", "\r\n", "\n    ")))
def test_comments_are_read_only_where_one_may_suppress_something(lines: list[str], between: str) -> None:
    for entry in open_document(between.join(lines) + "\n", environment()).entries:
        quick = suppression._directives(entry.block)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(suppression, "_speaks", lambda lowered: True)
            patch.setattr(suppression, "comments_on", lambda block, rows: tokenized(block.text))
            assert suppression._directives(entry.block) == quick


def test_few_blocks_with_the_words_of_such_comments_have_one() -> None:
    blocks = [entry.block for text in TEXTS for entry in open_document(text, environment()).entries]
    read = [block for block in blocks if any("#" in line and suppression._speaks(line.lower()) for line in block.lines)]
    assert len(read) < len(blocks) / 20


def read(text: str) -> str:
    """The tree of a text, or what is wrong with it."""
    try:
        return ast.dump(syntax.parse(text), include_attributes=True)
    except syntax.SyntaxProblem as problem:
        return repr(problem)


def test_few_broken_texts_are_searched_for_newer_statements() -> None:
    blocks = [entry.block.text for text in TEXTS for entry in open_document(text, environment()).entries]
    assert sum(map(newer.may_be_newer, blocks)) < len(blocks) / 3
