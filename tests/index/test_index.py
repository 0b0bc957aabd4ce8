"""The index answers from the facts of other files, follows changes, and keeps no text."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from burnish_checks.core.facts import Binding
from burnish_checks.index import WorkspaceIndex, facts_of
from burnish_checks.index.gathering import FileFacts, shared
from burnish_checks.index.modules import ModuleTable

FILES = {
    "src/shop/__init__.py": "from .cart import Cart\nfrom . import prices\n",
    "src/shop/cart.py": "from decimal import Decimal\nfrom shop.prices import *\n\nclass Cart:\n    total = vat\n",
    "src/shop/prices.py": "import json\nimport shop.cart as c\nvat = 19\n_rate = 2\nc.Cart()\n",
    "src/shop/web/__init__.py": "",
    "src/shop/web/views.py": "from .. import prices\nfrom ..cart import Cart, Decimal\nprices.json.dumps(prices._rate)\n",
    "scripts/run.py": "import helper\nhelper.go()\n",
    "scripts/helper.py": "def go(): pass\n",
}


@pytest.fixture
def index(tmp_path: Path) -> WorkspaceIndex:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    index = WorkspaceIndex([str(tmp_path)])
    assert index.build(str(tmp_path / name) for name in FILES)
    return index


def ask(index: WorkspaceIndex, path: str, *question: str) -> object:
    return index.ask(f"{index.roots[0]}/{path}", *question)


def relative(index: WorkspaceIndex, paths: object) -> list[str]:
    assert isinstance(paths, tuple)
    return [path[len(index.roots[0]) + 1 :] for path in paths]


@pytest.mark.parametrize(
    ("asking", "module", "found"),
    [
        ("src/shop/web/views.py", "..prices", "src/shop/prices.py"),
        ("src/shop/web/views.py", "..", "src/shop/__init__.py"),
        ("src/shop/web/views.py", ".", "src/shop/web/__init__.py"),
        ("src/shop/web/__init__.py", ".views", "src/shop/web/views.py"),
        ("scripts/run.py", "helper", "scripts/helper.py"),
        ("scripts/run.py", "shop.cart", "src/shop/cart.py"),
        ("src/shop/cart.py", "unheard", None),
        ("src/shop/cart.py", "....nowhere", None),
    ],
)
def test_a_module_name_means_a_file(index: WorkspaceIndex, asking: str, module: str, found: str | None) -> None:
    root = index.roots[0]
    assert index.path_of(module, f"{root}/{asking}") == (f"{root}/{found}" if found else None)


def test_files_have_dotted_names(index: WorkspaceIndex) -> None:
    root = index.roots[0]
    assert index.module_name(f"{root}/src/shop/web/views.py") == "shop.web.views"
    assert index.module_name(f"{root}/src/shop/web/__init__.py") == "shop.web"


def test_facts_of_a_module_are_told_by_its_name(index: WorkspaceIndex) -> None:
    facts = ask(index, "src/shop/cart.py", "facts", ".prices", "binds")
    assert isinstance(facts, tuple)
    assert Binding("vat", "assign", "") in facts
    assert ask(index, "src/shop/cart.py", "facts", "shop.unknown", "binds") is None
    assert ask(index, "src/shop/cart.py", "unheard-of", "x") is None


@pytest.mark.parametrize(
    ("path", "name", "users"),
    [
        ("src/shop/cart.py", "Decimal", ["src/shop/web/views.py"]),
        ("src/shop/cart.py", "Cart", ["src/shop/__init__.py", "src/shop/prices.py", "src/shop/web/views.py"]),
        ("src/shop/prices.py", "vat", ["src/shop/cart.py"]),
        ("src/shop/prices.py", "_rate", ["src/shop/web/views.py"]),
        ("src/shop/prices.py", "json", ["src/shop/web/views.py"]),
        ("src/shop/prices.py", "nobody", []),
        ("scripts/helper.py", "go", ["scripts/run.py"]),
    ],
)
def test_who_uses_a_name(index: WorkspaceIndex, path: str, name: str, users: list[str]) -> None:
    assert relative(index, ask(index, path, "importers", name)) == users


def test_updates_are_as_good_as_a_new_index(index: WorkspaceIndex, tmp_path: Path) -> None:
    assert ask(index, "src/shop/prices.py", "importers", "json")
    views = str(tmp_path / "src/shop/web/views.py")
    before, digest = index.revision, index.digest
    index.update(views, FILES["src/shop/web/views.py"] + "# a comment\n")
    assert (index.revision, index.digest) == (before, digest)
    index.update(views, "from ..cart import *\nDecimal(1)\n", unsaved=True)
    assert index.revision == before + 1
    assert index.digest != digest
    assert ask(index, "src/shop/prices.py", "importers", "json") == ()
    assert ask(index, "src/shop/cart.py", "importers", "Decimal") == (views,)
    assert index.text_of(views) == "from ..cart import *\nDecimal(1)\n"
    index.refresh(views)
    assert index.text_of(views) == FILES["src/shop/web/views.py"]
    assert index.digest == digest
    index.forget(views)
    assert ask(index, "src/shop/cart.py", "importers", "Decimal") == ()


def test_words_are_found_in_strings_and_unsaved_texts(index: WorkspaceIndex, tmp_path: Path) -> None:
    helper = str(tmp_path / "scripts/helper.py")
    assert [Path(path).name for path in index.files_with("vat")] == ["cart.py", "prices.py"]
    index.update(helper, "x = getattr(y, 'vat')\n", unsaved=True)
    assert helper in index.files_with("vat")
    assert index.files_with("va") == []


def test_counts_over_the_workspace(index: WorkspaceIndex, tmp_path: Path) -> None:
    assert ask(index, "scripts/run.py", "majority", "uses")
    counts = dict(ask(index, "scripts/run.py", "majority", "chains"))  # type: ignore[call-overload]
    assert counts["helper.go"] == 1
    index.update(str(tmp_path / "scripts/run.py"), "import helper\n")
    counts = dict(ask(index, "scripts/run.py", "majority", "chains"))  # type: ignore[call-overload]
    assert "helper.go" not in counts


def test_a_build_can_be_stopped_and_says_how_far_it_is(tmp_path: Path) -> None:
    paths = []
    for number in range(5):
        path = tmp_path / f"m{number}.py"
        path.write_text("import os\n")
        paths.append(str(path))
    index, steps = WorkspaceIndex([str(tmp_path)]), []
    assert not index.build(
        paths, cancelled=lambda: len(steps) == 3, progress=lambda done, total: steps.append((done, total))
    )
    assert steps == [(1, 5), (2, 5), (3, 5)]
    assert not index.complete
    assert index.build([*paths, str(tmp_path / "missing.py")])
    assert index.complete


def test_facts_travel_between_processes() -> None:
    facts = facts_of("import os\nclass A(\n", WorkspaceIndex().collectors)
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.values["imports"]


class _One(NamedTuple):
    name: str
    count: int


class _Other(NamedTuple):
    name: str
    count: int


def test_equal_facts_of_two_kinds_stay_what_they_are() -> None:
    known: dict[str, dict[Any, Any]] = {}
    facts = shared(FileFacts({"a": (_One("x", 1),), "b": (_Other("x", 1),)}), known)
    assert [type(value) for values in facts.values.values() for value in values] == [_One, _Other]
    again = shared(FileFacts({"a": (_One("x", 1),)}), known)
    assert again.values["a"][0] is facts.values["a"][0]


def test_a_new_text_is_told_of_even_where_its_facts_are_the_old_ones(tmp_path: Path) -> None:
    path = str(tmp_path / "module.py")
    index = WorkspaceIndex([str(tmp_path)], ())
    index.update(path, "def f(x):\n    return x\n", unsaved=True)
    known = index.revision, index.edition
    index.update(path, "def f(x: int) -> int:\n    return x\n", unsaved=True)
    assert index.edition == known[1] + 1
    index.update(path, "def f(x: int) -> int:\n    return x\n", unsaved=True)
    assert index.edition == known[1] + 1


def test_it_knows_which_files_have_become_others_since_a_revision() -> None:
    index = WorkspaceIndex(["/src"])
    index.update("/src/a.py", "import os\n")
    index.update("/src/b.py", "import os\n")
    known = index.revision
    assert index.ask("/src/a.py", "changed", known) == ()
    index.update("/src/b.py", "import sys\n")
    assert index.ask("/src/a.py", "changed", known) == ("/src/b.py",)
    index.update("/src/b.py", "import sys\n")
    assert index.revision == known + 1
    index.update("/src/c.py", "")
    assert index.ask("/src/a.py", "changed", known) is None
    assert index.ask("/src/a.py", "changed", index.revision) == ()
    index.forget("/src/c.py")
    assert index.ask("/src/a.py", "changed", index.revision - 1) is None


def test_a_name_means_another_file_once_that_comes_or_goes() -> None:
    table = ModuleTable(["/w"])
    table.add("/w/p/__init__.py")
    table.add("/w/p/a.py")
    asked = [(asking, module) for asking in ("/w/p/a.py", "/w/b.py") for module in ("p.b", ".b", "b", "p.a", ".p")]

    def meant() -> list[str | None]:
        again = ModuleTable(["/w"])
        for path in paths:
            again.add(path)
        found = [table.path(*question) for question in asked]
        assert found == [again.path(*question) for question in asked] == [table.path(*question) for question in asked]
        return found

    paths = {"/w/p/__init__.py", "/w/p/a.py"}
    before = meant()
    for path in ("/w/p/b.py", "/w/b.py", "/w/q/p/b.py", "/w/q/p/__init__.py"):
        table.add(path)
        paths.add(path)
        meant()
    for path in sorted(paths - {"/w/p/__init__.py", "/w/p/a.py"}):
        table.discard(path)
        paths.discard(path)
        meant()
    assert meant() == before
