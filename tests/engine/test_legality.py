"""Errors that parse are told like those that do not."""

from __future__ import annotations

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.policy import engine_for, role_of


def problems(text: str) -> list[str]:
    role = role_of("m.py")
    snapshot = open_document(text, Environment("m.py", engine_for(Settings(), role), Settings(), role))
    return [item.finding.message for item in snapshot.findings() if item.finding.rule.slug == "syntax-error"]


@pytest.mark.parametrize(
    "text",
    [
        "f(a=1, a=2)\n",
        "class A:\n    def run(self):\n        return f(x=1, x=2)\n",
        "*a = 1\n",
        "__debug__ = 1\n",
        "from __future__ import nothing\n",
        "def f():\n    from z import *\n",
        "match x:\n    case a: pass\n    case b: pass\n",
        "match x:\n    case 1 | _: pass\n    case b: pass\n",
        "match x:\n    case (_ as a): pass\n    case b: pass\n",
        "match x:\n    case [a, a]: pass\n",
        "match x:\n    case [*a, *b]: pass\n",
        "match x:\n    case {'k': 1, 'k': 2}: pass\n",
        "match x:\n    case A(b=1, b=2): pass\n",
        "match x:\n    case [a] | {'k': b}: pass\n",
        "match x:\n    case {'k': a, **a}: pass\n",
        "def f(a, a): pass\n",
    ],
)
def test_what_the_compiler_refuses_is_told_once(text: str) -> None:
    assert len(problems(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "f(a=1, b=2, **c, **d)\n",
        "*a, b = 1, 2\n",
        "if __debug__:\n    a = 1\n",
        "from __future__ import annotations\n",
        "try:\n    from z import *\nexcept ImportError:\n    pass\n",
        "match x:\n    case 1: pass\n    case b: pass\n",
        "match x:\n    case a if a: pass\n    case {'k': b, 'l': [c, *_]}: pass\n    case [d] | (d): pass\n",
    ],
)
def test_what_it_takes_is_not(text: str) -> None:
    assert problems(text) == []


def test_a_match_that_cannot_be_wrong_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("burnish_checks.syntax.compile_problem", compiled)
    assert problems("match x:\n    case 1: pass\n    case {'k': a, 'l': A(b=c)}: pass\n    case _: pass\n") == []
