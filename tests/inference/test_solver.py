"""Answers that depend on each other: what is worked out, and how often."""

from __future__ import annotations

from collections import Counter

from burnish_checks.inference.solver import Solver

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
