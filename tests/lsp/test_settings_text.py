"""An open `pyproject.toml`: problems as it is typed, completion and hover; and documents that are no Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import FULL, Client, with_pull

TOML = """\
[project]
name = "naïve 😀"

[tool.burnish]
profile = "loud"
select = ["unused-imprt"]

[tool.burnish.severity]
lost-cause = "error"
"""


@pytest.fixture
def client() -> Iterator[Client]:
    with Client.start() as started:
        yield started


def completions(client: Client, text: str) -> list[dict[str, Any]]:
    """What is offered at the `|` in a settings file."""
    before, _, after = text.partition("|")
    uri = client.open("pyproject.toml", before + after)
    line, column = before.count("\n"), len(before.rpartition("\n")[2])
    params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
    found = client.request("textDocument/completion", params) or []
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return list(found)


def test_problems_follow_the_text(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("pyproject.toml", TOML)
    found = client.diagnostics(uri)
    assert [item["range"]["start"]["line"] for item in found] == [4, 5]
    assert "unused-import" in found[1]["message"]
    version = client.replace(uri, "unused-imprt", "unused-import")
    assert len(client.diagnostics(uri, version)) == 1
    version = client.replace(uri, '"loud"', '"loud')
    (broken,) = client.diagnostics(uri, version)
    assert "not valid TOML" in broken["message"]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.diagnostics(uri) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("selct = []", "select = []"),
        ('select = ["unused-imprt"]', 'select = ["unused-import"]'),
        ("security.local-source = true", "security.local-sources = true"),
        ("[tool.burnish.security]\nlocal-source = true", "[tool.burnish.security]\nlocal-sources = true"),
        ('"selct" = []', '"select" = []'),
        ('profile = "loud"', None),
    ],
)
def test_a_name_that_is_wrong_is_mended(client: Client, tmp_path: Path, wrong: str, right: str | None) -> None:
    client.initialize(tmp_path)
    uri = client.open("pyproject.toml", f"[tool.burnish]\n{wrong}\n")
    (found,) = client.diagnostics(uri)
    actions = client.actions(uri, found["range"])
    assert len(actions) == (right is not None)
    for action in actions:
        assert action["kind"] == "quickfix" and action["isPreferred"]
        assert client.apply(action["edit"]) == {uri: f"[tool.burnish]\n{right}\n"}
    assert not client.actions(uri, found["range"], ["refactor"])


def test_they_are_pulled_by_who_pulls(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, with_pull(FULL))
    uri = client.open("pyproject.toml", TOML)
    first = client.pull(uri)
    assert len(first["items"]) == 2
    assert client.pull(uri, first["resultId"])["kind"] == "unchanged"


def test_completion(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    keys = {item["label"] for item in completions(client, "[tool.burnish]\npro|\n")}
    assert {"profile", "select", "organization.max-complexity"} <= keys
    assert "diagnostic-mode" not in keys
    rules = {item["label"]: item for item in completions(client, '[tool.burnish]\nselect = [\n  "unused-|",\n]\n')}
    assert {"unused-import", "imports"} <= rules.keys()
    assert rules["unused-import"]["textEdit"]["newText"] == "unused-import"
    assert rules["unused-import"]["textEdit"]["range"]["start"] == {"line": 2, "character": 3}
    bare = {item["textEdit"]["newText"] for item in completions(client, "[tool.burnish]\nprofile = |\n")}
    assert bare == {'"quiet"', '"default"', '"strict"'}
    levels = {item["label"] for item in completions(client, '[tool.burnish.severity]\nlost-cause = "|"\n')}
    assert levels == {"error", "warning", "information", "hint"}
    assert {"lost-cause"} <= {item["label"] for item in completions(client, "[tool.burnish.severity]\nlo|\n")}
    assert {"style"} <= {item["label"] for item in completions(client, "[tool.burnish.docstrings]\n|\n")}
    assert {"true", "false"} == {
        item["textEdit"]["newText"] for item in completions(client, "[tool.burnish]\ndocstrings.init = |\n")
    }
    assert completions(client, "[tool.ruff]\nsel|\n") == []


def test_hover(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("pyproject.toml", TOML)

    def text(line: int, character: int) -> str:
        place = {"line": line, "character": character}
        found = client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
        return str(found["contents"]["value"]) if found else ""

    assert "`quiet`" in text(4, 2)
    assert "cause" in text(8, 3)
    assert text(1, 2) == ""


def test_a_document_that_is_no_python_is_left_alone(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("notes.md", "import os\n", language="markdown")
    client.change(uri, {"text": "import sys\n"})
    assert client.actions(uri, {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}) == []
    other = client.open("script", "import os\n", language="python")
    assert [item["code"] for item in client.diagnostics(other)] != []
    assert all(message["params"].get("uri") != uri for message in client.notifications)
