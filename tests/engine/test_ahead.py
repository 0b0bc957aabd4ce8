"""What rules say ahead of the answer is what they say behind it, and a short file has nothing left to be told then."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from burnish_checks.core.ahead import with_quick_rules
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.registry import ruleset
from tests.engine.edits import histories
from tests.engine.test_cost import environment as counted
from tests.engine.test_cost import module
from tests.engine.test_incremental import described, environment
from tests.engine.test_shortcuts import TEXTS

SHORT = '''"""Remove files."""

import os
import sys


def run(path):
    """Remove one."""
    os.remove(path)
    sys.exit()
'''


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_rules_say_the_same_ahead_of_the_answer_and_behind_it(history: tuple[str, list[list[TextEdit]]]) -> None:
    text, changes = history
    plain = ahead = open_document(text, environment())
    for version, change in enumerate(changes):
        plain, ahead = plain.edit(change, version), with_quick_rules(ahead.edit(change, version))
        assert ahead.fresh <= frozenset(ahead.entries)
    for one, other in zip(described(ahead.settled()), described(plain.settled()), strict=True):
        # What a broken block keeps was told before it broke, in the one or in both.
        kept = None in (one[-1], other[-1])
        assert one[:-1] == other[:-1] and (kept or one[-1] == other[-1])


@pytest.mark.parametrize("text", ["path", " as other"])
def test_an_import_of_a_short_file_is_told_of_at_once(text: str) -> None:
    snapshot = open_document(SHORT, environment()).settled()
    edited = with_quick_rules(snapshot.edit([TextEdit(Span(2, 9, 2, 9), text)], 1))
    assert edited.cost.module_runs and not edited.due.rules
    told = [(item.finding.rule, item.span) for item in edited.findings()]
    assert [(item.finding.rule, item.span) for item in edited.settled().findings()] == told
    assert told != [(item.finding.rule, item.span) for item in snapshot.findings()]


def test_a_long_file_is_answered_first() -> None:
    snapshot = open_document(module(300), environment()).settled()
    line = snapshot.lines.index("import os\n")
    edited = snapshot.edit([TextEdit(Span(line, 9, line, 9), "x")], 1)
    answer = with_quick_rules(edited)
    left = {rule.slug for rule in edited.due.rules} - {rule.slug for rule in answer.due.rules}
    assert answer.due.rules and left <= {"long-module"}


def test_how_long_a_long_file_is_is_told_with_the_edit() -> None:
    snapshot = open_document(module(2_000), counted()).settled()
    line = max(number for number, content in enumerate(snapshot.lines) if "result = []" in content)
    edit = TextEdit(Span(line, 4, line, 4), "pass\n    ")
    edited = with_quick_rules(snapshot.edit([edit], 1))
    told = [item.finding.message for item in edited.findings() if item.finding.rule.slug == "long-module"]
    assert told == [item.finding.message for item in open_document(edited.text, counted()).findings()
                    if item.finding.rule.slug == "long-module"]  # fmt: skip
    assert told and not edited.due.rules
    while edited.unsettled:
        edited = edited.advance()
        assert not edited.fresh, "and nothing is told a second time"


def test_a_rule_finds_nothing_without_the_facts_it_needs() -> None:
    rules = [rule for rule in ruleset().rules if rule.needs and rule.module_check is not None]
    assert rules and all(rule.needs in rule.reads for rule in rules)
    where = environment()
    context = ModuleContext(where.settings, where.role, where.path, None)
    for text in TEXTS:
        found = open_document(text, where)
        for rule in rules:
            if not found.joined.get(rule.needs) and rule.module_check is not None:
                assert not list(rule.module_check(found.module, context))
