"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from tests.loudness import loudness


def test_what_is_imported_as_nothing_may_be_so_again() -> None:
    code = "from shop import a as {0}\nfrom shop import b as {0}\n\nprint({0})\n"
    assert "redefined-import" in loudness(code.format("x"))
    assert "redefined-import" not in loudness(code.format("_"))


def test_pylint_names_its_checks_in_words() -> None:
    code = "LIMIT = 3\n\nimport os  # pylint: disable=wrong-import-position,unused-import\n\nprint(LIMIT)\n"
    assert not {"misplaced-import", "unused-import"} & set(loudness(code))
    assert {"misplaced-import", "unused-import"} <= set(loudness(code.replace("pylint: disable", "see")))


def test_of_the_imports_after_code_the_first_is_said_aloud() -> None:
    found = loudness("LIMIT = 3\n\nimport os\nimport re\n\nprint(os, re, LIMIT)\n")
    assert found["misplaced-import"] == ["information", "hint"]


def test_an_import_after_what_changes_where_modules_come_from_is_a_hint() -> None:
    for change in ("sys.modules['b'] = None", "sys.path = [p for p in sys.path if p]"):
        text = f"import sys\n\nLIMIT = 3\n{change}\nimport os\n\nprint(os, LIMIT)\n"
        assert loudness(text)["misplaced-import"] == ["hint"], change


def test_an_import_after_a_name_is_taken_away_is_a_hint() -> None:
    assert loudness("import json as a\n\ndel a\nimport os\n\nprint(os)\n")["misplaced-import"] == ["hint"]


def test_an_import_below_a_flag_for_one_that_is_tried() -> None:
    code = "import os\n\nhas_numpy = {}\ntry:\n    import numpy\nexcept ImportError:\n    has_numpy = False\n\nimport sys\n"
    code += "print(sys)\n"
    assert loudness(code.format("1"))["misplaced-import"] == ["information"]
    for flag in ("True", "None", "()"):
        assert loudness(code.format(flag))["misplaced-import"] == ["hint"]


def test_the_first_import_that_is_used_is_said_aloud() -> None:
    assert loudness("A = 1\nimport os\nimport re\n\nprint(re)\n")["misplaced-import"] == ["hint", "information"]
