"""What goes on behind a keystroke does not come before it: processes that give way, facts that are unpacked one by one."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from burnish.lsp.frames import Process, unpacked
from burnish.lsp.garbage import keep
from burnish.lsp.jobs import facts
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.index import read_facts
from burnish_checks.registry import ruleset


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system knows no priorities")
def test_a_process_in_the_background_gives_way() -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    for background in (False, True):
        process = Process(background=background)
        try:
            process.greet()
            assert (os.getpriority(os.PRIO_PROCESS, process.id) > usual) == (background and usual < 19)
        finally:
            process.close()


def test_the_facts_of_files_come_each_by_itself(tmp_path: Path) -> None:
    paths = [str(tmp_path / "a.py"), str(tmp_path / "b.py"), str(tmp_path / "gone.py")]
    (tmp_path / "a.py").write_text("import os\n\n\ndef f(x):\n    return os.path.join(x, g(x))\n")
    (tmp_path / "b.py").write_text("class A(Exception):\n    y = 1\n")
    collectors = tuple(item for item in (*CORE_COLLECTORS, *ruleset().collectors) if not item.local)
    kinds = frozenset(item.kind for item in collectors)
    assert [unpacked(item) for item in facts(lambda question: None, paths, kinds)] == [
        read_facts(path, collectors) for path in paths
    ]


def test_what_is_kept_is_not_gone_through_again() -> None:
    keep()
    before = gc.get_freeze_count()
    made: list[list[int]] = [[] for _ in range(1000)]
    keep()
    assert gc.get_freeze_count() >= before + len(made)
