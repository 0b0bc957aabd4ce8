"""How loud a flow is told by what is known of the application: its forms need a token, its requests are guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loudness import loudness, loudness_in, messages

HANDLER = """from tornado.web import RequestHandler


class Queue(RequestHandler):
    def {}(self):
        self.write("<p>" + self.get_argument("queue"))
"""
TORNADO = "import tornado.web\n\napp = tornado.web.Application([], **{{'xsrf_cookies': {}}})\n"


@pytest.mark.parametrize(
    ("method", "asked", "said"), [("post", True, "warning"), ("post", False, "error"), ("get", True, "error")]
)
def test_what_a_form_of_tornado_sends_is_doubted_where_it_needs_a_token(
    tmp_path: Path, method: str, asked: bool, said: str
) -> None:
    files = {"shop/__init__.py": "", "shop/pages.py": HANDLER.format(method), "shop/app.py": TORNADO.format(asked)}
    assert loudness_in(tmp_path, files, "shop/pages.py")["cross-site-scripting"] == [said]


PAGE = """from flask import Flask, request

app = Flask(__name__)


{}@app.route("/queue")
def queue():
    return "<p>" + request.{}["queue"]
"""
PROTECTED = "from flask_wtf.csrf import CSRFProtect\n\ncsrf = CSRFProtect(app)\n"


@pytest.mark.parametrize(
    ("decorator", "part", "others", "said"),
    [
        ("", "form", PROTECTED, "warning"),
        ("", "form", "", "error"),
        ("", "args", PROTECTED, "error"),
        ("@csrf.exempt\n", "form", PROTECTED, "error"),
    ],
)
def test_what_a_form_of_flask_sends_is_doubted_where_it_needs_a_token(
    tmp_path: Path, decorator: str, part: str, others: str, said: str
) -> None:
    files = {"shop/__init__.py": "", "shop/pages.py": PAGE.format(decorator, part), "shop/app.py": others}
    assert loudness_in(tmp_path, files, "shop/pages.py")["cross-site-scripting"] == [said]


FETCH = """import httpx
from starlette.requests import Request


async def fetch(request: Request):
    url = request.query_params["url"]
    with {}():
        return httpx.get(url)
"""


def test_a_request_in_a_guard_of_its_own_is_a_hint() -> None:
    assert loudness(FETCH.format("safe_connect"))["server-side-request-forgery"] == ["hint"]
    assert loudness(FETCH.format("unsafe_connect"))["server-side-request-forgery"] == ["error"]


SENT = """from starlette.requests import Request
from starlette.responses import FileResponse


async def download(request: Request):
    return FileResponse({})
"""


def test_a_file_explorer_sends_any_file_by_design() -> None:
    whole, part = 'request.query_params["path"]', '"/srv/" + request.query_params["path"]'
    assert loudness(SENT.format(whole), "shop/file_explorer.py")["path-traversal"] == ["warning"]
    assert loudness(SENT.format(part), "shop/file_explorer.py")["path-traversal"] == ["error"]
    assert loudness(SENT.format(whole), "shop/downloads.py")["path-traversal"] == ["error"]


RUN = "import subprocess\nfrom flask import request\n\n\ndef run():\n    subprocess.run({})\n"


def test_what_chooses_the_program_of_a_list_is_told_as_that() -> None:
    chosen = messages(RUN.format('[request.args["program"], "--version"]'), "command-injection")
    assert chosen[0].endswith("it chooses the program that runs: compare it with the allowed ones.")
    by_shell = messages(RUN.format('request.args["program"], shell=True'), "command-injection")
    assert by_shell[0].endswith("pass an argument list without a shell, or quote it.")


PACKS = """import os
import shutil
from flask import Flask

app = Flask(__name__)


@app.route("/packs/<string:language>/<string:pack>")
def remove(language, pack):
    if pack == "core":
        folder = os.path.join("/srv", language)
    else:
        folder = os.path.join("/srv", {}, language)
    shutil.rmtree(folder)
"""


def test_all_that_does_the_same_harm_in_a_call_is_named() -> None:
    assert "from the path's `language` and `pack` reaches" in messages(PACKS.format("pack"), "path-traversal")[0]
    assert "from the path's `language` reaches" in messages(PACKS.format("str(int(pack))"), "path-traversal")[0]


HEARD = """import pickle
import zmq
from rpc import Client, Server


def hear(host):
    return pickle.loads({}(host).recv())
"""


def test_what_a_client_hears_from_its_server_is_doubted() -> None:
    assert loudness(HEARD.format("Client"))["unsafe-deserialization"] == ["warning"]
    assert loudness(HEARD.format("Server"))["unsafe-deserialization"] == ["error"]


SWITCHED = """import os
import config
from flask import request


def keep():
    name = os.path.realpath(os.path.join("/srv", request.form["name"]))
    if {}:
        if os.path.commonpath(["/srv", name]) {} "/srv":
            raise ValueError(name)
    os.remove(name)
"""


def test_a_check_that_a_setting_switches_off_is_on_by_default() -> None:
    assert loudness(SWITCHED.format("config.SERVED", "!="))["path-traversal"] == ["hint"]
    assert loudness(SWITCHED.format("config.SERVED", "=="))["path-traversal"] == ["error"]
    assert loudness(SWITCHED.format("config.DEBUG", "!="))["path-traversal"] == ["error"]
    assert loudness(SWITCHED.format("request.args", "!="))["path-traversal"] == ["error"]
