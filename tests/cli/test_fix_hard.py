"""Code that a repair must leave as it is, or mend in another way than the plain case: each was once broken by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

TRY = "    try:\n        return int(a)\n    except ValueError:\n"
STAYS = {
    "a variable that `locals()` shows": (
        "variable-name",
        'def f(a):\n    myVar = a\n    return "{myVar}".format(**locals())\n',
    ),
    "a variable that an f-string prints": ("variable-name", 'def f(a):\n    myVar = a\n    return f"{myVar=}"\n'),
    "a variable in a text that is evaluated": (
        "variable-name",
        'def f(a):\n    myVar = a\n    return eval("myVar + 1")\n',
    ),
    "a lambda called by keyword": ("ambiguous-name", "def f():\n    g = lambda l: l\n    return g(l=1)\n"),
    "a method with the name of a built-in": (
        "deprecated-typing-alias",
        "from typing import Set\n\n\nclass P:\n    def set(self): ...\n\n    def f(self, x: Set[int]) -> Set[int]: ...\n",
    ),
    "an import for a text that is evaluated": ("unused-import", 'import json as j\n\nprint(eval("j.dumps(1)"))\n'),
    "an exception that may have a cause": ("lost-cause", f"def f(a, e):\n{TRY}        raise e\n"),
    "an exception whose class sets its own cause": (
        "lost-cause",
        "class E(Exception):\n    def __init__(self, cause):\n        self.__cause__ = cause\n\n\n"
        f"class F(E):\n    pass\n\n\ndef f(a):\n{TRY}        raise F(KeyError(a))\n",
    ),
    "a comparison that answers with something else": (
        "missing-return-annotation",
        "class A:\n    def __eq__(self, o):\n        return [1]\n",
    ),
    "code that is compiled": ("dynamic-eval --unsafe", 'def f(a):\n    return eval(compile(a, "a", "eval"))\n'),
    "the digest of a password": (
        "weak-hash --unsafe",
        "import hashlib\n\n\ndef f(password):\n    return hashlib.md5(password)\n",
    ),
    "annotations that are read": (
        "typing-only-import --unsafe",
        "from __future__ import annotations\n\nimport typing\nfrom collections import OrderedDict\n\n\n"
        "def f(a: OrderedDict) -> None: ...\n\n\nprint(typing.get_type_hints(f))\n",
    ),
}
MENDED = {
    "a variable of the shell": (
        "hardcoded-password --unsafe",
        'connect("a", pwd="hunter2secret")\n',
        'import os\n\nconnect("a", pwd=os.environ["CONNECT_PWD"])\n',
    ),
    "a module that is imported when it is needed": (
        "missing-return-annotation",
        "def f():\n    import tkinter\n\n    return tkinter.Tk()\n",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from tkinter import Tk\n\n\n"
        'def f() -> "Tk":\n    import tkinter\n\n    return tkinter.Tk()\n',
    ),
    "a static method of old": (
        "missing-return-annotation",
        "class A:\n    def f(b):\n        return b\n\n    f = staticmethod(f)\n\n    def g(self):\n        return 1\n",
        "class A:\n    def f(b):\n        return b\n\n    f = staticmethod(f)\n\n    def g(self) -> int:\n        return 1\n",
    ),
}


def mended(folder: Path, run: Run, wanted: str, text: str) -> str:
    path = folder / "hard.py"
    path.write_text(text)
    select, *options = wanted.split()
    run("fix", "--isolated", "--select", select, *options, str(path))
    return path.read_text()


@pytest.mark.parametrize("case", STAYS)
def test_it_stays(case: str, folder: Path, run: Run) -> None:
    assert mended(folder, run, *STAYS[case]) == STAYS[case][1]


@pytest.mark.parametrize("case", MENDED)
def test_it_is_mended_otherwise(case: str, folder: Path, run: Run) -> None:
    wanted, text, result = MENDED[case]
    assert mended(folder, run, wanted, text) == result


def test_a_digest_gets_no_keyword_that_the_oldest_python_of_the_project_lacks(folder: Path, run: Run) -> None:
    text = 'import hashlib\n\nprint(hashlib.md5(b"x"))\n'
    for version, result in (("3.8", text), ("3.9", text.replace('b"x"', 'b"x", usedforsecurity=False'))):
        (folder / "pyproject.toml").write_text(f'[project]\nname = "shop"\nrequires-python = ">={version}"\n')
        (folder / "digest.py").write_text(text)
        run("fix", "--select", "weak-hash", "--unsafe")
        assert (folder / "digest.py").read_text() == result
