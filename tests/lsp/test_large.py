"""A large document is opened in steps: nobody waits for it, and nothing that comes meanwhile is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import FULL, Client, ResponseError, with_pull

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


LONG = "".join(
    f"def function{number}(x):\n    try:\n        print(x)\n    except:\n        pass\n" for number in range(800)
)


def test_a_long_document_is_shown_early_in_part_and_then_whole(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("long.py", f"import os\n{LONG}")
    early = client.diagnostics(uri, 1)
    bare = [item["range"]["start"]["line"] for item in early if item["code"] == "bare-except"]
    assert bare == [number * 5 + 4 for number in range(len(bare))]
    assert 20 < len(bare) < 40
    more = client.reviewed(uri)
    assert len([item for item in more if item["code"] == "bare-except"]) == 800
    assert "unused-import" in {item["code"] for item in more}
    assert all(item in more for item in early)


def test_an_edit_goes_before_the_rest_of_the_opening(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("long.py", LONG)
    early = client.diagnostics(uri, 1)
    version = client.replace(uri, "except:", "except OSError:")
    edited = client.diagnostics(uri, version)
    assert len(edited) >= len(early) - 1
    assert len([item for item in client.reviewed(uri) if item["code"] == "bare-except"]) == 799


def test_requests_that_wait_for_a_review_can_be_cancelled_and_end_with_the_session(
    client: Client, tmp_path: Path
) -> None:
    client.initialize(tmp_path)
    uri = (tmp_path / "large.py").as_uri()
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    hovers = [
        {"jsonrpc": "2.0", "id": number, "method": "textDocument/hover", "params": place} for number in (901, 902)
    ]
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 901}}
    client.send_together([opening(uri, TEXT), *hovers, cancel])
    with pytest.raises(ResponseError, match="-32800"):
        client.answer(901)
    leaving = client.send_request("shutdown")
    with pytest.raises(ResponseError, match="shutting down"):
        client.answer(902)
    client.answer(leaving)
    client.notify("exit")
    assert client.process.wait(60) == 0
