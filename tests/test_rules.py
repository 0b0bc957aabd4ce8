"""Every rule is documented, and its documentation tells the truth."""

from __future__ import annotations

import re

import pytest

from burnish_checks.core.rule import Rule, Safety
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.policy import engine_for, role_of
from burnish_checks.registry import ruleset

RULES = ruleset().rules


def findings(rule: Rule, text: str) -> list[str]:
    settings = Settings(select=(rule.slug,), only_selected=True, local_sources=True)
    path = "src/package/__init__.py" if "__init__.py" in text.partition("\n")[0] else "src/package/module.py"
    named = re.match(r"# the file is (\S+)", text)
    path = f"src/{named.group(1)}" if named else path
    role = role_of(path)
    snapshot = open_document(text, Environment(path, engine_for(settings, role), settings, role))
    assert list(snapshot.failures()) == []
    return [item.finding.rule.slug for item in snapshot.findings()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_the_samples_are_what_they_say(rule: Rule) -> None:
    bad, good = rule.examples()[:2]
    assert rule.slug in findings(rule, bad)
    assert findings(rule, good) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_the_documentation_is_whole(rule: Rule) -> None:
    assert rule.summary.endswith((".", "?")), rule.summary
    assert len(rule.documentation) > 120
    for fix in rule.fixes:
        assert fix.safety is Safety.SAFE or fix.why.endswith(".")
        assert not (fix.automatic and fix.safety is not Safety.SAFE)
