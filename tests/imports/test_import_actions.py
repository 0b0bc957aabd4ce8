"""Organizing imports and expanding a star, as actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.actions import ACTIONS
from burnish_checks.core.action import Selection, caret, propose_action
from burnish_checks.core.positions import Position
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of

BY_NAME = {action.name: action for action in ACTIONS}


def opened(text: str, index: WorkspaceIndex | None = None, path: str = "src/app.py") -> Snapshot:
    role = role_of(path)
    return open_document(text, Environment(path, engine_for(Settings(), role), Settings(), role, index))


def result(name: str, snapshot: Snapshot, line: int = 0) -> str | None:
    """What the action leaves; None if it is not offered or proves wrong."""
    selection = Selection(snapshot, caret(Position(line, 5)))
    action = BY_NAME[name]
    if action.offers(selection) is None:
        return None
    _, verdict = propose_action(action, selection)
    return verdict.result.text if verdict.offered and verdict.result is not None else None


@pytest.mark.parametrize(
    ("text", "organized"),
    [
        ("from a import b\nfrom a import c\nb, c\n", "from a import b, c\nb, c\n"),
        ("from a import c\nimport os\nfrom a import b\nb, c, os\n", "import os\n\nfrom a import b, c\nb, c, os\n"),
        ("from a import (\n    c,\n    b,\n)\nfrom a import d\n", "from a import (\n    b,\n    c,\n    d,\n)\n"),
        ("import os, json\n", "import json\nimport os\n"),
        (
            '"""Doc."""\nimport b10\nimport b9\nx = 1\nimport re\nimport ast\n',
            '"""Doc."""\nimport b9\nimport b10\nx = 1\nimport ast\nimport re\n',
        ),
        ("from m import C, a, B, _x, MAX\n", "from m import MAX, B, C, _x, a\n"),
        ("from m import \\\n    b, a\n", "from m import a, b\n"),
        ("# head\nimport os\n# why\nimport json  # noqa\n", "# head\n# why\nimport json  # noqa\nimport os\n"),
        (
            "from . import a\nfrom .. import b\nimport src.c\nimport d\nimport sys\n",
            "import sys\n\nimport d\n\nimport src.c\n\nfrom .. import b\nfrom . import a\n",
        ),
        ("import z  # isort: skip\nimport a\n", None),
        ("# isort: off\nimport z\nimport a\n", None),
        (
            "# isort: off\nimport z\nimport a\n# isort: on\nimport d\nimport c\n",
            "# isort: off\nimport z\nimport a\n# isort: on\nimport c\nimport d\n",
        ),
        ("import b.c\nimport b\nimport a as b\n", None),
        ("import os\nimport sys\nimport os\nos, sys\n", "import os\nimport sys\nos, sys\n"),
        ("from a import b\r\nfrom a import b as c\r\n", None),
        ("from a import b\nfrom a import c  # why\n", None),
        ("from a import b\nx = 1\nfrom a import c\n", None),
        ("from a import *\nfrom a import c\n", None),
        ("import os\nimport sys\n", None),
        ("from a import x\nfrom b import x\nfrom a import x\n", None),
        ("try:\n    import os\nexcept E:\n    import os\n", None),
    ],
)
def test_organize_imports(text: str, organized: str | None) -> None:
    assert result("organize-imports", opened(text)) == organized


@pytest.mark.parametrize(
    ("settings", "organized"),
    [
        (
            "[tool.ruff]\nline-length = 20\n",
            "import os\n\nfrom a import (\n    B,\n    c,\n    d,\n)\nfrom a import e as f\n",
        ),
        (
            "[tool.ruff.lint.isort]\nforce-sort-within-sections = true\nknown-first-party = ['a']\n",
            "import os\n\nfrom a import B, c, d\nfrom a import e as f\n",
        ),
        (
            "[tool.isort]\nprofile = 'black'\ncombine_as_imports = true\norder_by_type = false\n",
            "import os\n\nfrom a import B, c, d, e as f\n",
        ),
        (
            "[tool.isort]\nforce_single_line = true\n",
            "import os\n\nfrom a import B\nfrom a import c\nfrom a import d\nfrom a import e as f\n",
        ),
        ("[tool.isort]\nprofile = 'google'\n", "from a import d, c, B, e as f\nimport os\n"),
        ("[tool.ruff.lint.isort]\nsections = {}\n", "from a import d, c, B, e as f\nimport os\n"),
    ],
)
def test_imports_are_sorted_as_the_project_says(tmp_path: Path, settings: str, organized: str) -> None:
    (tmp_path / "pyproject.toml").write_text(settings)
    text = "from a import d, c\nfrom a import B, e as f\nimport os\n"
    assert result("organize-imports", opened(text, path=str(tmp_path / "app.py"))) == organized


def test_a_long_merge_goes_over_several_lines() -> None:
    names = [f"name_{number:02}" for number in range(12)]
    text = "".join(f"from a import {name}\n" for name in names)
    organized = "from a import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"
    assert result("organize-imports", opened(text)) == organized
    assert result("organize-imports", opened(organized)) is None


def test_a_star_of_the_workspace_is_expanded(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/prices.py": "from .rates import *\nvat = 1\n_own = 2\nunused = 3\npassed_on = 4\n",
        "shop/rates.py": "__all__ = ['rate', '_hidden']\nrate = _hidden = other = 1\n",
        "app.py": "from shop.prices import *\n\nprint(vat, rate, len)\n",
        "main.py": "from app import passed_on\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("app.py")).collectors)
    index.build(str(tmp_path / name) for name in files)
    snapshot = opened(files["app.py"], index, str(tmp_path / "app.py"))
    assert result("expand-star-import", snapshot) == (
        "from shop.prices import passed_on, rate, vat\n\nprint(vat, rate, len)\n"
    )


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("from math import *\nprint(sin(pi))\n", "from math import pi, sin\nprint(sin(pi))\n"),
        ("from textwrap import *\nprint(1)\n", "print(1)\n"),
        ("from unheard_of import *\nprint(1)\n", None),
        ("from math import *\nfrom cmath import *\nprint(sin)\n", None),
        ("from math import sin\n", None),
        ("from os.path import *\nprint(join, exists)\n", "from os.path import exists, join\nprint(join, exists)\n"),
        ("from os import *\nprint(getcwd)\n", "from os import getcwd\nprint(getcwd)\n"),
        ("from os import *\nprint(fork)\n", None),
        ("from tkinter import *\nTk(), LEFT\n", "from tkinter import LEFT, Tk\nTk(), LEFT\n"),
        ("from ctypes import *\nprint(c_int)\n", "from ctypes import c_int\nprint(c_int)\n"),
        ("from ctypes import *\nprint(windll)\n", None),
    ],
)
def test_expand_star_import(text: str, expanded: str | None) -> None:
    assert result("expand-star-import", opened(text)) == expanded
