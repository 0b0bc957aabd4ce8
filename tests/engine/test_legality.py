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
    ],
)
def test_what_it_takes_is_not(text: str) -> None:
    assert problems(text) == []
