"""What a reader of the first pages of twelve packages signed, and beside it what was false or not worth a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import after, targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.verifying import propose
from burnish_checks.policy import environment_for
from tests.imports.test_unused_import import opened
from tests.loudness import TANGLED, hinted, loudness, loudness_in, messages, unsaid

TRANSLATED = (
    "from tornado import gen\n\n\ndef go(job):\n    try:\n        job()\n    except OSError:\n        raise {}(job)\n"
)
CAUGHT_AROUND = (
    "class Stopped(Exception):\n    pass\n\n\ndef go(job):\n    try:\n        try:\n            job()\n"
    "        except OSError:\n            raise Stopped('by the user')\n    except Stopped as stopped:\n        {}\n"
)
SHOWN = (
    "class Result:\n    def {}(self):\n        def head(value):\n            try:\n                return value[:3]\n"
    "            except Exception:\n                return value\n\n        return head(self.a)\n"
)

EVALUATED = "def run(args):\n    text = args{}\n    return eval('dict(' + text + ')')\n"

NAMED = "def f(gain):\n    {0} = gain * 2\n    return {0}\n"

LEFT = (
    "def read(channel):\n    try:\n        channel.read()\n    except {}:\n        raise\n"
    "    except:\n        channel.stop()\n"
)

HINTS = [
    ("bare-except", LEFT.format("_known"), LEFT.format("_reraised_exceptions")),
    ("variable-name", NAMED.format("logGain"), NAMED.format("logGprime")),
    ("dynamic-eval", EVALUATED.format("[0]"), EVALUATED.format(".cerebro")),
    (
        "dynamic-eval",
        "def run(a):\n    for x in a.b or []:\n        eval('a' + x)\n",
        "def run(args):\n    for x in args.b or []:\n        eval('a' + x)\n",
    ),
    ("dynamic-eval", "def run(x):\n    return eval('a' + x)\n", "def run_unsafe(x):\n    return eval('a' + x)\n"),
    ("broad-except", SHOWN.format("summary"), SHOWN.format("__repr__")),
    ("lost-cause", CAUGHT_AROUND.format("raise"), CAUGHT_AROUND.format("print(stopped)")),
    ("unused-import", "import os\n\nprint(input())\n", "import os\n\ntext = input()\nprint(eval(text))\n"),
]

UNSAID = [
    ("lost-cause", TRANSLATED.format("KeyError"), TRANSLATED.format("gen.Return")),
]

test_one_is_said_aloud_and_the_other_is_a_hint = hinted(HINTS)
test_one_is_said_aloud_and_the_other_not_at_all = unsaid(UNSAID)


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


def test_clearing_what_only_python_2_keeps_is_left_out() -> None:
    code = "import sys\n\n\ndef go():\n    try:\n        sys.{}()\n    except Exception:\n        pass\n"
    (message,) = messages(code.format("exc_clear"), "swallowed-exception")
    assert "leave the whole `try` out" in message
    (message,) = messages(code.format("settrace"), "swallowed-exception")
    assert "catch what is expected" in message


def test_a_type_is_no_name_of_a_parameter() -> None:
    code = 'def show(cart):\n    """Show it.\n\n    :param {}: What is shown.\n    """\n    return cart\n'
    assert "stale-parameter" in loudness(code.format("basket"))
    assert "stale-parameter" in loudness(code.format("shop.models.Cart basket"))
    assert "stale-parameter" not in loudness(code.format("shop.models.Cart or shop.models.Basket"))


LICENCE = '"""{}\n\nPermission is hereby granted, free of charge.\n"""\n\nprojectName = 1\nimport os\n'


@pytest.mark.parametrize(
    ("head", "quiet"),
    [
        ("Matplotlib license for this module.", True),
        ("This module was taken verbatim from matplotlib.", True),
        ("Names of projects.", False),
        ("This module is taken by everybody.", False),
    ],
)
def test_a_module_under_the_licence_of_another_project_is_theirs(head: str, quiet: bool) -> None:
    assert ("unused-import" not in loudness(LICENCE.format(head))) is quiet
    later = "import os\n\nx = 1\n\n\n" + LICENCE.format(head)
    assert "unused-import" in loudness(later)  # what says so further down is about something else


@pytest.mark.parametrize(
    ("path", "loud"),
    [
        ("shop/py3.py", "hint"),
        ("shop/_six.py", "hint"),
        ("shop/sixty.py", "warning"),
        ("tests/shop/examples/plot_cart.py", "hint"),
        ("tests/shop/test_cart.py", "warning"),
        ("examples/plot_cart.py", "warning"),
    ],
)
def test_where_imports_are_there_for_others_a_file_may_say_by_its_place(path: str, loud: str) -> None:
    assert loudness("import os\n\nprint(1)\n", path)["unused-import"] == [loud]


def test_a_part_that_gives_back_too_much_is_not_named() -> None:
    loop = "".join(
        f"            if row.a{n}:\n                if row.b{n}:\n                    {{}}\n" for n in range(6)
    )
    rest = "".join(f"    if rows.c{n}:\n        if rows.d{n}:\n            rows.go({n})\n" for n in range(6))
    head = "def merge(rows):\n    a = b = c = 0\n    for row in rows:\n        while row:\n"
    merged = f"{head}{loop}{rest}    return a, b, c\n"
    told = {}
    for name, what in {"kept": "print(row)", "given": "a, b, c = row; yield a"}.items():
        (told[name],) = messages(merged.replace("{}", what), "tangled-function")
    assert "for row in rows" in told["kept"]
    assert "for row in rows" not in told["given"]


def test_a_method_that_stands_in_for_a_private_one_of_the_library_is_taken_from_there() -> None:
    body = "".join(f"    {line}\n" for line in TANGLED.splitlines()[1:])
    code = (
        "from configparser import RawConfigParser\n\n\nclass Parser(RawConfigParser):\n    def {}(self, rows):\n" + body
    )
    assert loudness(code.format("_read"))["tangled-function"] == ["hint"]
    assert loudness(code.format("_sift"))["tangled-function"] == ["information"]


WAITED = (
    "def matches(found, wanted):\n    size = len(found)\n    try:\n        {}\n    except {}:\n        return False\n"
    "    return True\n"
)


@pytest.mark.parametrize(
    ("tried", "caught", "said"),
    [
        ("assert size == wanted", "AssertionError", True),
        ("assert size == wanted", "Exception", True),
        ("size = found.size()\n        assert size == wanted", "Exception", True),
        ("assert size == wanted\n        found.close()", "Exception", False),
        ("assert size == wanted\n        found.close()", "(KeyError, AssertionError)", True),
        ("assert size == wanted", "KeyError", False),
    ],
)
def test_an_assert_whose_failure_is_waited_for_is_an_if(tried: str, caught: str, said: bool) -> None:
    told = loudness(WAITED.format(tried, caught))
    assert (told.get("assert-as-validation") == ["information"]) is said


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("ValueError('no %s', name)", True),
        ("ValueError('no {}', name)", True),
        ("ValueError('no %s in %d', name, 1)", True),
        ("ValueError('no %s' % name)", False),
        ("ValueError('%s of 100%%', name, 1)", False),
        ("OSError('no %s', name)", False),
        ("Missing('no %s', name)", False),
    ],
)
def test_a_text_that_is_never_formatted_is_told(raised: str, said: bool) -> None:
    told = messages(f"def find(name):\n    raise {raised}\n", "uninformative-error")
    assert bool([text for text in told if "never formatted" in text]) is said


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("'no %s'", "'no %s' % (name,)"),
        ("'50% done: {}'", "'50% done: {}'.format(name)"),
        ("'50% of %s'", None),
        ("'%s of 100%'", None),
        ("'{a} {}'", None),
        ("('no %s')", None),
    ],
)
def test_a_text_is_formatted_where_nothing_else_in_it_is_read_as_a_mark(text: str, mended: str | None) -> None:
    code = "def find(name):\n    raise ValueError({})\n"
    snapshot = open_document(code.format(f"{text}, name"), environment_for("shop.py", Settings()))
    (target,) = (item for item in targets(snapshot) if "unfilled" in item.finding.data)
    (fix,) = (fix for fix in target.finding.rule.fixes if fix.applies_to(target.finding))
    repair, verdict = propose(target, fix)
    offered = after(snapshot, repair.own).text if repair is not None and verdict.offered else None
    assert offered == (code.format(mended) if mended else None)


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


def test_an_import_may_be_what_a_test_is_about() -> None:
    code = "def test_import():\n    import shop\n    import sys\n\n    assert 'shop.web' not in sys.{}\n"
    assert loudness(code.format("modules"), "tests/test_shop.py")["unused-import"] == ["hint"]
    assert loudness(code.format("path"), "tests/test_shop.py")["unused-import"] == ["warning"]


def test_arguments_that_a_caller_of_the_program_makes_alike_are_an_invariant(tmp_path: Path) -> None:
    code = "class Decisions:\n    def agree(self, ours, theirs):\n        assert ours == {}\n        self.add(ours)\n"
    files = {"merge.py": "def merge(decisions, diff):\n    decisions.agree(diff, diff)\n"}
    for other, told in (("theirs", ["hint"]), ("'same'", ["information"])):
        found = loudness_in(tmp_path, files | {"decisions.py": code.format(other)}, "decisions.py")
        assert found["assert-as-validation"] == told


def test_a_part_of_a_request_under_a_name_is_not_its_body() -> None:
    code = "from flask import request\n\n\ndef view():\n    return int(request.args.get({}, 1))\n"
    for key, what in (("PAGE", "this part of the request"), ("'page'", "`page` of the request")):
        (message,) = messages(code.format(key), "unvalidated-request-input")
        assert what in message


SHOP = {
    "shop/__init__.py": "from .cart import *\nfrom .price import *\n",
    "shop/cart.py": "from .money import Euro\nfrom .price import Price\nfrom csv import reader\nimport os\n",
    "shop/money.py": "Euro = 1\n",
    "shop/price.py": "Price = 2\n",
}


def test_what_a_package_offers_only_by_a_star_is_a_hint(tmp_path: Path) -> None:
    told = loudness_in(tmp_path, SHOP, "shop/cart.py")["unused-import"]
    assert told == ["hint", "warning", "warning", "warning"]
    listed = SHOP | {"shop/__init__.py": "from .cart import *\n__all__ = ['Cart']\n"}
    assert loudness_in(tmp_path, listed, "shop/cart.py")["unused-import"] == ["warning"] * 4


def test_taking_away_what_a_star_passes_on_is_not_safe(tmp_path: Path) -> None:
    found = targets(opened(tmp_path, "shop/cart.py", SHOP))
    repairs = {item.finding.data["name"]: propose(item, item.finding.rule.fixes[1])[0] for item in found}
    safe = {name for name, repair in repairs.items() if repair is not None and repair.safety is Safety.SAFE}
    assert repairs.keys() == {"Euro", "Price", "reader", "os"}
    assert safe == {"Price"}


def test_what_a_text_that_is_run_may_use_is_not_safely_taken_away(tmp_path: Path) -> None:
    for code, safety in (("exec(text)", Safety.UNSAFE), ("exec('x = 1')", Safety.SAFE)):
        (target,) = targets(opened(tmp_path, "main.py", {"main.py": f"import os\n\ntext = input()\n{code}\n"}))
        repair, _ = propose(target, target.finding.rule.fixes[1])
        assert repair is not None
        assert repair.safety is safety
