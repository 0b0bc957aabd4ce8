"""A repair is verified by what concerns its own category; what that put off makes up the whole when it is done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import burnish_checks
from burnish_checks.core import settling
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, after, targets
from burnish_checks.core.rule import Category
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for
from burnish_checks.registry import CATEGORIES, ruleset

TEXT = '''"""Run what a request names."""
import os
from flask import request


def clean(text):
    if len(text) > 255:
        return None
    else:
        return text.strip()


def command(name):
    return "ls " + name


def show():
    os.system(command(request.args["name"]))


def wait(seconds):
    try:
        return clean(str(seconds * 3600))
    except:
        raise ValueError("no")
'''


def told(snapshot: Snapshot, category: Category | None = None) -> list[tuple[str, str]]:
    return sorted(
        (item.finding.rule.slug, item.finding.message)
        for item in snapshot.findings()
        if category in (None, item.finding.rule.category)
    )


def test_what_was_put_off_makes_up_the_whole() -> None:
    environment = environment_for("/src/module.py", Settings(select=("all",)), None)
    snapshot = open_document(TEXT, environment).settled()
    put_off = tried = 0
    for target in targets(snapshot):
        for fix in target.finding.rule.fixes:
            if fix.slow or not fix.applies_to(target.finding):
                continue
            result = propose(target, fix)[1].result
            if result is not None:
                tried += 1
                put_off += result.unsettled
                category = target.finding.rule.category
                assert told(result, category) == told(result.settled(), category)
                assert told(result.settled()) == told(open_document(result.text, environment).settled())
    assert tried >= 5 and put_off


@pytest.mark.parametrize("slug", ["needless-else", "unused-import", "variable-name"])
def test_no_question_is_put_off_that_nobody_asks_any_more(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_SPARE", -(10**9))  # all that is not asked for is let go of at once
    environment = environment_for("/src/module.py", Settings(select=("all",)), None)
    snapshot = open_document(TEXT, environment).refresh(None)
    rules = frozenset(rule for rule in ruleset().rules if rule.slug == slug)
    for row, line in enumerate(TEXT.splitlines()):
        for word in re.finditer(r"\w+", line):
            change = Change(Span(row, word.start(), row, word.end()), "label")
            at_last = after(snapshot, [change], rules).settled()
            assert told(at_last) == told(after(snapshot, [change]))


def test_no_category_asks_what_another_answers() -> None:
    checks = Path(burnish_checks.__file__).parent
    by_home = {topic.name: topic.category for topic in ruleset().topics if topic.category is not None}
    assert len(by_home) > 20
    for category in CATEGORIES:
        source = "".join(path.read_text(encoding="utf-8") for path in (checks / category.value).rglob("*.py"))
        asked = {name for name in by_home if f'ask("{name}"' in source}
        assert {name for name in asked if by_home[name] is not category} == set()


def test_a_module_that_lists_its_names_gets_no_new_ones() -> None:
    text = '"""Errors."""\nimport inspect\nimport sys\n\n\ndef known(code):\n    """Tell."""\n    return code == 401\n'
    listing = (
        '\n\ndef kinds():\n    """List."""\n    return inspect.getmembers(sys.modules[__name__], inspect.isclass)\n'
    )
    environment = environment_for("/src/module.py", Settings(select=("magic-number",)), None)
    for given, offered in ((text, True), (text + listing, False)):
        snapshot = open_document(given, environment).settled()
        (target,) = (item for item in targets(snapshot) if item.finding.rule.slug == "magic-number")
        _, verdict = propose(target, target.finding.rule.fixes[0])
        assert verdict.offered is offered, verdict.reason
    assert "lists its own names" in verdict.reason


@pytest.mark.parametrize(
    ("lister", "listed"),
    [
        ("import shop.codes\nprint(vars(shop.codes))\n", True),
        ("from shop import codes\ndef test():\n    assert sorted(codes.__dict__) == ['known']\n", True),
        ("def test():\n    from shop import codes\n    return inspect.getmembers(codes)\n", True),
        ("def test():\n    codes = import_module('shop.codes')\n    return dir(codes)\n", True),
        ("from shop import codes\ndef test(codes):\n    return vars(codes)\n", False),
        ("def test(codes):\n    codes = make()\n    return vars(codes)\n", False),
        ("from shop import codes\nprint(vars(codes.known), codes.known.__dict__)\n", False),
        ("from other import codes\nprint(vars(codes))\n", False),
        ("import shop\nprint(vars(shop))\n", False),
    ],
)
def test_a_module_whose_names_another_lists_gets_no_new_ones(lister: str, listed: bool, tmp_path: Path) -> None:
    text = '"""Codes."""\n\n\ndef known(code):\n    """Tell."""\n    return code == 401\n'
    (tmp_path / "shop").mkdir()
    for name, content in (("shop/__init__.py", ""), ("shop/codes.py", text), ("test_shop.py", lister)):
        (tmp_path / name).write_text(content)
    settings = Settings(select=("magic-number",))
    index = WorkspaceIndex([str(tmp_path)], engine_for(settings, Role.SOURCE).collectors)
    index.build(map(str, tmp_path.rglob("*.py")))
    environment = environment_for(str(tmp_path / "shop" / "codes.py"), settings, index)
    snapshot = open_document(text, environment).settled()
    (target,) = (item for item in targets(snapshot) if item.finding.rule.slug == "magic-number")
    _, verdict = propose(target, target.finding.rule.fixes[0])
    assert verdict.offered is not listed, verdict.reason
    assert verdict.offered or "test_shop lists the module's names" in verdict.reason
