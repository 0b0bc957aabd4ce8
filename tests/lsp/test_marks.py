"""Places in the client's units: of a name to be chosen, and in a text at whose start a byte order mark was left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import FULL, Client, at

ENCODINGS = ("utf-8", "utf-16", "utf-32")


def with_encoding(encoding: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(FULL))
    found["general"]["positionEncodings"] = [encoding]
    return found


def units(text: str, encoding: str) -> int:
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode("utf-8" if encoding == "utf-8" else f"{encoding}-le")) // width


def after(text: str, edits: list[dict[str, Any]], encoding: str) -> str:
    """The text after edits whose places are in units of an encoding."""

    def place(position: dict[str, int]) -> int:
        lines = [*text.splitlines(keepends=True), ""]
        line = lines[position["line"]]
        column = next(n for n in range(len(line) + 1) if units(line[:n], encoding) == position["character"])
        return sum(map(len, lines[: position["line"]])) + column

    spans = [(place(edit["range"]["start"]), place(edit["range"]["end"]), edit["newText"]) for edit in edits]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_name_is_asked_for_where_it_stands(client: Client, tmp_path: Path, encoding: str) -> None:
    client.initialize(tmp_path, with_encoding(encoding), {"commands": ["burnish.renameAt"]})
    text = 'def area(a: int, b: int) -> None:\n    print("ä😀", a * b + a)\n'
    uri = client.open("a.py", text)
    line = text.split("\n")[1]
    start = units(line[: line.index("a * b")], encoding)
    place = {"start": {"line": 1, "character": start}, "end": {"line": 1, "character": start + len("a * b + a")}}
    offered = client.actions(uri, place, ["refactor.extract.function"])
    resolved = client.resolve(offered[0])
    cell, where = resolved["command"]["arguments"]
    assert cell == uri
    lines = after(text, resolved["edit"]["documentChanges"][0]["edits"], encoding).split("\n")
    found = lines[where["line"]]
    column = next(n for n in range(len(found)) if units(found[:n], encoding) == where["character"])
    assert found[:column].endswith('print("ä😀", ') and found[column:].endswith("(a, b))")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_mark_left_at_the_start_is_no_error_and_stays_there(client: Client, tmp_path: Path, encoding: str) -> None:
    client.initialize(tmp_path, with_encoding(encoding))
    text = "\ufeffimport os\n\n\ndef twice(number: int) -> int:\n    return 2 * number\n"
    uri = client.open("a.py", text)
    found = {item["code"]: item for item in client.diagnostics(uri)}
    assert "syntax-error" not in found
    line = text.split("\n")[0]
    assert found["unused-import"]["range"] == {
        "start": {"line": 0, "character": units(line[: line.index("os")], encoding)},
        "end": {"line": 0, "character": units(line, encoding)},
    }
    top = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    offered = {action["title"]: action for action in client.actions(uri, top)}
    docstring = next(action for title, action in offered.items() if "docstring for the module" in title)
    edits = client.resolve(docstring)["edit"]["documentChanges"][0]["edits"]
    written = after(text, edits, encoding)
    assert written.startswith('\ufeff"""') and "\ufeff" not in written[1:] and "\f" not in written
    suppress = offered["Suppress `missing-module-docstring` in this file"]
    edits = client.resolve(suppress)["edit"]["documentChanges"][0]["edits"]
    assert after(text, edits, encoding).startswith("\ufeff# burnish: ignore-file[missing-module-docstring]\n")
    client.change(uri, {"text": text.replace("import os", "import re")})
    client.wait_for(lambda message: "`re` is imported but never used" in json.dumps(message.get("params")))
    version = client.change(uri, {"range": top, "text": "x"})
    client.diagnostics(uri, version)


def test_several_findings_do_not_crowd_the_menu(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    text = '"""Sums."""\n\n\ndef total(prices):\n    return sum(prices)\n\n\nimport os\n'
    uri = client.open("a.py", text)
    client.diagnostics(uri)
    offered = client.actions(uri, at(text, "total"))
    kinds = {action["title"]: action["kind"] for action in offered if action["title"].startswith("Suppress")}
    here = [title for title, kind in kinds.items() if kind == "quickfix"]
    assert len(here) > 1 and all(title.endswith("here") for title in here)
    elsewhere = {title for title, kind in kinds.items() if kind == "source.suppress.burnish"}
    assert elsewhere == {title.replace("here", "in this file") for title in here}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 8, "character": 0}}
    assert not any("in this file" in action["title"] for action in client.actions(uri, whole, ["source.suppress"]))
    alone = [action["title"] for action in client.actions(uri, at(text, "prices"), ["quickfix"])]
    assert [title for title in alone if title.startswith("Suppress")] == [
        "Suppress `missing-parameter-annotation` here",
        "Suppress `missing-parameter-annotation` in this file",
    ]
