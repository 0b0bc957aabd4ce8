"""Which names a function binds is looked for only where it matters for what the function may raise."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of
from burnish_checks.raising import facts
from burnish_checks.raising.iterating import names_bound

FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_what_a_function_may_raise_is_the_same_where_no_name_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against looking in every function; counted: most have no effect for which a name matters."""
    looked: list[object] = []
    monkeypatch.setattr(facts, "names_bound", lambda nodes: looked.append(nodes) or names_bound(nodes))
    functions = 0
    for path in sorted(FIXTURES.rglob("*.py"))[::5]:
        for block in blocks_of(split_lines(path.read_text(encoding="utf-8"))):
            for node in block.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
                functions += 1
                once = facts._effects(node)
                with monkeypatch.context() as patch:
                    patch.setattr(facts, "_name_something", lambda effects: True)
                    patch.setattr(facts, "names_bound", names_bound)
                    assert facts._effects(node) == once
    assert 0 < len(looked) < functions / 2
