"""An expression that is worked out once in a statement is what it would be worked out to be again."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from burnish_checks.security.flow.evaluating import FOLLOW
from burnish_checks.security.flow.run import Run
from tests.labelled_cases import read

SECURITY = Settings(select=("security",), only_selected=True, local_sources=True)
FIXTURES = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.parent.glob("fixtures/security/*.py")]
CASES = [
    "\n".join(lines) + "\n" for case in read(Path(__file__).parent / "labelled") for lines in case.modules.values()
]


class Forgetful(dict[Any, Any]):
    """Remembers nothing."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


def found(text: str) -> list[Any]:
    """What is found in a text."""
    snapshot = open_document(text, environment_for("views.py", SECURITY)).settled()
    return [(item.finding.rule.slug, item.span, item.finding.message) for item in snapshot.findings()]


def test_what_is_remembered_within_a_statement_is_what_would_be_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*FIXTURES, *CASES[::3]]
    once = [found(text) for text in texts]
    monkeypatch.setattr(Run, "known", property(lambda self: Forgetful(), lambda self, value: None), raising=False)
    assert once == [found(text) for text in texts]


def test_a_condition_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "from flask import request\nimport os\n\n\ndef run():\n    text = request.args['text']\n"
        "    if text.strip() and seen(text) and not (other(text) or text == 'a'):\n        os.system(text)\n"
    )
    counts: dict[int, int] = {}
    plainly = FOLLOW[ast.Call]

    def counted(run: Run, node: Any, names: Any) -> Any:
        if run.asks:
            counts[id(node)] = counts.get(id(node), 0) + 1
        return plainly(run, node, names)

    monkeypatch.setitem(FOLLOW, ast.Call, counted)
    assert any(slug == "command-injection" for slug, *_ in found(text))
    assert counts
    assert max(counts.values()) == 1, counts
