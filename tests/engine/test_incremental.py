"""Invariant 1: whatever was typed, the snapshot equals a fresh analysis of the same text."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from burnish_checks.core.block import Block
from burnish_checks.core.facts import Collector
from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit, apply_edit, split_lines
from burnish_checks.policy import engine_for, role_of
from tests.engine.edits import histories

PHASES = tuple(phase for phase in Phase if phase is not Phase.shrink or "CI" not in os.environ)
SETTINGS = Settings(select=("all",), profile="strict", local_sources=True)
PATH = "src/package/module.py"


def environment() -> Environment:
    return Environment(PATH, engine_for(SETTINGS, role_of(PATH)), SETTINGS)


def described(snapshot: Snapshot) -> list[Any]:
    """All that is known of each block, without identities; a broken block's retained findings left out."""
    result = []
    for entry in snapshot.entries:
        block = entry.block
        result.append(
            (
                block.lines,
                block.kind,
                block.frames,
                block.entry,
                None if block.problem is None else (block.problem.message, block.problem.line),
                dict(entry.facts.values),
                [(item.rule.slug, item.span, item.message, dict(item.data)) for item in entry.own],
                None
                if entry.retained
                else [(item.rule.slug, item.span, item.message, item.related) for item in entry.shown],
            )
        )
    return result


def counted(snapshot: Snapshot, late: Collection[str] = ()) -> dict[str, dict[Any, int]]:
    """The joined facts, without those of kinds that may be late."""
    return {kind: dict(counts) for kind, counts in snapshot.joined.items() if counts and kind not in late}


def told(snapshot: Snapshot) -> Snapshot:
    """The snapshot once its broken blocks have their own facts."""
    while snapshot.due.lent:
        snapshot = snapshot.advance()
    return snapshot


def assert_same(snapshot: Snapshot) -> None:
    fresh = open_document(snapshot.text, snapshot.environment)
    settled = snapshot.settled()
    ours, theirs = described(settled), described(fresh)
    for mine, other in zip(ours, theirs, strict=False):
        assert mine[:-1] == other[:-1]
        if mine[-1] is not None:
            assert mine[-1] == other[-1]
    assert len(ours) == len(theirs)
    late = [item.kind for item in snapshot.environment.engine.late]
    assert counted(told(snapshot), late) == counted(fresh, late)
    assert counted(settled) == counted(fresh)
    assert list(fresh.failures()) == []


@settings(
    max_examples=int(os.environ.get("BURNISH_EXAMPLES", "60")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(histories())
def test_edits_lead_to_what_a_fresh_analysis_finds(history: tuple[str, list[list[TextEdit]]]) -> None:
    text, changes = history
    snapshot = open_document(text, environment())
    lines = split_lines(text)
    for version, change in enumerate(changes):
        for item in change:
            lines, _ = apply_edit(lines, item)
        snapshot = snapshot.edit(change, version)
        assert snapshot.text == "".join(lines)
        assert sum(len(entry.block.lines) for entry in snapshot.entries) == len(snapshot.lines)
        assert_same(snapshot)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(histories())
def test_slices_of_one_lead_to_the_same(history: tuple[str, list[list[TextEdit]]]) -> None:
    text, changes = history
    snapshot = open_document(text, environment())
    for version, change in enumerate(changes):
        snapshot = replace(snapshot.edit(change, version)).advance(1)
    assert_same(snapshot)


def test_a_backslash_in_the_first_column_has_the_indentation_of_the_next_line() -> None:
    text = "def f(a):\n    if a:\n        pass\n    return a\n\n\ndef g():\n    pass\n"
    snapshot = open_document(text, environment()).edit([TextEdit(Span(2, 0, 2, 12), "\\\n        a = 1")], 1)
    assert_same(snapshot)
    assert not any(entry.block.problem for entry in snapshot.entries)


def test_a_broken_string_has_looked_ahead_over_all_of_a_compound_statement_that_is_cut() -> None:
    text = '"""\nclass A:\n    """Doc\ntry:\n    import json\nexcept ImportError:\n    json = None\nelse:\n    def f(): pass\n'
    snapshot = open_document(text, environment()).edit([TextEdit(Span(5, 0, 5, 0), "(")], 1)
    assert_same(snapshot)


def test_what_a_broken_block_looked_ahead_to_ends_at_the_next_code() -> None:
    """A comment behind the next block, made code, is part of what the recovery from the bracket had read."""
    text = "(\n    text\n\n\ndef good():\n    pass\n\n\n# A comment\ntry:\n    pass\nexcept E:\n    pass\n"
    snapshot = open_document(text, environment())
    assert_same(snapshot.edit([TextEdit(Span(8, 0, 8, 1), "")], 1))


def test_a_block_that_stays_the_same_may_have_been_read_from_more_lines_behind_it() -> None:
    """What the text swallows grows by three lines first; then its end is edited, where it ended not before."""
    text = 'x = 1\n        """\n        a = 1\n    def queue(self):\n        """An ordered list\n\n        Events are\n'
    snapshot = open_document(text + '            time\n\n        """\n        b = 2\n', environment())
    snapshot = snapshot.edit([TextEdit(Span(2, 0, 2, 0), "\n\n\n")], 1)
    assert_same(snapshot)
    assert_same(snapshot.edit([TextEdit(Span(8, 0, 8, 0), "e = 1\n")], 2))


def test_facts_that_cannot_be_gathered_leave_the_rest_of_the_file_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(block: Block) -> list[tuple[Any, Any]]:
        raise LookupError(f"no such thing in {block.kind}")

    where = environment()
    text = "import os\n\n\ndef run(path):\n    assert path\n"
    before = [item.finding for item in open_document(text, where).findings()]
    monkeypatch.setattr(where.engine, "collectors", (*where.engine.collectors, Collector("broken", fail)))
    monkeypatch.setattr(where.engine, "prompt", (*where.engine.prompt, Collector("broken", fail)))
    snapshot = open_document(text, where)
    assert [item.finding for item in snapshot.findings()] == before
    assert "LookupError: no such thing in leaf" in {item.error for item in snapshot.failures()}
    edited = snapshot.edit([TextEdit(Span(4, 11, 4, 11), "not ")], 1).settled()
    assert [item.rule for item in edited.failures()].count("broken") == len(edited.entries)
