"""Sessions over real stdio: what is shown follows what is typed, for every kind of client."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import COMMAND, FULL, Client, ResponseError, at, position, with_pull
from tests.lsp.conftest import only_plugged


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [str(item["code"]) for item in diagnostics]


def plain(plugged: Client, folder: Path, capabilities: dict[str, Any] | None = None, **settings: Any) -> None:
    plugged.initialize(folder, capabilities, only_plugged(**settings))


def test_open_edit_fix_close(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    uri = plugged.open("a.py", "x = 1\nprint(bad)\n")
    (found,) = plugged.diagnostics(uri, 1)
    assert found["range"] == at("x = 1\nprint(bad)\n", "bad")
    assert found["severity"] == 2 and found["source"] == "burnish" and found["code"] == "bad-name"
    assert found["data"] == {"category": "errors"}
    assert found["codeDescription"]["href"].endswith("/rules/bad-name/")
    version = plugged.replace(uri, "x = 1", "x = bad")
    assert len(plugged.diagnostics(uri, version)) == 2
    action = plugged.actions(uri, at(plugged.texts[uri], "print(bad)"))[0]
    assert action["title"] == "Call it `abs`" and action["isPreferred"] and "edit" not in action
    assert [item["code"] for item in action["diagnostics"]] == ["bad-name"]
    edit = plugged.resolve(action)["edit"]
    assert edit["documentChanges"][0]["textDocument"] == {"uri": uri, "version": version}
    plugged.apply(edit)
    assert plugged.texts[uri] == "x = bad\nprint(abs)\n"
    plugged.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert plugged.diagnostics(uri) == []
    assert plugged.shutdown() == 0


def test_broken_syntax_keeps_the_others(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    uri = plugged.open("a.py", "def f():\n    return bad\n\n\ndef g():\n    return bad\n")
    assert codes(plugged.diagnostics(uri, 1)) == ["bad-name", "bad-name"]
    version = plugged.replace(uri, "return bad", "return (bad")
    assert sorted(codes(plugged.diagnostics(uri, version))) == ["bad-name", "bad-name", "syntax-error"]
    version = plugged.replace(uri, "return (bad", "return (bad)")
    assert codes(plugged.diagnostics(uri, version)) == ["bad-name", "bad-name"]


def test_full_sync_and_lying_clients(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    uri = plugged.open("a.py", "bad\n", version=7)
    assert len(plugged.diagnostics(uri, 7)) == 1
    plugged.change(uri, {"text": "bad\nbad\n"}, version=3)
    assert len(plugged.diagnostics(uri, 3)) == 2
    backwards = {"start": {"line": 9, "character": 99}, "end": {"line": 1, "character": 0}}
    plugged.change(uri, {"range": backwards, "text": "ok\nbad"}, version=3)
    assert [item["range"]["start"]["line"] for item in plugged.diagnostics(uri, 3)] == [0, 2]
    nonsense = [
        {"range": {"start": None, "end": {"line": -3}}, "text": ""},
        {"text": 5},
        "x",
        {"range": {}, "text": "#"},
    ]
    plugged.change(uri, *nonsense, version=4)  # type: ignore[arg-type]
    assert [item["range"]["start"]["line"] for item in plugged.diagnostics(uri, 4)] == [2]
    plugged.change((tmp_path / "unknown.py").as_uri(), {"text": "x"})
    plugged.notify("textDocument/didChange", {"contentChanges": 3})
    plugged.notify("textDocument/didOpen", {"textDocument": {"uri": 5}})
    assert plugged.pull(uri)["kind"] == "full"
    assert plugged.shutdown() == 0


@pytest.mark.parametrize(("encoding", "start", "end"), [("utf-8", 10, 13), ("utf-16", 8, 11), ("utf-32", 7, 10)])
def test_encodings(plugged: Client, tmp_path: Path, encoding: str, start: int, end: int) -> None:
    capabilities = {**FULL, "general": {"positionEncodings": [encoding, "utf-16"]}}
    plain(plugged, tmp_path, capabilities)
    assert plugged.capabilities["positionEncoding"] == encoding
    uri = plugged.open("a.py", "x = '😀', bad\r\n\x0cbad\r# \u2028 é\n")
    first = plugged.diagnostics(uri, 1)[0]["range"]
    shift = {"utf-8": 1, "utf-16": 1, "utf-32": 1}[encoding]
    assert (first["start"]["character"], first["end"]["character"]) == (start + shift + 1, end + shift + 1)
    place = {"start": first["start"], "end": first["end"]}
    version = plugged.change(uri, {"range": place, "text": "fine"})
    assert [item["range"]["start"]["line"] for item in plugged.diagnostics(uri, version)] == [1]


def test_a_burst_is_one_edit_and_nothing_stale_is_published(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    text = "def f():\n    pass\n\n\n" * 300 + "bad\n"
    uri = plugged.open("a.py", text)
    assert len(plugged.reviewed(uri)) == 1
    before = plugged.request("workspace/executeCommand", {"command": "burnish.statistics"})["published"]
    bodies = []
    for number in range(200):
        change = {"range": {"start": {"line": 600, "character": 0}, "end": {"line": 600, "character": 0}}, "text": "#"}
        document = {"uri": uri, "version": number + 2}
        params = {"textDocument": document, "contentChanges": [change]}
        bodies.append({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})
    plugged.send_together(bodies)
    assert len(plugged.diagnostics(uri, 201)) == 1
    after = plugged.request("workspace/executeCommand", {"command": "burnish.statistics"})["published"]
    assert after - before <= 10


def test_an_edit_encodes_its_own_block_only(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    counts = []
    for size in (20, 400):
        text = "def f():\n    x = 1\n    return bad\n\n\n" * size
        uri = plugged.open(f"a{size}.py", text)
        assert len(plugged.reviewed(uri)) == size
        before = plugged.request("workspace/executeCommand", {"command": "burnish.statistics"})
        version = plugged.replace(uri, "x = 1", "x = 2")
        assert len(plugged.diagnostics(uri, version)) == size
        after = plugged.request("workspace/executeCommand", {"command": "burnish.statistics"})
        counts.append((after["encoded"] - before["encoded"], after["moved"] - before["moved"]))
    assert counts == [(1, 0), (1, 0)]


def test_pull_and_unchanged(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path, with_pull(FULL))
    assert plugged.capabilities["diagnosticProvider"]["workspaceDiagnostics"]
    uri = plugged.open("a.py", "bad\n")
    full = plugged.pull(uri)
    assert full["kind"] == "full" and codes(full["items"]) == ["bad-name"]
    again = plugged.pull(uri, full["resultId"])
    assert again == {"kind": "unchanged", "resultId": full["resultId"]}
    plugged.replace(uri, "bad", "bad, bad")
    changed = plugged.pull(uri, full["resultId"])
    assert len(changed["items"]) == 2 and changed["resultId"] != full["resultId"]
    assert plugged.shutdown() == 0
    assert not [m for m in plugged.notifications if m["method"] == "textDocument/publishDiagnostics"]


def test_pushed_and_pulled_are_equal(tmp_path: Path) -> None:
    found = []
    text = "import os\n\ndef old(a=3):\n    try:\n        pass\n    except OSError:\n        raise ValueError('😀')\n"
    for capabilities in (FULL, with_pull(FULL)):
        with Client.start() as client:
            client.initialize(tmp_path, capabilities)
            uri = client.open("a.py", text)
            found.append(client.pull(uri)["items"] if capabilities is not FULL else client.diagnostics(uri, 1))
    assert found[0] == found[1] and len(found[0]) >= 2


def test_a_client_that_declares_nothing(plugged: Client, tmp_path: Path) -> None:
    result = plugged.initialize(tmp_path, {}, only_plugged())
    assert result["capabilities"]["positionEncoding"] == "utf-16"
    assert not result["capabilities"].get("codeActionProvider") and "diagnosticProvider" not in result["capabilities"]
    uri = plugged.open("a.py", "bad\ndef old():\n    pass\n")
    message = plugged.wait_for(lambda item: item["method"] == "textDocument/publishDiagnostics")
    assert "version" not in message["params"]
    first, second = message["params"]["diagnostics"]
    assert set(first) == set(second) == {"range", "severity", "code", "source", "message"}
    assert plugged.actions(uri, at("bad", "bad")) == []
    assert plugged.shutdown() == 0
    assert {m["method"] for m in plugged.notifications} <= {"textDocument/publishDiagnostics", "window/logMessage"}


def test_errors_of_the_protocol(client: Client, tmp_path: Path) -> None:
    with pytest.raises(ResponseError, match="-32002"):
        client.request("textDocument/hover", {})
    client.initialize(tmp_path)
    for params in ({"textDocument": 3}, [], {"textDocument": {"uri": "x"}, "range": {"start": 1}}):
        with pytest.raises(ResponseError, match="-32602"):
            client.request("textDocument/codeAction", params)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": "x", "character": 0}}
    with pytest.raises(ResponseError, match=r"malformed: .*range\.end\.line: invalid value for type, expected int; "):
        client.request("textDocument/codeAction", {"textDocument": {"uri": "x"}, "range": whole})
    with pytest.raises(ResponseError, match="-32601"):
        client.request("textDocument/madeUp", {})
    with pytest.raises(ResponseError, match="-32602"):
        client.request("workspace/executeCommand", {"command": "nothing"})
    with pytest.raises(ResponseError, match="-32602"):
        client.request("codeAction/resolve", {"title": "x", "data": {"uri": "file:///x", "what": 1}})
    client.send_bytes(b"{not json")
    client.send_bytes(b"[]")
    assert client.request("shutdown") is None
    with pytest.raises(ResponseError, match="-32600"):
        client.request("shutdown")
    client.notify("exit")
    assert client.process.wait(20) == 0


def test_half_a_character_as_it_stands_and_a_byte_order_mark_are_read(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    uri = plugged.open("a.py", "x = ''\nbad\n")
    plugged.diagnostics(uri, 1)
    for version, (half, character) in enumerate(((b"\xed\xa0\xbd", 5), (b"\xed\xb8\x80", 6)), 2):
        place = {"line": 0, "character": character}
        changes = [{"range": {"start": place, "end": place}, "text": "@"}]
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        message = {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}
        plugged.send_bytes(b"\xef\xbb\xbf" * (version - 2) + json.dumps(message).encode().replace(b"@", half))
    moved = {"range": {"start": {"line": 0, "character": 8}, "end": {"line": 1, "character": 0}}, "text": ""}
    plugged.change(uri, moved, version=4)
    plugged.change(uri, {"text": "\n\nbad\n"}, version=5)
    assert [item["range"]["start"]["line"] for item in plugged.diagnostics(uri, 5)] == [2]


def test_a_client_that_said_shutdown_may_leave_without_exit(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    client.request("shutdown")
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(10) == 0


def test_exit_without_shutdown_is_1(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    client.notify("exit")
    assert client.process.wait(20) == 1


@pytest.mark.parametrize("leaving", ["exit", "end of input"])
def test_who_leaves_without_a_word_leaves_no_traceback(tmp_path: Path, leaving: str) -> None:
    with Client.start(stderr=subprocess.PIPE) as client:
        client.initialize(tmp_path)
        if leaving == "exit":
            client.notify("exit")
        else:
            assert client.process.stdin is not None
            client.process.stdin.close()
        assert client.process.wait(20) == 1
        assert client.process.stderr is not None
        assert client.process.stderr.read() == b""
        client.process.stderr.close()


def test_a_lost_client_is_1(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(20) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_no_process_outlives_a_killed_client(tmp_path: Path) -> None:
    program = (
        "import sys, json, subprocess, time\n"
        "p = subprocess.Popen(json.loads(sys.argv[1]), stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "b = json.dumps({'jsonrpc':'2.0','id':1,'method':'initialize','params':{'processId':None,'rootUri':None,"
        "'capabilities':{}}}).encode()\n"
        "i = json.dumps({'jsonrpc':'2.0','method':'initialized','params':{}}).encode()\n"
        "for m in (b, i):\n"
        "    p.stdin.write(b'Content-Length: %d\\r\\n\\r\\n' % len(m) + m)\n"
        "p.stdin.flush()\n"
        "p.stdout.readline()\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    import json

    with subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(COMMAND)], stdout=subprocess.PIPE, cwd=tmp_path
    ) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        family = lambda: [pid for pid in [server, *children(server)] if alive(pid)]  # noqa: E731
        until(lambda: len(family()) >= 2)
        everyone = family()
        parent.send_signal(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in everyone))


def children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True).stdout
    return [int(word) for word in found.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def until(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come true")


def test_raising_and_hanging_rules(plugged: Client, tmp_path: Path) -> None:
    plain(plugged, tmp_path)
    uri = plugged.open("a.py", "bad\nbomb\ncalm\n\ndef f():\n    return forever, bad\n\ncalm\n")
    found = plugged.diagnostics(uri, 1)
    assert codes(found) == ["bad-name", "raising-rule", "bad-name", "raising-rule"]
    assert position(plugged.texts[uri], plugged.texts[uri].index("calm")) == found[1]["range"]["start"]
    version = plugged.replace(uri, "bomb", "bomb, bomb")
    assert len(plugged.diagnostics(uri, version)) == 4
    assert plugged.shutdown() == 0
    logged = [m["params"]["message"] for m in plugged.notifications if m["method"] == "window/logMessage"]
    assert sum("ZeroDivisionError" in message for message in logged) <= 1


def test_tcp_and_websocket(tmp_path: Path) -> None:
    import json
    import socket

    code = "import sys; from burnish.lsp import serve; sys.exit(serve(sys.argv[1], '127.0.0.1', 0))"
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}).encode()
    for kind in ("tcp", "ws"):
        with subprocess.Popen([sys.executable, "-I", "-c", code, kind], stderr=subprocess.PIPE) as server:
            assert server.stderr is not None
            port = int(server.stderr.readline().rpartition(b":")[2])
            if kind == "tcp":
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(request), request))
                    answer = connection.recv(1000).partition(b"\r\n\r\n")[2]
            else:
                from websockets.sync.client import connect

                with connect(f"ws://127.0.0.1:{port}") as web:
                    web.send(request.decode())
                    answer = str(web.recv()).encode()
            assert json.loads(answer)["error"]["code"] == -32002
            assert server.wait(20) == 1


def test_the_end_of_the_process_that_asked_for_the_server(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        gone.wait()
    with Client.start() as client:
        client.initialize(tmp_path, processId=gone.pid)
        assert client.process.wait(30) == 1
