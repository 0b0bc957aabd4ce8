"""Every marked fixture is found exactly as marked, and its fix leaves what `.after.py` says."""

from __future__ import annotations

import pytest

from burnish_checks.core.repair import after, targets
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import propose
from tests.fixture_files import Fixture, fixtures, found_in

ALL = fixtures()
FIXED = [fixture for fixture in ALL if fixture.after.exists()]


def name(fixture: Fixture) -> str:
    return f"{fixture.path.parent.name}/{fixture.path.stem}"


@pytest.mark.parametrize("fixture", ALL, ids=name)
def test_findings_are_exactly_the_marked_ones(fixture: Fixture) -> None:
    snapshot = fixture.open()
    assert list(snapshot.failures()) == []
    assert found_in(snapshot) == fixture.expected


def repaired(fixture: Fixture, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the chosen fix of the fixture's own rule applied wherever it is offered, one by one."""
    nth = fixture.options.get("fix", 0)
    for _ in range(200):
        for target in targets(snapshot):
            rule = target.finding.rule
            if rule.slug != fixture.slug or len(rule.fixes) <= nth or not rule.fixes[nth].applies_to(target.finding):
                continue
            repair, verdict = propose(target, rule.fixes[nth])
            if repair is not None and verdict.offered:
                fix = rule.fixes[nth]
                assert fix.may_be(repair.judged(fix)[0]) or (fix.doubt is not None and fix.doubt(target))
                snapshot = after(snapshot, repair.own)
                break
        else:
            return snapshot
    raise AssertionError("the fix never comes to rest")


@pytest.mark.parametrize("fixture", FIXED, ids=name)
def test_the_fix_leaves_what_is_shown(fixture: Fixture) -> None:
    result = repaired(fixture, fixture.open(fixture.unrepaired))
    assert result.text == fixture.after.read_text(encoding="utf-8")
    assert repaired(fixture, result).text == result.text, "a second pass changes nothing"
    assert all(entry.block.problem is None for entry in result.entries)
