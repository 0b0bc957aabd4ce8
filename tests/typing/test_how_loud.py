"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from tests.loudness import loudness, messages


def test_a_hint_that_a_comment_keeps_from_the_type_checker_is_meant() -> None:
    text = "def go(size: int = None):{}\n    return size\n"
    assert loudness(text.format(""))["implicit-optional"] == ["information"]
    assert loudness(text.format("  # type: ignore"))["implicit-optional"] == ["hint"]


def test_the_first_parameter_that_may_be_none_tells_of_the_others() -> None:
    code = "def go(a: int = None{}) -> int:\n    return 1\n"
    first = "`a` may be None by its default, but not by its type hint"
    for rest, end in (
        ("", "."),
        (", b: str = None", "; so may `b`."),
        (", b: str = None, c: str = None", "; so may `b` and `c`."),
        (", b: str = None, c: str | None = None, d: int = None, e: int = None", "; so may `b` and 2 more."),
    ):
        assert messages(code.format(rest), "implicit-optional")[0] == first + end
