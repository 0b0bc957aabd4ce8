"""Each shortcut of a check is held against the slow way that it spares."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.constants.magic_number import magic_number, may_be_reported
from burnish_checks.core.mention import Mention
from burnish_checks.core.snapshot import open_document
from burnish_checks.organization import measures
from burnish_checks.security.flow import presence
from burnish_checks.validation.schema_facts import mentions_schema
from burnish_checks.validation.unvalidated_request_input import mentions_request
from tests.engine.test_incremental import environment

LIBRARY = Path(ast.__file__).parent
TEXTS = [(LIBRARY / f"{name}.py").read_text("utf-8") for name in ("calendar", "ftplib", "smtplib", "socket", "tarfile")]
CONSTANTS = Path(__file__).parent.parent / "fixtures" / "constants"
MENTIONS = (
    presence.reads_request,
    presence.reads_network,
    presence.reads_locally,
    mentions_request,
    mentions_schema,
)


@pytest.mark.parametrize("mention", MENTIONS)
@settings(deadline=None, max_examples=300)
@given(st.data())
def test_what_matches_holds_one_of_the_words(mention: Mention, data: st.DataObject) -> None:
    assert mention(data.draw(st.from_regex(mention.pattern)))


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_mention_is_what_the_pattern_alone_finds(mention: Mention) -> None:
    lines = [line for text in TEXTS for line in text.splitlines()]
    assert [mention(line) for line in lines] == [mention.plainly(line) for line in lines]


def test_cognitive_complexity_from_few_nodes_is_that_of_a_walk_over_all() -> None:
    counted = 0
    for text in TEXTS:
        for entry in open_document(text, environment()).entries:
            for function in entry.block.nodes(ast.FunctionDef):
                found = measures.cognitive(entry.block, function, decisions=99)
                assert found == measures.cognitive_of(function)
                counted += found > 0
    assert counted > 50


def test_numbers_that_are_not_looked_at_closely_would_not_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*TEXTS, *(path.read_text("utf-8") for path in sorted(CONSTANTS.glob("*.py")))]

    def found() -> list[object]:
        snapshots = [open_document(text, environment()) for text in texts]
        return [
            (item.span, item.finding.message)
            for shot in snapshots
            for item in shot.findings()
            if item.finding.rule is magic_number
        ]

    quick = found()
    monkeypatch.setitem(may_be_reported.__globals__, "may_be_reported", lambda block, node: True)
    assert quick == found()
    assert len(quick) > 20
