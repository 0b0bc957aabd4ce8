"""Facts that only a file's own rules ask for are in no index."""

from __future__ import annotations

from typing import Any

import pytest

from burnish_checks.core.engine import Engine
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.index import WorkspaceIndex, workspace
from burnish_checks.registry import ruleset


def test_the_index_keeps_what_files_ask_about_each_other() -> None:
    """Read from a text or taken from an open document, the same facts are kept, and no local ones."""
    text = "import os\n\n\nclass A:\n    def f(self):\n        return os.sep + 'text that is repeated'\n"
    collectors = (*CORE_COLLECTORS, *ruleset().collectors)
    local = {item.kind for item in collectors if item.local}
    one, other = WorkspaceIndex((), collectors), WorkspaceIndex((), collectors)
    one.update("/a.py", text)
    other.update_from(
        "/a.py", open_document(text, Environment("/a.py", Engine(ruleset(), ruleset().rules), Settings()))
    )
    assert one.digest == other.digest
    assert one.facts("/a.py", "classes")
    assert "sequence" in local
    assert not any(one.facts("/a.py", kind) or other.facts("/a.py", kind) for kind in local)


def test_an_edit_that_changes_no_fact_has_nothing_of_the_file_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_through = 0

    def counting(*given: Any) -> Any:
        nonlocal gone_through
        gone_through += 1
        return facts_of_snapshot(*given)

    facts_of_snapshot = workspace.facts_of_snapshot
    monkeypatch.setattr(workspace, "facts_of_snapshot", counting)
    collectors = (*CORE_COLLECTORS, *ruleset().collectors)
    index = WorkspaceIndex((), collectors)
    text = "import os\n\n\ndef f(a):\n    b = 1\n    return os.sep + a\n\n\ndef g():\n    return f(2)\n"
    snapshot = open_document(text, Environment("/a.py", Engine(ruleset(), ruleset().rules), Settings()))
    index.update_from("/a.py", snapshot)
    steps = (
        ("b = 1", "b = 2", 0),
        ("b = 2", "b = (", 1),
        ("b = (", "b = 1", 1),
        ("os.sep", "os.pathsep", 1),
        ("f(2)", "f(3)", 0),
    )
    for old, new, more in steps:
        line = next(number for number, content in enumerate(snapshot.lines) if old in content)
        column = snapshot.lines[line].index(old)
        snapshot = snapshot.edit([TextEdit(Span(line, column, line, column + len(old)), new)], 1).settled()
        before = gone_through
        index.update_from("/a.py", snapshot)
        assert gone_through - before == more, new
        fresh = WorkspaceIndex((), collectors)
        fresh.update_from("/a.py", snapshot)
        assert index.digest == fresh.digest
        assert index.text_of("/a.py") == snapshot.text
    index.update("/a.py", "import re\n")
    index.update_from("/a.py", snapshot)
    assert index.digest == fresh.digest, "what the disk said meanwhile is not kept"
