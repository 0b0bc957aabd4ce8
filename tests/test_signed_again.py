"""What ten packages brought that nobody had read: beside each finding that would be signed the one that would not."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.configuration import settings_for
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import hinted, loudness, unsaid

TRY = "def show(value):\n    try:\n        {}\n    except Exception:\n        {}\n"
RAISED = "def read(name, fail, p):\n    try:\n        return open(name)\n    except OSError:\n        raise {}\n"
DESCRIBED = (
    'def mix(apm1, apm2):\n    """Mix.\n\n    Parameters\n    ----------\n    {}: atoms\n    """\n    return apm1\n'
)
LOGGED = (
    "import logging\n\nlog = logging.getLogger()\n\n\ndef go(name):\n    try:\n        name()\n"
    "    except Exception:\n        log.error(f'no {{{}}}')\n"
)
METHODS = "".join(f"    def {letter}{number}(self): return 1\n" for letter in "abcdefghij" for number in range(5))
GATHERED = "from shop.cart import " + ", ".join(f"name_{n}" for n in range(9)) + "\n\n{}\n"

PAIRS = [
    (
        "unused-exception-name",
        "try:\n    go()\nexcept OSError as exc:\n    print(1)\n",
        "try:\n    go()\nexcept OSError as _exc:\n    print(1)\n",
    ),
    ("stale-parameter", DESCRIBED.format("size"), DESCRIBED.format("apm1,2")),
    (
        "request-without-timeout",
        "import requests\n\n\nif True:\n    requests.get('a')\n",
        "import requests\n\n\nif __name__ == '__main__':\n\n    def load():\n        requests.get('a')\n\n    load()\n",
    ),
    ("lost-cause", RAISED.format("Lost('no')"), RAISED.format("parser.error('no')")),
    ("lost-cause", RAISED.format("Lost('no')"), RAISED.format("fail('no')")),
    ("lost-cause", RAISED.format("socket.error('no')"), "import argparse\n\n\n" + RAISED.format("p.error('no')")),
    ("broad-except", TRY.format("return '%d' % value", "return ''"), TRY.format("return '%r' % value", "return ''")),
    (
        "broad-except",
        TRY.format("file = open(value)\n        return file.all()", "return 0"),
        TRY.format("file = open(value)\n        return file.all()", "return 0")
        .replace("file.all()", "True")
        .replace("return 0", "return False"),
    ),
    (
        "swallowed-exception",
        TRY.format("value.go()", "pass"),
        TRY.format("value.go()\n    # there may be no engine", "pass"),
    ),
    (
        "swallowed-exception",
        TRY.format("value.go()\n        # there may be no engine", "pass"),
        TRY.format("value.go()\n    # there may be no engine", "pass"),
    ),
    (
        "swallowed-exception",
        TRY.format("value.go()\n    # return value.all()", "pass"),
        TRY.format("value.go()\n    # there may be no engine", "pass"),
    ),
    ("swallowed-exception", TRY.format("go()", "pass"), TRY.format("go()", "pass").replace("show", "_close_quiet")),
    (
        "generic-raise",
        "def go(it):\n    it.start()\n    raise Exception('boom')\n",
        "def go(it):\n    raise Exception('boom')\n",
    ),
    ("unused-import", GATHERED.format("class A:\n    x = name_1"), GATHERED.format("ZERO = name_1(0)")),
    (
        "unused-import",
        "def go():\n    start()\n    from shop import tasks\n",
        "def register_tasks():\n    start()\n    from shop import tasks\n",
    ),
    ("large-class", f"class MyBot(Bot):\n{METHODS}", f"class ExtBot(Bot):\n{METHODS}"),
    ("large-class", f"class Shop(Base):\n{METHODS}", f"class Shop(App):\n{METHODS}"),
]

UNSAID = [
    ("logging-without-traceback", LOGGED.format("name"), LOGGED.format("_explain_exception(0)")),
    (
        "unused-import",
        "def shell(go):\n    import site\n\n    go(globals())\n",
        "def shell(go):\n    import site\n\n    go(locals())\n",
    ),
    ("broad-except", TRY.format("go(value)", "stop()"), TRY.format("go(value)", "parser.error('no')")),
]


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)
test_one_is_said_aloud_and_the_other_not = unsaid(UNSAID)


def test_what_starts_the_tests_gathers_them() -> None:
    code = "import sys\nimport unittest\n\nfrom shop.tests import *\n\nif __name__ == '__main__':\n    unittest.main(sys.argv)\n"
    assert loudness(code, "src/shop/__main__.py")["star-import"] == ["hint"]
    assert loudness(code, "src/shop/cart.py")["star-import"] == ["information"]


def test_a_form_that_a_program_draws_is_not_mended_by_hand() -> None:
    code = "{}\nimport os\n\n\nclass Form:\n    pass\n"
    head = "# Form implementation generated from reading ui file 'find.ui'\n#\n# Created by: PyQt5 UI code generator"
    assert "unused-import" in loudness(code.format("# Form of the search"))
    assert "unused-import" not in loudness(code.format(head))


@pytest.mark.parametrize("folder", ["extern", "externals", "extlibs", "shop_third_party"])
def test_a_folder_of_copies_is_known_by_its_name(folder: str) -> None:
    code = "import os\n\n\ndef act(size):\n    assert size > 3\n    return size\n"
    for path, count in ((f"shop/{folder}/png.py", 0), ("shop/external/png.py", 2)):
        found = loudness(code, path)
        assert len(found.get("unused-import", [])) + len(found.get("assert-as-validation", [])) == count


def test_metadata_beside_a_package_counts_where_the_package_looks_like_a_project(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "setup.cfg").write_text("[metadata]\nname = data\n")
    (tmp_path / "shop-1.0.dist-info").mkdir()
    (tmp_path / "shop-1.0.dist-info" / "METADATA").write_text("Classifier: Programming Language :: Python :: 2.7\n\n")
    assert settings_for(package / "cart.py")[0].python_2 is True


def test_what_an_element_or_a_given_object_raises_is_not_named() -> None:
    tried = (
        "def act(self, held):\n    given = {}\n    try:\n        return {}\n    except Exception:\n        return 1\n"
    )

    def named(given: str, tried_there: str) -> bool:
        text = tried.format(given, tried_there)
        found = open_document(text, environment_for("shop.py", Settings())).findings()
        return any("narrow" in item.finding.data for item in found if item.finding.rule.slug == "broad-except")

    assert named("held", "held['a'][0]")
    assert not named("held", "held['a'][0].name")
    assert named("open(held)", "given.read()")
    assert not named("self.get()", "given.read()")


def test_an_assert_that_a_handler_waits_for_checks_a_request() -> None:
    text = (
        "import flask\n\n\n@app.post('/')\ndef plug():\n    try:\n        info = flask.request.get_json()\n        {}\n"
        "    except Exception as exc:\n        raise BadRequest('no') from exc\n    return plug(info['mac'])\n"
    )
    assert "unvalidated-request-input" in loudness(text.format("print(info)"))
    assert "unvalidated-request-input" not in loudness(text.format("assert 'mac' in info"))
