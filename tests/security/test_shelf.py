"""What goes from file to file is what would be worked out in each, and each file says what it rests on."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.cli.asking import Asking, Digests
from burnish_checks.core.engine import Engine
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.rule import Category
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.registry import ruleset
from burnish_checks.security.flow import asked, shelf, worlds
from burnish_checks.security.flow.shelf import Shelf, Shelved
from tests.labelled_cases import read

CASES = [case for case in read(Path(__file__).parent / "labelled") if len(case.modules) > 1]


def written(folder: Path, modules: dict[str, str]) -> WorkspaceIndex:
    """The index of some modules of a package."""
    for name, text in {"__init__.py": "", **modules}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    index = WorkspaceIndex([str(folder)], (*CORE_COLLECTORS, *ruleset().collectors))
    index.build(str(path) for path in sorted(folder.rglob("*.py")))
    return index


def found(index: WorkspaceIndex, path: str) -> tuple[list[Any], Asking]:
    """What is found in a file, and what was asked for it."""
    project = Asking(Digests(index))
    settings = Settings(select=("security",), only_selected=True, local_sources=True)
    rules = [rule for rule in ruleset().rules if rule.category is Category.SECURITY]
    environment = Environment(path, Engine(ruleset(), rules), settings, project=project)
    snapshot = open_document(Path(path).read_text(), environment).settled()
    return [(item.finding.rule.slug, item.span, item.finding.message) for item in snapshot.findings()], project


def test_what_is_found_with_it_is_what_is_found_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(CASES) > 50
    modules = {
        f"{case.folder.replace('/', '_')}/{name}": "\n".join(lines) + "\n"
        for case in CASES
        for name, lines in {"__init__.py": [], **case.modules}.items()
    }
    index = written(tmp_path, modules)
    used = 0
    known = Shelved.known

    def counted(self: Shelved, key: Any) -> Any:
        nonlocal used
        result = known(self, key)
        used += result is not None
        return result

    monkeypatch.setattr(Shelved, "known", counted)
    paths = list(index.files)
    random.Random(7).shuffle(paths)
    shared = {path: found(index, path)[0] for path in paths}
    assert used > len(paths)
    monkeypatch.setattr(Shelved, "known", lambda self, key: None)
    assert shared == {path: found(index, path)[0] for path in reversed(paths)}


class _Kept:
    """An index of which only one thing is asked: whether it is still the same."""

    revision = 1

    @property
    def origin(self) -> _Kept:
        return self


@given(st.integers(1, 5), st.lists(st.integers(0, 12), max_size=80))
def test_what_was_asked_for_last_is_kept_and_no_more_than_twice_the_most(most: int, keys: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_MOST", most)
        project: Any = _Kept()
        asker: Any = None
        kept = Shelf(project)
        last: list[int] = []
        for key in keys:
            value = kept.get(key)
            assert value is None or value[0] == key
            if value is None:
                kept.put(key, key, frozenset({key % 3}), asker)
            last = [*(item for item in last if item != key), key][-most:]
            assert len(kept) <= 2 * most
            assert all(kept.get(item) is not None for item in last)


HELPER = "import os\n\n\ndef run(text):\n    os.system(text)\n"
VIEW = "from flask import request\nfrom helper import run\n\n\ndef {name}():\n    run(request.args['a'])\n"


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (lambda text: text.replace("os.system(text)", "os.getenv(text)"), False),
        (lambda text: text + "\n\n# another word\n", True),
    ],
)
def test_a_file_rests_on_what_another_had_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], holds: bool
) -> None:
    index = written(
        tmp_path, {"helper.py": HELPER, **{f"{name}.py": VIEW.format(name=name) for name in ("one", "two")}}
    )
    found(index, str(tmp_path / "one.py"))
    settled: list[str] = []
    close = worlds.close
    monkeypatch.setattr(worlds, "close", lambda *given: settled.append(given[0].name) or close(*given))
    slugs, project = found(index, str(tmp_path / "two.py"))
    assert [slug for slug, *_ in slugs] == ["command-injection"]
    assert settled == []
    told = project.asked()
    assert Digests(index).hold(told)
    index.update(str(tmp_path / "helper.py"), change(HELPER))
    assert Digests(index).hold(told) is holds
    slugs, _ = found(index, str(tmp_path / "two.py"))
    assert ([slug for slug, *_ in slugs] == ["command-injection"]) is holds


def test_what_depends_on_the_file_that_asks_is_worked_out_in_each(tmp_path: Path) -> None:
    helper = "def run(text, cursor):\n    cursor.execute('select ' + text)\n"
    view = "from helper import run\n{head}\n\ndef index(text, cursor):\n    run(text, cursor)\n"
    heads = {"one": "import sqlite3", "two": "import os", "three": "from sqlite3 import connect"}
    index = written(tmp_path, {"helper.py": helper, **{f"{n}.py": view.format(head=head) for n, head in heads.items()}})

    def told(name: str) -> Any:
        path = str(tmp_path / f"{name}.py")
        found(index, path)
        assert asked._last is not None
        return worlds.closed_in(asked._last, "", "helper.run", 0)

    together = {name: told(name) for name in heads}
    for name in heads:
        asked._shelf = None
        assert told(name) == together[name]
