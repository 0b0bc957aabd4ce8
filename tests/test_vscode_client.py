"""The VS Code extension agrees with the package it carries: settings, distributions, and its TypeScript."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from burnish.lsp.commands import COMMANDS

pytestmark = pytest.mark.once

CLIENT = Path(__file__).parents[1] / "vscode-client"


def test_its_settings_are_those_of_the_table() -> None:
    found = subprocess.run([sys.executable, str(CLIENT / "scripts" / "settings.py"), "--check"], capture_output=True)
    assert found.returncode == 0, found.stderr.decode()


def test_all_that_burnish_needs_travels_inside() -> None:
    lines = (CLIENT / "bundled" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    carried = {_name(line.partition("==")[0]) for line in lines if line and not line.startswith("#")}
    needed = set[str]()
    waiting = ["burnish"]
    while waiting:
        for text in _requirements(waiting.pop()):
            requirement = Requirement(text)
            name = _name(requirement.name)
            if name not in needed and _wanted(requirement):
                needed.add(name)
                waiting.append(name)
    assert not needed - carried - LEFT_OUT, "they are not in vscode-client/bundled/requirements.txt"
    assert not carried - needed, "nothing needs them any more"


LEFT_OUT = {"pyyaml", "pyyaml-ft", "rich", "markdown-it-py", "mdurl", "pygments"}
"""What only `libcst/tool.py` imports, which is not carried either, and what only a terminal's colours need."""


def _wanted(requirement: Requirement) -> bool:
    """Whether any Python that the extension runs on needs it; not for what is only there as an extra."""
    pythons = [
        {"extra": "", "python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"} for minor in range(10, 14)
    ]
    return requirement.marker is None or any(requirement.marker.evaluate(python) for python in pythons)


def _requirements(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []  # needed on another Python alone


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text.strip()).lower()


def test_its_commands_are_declared_and_registered() -> None:
    manifest = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    declared = {command["command"] for command in manifest["contributes"]["commands"]}
    registered = set(re.findall(r"'(burnish\.\w+)':", (CLIENT / "src" / "commands.ts").read_text(encoding="utf-8")))
    assert registered - declared == {"burnish.renameAt"}, "only the server's own command is not in the palette"
    assert not declared - registered - COMMANDS.keys(), "the client carries out what is its own, the server the rest"


def test_the_example_has_as_many_problems_as_the_tests_in_the_editor_count(tmp_path: Path) -> None:
    example = Path(__file__).parent / "editors" / "vscode" / "workspace" / "shop" / "orders.py"
    copy = shutil.copy(example, tmp_path)  # less is said of a file among tests
    command = [sys.executable, "-m", "burnish", "check", "--output-format", "json", "--exit-zero", copy]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    severities = Counter(finding["severity"] for finding in found)
    assert (severities["warning"], severities["information"]) == (4, 2), severities
