"""Where a block is taken to end without a look at its lines, reading them finds the same end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from burnish_checks.core import touching
from burnish_checks.core.block import Block, read_block
from burnish_checks.core.editing import Edit, same_block
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import LineChange, TextEdit
from tests.engine.edits import histories
from tests.engine.test_incremental import assert_same, environment
from tests.engine.test_mending import BREAKS, TEXT

MODULE = """import os
import sys
limit = (
    3
)
if limit:
    os.remove('x')
print(limit)
try:
    import json
except E:
    json = None
"""


@pytest.fixture(scope="module")
def seen() -> Iterator[Counter[str]]:
    """Counts how often an end is taken for known, and holds each against what reading finds."""
    counts: Counter[str] = Counter()
    known, apart = Edit.mended, touching._stands_apart

    def held(old: Snapshot, lines: list[str], index: int, block: Block, what: str) -> None:
        counts[what] += 1
        start = old.starts[index]
        found, end, _ = read_block(lines, start, old.entries[index].block.entry)
        assert same_block(found, block) and end == start + len(block.lines)

    def mended(edit: Edit, first: int, last: int) -> Block | None:
        block = known(edit, first, last)
        if block is not None:
            held(edit.old, edit.lines, first, block, "mended")
        return block

    def stands_apart(old: Snapshot, lines: list[str], change: LineChange, index: int) -> bool:
        found = apart(old, lines, change, index)
        # What has read past its end is looked for apart, and a compound statement is read again from its head.
        if found and not old.reaching and touching._compound_head(old, index) == index:
            held(old, lines, index - 1, old.entries[index - 1].block, "apart")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Edit, "mended", mended)
        patch.setattr(touching, "_stands_apart", stands_apart)
        yield counts


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_in_whatever_is_typed(seen: Counter[str], history: tuple[str, list[list[TextEdit]]]) -> None:
    text, changes = history
    snapshot = open_document(text, environment())
    for version, change in enumerate(changes):
        snapshot = snapshot.edit(change, version)


@pytest.mark.parametrize("text", [TEXT, MODULE], ids=["classes", "module level"])
@pytest.mark.parametrize("typed", [*BREAKS, "x", ":", "\\"])
def test_behind_each_line_that_is_broken_and_mended(seen: Counter[str], text: str, typed: str) -> None:
    before, whole = seen.copy(), open_document(text, environment()).settled()
    for row, line in enumerate(line.rstrip("\n") for line in whole.lines):
        for column in {0, len(line) - len(line.lstrip()), len(line)}:
            broken = whole.edit([TextEdit(Span(row, column, row, column), typed)], 1)
            mended = broken.edit([TextEdit(Span(row, column, row, column + len(typed)), "")], 2)
            assert [entry.block.lines for entry in mended.entries] == [entry.block.lines for entry in whole.entries]
    assert seen["mended"] > before["mended"] and seen["apart"] > before["apart"]
    assert_same(mended)


def test_of_a_statement_in_a_try_that_breaks_all_is_read_again_from_its_head(seen: Counter[str]) -> None:
    text = (
        "try:\n    from a import (b, c,\n                   d)\nexcept ImportError:\n    b = None\n"
        "else:\n    class Table:\n        def size(self):\n            return b\n"
    )
    snapshot = open_document(text, environment()).settled()
    assert [entry.block.kind for entry in snapshot.entries][:2] == ["header", "leaf"]
    assert_same(snapshot.edit([TextEdit(Span(2, 0, 4, 0), "")], 1))
