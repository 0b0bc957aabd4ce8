"""A rename changes every place that means the symbol, in all files, and no other.

Each file of `cases` is a small workspace. In its first text `^` stands before the name to rename; every changed
file is given whole, under `then`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Refused, Repair
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from burnish_checks.renaming import prepare_rename, rename

Files = dict[str, str]
CASES = Path(__file__).parent / "cases"


def opened(root: Path, files: Files) -> tuple[Snapshot, Position]:
    """The first file, with the rest indexed, and the marked position."""
    name, marked = next(iter(files.items()))
    before, _, after = marked.partition("^")
    files = {**files, name: before + after}
    for other, text in files.items():
        (root / other).parent.mkdir(parents=True, exist_ok=True)
        (root / other).write_text(text)
    index = WorkspaceIndex([str(root)], engine_for(Settings(), role_of(name)).collectors)
    index.build(str(root / other) for other in files)
    lines = split_lines(before)
    environment = Environment(str(root / name), engine_for(Settings(), role_of(name)), Settings(), project=index)
    return open_document(files[name], environment), Position(len(lines) - 1, len(lines[-1]))


def applied(root: Path, snapshot: Snapshot, repair: Repair) -> Files:
    """The changed files."""
    by_path: dict[str, list[TextEdit]] = {}
    for change in repair.changes:
        path = change.path or snapshot.environment.path
        by_path.setdefault(path, []).append(TextEdit(change.span, change.new_text))
    return {
        str(Path(path).relative_to(root)): "".join(apply_edits(split_lines(Path(path).read_text()), edits))
        for path, edits in by_path.items()
    }


def read_case(path: Path) -> tuple[Files, str, Files]:
    """The files before, the new name, and the changed files after, from a case's text."""
    first, *sections = re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.M)
    before: Files = {}
    after: Files = {}
    for section in sections:
        name, _, text = section.partition("\n")
        (after if name.startswith("then ") else before)[name.removeprefix("then ")] = text
    return before, first.split()[-1], after


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_place_and_no_other(case: Path, tmp_path: Path) -> None:
    files, new, expected = read_case(case)
    snapshot, position = opened(tmp_path, files)
    assert prepare_rename(snapshot, position)
    repair = rename(snapshot, position, new)
    assert all(not change.confirm for change in repair.changes)
    assert applied(tmp_path, snapshot, repair) == expected


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("def make(**arguments): return define(int, **arguments)", False),
        ("from functools import partial\ndef make(**arguments): return partial(define, **arguments)", False),
        ("def make(**arguments): return other(**arguments)", True),
        ("define(int, **{'order': 1})", True),
        ("define(int, hash=1)", True),
    ],
)
def test_what_a_call_hands_on_by_name_wants_a_look(call: str, told: bool, tmp_path: Path) -> None:
    files = {"a.py": "def define(cls, ^hash=None): return hash\n", "b.py": f"from a import define\n{call}\n"}
    snapshot, position = opened(tmp_path, files)
    repair = rename(snapshot, position, "hashed")
    assert all(not change.confirm for change in repair.changes) is told


def test_a_lambda_called_by_keyword_wants_a_look(tmp_path: Path) -> None:
    snapshot, position = opened(tmp_path, {"a.py": "def f():\n    g = lambda ^q: q + 1\n    return g(q=1)\n"})
    repair = rename(snapshot, position, "new")
    assert [bool(change.confirm) for change in repair.changes] == [True, False]


def test_what_a_class_hands_on_to_itself_wants_a_look(tmp_path: Path) -> None:
    text = "class A:\n    def __init__(self, ^hash=None): self.hash = hash\n"
    text += "    @classmethod\n    def made(cls, **given): return cls(**given)\n"
    snapshot, position = opened(tmp_path, {"a.py": text})
    assert any(change.confirm for change in rename(snapshot, position, "hashed").changes)


def test_what_cannot_be_told_is_shown_for_confirmation(tmp_path: Path) -> None:
    files = {
        "a.py": "class A:\n    def ^old(self): pass\n",
        "b.py": "def f(thing):\n    thing.old()\n    getattr(thing, 'old')\n    {'old': 1}\n",
    }
    snapshot, position = opened(tmp_path, files)
    repair = rename(snapshot, position, "new")
    confirmed = [(change.span, bool(change.confirm)) for change in repair.changes]
    assert confirmed == [
        (Span(1, 8, 1, 11), False),
        (Span(1, 10, 1, 13), True),
        (Span(2, 20, 2, 23), True),
    ]
    assert repair.why


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def f(self): name = 'old'; return getattr(self, name)\n", True),
        ("NAMES = ('old', 'other')\ndef f(self): return [getattr(self, name) for name in NAMES]\n", True),
        ("def f(self): return vars(self)['old']\n", True),
        ("def f(self): return A.__dict__.get('old')\n", True),
        ("NAMES = {'old': 1}\ndef f(self): return [getattr(self, name) for name in NAMES.values()]\n", False),
        ("def f(self): name = 'old'; return getattr(self, 'other'), name\n", False),
        ("def f(self): return 'old'\ndef g(self, name): return getattr(self, name)\n", False),
    ],
)
def test_a_string_that_a_variable_may_bring_to_a_lookup_is_shown_for_confirmation(
    text: str, told: bool, tmp_path: Path
) -> None:
    snapshot, position = opened(tmp_path, {"a.py": f"class A:\n    def ^old(self): pass\n{text}"})
    assert any(change.confirm for change in rename(snapshot, position, "new").changes) is told


def test_a_template_that_asks_an_object_is_shown_for_confirmation(tmp_path: Path) -> None:
    text = "class A:\n    def __init__(self): self.^old = 1\n"
    text += "    def f(self): return '{0.old} {old} .old'.format(self), f'{self.old}'\n"
    snapshot, position = opened(tmp_path, {"a.py": text})
    confirmed = [(change.span.start, bool(change.confirm)) for change in rename(snapshot, position, "new").changes]
    assert confirmed == [((1, 29), False), ((2, 28), True), ((2, 67), False)]


def test_a_key_of_a_typed_dict_is_shown_for_confirmation(tmp_path: Path) -> None:
    files = {
        "a.py": "from typing import TypedDict\nclass A(TypedDict):\n    ^old: int\n",
        "b.py": "def f(a, b):\n    print(a['old'], a.get('old', 1), 'old' in a, {'old': b}, 'old')\n    replace(a, old=1)\n",
    }
    snapshot, position = opened(tmp_path, files)
    confirmed = [(change.span.start, bool(change.confirm)) for change in rename(snapshot, position, "new").changes]
    assert confirmed == [((2, 4), False), *(((1, column), True) for column in (13, 27, 38, 51)), ((2, 15), True)]


def test_a_name_made_from_it_and_called_like_it_is_shown_for_confirmation(tmp_path: Path) -> None:
    files = {
        "tools/basic.py": "def ^old(): pass\n",
        "tools/__init__.py": "from .basic import old\n",
        "curried/__init__.py": "import tools\nold = tools.curry(tools.old)\n",
        "curried/more.py": "import tools\ndef old():\n    return tools.old()\n",
        "curried/taken.py": "import tools\nold = tools.old\nnew = 1\n",
        "curried/other.py": "import tools\nclass A:\n    old = tools.old\n",
        "use.py": "from curried import old\n",
    }
    snapshot, position = opened(tmp_path, files)
    repair = rename(snapshot, position, "new")
    confirmed = {
        (Path(change.path).relative_to(tmp_path).as_posix(), change.span.start)
        for change in repair.changes
        if change.confirm and change.path
    }
    assert confirmed == {("curried/__init__.py", (1, 0)), ("curried/more.py", (1, 4)), ("use.py", (0, 20))}
    assert applied(tmp_path, snapshot, repair) == {
        "tools/basic.py": "def new(): pass\n",
        "tools/__init__.py": "from .basic import new\n",
        "curried/__init__.py": "import tools\nnew = tools.curry(tools.new)\n",
        "curried/more.py": "import tools\ndef new():\n    return tools.new()\n",
        "curried/taken.py": "import tools\nold = tools.new\nnew = 1\n",
        "curried/other.py": "import tools\nclass A:\n    old = tools.new\n",
        "use.py": "from curried import new\n",
    }


def test_what_a_name_is_made_from_is_shown_for_confirmation(tmp_path: Path) -> None:
    files = {
        "curried.py": "import tools\n^old = tools.curry(tools.old)\n",
        "tools/__init__.py": "from .basic import *\n",
        "tools/basic.py": "def old(): pass\n",
    }
    snapshot, position = opened(tmp_path, files)
    repair = rename(snapshot, position, "new")
    assert [(bool(change.path), bool(change.confirm), change.span.start) for change in repair.changes] == [
        (False, False, (1, 0)),
        (False, True, (1, 24)),
        (True, True, (0, 4)),
    ]


def test_a_name_that_is_a_module_is_not_renamed_as_a_name(tmp_path: Path) -> None:
    files = {
        "main.py": "from pack import ^old\nprint(old.thing)\n",
        "pack/__init__.py": "from . import old\n",
        "pack/old.py": "thing = 1\n",
    }
    snapshot, position = opened(tmp_path, files)
    with pytest.raises(Refused, match="Modules are renamed with their files"):
        rename(snapshot, position, "new")


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("^old = 1\nnew = 2\n", "new"),
        ("def f(^old):\n    new = 1\n    return old\n", "new"),
        ("def f(^old):\n    return old, [new for new in old]\n", "new"),
        ("^old = 1\ndef f(new):\n    return old\n", "new"),
        ("class A:\n    def ^old(self): pass\n    def new(self): pass\n", "new"),
        ("^old = 1\nprint(old)\n", "print"),
        ("^old = 1\n", "class"),
        ("^old = 1\n", "1x"),
        ("^old = 1\n", "old"),
        ("^print(1)\n", "new"),
        ("import ^os\n", "new"),
        ("x.^old\n", "new"),
        ("f(^old=1)\n", "new"),
        ("^# a comment\n", "new"),
        ("class A:\n    def ^__init__(self): pass\n", "new"),
        ("'a ^string'\n", "new"),
        ("^map = map\n", "mapped"),
        ("found = list(map(str, [1]))\n^map = None\n", "mapped"),
    ],
)
def test_what_is_refused(text: str, new: str, tmp_path: Path) -> None:
    snapshot, position = opened(tmp_path, {"a.py": text})
    with pytest.raises(Refused, match=r"\.$"):
        rename(snapshot, position, new)


def test_a_template_filled_from_globals_is_shown_for_confirmation(tmp_path: Path) -> None:
    files = {"a.py": "^OLD = 1\nSIZE = '({OLD}){{1,20}} OLD'.format(**globals())\n"}
    snapshot, position = opened(tmp_path, files)
    repair = rename(snapshot, position, "NEW")
    assert [(change.span.start, bool(change.confirm)) for change in repair.changes] == [
        ((0, 0), False),
        ((1, 10), True),
    ]
