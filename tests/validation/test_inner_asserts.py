"""Asserts of arguments are said where somebody else calls; those for the authors of the program are hints."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of, severity_of
from tests.loudness import loudness

ACT = "def act(size):\n    assert size > 3\n    return size\n"
METHOD = (
    "class Shop:\n    def act(self, size):\n        assert size > 3\n        return size\n\n"
    "    def open(self):\n        self.{}(4)\n"
)


def said(folder: Path, **texts: str) -> list[str]:
    """How loud the remarks on the asserts of `shop` are, in a workspace of these modules."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    index = WorkspaceIndex([str(folder)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([str(folder / f"{name}.py") for name in texts])
    path = str(folder / "shop.py")
    found = open_document(texts["shop"], environment_for(path, Settings(), index)).findings()
    asserts = (item.finding for item in found if item.finding.rule.slug == "assert-as-validation")
    return [severity_of(finding, Settings()).name.lower() for finding in asserts]


@pytest.mark.parametrize(
    ("texts", "severity"),
    [
        ({"shop": ACT}, "information"),  # for programs that the workspace does not have
        ({"shop": ACT + "\n\nact(4)\n"}, "hint"),
        ({"shop": "__all__ = ['act']\n\n\n" + ACT + "\n\nact(4)\n"}, "information"),
        ({"shop": ACT + "\n\nact(4)\n", "main": "from shop import act\n\nact(4)\n"}, "information"),
        ({"shop": ACT + "\n\nact(4)\n", "main": "import shop\n\nshop.act(4)\n"}, "information"),
        ({"shop": ACT + "\n\nact(4)\n", "main": "def go(it):\n    it.act(4)\n"}, "information"),
        (
            {"shop": ACT.replace(":\n", ':\n    """Act.\n\n    :param size: how many\n    """\n', 1) + "\n\nact(4)\n"},
            "information",
        ),
        ({"shop": METHOD.format("other")}, "information"),
        ({"shop": METHOD.format("act")}, "hint"),
        ({"shop": METHOD.format("act"), "main": "def go(shop):\n    shop.act(4)\n"}, "information"),
    ],
)
def test_what_the_module_alone_calls_checks_the_module(tmp_path: Path, texts: dict[str, str], severity: str) -> None:
    assert said(tmp_path, **texts) == [severity]


RELATE = ACT.replace("size", "size, most", 1).replace("size > 3", "size <= most")
DOCUMENTED = RELATE.replace(":\n", ':\n    """Act.\n\n    :param size: how many\n    """\n', 1)


@pytest.mark.parametrize(
    ("shop", "main", "severity"),
    [
        (RELATE, "import os\n", "information"),
        (RELATE, "from shop import act\n\nact(1, 2)\n", "hint"),
        (RELATE + "\n\n__all__ = ['act']\n", "from shop import act\n\nact(1, 2)\n", "information"),
        (RELATE.replace("size <= most", "size in (1, 2)"), "from shop import act\n\nact(1, 2)\n", "information"),
        (RELATE.replace("size <= most", "0 < size <= 9"), "from shop import act\n\nact(1, 2)\n", "information"),
        (
            RELATE.replace("size <= most", "isinstance(size, int), size"),
            "from shop import act\n\nact(1, 2)\n",
            "information",
        ),
        (RELATE.replace("size <= most", "1 not in size"), "from shop import act\n\nact(1, 2)\n", "hint"),
        (DOCUMENTED, "from shop import act\n\nact(1, 2)\n", "information"),
    ],
)
def test_what_relates_values_in_a_function_of_the_programs_own(
    tmp_path: Path, shop: str, main: str, severity: str
) -> None:
    assert said(tmp_path, shop=shop, main=main) == [severity]


def test_a_parameter_that_counts_the_turns() -> None:
    code = "def find(keys, at={}):\n    assert at < 9\n    return find(keys, {})\n"
    assert loudness(code.format(0, "at + 1"))["assert-as-validation"] == ["hint"]
    assert loudness(code.format(0, "at=at + 1"))["assert-as-validation"] == ["hint"]
    assert loudness(code.format(0, "").replace(", )", ")"))["assert-as-validation"] == ["information"]
    assert loudness(code.replace("={}", "").format("at + 1"))["assert-as-validation"] == ["information"]


@pytest.mark.parametrize(
    "code",
    [
        "def act(size):\n    # Sanity check for devs who miss the typing errors\n    assert size > 3\n    return size\n",
        "from typing import Literal\n\n\ndef act(size: Literal[1, 2]):\n    assert size in (1, 2)\n    return size\n",
    ],
)
def test_what_is_for_the_authors_is_a_hint(code: str) -> None:
    assert loudness(code)["assert-as-validation"] == ["hint"]
    assert loudness(code.replace("Sanity check", "The size").replace("devs who miss", "x"))["assert-as-validation"]


def test_a_comment_that_only_tells_what_is_checked_excuses_nothing() -> None:
    code = "def act(size):\n    # small ones are not sold\n    assert size > 3\n    return size\n"
    assert loudness(code)["assert-as-validation"] == ["information"]


def test_helpers_of_tests_fail_as_tests_do() -> None:
    code = "def {}(one, other):\n    assert len(one) == len(other)\n"
    assert "assert-as-validation" not in loudness(code.format("assert_alike"))
    assert loudness(code.format("compare"))["assert-as-validation"] == ["information"]
    assert loudness(code.format("compare"), "src/shop/_testing.py")["assert-as-validation"] == ["hint"]


def test_neighbours_are_told_alike() -> None:
    code = "def act(names: set, size):\n    assert isinstance(names, set)\n    {}\n    return names, size\n"
    assert "assert-as-validation" not in loudness(code.format("assert size is not None"))
    assert loudness(code.format("assert size > 3"))["assert-as-validation"] == ["hint", "information"]


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("shop/tools.py", "information"),
        ("shop/_tools.py", "hint"),
        ("_shop/tools.py", "hint"),
        ("_shop/a/b.py", "information"),
    ],
)
def test_in_a_private_module_the_program_itself_is_the_caller(path: str, severity: str) -> None:
    assert loudness(ACT, path)["assert-as-validation"] == [severity]


def test_a_method_that_nobody_is_told_of_is_for_the_framework_above() -> None:
    method = "class Shop{}:\n    def act(self, size):\n        {}assert size > 3\n        return size\n"
    text = "from enum import Enum\n\nfrom graph import Op\n\n\n" + method
    assert loudness(text.format("(Op)", ""))["assert-as-validation"] == ["hint"]
    for base, before in (("", ""), ("(Enum)", ""), ("(Op)", "'Act.'\n        ")):
        assert loudness(text.format(base, before))["assert-as-validation"] == ["information"], (base, before)
