"""What a reviewer of whole applications would not sign of the rules of security, each beside what would be signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loudness import hinted, loudness, loudness_in, messages, unsaid

FULL = "import yaml\n\n\ndef read(path, text):\n    with open(path) as stream:\n        return yaml.load({}, Loader=yaml.{})\n"
UNITS = "import subprocess\n\n\ndef ask(given):\n    for number, unit in enumerate({}, start=1):\n"
UNITS += "        subprocess.run(f'systemctl {{unit}} status', shell=True)\n"
MARKS = "def keep(self, conn, keys, more, name):\n    marked = ', '.join({0} * len(keys))\n"
MARKS += "    conn.execute(f'INSERT INTO a VALUES ({{marked}})')\n"
MARKS += "    marked = ', '.join({0} * len(more))\n    conn.execute(f'INSERT INTO b VALUES ({{marked}})')\n"
CALLED = "import requests\n\n\ndef call(self, url):\n    given = {{'timeout': 3}}\n    if self.opts.get({}):\n"
CALLED += "        given['verify'] = False\n    return requests.get(url, **given)\n"
SENT = "import tornado.web\n\n\nclass Page(tornado.web.RequestHandler):\n    def get(self):\n        sent = {}\n"
SENT += "        for key, value in dict(self.request.headers).items():\n            sent[key] = value\n        self.write({})\n"
KEPT = (
    "import pickle\n\n\nclass Progress:\n    def write(self):\n        {}(self.filename, pickle.dumps(self.status))\n\n"
)
KEPT += "    def load(self, given):\n        with open({}, 'rb') as stream:\n            return pickle.load(stream)\n"
FREE = "import contextlib\nimport socket\n\n\ndef find(port):\n    with contextlib.closing(socket.socket()) as sock:\n"
FREE += "        sock.bind(('', port))\n        {}\n"
KEYS = "import hmac\nfrom hashlib import md5\n\n\ndef make(kind, token, md5_keys, others):\n    if kind in {}:\n"
KEYS += "        return hmac.new(token, b'', md5)\n"
TOKEN = "class Session:\n    def check(self, secret_key):\n        return secret_key == self.{}\n"
RENDERED = (
    "from mako.template import Template\n\n\ndef render(text, data):\n    return Template(text).render(**data){}\n"
)
EXEMPT = "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef {}(request):\n    return answer(request)\n"
COMMAND = "import subprocess\n{}\n\ndef fetch({}):\n    subprocess.call(f'git fetch {{{}}}', shell=True)\n"
BRANCH = ("branch", "branch")
PARSED = "import argparse\nimport os\n\n\ndef main(title):\n    {} = argparse.ArgumentParser().parse_args()\n"
PARSED += "    os.system('git tag ' + {})\n"

RUN = "import subprocess\nimport pytest\n\n\n{}\ndef make(title):\n    subprocess.run(f'make {{title}}', shell=True)\n"

DRAWN = "import random\n\n\nclass PasswordServlet:\n    async def make(self, hs):\n        return {}\n"
NUMBER = "from random import randint\n\n\nclass Password:\n    def fill(self, made):\n        made['{}'] = randint(1500, 9000)\n"
CONTEXT = "import ssl\n\n\nclass {}:\n    def make(self):\n        return ssl._create_unverified_context()\n"
CHOSEN = "import ssl\n\n\ndef connect(self):\n    if self.{} is True:\n        context = ssl.create_default_context()\n"
CHOSEN += "    else:\n        context = ssl._create_unverified_context()\n    return context\n"
CHANGED = "import hashlib\nimport hmac\n\n\ndef changed(cache, key, sent, data):\n"
CHANGED += "    known = hmac.new(key, data, hashlib.sha256).digest()\n    return {} != known\n"
TYPED = "from shop import EventTypes, event\n\n\ndef find(conn):\n    conn.execute(\"SELECT a FROM b WHERE kind = '%s'\" % {})\n"
LEAST = "def find(conn, kind):\n    name = {}\n    if kind:\n        name = 'LEAST'\n"
LEAST += "    conn.execute(f'SELECT a FROM b WHERE a > {{name}}(a, c)')\n"
EXTRA = "from django.db import models\n\n\ndef find(rows, where):\n    return rows.extra(where=[where['text']]{})\n"
WRITER = "from ruamel.yaml import YAML\n\n\ndef work(text, stream):\n    return YAML(typ='unsafe').{}\n"
PORT = "import socket\n\n\ndef reserve(self):\n    # it is served from here once this has been started again\n"
PORT += "    self.sock.bind(('::', 0))\n    {}\n"
JOINED = "import shlex\nimport subprocess\n\n\ndef forward(pod):\n"
JOINED += "    parts = ['while', '!', 'kubectl', {}, ';', 'do', ':;', 'done']\n"
JOINED += "    subprocess.Popen(' '.join(parts), shell=True)\n"

SIGNED = "import jwt\n\n\ndef sign(claims, key, conf):\n    return jwt.encode(claims, key, algorithm={})\n"
REMOTE = (
    "import subprocess\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef go():\n"
)
REMOTE += "    sent = request.args['a']\n    subprocess.run(['ssh', '-o', 'BatchMode=yes', '-i', 'key', {}, {}])\n"
PROXY = "import httpx\nfrom fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n@app.get('/{{path:path}}')\n"
PROXY += "async def go(path: str, request: Request):\n    url = httpx.URL({}=path)\n"
PROXY += "    return await httpx.AsyncClient().get(url)\n"

PEERS = "import ssl\n\n\ndef peers(path):\n    context = ssl.create_default_context({})\n"
PEERS += "    context.check_hostname = False\n    context.verify_mode = ssl.CERT_REQUIRED\n    return context\n"
REPEATED = 'def find(conn, count, key):\n    conn.execute(f"SELECT a FROM b WHERE c IN ({{{} * (count - 1)}})")\n'

ASKED = "import ssl\n\n\ndef connect(self):\n    if self.{} and hasattr(ssl, 'SSLContext'):\n"
ASKED += "        return ssl._create_unverified_context()\n"

SERVED = "import uvicorn\n\n\ndef serve(app, settings):\n    uvicorn.run(app, host='0.0.0.0', port={})\n"
LISTENS = "import {0}\n\n\ndef serve(port):\n    return {0}.listen(('0.0.0.0', port))\n"

PAIRS = [
    ("bind-all-interfaces", SERVED.format("8080"), SERVED.format("settings.port")),
    ("bind-all-interfaces", LISTENS.format("debugpy"), LISTENS.format("eventlet")),
    ("insecure-tls", ASKED.format("fast"), ASKED.format("skip_verification")),
    ("insecure-tls", PEERS.format(""), PEERS.format("cafile=path")),
    ("insecure-jwt", SIGNED.format("None"), SIGNED.format("'RS256' if conf else None")),
    ("insecure-tls", CONTEXT.format("Factory"), CONTEXT.format("InsecureFactory")),
    ("insecure-tls", CHOSEN.format("fast"), CHOSEN.format("http_verify_cert")),
    ("timing-comparison", CHANGED.format("sent"), CHANGED.format("cache.get('state')")),
    ("sql-string", TYPED.format("event.kind"), TYPED.format("event.id")),
    ("sql-string", EXTRA.format(""), EXTRA.format(", params=where['values']")),
    ("unsafe-yaml-load", WRITER.format("load(text)"), WRITER.format("dump(text, stream)")),
    ("bind-all-interfaces", PORT.format("self.sock.listen()"), PORT.format("return self.sock.getsockname()")),
    ("subprocess-shell", JOINED.format("pod"), JOINED.format("shlex.quote('pod/%s' % pod)")),
    ("subprocess-shell", RUN.format("@cached"), RUN.format("@pytest.fixture(scope='session')")),
    ("unsafe-yaml-load", FULL.format("text", "FullLoader"), FULL.format("stream", "FullLoader")),
    ("unsafe-yaml-load", FULL.format("text.read()", "FullLoader"), FULL.format("stream.read()", "FullLoader")),
    ("unsafe-yaml-load", FULL.format("stream", "Loader"), FULL.format("open(path)", "FullLoader")),
    ("subprocess-shell", UNITS.format("given"), UNITS.format("['--user', '']")),
    ("insecure-tls", CALLED.format("'use_ssl'"), CALLED.format("'no_ssl_verify'")),
    ("unsafe-pickle", KEPT.format("write", "given"), KEPT.format("write", "self.filename")),
    ("unsafe-pickle", KEPT.replace("dumps", "copy").format("write", "self.filename"), KEPT.format("write", "self.filename")),
    ("bind-all-interfaces", FREE.format("sock.listen()"), FREE.format("return port")),
    ("weak-hash", KEYS.format("others"), KEYS.format("md5_keys")),
    ("timing-comparison", TOKEN.format("secret_key"), TOKEN.format("default_secret_key")),
    ("autoescape-off", RENDERED.format(""), RENDERED.format(".split(';')")),
    ("disabled-csrf", EXEMPT.format("shows"), EXEMPT.format("ows")),
    ("subprocess-shell", COMMAND.format("", *BRANCH), COMMAND.format("import click\n", *BRANCH)),
    ("subprocess-shell", COMMAND.format("import click\n", "title", "title"), COMMAND.format("import click\n", *BRANCH)),
    ("subprocess-shell", COMMAND.format("import click, flask\n", *BRANCH), COMMAND.format("import click\n", *BRANCH)),
    ("subprocess-shell", PARSED.format("asked", "asked.title"), PARSED.format("args", "args.title")),
    ("subprocess-shell", PARSED.format("args", "title"), PARSED.format("options", "options.title")),
]  # fmt: skip

UNSAID = [
    ("sql-string", REPEATED.format("key"), REPEATED.format("'?,'")),
    ("sql-string", TYPED.format("event.SERIAL.value"), TYPED.format("EventTypes.SERIAL.value")),
    ("command-injection", REMOTE.format("'host'", "sent"), REMOTE.format("f'me@{sent}'", "'ls'")),
    ("server-side-request-forgery", PROXY.format("url"), PROXY.format("path")),
    ("sql-string", TYPED.format("event.kind"), "from datetime import datetime\n" + TYPED.format("datetime.min")),
    ("hardcoded-password", "masks = {'password': 'a3s[@x]'}\n", "masks = {'password': r'(?P<a3s>[@x])'}\n"),
    (
        "weak-random",
        DRAWN.format("random.randint(1, 9)"),
        DRAWN.format("await hs.get_clock().sleep(random.randint(1, 9))"),
    ),
    ("weak-random", NUMBER.format("pw_passwd"), NUMBER.format("pw_uid")),
    ("sql-string", TYPED.format("event.kind"), TYPED.format("EventTypes.Retention")),
    ("sql-string", LEAST.format("kind"), LEAST.format("'MIN'")),
    ("hardcoded-password", "password = given or 'busybox@3'\n", "password = given or 'busybox@'\n"),
    ("cross-site-scripting", SENT.format("''", "sent['Host']"), SENT.format("{}", "sent")),
    ("hardcoded-password", "store = {'password': '0x7f31ab09'}\n", "store = {'password': '0x00000000'}\n"),
]


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)
test_one_is_said_aloud_and_the_other_not = unsaid(UNSAID)


def test_a_list_of_placeholders_is_no_value_whatever_it_is_called() -> None:
    assert "sql-string" not in loudness(MARKS.format("['?']"))
    assert "sql-string" in loudness(MARKS.format("[name]"))


def test_of_a_list_that_a_shell_reads_the_first_item_alone_is_said_to_be_run() -> None:
    text = "import subprocess\n\n\ndef copy(source, target):\n    subprocess.run({}, shell=True)\n"
    assert "first item" in messages(text.format("['cp', source, target]"), "subprocess-shell")[0]
    assert "first item" not in messages(text.format("f'cp {source} {target}'"), "subprocess-shell")[0]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"tool/main.py": "import argparse\n"}, "hint"),
        ({"tool/main.py": "import argparse\n", "tool/pages.py": "import flask\n"}, "warning"),
        ({"tool/main.py": "import os\n"}, "warning"),
    ],
)
def test_a_program_is_its_operators_if_no_file_of_it_serves(tmp_path: Path, others: dict[str, str], said: str) -> None:
    files = {"tool/fetch.py": COMMAND.format("", "branch", "branch"), **others}
    assert loudness_in(tmp_path, files, "tool/fetch.py")["subprocess-shell"] == [said]


def test_what_a_pattern_shows_in_a_copied_package_is_a_hint() -> None:
    text = "import pickle\n\n\ndef read(stream):\n    return pickle.load(stream)\n"
    assert loudness(text, "shop/_vendor/store.py", root="/shop")["unsafe-pickle"] == ["hint"]
    assert loudness(text, "shop/store.py", root="/shop")["unsafe-pickle"] == ["information"]


def test_a_template_of_new_projects_begins_in_debug_mode() -> None:
    text = "SECRET_KEY = env('KEY')\nINSTALLED_APPS = []\nDEBUG = True\n"
    assert loudness(text, "shop/settings.py")["debug-enabled"] == ["information"]
    assert loudness(text, "shop/project_name/settings.py")["debug-enabled"] == ["hint"]


def test_a_loader_in_tests_is_a_hint() -> None:
    text = "import yaml\n\n\ndef read(text):\n    return yaml.load(text)\n"
    assert loudness(text, "shop/read.py")["unsafe-yaml-load"] == ["warning"]
    assert loudness(text, "shop/tests/read.py")["unsafe-yaml-load"] == ["hint"]


def test_a_template_of_settings_is_filled_in_before_it_runs() -> None:
    text = "EMAIL_PASSWORD = 'Hunter22'\n"
    assert loudness(text, "shop/simulator/mail.py")["hardcoded-password"] == ["hint"]
    assert loudness(text, "shop/mail_config.py")["hardcoded-password"] == ["warning"]
    assert loudness(text, "shop/mail_config_tmpl.py")["hardcoded-password"] == ["hint"]


def test_the_last_part_that_split_gives_is_a_name() -> None:
    text = "import os\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef show():\n"
    text += "    return open(os.path.join('logs', os.path.split(request.args['name'])[{}])).read()\n"
    assert loudness(text.format(0))["path-traversal"] == ["error"]
    assert "path-traversal" not in loudness(text.format(-1))
    assert "path-traversal" not in loudness(text.format(1))


def test_queries_of_migrations_are_hints_whatever_their_folder_is_called() -> None:
    text = TYPED.format("event.kind")
    assert loudness(text, "shop/db/alembic_migrations/versions/a_b.py")["sql-string"] == ["hint"]
    assert loudness(text, "shop/db/versions/store.py")["sql-string"] == ["warning"]
