"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from pathlib import Path

from burnish_checks.core.settings import Role, Settings
from burnish_checks.policy import environment_for
from tests.loudness import loudness, messages


def test_a_type_where_a_name_is_expected_is_no_stale_parameter() -> None:
    text = 'def go(data):\n    """Go.\n\n    :param {}:\n        What goes.\n    """\n'
    assert messages(text.format("models.entries"), "stale-parameter")
    for written in ("models.Entry", "models.Entry or models.Form", "shop.models.Entry"):
        assert not messages(text.format(written), "stale-parameter"), written


def test_what_a_package_offers_to_tests_is_typed_and_documented_as_all_it_offers(tmp_path: Path) -> None:
    text = '"""Of shops."""\n\n\ndef add(one, two):\n    assert one\n    return one + two\n'
    assert {"missing-function-docstring", "missing-parameter-annotation"} <= set(loudness(text, "src/shop/testing.py"))
    assert loudness(text, "shop/testing/sums.py")["missing-function-docstring"] == ["hint"]
    assert "assert-as-validation" not in loudness(text, "shop/testing/sums.py")
    for path in ("testing/sums.py", "shop/tests/testing/sums.py", "shop/test_testing.py"):
        assert not loudness(text, path), path
    (tmp_path / "__init__.py").write_text("")
    for path, role in (("testing.py", Role.SUPPORT), ("cart.py", Role.SOURCE)):
        assert environment_for(str(tmp_path / path), Settings(), None, str(tmp_path)).role is role


def test_a_heading_describes_no_parameter() -> None:
    code = (
        'def read(path):\n    """Read it.\n\n    Parameters\n    ----------\n    path : str\n        Where.\n\n    {}\n'
        '        path = "a"\n    """\n    return path\n'
    )
    assert "stale-parameter" not in loudness(code.format("Options:"))
    assert "stale-parameter" not in loudness(code.format("example: read(1)"))
    assert "stale-parameter" not in loudness(code.format(">>> read(1)\n    False"))
    assert loudness(code.format("pathh : str"))["stale-parameter"] == ["information"]


def test_a_type_is_no_name_of_a_parameter() -> None:
    code = 'def show(cart):\n    """Show it.\n\n    :param {}: What is shown.\n    """\n    return cart\n'
    assert "stale-parameter" in loudness(code.format("basket"))
    assert "stale-parameter" in loudness(code.format("shop.models.Cart basket"))
    assert "stale-parameter" not in loudness(code.format("shop.models.Cart or shop.models.Basket"))
