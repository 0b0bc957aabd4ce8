"""What modules keep counts where functions, or imports, lead to it; counting all that is kept finds no more."""

from __future__ import annotations

import pytest

from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from burnish_checks.registry import ruleset
from burnish_checks.security.flow import giving, reaching
from burnish_checks.security.flow.rules import FLOW_RULES
from burnish_checks.security.flow.telling import Facts
from tests.security.composed.composing import composed

FLOWS = Settings(select=tuple(rule.slug for rule in FLOW_RULES), only_selected=True)
REQUEST = "from flask import request\n"
STORE = "from sqlite3 import connect\n\nKEPT = {}\n\n\ndef rows():\n    return connect('shop').execute(KEPT['query'])\n"
KEEPS = "\n\ndef before():\n    KEPT['query'] = request.args['query']\n"


def index_of(texts: dict[str, str]) -> WorkspaceIndex:
    index = WorkspaceIndex(["/shop"], (*CORE_COLLECTORS, *ruleset().collectors))
    for path, text in {"/shop/__init__.py": "", **texts}.items():
        index.update(path, text, unsaved=True)
    index.complete = True
    return index


def opened(path: str, text: str, index: WorkspaceIndex) -> Snapshot:
    role = role_of(path)
    return open_document(text, Environment(path, engine_for(FLOWS, role), FLOWS, role, index))


@pytest.mark.parametrize(
    ("keeper", "counts"),
    [
        (f"{REQUEST}from shop.store import KEPT\n{KEEPS}", True),
        (f"{REQUEST}\nKEPT = {{}}\n{KEEPS}", False),
        (f"{REQUEST}from shop.store import rows\n\nKEPT = {{}}\n{KEEPS}", False),
    ],
    ids=["the container imported", "another of that name", "another beside an import"],
)
def test_what_a_module_keeps_counts_for_whom_it_imports_the_container_from(keeper: str, counts: bool) -> None:
    snapshot = opened("/shop/store.py", STORE, index_of({"/shop/store.py": STORE, "/shop/keeper.py": keeper}))
    known = reaching.giving_in(snapshot.settled().view)
    assert (known.places, known.holding) == ((frozenset({"KEPT"}),) * 2 if counts else (frozenset(),) * 2)
    assert [item.finding.rule.slug for item in snapshot.findings()] == (["sql-injection"] if counts else [])


def test_counting_all_that_is_kept_finds_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = [{f"/shop/{name}": text for name, text in program.modules.items()} for program in composed(7, 60)]

    def found() -> list[object]:
        return [
            [(item.finding.rule.slug, item.span, item.finding.message) for item in opened(path, text, index).findings()]
            for texts in programs
            for index in [index_of(texts)]
            for path, text in texts.items()
        ]

    def everything(facts: Facts, *_: object) -> frozenset[str]:
        places = {place for _, place in facts.everywhere("shared-places")} | set(facts("", "shared-places") or ())
        return frozenset({place.lstrip("@") for place in places} | {f"%{place}" for place in places})

    quick = found()
    monkeypatch.setattr(giving, "kept_beyond", everything)
    assert quick == found()
    assert sum(map(bool, quick)) > 30
