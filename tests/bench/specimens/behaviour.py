"""What each module does for those who mean well: the same before a fix and after it."""

from __future__ import annotations

import io
import json
import os
import socketserver
import stat
import tarfile
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from desk import accounts, asking, boxes, calculator, catalogue, closing, commands, defaults, deleting, desks, directory
from desk import disk, drafts, feeds, fetching, formats, forms, front, greeting, hints, invoices, keys, limits, lookups
from desk import models, modes, options, orders, remote, schemas, scratch, seals, serving, sessions, settings_file
from desk import shapes, tokens, transfer, twice, unpacking, vault


def test_accounts() -> None:
    web = accounts.app.test_client()
    assert web.get("/named?name=ada").json == [["ada", 36]]
    assert web.get("/in?town=New York").json == [["grace", 85]]
    assert web.get("/both?name=alan&town=Wilmslow").json == [[41]]


def test_lookups() -> None:
    database = lookups.opened()
    assert lookups.titled(database, "Too slow") == ["closed"]
    assert lookups.counted(database, "open", 2) == 1
    assert lookups.renamed(database, "Too slow", "Fast") == 1
    assert lookups.titled(database, "Fast") == ["closed"]


def test_disk(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    web = disk.app.test_client()
    assert web.get("/listed", query_string={"folder": str(tmp_path)}).text == "a.txt\n"
    assert web.get("/counted", query_string={"file": str(tmp_path / "a.txt")}).text == "2\n"


def test_commands(tmp_path) -> None:
    assert commands.made(tmp_path / "a b" / "c") and (tmp_path / "a b" / "c").is_dir()
    (tmp_path / "x").write_text("1")
    (tmp_path / "y").write_text("2")
    assert commands.joined(tmp_path / "x", tmp_path / "y", tmp_path / "z") == 0
    assert (tmp_path / "z").read_text() == "12"


def test_calculator() -> None:
    web = calculator.app.test_client()
    assert web.get("/total", query_string={"numbers": "[1, 2, 3.5]"}).json == 6.5
    assert web.get("/swapped", query_string={"mapping": " {'a': 'b'} "}).json == {"b": "a"}


def test_greeting() -> None:
    web = greeting.app.test_client()
    assert web.get("/hello?name=Ada").text == "<p>Hello Ada</p>"
    assert web.get("/bye/Ada").text == "<p>Farewell, Ada</p>"


def test_drafts() -> None:
    assert drafts.app.test_client().post("/draft", data="title: Broken\n").json == "Broken"


def test_feeds_orders_and_invoices() -> None:
    assert orders.app.test_client().post("/order", data="<a>one<b>two</b></a>").json == "onetwo"
    assert orders.app.test_client().post("/names", data="<a><b/></a>").json == ["b"]
    assert feeds.app.test_client().post("/feed", data="<a>one<b>two</b></a>").json == "onetwo"
    assert invoices.app.test_client().post("/invoice", data="<i><item price='3'/><item price='4'/></i>").json == 7


def test_directory() -> None:
    web = directory.app.test_client()
    assert web.get("/person?uid=ada").json == ["ada"]
    assert web.get("/counted?uid=alan").json == 1


def test_settings_file(tmp_path) -> None:
    (tmp_path / "a.yaml").write_text("a: [1, 2]")
    assert settings_file.settings("a: 1") == {"a": 1}
    assert settings_file.each("1\n---\n2\n") == [1, 2]
    assert settings_file.first(tmp_path / "a.yaml") == {"a": [1, 2]}


def test_tokens() -> None:
    tokens.keep("ada", b"secret", b"salt")
    assert tokens.knows("ada", b"secret", b"salt") and not tokens.knows("ada", b"other", b"salt")
    assert tokens.digest_length(b"a") in (40, 64)


def test_boxes_and_seals() -> None:
    key = bytes(range(16))
    assert boxes.opened(key, boxes.close(key, b"a letter")) == b"a letter"
    assert len(seals.sealed(key, b"a letter, longer than sixteen")) == 32


def test_keys() -> None:
    assert keys.pair().key_size >= 1024
    assert keys.signing().key_size >= 1024


def test_fetching(web, trusted) -> None:
    url = f"https://localhost:{web(trusted)}/"
    assert fetching.status(url) == 200
    assert fetching.body(url) == "hello"
    assert fetching.length(url) == 5


def test_sessions() -> None:
    import jwt

    key = "k" * 32
    assert sessions.speaker(jwt.encode({"sub": "ada"}, key, algorithm="HS256"), key) == "ada"


def test_remote() -> None:
    assert remote.client().get_host_keys().keys() == []
    assert remote.quick_client().get_transport() is None


def test_transfer(ftp, trusted) -> None:
    assert transfer.names("localhost", ftp(trusted)) == ["a.txt"]


def test_serving() -> None:
    with serving.listening() as server:
        assert server.getsockname()[1] > 0
    with serving.serving(socketserver.BaseRequestHandler) as server:
        assert server.server_address[1] > 0
    with serving.asked(0, "127.0.0.1") as server:
        assert server.getsockname()[0] == "127.0.0.1"


def test_front() -> None:
    assert front.app.test_client().get("/").text == "Help"
    assert front.started(TESTING=True).config["TESTING"]


def test_forms() -> None:
    import re

    web = forms.app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', web.get("/ticket").text)
    answer = web.post("/ticket", data={"title": "Broken", "csrf_token": token.group(1) if token else ""})
    assert answer.text == "6 characters"


def test_scratch(tmp_path) -> None:
    path = scratch.noted(["a\n", "b\n"])
    with open(path) as file:
        assert file.read() == "a\nb\n" and path.endswith(".txt")
    os.unlink(path)
    assert scratch.sized(b"12345", tmp_path) == 5


def test_modes(tmp_path) -> None:
    path = tmp_path / "a"
    path.write_text("")
    modes.share(path)
    assert path.stat().st_mode & stat.S_IROTH
    modes.publish(path)
    assert path.stat().st_mode & stat.S_IXOTH
    modes.folder(tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o555 == 0o555


def test_unpacking(tmp_path, monkeypatch) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name in ("x/one.txt", "x/two.py"):
            data = tarfile.TarInfo(name)
            data.size = 1
            archive.addfile(data, io.BytesIO(b"1"))
    unpacking.unpack(tmp_path / "a.tar", tmp_path / "all")
    monkeypatch.chdir(tmp_path / "all" / "x")
    unpacking.unpack_here(tmp_path / "a.tar")
    assert sorted(os.listdir(tmp_path / "all" / "x")) == ["one.txt", "two.py", "x"]


def test_deleting() -> None:
    tickets = {1: {"by": "ada", "state": "open"}}
    user = SimpleNamespace(is_admin=True, has_permission=lambda _: False, name="ada")
    deleting.close(user, tickets, 1)
    assert tickets[1]["state"] == "closed"
    deleting.delete(user, tickets, 1)
    assert not tickets


def test_catalogue() -> None:
    text = "<parts title='All'><part name='bolt'/><part name='nut'><x/></part></parts>"
    assert catalogue.parts(text) == ["bolt", "nut"]
    assert catalogue.titled(text) == "All"
    assert catalogue.depth(text) == 3
    assert 'title="All"' in catalogue.rewritten(text)


def test_limits() -> None:
    assert limits.is_allowed(6, "short") and not limits.is_allowed(7, "short") and not limits.is_allowed(1, "x" * 81)
    assert desks.free(3) == 4 and len(desks.shortened("x" * 100)) == 80


def test_hints() -> None:
    queue = hints.Queue()
    assert queue.add(" a", "b ") == 2 and queue.first() == "a" and queue.names == {" a": 0, "b ": 1}
    assert hints.used() == (5.25, "state=OPEN,by=ADA", 2)
    assert hints.Wall().pin("a", "b", red=1) == 6 and hints.counted(["a"]) == '{"titles": 1}'
    assert hints.priced(["a", "b", "c"]) == "0.30"


def test_twice() -> None:
    file = io.BytesIO()
    assert twice.stored({1}, file) == "'a b/c'" and file.getvalue().startswith(b"\x80")


def test_defaults() -> None:
    assert defaults.labelled() == "0: none" and defaults.Page().size == "all" and defaults.Page().first == ()


def test_schemas() -> None:
    assert schemas.ticket({"title": "Broken", "state": "open", "number": "0001"}) == "Broken"
    assert schemas.room({"floor": 2, "door": "red"}) == 2
    assert schemas.person({"nmae": "x", "name": "Ada", "age": 36}) == "Ada"


def test_formats() -> None:
    day = {"day": "2024-02-29"}
    assert formats.meeting(day) == formats.again(day) == "2024-02-29" and formats.is_meeting(day)


def test_asking() -> None:
    web = asking.app.test_client()
    assert web.get("/page?number=2").json == [6, 7, 8]
    assert web.post("/ticket", data=json.dumps({"title": "Broken"})).json == "Broken"


def test_options() -> None:
    assert options.wait(["--times", "3"]) == 4.5 and options.wait([]) == 3.0
    assert CliRunner().invoke(options.serve, ["--port", "80", "web"]).output == "web at 81\n"


def test_models() -> None:
    made = models.TicketCreate(title="Broken", labels={"by": "ada"}, watchers=["alan"])
    assert made.model_dump() == {"title": "Broken", "labels": {"by": "ada"}, "watchers": ["alan"]}
    assert models.PersonRequest(name="ada").name == "ada"


def test_closing() -> None:
    assert closing.read(io.StringIO("text")) == "text"
    assert closing.counted([io.StringIO("a"), io.StringIO("")]) == 1


def test_shapes() -> None:
    assert shapes.Square().area() == 4
    with pytest.raises((TypeError, NotImplementedError)):
        shapes.Shape().area()


def test_vault() -> None:
    assert len(vault.signed("a")) == 66
    assert vault.link("ada").startswith("ada.") and vault.who(vault.link("ada")) == "ada" and vault.who("ada.0") == ""
    assert len(vault.sealed(b"a")) == 64 and vault.Vault.token.startswith("w4Tz") and len(vault.hello()) == 64
    assert vault.connection("db.example.org").startswith("postgresql://desk:")
    assert vault.opens("c0rrect-horse") and not vault.opens("other")
    assert vault.settings["client_secret"].startswith("Zx81")
