"""Small cases with known answers, one kind of evidence each: `# infer: slot: type; slot: type!` behind a `def` line.

`return` is the slot of the return; `!` says that the answer must be certain, `?` that it must be a guess, and `-` that
nothing may be said.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.inference import Inference, confidence
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.signatures import Function, functions

CASES = sorted((Path(__file__).parent / "cases").glob("*.py"))
_MARK = re.compile(r"# infer: (.+)$")


def opened(text: str, path: str = "src/module.py") -> Snapshot:
    settings = Settings(select=("typing",), only_selected=True)
    role = role_of(path)
    return open_document(text, Environment(path, engine_for(settings, role), settings, role))


def marks(path: Path) -> list[tuple[str, int, str, str]]:
    """File, line from 1, slot and what is expected of each mark."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = _MARK.search(line)
        for part in mark.group(1).split(";") if mark else ():
            slot, _, wanted = part.strip().partition(": ")
            found.append((path.name, number, slot, wanted))
    return found


ALL = [item for path in CASES for item in marks(path)]
_answers: dict[str, tuple[Snapshot, Inference, dict[int, tuple[int, Function]]]] = {}


def read(name: str) -> tuple[Snapshot, Inference, dict[int, tuple[int, Function]]]:
    """The snapshot of a case file, its inference, and its functions by the line of their `def`."""
    if name not in _answers:
        snapshot = opened((Path(__file__).parent / "cases" / name).read_text(encoding="utf-8"))
        table = {}
        for index, entry in enumerate(snapshot.entries):
            for node in functions(entry.block):
                line = entry.block.name_span(node).start_line + snapshot.starts[index] + 1
                table[line] = (index, node)
        _answers[name] = (snapshot, Inference(snapshot), table)
    return _answers[name]


@pytest.fixture(autouse=True)
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is concluded is looked at, not how far such conclusions can be trusted."""
    monkeypatch.setattr(confidence, "confidence", lambda kind: 1.0)


@pytest.mark.parametrize(("name", "line", "slot", "wanted"), ALL, ids=lambda item: str(item))
def test_the_case_is_answered(name: str, line: int, slot: str, wanted: str) -> None:
    _, inference, table = read(name)
    index, node = table[line]
    inferred = inference.slot(index, node, slot)
    spelling = inference.spell(index, node, inferred.type) if inferred is not None else None
    if wanted == "-":
        assert spelling is None, spelling
        return
    assert inferred is not None
    assert spelling is not None, inferred
    assert spelling.text == wanted.rstrip("!?")
    if wanted[-1] in "!?":
        assert inferred.certain == (wanted[-1] == "!"), inferred.evidence


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 100
