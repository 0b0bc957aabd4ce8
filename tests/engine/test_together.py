"""Repairs made at once: what goes together, what does not, and comments told from strings."""

from __future__ import annotations

from burnish_checks.core.lexical import comments
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Repair, Target, after, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import split_lines
from burnish_checks.core.together import Proposed, together
from burnish_checks.core.verifying import verify
from burnish_checks.policy import environment_for

TEXT = """def first(a):
    try:
        return a[0]
    except KeyError as exc:
        raise ValueError(a)


def second(a):
    try:
        return a[1]
    except KeyError as exc:
        raise ValueError(a)
"""


def opened(text: str) -> Snapshot:
    settings = Settings(select=("lost-cause",), only_selected=True)
    return open_document(text, environment_for("module.py", settings, None)).settled()


def proposed(target: Target, *changes: Change) -> Proposed:
    repair = Repair(changes)
    result = verify(target, repair).result
    assert result is not None
    return Proposed(target, repair, result)


def from_exc(target: Target) -> Change:
    line = target.place(target.finding.span).end_line
    end = len(target.snapshot.lines[line].rstrip("\n"))
    return Change(Span(line, end, line, end), " from exc")


def test_repairs_in_different_places_are_made_at_once() -> None:
    snapshot = opened(TEXT)
    found = list(targets(snapshot))
    made, result = together(snapshot, [proposed(target, from_exc(target)) for target in found])
    assert len(made) == 2
    assert result.text == TEXT.replace("ValueError(a)", "ValueError(a) from exc")
    assert not list(result.findings())


def test_of_two_that_touch_only_the_first_is_made() -> None:
    snapshot = opened(TEXT)
    found = list(targets(snapshot))
    edit = from_exc(found[0])
    longer = Change(edit.span, " from None")
    made, result = together(snapshot, [proposed(found[0], edit), proposed(found[1], longer)])
    assert [item.target for item in made] == found[:1]
    assert result.text.count("from exc") == 1


def test_the_same_change_is_made_once() -> None:
    snapshot = opened(TEXT)
    found = list(targets(snapshot))
    shared = Change(Span(0, 0, 0, 0), "import os\n")
    made, result = together(snapshot, [proposed(target, from_exc(target), shared) for target in found])
    assert len(made) == 2
    assert result.text.count("import os") == 1


def test_what_does_not_agree_is_left_out() -> None:
    """Alone each renames to a name of its own; together they would leave a name undefined."""
    text = "old = 1\nprint(old)\n\n" + TEXT
    snapshot = opened(text)
    first, second = targets(snapshot)
    renames = (Change(Span(0, 0, 0, 3), "new"), Change(Span(1, 6, 1, 9), "new"))
    breaks = Change(Span(2, 0, 2, 0), "old.bit_length()\n")
    made, result = together(
        snapshot, [proposed(first, from_exc(first), *renames), proposed(second, from_exc(second), breaks)]
    )
    assert [item.target for item in made] == [first]
    assert "old.bit_length" not in result.text


def test_insertions_at_one_place_keep_their_order() -> None:
    first, second = (Change(Span(0, 0, 0, 0), text) for text in ("import a\n", "import b\n"))
    assert after(opened(TEXT), (first, second)).text == f"import a\nimport b\n{TEXT}"


def test_a_number_sign_in_a_string_is_no_comment() -> None:
    text = 'a = "# no"  # yes\nb = f"{a}#{a!r:#>3}"  # too\nc = """\n# no\n"""\n'
    assert comments(split_lines(text)) == ["# yes", "# too"]
