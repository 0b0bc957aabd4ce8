"""Facts that only a file's own rules ask for are in no index."""

from __future__ import annotations

from burnish_checks.core.engine import Engine
from burnish_checks.core.facts import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.index import WorkspaceIndex
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
