"""Code actions: the right ones, for what the client can take, and nothing that does not hold up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import FULL, Client, ResponseError, at
from tests.lsp.conftest import only_plugged

TEXT = "x = 1\nprint(bad)\nprint(bad)\n"


def changed(**parts: Any) -> dict[str, Any]:
    """The full capabilities with the code action's or workspace edit's own replaced."""
    found: dict[str, Any] = json.loads(json.dumps(FULL))
    found["textDocument"]["codeAction"].update(parts.get("action", {}))
    found["workspace"].update(parts.get("workspace", {}))
    return found


def opened(client: Client, folder: Path, capabilities: dict[str, Any] | None = None, **options: Any) -> str:
    client.initialize(folder, capabilities, {**only_plugged(), **options})
    uri = client.open("a.py", TEXT)
    client.diagnostics(uri)
    return uri


def titles(actions: list[dict[str, Any]]) -> list[str]:
    return [action["title"] for action in actions]


def test_titles_kinds_and_filters(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path)
    place = at(TEXT, "bad")
    assert [title for title in titles(plugged.actions(uri, place)) if "xtract" not in title] == [
        "Call it `abs`",
        "Call it `all` (may change behaviour)",
        "Draw it (draft)",
        "Break it",
        "Fix all `bad-name` in this file",
        "Suppress `bad-name` here",
        "Suppress `bad-name` in this file",
        "Fix all that burnish can fix safely",
    ]
    kinds = {action["title"]: action["kind"] for action in plugged.actions(uri, place)}
    assert (
        kinds["Call it `abs`"] == "quickfix"
        and kinds["Call it `all` (may change behaviour)"] == "refactor.rewrite.ugly"
    )
    assert titles(plugged.actions(uri, place, ["refactor.rewrite.ugly"])) == ["Call it `all` (may change behaviour)"]
    assert titles(plugged.actions(uri, place, ["refactor.rewrite"]))[:1] == ["Call it `all` (may change behaviour)"]
    assert plugged.actions(uri, place, ["refactor.rewrite.uglyx"]) == []
    for only in ("source.fixAll", "source.fixAll.burnish"):
        assert titles(plugged.actions(uri, place, [only])) == ["Fix all that burnish can fix safely"]
    assert all(kind == "quickfix" for kind in {a["kind"] for a in plugged.actions(uri, place, ["quickfix"])})
    assert titles(plugged.actions(uri, at(TEXT, "x = 1"), ["quickfix"])) == []


def test_what_fails_is_not_offered(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path)
    broken = next(a for a in plugged.actions(uri, at(TEXT, "bad")) if a["title"] == "Break it")
    resolved = plugged.resolve(broken)
    assert "edit" not in resolved and "compile" in resolved["disabled"]["reason"]
    plugged.resolve(broken)
    logged = [m["params"]["message"] for m in plugged.notifications if m["method"] == "window/logMessage"]
    assert [line.partition("): ")[0] for line in logged][-2:] == [
        "bad-name: a repair is not offered (1 so far",
        "bad-name: a repair is not offered (2 so far",
    ]


def test_refused_where_the_client_knows_no_disabled(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path, changed(action={"disabledSupport": False}))
    broken = next(a for a in plugged.actions(uri, at(TEXT, "bad")) if a["title"] == "Break it")
    with pytest.raises(ResponseError, match=r"-32803.*compile"):
        plugged.resolve(broken)


def test_unsafe_is_annotated_and_says_so(tmp_path: Path) -> None:
    from tests.lsp.conftest import start_plugged

    with start_plugged() as client:
        uri = opened(client, tmp_path)
        action = client.actions(uri, at(TEXT, "bad"), ["refactor"])[0]
        assert action["title"] == "Call it `all` (may change behaviour)"
        edit = client.resolve(action)["edit"]
        (name,) = edit["changeAnnotations"]
        note = edit["changeAnnotations"][name]
        assert note == {"label": "Call it `all`", "needsConfirmation": True, "description": "others may mind."}
        assert edit["documentChanges"][0]["edits"][0]["annotationId"] == name
        client.notify("workspace/didChangeConfiguration", {"settings": {"burnish": {"previewUnsafe": False}}})
        action = client.actions(uri, at(TEXT, "bad"), ["refactor"])[0]
        (note,) = client.resolve(action)["edit"]["changeAnnotations"].values()
        assert not note["needsConfirmation"]
    with start_plugged() as client:
        uri = opened(client, tmp_path, changed(workspace={"workspaceEdit": {}}))
        action = client.actions(uri, at(TEXT, "bad"), ["refactor"])[0]
        assert action["title"] == "Call it `all` (may change behaviour)"
        assert client.resolve(action)["edit"] == {"changes": {uri: [{"range": at(TEXT, "bad"), "newText": "all"}]}}


def test_inline_edits_for_a_client_that_cannot_resolve(plugged: Client, tmp_path: Path) -> None:
    plain = {"resolveSupport": None, "dataSupport": False, "disabledSupport": False, "isPreferredSupport": False}
    uri = opened(plugged, tmp_path, changed(action=plain))
    actions = plugged.actions(uri, at(TEXT, "bad"), ["quickfix"])
    assert "Break it" not in titles(actions) and "Call it `abs`" in titles(actions)
    assert all("edit" in action or "command" in action for action in actions)
    assert not any("data" in action or "isPreferred" in action or "disabled" in action for action in actions)
    plugged.apply(actions[0]["edit"])
    assert plugged.texts[uri] == "x = 1\nprint(abs)\nprint(bad)\n"


def test_a_client_that_cannot_resolve_waits_for_few_repairs(client: Client, tmp_path: Path) -> None:
    plain = {"resolveSupport": None, "dataSupport": False, "disabledSupport": False, "isPreferredSupport": False}
    text = "import os\n\n\ndef f(a, b):\n    try:\n        return eval(a)\n    except ValueError:\n        raise KeyError(b)\n"
    client.initialize(tmp_path, changed(action=plain))
    uri = client.open("a.py", text)
    client.diagnostics(uri)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 8, "character": 0}}
    actions = client.actions(uri, whole)
    computed = [action for action in actions if "edit" in action]
    assert len(computed) == 3 and all(("edit" in action) != ("command" in action) for action in actions)
    client.requests["workspace/applyEdit"] = lambda params: {"applied": bool(client.apply(params["edit"]))}
    cause = next(action for action in actions if action["title"] == "Name the cause with `from`")
    if "command" in cause:
        command = {key: cause["command"][key] for key in ("command", "arguments")}
        assert client.request("workspace/executeCommand", command) is True
    else:
        client.apply(cause["edit"])
    assert "raise KeyError(b) from exc" in client.texts[uri]


def test_a_client_that_cannot_ask_gets_only_what_is_certain(client: Client, tmp_path: Path) -> None:
    (tmp_path / "core.py").write_text("def compute(value):\n    return value\n")
    (tmp_path / "use.py").write_text(
        "import core\n\n\ndef compute(value, scale):\n    return core.compute(value) * scale\n\n\nprint(compute(1, 2))\n"
    )
    (tmp_path / "half.py").write_text("import core\n\nx = (\n")
    client.initialize(tmp_path, changed(workspace={"workspaceEdit": {}}))
    uri = client.open("a.py", "from core import compute\n\ncompute(1)\n")
    place = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 2}}
    assert client.apply(client.request("textDocument/rename", {**place, "newName": "calc"})) == {
        (tmp_path / "core.py").as_uri(): "def calc(value):\n    return value\n",
        uri: "from core import calc\n\ncalc(1)\n",
        (tmp_path / "use.py").as_uri(): (
            "import core\n\n\ndef compute(value, scale):\n    return core.calc(value) * scale\n\n\nprint(compute(1, 2))\n"
        ),
    }
    with pytest.raises(ResponseError, match="is not a name that Python allows"):
        client.request("textDocument/rename", {**place, "newName": "__debug__"})


def test_commands_for_a_client_without_literals(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path, {"workspace": {"applyEdit": True}})
    command = plugged.actions(uri, at(TEXT, "bad"))[0]
    assert command["command"] == "burnish.applyFix"
    edits: list[dict[str, Any]] = []
    plugged.requests["workspace/applyEdit"] = lambda params: edits.append(params["edit"]) or {"applied": True}
    assert plugged.request("workspace/executeCommand", {k: command[k] for k in ("command", "arguments")}) is True
    assert edits == [{"changes": {uri: [{"range": at(TEXT, "bad"), "newText": "abs"}]}}]


def test_fix_all_and_fix_rule(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path)
    for only, title in ((["source.fixAll"], "Fix all that"), (["quickfix"], "Fix all `bad-name`")):
        action = next(a for a in plugged.actions(uri, at(TEXT, "bad"), only) if a["title"].startswith(title))
        plugged.texts[uri] = TEXT
        plugged.apply(plugged.resolve(action)["edit"])
        assert plugged.texts[uri] == TEXT.replace("bad", "abs")


def test_nothing_is_offered_twice(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    text = "def area(size):\n    return size * 3.5 * size\n"
    uri = client.open("a.py", text)
    client.diagnostics(uri)
    offered = titles(client.actions(uri, at(text, "area")))
    assert [title for title in offered if "docstring for `area`" in title] == [
        "Generate a docstring for `area` (draft)"
    ]
    documented = 'def f(a):\n    """Do it.\n\n    Args:\n        a: What.\n    """\n'
    documented += '    if not a:\n        raise ValueError("a")\n    return a + 1\n'
    other = client.open("b.py", documented)
    client.diagnostics(other)
    offered = titles(client.actions(other, at(documented, "f(a)")))
    assert offered.count("Bring the docstring in line with the body (draft)") == 1, "though it lacks two sections"
    constants = [
        title for title in titles(client.actions(uri, at(text, "3.5"))) if title.startswith("Extract constant")
    ]
    assert len(constants) == 1 and "`" in constants[0]
    assert "Extract constant" in titles(client.actions(uri, at(text, "3.5"), ["refactor.extract"]))


def test_suppressions(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path)
    here, in_file = (a for a in plugged.actions(uri, at(TEXT, "bad")) if a["title"].startswith("Suppress"))
    plugged.apply(plugged.resolve(here)["edit"])
    assert plugged.texts[uri] == "x = 1\nprint(bad)  # burnish: ignore[bad-name]\nprint(bad)\n"
    plugged.texts[uri] = TEXT
    plugged.apply(plugged.resolve(in_file)["edit"])
    assert plugged.texts[uri] == "# burnish: ignore-file[bad-name]\n" + TEXT


def test_no_comment_is_put_behind_the_name_of_an_interpreter(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, None, {"select": ["missing-module-docstring"]})
    text = "#!/usr/bin/env python\n# A comment.\nprint(1)\n"
    uri = client.open("a.py", text)
    for action in client.actions(uri, at(text, text)):
        if action["title"].startswith("Suppress") and "edit" in (resolved := client.resolve(action)):
            client.texts[uri] = text
            client.apply(resolved["edit"])
            assert client.texts[uri].startswith("#!/usr/bin/env python\n")


def test_a_choice_survives_an_edit_above_it(plugged: Client, tmp_path: Path) -> None:
    uri = opened(plugged, tmp_path)
    action = plugged.actions(uri, at(TEXT, "bad"))[0]
    version = plugged.replace(uri, "x = 1", "x = 1\ny = 2\nz = 3")
    edit = plugged.resolve(action)["edit"]["documentChanges"][0]
    assert edit["textDocument"]["version"] == version
    assert edit["edits"][0]["range"]["start"]["line"] == 3
    plugged.change(uri, {"text": "nothing\n"})
    assert plugged.resolve(action)["disabled"]["reason"] == "The finding is no longer there."


def test_snippets(plugged: Client, tmp_path: Path) -> None:
    edits = {"documentChanges": True, "snippetEditSupport": True}
    uri = opened(plugged, tmp_path, changed(workspace={"workspaceEdit": edits}))
    action = next(a for a in plugged.actions(uri, at(TEXT, "bad")) if a["title"].startswith("Draw"))
    assert plugged.resolve(action)["edit"]["documentChanges"][0]["edits"] == [
        {"range": at(TEXT, "bad"), "snippet": {"kind": "snippet", "value": "${1:abs}"}}
    ]


def test_slow_fixes_are_limited_cancelled_and_survived(plugged: Client, tmp_path: Path) -> None:
    plugged.initialize(tmp_path, None, only_plugged())
    text = "bad\n"
    uri = plugged.open("a.py", text)
    plugged.diagnostics(uri, 1)
    actions = {a["title"]: a for a in plugged.actions(uri, at(text, "bad"))}
    assert "more than 3 seconds" in plugged.resolve(actions["Wait for ever"])["disabled"]["reason"]
    assert plugged.resolve(actions["Die"])["disabled"]["reason"] == "The worker process ended."
    number = plugged.send_request("codeAction/resolve", actions["Wait for ever"])
    plugged.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError, match="-32800"):
        plugged.answer(number)
    assert "edit" in plugged.resolve(actions["Call it `abs`"])
    plugged.request("workspace/executeCommand", {"command": "burnish.restartWorkers"})
    assert plugged.request("workspace/executeCommand", {"command": "burnish.statistics"})["workerProcess"] > 0
    assert plugged.shutdown() == 0


def test_a_slow_fix_shows_progress_and_can_be_ended(plugged: Client, tmp_path: Path) -> None:
    plugged.initialize(tmp_path, None, only_plugged())
    uri = plugged.open("a.py", "bad\n")
    plugged.diagnostics(uri, 1)
    action = next(a for a in plugged.actions(uri, at("bad\n", "bad")) if a["title"] == "Wait for ever")
    number = plugged.send_request("codeAction/resolve", action)

    def begins(message: dict[str, Any]) -> bool:
        value = message["params"].get("value") if message["method"] == "$/progress" else None
        return isinstance(value, dict) and value.get("title") == "Working out a repair"

    begun = plugged.wait_for(begins)
    assert begun["params"]["value"]["cancellable"]
    plugged.notify("window/workDoneProgress/cancel", {"token": begun["params"]["token"]})
    assert plugged.answer(number)["disabled"]["reason"] == "It was cancelled."
    assert "edit" in plugged.resolve(
        {**action, **next(a for a in plugged.actions(uri, at("bad\n", "bad")) if a["title"] == "Call it `abs`")}
    )


def test_a_worker_that_is_killed_is_replaced(client: Client, tmp_path: Path) -> None:
    import os
    import signal

    client.initialize(tmp_path)
    text = "def f(a=1):\n    return a\n"
    uri = client.open("a.py", text)
    client.diagnostics(uri, 1)
    client.request("workspace/executeCommand", {"command": "burnish.restartWorkers"})
    worker = client.request("workspace/executeCommand", {"command": "burnish.statistics"})["workerProcess"]
    os.kill(worker, signal.SIGKILL)
    hint = next(a for a in client.actions(uri, at(text, "a")) if "type hint for `a`" in a["title"])
    results = [client.resolve(dict(hint)) for _ in range(2)]
    assert "edit" in results[-1]
    assert client.shutdown() == 0


def test_explain_and_hover_and_completion(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    page = client.request("workspace/executeCommand", {"command": "burnish.explainRule", "arguments": ["F401"]})
    assert page.startswith("# unused-import")
    text = "import os  # burnish: ignore[unused-import]\nimport re  # noqa: F401\nimport sys  # burnish: ignore[un\n"
    uri = client.open("a.py", f"{text}import json\n")
    for line, character in ((0, 35), (1, 20)):
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        hover = client.request("textDocument/hover", place)
        assert hover["contents"]["kind"] == "markdown" and "unused-import" in hover["contents"]["value"]
    assert client.request("textDocument/hover", {**place, "position": {"line": 0, "character": 3}}) is None
    found = client.request("textDocument/hover", {**place, "position": {"line": 3, "character": 8}})
    assert found["contents"]["value"].startswith("**unused-import** · imports")
    assert found["range"] == {"start": {"line": 3, "character": 7}, "end": {"line": 3, "character": 11}}
    end = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 32}}
    items = client.request("textDocument/completion", end)
    assert "unused-import" in [item["label"] for item in items]
    assert items[0]["textEdit"]["range"]["start"] == {"line": 2, "character": 30}
    start = {**end, "position": {"line": 2, "character": 3}}
    assert client.request("textDocument/completion", start) is None


def test_rename_over_two_files(client: Client, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "user.py").write_text("from owner import thing\n\nprint(thing())\n")
    client.initialize(tmp_path)
    text = "def thing():\n    return 1\n\n\nprint(thing())\n"
    uri = client.open("owner.py", text)
    (tmp_path / "owner.py").write_text(text)
    client.wait_for(lambda m: m["method"] == "$/progress" and m["params"]["value"]["kind"] == "end")
    place = {"textDocument": {"uri": uri}, "position": at(text, "thing")["start"]}
    assert client.request("textDocument/prepareRename", place) == at(text, "thing")
    edit = client.request("textDocument/rename", {**place, "newName": "item"})
    assert not edit.get("changeAnnotations"), "a person who asked for it, with every use certain, is not asked again"
    client.apply(edit)
    assert client.texts[uri] == text.replace("thing", "item")
    other = (tmp_path / "user.py").as_uri()
    assert client.texts[other] == "from owner import item\n\nprint(item())\n"
    with pytest.raises(ResponseError, match="-32803"):
        client.request("textDocument/rename", {**place, "newName": "not a name"})


def test_refactorings(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, None, {"commands": ["burnish.renameAt"]})
    text = (
        "from os import sep\nfrom os import path\n\n\ndef area(r):\n    print(sep, path)\n    return 3.14159 * r * r\n"
    )
    uri = client.open("a.py", text)
    actions = client.actions(uri, at(text, "3.14159"), ["refactor.extract"])
    constant = next(a for a in actions if a["kind"] == "refactor.extract.constant")
    resolved = client.resolve(constant)
    assert resolved["command"]["command"] == "burnish.renameAt"
    client.apply(resolved["edit"])
    line = resolved["command"]["arguments"][1]["line"]
    assert client.texts[uri].split("\n")[line].endswith("= 3.14159")
    client.change(uri, {"text": text})
    client.texts[uri] = text
    (organize,) = client.actions(uri, at(text, "area"), ["source.organizeImports"])
    assert organize["kind"] == "source.organizeImports.burnish"
    client.apply(client.resolve(organize)["edit"])
    assert client.texts[uri].startswith("from os import path, sep\n\n")


def test_review(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("a.py", "import yaml\n\n\ndef f(text):\n    return yaml.load(text)\n")
    review = client.request("workspace/executeCommand", {"command": "burnish.review", "arguments": [uri]})
    assert review.startswith("# ") and "unsafe-yaml-load" in review


def test_a_module_is_renamed_where_the_client_renames_files(client: Client, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("")
    text = "import json\n\njson.dumps(1)\n"
    (tmp_path / "shop/dataReader.py").write_text(text)
    (tmp_path / "app.py").write_text("import shop.dataReader\n\nprint(shop)\n")
    edits = {**FULL["workspace"]["workspaceEdit"], "resourceOperations": ["rename"]}
    client.initialize(tmp_path, changed(workspace={"workspaceEdit": edits}), {"select": ["module-name"]})
    uri = client.open("shop/dataReader.py", text)
    client.wait_for(lambda message: "`data_reader`" in str(message))
    action = next(a for a in client.actions(uri, at(text, "json")) if a["title"].startswith("Rename the module"))
    edited, renamed = client.resolve(action)["edit"]["documentChanges"]
    assert edited["textDocument"]["uri"] == (tmp_path / "app.py").as_uri()
    assert (renamed["kind"], renamed["newUri"]) == ("rename", (tmp_path / "shop/data_reader.py").as_uri())


def test_a_safe_fix_that_may_not_be_safe_here_is_not_preferred(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path, None, {"select": ["lost-cause"]})
    text = "def f(error):\n    try:\n        g()\n    except OSError:\n        raise ValueError(1)\n\n\n"
    uri = client.open("a.py", text + text.replace("ValueError(1)", "error"))
    client.diagnostics(uri)
    preferred = [
        [bool(action.get("isPreferred")) for action in client.actions(uri, place) if "from" in action["title"]]
        for place in (at(text, "raise"), at(text + text.replace("ValueError(1)", "error"), "raise error"))
    ]
    assert preferred == [[True], [False]]


def test_a_title_says_the_safety_that_is_known_before_a_hint_is_inferred(client: Client, tmp_path: Path) -> None:
    text = (
        "def total(items):\n    amount = 0\n    for item in items:\n        amount += item.price\n    return amount\n"
    )
    client.initialize(tmp_path, FULL, {"ignore": [], "select": ["typing"]})
    uri = client.open("a.py", text)
    client.diagnostics(uri)
    found = titles(client.actions(uri, at(text, "total"), ["quickfix"]))
    assert "Add a return type hint to `total` (safe only where it is proved)" in found
