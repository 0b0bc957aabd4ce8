"""Loops: a second turn only where the first leaves something that a turn reads."""

from __future__ import annotations

import ast

import pytest

from burnish_checks.inference import flow
from burnish_checks.inference.loops import _carried
from burnish_checks.inference.reading import read_module
from tests.inference.test_cases import CASES
from tests.inference.test_solver import _answers

LOOPS = {
    "for name in names:\n    text = name.strip()\n    print(text)": {"print"},
    "for name in names:\n    total = total + len(name)": {"len", "total"},
    "for name in names:\n    total += 1": {"total"},
    "for name in names:\n    if name:\n        last = name\n    print(last)": {"last", "print"},
    "for name in names:\n    if name:\n        last = name\n    else:\n        continue\n    print(last)": {"print"},
    "for name in names:\n    with open(name) as file:\n        file.read()": {"open"},
    "for item.name in names:\n    pass": {"item"},
    "while line := read():\n    print(line)": {"read", "print"},
    "while left:\n    left, right = right, left": {"left", "right"},
    "for a, *b in rows:\n    del a, c": {"a", "c"},
}


@pytest.mark.parametrize("text", LOOPS)
def test_what_a_turn_reads_of_the_one_before(text: str) -> None:
    body = ast.parse(text).body
    top = read_module("shop", "shop.py", body, stub=False, package=False).top
    assert top is not None and isinstance(body[0], (ast.For, ast.While))
    assert _carried(top, body[0]) == LOOPS[text]


@pytest.mark.parametrize("text", [path.read_text(encoding="utf-8") for path in CASES])
def test_a_second_turn_that_is_left_out_would_tell_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = _answers(text)
    monkeypatch.setattr(flow, "brings_news", lambda *given: True)
    assert _answers(text) == without
