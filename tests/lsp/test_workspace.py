"""Around the open documents: settings, folders, other files, notebooks, reviews of the whole workspace."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_duplicates import LOADING, READING
from tests.lsp.client import COMMAND, FULL, Client, ResponseError, at, with_pull
from tests.lsp.conftest import only_plugged
from tests.ordinary import ORDINARY


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [str(item["code"]) for item in diagnostics]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def saved(client: Client, path: Path) -> None:
    client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})


def test_settings_files_count_live_and_wrong_ones_are_shown(plugged: Client, tmp_path: Path) -> None:
    settings = write(tmp_path / "pyproject.toml", '[tool.burnish.severity]\nbad-name = "hint"\n')
    plugged.initialize(tmp_path, None, only_plugged())
    uri = plugged.open("a.py", "bad\n")
    assert plugged.diagnostics(uri)[0]["severity"] == 4
    write(settings, '[tool.burnish]\nselct = ["bad-name"]\n[tool.burnish.severity]\nbad-name = "error"\n')
    saved(plugged, settings)
    wrong = plugged.diagnostics(settings.as_uri())
    assert [item["range"]["start"]["line"] for item in wrong] == [1] and "select" in wrong[0]["message"]
    assert plugged.diagnostics(uri)[0]["severity"] == 1
    write(settings, "[tool.burnish\n")
    saved(plugged, settings)
    assert "TOML" in plugged.diagnostics(settings.as_uri())[0]["message"]
    write(settings, "[tool.burnish]\n")
    saved(plugged, settings)
    assert plugged.diagnostics(settings.as_uri()) == []
    assert plugged.shutdown() == 0


def test_client_settings_are_pulled_and_changed(plugged: Client, tmp_path: Path) -> None:
    capabilities = json.loads(json.dumps(FULL))
    capabilities["workspace"]["configuration"] = True
    capabilities["workspace"]["didChangeConfiguration"] = {"dynamicRegistration": True}
    capabilities["workspace"]["didChangeWatchedFiles"] = {"dynamicRegistration": True}
    settings: dict[str, Any] = {"severity": {"bad-name": "information"}}
    plugged.requests["workspace/configuration"] = lambda params: [settings]
    plugged.initialize(tmp_path, capabilities, only_plugged())
    plugged.wait_for(lambda m: m["method"] == "workspace/configuration")
    registered = plugged.wait_for(lambda m: m["method"] == "client/registerCapability")["params"]["registrations"]
    assert {item["method"] for item in registered} == {
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeConfiguration",
    }
    uri = plugged.open("a.py", "bad\n")
    while plugged.diagnostics(uri)[0]["severity"] != 3:
        pass  # the document may have been opened before the settings were taken in
    settings["severity"] = {"bad-name": "error"}
    plugged.notify("workspace/didChangeConfiguration", {"settings": None})
    assert plugged.diagnostics(uri)[0]["severity"] == 1
    written = write(tmp_path / "pyproject.toml", '[tool.burnish]\nprofile = "loud"\n')
    plugged.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": written.as_uri(), "type": 1}]})
    assert "loud" in plugged.diagnostics(written.as_uri())[0]["message"]


def test_two_folders_with_settings_of_their_own(plugged: Client, tmp_path: Path) -> None:
    for name, level in (("one", "hint"), ("two", "error")):
        write(tmp_path / name / "pyproject.toml", f'[tool.burnish.severity]\nbad-name = "{level}"\n')
    one = {"uri": (tmp_path / "one").as_uri(), "name": "one"}
    two = {"uri": (tmp_path / "two").as_uri(), "name": "two"}
    plugged.initialize(tmp_path, None, only_plugged(), workspaceFolders=[one])
    plugged.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [two], "removed": []}})
    levels = [plugged.diagnostics(plugged.open(f"{name}/a.py", "bad\n"))[0]["severity"] for name in ("one", "two")]
    assert levels == [4, 1]


def test_the_client_s_settings_for_single_folders(plugged: Client, tmp_path: Path) -> None:
    levels = {"one": "hint", "two": "error"}

    def configuration(params: dict[str, Any]) -> list[Any]:
        scopes = [item.get("scopeUri", "").rpartition("/")[2] for item in params["items"]]
        plain = only_plugged()
        return [{**plain, "severity": {"bad-name": levels[scope]}} if scope in levels else plain for scope in scopes]

    plugged.requests["workspace/configuration"] = configuration
    capabilities = json.loads(json.dumps(FULL))
    capabilities["workspace"]["configuration"] = True
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in levels]
    plugged.initialize(tmp_path, capabilities, only_plugged(), workspaceFolders=folders)
    for name, severity in (("one", 4), ("two", 1)):
        uri = plugged.open(f"{name}/a.py", "bad\n")
        while plugged.diagnostics(uri)[0]["severity"] != severity:
            pass  # until the client has said what its settings are
    assert plugged.shutdown() == 0


def test_other_files_are_known(client: Client, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "")
    face = write(tmp_path / "package" / "__init__.py", "from package.inner import thing\n")
    write(tmp_path / "package" / "inner.py", "thing = 1\n")
    write(tmp_path / "package" / "user.py", "from package import thing\n\nprint(thing)\n")
    client.initialize(tmp_path)
    uri = client.open("package/__init__.py", face.read_text())
    while "unused-import" in codes(client.diagnostics(uri)):
        pass  # until the index is complete
    gone = tmp_path / "package" / "user.py"
    gone.unlink()
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": gone.as_uri(), "type": 3}]})
    while "unused-import" not in codes(client.diagnostics(uri)):
        pass
    assert client.shutdown() == 0


def test_a_folder_that_may_not_be_entered_is_named_and_the_rest_indexed(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "")
    write(tmp_path / "lender.py", "def lend(book: str) -> int:\n    return 1\n")
    (tmp_path / "locked").mkdir(mode=0)
    with Client.start((*ORDINARY, *COMMAND)) as client:
        client.initialize(tmp_path)
        client.open("a.py", "from lender import nothing\n")
        said = client.wait_for(lambda message: "locked" in str(message.get("params")))["params"]["message"]
        assert said == f"{tmp_path}/locked cannot be read: permission denied. The rest of the workspace is indexed."
        assert client.shutdown() == 0


def test_workspace_diagnostics(plugged: Client, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "")
    for name in ("a.py", "b.py", "inner/c.py", ".venv/d.py"):
        write(tmp_path / name, "print(bad)\n")
    write(tmp_path / "clean.py", "print(1)\n")
    plugged.initialize(tmp_path, with_pull(FULL), only_plugged(diagnosticMode="workspace"))
    opened = plugged.open("a.py", "print(bad, bad)\n")
    plain = plugged.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    found = {item["uri"].rpartition("/")[2]: len(item["items"]) for item in plain}
    assert found == {"a.py": 2, "b.py": 1, "c.py": 1, "clean.py": 0}
    params = {"previousResultIds": [], "partialResultToken": "t"}
    assert plugged.request("workspace/diagnostic", params)["items"] == []
    parts = [m["params"]["value"]["items"] for m in plugged.notifications if m["method"] == "$/progress"
             and m["params"]["token"] == "t"]  # fmt: skip
    assert sorted(item["uri"] for part in parts for item in part) == sorted(item["uri"] for item in plain)
    known = [{"uri": item["uri"], "value": item["resultId"]} for item in plain]
    number = plugged.send_request("workspace/diagnostic", {"previousResultIds": known})
    write(tmp_path / "b.py", "print(1)\n")
    plugged.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": (tmp_path / "b.py").as_uri(), "type": 2}]})
    (changed,) = plugged.answer(number)["items"]
    assert changed["uri"].endswith("b.py") and changed["items"] == []
    known = [item for item in known if item["uri"] != changed["uri"]]
    known.append({"uri": changed["uri"], "value": changed["resultId"]})
    number = plugged.send_request("workspace/diagnostic", {"previousResultIds": known})
    plugged.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError, match="-32800"):
        plugged.answer(number)
    number = plugged.send_request("workspace/diagnostic", {"previousResultIds": [], "workDoneToken": "bar"})
    begun = plugged.wait_for(lambda message: message.get("params", {}).get("token") == "bar")
    assert begun["params"]["value"]["cancellable"]
    plugged.notify("window/workDoneProgress/cancel", {"token": "bar"})
    with suppress(ResponseError):  # unless all were reviewed before the word came
        plugged.answer(number)
    assert plugged.pull(opened)["kind"] == "full"
    assert plugged.shutdown() == 0


def test_a_file_that_is_not_open_is_pulled_as_it_is_on_disk(plugged: Client, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "")
    write(tmp_path / "b.py", "print(bad)\n")
    plugged.initialize(tmp_path, with_pull(FULL), only_plugged(diagnosticMode="workspace"))
    uri = (tmp_path / "b.py").as_uri()
    whole = plugged.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    found = plugged.pull(uri)
    assert len(found["items"]) == 1 and found["resultId"] in {item["resultId"] for item in whole}
    assert plugged.pull(uri, found["resultId"])["kind"] == "unchanged"
    assert plugged.pull((tmp_path / "gone.py").as_uri())["items"] == []


def test_a_file_that_is_not_open_is_nobodys_where_open_ones_are_reviewed(plugged: Client, tmp_path: Path) -> None:
    write(tmp_path / "b.py", "print(bad)\n")
    plugged.initialize(tmp_path, with_pull(FULL), only_plugged())
    assert plugged.pull((tmp_path / "b.py").as_uri())["items"] == []


NOTEBOOK = "file:///nowhere/book.ipynb"


def cell(number: int, kind: int = 2) -> dict[str, Any]:
    return {"kind": kind, "document": f"vscode-notebook-cell:/book.ipynb#{number}"}


def test_notebooks(plugged: Client, tmp_path: Path) -> None:
    capabilities = json.loads(json.dumps(FULL))
    capabilities["notebookDocument"] = {"synchronization": {}}
    plugged.initialize(tmp_path, capabilities, only_plugged())
    assert plugged.capabilities["notebookDocumentSync"]["notebookSelector"] == [{"cells": [{"language": "python"}]}]
    texts = {1: "%matplotlib inline\nimport os\nprint(bad)", 3: "!ls\nx = !pwd\nbad\n"}
    documents = [
        {"uri": cell(number)["document"], "languageId": "python", "version": 1, "text": text}
        for number, text in texts.items()
    ]
    book = {"uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1,
            "cells": [cell(1), cell(2, 1), cell(3)]}  # fmt: skip
    plugged.notify("notebookDocument/didOpen", {"notebookDocument": book, "cellTextDocuments": documents})
    first, third = str(cell(1)["document"]), str(cell(3)["document"])
    assert [item["range"] for item in plugged.diagnostics(first)] == [at(texts[1], "bad")]
    assert [item["range"] for item in plugged.diagnostics(third)] == [at(texts[3], "bad")]
    action = plugged.actions(third, at(texts[3], "bad"))[0]
    edit = plugged.resolve(action)["edit"]["documentChanges"][0]
    assert edit["textDocument"]["uri"] == third and edit["edits"][0]["range"] == at(texts[3], "bad")
    change = {"range": at(texts[3], "bad"), "text": "abs"}
    content = {"document": {"uri": third, "version": 2}, "changes": [change]}
    event = {"notebookDocument": {"uri": NOTEBOOK, "version": 2}, "change": {"cells": {"textContent": [content]}}}
    plugged.notify("notebookDocument/didChange", event)
    assert len(plugged.diagnostics(first)) == 1 and plugged.diagnostics(third) == []
    structure = {"array": {"start": 0, "deleteCount": 2, "cells": []}, "didClose": [{"uri": first}]}
    event = {"notebookDocument": {"uri": NOTEBOOK, "version": 3}, "change": {"cells": {"structure": structure}}}
    plugged.notify("notebookDocument/didChange", event)
    assert plugged.diagnostics(first) == []
    plugged.notify("notebookDocument/didClose", {"notebookDocument": {"uri": NOTEBOOK}, "cellTextDocuments": []})
    assert plugged.diagnostics(third) == []
    assert plugged.shutdown() == 0


def begin_with_hints(client: Client, folder: Path, *kinds: str) -> None:
    """Begin a session in which inlay hints of some kinds are asked for."""
    write(folder / "pyproject.toml", "[tool.burnish.inlay-hints]\n" + "".join(f"{kind} = true\n" for kind in kinds))
    capabilities = json.loads(json.dumps(FULL))
    capabilities["textDocument"]["inlayHint"] = {}
    client.initialize(folder, capabilities)


def test_inlay_hints(client: Client, tmp_path: Path) -> None:
    begin_with_hints(client, tmp_path, "parameters", "returns")
    text = "def double(number=2):\n    print(number)\n"
    uri = client.open("a.py", text)
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": at(text, "def")["start"], "end": at(text, "(number)")["end"]},
    }
    hints = client.request("textDocument/inlayHint", params)
    assert sorted(hint["label"] for hint in hints) == ["-> None", ": int"]
    for hint in sorted(hints, key=lambda item: -item["position"]["character"]):
        client.apply({"changes": {uri: hint["textEdits"]}})
    assert client.texts[uri].startswith("def double(number: int = 2) -> None:\n")


def test_inlay_hints_of_variables(client: Client, tmp_path: Path) -> None:
    begin_with_hints(client, tmp_path, "variables")
    text = "limit = max(1, 2)\n\n\ndef count(words: list[str]) -> int:\n    known = set(words)\n    return len(known)\n"
    uri = client.open("a.py", text)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 6, "character": 0}}
    hints = client.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole})
    assert [hint["label"] for hint in hints] == [": int", ": set[str]"]
    assert hints[1]["tooltip"] == "From what is assigned to it; a guess."
    for hint in reversed(hints):
        client.apply({"changes": {uri: hint["textEdits"]}})
    assert client.texts[uri] == text.replace("limit =", "limit: int =").replace("known =", "known: set[str] =")


def test_an_import_is_known_at_once_and_its_users_follow(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uses = "".join(f"def f{number}(text):\n    return yaml.load(text)\n\n\n" for number in range(60))
    uri = client.open("a.py", "import json as yaml\n\n\n" + uses)
    assert codes(client.diagnostics(uri, 1)).count("unsafe-yaml-load") == 0
    version = client.replace(uri, "import json as yaml", "import yaml")
    while codes(client.diagnostics(uri, version)).count("unsafe-yaml-load") < 60:
        pass
    assert client.shutdown() == 0


def test_imports_follow_a_file_that_moves(client: Client, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / "money.py").write_text("class Money: ...\n")
    (tmp_path / "till.py").write_text("from shop.money import Money\n")
    capabilities = json.loads(json.dumps(FULL))
    capabilities["workspace"]["fileOperations"] = {"willRename": True}
    result = client.initialize(tmp_path, capabilities)
    assert result["capabilities"]["workspace"]["fileOperations"]["willRename"]["filters"]
    uri = client.open("app.py", "import shop.money\n\nprint(shop.money.Money)\n")

    def follow(old: str, new: str) -> dict[str, str]:
        files = [{"oldUri": (tmp_path / old).as_uri(), "newUri": (tmp_path / new).as_uri()}]
        edit = client.request("workspace/willRenameFiles", {"files": files})
        return client.apply(edit) if edit else {}

    assert follow("notes.txt", "other.txt") == {}
    texts = follow("shop", "store")
    assert texts == {
        uri: "import store.money\n\nprint(store.money.Money)\n",
        (tmp_path / "till.py").as_uri(): "from store.money import Money\n",
    }


def test_lenses_are_shown_where_they_are_wanted(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, options={"commands": ["burnish.reviewFile"]})
    text = "try:\n    f()\nexcept ValueError as error:\n    raise TypeError(f'{error}')\n"
    uri = client.open("a.py", text)
    client.diagnostics(uri)
    ask = {"textDocument": {"uri": uri}}
    assert client.request("textDocument/codeLens", ask) == []
    client.notify("workspace/didChangeConfiguration", {"settings": {"burnish": {"codeLens": True}}})
    review, fix = client.request("textDocument/codeLens", ask)
    assert "review this file" in review["command"]["title"]
    assert fix["command"] == {"title": "Fix 1 safely", "command": "burnish.fixAll", "arguments": [uri]}


def test_files_are_watched_for_a_client_that_cannot(client: Client, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.burnish]\n")
    client.initialize(tmp_path)
    uri = client.open("a.py", "import os\n")
    assert "unused-import" in {item["code"] for item in client.diagnostics(uri)}
    seen = threading.Event()

    def save_again() -> None:
        """Save until it is noticed: the watch begins a moment after the server."""
        while not seen.wait(0.3):
            write(tmp_path / "pyproject.toml", "[tool.burnish]\nignore = ['unused-import']\n")

    threading.Thread(target=save_again, daemon=True).start()
    try:
        assert "unused-import" not in {item["code"] for item in client.diagnostics(uri)}
    finally:
        seen.set()
    assert client.shutdown() == 0


def test_what_two_files_have_alike_is_told_once_the_settings_ask_for_it(client: Client, tmp_path: Path) -> None:
    settings = write(tmp_path / "pyproject.toml", "[tool.burnish]\n")
    write(tmp_path / "water.py", READING)
    client.initialize(tmp_path)
    uri = client.open("air.py", LOADING)
    assert "duplicate-code" not in codes(client.diagnostics(uri))
    write(settings, "[tool.burnish]\nselect = ['duplicate-code']\n")
    saved(client, settings)
    for _ in range(4):
        found = [item["message"] for item in client.diagnostics(uri) if item["code"] == "duplicate-code"]
        if found:
            break
    assert "of the module `water`" in found[0]
    assert client.shutdown() == 0
