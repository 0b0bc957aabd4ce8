"""What a reader of broken code is told, and what stays standing beside it."""

from __future__ import annotations

import pytest

from burnish_checks.core.snapshot import open_document
from burnish_checks.core.split import MERGED
from burnish_checks.syntax import TOO_DEEP
from tests.engine.test_incremental import environment
from tests.loudness import loudness

GOOD = "def good(values):\n    try:\n        return values[0]\n    except:\n        return None\n"
BROKEN = {
    "bracket": "x = (1,\n",
    "string": "name = 'abc\n",
    "docstring": 'def half():\n    """Half a docstring.\n    return 1\n',
    "colon": "def half()\n    return 1\n",
    "no body": "class Half:\n",
    "try alone": "try:\n    def inner():\n        return 1\n",
    "else alone": "else:\n    x = 1\n",
    "decorator": "@decorator\nx = 1\n",
    "return": "return 1\n",
    "await": "def half(x):\n    await x\n",
    "twice": "def half(a, a):\n    return a\n",
    "break": "if x:\n    break\n",
    "dots": "import\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_code_has_one_syntax_finding_wherever_it_stands(name: str) -> None:
    wanted = [item for item in described('"""Doc."""\n' + GOOD) if item[0] != "syntax-error"]
    for text in (
        '"""Doc."""\n' + BROKEN[name] + "\n\n" + GOOD,
        '"""Doc."""\n' + GOOD + "\n\n" + BROKEN[name],
        '"""Doc."""\n' + GOOD.replace("good", "other") + BROKEN[name] + GOOD,
    ):
        found = described(text)
        assert [slug for slug, _ in found].count("syntax-error") == 1, found
        assert set(wanted) <= set(found)


@pytest.mark.parametrize(
    "header", ["if y := os.name:", "while y := os.name:", "if os.name:\n    z = 1\nelif y := os.name:"]
)
@pytest.mark.parametrize("body", ["\n    def inner():\n        return 1\n", " y = 2\n\n\ndef outer():\n    return 1\n"])
def test_a_name_bound_in_a_condition_does_not_end_its_header(header: str, body: str) -> None:
    assert "syntax-error" not in [slug for slug, _ in described("import os\n\n" + header + body)]


def described(text: str) -> list[tuple[str, str]]:
    """The findings in blocks that define `good`, and the syntax findings."""
    snapshot = open_document(text, environment())
    result = []
    for entry in snapshot.entries:
        for finding in entry.shown:
            if finding.rule.slug == "syntax-error" or "def good(" in entry.block.text:
                result.append((finding.rule.slug, entry.block.lines[finding.span.start_line]))
    return result


def test_python_2_has_one_clear_finding() -> None:
    text = 'import os\n\nprint "hello"\n\ndef f(x):\n    print x, os\n    exec "y"\n'
    messages = [item.finding.message for item in open_document(text, environment()).findings()]
    assert sum("Python 2" in message for message in messages) == 1


def test_a_line_indented_under_nothing_is_named() -> None:
    snapshot = open_document("    x = 1\n\n" + GOOD, environment())
    messages = [item.finding.message for item in snapshot.findings() if item.finding.rule.slug == "syntax-error"]
    assert messages == ["This line is indented but nothing above it opens a block; remove the indentation."]


@pytest.mark.parametrize("deep", ["x = a" + ".b()" * 450, "x = " + "lambda: " * 900 + "1"])
def test_a_statement_nested_too_deeply_is_named_and_the_rest_is_read(deep: str) -> None:
    found = [
        (item.finding.rule.slug, item.finding.message)
        for item in open_document(GOOD + deep + "\n" + GOOD, environment()).findings()
    ]
    assert [message for slug, message in found if slug == "syntax-error"] == [TOO_DEEP]
    assert [slug for slug, _ in found].count("bare-except") == 2


MARKED = ("<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n")
CONFLICTS = {
    "in a function": ("def f(a):\n{}    b = a\n    return b\n{}    return a\n{}    print(a)\n", 1),
    "at its end": ("def f(a):\n{}    return b\n{}    return a\n{}\nf(1)\n", 2),
    "of methods": (
        "class A:\n{}    def b(self):\n        return 1\n{}    def c(self):\n        return 2\n{}\nA()\n",
        3,
    ),
    "of imports": ("{}import os\n{}import sys\n{}print(os, sys)\n", 3),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_a_merge_left_is_told_at_its_marks_alone(name: str) -> None:
    text, marked = CONFLICTS[name]
    told = [item.finding for item in open_document(text.format(*MARKED) + GOOD, environment()).findings()]
    wrong = [finding.message for finding in told if finding.rule.slug == "syntax-error"]
    assert len(wrong) == marked and set(wrong) == {MERGED}
    assert "bare-except" in {finding.rule.slug for finding in told}


def test_what_is_filled_in_first_is_told_as_a_template() -> None:
    for path, found in (("ext_{{ label }}.py", "hint"), ("{{ label }}/main.py", "hint"), ("ext_{label}.py", "error")):
        assert loudness("x = (1,\n", path)["syntax-error"] == [found], path
        assert "syntax-error" not in loudness("x = (1,)\n", path)
