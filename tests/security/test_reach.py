"""Following only the blocks that data can flow through finds what following every block finds."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.policy import environment_for
from burnish_checks.security.flow import proving, reach, reaching
from burnish_checks.security.flow.arriving import fits

FIXTURES = sorted(Path(__file__).parent.parent.glob("fixtures/security/*.py"))
LIBRARY = [Path(ast.__file__).parent / f"{name}.py" for name in ("cgitb", "ftplib", "pdb", "webbrowser", "xdrlib")]
SECURITY = Settings(select=("security",), only_selected=True)


@pytest.mark.parametrize("local", [False, True], ids=["remote", "local"])
def test_what_is_not_followed_holds_nothing(local: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(str(path), path.read_text(encoding="utf-8")) for path in (*FIXTURES, *LIBRARY) if path.exists()]
    settings = replace(SECURITY, local_sources=local)

    def found() -> list[object]:
        snapshots = [open_document(text, environment_for(path, settings)) for path, text in texts]
        return [
            [(item.finding.rule.slug, item.span, item.finding.message) for item in shot.findings()]
            for shot in snapshots
        ]

    filtered = found()
    followed = 0

    def follow(*_: object) -> bool:
        nonlocal followed
        followed += 1
        return True

    monkeypatch.setattr(proving, "can_flow", follow)
    assert filtered == found()
    assert followed > 100


@pytest.mark.parametrize("head", ["", "import os\n"])
def test_what_can_flow_in_a_file_is_worked_out_once(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = head + "".join(f"def name_{number}(first):\n    return first.value\n\n\n" for number in range(20))
    plainly, count = reaching._giving._make, 0

    def counted(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        return plainly(*arguments)

    monkeypatch.setattr(reaching._giving, "_make", counted)
    open_document(text, environment_for("module.py", Settings()))
    assert count == 1


def test_only_what_leads_to_a_source_hands_out_data_from_outside() -> None:
    inside = "".join(f"def inner_{n}(text):\n    return inner_{n + 1}()\n\n\n" for n in range(50))
    text = (
        "import os\nimport sys\nfrom flask import request\n\n\n"
        "def asked():\n    return request.args['name']\n\n\n"
        "def passed_on(first):\n    return asked()\n\n\n"
        "class Kept:\n    def __init__(self, first):\n        self.name = passed_on(first)\n\n"
        "    def told(self):\n        return self.name\n\n\n"
        "def local():\n    return sys.argv[1]\n\n\n" + inside
    )
    for own, more in ((False, set()), (True, {"local"})):
        environment = environment_for("module.py", replace(SECURITY, local_sources=own))
        found = reaching.giving_in(open_document(text, environment).settled().view)
        assert found.words == {"asked", "passed_on", "name", "told", "Kept"} | more


def test_the_reach_is_the_same_object_while_an_edit_changes_nothing_of_it() -> None:
    text = "import os\n\n\ndef first(path):\n    os.remove(path)\n\n\ndef second(path):\n    return first(path)\n"
    snapshot = open_document(text, environment_for("module.py", Settings())).settled()
    before = reaching.harming_in(snapshot.view)
    snapshot = snapshot.edit([TextEdit(Span(4, 18, 4, 18), " + '.bak'")], 1).settled()
    assert reaching.harming_in(snapshot.view) is before


def test_what_is_read_of_a_mapping_that_is_passed_on_fits_any_name() -> None:
    told: Any = SimpleNamespace(parameters=("first", "second"))
    assert fits(told, "second", "**.0")
    assert fits(told, "second", "**1.0")
    assert not fits(told, "first", "**1.0")


@pytest.mark.parametrize(("head", "asked"), [("import os\n", 0), ("from flask import request\n", 20)])
def test_blocks_are_asked_for_their_words_where_something_comes_from_outside(
    head: str, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver = "\n\ndef given():\n    return request.args['name']\n"
    text = head + "".join(f"\n\ndef name_{number}(first):\n    return first.value\n" for number in range(20)) + giver
    plainly, counted = reach._words_of, []

    def words(*arguments: Any) -> Any:
        counted.append(arguments)
        return plainly(*arguments)

    monkeypatch.setattr(reach, "_words_of", words)
    open_document(text, environment_for("module.py", SECURITY))
    assert min(len(counted), 20) == asked
