"""When `broad-except` is said aloud, and when it is a hint or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import loudness, loudness_in, messages

TRIED = "def show(value, values):\n    try:\n        {}\n    except Exception:\n        text = ''\n    return text\n"


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("text = sys.argv[1]", "catch `IndexError`,"),
        ("a, b = 'x.y'.split('.')", "catch `ValueError`,"),
    ],
)
def test_no_more_is_named_than_can_be_raised(body: str, remedy: str) -> None:
    (message,) = messages("import sys\n\n\n" + TRIED.format(body), "broad-except")
    assert remedy in message


def test_what_isinstance_has_asked_about_has_its_methods() -> None:
    text = (
        "def size(value):\n    if {}(value, bytes):\n        try:\n            return len(value.decode('utf8'))\n"
        "        except Exception:\n            return 0\n    return 1\n"
    )
    assert "catch `UnicodeDecodeError`," in messages(text.format("isinstance"), "broad-except")[0]
    assert "catch `AttributeError` and" in messages(text.format("fits"), "broad-except")[0]


def test_what_is_there_for_errors_deals_with_one() -> None:
    text = "try:\n    load()\nexcept Exception:\n    {}.handle(request)\n"
    assert "broad-except" not in loudness(text.format("exceptions"))
    assert "broad-except" in loudness(text.format("requests"))


def test_who_hands_the_exception_on_in_another_way_has_dealt_with_it() -> None:
    start = "try:\n    load()\nexcept Exception:\n    "
    for handler in ("later.errback(Failure())", "log(traceback=True)", "self.say('it failed', exc_info=True)"):
        assert "broad-except" not in loudness(f"{start}{handler}\n")
    assert loudness(f"{start}log(traceback=False)\n")["broad-except"] == ["warning"]
    crash = "def crash(name):\n    logger.exception(name)\n\n\n"
    assert "broad-except" not in loudness(f"{crash}{start}crash('load')\n")
    assert loudness(f"{crash.replace('exception', 'info')}{start}crash('load')\n")["broad-except"] == ["warning"]


def test_what_twisted_logs_keeps_the_traceback() -> None:
    text = "try:\n    load()\nexcept Exception:\n    log.{}('no')\n    size = 0\n"
    assert "broad-except" not in loudness(text.format("failure"))
    assert "broad-except" in loudness(text.format("note"))


def test_a_function_that_gets_the_text_of_an_error_deals_with_it() -> None:
    text = "try:\n    load()\n    go()\nexcept Exception:\n    text = {}()\n"
    assert "broad-except" not in loudness(text.format("get_error_message"))
    assert loudness(text.format("get_message"))["broad-except"] == ["warning"]


def test_what_fails_a_deferred_takes_the_exception_along() -> None:
    text = "from twisted.internet import defer\n\ntry:\n    load()\nexcept Exception:\n    done = defer.{}()\n"
    assert "broad-except" not in loudness(text.format("fail"))
    assert "broad-except" in loudness(text.format("gather"))


def test_an_import_among_others_is_not_what_is_caught() -> None:
    text = "def look():\n    try:\n        import shop.settings{}\n    except Exception:\n        return [1]\n    return []\n"
    assert "catch at least `ImportError`" in messages(text.format(""), "broad-except")[0]
    assert "catch `ImportError`" in messages(text.replace("shop.settings", "xml.sax").format(""), "broad-except")[0]
    assert "ImportError" not in messages(text.format("\n        found = [x.rate]"), "broad-except")[0]


def test_a_probe_that_imports_and_asserts_is_a_hint() -> None:
    text = (
        "def colours():\n    try:\n        import curses\n\n        assert out.isatty()\n        curses.setupterm()\n"
        "    except Exception:\n        return False\n    else:\n        return True\n"
    )
    assert loudness(text)["broad-except"] == ["hint"]
    shows = "try:\n    load()\nexcept Exception:\n    echo(mako.exceptions.text_error_template().render())\n"
    assert "broad-except" not in loudness(shows)


def test_a_comment_at_the_head_of_a_try_speaks_for_its_handler() -> None:
    text = "def look():\n    try:\n        {}\n        found = ask()\n    except Exception:\n        return 1\n"
    assert loudness(text.format("# where settings are not available"))["broad-except"] == ["hint"]
    assert loudness(text.format("# the first of two"))["broad-except"] == ["warning"]


TRY = "def load(source, path, hook):\n    try:\n        size = {}\n    except Exception:\n        size = 0\n    return size\n"


SWALLOWED = "def load(source):\n    {}\n    try:\n        {}\n    except Exception:\n        pass\n"


@pytest.mark.parametrize(
    "name", ["completer.py", "guarded_eval.py", "debugger_backport.py", "crash_handler.py", "pretty.py"]
)
def test_in_modules_that_look_at_other_peoples_objects_anything_may_come(name: str) -> None:
    code = TRY.format("int(path)") + SWALLOWED.format("'Loads it.'", "go()")
    found = loudness(code, name)
    assert set(found["broad-except"]) == set(found["swallowed-exception"]) == {"hint"}
    assert set(loudness(code, "retrieval.py")["broad-except"]) == {"warning"}


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("int(path)", "catch `TypeError` and `ValueError`"),
        ("source.total_changes", "catch what is expected"),
        ("list(source.keys())", "catch what is expected"),
        ("getattr(source, path)", "catch what is expected"),
        ("source['file'].tell()", "catch what is expected"),
        ("response.read()", "catch what is expected"),
        ("own_lookup(source)[path]", "catch what is expected"),
        ("unpack(path, source)[0]", "catch `IndexError`, `TypeError` and `struct.error`"),
        ("literal_eval(path)", "catch `SyntaxError`, `TypeError` and `ValueError`"),
        ("uuid.UUID(path)", "catch `AttributeError`, `TypeError` and `ValueError`"),
    ],
)
def test_what_to_catch_is_named_only_where_it_is_known(body: str, remedy: str) -> None:
    text = "import uuid\nfrom ast import literal_eval\nfrom struct import unpack\n\n\n" + TRY.format(body)
    (message,) = messages(text, "broad-except")
    assert remedy in message


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


def test_handlers_that_are_silenced_in_the_words_of_bugbear() -> None:
    code = "try:\n    go()\nexcept BaseException:{}\n    stop()\n"
    assert "broad-except" in loudness(code.format(""))
    assert "broad-except" not in loudness(code.format("  # noqa: B036"))


LOADED = (
    "import os\nimport sys\n\n\ndef load(value, **kwargs):\n    try:\n        {}\n    except Exception:{}\n        {}\n"
)


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("return kwargs['title']", "catch `KeyError`"),
        ("return value['title']", "catch `KeyError` and `TypeError`"),
        ("return tuple(kwargs['sizes'])", "catch `KeyError` and `TypeError`"),
        ("return int(os.environ['SIZE'])", "catch `KeyError` and `ValueError`"),
        ("return int(sys.argv[1])", "catch `IndexError` and `ValueError`"),
        ("if len(sys.argv) > 1:\n            return int(sys.argv[1])", "catch `IndexError` and `ValueError`"),
    ],
)
def test_what_is_returned_may_raise_what_its_parts_raise(body: str, remedy: str) -> None:
    assert remedy in messages(LOADED.format(body, "", "return None"), "broad-except", "src/shop/cart.py")[0]


def test_arguments_that_are_counted_are_there() -> None:
    code = "import sys\n\nif len(sys.argv) {}:\n    try:\n        SIZE = int(sys.argv[{}])\n"
    code += "    except Exception:\n        SIZE = 1\n"
    assert "catch `ValueError`," in messages(code.format("> 1", "1"), "broad-except", "src/shop/cart.py")[0]
    assert "catch `ValueError`," in messages(code.format(">= 2", "-1"), "broad-except", "src/shop/cart.py")[0]
    assert (
        "catch `IndexError` and `ValueError`,"
        in messages(code.format("> 1", "2"), "broad-except", "src/shop/cart.py")[0]
    )


@pytest.mark.parametrize(("body", "more"), [("show('no')", "; `exc` is never used."), ("show(str(exc))", "")])
def test_a_name_that_nobody_reads_is_told_beside_its_handler(body: str, more: str) -> None:
    code = f"def go(a):\n    try:\n        act(a)\n    except Exception as exc:\n        {body}\n        return 1\n"
    assert messages(code, "broad-except")[0].endswith(more or "or log it with its traceback.")


def test_what_is_replaced_is_not_raised() -> None:
    code = "def text(data: bytes):\n    try:\n        return data[:9].decode({})\n    except Exception:\n        return 1\n"
    assert "catch `UnicodeDecodeError`" in messages(code.format("'utf-8'"), "broad-except")[0]
    assert "catch what is expected" in messages(code.format("'utf-8', errors='replace'"), "broad-except")[0]


def test_what_a_handler_goes_on_with_may_be_something_else() -> None:
    code = "def rows(self):\n    res = self.fetch()\n    try:\n        return res.strip().split()[1]\n"
    code += "    except Exception:\n        return {}\n"
    assert "catch `IndexError`" in messages(code.format("1"), "broad-except")[0]
    assert "`AttributeError`" in messages(code.format("res"), "broad-except")[0]


def test_what_a_given_object_does_is_not_that_of_files() -> None:
    code = "class A:\n    def __init__(self, fh):\n        self.fh = {}\n        try:\n            self.fh.tell()\n"
    code += "        except Exception:\n            self.fh = Told(fh)\n"
    assert "catch what is expected" in messages(code.format("fh"), "broad-except")[0]
    assert "catch `OSError`" in messages(code.format("open(fh, 'rb')"), "broad-except")[0]


def test_what_a_part_of_a_given_object_does_is_not_known() -> None:
    code = "def go(console):\n    try:\n        return {}.recv(1024)\n    except Exception:\n        return b''\n"
    assert "catch what is expected" in messages(code.format("console.stream"), "broad-except")[0]
    opened = "import socket\n\nsock = socket.socket()\n\n\n"
    assert "catch `OSError`" in messages(opened + code.format("sock"), "broad-except")[0]


OPENED = (
    "def read(path):\n    try:\n        file = open(path)\n        return file.read(){}\n"
    "    except Exception:\n        return ''\n"
)


WRITTEN = (
    "class Stream:\n    def write(self, text):\n        try:\n            self._file.write(text)\n"
    "        except Exception:\n            self._file.write({})\n"
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (OPENED.format(".strip()"), "catch `OSError` and `UnicodeDecodeError`"),
        (OPENED.format(".replace(file.newlines, ',')"), "catch what is expected"),
        (WRITTEN.format("''"), "catch `OSError`"),
        (WRITTEN.format("text.encode('latin-1', 'replace').decode('latin-1')"), "catch what is expected"),
    ],
)
def test_exceptions_are_named_only_where_they_are_all_there_are(text: str, named: str) -> None:
    (message,) = messages(text, "broad-except")
    assert named in message


def test_a_method_elsewhere_that_prints_the_traceback_keeps_it(tmp_path: Path) -> None:
    tab = (
        "class Tab:\n    def title(self, page):\n        try:\n            return page.title()\n"
        "        except Exception:\n            self.p.{}()\n"
    )
    files = {
        "window.py": "import traceback\n\n\nclass Window:\n    def printError(self):\n        traceback.print_exc()\n\n"
        "    def redraw(self):\n        traceback.print_exc()\n\n    def showError(self):\n        print('failed')\n",
    }
    told = {
        name: loudness_in(tmp_path, files | {"tab.py": tab.format(name)}, "tab.py")
        for name in ("printError", "redraw", "showError")
    }
    assert {name: "broad-except" in found for name, found in told.items()} == {
        "printError": False,
        "redraw": True,
        "showError": True,
    }


READ_DATE = (
    "def when(row):\n    try:\n        return day(row['at'], '%Y %f')\n    except Exception:\n        return day({})\n"
)


def test_what_is_looked_up_again_is_there() -> None:
    head = "import datetime\n\nday = datetime.datetime.strptime\n\n\n"
    for again, named in (("row['at'], '%Y'", "catch `ValueError`,"), ("row['on'], '%Y'", "`KeyError`")):
        (message,) = messages(
            (head + READ_DATE.format(again)).replace("day(", "datetime.datetime.strptime("), "broad-except"
        )
        assert named in message
