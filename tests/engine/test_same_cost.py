"""A keystroke costs the same in a file of any size: the edits that the benchmark times, counted at two sizes.

Counted is all that is done until the answer is out, and all that is done behind it: blocks parsed and checked, calls of
checks and module rules, blocks shown anew, kinds of fact gathered, questions asked again, and findings encoded. Only of
edits that change what others may see a question for each function is asked behind the answer; each answer is the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import pytest

from burnish.lsp.encode import Counters, Encoder, Form, Shape
from burnish_checks.core import making, settling
from burnish_checks.core.context import Question, Topic, View, answer
from burnish_checks.core.gathering import gather
from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.policy import engine_for, role_of
from tests.bench.keystroke import CLASS, KINDS, PROBE, edits_of, source
from tests.engine.test_cost import COUNTED
from tests.engine.test_incremental import PATH

SMALL, LARGE = 1_000, 20_000
SETTINGS = replace(COUNTED, ignore=(*COUNTED.ignore, "long-module"))
"""All rules but those that say how long the file is, and what in it is alike."""
FILLING = '''
def function_{0:05}(argument, other=None):
    """Compute a number."""
    result = []
    for item in argument:
        if item is not None and other:
            result.append(item * 2)
    return result
'''
PROBED = f'''
class Holder:
    """Hold what is asked for."""

    def run(self, path):
        """Run what is there."""
        status = path.status
        {PROBE} = 1
        if status == 404 and os.path.exists(path):
            os.system("ls " + path)
        try:
            return sorted(os.listdir(path))
        except Exception:
            return None
'''
CHUNK = 32
SEEN_BY_OTHERS = ("import", "base class")


def text_of(lines: int) -> str:
    """So many lines, in which only the probed class asks about an import, and each other function about itself."""
    count = (lines - PROBED.count("\n")) // FILLING.count("\n")
    filling = [FILLING.format(number) for number in range(count)]
    half = count // 2
    return '"""A module."""\nimport os\n' + "".join(filling[:half]) + PROBED + "".join(filling[half:]) + CLASS


@cache
def opened(lines: int) -> Snapshot:
    """The text of so many lines, read once for all kinds of edits."""
    environment = Environment(PATH, engine_for(SETTINGS, role_of(PATH)), SETTINGS)
    return open_document(text_of(lines), environment).settled()


class Account:
    """What the versions of one document cost."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> None:
        self.counts: Counter[str] = Counter()
        self.counters = Counters()
        self.snapshot = snapshot
        self.encoder = Encoder("file:///probe.py", Form(Shape(True), "utf-16", lambda path: ()), self.counters, CHUNK)
        self.encoder.parts(self.snapshot)

        def gathering(block: Any, collectors: Any, *given: Any) -> Any:
            self.counts["gathered"] += len(collectors)
            return gather(block, collectors, *given)

        def asking(view: View, index: int, question: Question, topics: Mapping[str, Topic]) -> Any:
            self.counts["asked"] += 1
            return answer(view, index, question, topics)

        monkeypatch.setattr(making, "gather", gathering)
        monkeypatch.setattr(settling, "answer", asking)

    def take(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.counts.update(asdict(snapshot.cost))

    def edit(self, edit: TextEdit, version: int) -> tuple[dict[str, int], dict[str, int], int]:
        """Make it: the cost until the answer is out, what does not wait for a pause behind it, and blocks joined anew."""
        self.counts.clear()
        encoded, joined = self.counters.encoded, self.counters.joined
        self.take(self.snapshot.edit([edit], version))
        self.encoder.parts(self.snapshot)
        self.counts["encoded"] = self.counters.encoded - encoded
        first, joined = dict(self.counts), self.counters.joined - joined
        self.counts.clear()
        while self.snapshot.unsettled and not self.snapshot.resting:
            self.take(self.snapshot.advance())
        return first, dict(self.counts), joined


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_costs_the_same_at_1_000_and_20_000_lines(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    for lines in (SMALL, LARGE):
        with monkeypatch.context() as patch:
            account, edit_of = Account(patch, opened(lines)), edits_of(kind, text_of(lines))
            found = []
            for number in range(4):
                start, end, new = edit_of(number)
                first, behind, joined = account.edit(TextEdit(Span(*start, *end), new), number + 1)
                assert joined <= (2 if number > 1 else 2 * CHUNK), "what has been edited is joined with nothing else"
                found.append((first, behind))
            costs.append(found)
    small, large = costs
    if kind in SEEN_BY_OTHERS:
        for found in costs:
            for _, behind in found:
                behind.pop("asked", None)
    assert small == large
    assert small[0][0]["parsed"] <= 2 and small[0][0]["checked"] <= 2
    assert ("gathered" in small[0][0]) == bool(small[0][0]["checked"])  # what broke is lent the facts that were there
    assert all(first["module_runs"] == first.get("asked", 0) == 0 for first, _ in small)


@pytest.mark.once  # the benchmark's text is that of one Python's library
@pytest.mark.parametrize("kind", SEEN_BY_OTHERS)
def test_what_others_see_is_answered_without_going_through_their_questions(kind: str) -> None:
    """Of 20,000 lines of the standard library 1,900 questions are due: what is entered until the answer is out."""
    entered = []
    for lines in (SMALL, LARGE):
        snapshot, edit_of = library(lines), edits_of(kind, source(lines))
        for number in range(5):
            start, end, new = edit_of(number)
            before, edit = snapshot, TextEdit(Span(*start, *end), new)
            snapshot = snapshot.edit([edit], number + 1).settled()
        entered.append(_entered(before, edit))
    assert entered[1] < 2 * entered[0], entered


@cache
def library(lines: int) -> Snapshot:
    """So many lines of the standard library."""
    return open_document(source(lines), Environment(PATH, engine_for(SETTINGS, role_of(PATH)), SETTINGS)).settled()


def _entered(snapshot: Snapshot, edit: TextEdit) -> int:
    """How often a function or generator of Python is entered while an edit is made."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        snapshot.edit([edit], 5)
    finally:
        sys.setprofile(before)
    return count
