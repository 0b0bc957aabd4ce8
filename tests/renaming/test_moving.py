"""Imports follow files that move."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.core.verifying import propose
from burnish_checks.index import WorkspaceIndex
from burnish_checks.naming.module_name import module_name
from burnish_checks.policy import environment_for
from burnish_checks.renaming import hindrance, move_files

Files = dict[str, str]

BEFORE: Files = {
    "shop/__init__.py": "",
    "shop/till.py": "from .money import Money\nfrom . import money\n\nprint(Money, money.Money)\n",
    "shop/money.py": "class Money:\n    pass\n",
    "shop/parts/__init__.py": "",
    "shop/parts/é.py": "from ..money import Money as M\n",
    "app.py": "import shop.money\nimport shop.money as m\n\nx = 'é', shop.money.Money, m\npatch('shop.money.Money')\n",
    "twice.py": "from shop import money, till\n\ndef f(money):\n    return money\n",
    "plain.py": "from shop.money import (\n    Money,  # kept\n)\n",
}


def moved(root: Path, moves: Files) -> tuple[Files, list[str]]:
    """The changed files by their old names, and what is to be confirmed."""
    for name, text in BEFORE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    index = WorkspaceIndex([str(root)])
    index.build(str(root / name) for name in BEFORE)
    repair = move_files({str(root / old): str(root / new) for old, new in moves.items()}, index)
    edits: dict[str, list[TextEdit]] = {}
    for change in repair.changes:
        assert change.path is not None
        edits.setdefault(str(Path(change.path).relative_to(root)), []).append(TextEdit(change.span, change.new_text))
    texts = {name: "".join(apply_edits(split_lines(BEFORE[name]), found)) for name, found in edits.items()}
    return texts, [change.new_text for change in repair.changes if change.confirm]


def test_a_module_gets_another_name(tmp_path: Path) -> None:
    texts, doubtful = moved(tmp_path, {"shop/money.py": "shop/cash.py"})
    assert texts == {
        "shop/till.py": "from .cash import Money\nfrom . import cash\n\nprint(Money, cash.Money)\n",
        "shop/parts/é.py": "from ..cash import Money as M\n",
        "app.py": "import shop.cash\nimport shop.cash as m\n\nx = 'é', shop.cash.Money, m\npatch('shop.cash.Money')\n",
        "twice.py": "from shop import cash as money, till\n\ndef f(money):\n    return money\n",
        "plain.py": "from shop.cash import (\n    Money,  # kept\n)\n",
    }
    assert doubtful == ["'shop.cash.Money'"]


def test_imports_cannot_follow_to_what_is_no_name_or_taken(tmp_path: Path) -> None:
    moved(tmp_path, {})
    index = WorkspaceIndex([str(tmp_path)])
    index.build(str(tmp_path / name) for name in BEFORE)
    reasons = {
        new: hindrance(str(tmp_path / "shop/money.py"), str(tmp_path / new), index)
        for new in (
            "shop/my-mod.py",
            "shop/class.py",
            "shop/till.py",
            "shop/cash.py",
            "shop/new/money.py",
            "shop/money.txt",
        )
    }
    assert [new for new, reason in reasons.items() if reason] == ["shop/my-mod.py", "shop/class.py", "shop/till.py"]
    assert reasons["shop/class.py"].startswith("`class` is not a name that an import can spell")
    assert reasons["shop/till.py"].startswith("`shop.till` is there already")


def test_a_module_moves_into_another_package(tmp_path: Path) -> None:
    texts, _ = moved(tmp_path, {"shop/till.py": "shop/parts/till.py"})
    assert texts == {
        "shop/till.py": "from ..money import Money\nfrom .. import money\n\nprint(Money, money.Money)\n",
        "twice.py": "from shop import money\nfrom shop.parts import till\n\ndef f(money):\n    return money\n",
    }


def test_a_package_gets_another_name(tmp_path: Path) -> None:
    moves = {name: name.replace("shop/", "store/") for name in BEFORE if name.startswith("shop/")}
    texts, _ = moved(tmp_path, moves)
    assert texts == {
        "app.py": "import store.money\nimport store.money as m\n\nx = 'é', store.money.Money, m\npatch('store.money.Money')\n",
        "twice.py": "from store import money, till\n\ndef f(money):\n    return money\n",
        "plain.py": "from store.money import (\n    Money,  # kept\n)\n",
    }


@pytest.mark.parametrize("new", ["shop/money.py", "shop/money.txt"])
def test_nothing_changes_without_a_new_name(tmp_path: Path, new: str) -> None:
    assert moved(tmp_path, {"shop/money.py": new})[0] == {}


def test_a_badly_named_module_is_renamed(tmp_path: Path) -> None:
    texts = {
        "shop/__init__.py": "",
        "shop/dataReader.py": "import json\n\njson.dumps(1)\n",
        "app.py": "import shop.dataReader\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    index = WorkspaceIndex([str(tmp_path)])
    index.build(str(tmp_path / name) for name in texts)
    path = str(tmp_path / "shop/dataReader.py")
    snapshot = open_document(texts["shop/dataReader.py"], environment_for(path, Settings(), index)).settled()
    target = next(item for item in targets(snapshot) if item.finding.rule is module_name)
    repair, verdict = propose(target, module_name.fixes[0])
    assert verdict.offered and repair is not None
    assert repair.moves == ((path, str(tmp_path / "shop/data_reader.py")),)
    assert [(change.path, change.new_text) for change in repair.changes] == [
        (str(tmp_path / "app.py"), "shop.data_reader")
    ]
    face = tmp_path / "shop/__init__.py"
    said = "__init__.py imports modules by names that it puts together; this may be one."
    for named, reason in (("'shop.till'", ""), ("name", said)):
        face.write_text(f"import importlib\nimportlib.import_module({named})\n")
        index.update(str(face), face.read_text())
        assert propose(target, module_name.fixes[0])[1].reason == reason
    face.write_text("")
    index.update(str(face), "")
    (tmp_path / "shop/data_reader.py").write_text("")
    index.update(str(tmp_path / "shop/data_reader.py"), "")
    assert propose(target, module_name.fixes[0])[1].reason == "There is a `data_reader` already."
