"""All type hints of a file at once: one that cannot be written does not keep the others from it."""

from __future__ import annotations

from burnish_checks.actions.annotate import annotate_file
from burnish_checks.core.action import Selection
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Repair, after
from burnish_checks.core.verifying import undefined_names
from tests.inference.test_cases import opened

LISTED = """\
def run(work):
    return work()


def size():
    return 1


__all__ = [name for name in globals() if not name.startswith("_")]
"""
QUOTED = """\
if True:
    import configparser


def told(error):
    print(error)
    return 1


def read(path):
    try:
        open(path)
    except configparser.Error as error:
        told(error)
"""


def annotated(text: str) -> str:
    snapshot = opened(text)
    return after(snapshot, (annotate_file.run(Selection(snapshot, Span(0, 0, 0, 0))) or Repair()).changes).text


def test_a_module_that_lists_its_names_gets_the_hints_that_import_nothing() -> None:
    result = annotated(LISTED)
    assert "import" not in result
    assert "def size() -> int:" in result


def test_an_attribute_in_quotes_is_no_name() -> None:
    assert undefined_names(opened('def f(a: "x.Error", b: "y | z.w"): ...\n')) == {"x", "y", "z"}
    assert undefined_names(opened(annotated(QUOTED))) == set()


def test_what_a_type_comment_says_is_not_said_again() -> None:
    text = "def size(path):  # type: (str) -> int\n    return 1\n"
    assert annotated(f"{text}\n\ndef other():\n    return 1\n").startswith(text)


def test_hints_for_the_file_are_on_offer_at_its_top_and_at_definitions() -> None:
    snapshot = opened("import os\n\n\ndef run(work):\n    return work()\n\n\nclass Job:\n    size = 1\n")
    offered = [line for line in range(9) if annotate_file.offers(Selection(snapshot, Span(line, 0, line, 0)))]
    assert offered == [0, 3, 7]
