"""Answers that depend on each other: what is worked out, and how often."""

from __future__ import annotations

import pickle
from collections import Counter

import pytest

from burnish_checks.inference import Inference, session, types
from burnish_checks.inference.declared import DeclaredCalls
from burnish_checks.inference.solver import Solver
from burnish_checks.inference.types import Instance, Literal, Type
from burnish_checks.typing.signatures import functions
from tests.inference.test_cases import CASES, opened
from tests.inference.test_near import CIRCLE

Names = frozenset[str]


def test_a_later_round_works_out_anew_only_what_is_told_something_else() -> None:
    """A circle of two, and beside it what is told of the circle but always answers the same: nothing rests on that anew."""
    solver, worked = Solver(), Counter[str]()

    def ask(name: str) -> Names:
        found: Names = solver.ask(name, lambda: answer(name), frozenset())
        return found

    def answer(name: str) -> Names:
        worked[name] += 1
        if name == "head":
            return ask("limb") | ask("onlooker") | {"head"}
        if name == "limb":
            return ask("head") | {"limb"}
        return ask("steady") if name == "onlooker" else ask("head") & frozenset()

    assert ask("head") == {"head", "limb"}
    assert ask("limb") == {"head", "limb"}
    assert worked["onlooker"] == 1
    assert worked["head"] == worked["limb"] == worked["steady"] == 2


def test_a_circle_that_goes_round_is_left_before_its_last_turn() -> None:
    """What is another each time never comes to rest, and more turns do not tell more: but for proofs."""
    for solver, turns in ((Solver(), 4), (Solver(patient=True), 8)):

        def ask(solver: Solver = solver) -> int:
            found: int = solver.ask("counter", lambda: ask() + 1, 0)
            return found

        assert ask() == turns


def _answers(text: str) -> dict[tuple[int, str, str], object]:
    """What is said of every slot of a module, from nothing."""
    session._kept.clear()
    inference = Inference(opened(text))
    asked = [
        (index, function, slot)
        for index, entry in enumerate(inference.snapshot.entries)
        for function in functions(entry.block)
        for slot in (*(item.arg for item in function.args.args if item.arg != "self"), "return")
    ]
    return {(index, function.name, slot): inference.slot(index, function, slot) for index, function, slot in asked}


@pytest.mark.parametrize("text", [CIRCLE, *(path.read_text(encoding="utf-8") for path in CASES)])
def test_what_is_kept_of_calls_is_what_working_them_out_each_time_gives(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _answers(text)
    monkeypatch.setattr(DeclaredCalls, "result", DeclaredCalls._result)
    assert any(kept.values())
    assert kept == _answers(text)


def test_equal_types_are_one_object_wherever_they_come_from() -> None:
    text = Instance("builtins.list", (Instance("builtins.str"),))
    again: Type = pickle.loads(pickle.dumps(text))
    assert again is text is Instance(cls="builtins.list", args=(Instance("builtins.str", ()),))
    assert Literal(True, "builtins.bool") is not Literal(1, "builtins.int")


def test_types_that_nothing_holds_are_forgotten_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Instance("builtins.list", (Literal("held by a list", "builtins.str"),))
    for number in range(100):
        Instance("builtins.list", (Literal(f"number {number}", "builtins.str"),))
    before = len(types._made)
    types.forget_types()
    assert len(types._made) == before
    monkeypatch.setattr(types, "_MOST_MADE", 0)
    types.forget_types()
    assert len(types._made) <= before - 200
    assert Instance("builtins.list", (Literal("held by a list", "builtins.str"),)) is held
    assert Instance("builtins.str") is types.STR


def test_each_way_to_an_answer_is_kept_while_a_circle_is_gone_through() -> None:
    """What goes to and fro is worked out once for each of the two."""
    solver, worked = Solver(patient=True), Counter[str]()

    def ask(name: str) -> bool:
        found: bool = solver.ask(name, lambda: answer(name), False)
        return found

    def answer(name: str) -> bool:
        worked[name] += 1
        return not ask("echo") if name == "liar" else ask("liar")

    ask("liar")
    assert worked == {"liar": 2, "echo": 2}
