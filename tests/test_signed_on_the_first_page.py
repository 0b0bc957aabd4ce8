"""What readers of a first page signed of a rule, and beside it what they did not, which is a hint or not said."""

from __future__ import annotations

import pytest

from tests.loudness import hinted, loudness, messages

TRIED = "def go(job):\n    try:\n        job.start()\n        return 1\n    except{}:\n        {}\n"
SWALLOWED = (
    "class Driver:\n    def {}(self):\n        try:\n            if self.check_mode():\n                self.exit_mode()\n"
    "            self.close_port()\n            self.close_log()\n        except Exception:\n            pass\n"
)
OPEN = "def first(values):\n    assert len(values) > 0\n    return values[0]\n"
RAISES = "def go(job):\n    try:\n        job.start()\n    except OSError:\n        raise Failed({})\n"
DRAWN = (
    "from random import randrange\n\n\nclass {}:\n    def __init__(self):\n        self.session_id = randrange(2**32)\n"
)
YAML = (
    "from ruamel.yaml import YAML\n\nyaml = YAML(typ='unsafe')\n\n\ndef write(value, file):\n    yaml.{}(value, file)\n"
)
RUN = "import os\n\n\ndef run(name):\n    exec(f'use({{name}})'{})\n"
MADE = "def made(name):\n    space = {{}}\n    exec('def f(x): return ' + name, space)\n    return {}\n"
READ = "def field(line, words):\n    value = line.{}\n    return eval(value)\n"
SETTINGS = "def load(file):\n    exec({} + file.read())\n"
HASHED = "from passlib.hash import nthash\n\n\ndef {}(password):\n    return nthash.hash(password)\n"
READ_OUTSIDE = "def find(name):\n    try:\n        go(name)\n    except KeyError as exc:\n        pass\n    {}\n"

CUT = "def f(size):\n    if len(size) > {}:\n        go(size[:{}])\n"

FIRST = (
    "def first(jobs):\n    for job in jobs:\n        try:\n            {}\n        except Exception:\n            continue\n"
    "    raise KeyError(jobs)\n"
)

ASKED = (
    "def kind(job):\n    try:\n        if job.name == 'a':\n            {}\n"
    "    except Exception:\n        pass\n    return 1\n"
)
READ_ALL = (
    "def read(job, names):\n    for name in names:\n        try:\n            x = {}\n        except Exception:\n"
    "            continue\n        print(x)\n"
)
EVALUATED = "def value(name):\n    # {}\n    return eval(name, {{}}, SPACE)\n"
UNPICKLED = (
    "import pickle\n\n\ndef write(x, file):\n    pickle.dump(x, file)\n\n\n"
    "def read(part, {1}):\n    return pickle.load({0})\n"
)

SESSION = (
    "import requests\nfrom functools import partial\n\n\ndef go(x):\n    session = requests.Session()\n    {}\n"
    "    return session.get('https://a.b', x, partial)\n"
)

PAIRS = [
    ("bare-except", TRIED.format("", "report(job)"), TRIED.format("", "raise_to_debug()")),
    ("broad-except", TRIED.format(" Exception", "job.x()"), TRIED.format(" Exception", "raise_to_debug()")),
    ("swallowed-exception", SWALLOWED.format("talk"), SWALLOWED.format("cleanup")),
    ("swallowed-exception", FIRST.format("job.go()"), FIRST.format("return job.go()")),
    ("request-without-timeout", SESSION.format("x"), SESSION.format("session.request = partial(session.request, timeout=9)")),
    ("assert-as-validation", OPEN, OPEN + "\n\ndef go():\n    raise AssertionError(1)\n"),
    ("swallowed-exception", ASKED.format("fill(job)"), ASKED.format("return job")),
    ("swallowed-exception", READ_ALL.format("job.read(name)"), READ_ALL.format("getattr(job, name)")),
    ("dynamic-eval", EVALUATED.format("as it is"), EVALUATED.format("evaluated in our own namespace")),
    ("unsafe-pickle", UNPICKLED.format("part", "file"), UNPICKLED.format("Part(part)", "file")),
    ("unsafe-pickle", UNPICKLED.format("part", "file"), UNPICKLED.format("open(args.pickle)", "args")),
    ("assert-as-validation", OPEN, OPEN.replace("first", "main")),
    ("lost-cause", RAISES.format("job"), RAISES.format("sys.exc_info()")),
    ("weak-random", DRAWN.format("WebSession"), DRAWN.format("RtspSession")),
    ("unsafe-yaml-load", YAML.format("load"), YAML.format("dump")),
    ("unused-import", RUN.format(", {}"), RUN.format("")),
    ("dynamic-eval", MADE.format("name"), MADE.format("space['f']")),
    ("dynamic-eval", READ.format("split('=')[1]"), READ.format("text")),
    ("dynamic-eval", READ.format("read()"), READ.format("read")),
    ("dynamic-eval", SETTINGS.format("'use = '"), SETTINGS.format("'from shop import *\\n'")),
    ("dynamic-eval", "def f():\n    exec('X = ' + NAME)\n", "exec('X = ' + NAME)\n"),
    ("weak-hash", HASHED.format("hash_password"), HASHED.format("nthash_of")),
    ("unused-exception-name", READ_OUTSIDE.format("raise exc"), READ_OUTSIDE.format("return 1")),
    ("magic-number", "def f(text):\n    return text[:77] if len(text) > 77 else text\n",
     "def f(text):\n    return text[7:77] if len(text) > 77 else text\n"),
    ("magic-number", CUT.format(126, 126), CUT.format(127, 127)),
]  # fmt: skip


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)


def test_what_may_be_set_of_an_object_names_no_exceptions() -> None:
    code = "def go(item, names):\n    try:\n        setattr(item, names['a'], 1)\n    except:\n        item.stop()\n"
    (message,) = messages(code, "bare-except")
    assert "catch what is expected" in message


def test_what_stands_behind_another_raise_is_not_reached() -> None:
    code = "def go(job):\n    try:\n        job()\n    except OSError:\n        {}\n        raise KeyError(1)\n"
    assert loudness(code.format("job()"))["lost-cause"] == ["warning"]
    assert "lost-cause" not in loudness(code.format("raise"))


@pytest.mark.parametrize(
    ("comment", "quiet"),
    [
        ("This is taken exactly from Python 3.5's cgi.py", True),
        ("copied from the standard library", True),
        ("taken from the command line", False),
        ("what is taken of the rows", False),
    ],
)
def test_a_function_of_others_is_theirs_to_mend(comment: str, quiet: bool) -> None:
    code = (
        f"x = 1\n\n\n# {comment}\ndef port(text):\n    try:\n        return int(text)\n    except:\n        return 1\n"
    )
    assert ("bare-except" not in loudness(code)) is quiet
    assert "bare-except" in loudness(code.replace("def port", "y = 2\n\n\ndef port"))


def test_a_module_stands_in_for_one_of_its_name() -> None:
    code = "from qtpy.QtCore import *\n\nx = QPoint()\n\n\ndef f():\n    return QSize\n"
    assert loudness(code, "shop/QtCore.py")["star-import"] == ["hint"]
    assert loudness(code, "shop/geometry.py")["star-import"] == ["information"]


def test_a_module_called_api_is_the_face_of_its_package() -> None:
    code = "from .help import show\nfrom .cart import Cart\n\nbasket = Cart()\n"
    assert loudness(code, "shop/api.py")["unused-import"] == ["hint"]
    assert loudness(code, "shop/views.py")["unused-import"] == ["warning"]
    assert loudness(code + "\n\ndef f():\n    return 1\n", "shop/api.py")["unused-import"] == ["warning"]


def test_a_heading_describes_no_parameter() -> None:
    code = (
        'def read(path):\n    """Read it.\n\n    Parameters\n    ----------\n    path : str\n        Where.\n\n    {}\n'
        '        path = "a"\n    """\n    return path\n'
    )
    assert "stale-parameter" not in loudness(code.format("Options:"))
    assert "stale-parameter" not in loudness(code.format("example: read(1)"))
    assert "stale-parameter" not in loudness(code.format(">>> read(1)\n    False"))
    assert loudness(code.format("pathh : str"))["stale-parameter"] == ["information"]


def test_a_type_variable_has_a_rule_of_its_own() -> None:
    found = loudness("from typing import TypeVar\n\n_itemKind = TypeVar('_itemKind')\n")
    assert found["type-variable-name"] == ["information"]
    assert found["module-variable-name"] == ["hint"]


def test_files_that_a_generator_of_clients_wrote_are_its_own() -> None:
    text = 'r"""\n    NOTE: This class is auto generated.\n    https://x.y\n    Do not {} the class manually.\n"""\nimport os\n'
    assert "unused-import" not in loudness(text.format("edit"))
    assert "unused-import" in loudness(text.format("praise"))
    text = '"""Shop\n\nGenerated by: https://github.com/swagger-api/swagger-codegen.git\n"""\nimport os\n'
    assert "unused-import" not in loudness(text)
    assert "unused-import" in loudness(text.replace("swagger-codegen", "people"))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("shop/telnetlib.py", False),
        ("shop/telnet.py", True),
        ("shop/compat/tokenize.py", False),
        ("shop/tokenize.py", True),
    ],
)
def test_what_the_standard_library_had_is_copied(path: str, found: bool) -> None:
    assert ("unused-import" in loudness("import os\n\nprint(1)\n", path)) is found
