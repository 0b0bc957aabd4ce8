"""What a project's type checker is told of None in hints counts here, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.configuration import resolve
from burnish_checks.core.rule import Severity


@pytest.mark.parametrize(
    ("files", "quiet"),
    [
        ({}, False),
        ({"pyproject.toml": "[tool.mypy]\nstrict_optional = false\n"}, True),
        ({"pyproject.toml": "[tool.mypy]\nstrict_optional = true\n"}, False),
        ({"pyproject.toml": "[tool.mypy]\nno_implicit_optional = false\n"}, True),
        ({"pyproject.toml": "[tool.pyright]\nstrictParameterNoneValue = false\n"}, True),
        ({"mypy.ini": "[mypy]\nimplicit_optional = True\n"}, True),
        ({"mypy.ini": "[mypy-tests.*]\nimplicit_optional = True\n"}, False),
        ({"mypy.ini": "[mypy]\nstrict = True\n", "setup.cfg": "[mypy]\nstrict_optional = False\n"}, False),
        ({"mypy.ini": "[mypy\nimplicit_optional = True\n"}, False),
        ({"setup.cfg": "[mypy]\nstrict_optional = no\n"}, True),
        (
            {"pyproject.toml": '[tool.mypy]\nstrict_optional = false\n[tool.burnish.severity]\ntyping = "warning"\n'},
            False,
        ),
    ],
)
def test_a_type_checker_that_reads_none_into_hints_makes_them_hints(
    tmp_path: Path, files: dict[str, str], quiet: bool
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = resolve(tmp_path / "shop.py").settings
    assert (found.severity.get("implicit-optional") is Severity.HINT) == quiet
    assert resolve(tmp_path / "shop.py").settings is found
    assert "implicit-optional" not in resolve(tmp_path / "shop.py", isolated=True).settings.severity
