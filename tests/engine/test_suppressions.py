"""Which suppression comments are told to be of no use, and that what they are told follows every edit."""

from __future__ import annotations

import pytest

from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.policy import engine_for, role_of

IDLE = "This comment suppresses nothing; remove it."


def opened(text: str, *select: str) -> Snapshot:
    settings = Settings(select=select or ("bare-except", "unused-import"), only_selected=True)
    role = role_of("src/module.py")
    return open_document(text, Environment("src/module.py", engine_for(settings, role), settings, role))


def told(snapshot: Snapshot) -> list[tuple[int, str]]:
    """Line from 1 and message of each remark on a comment."""
    found = snapshot.settled().findings()
    return [(item.span.start_line + 1, item.finding.message) for item in found if "unused-" in item.finding.rule.slug]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# burnish: ignore", IDLE),
        ("# burnish: ignore[bare-except]", IDLE),
        ("# burnish: ignore[errors]", IDLE),
        ("# burnish: ignore[E722]", IDLE),
        ("# burnish: ignore[all]", IDLE),
        ("# burnish: ignore[bare-excpt]", "There is no rule, category or code `bare-excpt`."),
        ("# burnish: ignore[lost-cause]", ""),  # it is off here, so it cannot be told
        ("# burnish: ignore[errors, lost-cause]", ""),
        ("# noqa: E722", ""),
        ("# burnish: ignore-file[bare-except]", IDLE),
        ("# burnish: ignore-file", IDLE),
        ("# burnish: ignore-file[E7222]", "There is no rule, category or code `E7222`."),
        ("# ruff: noqa", ""),
    ],
)
def test_a_comment_that_suppresses_nothing(comment: str, message: str) -> None:
    assert told(opened(f"x = 1\ny = 2  {comment}\n")) == ([(2, message)] if message else [])


@pytest.mark.parametrize("code", ["", "[bare-except]", "[errors]", "[E722]", "[W0702]", "[all]"])
@pytest.mark.parametrize("word", ["ignore", "ignore-file"])
def test_a_comment_that_suppresses_something(word: str, code: str) -> None:
    snapshot = opened(f"try:\n    f()\nexcept:  # burnish: {word}{code}\n    g()\n")
    assert list(snapshot.findings()) == []


def test_a_comment_for_the_file_follows_the_edits_of_other_blocks() -> None:
    snapshot = opened(
        "# burnish: ignore-file[bare-except]\nx = 1\n\n\ndef f():\n    try:\n        g()\n    except:\n        h()\n"
    )
    assert told(snapshot) == []
    mended = snapshot.edit([TextEdit(Span(7, 10, 7, 10), " KeyError")], 1)
    assert told(mended) == [(1, IDLE)]
    assert told(mended.edit([TextEdit(Span(7, 10, 7, 19), "")], 2)) == []
    broken = mended.edit([TextEdit(Span(6, 8, 6, 9), "(")], 3)
    assert told(broken) == [], "while code cannot be read, nobody knows"
    assert told(broken.edit([TextEdit(Span(6, 8, 6, 9), "g")], 4)) == [(1, IDLE)]


def test_a_comment_for_the_file_counts_what_module_rules_find() -> None:
    assert told(opened("# burnish: ignore-file[F401]\nimport os\n")) == []
    assert told(opened("# burnish: ignore-file[F401]\nimport os\nos\n")) == [(1, IDLE)]


def test_a_comment_for_the_file_follows_what_module_rules_find() -> None:
    snapshot = opened("# burnish: ignore-file[F401]\nimport os\n\n\ndef f():\n    pass\n")
    assert told(snapshot) == []
    used = snapshot.settled().edit([TextEdit(Span(5, 4, 5, 8), "os.sync()")], 1)
    assert told(used) == [(1, IDLE)]
    assert told(used.settled().edit([TextEdit(Span(5, 4, 5, 13), "pass")], 2)) == []
