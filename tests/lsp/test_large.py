"""A large document is read beside the messages: nobody waits for it, and nothing that comes meanwhile is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.lsp.client import FULL, Client, with_pull

LINES = 51_000
TEXT = (
    "import os\n" + "# Nothing to see.\n" * LINES + "".join(f"VALUE_{number} = {number}\n" for number in range(2_000))
)


def opening(uri: str, text: str, version: int = 1) -> dict[str, Any]:
    item = {"uri": uri, "languageId": "python", "version": version, "text": text}
    return {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}


def changing(uri: str, line: int, text: str, version: int) -> dict[str, Any]:
    place = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
    params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"range": place, "text": text}]}
    return {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}


def published(client: Client) -> dict[str, Any]:
    found = client.wait_for(lambda message: message["method"] == "textDocument/publishDiagnostics")
    return dict(found["params"])


def test_a_small_document_does_not_wait_for_a_large_one(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    large, small = (tmp_path / "large.py").as_uri(), (tmp_path / "small.py").as_uri()
    client.send_together([opening(large, TEXT), opening(small, "import re\n"), changing(large, 0, "import json\n", 2)])
    assert published(client)["uri"] == small
    found = published(client)
    assert (found["uri"], found["version"]) == (large, 2)
    while {item["message"] for item in found["diagnostics"] if item["code"] == "unused-import"} != {
        "`os` is imported but never used.",
        "`json` is imported but never used.",
    }:
        found = published(client)  # what an import changes elsewhere follows
    assert found["version"] == 2


def test_a_pull_waits_for_it_and_one_that_is_closed_says_nothing(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, with_pull(FULL))
    large, gone = (tmp_path / "large.py").as_uri(), (tmp_path / "gone.py").as_uri()
    closing = {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": gone}}}
    client.send_together([opening(gone, TEXT), closing, opening(large, TEXT), opening(large, TEXT, 7)])
    assert any(item["code"] == "unused-import" for item in client.pull(large)["items"])
    assert client.pull(gone) == {"kind": "full", "resultId": "none", "items": []}
    number = client.send_request("textDocument/diagnostic", {"textDocument": {"uri": large}})
    client.answer(number)
    assert client.shutdown() == 0
