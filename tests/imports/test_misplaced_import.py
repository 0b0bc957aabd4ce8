"""Moving an import to the top, where it can be moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.verifying import propose
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import environment_for

FACE = "LIMIT = 3\nfrom . import late\n\nprint(late, LIMIT)\n"


@pytest.mark.parametrize(
    ("late", "other", "reason"),
    [
        ("from json import dumps\n", "", ""),
        ("from . import LIMIT\n", "", "What is imported imports this module in turn, and would meet it half loaded."),
        (
            "from . import other\n",
            "import pkg\n",
            "What is imported imports this module in turn, and would meet it half loaded.",
        ),
    ],
)
def test_what_imports_this_module_back_is_not_moved(tmp_path: Path, late: str, other: str, reason: str) -> None:
    files = {"pkg/__init__.py": FACE, "pkg/late.py": late, "pkg/other.py": other}
    (tmp_path / "pkg").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    index = WorkspaceIndex([str(tmp_path)])
    index.build(str(tmp_path / name) for name in files)
    environment = environment_for(str(tmp_path / "pkg/__init__.py"), Settings(select=("misplaced-import",)), index)
    target = next(
        item
        for item in targets(open_document(FACE, environment).settled())
        if item.finding.rule.slug == "misplaced-import"
    )
    _, verdict = propose(target, target.finding.rule.fixes[0])
    assert (verdict.offered, verdict.reason) == (not reason, reason)
