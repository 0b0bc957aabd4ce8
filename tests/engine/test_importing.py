"""A name is brought into a module the way a person would: reused where it is there, else put in its place."""

from __future__ import annotations

import pytest

from burnish_checks.core.engine import Engine, Ruleset
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, after
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document


def opened(text: str, path: str = "src/shop/cart.py") -> Snapshot:
    return open_document(text, Environment(path, Engine(Ruleset(()), ()), Settings()))


def imported(text: str, module: str, member: str | None = None, prefer: str = "from", at: str = "") -> tuple[str, str]:
    """The expression and the text after the changes; `at` is text of the block in which the name will be used."""
    snapshot = opened(text)
    index = next(n for n, entry in enumerate(snapshot.entries) if at in entry.block.text) if at else None
    result = ensure_import(snapshot, module, member, prefer, index=index)  # type: ignore[arg-type]
    return result.expression, after(snapshot, result.changes).text if result.changes else text


@pytest.mark.parametrize(
    ("text", "module", "member", "expression"),
    [
        ("import secrets\n", "secrets", "choice", "secrets.choice"),
        ("import secrets as s\n", "secrets", "choice", "s.choice"),
        ("from secrets import choice\n", "secrets", "choice", "choice"),
        ("from secrets import choice as pick\n", "secrets", "choice", "pick"),
        ("import xml.sax\nimport xml.dom\n", "xml.sax", "parse", "xml.sax.parse"),
        ("import xml.sax as sax\n", "xml.sax", None, "sax"),
        ("from xml import sax\n", "xml.sax", "parse", "sax.parse"),
        ("from xml import sax\n", "xml.sax", None, "sax"),
        ("import os\nimport os.path\n", "os", None, "os"),
        ("from . import names\n", ".", "names", "names"),
    ],
)
def test_what_is_imported_is_reused(text: str, module: str, member: str | None, expression: str) -> None:
    assert imported(text, module, member) == (expression, text)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import secrets\nexcept ImportError:\n    secrets = None\n",
        "if x:\n    import secrets\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import secrets\n",
        "def f():\n    import secrets\n",
        "import secrets\nsecrets = 1\n",
    ],
)
def test_an_import_that_may_not_hold_is_not_reused(text: str) -> None:
    expression, result = imported(text, "secrets", "choice")
    assert expression in ("choice", "secrets_choice")
    assert "from secrets import choice" in result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "import os\n"),
        ("x = 1\n", "import os\n\nx = 1\n"),
        ("# only a comment\n", "# only a comment\n\nimport os\n"),
        ("# only a comment", "# only a comment\n\nimport os"),
        ('"""Doc."""\n', '"""Doc."""\n\nimport os\n'),
        ('"""Doc."""', '"""Doc."""\n\nimport os'),
        ('"""Doc."""\n\nx = 1\n', '"""Doc."""\n\nimport os\n\nx = 1\n'),
        ('"""Doc."""\nx = 1\n', '"""Doc."""\n\nimport os\n\nx = 1\n'),
        ("#!/usr/bin/python\nx = 1\n", "#!/usr/bin/python\n\nimport os\nx = 1\n"),
        ("# licence\n\nx = 1\n", "# licence\n\nimport os\n\nx = 1\n"),
        ("# about x\nx = 1\n", "import os\n\n# about x\nx = 1\n"),
        ("from __future__ import annotations\n", "from __future__ import annotations\n\nimport os\n"),
        ("import abc\nimport re\n", "import abc\nimport os\nimport re\n"),
        ("import re\nimport abc\n", "import re\nimport abc\nimport os\n"),
        ("import abc\nfrom re import sub\n", "import abc\nimport os\nfrom re import sub\n"),
        ("import requests\n", "import os\n\nimport requests\n"),
        ("# web\nimport requests\n", "# web\nimport os\n\nimport requests\n"),
        ("# licence\n\n# web\nimport requests\n", "# licence\n\nimport os\n\n# web\nimport requests\n"),
        ("from . import a\n", "import os\n\nfrom . import a\n"),
        ("from shop import a\n", "import os\n\nfrom shop import a\n"),
        ("import abc\r\nx = 1\r\n", "import abc\r\nimport os\r\nx = 1\r\n"),
        ("import abc", "import abc\nimport os"),
        ("try:\n    import re\nexcept ImportError:\n    pass\n", None),
    ],
)
def test_a_new_import_stands_where_a_person_would_put_it(text: str, expected: str | None) -> None:
    expression, result = imported(text, "os")
    assert expression == "os"
    assert result == (expected if expected is not None else "import os\n\n" + text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from os import abc, xyz\n", "from os import abc, path, xyz\n"),
        ("from os import abc\n", "from os import abc, path\n"),
        ("from os import (abc, xyz)\n", "from os import (abc, path, xyz)\n"),
        ("from os import (\n    abc,\n    xyz,\n)\n", "from os import (\n    abc,\n    path,\n    xyz,\n)\n"),
        ("from os import (\n    abc,\n)\n", "from os import (\n    abc,\n    path,\n)\n"),
        ("from os import (\n    abc\n)\n", "from os import (\n    abc,\n    path\n)\n"),
        ("from os import *\n", "from os import *\nfrom os import path\n"),
        ("from os import abc, " + "x" * 70 + "\n", "from os import (\n    abc,\n    path,\n    " + "x" * 70 + ",\n)\n"),
        (
            "from os import (\n    abc, " + "n" * 76 + "\n)\n",
            "from os import (\n    abc, " + "n" * 76 + ",\n    path\n)\n",
        ),
        ("from os import " + "a" * 80 + "  # x\n", "from os import " + "a" * 80 + "  # x\nfrom os import path\n"),
    ],
)
def test_a_member_joins_the_import_of_its_module(text: str, expected: str) -> None:
    assert imported(text, "os", "path") == ("path", expected)


def test_groups_are_kept_apart() -> None:
    text = '"""Doc."""\n\nfrom __future__ import annotations\n\nimport re\n\nimport shop.till\n\nx = 1\n'
    expected = text.replace("import re\n", "import re\n\nimport requests\n")
    assert imported(text, "requests") == ("requests", expected)


def test_a_name_in_use_is_left_alone() -> None:
    assert imported("choice = 1\n", "secrets", "choice") == ("secrets.choice", "import secrets\n\nchoice = 1\n")
    assert imported("def f():\n    choice = 1\n", "secrets", "choice", at="def f")[0] == "secrets.choice"
    assert imported("choice = secrets = 1\n", "secrets", "choice")[0] == "secrets_choice"
    assert imported("escape(open(x))\n", "io", "open")[0] == "io.open"
    assert imported("def os(): pass\n", "os") == (
        "os_module",
        "import os as os_module\n\n\ndef os(): pass\n",
    )
    with pytest.raises(Refused):
        imported("os = os_module = 1\n", "os")


def test_a_local_name_hides_the_import_that_is_there() -> None:
    text = "import secrets\n\ndef f(secrets):\n    return secrets\n"
    assert imported(text, "secrets", "choice", at="def f") == (
        "choice",
        text.replace("import secrets\n", "import secrets\nfrom secrets import choice\n"),
    )


def test_an_import_below_the_use_does_not_help() -> None:
    text = "a = 1\n\nx = f(1)\n\nimport os\n"
    assert imported(text, "os", at="x =")[1].startswith("import os\n\na = 1\n")


def test_two_blank_lines_stand_before_a_function_or_class() -> None:
    for text in ("def f(): pass\n", "class A: pass\n", "@wraps\ndef f(): pass\n", "async def f(): pass\n"):
        assert imported(text, "os")[1] == f"import os\n\n\n{text}"
        assert imported(f'"""Doc."""\n{text}', "os")[1] == f'"""Doc."""\n\nimport os\n\n\n{text}'
    assert imported("default = 1\n", "os")[1] == "import os\n\ndefault = 1\n"
