"""What holds for an open file is found in one go: its settings, and what its project's baseline knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from burnish.lsp import project
from burnish.lsp.project import Projects
from burnish_checks.review.baseline import DEFAULT_NAME, Known, save


@pytest.mark.parametrize("name", ["shop/cart.py", "untitled:Untitled-1"])
@pytest.mark.parametrize("all_shown", [False, True])
def test_it_is_what_each_way_finds_and_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, all_shown: bool
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.burnish]\nselect = ["security"]\nnonsense = 1\n')
    save(str(tmp_path / DEFAULT_NAME), [Known("shop/cart.py", "unused-import", "import os")])
    path = name if ":" in name else str(tmp_path / name)
    projects = Projects(folders=(str(tmp_path),), all_shown=all_shown)
    wanted = projects.environment(path), projects.unknown(path)
    plain, asked = project.resolve, []

    def resolve(*given: Any, **named: Any) -> Any:
        asked.append(given)
        return plain(*given, **named)

    monkeypatch.setattr(project, "resolve", resolve)
    assert projects.holding(path) == wanted and len(asked) == 1
    assert projects.problems[str(tmp_path / "pyproject.toml")]
