"""The code in `docs/writing-a-rule.md` is run: the package it describes, what it finds, repairs and tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGE = Path(__file__).parents[1] / "docs" / "writing-a-rule.md"
_BLOCK = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder with all files of the page, and the package as an installer would have registered it."""
    text = PAGE.read_text(encoding="utf-8")
    for name, code in _BLOCK.findall(text):
        (tmp_path / name).write_text(code, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    distribution = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["burnish.rules"]
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (distribution / "entry_points.txt").write_text(f"[burnish.rules]\n{lines}")
    (tmp_path / "pyproject.toml").unlink()
    return tmp_path


def run(folder: Path, *command: str) -> str:
    """What a command says, with the package on the path."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_the_rule_finds_and_repairs_what_the_page_says(package: Path) -> None:
    arguments = ("-m", "burnish", "check", "--no-cache", "--select", "blocking-sleep", "poll.py")
    said = run(package, *arguments)
    (shown,) = re.findall(r"^poll\.py:.*blocking-sleep.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert shown in said.splitlines()
    run(package, "-m", "burnish", "fix", "--select", "blocking-sleep", "--unsafe", "poll.py")
    assert (package / "poll.py").read_text() == (package / "poll.after.py").read_text()
    assert "No findings" in run(package, *arguments)


def test_the_rule_has_a_page_of_its_own(package: Path) -> None:
    page = run(package, "-m", "burnish", "rule", "blocking-sleep")
    assert "# blocking-sleep" in page
    assert "from the plugin `house-rules`" in page


def test_the_tests_of_the_page_pass(package: Path) -> None:
    said = run(package, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_house_rules.py")
    assert "2 passed" in said
