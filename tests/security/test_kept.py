"""What the functions of a file keep for others, and listen to, is told to all files of its application."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.engine import Engine
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.registry import ruleset
from burnish_checks.security.flow.listening import Listener
from burnish_checks.security.makers import Truth

HEAD = "from flask import request\nfrom sqlite3 import connect\n\n\n"
SENDER = (
    HEAD + "from shop.signals import ordered\n\n\ndef order():\n    ordered.send(None, name=request.args['name'])\n"
)
LISTENER = (
    HEAD + "from shop.signals import ordered\n\n\n@ordered.connect_via(None)\ndef keep(sender, name):\n"
    "    connect('shop').execute('select ' + name)\n"
)
KEEPER = HEAD + "def before():\n    request.tenant = request.args['tenant']\n"
READER = HEAD + "def rows():\n    return connect('shop').execute('select ' + request.tenant)\n"
OTHER = HEAD + "def before():\n    request.tenant = 'one'\n"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("listeners", "@receiver(saved)\ndef keep(sender):\n    pass\n", {Listener("saved", "keep")}),
        ("listeners", "@saved.connect_via(app)\ndef keep(sender):\n    pass\n", {Listener("saved", "keep")}),
        ("listeners", "saved.connect(keep)\n", {Listener("saved", "keep")}),
        ("listeners", "@app.errorhandler(Lost)\ndef answer(error):\n    pass\n", {Listener("!Lost", "answer")}),
        ("listeners", "parser.set_defaults(func=pack)\n", {Listener("=func", "pack")}),
        ("listeners", "@app.route('/')\ndef index():\n    pass\n", set()),
        ("shared-places", "def keep(request):\n    request.tenant = 1\n", {"tenant"}),
        ("shared-places", "def keep(request):\n    request.tenant == 1\n", set()),
        ("shared-places", "async def keep(app):\n    app['jobs'].put_nowait(1)\n", {"jobs"}),
        ("shared-places", "KEPT = {}\n\n\ndef keep(key):\n    KEPT[key] = 1\n", {"@KEPT"}),
        ("shared-places", "def keep(key):\n    KEPT.name = key\n", set()),
        ("shared-places", "def keep(key):\n    kept = {}\n    kept[key] = 1\n", set()),
        ("truths", "OPTIONS = {'safe': False, 'depth': 3}\n", {Truth("OPTIONS", "safe", False)}),
        ("truths", "def f():\n    options = {'safe': False}\n", set()),
        ("plain-options", "parser.add_argument('--most-rows', type=int)\n", {"most_rows"}),
        ("plain-options", "parser.add_argument('kind', choices=['a', 'b'])\n", {"kind"}),
        ("plain-options", "parser.add_argument('--name', type=str)\n", set()),
    ],
)
def test_the_facts_of_a_file(kind: str, text: str, told: set[object]) -> None:
    index = WorkspaceIndex((), (*CORE_COLLECTORS, *ruleset().collectors))
    index.update("/a.py", text)
    assert set(index.facts("/a.py", kind) or ()) == told


def found(index: WorkspaceIndex, path: str, text: str) -> list[str]:
    settings = Settings(select=("security",), only_selected=True)
    snapshot = open_document(text, Environment(path, Engine(ruleset(), ruleset().rules), settings, project=index))
    return [item.finding.rule.slug for item in snapshot.findings()]


@pytest.mark.parametrize(
    ("asking", "files", "after"),
    [
        ("reader.py", {"reader.py": READER, "keeper.py": KEEPER}, {"keeper.py": OTHER}),
        ("sender.py", {"sender.py": SENDER, "listener.py": LISTENER, "signals.py": ""}, {"listener.py": ""}),
    ],
)
def test_what_another_file_keeps_is_followed_as_long_as_it_does(
    tmp_path: Path, asking: str, files: dict[str, str], after: dict[str, str]
) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    for name, text in {"__init__.py": "", **files}.items():
        (shop / name).write_text(text)
    collectors = (*CORE_COLLECTORS, *ruleset().collectors)

    def built() -> WorkspaceIndex:
        index = WorkspaceIndex([str(tmp_path)], collectors)
        index.build(str(path) for path in sorted(shop.iterdir()))
        return index

    index = built()
    path = str(shop / asking)
    for changed in (after, files, after):
        for name, text in changed.items():
            (shop / name).write_text(text)
            index.update(str(shop / name), text)
        anew = built()
        for kind in ("listeners", "shared-places"):
            assert index.ask(path, "everywhere", kind) == anew.ask(path, "everywhere", kind)
        told = found(index, path, files[asking])
        assert told == found(anew, path, files[asking])
        assert ("sql-injection" in told) == (changed is files)
