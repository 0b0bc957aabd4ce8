"""How far conclusions are trusted follows from what was measured of their kind."""

from __future__ import annotations

import pytest

from burnish_checks.inference import Inference, confidence
from burnish_checks.inference.confidence import Kind, Measured
from tests.inference.test_cases import opened

TEXT = """def first(text):
    return text.upper()


class Shape:
    pass


class Square(Shape):
    pass


def made():
    return Square()


first("a")
first(b"b")
"""
SEVERAL = Kind("parameter", "one call site", "several", False)
HEIR = Kind("return", "what the body returns", "heir", True)


def answers(monkeypatch: pytest.MonkeyPatch, *figures: tuple[Kind, Measured], guesses: bool = True) -> Inference:
    monkeypatch.setattr(confidence, "measured", lambda: dict(figures))
    confidence.confidence.cache_clear()
    return Inference(opened(TEXT), guesses=guesses)


@pytest.fixture(autouse=True)
def forgotten() -> object:
    yield
    confidence.confidence.cache_clear()


def slot(inference: Inference, name: str, slot: str) -> object:
    for index, entry in enumerate(inference.snapshot.entries):
        for node in entry.block.body:
            if getattr(node, "name", "") == name:
                return inference.slot(index, node, slot)  # type: ignore[arg-type]
    raise AssertionError(name)


def test_a_guess_of_a_kind_that_is_seldom_right_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slot(answers(monkeypatch, (SEVERAL, Measured(100, 80, 90))), "first", "text") is not None
    assert slot(answers(monkeypatch, (SEVERAL, Measured(100, 20, 50))), "first", "text") is None


def test_a_proof_of_a_kind_that_people_write_otherwise_is_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = slot(answers(monkeypatch, (HEIR, Measured(100, 99, 99))), "made", "return")
    assert sure is not None and sure.certain  # type: ignore[attr-defined]
    doubtful = slot(answers(monkeypatch, (HEIR, Measured(100, 70, 90))), "made", "return")
    assert doubtful is not None and not doubtful.certain  # type: ignore[attr-defined]
    assert slot(answers(monkeypatch, (HEIR, Measured(100, 70, 90)), guesses=False), "made", "return") is None


def test_few_hints_of_a_kind_tell_little(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, (SEVERAL, Measured(1, 0, 0)), (SEVERAL._replace(sort="str"), Measured(99, 90, 99)))
    assert confidence.OFFERED < confidence.confidence(SEVERAL) < confidence.confidence(SEVERAL._replace(sort="str"))


def test_every_kind_that_was_measured_is_read() -> None:
    table = confidence.measured()
    assert len(table) > 100
    assert all(0 <= of.exact <= of.right <= of.hints for of in table.values())
