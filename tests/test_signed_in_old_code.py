"""What the owner of an old code base would not sign, each beside what they would."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from burnish_checks.policy import is_copied
from tests.loudness import hinted, loudness, loudness_in, messages, unsaid

_NAMES = string.ascii_letters
_ROWS = "".join(f'    if "{name}" in given:\n        self.{name} = Card(given)\n' for name in _NAMES)
_STEPS = "".join(f'    if "{name}" in given:\n        given = step(given, "{name}")\n' for name in _NAMES)
_TREE = ("getChild", "addChild", "children", "getParent", "getRoot", "ancestors")


def _class(names: tuple[str, ...]) -> str:
    return "class Element:\n" + "".join(f"    def {name}(self): return 1\n" for name in names)


_OTHERS = tuple(f"{letter}x" for letter in _NAMES)
_ASSERT = "def go(value):\n    try:\n        if value:\n            assert value.a\n    except {}:\n        return 1\n"
_LONE = "import {}\nimport os\nimport {}\n\nprint(os{})\n"
_HEAD = (
    '"""Numbers.\n\nThis file is adapted from the roman package, which has this note:\n\n{}\n"""\n\n_theMap = make()\n'
)

test_hints = hinted(
    [
        ("long-function", f"def go(self, given):\n{_STEPS}", f"def go(self, given):\n{_ROWS}"),
        ("large-class", _class(_OTHERS), _class((*_TREE, *_OTHERS))),
        ("duplicate-import", _LONE.format("sys", "sys", ", sys"), _LONE.format("sys", "sys", "")),
        (
            "variable-name",
            "def go(a):\n    lambdaHandler = find(a)\n    return lambdaHandler\n",
            "def go(a):\n    lambdaDe = find(a)\n    lambdaBroglie = 2 * lambdaDe\n    return lambdaBroglie\n",
        ),
    ]
)
_PORT = "from far import Store\n\n\nclass {}(Store):\n    {}def get(self, key):\n        try:\n            return {}self.a[key]\n"
_PORT += "        except KeyError:\n            raise LookError(key)\n"
_LOGS = "import logging\n\n\ndef go(a):\n    logging.info({})\n"

test_ports = hinted(
    [
        ("lost-cause", _PORT.format("AioShop", "async ", "await "), _PORT.format("AioStore", "async ", "await ")),
        ("lost-cause", _PORT.format("AioStore", "", ""), _PORT.format("AioStore", "async ", "await ")),
    ]
)
test_texts_of_a_log = unsaid(
    [
        ("uninformative-error", _LOGS.format("'not found: %s'"), _LOGS.format("'not found: %s', a")),
        ("uninformative-error", _LOGS.format("'not found', a"), _LOGS.format("'not found', {'a': a}")),
        ("uninformative-error", _LOGS.format("'%d done'"), _LOGS.format("'100%done, as %d/%m/%Y'")),
        (
            "uninformative-error",
            _LOGS.format("'not found', a"),
            _LOGS.format("'not found', a").replace("logging", "loguru"),
        ),
    ]
)
test_unsaid = unsaid(
    [
        (
            "module-variable-name",
            _HEAD.format("It is ours."),
            _HEAD.format("Copyright (c) 2001 A. Pilgrim, under a license"),
        ),
        (
            "assert-as-validation",
            _ASSERT.format("AssertionError"),
            _ASSERT.format("ValueError"),
        ),
    ]
)


def test_of_which_table_a_number_of_an_error_is() -> None:
    code = "def go():\n    try:\n        act()\n    except {} as error:\n        if {} == 8{}:\n            return 1\n"
    named = code.format("OSError", "error.errno", "")
    assert messages(named, "magic-number") == ["The number 8 has a name: `errno.ENOEXEC`."]
    for kind, asked, more in (
        ("HTTPClientError", "getattr(error, 'errno', None)", ""),
        ("socket.gaierror", "error.errno", ""),
        ("Exception", "error.errno", " or str(error) == 'Domain name not found'"),
    ):
        assert not any("errno" in text for text in messages(code.format(kind, asked, more), "magic-number")), kind


def _cases(body: str) -> str:
    chain = "".join(
        f"        {'el' * (number > 0)}if name == {letter!r}:\n{body}" for number, letter in enumerate(_NAMES[:16])
    )
    return f"def check(given):\n    for name, value in given:\n{chain}"


def test_short_cases_that_all_end_alike_are_a_table() -> None:
    short = "            if not isinstance(value, int):\n                raise ValueError(name)\n"
    other = "            for item in value:\n                if item:\n                    use(item)\n"
    other += "                    keep(item)\n                    show(item)\n"
    assert "in a table" in messages(_cases(short), "tangled-function")[0]
    assert "a function of its own" in messages(_cases(other), "tangled-function")[0]


def test_branches_that_are_alike_are_told_together() -> None:
    branch = (
        "    if isinstance(value, {}):\n        for item in value:\n            if item:\n                a(item)\n"
    )
    branch += "            elif item.b:\n                b(item)\n            elif item.c:\n                c(item)\n"
    text = "def text(value):\n" + "".join(branch.format(name) for name in ("tuple", "list", "dict"))
    told = messages(text, "tangled-function")
    assert "alike in 3 branches" in told[0]
    others = ("show", "keep", "drop"), ("open", "read", "close"), ("push", "pull", "sort")
    apart = (branch.replace("a(", f"{a}(").replace("b(", f"{b}(").replace("c(", f"{c}(") for a, b, c in others)
    assert "alike" not in messages("def text(value):\n" + "".join(apart).replace("{}", "int"), "tangled-function")[0]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("assert value > 1", "AssertionError"),
        ("value = int(value)\n        assert value > 1", "(AssertionError, ValueError)"),
        ("match value:\n            case 1:\n                assert other", "(AssertionError, OSError)"),
    ],
)
def test_an_assert_that_is_waited_for(body: str, kinds: str) -> None:
    code = f"def go(value, other):\n    try:\n        {body}\n    except {kinds}:\n        return 1\n"
    assert "with it what its `except` does" in messages(code, "assert-as-validation")[0]
    assert not messages(code.replace("AssertionError", "KeyError"), "assert-as-validation")


@pytest.mark.parametrize(
    ("head", "tried", "told"),
    [
        ("self, name", "del self.__dict__[name]", "catch `KeyError`."),
        ("self, name", "return self.rows[name]", "catch `KeyError` and `TypeError`."),
        ("self, place", "return self.rows[place]", "catch `LookupError` and `TypeError`."),
        ("rows: list[int], place", "return rows[place - 1]", "catch `IndexError`."),
        ("text: str", "return ast.parse(text)", "catch `SyntaxError` and `ValueError`."),
        ("text", "return ast.parse(text)", "catch `SyntaxError`, `TypeError` and `ValueError`."),
        ("text: str", "return int(text)", "catch `ValueError`."),
        ("text", "return int(text)", "catch `TypeError` and `ValueError`."),
        ("", "return int(input())", "catch `EOFError` and `ValueError`."),
        ("rows", "return numpy.r_[rows]", "catch what is expected, or let it through."),
    ],
)
def test_what_a_lookup_raises_by_what_it_is_made_in(head: str, tried: str, told: str) -> None:
    code = f"import ast\nimport numpy\n\n\ndef go({head}):\n    try:\n        {tried}\n    except:\n        return 1\n"
    assert messages(code, "bare-except")[0].endswith(told)


def test_what_a_loop_goes_through_is_there() -> None:
    code = "def go(table):\n    for name in {}:\n        try:\n            int(table[name])\n        except:\n            use()\n"
    assert messages(code.format("sorted(table)"), "bare-except")[0].endswith("catch `TypeError` and `ValueError`.")
    assert "`KeyError`" in messages(code.format("names"), "bare-except")[0]


@pytest.mark.parametrize(("body", "more"), [("show('no')", "; `exc` is never used."), ("show(str(exc))", "")])
def test_a_name_that_nobody_reads_is_told_beside_its_handler(body: str, more: str) -> None:
    code = f"def go(a):\n    try:\n        act(a)\n    except Exception as exc:\n        {body}\n        return 1\n"
    assert messages(code, "broad-except")[0].endswith(more or "or log it with its traceback.")


@pytest.mark.parametrize(
    ("path", "copied"),
    [
        ("shop/preferences/configobj/src/configobj/validate.py", True),
        ("configobj/src/configobj/validate.py", False),
        ("shop/preferences/config.py", False),
        ("shop/attic/cart.py", True),
        ("shop/static/cart.py", False),
    ],
)
def test_a_known_package_inside_another_is_copied(path: str, copied: bool) -> None:
    assert is_copied(path) is copied


@pytest.mark.parametrize(("package", "told"), [(True, []), (False, ["warning"])])
def test_a_project_inside_a_package_is_copied(tmp_path: Path, package: bool, told: list[str]) -> None:
    inner = tmp_path / "shop" / "parts"
    files = {"shop/parts/setup.py": "", "shop/parts/run.py": "import os\n\nprint(1)\n"}
    for name, text in {**files, **({"shop/__init__.py": ""} if package else {})}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert loudness(files["shop/parts/run.py"], str(inner / "run.py"), root=str(inner)).get("unused-import", []) == told


_DELEGATES = "class Card:\n" + "".join(
    f"    def {name}(self):\n        return self.client.fetch({name!r})\n" for name in _OTHERS
)
_WORKS = _DELEGATES.replace("        return", "        self.asked += 1\n        return")
_INNER = "".join(f"    def {letter}():\n        use()\n\n    menu.add({letter})\n" for letter in _NAMES)
_BRANCHED = "".join(f"    if menu.{letter}:\n        menu = menu.add({letter!r})\n" for letter in _NAMES)
_SECTION = 'def look(rows):\n    """Look.\n\n    Parameters\n    ----------\n    {}\n    """\n'

test_more_hints = hinted(
    [
        ("large-class", _WORKS, _DELEGATES),
        ("long-function", f"def make(menu):\n{_BRANCHED}", f"def make(menu):\n{_INNER}"),
        ("misplaced-import", "A = 1\nimport os\n\nprint(os)\n", "A = 1\nimport os\n\nprint(A)\n"),
        ("misplaced-import", "A = 1\nimport os\n\nprint(os)\n", "import c\n\nlib = c.lib\nimport os\n\nprint(os)\n"),
        (
            "unused-import",
            "import back  # as it was\n\nprint(1)\n",
            "import back  # for PyInstaller and other bundlers\n\nprint(1)\n",
        ),
        (
            "misplaced-import",
            "def go():\n    return Row\n\n\nfrom .rows import Row\n\n\ndef come():\n    return Row\n",
            "def go():\n    return Row\n\n\nfrom .rows import Row\n",
        ),
    ]
)
test_more_unsaid = unsaid(
    [
        ("constant-name", '_EDIT_few = "a"\n', '_EDIT_nt = "a"\n'),
        ("stale-parameter", _SECTION.format("rows, columns"), _SECTION.format("rows, array")),
        (
            "stale-parameter",
            _SECTION.format("rows: list of rows\n    columns"),
            _SECTION.format("rows: list of rows with values of two or more\n    columns"),
        ),
    ]
)


def test_the_first_import_that_is_used_is_said_aloud() -> None:
    assert loudness("A = 1\nimport os\nimport re\n\nprint(re)\n")["misplaced-import"] == ["hint", "information"]


def test_what_stands_beside_a_script_may_act_when_it_is_loaded(tmp_path: Path) -> None:
    files = {
        "paths.py": "import sys\n\nsys.path.append('a')\n",
        "names.py": "A = 1\n",
        "run.py": "import paths\nimport names\n",
    }
    told = loudness_in(tmp_path, files, "run.py")["unused-import"]
    assert sorted(told) == ["hint", "warning"]


def test_what_is_replaced_is_not_raised() -> None:
    code = "def text(data: bytes):\n    try:\n        return data[:9].decode({})\n    except Exception:\n        return 1\n"
    assert "catch `UnicodeDecodeError`" in messages(code.format("'utf-8'"), "broad-except")[0]
    assert "catch what is expected" in messages(code.format("'utf-8', errors='replace'"), "broad-except")[0]


def test_what_a_handler_goes_on_with_may_be_something_else() -> None:
    code = "def rows(self):\n    res = self.fetch()\n    try:\n        return res.strip().split()[1]\n"
    code += "    except Exception:\n        return {}\n"
    assert "catch `IndexError`" in messages(code.format("1"), "broad-except")[0]
    assert "`AttributeError`" in messages(code.format("res"), "broad-except")[0]
