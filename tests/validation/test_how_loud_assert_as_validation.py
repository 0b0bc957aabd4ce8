"""When `assert-as-validation` is said aloud, and when it is a hint or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from tests.loudness import loudness, loudness_in, messages


def test_an_assert_that_calls_its_failure_a_bug_checks_the_program() -> None:
    text = "def f(size):\n    assert size > 3, '{}: too small'\n    return size\n"
    assert "assert-as-validation" not in loudness(text.format("BUG"))
    assert "assert-as-validation" in loudness(text.format("Shop"))


def test_an_assert_in_an_override_or_a_maker_of_decorators_is_internal() -> None:
    base = "class A:\n    def find(self, name, ns=None):\n        return 1\n\n\nclass B({}):\n"
    method = "    def find(self, name, ns=None):\n        assert ns in (1, None)\n        return name\n"
    assert loudness(base.format("A") + method)["assert-as-validation"] == ["hint"]
    assert loudness(base.format("") + method)["assert-as-validation"] == ["information"]
    maker = "def method(s):\n    assert issubclass(s, int), s\n\n    def bind(f):\n        return f\n\n    return {}\n"
    assert loudness(maker.format("bind"))["assert-as-validation"] == ["hint"]
    assert loudness(maker.format("s"))["assert-as-validation"] == ["information"]


@pytest.mark.parametrize(
    "guard",
    [
        "import sys\n\ntry:\n    assert False\nexcept AssertionError:\n    pass\nelse:\n    sys.exit('needs asserts')\n",
        "if not __debug__:\n    raise RuntimeError('needs asserts')\n",
    ],
)
def test_a_program_that_refuses_to_run_without_asserts_has_them(tmp_path: Path, guard: str) -> None:
    text = "def act(size):\n    assert size > 3\n    return size\n"
    (tmp_path / "shop.py").write_text(text)
    (tmp_path / "main.py").write_text(guard)
    path = str(tmp_path / "shop.py")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([path])
    assert "assert-as-validation" in loudness(text)
    index.build([path, str(tmp_path / "main.py")])
    assert "assert-as-validation" not in loudness(text, path, index)
    assert "assert-as-validation" not in loudness(guard + text)


@pytest.mark.parametrize(("folder", "told"), [("scripts", "hint"), ("shop", "information")])
def test_asserts_of_a_script_are_for_its_author(tmp_path: Path, folder: str, told: str) -> None:
    code = 'def act(size):\n    """Act.\n\n    Args:\n      size: how many\n    """\n'
    code += "    assert size > 3\n    return size\n\n\nact(4)\n"
    assert loudness_in(tmp_path, {f"{folder}/main.py": code}, f"{folder}/main.py")["assert-as-validation"] == [told]


TABLED = "from shop.sums import act\n\nprint({})\n"


@pytest.mark.parametrize(
    ("main", "told"), [("{1: act}", "hint"), ("{1: 'act'}", "information"), ("act", "information")]
)
def test_what_a_table_holds_is_called_out_of_it(tmp_path: Path, main: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/sums.py": "def act(size):\n    assert size > 3\n    return size\n"}
    files["main.py"] = TABLED.format(main)
    assert loudness_in(tmp_path, files, "shop/sums.py")["assert-as-validation"] == [told]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("assert value > 1", "AssertionError"),
        ("value = int(value)\n        assert value > 1", "(AssertionError, ValueError)"),
        ("match value:\n            case 1:\n                assert other", "(AssertionError, OSError)"),
    ],
)
def test_an_assert_that_is_waited_for(body: str, kinds: str) -> None:
    code = f"def go(value, other):\n    try:\n        {body}\n    except {kinds}:\n        return 1\n"
    assert "with it what its `except` does" in messages(code, "assert-as-validation")[0]
    assert not messages(code.replace("AssertionError", "KeyError"), "assert-as-validation")


WAITED = (
    "def matches(found, wanted):\n    size = len(found)\n    try:\n        {}\n    except {}:\n        return False\n"
    "    return True\n"
)


@pytest.mark.parametrize(
    ("tried", "caught", "said"),
    [
        ("assert size == wanted", "AssertionError", True),
        ("assert size == wanted", "Exception", True),
        ("size = found.size()\n        assert size == wanted", "Exception", True),
        ("assert size == wanted\n        found.close()", "Exception", False),
        ("assert size == wanted\n        found.close()", "(KeyError, AssertionError)", True),
        ("assert size == wanted", "KeyError", False),
    ],
)
def test_an_assert_whose_failure_is_waited_for_is_an_if(tried: str, caught: str, said: bool) -> None:
    told = loudness(WAITED.format(tried, caught))
    assert (told.get("assert-as-validation") == ["information"]) is said


def test_arguments_that_a_caller_of_the_program_makes_alike_are_an_invariant(tmp_path: Path) -> None:
    code = "class Decisions:\n    def agree(self, ours, theirs):\n        assert ours == {}\n        self.add(ours)\n"
    files = {"merge.py": "def merge(decisions, diff):\n    decisions.agree(diff, diff)\n"}
    for other, told in (("theirs", ["hint"]), ("'same'", ["information"])):
        found = loudness_in(tmp_path, files | {"decisions.py": code.format(other)}, "decisions.py")
        assert found["assert-as-validation"] == told
