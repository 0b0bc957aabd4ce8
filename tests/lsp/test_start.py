"""Nothing is imported before it is needed: what the server has imported when it publishes for the first time."""

from __future__ import annotations

import subprocess
import sys

_STARTED = """
import sys
from burnish.lsp.without_tls import import_asyncio
import_asyncio()
import burnish.lsp.running
from burnish_checks.policy import environment_for
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
open_document("import os", environment_for("/project/file.py", Settings()), 0)
print(*sys.modules)
"""
_LATER = ("tomllib", "datetime", "hashlib", "pickle", "jedi", "parso", "libcst", "yaml", "burnish_checks.rewriting",
          "burnish_checks.inference", "multiprocessing",
          "burnish.cli", "ssl")  # fmt: skip


def test_the_server_starts_without_what_few_files_need() -> None:
    command = [sys.executable, "-I", "-c", _STARTED]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "burnish_checks.registry" in loaded
    assert [name for name in _LATER if name in loaded] == []


def test_what_wants_tls_has_it_behind_the_start() -> None:
    script = (
        "from burnish.lsp.without_tls import import_asyncio; import_asyncio(); import asyncio, ssl; print(ssl.__name__)"
    )
    command = [sys.executable, "-I", "-c", script]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "ssl\n"
