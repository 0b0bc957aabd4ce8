"""burnish is clean under burnish, at its strictest: what it would flag in others' code it does not do."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
CODE = ("server", "checks", "tools")
pytestmark = pytest.mark.once


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "burnish", "check", "--profile", "strict", "--no-cache", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_our_own_code_is_clean_under_the_strict_profile() -> None:
    result = check("--no-baseline", "--fail-on", "information", *CODE)
    told = [line for line in result.stdout.splitlines() if re.search(r":\d+: (?:error|warning|information) ", line)]
    assert result.returncode == 0, "\n".join([*told, result.stderr[-1000:]])


def test_it_would_not_be_without_mending(tmp_path: Path) -> None:
    """What our settings leave on still finds: a broad handler, a number."""
    (tmp_path / "pyproject.toml").write_text((PROJECT / "pyproject.toml").read_text())
    (tmp_path / "bad.py").write_text(
        'def price(kinds=[]):\n    """What it costs."""\n    try:\n        return len(kinds) * 37.5\n'
        "    except Exception:\n        return None\n"
    )
    result = check(str(tmp_path))
    assert result.returncode == 1
    for slug in ("broad-except", "magic-number"):
        assert slug in result.stdout
