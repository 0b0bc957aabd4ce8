"""Going through the workspace's folders ends with the server."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from burnish.lsp.indexing import Indexer
from burnish.lsp.project import Projects


def test_no_folder_is_looked_into_once_the_server_ends(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    indexer = Indexer(cast("Any", SimpleNamespace(projects=Projects())))
    assert indexer.files_of([str(tmp_path)]) == [str(tmp_path / "a.py")]
    indexer.end()
    assert indexer.files_of([str(tmp_path)]) == []
