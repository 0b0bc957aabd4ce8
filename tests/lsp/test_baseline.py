"""The baseline in the editor: only what is new is shown, in open and other files, and the old is one command away."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.policy import environment_for
from burnish_checks.review.remarking import remarks
from burnish_checks.review.unknown import Unknown
from tests.cli.conftest import LOST
from tests.lsp.client import FULL, Client, with_pull

SETTINGS = '[tool.burnish]\nprofile = "quiet"\n'


def burnish(folder: Path, *arguments: str) -> str:
    """Run the command line in a folder; its output."""
    command = [sys.executable, "-I", "-m", "burnish", *arguments, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def project(folder: Path) -> Path:
    """A project with two known findings in one file and one in another."""
    (folder / "pyproject.toml").write_text(SETTINGS)
    (folder / "a.py").write_text(LOST + "\n\n" + LOST)
    (folder / "b.py").write_text(LOST)
    assert "3 findings" in burnish(folder, "baseline")
    return folder


def lines(items: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(item["code"], item["range"]["start"]["line"]) for item in items]


def test_only_what_is_new_is_shown(client: Client, tmp_path: Path) -> None:
    project(tmp_path)
    client.initialize(tmp_path)
    text = (tmp_path / "a.py").read_text()
    uri = client.open("a.py", text)
    assert client.diagnostics(uri) == []
    client.change(uri, {"text": "# moved\n" + text + "\n\n" + LOST})
    assert lines(client.diagnostics(uri)) == [("lost-cause", 19)]
    old, new = ({"start": {"line": line, "character": 8}, "end": {"line": line, "character": 8}} for line in (5, 19))
    assert not any("cause" in action["title"] for action in client.actions(uri, old))
    assert any("cause" in action["title"] for action in client.actions(uri, new))


def test_the_old_is_one_command_away(client: Client, tmp_path: Path) -> None:
    project(tmp_path)
    client.initialize(tmp_path)
    uri = client.open("a.py", (tmp_path / "a.py").read_text())
    assert client.diagnostics(uri) == []
    assert client.request("workspace/executeCommand", {"command": "burnish.showKnown"}) is True
    assert lines(client.diagnostics(uri)) == [("lost-cause", 4), ("lost-cause", 11)]
    assert client.request("workspace/executeCommand", {"command": "burnish.showKnown"}) is False
    assert client.diagnostics(uri) == []


def test_fix_all_leaves_alone_what_is_known(client: Client, tmp_path: Path) -> None:
    project(tmp_path)
    client.initialize(tmp_path)
    text = LOST + "\n\n" + LOST + "\n\n" + LOST.replace("port", "host")
    uri = client.open("a.py", text)
    assert lines(client.diagnostics(uri)) == [("lost-cause", 18)]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    (action,) = client.actions(uri, whole, only=["source.fixAll"])
    mended = client.apply(client.resolve(action)["edit"])[uri]
    assert mended.startswith(LOST + "\n\n" + LOST)
    assert mended.count("from exc") == 1


def test_a_baseline_that_is_not_there_is_shown_at_its_line(client: Client, tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text(SETTINGS + 'baseline = "known-baseline.txt"\n')
    (tmp_path / "a.py").write_text(LOST)
    client.initialize(tmp_path)
    uri = client.open("a.py", LOST)
    (shown,) = client.diagnostics(settings.as_uri())
    assert len(client.diagnostics(uri)) == 1
    assert shown["message"].startswith("There is no baseline `known-baseline.txt`, so every finding is shown")
    assert shown["range"]["start"]["line"] == 2
    burnish(tmp_path, "baseline")
    known = tmp_path / "known-baseline.txt"
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": known.as_uri(), "type": 1}]})
    assert client.diagnostics(settings.as_uri()) == []
    assert client.diagnostics(uri) == []


def test_a_baseline_that_changes_counts_at_once(client: Client, tmp_path: Path) -> None:
    project(tmp_path)
    client.initialize(tmp_path)
    uri = client.open("a.py", (tmp_path / "a.py").read_text())
    assert client.diagnostics(uri) == []
    known = tmp_path / "burnish-baseline.txt"
    known.unlink()
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": known.as_uri(), "type": 3}]})
    assert len(client.diagnostics(uri)) == 2


def test_editor_and_command_line_show_the_same(client: Client, tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "b.py").write_text(LOST + "\n\n" + LOST.replace("port", "host"))
    found = {
        (item["path"], item["code"], item["range"]["start"]["line"])
        for item in json.loads(burnish(tmp_path, "check", "--output-format", "json"))
    }
    client.initialize(tmp_path, with_pull(FULL), {"diagnosticMode": "workspace"})
    report = client.request("workspace/diagnostic", {"previousResultIds": []})
    shown = {(item["uri"].rpartition("/")[2], *place) for item in report["items"] for place in lines(item["items"])}
    assert shown == found == {("b.py", "lost-cause", 11)}


def test_edits_leave_out_what_a_fresh_look_leaves_out() -> None:
    chance = random.Random(8)
    environment = environment_for("a.py", Settings(profile="quiet"))
    pieces = [LOST, LOST.replace("port", "host"), f"class C:\n    x = 1\n\n{_indented(LOST)}", "y = 2\n"]
    text = "\n\n".join(chance.choice(pieces) for _ in range(8))
    snapshot = open_document(text, environment).settled()
    keys = [(remark.code, remark.key) for remark in remarks(snapshot, "a.py")]
    known = {key: max(1, keys.count(key) - 1) for key in keys[::2]}
    kept = Unknown(known)
    compared = hidden = 0
    for _ in range(60):
        line = chance.choice([at for at, line in enumerate(snapshot.lines) if line[:1].strip()])
        edit = TextEdit(
            Span(line, 0, line, 0),
            chance.choice(["\n", "# x\n", *(f"{piece}\n\n" for piece in pieces), "class D:\n    z = 3\n\n\n"]),
        )
        snapshot = snapshot.edit([edit], None).settled()
        fresh = open_document(snapshot.text, environment).settled()
        if any(entry.block.broken for entry in snapshot.entries):
            continue
        left = remarks(kept.of(snapshot), "a.py")
        assert left == remarks(Unknown(known).of(fresh), "a.py")
        compared += 1
        hidden += len(remarks(snapshot, "a.py")) - len(left)
    assert compared > 20 and hidden > 20


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_who_asks_for_the_old_is_told_where_there_is_no_baseline(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    client.open("a.py", "x = 1\n")
    assert client.request("workspace/executeCommand", {"command": "burnish.showKnown"}) is True
    told = client.wait_for(lambda message: message.get("method") == "window/showMessage")
    assert "baseline" in told["params"]["message"]
