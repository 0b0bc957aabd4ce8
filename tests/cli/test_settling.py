"""Checking with what was gathered for the index finds what one check finds that is handed the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.cli import running, tasks
from burnish.cli.inputs import Input
from burnish.cli.project import LazyProject
from burnish.cli.running import _opening
from burnish.cli.tasks import Open, Settle, TakeIndex, Worker
from burnish.cli.wishes import Wishes
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import facts_and_reading_of, placed_facts_of
from burnish_checks.policy import environment_for, indexed
from burnish_checks.security.flow import proving, summaries

FILES = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
    "shop/__init__.py": "",
    "shop/badName.py": "from .errors import Broken\n\n\ndef f(x):\n    raise Broken(x)\n",
    "shop/errors.py": "from os import sep\n\n\nclass Broken(Exception):\n    pass\n",
    "shop/store.py": "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True)\n",
    "shop/views.py": (
        "from flask import Flask, request\nfrom shop.store import run\n\napp = Flask(__name__)\n\n\n"
        "@app.route('/')\ndef view():\n    run(request.args['c'])\n    password = 'hunter2secret'\n    return 'ok'\n"
    ),
    "shop/inputs.py": "from flask import request\n\n\ndef wanted():\n    return request.args['code']\n",
    "shop/runner.py": "from shop.inputs import wanted\n\n\ndef act():\n    exec(wanted())\n",
    "shop/user.py": "from shop.errors import sep\n\nprint(sep)\n",
}


@pytest.mark.parametrize("kept", [0, 300, 1_000_000])
def test_settled_in_two_steps_is_settled_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """Every rule's findings are the same, whether a text is read and all facts gathered in the check, or were for the index."""
    monkeypatch.setattr(tasks, "_KEPT", kept)
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    wishes = Wishes(select=("all",), isolated=True)
    paths = [str(tmp_path / name) for name in FILES if name.endswith(".py")]
    worker = Worker(wishes)
    facts = {path: worker.answer(Open(path)).facts for path in paths}
    assert len(worker.readings) + len(worker.places) == len(paths)
    assert bool(worker.places) is (kept < 1_000_000)
    assert sum(len(Path(path).read_text()) for path in worker.readings) <= kept
    worker.answer(TakeIndex((str(tmp_path),), True, facts))
    project = LazyProject([str(tmp_path)], wishes)
    seen: set[str] = set()
    for path in paths:
        two = [(item.code, item.span, item.message) for item in worker.answer(Settle(path)).checked.remarks]
        environment = environment_for(path, wishes.settings(path)[0], project, str(tmp_path))
        snapshot = open_document(Path(path).read_text(), environment).settled()
        one = [(item.finding.rule.slug, tuple(item.span), item.finding.message) for item in snapshot.findings()]
        assert two == one
        seen.update(code for code, _, _ in two)
    assert {"module-name", "command-injection", "code-injection"} <= seen
    assert not {"unused-import", "dynamic-eval"} & seen
    assert not worker.places and not worker.readings


def test_a_text_that_was_read_for_the_index_is_what_it_would_be_read_as_again() -> None:
    """By value: the facts that the index gets, and what is found in the text and told of it."""
    folder = Path(__file__).parent.parent / "fixtures"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))[::3]]
    texts += [Path(__file__).read_text(encoding="utf-8"), "def f(:\n    pass\n\n\nx = 1\n", "print 'a'\n", ""]
    for text in texts:
        facts, reading = facts_and_reading_of(text, indexed(()))
        assert facts == placed_facts_of(text, indexed(()))[0]
        assert reading is not None
        environment = environment_for("module.py", Settings(select=("all",)), None, "")
        once, again = open_document(text, environment, foreknown=reading), open_document(text, environment)
        assert [entry.facts.values for entry in once.entries] == [entry.facts.values for entry in again.entries]
        assert [entry.facts.held for entry in once.entries] == [entry.facts.held for entry in again.entries]
        assert [item.finding for item in once.findings()] == [item.finding for item in again.findings()]
        assert [item.span for item in once.findings()] == [item.span for item in again.findings()]


def test_facts_are_gathered_again_where_the_text_is_another_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted: what functions do with data is told once for a text, however often that is read; and again for another."""
    (tmp_path / "pyproject.toml").write_text(FILES["pyproject.toml"])
    store = tmp_path / "store.py"
    store.write_text(FILES["shop/store.py"])
    told: list[str] = []
    summarise = summaries.summarise
    monkeypatch.setattr(
        summaries, "summarise", lambda node, *rest, **more: told.append(node.name) or summarise(node, *rest, **more)
    )
    worker = Worker(Wishes(select=("all",), isolated=True))
    facts = {str(store): worker.answer(Open(str(store))).facts}
    worker.answer(TakeIndex((str(tmp_path),), True, facts))
    known = worker.answer(Settle(str(store))).checked.remarks
    assert told == ["run"]
    assert worker.answer(Settle(str(store))).checked.remarks == known
    assert told == ["run", "run"]
    facts = {str(store): worker.answer(Open(str(store))).facts}
    store.write_text("import os\n\n\n" + FILES["shop/store.py"])
    worker.answer(TakeIndex((str(tmp_path),), True, facts))
    assert [item.span[0] for item in worker.answer(Settle(str(store))).checked.remarks if item.code == "unused-import"]
    assert told == ["run", "run", "run", "run"]


def test_the_index_has_only_those_blocks_checked_again_that_mention_what_it_tells(tmp_path: Path) -> None:
    """Counted: a function elsewhere that does harm concerns the block that calls it, and none of the forty beside it."""
    (tmp_path / "pyproject.toml").write_text(FILES["pyproject.toml"])
    (tmp_path / "store.py").write_text(FILES["shop/store.py"])
    others = "".join(f"\n\ndef plain_{number}(value):\n    return value.title()\n" for number in range(40))
    user = tmp_path / "user.py"
    user.write_text(
        f"from flask import request\nfrom store import run\n\n\ndef act():\n    run(request.args['name'])\n{others}"
    )
    wishes = Wishes(isolated=True)
    environment = environment_for(str(user), wishes.settings(str(user))[0], None, str(tmp_path))
    snapshot = open_document(user.read_text(), environment).settled().refresh(LazyProject([str(tmp_path)], wishes))
    checked = 0
    while snapshot.unsettled:
        snapshot = snapshot.advance()
        checked += snapshot.cost.checked
    assert 1 <= checked <= 2


def test_data_is_followed_through_a_block_once_the_index_is_there_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted: what the block asks of other files on the way would be another then."""
    (tmp_path / "pyproject.toml").write_text(FILES["pyproject.toml"])
    store, views = tmp_path / "store.py", tmp_path / "views.py"
    store.write_text(FILES["shop/store.py"])
    views.write_text(FILES["shop/views.py"].replace("shop.store", "store"))
    followed: list[str] = []
    follow = proving.follow_function
    monkeypatch.setattr(
        proving, "follow_function", lambda run, node, *given: followed.append(node.name) or follow(run, node, *given)
    )
    worker = Worker(Wishes(isolated=True))
    facts = {str(path): worker.answer(Open(str(path))).facts for path in (store, views)}
    assert followed == []
    worker.answer(TakeIndex((str(tmp_path),), True, facts))
    remarks = worker.answer(Settle(str(views))).checked.remarks
    assert [item.code for item in remarks].count("command-injection") == 1
    assert followed == ["view"]


def test_the_longest_are_opened_first_where_all_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than that are opened in the order in which they are checked, since what is kept is kept until then."""
    items = [Input("a.py", b"x"), Input("b.py", b"long = 1"), Input("c.py", b"y = 1"), Input("gone.py")]
    assert [item.path for item in _opening(items, 1)] == ["b.py", "c.py", "a.py", "gone.py"]
    assert all(item.is_kept for item in _opening(items, 1))
    monkeypatch.setattr(running, "KEPT_OF_ALL", 10)
    assert [item.is_kept for item in _opening(items, 2)] == [True] * 4
    assert [(item.path, item.is_kept) for item in _opening(items, 1)] == [(item.path, False) for item in items]
