"""What a piece of code can raise, and when that cannot be told."""

from __future__ import annotations

import textwrap

import pytest

from burnish_checks.core.answers import Knowledge
from burnish_checks.core.context import Context, Lookup
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.policy import engine_for, role_of
from burnish_checks.raising import Raised, may_raise


def opened(text: str) -> Snapshot:
    """A module as the engine opens it."""
    settings = Settings()
    role = role_of("src/package/module.py")
    return open_document(text, Environment("src/package/module.py", engine_for(settings, role), settings, role))


def raised_in(name: str, snapshot: Snapshot, lookup: Lookup | None = None) -> Raised:
    """What the body of a function of the module can raise."""
    index = next(at for at, entry in enumerate(snapshot.entries) if f"def {name}" in entry.block.text)
    context = Context(snapshot.view, index, snapshot.environment.engine.topics, lookup)
    node = snapshot.entries[index].block.body[0]
    return may_raise(node.body, context)  # type: ignore[attr-defined]


def raised(body: str, prelude: str = "") -> Raised:
    """What the body of a function can raise in a module that begins with the prelude."""
    function = "def function(text, table, callback):\n" + textwrap.indent(textwrap.dedent(body), "    ") + "\n"
    return raised_in("function", opened(textwrap.dedent(prelude) + "\n\n" + function))


KNOWN = [
    ("int(text)", "", ("TypeError", "ValueError")),
    ("table['a']", "", ("KeyError", "TypeError")),
    ("table[0]", "", ("IndexError", "KeyError", "TypeError")),
    ("table[1:]", "", ()),
    ("text.name", "", ("AttributeError",)),
    ("self.name", "", ()),
    ("kept.environ['a']", "kept = make()", ("AttributeError", "KeyError", "TypeError")),
    ("log.info('a')", "import logging\nlog = logging.getLogger()", ()),
    ("open(text)", "", ("OSError",)),
    ("open(text).read()", "", ("OSError", "UnicodeDecodeError")),
    ("with open(text) as file:\n    pass", "", ("OSError", "UnicodeDecodeError")),
    ("for line in open(text, 'r'):\n    pass", "", ("OSError", "UnicodeDecodeError")),
    ("open(text, 'rb').read()", "", ("OSError",)),
    ("open(text, errors='replace').read()", "", ("OSError",)),
    ("with open(text, 'w') as file:\n    pass", "", ("OSError",)),
    ("import yaml", "", ("ImportError",)),
    ("table['a'].split(',')", "", ("AttributeError", "KeyError", "TypeError")),
    ("signal.signal(signal.SIGUSR1, print)", "import signal", ("AttributeError", "OSError", "ValueError")),
    ("os.getuid()", "import os", ("AttributeError",)),
    ("1 / table", "", ("TypeError", "ZeroDivisionError")),
    ("100 / 3", "", ()),
    ("first, second = table", "", ("TypeError", "ValueError")),
    ("b''.decode()", "", ("UnicodeDecodeError",)),
    ("next(iter('a'))", "", ("StopIteration",)),
    ("parts = text.split()\nfor part in parts:\n    int(part)", "", ("AttributeError", "TypeError", "ValueError")),
    ("max('', default=1)", "", ()),
    ("str(b'a', text)", "", ("LookupError", "UnicodeDecodeError")),
    ("str(b'a', 'utf-8', 'replace')", "", ("UnicodeDecodeError",)),
    ("bytes('a', 'ascii')", "", ("TypeError", "ValueError")),
    ("open('a', 'w', encoding=text)", "", ("LookupError", "OSError")),
    ("open('a', 'w', encoding='utf-8')", "", ("OSError",)),
    ("chr(3)", "", ("OverflowError", "TypeError", "ValueError")),
    ("2 ** table", "", ("OverflowError", "TypeError", "ZeroDivisionError")),
    ("f'{text:>4}'", "", ("TypeError", "ValueError")),
    ("'%(a)s' % table", "", ("KeyError", "TypeError", "ValueError")),
    ("class Inner:\n    size = int(text)", "", ("TypeError", "ValueError")),
    ("def inner(size=int(text)): ...", "", ("TypeError", "ValueError")),
    ("sorted('ab', key=lambda item: int(item))", "", ("TypeError", "ValueError")),
    ("sorted('ab', key=int)", "", ("TypeError", "ValueError")),
    ("try:\n    open('a')\nexcept OSError:\n    pass", "class OSError(Exception): ...", ("OSError",)),
    ("try:\n    open('a')\nexcept IOError:\n    pass", "", ()),
    ("try:\n    open('a')\nexcept OSError as error:\n    raise error", "", ("OSError",)),
    ("next(table, None)", "", ()),
    ("assert text", "", ("AssertionError",)),
    ("raise KeyError(text)", "", ("KeyError",)),
    ("json.loads(text)", "import json", ("TypeError", "ValueError")),
    ("json.loads('a')", "import json", ("ValueError",)),
    ("version(text)", "from importlib.metadata import version", ("ImportError",)),
    ("loads(text)", "from json import loads", ("TypeError", "ValueError")),
    ("os.remove(text)", "import os", ("OSError",)),
    ("subprocess.run(text)", "import subprocess", ("OSError", "subprocess.SubprocessError")),
    ("base64.b64decode(text)", "import base64", ("TypeError", "ValueError")),
    ("with contextlib.suppress(ValueError):\n    int('1')", "import contextlib", ("TypeError",)),
    (
        "try:\n    int(text)\nexcept ValueError:\n    raise OwnError",
        "class OwnError(Exception): ...",
        ("@OwnError", "TypeError"),
    ),
    ("try:\n    callback()\nexcept Exception:\n    pass", "", ()),
    ("lambda: int(text)", "", ()),
    ("check(text)", "def check(text):\n    if text:\n        raise LookupError(text)", ("LookupError",)),
    (
        "check(text)",
        "def check(text):\n    again(text)\ndef again(text):\n    open(text)\n    check(text)",
        ("OSError",),
    ),
    (
        "check(text)",
        'def check(text):\n    """Checks.\n\n    Raises:\n        KeyError: if not\n    """\n    text()',
        ("KeyError",),
    ),
]


@pytest.mark.parametrize(("body", "prelude", "expected"), KNOWN)
def test_what_is_known(body: str, prelude: str, expected: tuple[str, ...]) -> None:
    assert raised(body, prelude) == Raised(expected, ())


UNKNOWN = [
    "callback()",
    "text.run()",
    "foreign.conn.close()",
    "foreign.run()",
    "yield text",
    "table[0]()",
    "raise callback",
    "raise self.error('a')",
    "next(table)",
    "for part in table:\n    int(part)",
    "[int(part) for part in self.parts]",
    "int(*table)",
    "sorted('ab', key=callback)",
    "json.loads('a', object_hook=callback)",
    "class Inner(foreign.Base): ...",
    "@foreign.registered\ndef inner(): ...",
    "again(text)",
    "made(text)",
    "try:\n    int(text)\nexcept* ValueError:\n    pass",
]


HELPERS = """
def again(text):
    error = KeyError(text)
    raise error

def made(text):
    raise again(text)
"""


@pytest.mark.parametrize("body", UNKNOWN)
def test_what_is_not_known_is_said(body: str) -> None:
    assert raised(body, "import foreign, json\n\n" + HELPERS).unknown


TWO_CLASSES = """
class Reader:
    def read(self):
        raise LookupError("nothing to read")

    def first(self):
        self.read()

class Writer:
    def second(self):
        self.read()
"""


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_an_own_method_is_that_of_the_class_whose_code_asks(order: tuple[str, str]) -> None:
    snapshot = opened(TWO_CLASSES)
    remembered = Knowledge({})
    answers = {name: raised_in(name, snapshot, remembered.lookup) for name in order}
    assert answers["first"] == Raised(("LookupError",), ())
    assert answers["second"].unknown == ("what `self.read()` raises is not known",)
