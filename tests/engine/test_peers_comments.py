"""Comments of other tools: which findings they silence, in whose words, and how far those on a line of their own reach."""

from __future__ import annotations

import pytest

from tests.loudness import TANGLED, loudness

HANDLER = (
    "def f():\n{0}    try:\n        g()\n    except:{1}\n        h()\n    try:\n        g()\n    except:\n        h()\n"
)


@pytest.mark.parametrize("code", ["C901", "PLR0912", "PLR0915"])
def test_who_knows_that_a_function_is_large_is_told_in_no_other_measure(code: str) -> None:
    assert "tangled-function" in loudness(TANGLED)
    silenced = loudness(TANGLED.replace("def handle(rows):", f"def handle(rows):  # noqa: {code}"))
    assert not {"tangled-function", "complex-function", "too-many-branches"} & set(silenced)
    other = loudness(TANGLED.replace("def handle(rows):", "def handle(rows):  # noqa: N802"))
    assert "tangled-function" in other


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# ruff: ignore[invalid-function-name]", True),
        ("# ruff: ignore[N802, E501]", True),
        ("# ruff: ignore[invalid-class-name]", False),
        ("# noinspection PyPep8Naming", True),
        ("# noinspection PyBroadException", False),
    ],
)
def test_comments_in_words_of_ruff_and_pycharm(comment: str, silenced: bool) -> None:
    for text in (f"def getSize():  {comment}\n    return 1\n", f"{comment}\n@cached\ndef getSize():\n    return 1\n"):
        assert ("function-name" not in loudness(text)) is silenced
    assert "function-name" in loudness(f"{comment}\nsize = 1\n\n\ndef getSize():\n    return 1\n")


def test_a_comment_for_the_whole_file_in_words_of_ruff() -> None:
    text = "size = 1\n\n\ndef getSize():\n    return 1\n"
    assert "function-name" not in loudness(f"# ruff: file-ignore[invalid-function-name]\n{text}")


def test_how_far_a_comment_on_a_line_of_its_own_reaches() -> None:
    assert len(loudness(HANDLER.format("", ""))["bare-except"]) == 2
    assert len(loudness(HANDLER.format("", "  # pylint: disable=bare-except"))["bare-except"]) == 1
    assert "bare-except" not in loudness(HANDLER.format("    # pylint: disable=bare-except\n", ""))
    assert len(loudness(HANDLER.format("    # noinspection PyBroadException\n", ""))["bare-except"]) == 1
    assert len(loudness(HANDLER.format("    # ruff: ignore[bare-except]\n", ""))["bare-except"]) == 2
    inner = "def f():\n    if a:\n        # pylint: disable=bare-except\n        g()\n"
    inner += "    try:\n        g()\n    except:\n        h()\n"
    assert len(loudness(inner)["bare-except"]) == 1


def test_a_comment_of_pylint_in_a_body_is_about_the_whole_function() -> None:
    first, rest = TANGLED.split("\n", 1)
    body = "    # pylint: disable=too-many-branches\n"
    assert "too-many-branches" not in loudness(f"{first}\n{body}{rest}")
    assert "too-many-branches" in loudness(TANGLED)
