"""What is asked for at once, one function's hints, reads few files of a large workspace; nearer ones first."""

from __future__ import annotations

import random
from pathlib import Path

from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.inference import Inference, session
from burnish_checks.inference.nearest import NearestInference
from burnish_checks.inference.solver import FAR, NEAR
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.signatures import functions
from tests.inference.test_cases import opened

DEFINING = "def shown(text):\n    print(text)\n"
_CALLERS = 30


def _modules_read(root: Path, deepest: int) -> tuple[str, int]:
    """What `text` is said to be, and how many modules of the workspace were read for it."""
    files = sorted(map(str, root.rglob("*.py")))
    index = WorkspaceIndex([str(root)], CORE_COLLECTORS)
    index.build(files)
    settings, role = Settings(select=("typing",), only_selected=True), role_of("src/module.py")
    path = root / "own" / "defining.py"
    environment = Environment(str(path), engine_for(settings, role), settings, role, index)
    inference = Inference(open_document(DEFINING, environment).settled(), index, deepest=deepest)
    (function,) = functions(inference.snapshot.entries[0].block)
    found = inference.slot(0, function, "text")
    spelled = inference.spell(0, None, found.type) if found is not None else None
    read = [module for module in inference.program.modules.values() if module is not None and not module.stub]
    return spelled.text if spelled is not None else "", len(read)


def test_few_files_are_read_for_what_is_asked_at_once(tmp_path: Path) -> None:
    for folder in ("own", "far"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "own" / "defining.py").write_text(DEFINING)
    (tmp_path / "own" / "near.py").write_text("from own.defining import shown\n\nshown('a')\n")
    for number in range(_CALLERS):
        text = "from own.defining import shown\n\nshown('b')\n"
        (tmp_path / "far" / f"calling_{number}.py").write_text(text)
    near, far = _modules_read(tmp_path, NEAR), _modules_read(tmp_path, FAR)
    assert near[0] == far[0] == "str"
    assert far[1] > _CALLERS
    assert near[1] < _CALLERS / 2


def _index(root: Path, texts: dict[str, str]) -> WorkspaceIndex:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    index = WorkspaceIndex([str(root)], CORE_COLLECTORS)
    index.build(sorted(map(str, root.rglob("*.py"))))
    return index


def _opened(index: WorkspaceIndex, path: Path) -> Snapshot:
    settings, role = Settings(select=("typing",), only_selected=True), role_of("src/module.py")
    environment = Environment(str(path), engine_for(settings, role), settings, role, index)
    return open_document(path.read_text(), environment).settled()


def test_a_fix_inserts_what_the_hint_shows_and_looks_further_only_where_there_is_none(tmp_path: Path) -> None:
    defining = "def shown(text):\n    print(text)\n\n\ndef hidden(text):\n    print(text)\n"
    texts = {"own/__init__.py": "", "far/__init__.py": "", "own/defining.py": defining}
    texts |= {f"own/near_{n}.py": "from own.defining import shown\n\n\ndef a():\n    shown('a')\n" for n in range(9)}
    texts["far/calling.py"] = "from own.defining import hidden, shown\n\n\ndef a():\n    shown(b'b')\n"
    index = _index(tmp_path, texts)
    snapshot = _opened(index, tmp_path / "own" / "defining.py")
    near, far, nearest = Inference(snapshot, deepest=NEAR), Inference(snapshot), NearestInference(snapshot)

    def said(inference: Inference, number: int) -> str:
        (function,) = functions(snapshot.entries[number].block)
        found = inference.slot(number, function, "text")
        spelled = inference.spell(number, None, found.type) if found is not None else None
        return spelled.text if spelled is not None else ""

    assert (said(near, 0), said(far, 0)) == ("str", "bytes | str")
    assert said(nearest, 0) == "str"


CIRCLE = """import functools


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent
        self.children = []

    def add(self, value):
        child = Node(value, self)
        self.children.append(child)
        return child

    def root(self):
        return self.parent.root() if self.parent else self

    def path(self):
        return [*self.parent.path(), self.value] if self.parent else [self.value]

    def depth(self):
        return measured(self, 0)


def measured(node, start):
    return measured(node.parent, start + 1) if node.parent else start


def even(number, node):
    return odd(number - 1, node.root()) if number else node


def odd(number, node):
    return even(number - 1, node.add(str(number))) if number else None


def walked(node, seen=None):
    seen = seen or set()
    seen.add(node.value)
    for child in node.children:
        seen |= walked(child, seen)
    return seen


@functools.lru_cache
def made(text):
    return even(len(text), Node(text)) or walked(Node(text.upper()))


made("a").add("b")
"""


def test_the_order_in_which_an_editor_asks_does_not_tell() -> None:
    snapshot = opened(CIRCLE)
    asked = [
        (index, function, slot)
        for index, entry in enumerate(snapshot.entries)
        for function in functions(entry.block)
        for slot in (*(item.arg for item in function.args.args if item.arg != "self"), "return")
    ]
    answers = []
    for order in (asked, asked[::-1], random.Random(1).sample(asked, len(asked)), asked[::2] + asked[1::2]):
        session._kept.clear()
        inference = Inference(snapshot, deepest=NEAR)
        answers.append({(item[0], item[1].name, item[2]): inference.slot(*item) for item in order})
    assert sum(found is not None for found in answers[0].values()) >= 15
    assert all(found == answers[0] for found in answers)
