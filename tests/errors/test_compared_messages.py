"""A message that another file spells is changed only where a person confirms it."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.verifying import propose
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for

TEXT = 'def code(colour):\n    if colour not in ("red", "blue"):\n        raise ValueError("Invalid colour given")\n'


@pytest.mark.parametrize(
    ("test", "compared"),
    [
        ("assert str(raised) == 'Invalid colour given'\n", True),
        ("assert 'colour given' in str(raised)\n", False),
        ("", False),
    ],
)
def test_a_message_that_is_compared_wants_a_look(test: str, compared: bool, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(TEXT)
    (tmp_path / "test_shop.py").write_text(test)
    settings = Settings(select=("uninformative-error",))
    index = WorkspaceIndex([str(tmp_path)], engine_for(settings, Role.SOURCE).collectors)
    index.build(map(str, tmp_path.rglob("*.py")))
    snapshot = open_document(TEXT, environment_for(str(tmp_path / "shop.py"), settings, index)).settled()
    (target,) = (item for item in targets(snapshot) if item.finding.rule.slug == "uninformative-error")
    repair, verdict = propose(target, target.finding.rule.fixes[0])
    assert repair is not None and verdict.offered
    assert "Invalid colour given: {colour!r}" in repair.changes[0].new_text
    assert bool(repair.changes[0].confirm) is compared
