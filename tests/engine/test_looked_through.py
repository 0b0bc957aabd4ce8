"""How much text patterns go through for one key: a check that has one look through all of its function, where plain words
would tell as much, costs a tenth of an edit, and is seen on no clock."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from burnish_checks import patterns
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit
from tests.bench.keystroke import PROBE, edits_of, source
from tests.engine.test_incremental import environment

_LONG = 300
"""Characters: a line, or some of them, and no whole function."""
_MOST = 2
"""Patterns that go through all of it, on any Python; on 3.11 none does."""


@pytest.mark.parametrize("lines", [1_000, 5_000])
@pytest.mark.parametrize("kind", ["body", "name", "line"])
def test_few_patterns_go_through_the_edited_function(lines: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = source(lines)
    snapshot = open_document(text, environment()).settled()
    edit = edits_of(kind, text)
    for number in range(2):
        snapshot = edited(snapshot, edit(number), number)
    searched: dict[str, int] = {}
    watch(monkeypatch, searched)
    after = edited(snapshot, edit(2), 2)
    (entry,) = (entry for entry in after.fresh if PROBE in entry.block.text)
    assert sum(searched.values()) <= _MOST * len(entry.block.text), searched


def edited(snapshot: Any, edit: Any, version: int) -> Any:
    return snapshot.edit([TextEdit(Span(*edit.start, *edit.end), edit.text)], version)


def watch(monkeypatch: pytest.MonkeyPatch, searched: dict[str, int]) -> None:
    """Note by pattern how many characters of long texts it is looked for in."""
    gc.unfreeze()
    for made in [item for item in gc.get_objects() if type(item) is patterns._Deferred]:
        compiled = made.compiled()
        for name in ("search", "finditer", "findall", "sub", "subn", "split"):
            monkeypatch.setattr(made, name, noting(getattr(compiled, name), compiled.pattern, searched))


def noting(method: Callable[..., Any], pattern: str, searched: dict[str, int]) -> Callable[..., Any]:
    def noted(*given: Any, **named: Any) -> Any:
        text = max((item for item in given if isinstance(item, str)), key=len, default="")
        if len(text) > _LONG:
            searched[pattern] = searched.get(pattern, 0) + len(text)
        return method(*given, **named)

    return noted


def test_what_a_group_is_joined_by_is_looked_for_only_where_an_address_is_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted: before each text was looked at, it was looked for behind each of a table: 5 of 9 seconds for calibreweb."""
    asked: list[str] = []
    module = import_module("burnish_checks.security.bind_all_interfaces")  # whose name in the package is its rule
    monkeypatch.setattr(module, "joins_a_group", lambda text: bool(asked.append(text)))
    table = f"NAMES = [{', '.join(map(repr, map(str, range(100))))}]\n"
    open_document(f'{table}\n\nHOST = "0.0.0.0"\n', environment())
    assert len(asked) == 1
