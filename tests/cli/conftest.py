"""A folder with a small package, and a way to run a command in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from burnish.cli import main

LOST = "def port(text):\n    try:\n        return int(text)\n    except ValueError:\n        raise KeyError(text)\n"
KEPT = LOST.replace("ValueError:", "ValueError as exc:").replace("KeyError(text)", "KeyError(text) from exc")
CLEAN = '"""A module."""\n'


class Result(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project without configuration, its results remembered nowhere but in it."""
    root = tmp_path / "shop"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (root / "pyproject.toml").write_text("")
    return root


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def call(*arguments: str) -> Result:
        try:
            code = main(arguments)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call
