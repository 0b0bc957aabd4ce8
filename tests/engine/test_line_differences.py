"""The changes that turn some lines into others."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.core.repair import differences

LINES = st.text("abc", max_size=8).map(lambda text: [f"{letter}\n" for letter in text])


@settings(deadline=None)
@given(old=LINES, new=LINES)
def test_they_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    lines = list(old)
    for change in reversed(differences(old, new)):
        lines[change.span.start_line : change.span.end_line] = [change.new_text]
    assert "".join(lines) == "".join(new)


def test_lines_that_are_alike_stay() -> None:
    old = [f"{number}\n" for number in range(9)]
    (change,) = differences(old, [*old[:4], "new\n", *old[4:]])
    assert (change.span, change.new_text) == ((4, 0, 4, 0), "new\n")
