"""What a reader of the first pages of unread packages signed, and beside it what was false or not worth a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loudness import hinted, loudness, loudness_in, messages, unsaid

LOGGED = (
    "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef start(make):\n    try:\n        return make()\n"
    "    except Exception:\n        # {}\n        logger.error('no key')\n        return None\n"
)
READIED = "import os\n\nCONFIG = {{'A': 'b'}}\n{}\nimport json\n\nprint(json, CONFIG)\n"
RAISED = (
    "class Table:\n    def find(self, key):\n        try:\n            return self.rows[key]\n        except IndexError:\n"
    "            raise {}\n\n    def first(self, key):\n        try:\n            return self.{}(key)\n"
    "        except KeyError:\n            return None\n"
)
CHECKED = (
    "from .tree import Tree\n\n\nclass Walk:\n    def add(self, node):\n{}        assert isinstance(node, {}){}\n"
    "        self.a = node\n"
)
PAIRED = "def _stop(pairingId, data):\n    return pairingId == data.get('{}')\n"
WRITTEN = (
    "def distance(a, b):\n    {}Row = [a]\n    {}Row = [b]\n    {}Column = a\n    {}Column = b\n"
    "    return locals(), {}Row\n"
)
ADDRESS = "CONNECTIONS = ['db://demo:demo1@{}/shop']\n"
LOADED = "import {0}\nfrom {0}.futures import wait\n\nprint({1})\n"
NO_BODY = "try:\n    pass\nexcept:\n    class Stream:\n        def read(self):\n            return 1\n"

TRANSLATED = "import click\n\n\ndef go(job):\n    try:\n        job()\n    except OSError:\n        raise click.{}()\n"
ASKED = "from urllib.request import urlopen\n\n\ndef get({0}):\n    return urlopen({0}).read()\n"
RENDERED = (
    "import jinja2\n\n\ndef answer(request):\n    env = jinja2.Environment()\n"
    "    return env.from_string(request.{}).render()\n"
)
UNPACKED = "import shutil\n\n\ndef unpack(path):\n    shutil.unpack_archive(find('sample.{}'), path)\n"
MEMBERS = (
    "from pathlib import Path\nfrom zipfile import ZipFile\n\n\ndef unpack(file, out):\n    with ZipFile(file) as archive:\n"
    "        for item in archive.namelist():\n            path = Path(item)\n"
    "            (out / path{}).write_bytes(archive.read(item))\n"
)
LISTED = (
    'class Plot:\n    def draw(self, axis, hidden):\n        """Draw it.\n\n        Args:\n            axis: Either\n'
    '            {}mass: the mass\n            hidden: Whether to hide it.\n        """\n        return axis, hidden\n'
)
SKIPPED = TRANSLATED.replace("click.{}()", "job.{}('none')")
READ = (
    "import requests\nimport yaml\n\n\ndef loader():\n    return yaml.SafeLoader\n\n\n"
    "def get(address):\n    return yaml.load(requests.get(address, timeout=1).text, {})\n"
)
OPENED = (
    'SERVER = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}}, "required": ["a"]}\n'
    'CLOSED = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}}, "additionalProperties": False}\n'
)
ASKED_FOR = (
    "import os\n\nfrom discord.ext import commands\n\nfrom .cogs import Installed\n\n\nclass Shop(commands.Cog):\n"
    "    @commands.command()\n"
    "    async def remove(self, ctx, cog: {}):\n        os.remove('cogs/' + cog{})\n"
)
POINTS = "import vtk\n\n\ndef draw(a):\n    {0} = vtk.vtkPolyData()\n    {0}.SetPoints(a)\n    return {0}.go()\n"
QUOTED = (
    'def drop(tool_id):\n    """Drop it.\n\n    :param tool_id: the tool\n    :param integer{}: which\n    """\n'
    "    return tool_id\n"
)
RAISED_AGAIN = "def go(job):\n    try:\n        job()\n    except {}:\n        raise {}\n"
VARIANTS = (
    "from . import api\n\nif api == 'one':\n    from one import {0}\n    from shared import Widget\nelif api == 'two':\n"
    "    from two import {0}\n"
)
FACE = "from old import *\n\n__all__ = ['{}']\n\n\ndef go():\n    return 1\n"


KEPT = (
    "from urllib.request import urlopen\n\n\nclass Fetcher:\n    urlopen = staticmethod(urlopen)\n\n"
    "    def get(self, a):\n        return {}(a)\n"
)
TRIED = "def paint(style):\n    try:{}\n        style.set(style.back)\n    except Exception:\n        pass\n    style.done()\n"
PRIVATE = (
    "class {0}(Exception):\n    pass\n\n\ndef find(rows):\n    try:\n        return rows[0]\n    except IndexError:\n"
    "        raise {0}\n\n\ndef show(rows):\n    try:\n        return find(rows)\n    except {0}:\n        return None\n"
)
BODY = (
    "from aiohttp import web\n\n\nasync def hook(request: web.Request) -> web.Response:\n    data = await request.json()\n"
    "    return web.json_response({'a': data['a']})\n"
)


def _class(name: str) -> str:
    body = "".join(
        f"    def {name.format(f'of{number}x')}(self):\n        self.a = {number}\n\n" for number in range(50)
    )
    return f"class Writer:\n{body}"


test_hints = hinted(
    [
        (
            "logging-without-traceback",
            LOGGED.format("nothing can be done"),
            LOGGED.format("Do not log the exception, it may contain the key"),
        ),
        ("misplaced-import", READIED.format(""), READIED.format("os.environ.update(CONFIG)")),
        ("lost-cause", RAISED.format("KeyError(key)", "find"), RAISED.format("KeyError", "find")),
        ("lost-cause", RAISED.format("KeyError", "get"), RAISED.format("KeyError", "find")),
        ("assert-as-validation", CHECKED.format("", "str", ""), CHECKED.format("", "Tree", "")),
        ("assert-as-validation", CHECKED.format("", "Tree", ", 'a tree'"), CHECKED.format("", "Tree", "")),
        ("assert-as-validation", CHECKED.format("        'Add it.'\n", "Tree", ""), CHECKED.format("", "Tree", "")),
        ("argument-name", PAIRED.format("iOSPairings"), PAIRED.format("iOSPairingId")),
        (
            "variable-name",
            WRITTEN.format("last", "next_", "first_", "only_", "last")
            .replace("_Row", "_row")
            .replace("_Column", "_column"),
            WRITTEN.format("last", "next", "first", "only", "last"),
        ),
        (
            "unused-import",
            LOADED.format("concurrent", "concurrent.other"),
            LOADED.format("concurrent", "concurrent.futures"),
        ),
        ("lost-cause", TRANSLATED.format("Stopped"), TRANSLATED.format("Abort")),
        ("lost-cause", RAISED_AGAIN.format("OSError", "job.Failed"), RAISED_AGAIN.format("OSError", "job.failure")),
        (
            "lost-cause",
            RAISED_AGAIN.format("OSError", "KeyError(1)"),
            RAISED_AGAIN.format("", "KeyError(1)").replace(" :", ":"),
        ),
        ("unused-import", "import wx\nimport wx.lib.tag\n\nwx.go()\n", "import wx\nimport wx.lib.wxpTag\n\nwx.go()\n"),
        ("unused-import", VARIANTS.format("a, b") + "print(a, b)\n", VARIANTS.format("*")),
        ("lost-cause", PRIVATE.format("RowNotFound"), PRIVATE.format("_RowNotFound")),
        ("swallowed-exception", TRIED.format(""), TRIED.format("  # not all styles have a back")),
        ("lost-cause", SKIPPED.format("NoValue"), SKIPPED.format("SkipValue")),
        ("variable-name", POINTS.format("triangleCount"), POINTS.format("trianglePolyData")),
        ("autoescape-off", RENDERED.format("text"), RENDERED.format("query_string")),
        ("large-class", _class("{}"), _class("{}_sql")),
        ("star-import", FACE.format("go"), FACE.format("stop")),
        ("syntax-error", "class { model }:\n    a = 1\n", "class {{ model }}:\n    a = 1\n"),
        ("syntax-error", "a = {{ 1 \n", "from .models import {{ model }}\n"),
        ("star-import", "from random import *\n\nprint(choice([1]))\n", "from turtle import *\n\nprint(pensize(1))\n"),
        (
            "unused-import",
            "from typing import Dict  # TODO unused\n",
            "from typing import Dict  # pylint disable=unused-import\n",
        ),
    ]
)
test_unsaid = unsaid(
    [
        ("stale-parameter", QUOTED.format(" `other`"), QUOTED.format(" `tool_id`")),
        ("stale-parameter", LISTED.format(""), LISTED.format("- ")),
        ("path-traversal", ASKED_FOR.format("str", ""), ASKED_FOR.format("Installed", ".name")),
        ("unsafe-deserialization", READ.format("yaml.Loader"), READ.format("loader()")),
        ("request-without-timeout", ASKED.format("address_uri"), ASKED.format("data_uri")),
        ("archive-path-escape", UNPACKED.format("tar"), UNPACKED.format("zip")),
        ("archive-path-escape", MEMBERS.format(""), MEMBERS.format(".name")),
        ("hardcoded-secret", ADDRESS.format("db.shop.com"), ADDRESS.format("github.demo.trial.shop.cloud")),
        (
            "unused-import",
            "from typing import Union\n\nKind: 'str' = 'Union[int, str]'\n",
            "from typing import Union\n\nKind: 'TypeAlias' = 'Union[int, str]'\n",
        ),
    ]
)


def test_a_handler_that_holds_a_class_is_read() -> None:
    assert loudness(NO_BODY)["bare-except"] == ["warning"]


@pytest.mark.parametrize(
    ("accessor", "severity"),
    [
        ("from .core import register\n\nregister('dask')(object)\n", "hint"),
        ("from .core import register_check\n\n\n@register_check\ndef check():\n    return 1\n", "hint"),
        ("from .core import task\n\n\n@task\ndef check():\n    return 1\n", "hint"),
        ("from functools import cache\n\n\n@cache\ndef check():\n    return 1\n", "warning"),
        ("for name in ('a', 'b'):\n    print(name)\n", "hint"),
        ("LIMIT = 3\n\n\ndef check():\n    return 1\n", "warning"),
    ],
)
def test_in_a_function_a_module_is_imported_that_registers_itself(tmp_path: Path, accessor: str, severity: str) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/core.py": "def register(name):\n    return print\n\n\ndef register_check(f):\n    return f\n",
        "shop/accessor.py": accessor,
        "shop/table.py": "def frame(a):\n    if a:\n        from shop import accessor\n    return a\n",
    }
    assert loudness_in(tmp_path, files, "shop/table.py")["unused-import"] == [severity]


@pytest.mark.parametrize(("part", "severity"), [("print(1)\n", "hint"), ("LIMIT = 1\n", "warning")])
def test_so_is_a_package_whose_face_imports_such(tmp_path: Path, part: str, severity: str) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/parts/__init__.py": "from . import one\nfrom .one import LIMIT\n",
        "shop/parts/one.py": part,
        "shop/table.py": "from shop import parts\n\n\ndef frame(a):\n    return print(a)\n",
    }
    assert loudness_in(tmp_path, files, "shop/table.py")["unused-import"] == [severity]


@pytest.mark.parametrize(("path", "severity"), [("src/shop/models/a.py", "warning"), ("src/shop/openapi/a.py", "hint")])
def test_the_description_of_an_interface_leaves_objects_open(path: str, severity: str) -> None:
    assert loudness(OPENED, path)["schema-open-object"] == [severity]


def test_what_else_a_request_may_lack_is_a_hint() -> None:
    assert loudness(BODY)["unvalidated-request-input"] == ["warning", "hint"]


def test_in_a_test_a_lost_cause_is_a_hint() -> None:
    text = "def test_go(job):\n    try:\n        job()\n    except OSError:\n        raise KeyError('no')\n"
    assert loudness(text, "src/shop/go.py")["lost-cause"] == ["warning"]
    assert loudness(text, "tests/test_go.py")["lost-cause"] == ["hint"]


def test_a_function_that_is_kept_for_later_is_no_request() -> None:
    assert loudness(KEPT.format("urlopen"))["request-without-timeout"] == ["hint", "information"]
    assert loudness(KEPT.format("self.urlopen"))["request-without-timeout"] == ["hint"]


def test_a_command_of_the_shell_itself_is_told_as_one() -> None:
    text = "import subprocess\n\n\ndef show(path):\n    subprocess.call(({}, path), shell=True)\n"
    assert messages(text.format("'start'"), "subprocess-shell") == [
        "`start` is a command of the shell itself, so `shell=True` it is; let nothing from outside come into it."
    ]
    assert "the first item alone" in messages(text.format("'open'"), "subprocess-shell")[0]
