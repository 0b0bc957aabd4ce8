"""What other files need is not unused, and removal is safe only where nothing can miss the import."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import after, targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of


def opened(root: Path, name: str, files: dict[str, str], rule: str = "unused-import") -> Snapshot:
    """A file of a workspace with a complete index, reviewed by one rule."""
    for other, text in files.items():
        (root / other).parent.mkdir(parents=True, exist_ok=True)
        (root / other).write_text(text)
    index = WorkspaceIndex([str(root)])
    index.build(str(root / other) for other in files)
    settings = Settings(select=(rule,), only_selected=True)
    path = str(root / name)
    role = role_of(name)
    return open_document(files[name], Environment(path, engine_for(settings, role), settings, role, index))


def messages(snapshot: Snapshot) -> list[str]:
    return [item.finding.message for item in snapshot.findings()]


def test_what_another_file_imports_from_here_is_used(tmp_path: Path) -> None:
    files = {
        "facade.py": "from json import dumps, loads, JSONDecodeError\nimport queue\n",
        "one.py": "from facade import dumps\nimport facade\nfacade.queue.Queue()\n",
        "two.py": "from facade import *\nloads('1')\n",
    }
    snapshot = opened(tmp_path, "facade.py", files)
    assert messages(snapshot) == ["`json.JSONDecodeError` is imported but never used."]


def test_it_is_unused_once_the_other_file_lets_go(tmp_path: Path) -> None:
    files = {"facade.py": "from json import dumps\n", "one.py": "from facade import dumps\n"}
    snapshot = opened(tmp_path, "facade.py", files)
    assert messages(snapshot) == []
    project = snapshot.environment.project
    assert isinstance(project, WorkspaceIndex)
    project.update(str(tmp_path / "one.py"), "import json\n")
    assert len(messages(snapshot.refresh(project).settled())) == 1


@pytest.mark.parametrize(
    ("text", "safety"),
    [
        ("import json\n", Safety.SAFE),
        ("import json  # for its effect\n", Safety.UNSAFE),
        ("import readline\n", Safety.UNSAFE),
        ("import plugin\n", Safety.UNSAFE),
        ("import elsewhere\n", Safety.UNSAFE),
        ("from elsewhere import thing\n\nprint(1)\n", Safety.SAFE),
        ("from plugins import plugin\n", Safety.UNSAFE),
        ("from plugin import register\n\nprint(1)\n", Safety.SAFE),
    ],
)
def test_safety_of_removal(tmp_path: Path, text: str, safety: Safety) -> None:
    files = {"app.py": text, "plugin.py": "register = 1\n", "plugins/__init__.py": "", "plugins/plugin.py": ""}
    (target,) = targets(opened(tmp_path, "app.py", files))
    repair, verdict = propose(target, target.finding.rule.fixes[1])
    assert verdict.offered, verdict.reason
    assert repair is not None
    assert repair.safety is safety
    assert bool(repair.why) == (safety is Safety.UNSAFE)


def test_one_of_two_ways_to_have_a_name_is_not_taken_away_alone(tmp_path: Path) -> None:
    text = "try:\n    import simplejson as json\nexcept ImportError:\n    import json\n"
    found = [
        propose(target, target.finding.rule.fixes[1])[0]
        for target in targets(opened(tmp_path, "app.py", {"app.py": text}))
    ]
    assert [repair.safety for repair in found if repair is not None] == [Safety.UNSAFE] * len(found)


@pytest.mark.parametrize(
    ("before", "result"),
    [
        ("import os\nx = 1\n", "x = 1\n"),
        ("import os", ""),
        ("import os; x = 1\n", "x = 1\n"),
        ("x = 1; import os\n", "x = 1\n"),
        ("import os, sys\nsys\n", "import sys\nsys\n"),
        ("import sys, os\nsys\n", "import sys\nsys\n"),
        ("from a import (b, c)\nb\n", "from a import (b)\nb\n"),
        ("from a import (\n    b,\n    c\n)\nb\n", "from a import (\n    b,\n)\nb\n"),
        ("from a import (\n    c, # why\n    b\n)\nb\n", "from a import (\n    # why\n    b\n)\nb\n"),
        ("from a import b, \\\n    c\nb\n", "from a import b\nb\n"),
        ("# about os\nimport os\n\nx = 1\n", "# about os\n\nx = 1\n"),
        ("if x:\n    import os\n", "if x:\n    pass\n"),
        ("if x:\n    import os\nelse:\n    def f(): pass\n", "if x:\n    pass\nelse:\n    def f(): pass\n"),
        ("if x:\n    import os\n    def f(): pass\n", "if x:\n    def f(): pass\n"),
        ("def f():\n    '''Doc.'''\n    import os\n    return 1\n", "def f():\n    '''Doc.'''\n    return 1\n"),
        ("import os\r\nx = 1\r\n", "x = 1\r\n"),
        ("def f():\n    x = '''\n'''; import os\n", "def f():\n    x = '''\n'''\n"),
    ],
)
def test_removal_leaves_the_rest_as_it_was(tmp_path: Path, before: str, result: str) -> None:
    (target,) = targets(opened(tmp_path, "app.py", {"app.py": before}))
    repair, verdict = propose(target, target.finding.rule.fixes[1])
    assert verdict.offered, verdict.reason
    assert repair is not None
    assert after(target.snapshot, repair.own).text == result


@pytest.mark.parametrize(
    ("statement", "loud"),
    [
        ("tools.is_admin = Tool()", False),
        ("tools.admin.subscribe()", False),
        ("@app.route('/')\ndef index(): ...", False),
        ("@functools.lru_cache\ndef index(): ...", True),
        ("__all__ = []", True),
        ("LIMIT = limit()", True),
    ],
)
@pytest.mark.parametrize("line", ["import shop.admin", "from shop import admin"])
def test_a_module_that_acts_when_it_is_loaded_may_be_imported_for_that(
    tmp_path: Path, line: str, statement: str, loud: bool
) -> None:
    files = {"main.py": f"{line}\n\nprint(1)\n", "shop/__init__.py": "", "shop/admin.py": f"{statement}\n"}
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("main.py")).collectors)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    index.build(str(tmp_path / name) for name in files)
    settings = Settings(select=("unused-import",), only_selected=True)
    environment = Environment(
        str(tmp_path / "main.py"), engine_for(settings, role_of("main.py")), settings, role_of("main.py"), index
    )
    (found,) = open_document(files["main.py"], environment).findings()
    assert (found.finding.severity is None) == loud
