"""Arithmetic on literals: its value, and how much is computed to tell it."""

from __future__ import annotations

import pytest

from burnish_checks import syntax
from burnish_checks.constants import literals
from burnish_checks.constants.literals import number, outermost
from burnish_checks.core.snapshot import open_document
from tests.engine.test_incremental import environment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60 * 60 * 24", 86400),
        ("-(2 ** 3)", -8),
        ("+1 - -2", 3),
        ("10 - (4 - 3)", 9),
        ("~1", None),
        ("1 / 0", None),
        ("1 + x", None),
        ("x + 1", None),
        ("True + 1", None),
        ("1 | 2", None),
        ("2 ** 9999", None),
    ],
)
def test_the_value_of_arithmetic(text: str, value: int | None) -> None:
    statement = syntax.parse(text + "\n").body[0]
    assert isinstance(statement, syntax.Expr)
    assert number(statement.value) == value


def test_the_widest_expression_is_found_without_adding_it_up_for_each_term(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = 200
    block = open_document("x = y[" + " + ".join(["7"] * terms) + "]\n", environment()).entries[0].block
    (whole,) = (node for node in block.nodes(syntax.BinOp) if not isinstance(block.parent(node), syntax.BinOp))
    calls = 0

    def counted(node: syntax.AST) -> literals.Number | None:
        nonlocal calls
        calls += 1
        return number(node)

    monkeypatch.setattr(literals, "number", counted)
    assert all(outermost(block, constant) is whole for constant in block.nodes(syntax.Constant))
    assert calls < 2 * terms * terms
