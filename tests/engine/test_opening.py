"""A text opened in steps ends as one opened at once, whatever was edited meanwhile; what is shown early stays."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish_checks.core import opening
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import Span, TextEdit
from burnish_checks.policy import environment_for
from burnish_checks.reading import read
from tests.engine.edits import histories
from tests.engine.test_incremental import assert_same, environment

LIBRARY = Path(sysconfig.get_path("stdlib"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.integers(1, 30), st.integers(0, 30))
def test_steps_and_edits_between_them_lead_to_what_a_fresh_analysis_finds(
    history: tuple[str, list[list[TextEdit]]], first: int, slices: int
) -> None:
    text, changes = history
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_FIRST", (first, 3 * first))
        *early, snapshot = opening.opening(text, environment())
    assert all(item is early[0] for item in early)
    assert_same(snapshot)
    for version, change in enumerate(changes):
        for _ in range(slices):
            snapshot = snapshot.advance(1) if snapshot.unsettled else snapshot
        snapshot = snapshot.edit(change, version)
    assert_same(snapshot)


@pytest.mark.parametrize("module", ["tarfile", "argparse", "ssl", "typing"])
def test_what_is_shown_of_the_first_blocks_is_shown_to_the_end(module: str) -> None:
    text = read(str(LIBRARY / f"{module}.py")).text
    shots = list(opening.opening(text, environment_for("/code/module.py", Settings())))
    shot = shots[-1]
    assert shots[0].cost.checked < 250, "the blocks of 450 lines at most"
    assert shot.cost.checked == 0, "the facts of all blocks, and no rule but on the first"
    while shot.unsettled:
        shots.append(shot)
        shot = shot.advance(8)
    assert_same(shot)
    final = shown(shot)
    assert shown(shots[0])
    before: set[Any] = set()
    for item in shots:
        assert before <= shown(item) <= final
        before = shown(item)


def shown(snapshot: Snapshot) -> set[Any]:
    return {(item.span, item[1].rule.slug, item[1].message) for item in snapshot.findings()}


def test_a_long_first_block_is_not_read_twice() -> None:
    text = "X = [\n" + "    1,\n" * 1_000 + "]\nimport os\n"
    shots = list(opening.opening(text, environment_for("/code/module.py", Settings())))
    assert shots[0].entries == ()
    assert_same(shots[-1])


def test_a_block_broken_and_mended_before_it_was_checked_has_its_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_FIRST", (1, 3))
    text = (
        "import os\n\n\n"
        + "x = 1\n" * 20
        + "def f(a):\n    try:\n        return a\n    except Exception:\n        pass\n"
    )
    line = text.splitlines().index("        return a")
    *_, snapshot = opening.opening(text, environment_for("/code/module.py", Settings()))
    assert snapshot.pending
    for version, change in enumerate((TextEdit(Span(line, 15, line, 15), "("), TextEdit(Span(line, 15, line, 16), ""))):
        snapshot = snapshot.edit([change], version).settled()
    assert_same(snapshot)
