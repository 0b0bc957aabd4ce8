"""What each defect lets happen: every test here fails while the defect is there, and passes once it is mended."""

from __future__ import annotations

import io
import os
import socketserver
import stat
import subprocess
import sys
import tarfile

import jsonschema
import pytest
from click.testing import CliRunner

from desk import accounts, asking, boxes, calculator, catalogue, closing, defaults, deleting, directory, disk, drafts
from desk import feeds, fetching, formats, forms, front, greeting, invoices, keys, lookups, models, modes, options
from desk import orders, remote, schemas, scratch, seals, serving, sessions, settings_file, shapes, tokens, transfer
from desk import unpacking, commands

_RUNS = "!!python/object/apply:os.mkdir ["
_BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'


def test_all_accounts_are_read() -> None:
    web = accounts.app.test_client()
    for path in ("/named", "/in", "/both"):
        answer = web.get(path, query_string={"name": "x' OR '1'='1", "town": "x' OR '1'='1"})
        assert answer.json == [], path


def test_all_tickets_are_counted() -> None:
    database = lookups.opened()
    assert lookups.titled(database, "It's broken") == ["open"]
    assert lookups.counted(database, "x' OR 'a'='a", 0) == 0
    assert lookups.renamed(database, "x' OR 'a'='a", "y") == 0


def test_a_command_hides_in_a_folder(tmp_path) -> None:
    disk.app.test_client().get("/listed", query_string={"folder": f"; mkdir {tmp_path}/made"})
    disk.app.test_client().get("/counted", query_string={"file": f"x'; mkdir {tmp_path}/too; '"})
    assert os.listdir(tmp_path) == []


def test_a_command_hides_in_a_name(tmp_path) -> None:
    commands.made(f"{tmp_path}/x'; mkdir '{tmp_path}/made")
    commands.joined("/dev/null", f"; mkdir {tmp_path}/too;", tmp_path / "z")
    assert not {"made", "too"} & set(os.listdir(tmp_path))


def test_code_is_calculated(tmp_path) -> None:
    web = calculator.app.test_client()
    web.get("/total", query_string={"numbers": f"[__import__('os').mkdir('{tmp_path}/made')]"})
    web.get("/swapped", query_string={"mapping": f"__import__('os').mkdir('{tmp_path}/too')"})
    assert os.listdir(tmp_path) == []


def test_a_name_is_a_script() -> None:
    web = greeting.app.test_client()
    assert "<b>" not in web.get("/hello", query_string={"name": "<b>"}).text
    assert "<b>" not in web.get("/bye/<b>").text


def test_a_draft_runs(tmp_path) -> None:
    drafts.app.test_client().post("/draft", data=f"title: {_RUNS}'{tmp_path}/made']")
    assert os.listdir(tmp_path) == []


def test_settings_run(tmp_path) -> None:
    (tmp_path / "a.yaml").write_text(f"{_RUNS}'{tmp_path}/third']")
    for call in (
        lambda: settings_file.settings(f"{_RUNS}'{tmp_path}/first']"),
        lambda: settings_file.each(f"{_RUNS}'{tmp_path}/second']"),
        lambda: settings_file.first(tmp_path / "a.yaml"),
    ):
        with pytest.raises(Exception, match="could not determine a constructor"):
            call()
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_an_order_reads_a_file(tmp_path) -> None:
    (tmp_path / "secret").write_text("hidden")
    text = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{tmp_path}/secret">]><a>&b;</a>'
    assert "hidden" not in orders.app.test_client().post("/order", data=text).text


def test_a_feed_reads_a_file(tmp_path) -> None:
    (tmp_path / "secret").write_text("hidden")
    text = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{tmp_path}/secret">]><a>&b;</a>'
    assert "hidden" not in feeds.app.test_client().post("/feed", data=text).text


def test_an_invoice_grows() -> None:
    answer = invoices.app.test_client().post("/invoice", data=f"{_BOMB}<i>&c;<item price='1'/></i>")
    assert answer.status_code == 500


def test_a_catalogue_grows() -> None:
    for read in (catalogue.parts, catalogue.titled, catalogue.depth, catalogue.rewritten):
        with pytest.raises(Exception, match="EntitiesForbidden"):
            read(f"{_BOMB}<a>&c;</a>")


def test_everybody_is_found() -> None:
    web = directory.app.test_client()
    assert web.get("/person", query_string={"uid": "*"}).json == []
    assert web.get("/counted", query_string={"uid": "*"}).json == 0
    assert web.get("/person", query_string={"uid": "grace (admiral)"}).json == ["grace (admiral)"]


def test_a_digest_is_short() -> None:
    tokens.keep("ada", b"secret", b"salt")
    assert len(tokens._kept["ada"]) == 64 and tokens.digest_length(b"a") == 64


def test_blocks_are_short() -> None:
    key = bytes(range(16))
    assert len(boxes.close(key, b"a")) == 32


def test_equal_blocks_look_equal() -> None:
    sealed = seals.sealed(bytes(range(16)), b"a" * 32)
    assert sealed[:16] != sealed[16:]


def test_keys_are_short() -> None:
    assert keys.pair().key_size >= 2048 and keys.signing().key_size >= 2048


@pytest.mark.parametrize("ask", [fetching.status, fetching.body, fetching.length])
def test_a_stranger_answers(ask, web, stranger) -> None:
    with pytest.raises(OSError, match="certificate verify failed"):
        ask(f"https://localhost:{web(stranger)}/")


def test_a_token_is_made_up() -> None:
    import jwt

    with pytest.raises(jwt.InvalidSignatureError):
        sessions.speaker(jwt.encode({"sub": "root"}, "x" * 32, algorithm="HS256"), "k" * 32)


@pytest.mark.parametrize("client", [remote.client, remote.quick_client])
def test_an_unknown_machine_is_taken(client) -> None:
    import paramiko

    policy = client()._policy
    policy = policy() if isinstance(policy, type) else policy
    with pytest.raises(paramiko.SSHException, match="not found in known_hosts"):
        policy.missing_host_key(client(), "host", paramiko.ECDSAKey.generate())


def test_a_password_travels_in_the_clear(ftp, trusted) -> None:
    port = ftp(trusted)
    transfer.names("localhost", port)
    assert ftp.heard[port][0] == "AUTH TLS"


def test_others_can_connect() -> None:
    with serving.listening() as server:
        assert server.getsockname()[0] == "127.0.0.1"
    with serving.serving(socketserver.BaseRequestHandler) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_an_application_shows_its_insides() -> None:
    assert not front.app.debug and not front.started().config["DEBUG"]


def test_another_site_sends_a_form() -> None:
    assert forms.app.test_client().post("/ticket", data={"title": "Broken"}).status_code == 400


def test_somebody_is_quicker(tmp_path, monkeypatch) -> None:
    """Names that are always the same stand for those that somebody guesses."""
    import tempfile

    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: iter(["guessed", "other"]))
    there = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: "guessed" not in str(path) and there(path))
    monkeypatch.setattr(tempfile, "_exists", lambda path: False)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    os.symlink(victim, tmp_path / f"{tempfile.gettempprefix()}guessed")
    scratch.sized(b"1", tmp_path)
    assert victim.read_text() == "precious"


def test_everybody_writes(tmp_path) -> None:
    path = tmp_path / "a"
    path.write_text("")
    for change in (modes.share, modes.publish):
        change(path)
        assert not path.stat().st_mode & stat.S_IWOTH
    modes.folder(tmp_path / "b")
    assert not (tmp_path / "b").stat().st_mode & stat.S_IWOTH


def test_an_archive_leaves_its_folder(tmp_path, monkeypatch) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        data = tarfile.TarInfo("../escaped.py")
        data.size = 1
        archive.addfile(data, io.BytesIO(b"1"))
    (tmp_path / "all").mkdir()
    monkeypatch.chdir(tmp_path / "all")
    with pytest.raises(tarfile.OutsideDestinationError):
        unpacking.unpack(tmp_path / "a.tar", tmp_path / "all")
    with pytest.raises(tarfile.OutsideDestinationError):
        unpacking.unpack_here(tmp_path / "a.tar")
    assert not (tmp_path / "escaped.py").exists()


def test_asserts_are_left_out() -> None:
    program = (
        "from desk import deleting; from types import SimpleNamespace as S\n"
        "tickets = {1: {'by': 'ada', 'state': 'open'}}\n"
        "user = S(is_admin=False, has_permission=lambda _: False, name='eve')\n"
        "for call in (deleting.close, deleting.delete):\n"
        "    try: call(user, tickets, 1)\n"
        "    except PermissionError: pass\n"
        "assert_ = tickets == {1: {'by': 'ada', 'state': 'open'}}; raise SystemExit(0 if assert_ else 1)"
    )
    assert subprocess.run([sys.executable, "-O", "-c", program], check=False).returncode == 0


def test_a_hint_lies() -> None:
    import typing

    hints = typing.get_type_hints(defaults.labelled)
    assert isinstance(0, hints["title"]) and isinstance("none", hints["count"])


def test_a_misspelt_keyword_allows_all() -> None:
    assert not schemas.accepts(schemas.TICKET, {"title": ""})
    assert not schemas.accepts(schemas.TICKET, {"title": "a", "more": 1})


def test_a_pattern_is_found_inside() -> None:
    assert not schemas.accepts(schemas.TICKET, {"title": "a", "state": "reopened"})
    assert not schemas.accepts(schemas.TICKET, {"title": "a", "number": "00011"})


def test_a_property_has_no_type() -> None:
    assert not schemas.accepts(schemas.PERSON, {"nmae": "x", "name": 3})


def test_what_is_required_is_not_described() -> None:
    assert not schemas.accepts(schemas.PERSON, {"nmae": "x"})


def test_what_is_required_is_described() -> None:
    assert "door" in schemas.ROOM["properties"]


def test_a_day_is_none() -> None:
    day = {"day": "2023-02-29"}
    for check in (formats.meeting, formats.again):
        with pytest.raises(jsonschema.ValidationError):
            check(day)
    assert not formats.is_meeting(day)


def test_a_malformed_request_is_an_error_of_the_server() -> None:
    web = asking.app.test_client()
    assert web.get("/page?number=x").status_code == 400
    assert web.post("/ticket", data="{").status_code == 400


def test_a_wrong_option_is_an_error_of_the_program(capsys) -> None:
    with pytest.raises(SystemExit):
        options.wait(["--times", "x"])
    with pytest.raises(SystemExit):
        options.wait(["--seconds", "x"])
    assert CliRunner().invoke(options.serve, ["--port", "x", "web"]).exit_code == 2


def test_a_model_takes_anything() -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        models.TicketCreate(title="Broken", labels={1: {2: 3}})


def test_a_model_takes_other_fields() -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        models.PersonRequest(name="ada", admin=True)


class Broken(io.StringIO):
    """A stream that cannot be read."""

    def read(self, *_: object) -> str:
        """Fail."""
        raise OSError("broken")


def test_errors_vanish() -> None:
    with pytest.raises(OSError, match="broken"):
        closing.read(Broken())
    with pytest.raises(OSError, match="broken"):
        closing.counted([Broken()])


@pytest.mark.parametrize("call", [shapes.Shape.area, shapes.Shape.turned])
def test_what_is_missing_says_so(call) -> None:
    with pytest.raises(NotImplementedError):
        call(shapes.Shape())


def test_the_code_tells_what_is_secret() -> None:
    import inspect

    from desk import vault

    for secret in ("k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1", "Zx81kQ0v-LmN4pRt7sWy", "Jq82mfPz0vLx7RtB", "u5Rk0Wd8Jx2Cz6Gh4Yt1", "c0rrect-horse"):
        assert secret not in inspect.getsource(vault)
