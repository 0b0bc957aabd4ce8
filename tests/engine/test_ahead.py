"""What rules say ahead of the answer is what they say behind it, and a short file has nothing left to be told then."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings

from burnish_checks.core.ahead import with_quick_rules
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.positions import Span
from burnish_checks.core.showing import by_anchor
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
    assert answer.due.rules and left <= {"long-module", "missing-module-docstring"}


@pytest.mark.parametrize("lines", [300, 2_000])
def test_whether_a_long_file_has_a_docstring_is_told_with_the_edit(lines: int) -> None:
    snapshot = open_document(module(lines), counted()).settled()
    edit = TextEdit(Span(0, 0, 0, 0), "x = 1\n")
    edited = with_quick_rules(snapshot.edit([edit], 1))
    told = [item.finding for item in edited.findings() if item.finding.rule.slug == "missing-module-docstring"]
    assert len(told) == 1 and told[0].span == Span(0, 0, 0, 1)
    mended = with_quick_rules(edited.edit([TextEdit(Span(0, 0, 1, 0), "")], 2))
    assert "missing-module-docstring" not in {item.finding.rule.slug for item in mended.findings()}


def test_what_the_first_block_says_takes_as_many_steps_in_a_longer_file() -> None:
    few, many = (steps_of_an_edit_above(module(lines)) for lines in (2_000, 8_000))
    assert many < 1.2 * few


def steps_of_an_edit_above(text: str) -> int:
    """How many bytecodes an edit of the first line runs until all that is told at once is told, caches being filled."""
    snapshot = open_document("x = (\n    1,\n)\n" + text, counted()).settled()
    steps = 0

    def traced(frame: FrameType, event: str, _: object) -> object:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return traced

    for version in range(2):
        edit = TextEdit(Span(1, 4, 1, 4), "# ")
        steps, before = 0, sys.gettrace()
        sys.settrace(traced)
        try:
            edited = with_quick_rules(snapshot.edit([edit], version))
        finally:
            sys.settrace(before)
        assert edited.cost.module_runs == 1
    return steps


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_findings_by_anchor_are_those_of_all_rules_and_no_anchor_that_is_gone_is_there(
    history: tuple[str, list[list[TextEdit]]],
) -> None:
    text, changes = history
    snapshot = open_document(text, environment())
    for version, change in enumerate(changes):
        snapshot = snapshot.edit(change, version)
        for _ in range(2):
            there = {anchor for entry in snapshot.entries for anchor in entry.anchors.values()}
            assert there.isdisjoint(snapshot.due.gone)
            assert snapshot.carrying or not any(entry.carried for entry in snapshot.entries)
            plain: dict[object, set[object]] = {}
            for rule, items in snapshot.module_findings.items():
                for item in items:
                    plain.setdefault(item.anchor, set()).add((rule, id(item)))
            known = by_anchor(snapshot.module_findings)
            assert {at: {(rule, id(item)) for rule, item in found} for at, found in known.items()} == plain
            snapshot = with_quick_rules(snapshot)
    assert not snapshot.settled().due.gone


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
