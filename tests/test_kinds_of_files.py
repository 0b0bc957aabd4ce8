"""Which kind a file is of: of tests, copied, generated, a face, or one that also runs on Python 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.configuration import settings_for
from burnish_checks.core.settings import Role, Settings
from burnish_checks.files import is_source
from burnish_checks.policy import environment_for, is_copied, role_of


def test_a_test_suite_is_a_folder_of_tests() -> None:
    assert role_of("src/borg/testsuite/archive.py") is role_of("src/borg/tests/archive.py")
    assert role_of("shop/unit_tests/archive.py") is role_of("src/borg/tests/archive.py")
    assert role_of("shop/contests/archive.py") is not role_of("src/borg/tests/archive.py")
    assert role_of("src/borg/archive.py") is not role_of("src/borg/tests/archive.py")


@pytest.mark.parametrize(
    ("name", "text", "old"),
    [
        ("pyproject.toml", '[project]\nrequires-python = ">=2.7, !=3.0.*"\n', True),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.8"\n', False),
        ("pyproject.toml", '[project]\nclassifiers = ["Programming Language :: Python :: 2.7"]\n', True),
        ("setup.cfg", "[options]\npython_requires = >=2.7\n", True),
        ("setup.cfg", "[metadata]\nclassifiers =\n    Programming Language :: Python :: 2\n", True),
        ("setup.py", "setup(python_requires='>=2.7')\n", True),
        ("setup.py", "setup(classifiers=['Programming Language :: Python :: 3'])\n", False),
        ("setup.py", "setup(\n", None),
        ("PKG-INFO", "Requires-Python: >=2.7\n\nText\n", True),
        ("shop-1.0.dist-info/METADATA", "Classifier: Programming Language :: Python :: 2.7\n\nText\n", True),
        (
            "shop-1.0.dist-info/METADATA",
            "Requires-Python: >=3.7\nClassifier: Programming Language :: Python :: 2\n",
            False,
        ),
    ],
)
def test_the_project_says_whether_it_runs_on_python_2(tmp_path: Path, name: str, text: str, old: bool | None) -> None:
    file, package = tmp_path / name, tmp_path / "shop"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    package.mkdir()
    (package / "__init__.py").write_text("")
    assert settings_for(package / "cart.py")[0].python_2 is old


def test_metadata_beside_a_package_counts_where_the_package_looks_like_a_project(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "setup.cfg").write_text("[metadata]\nname = data\n")
    (tmp_path / "shop-1.0.dist-info").mkdir()
    (tmp_path / "shop-1.0.dist-info" / "METADATA").write_text("Classifier: Programming Language :: Python :: 2.7\n\n")
    assert settings_for(package / "cart.py")[0].python_2 is True


def test_templates_are_told_by_their_names() -> None:
    for name, left in (("ext_{{ label }}.py", True), ("ext_label.py", False)):
        assert is_source(name) is not left, name


def test_copies_in_a_folder_of_contributions() -> None:
    for path, copied in (
        ("shop/contrib/configobj/validate.py", True),
        ("shop/contrib/cart/validate.py", False),
        ("shop/external/concurrent/futures/thread.py", True),
        ("shop/concurrent/futures/thread.py", False),
        ("shop/vendor/requests_kerberos/kerberos_.py", True),
        ("shop/lib/dataclasses.py", True),
        ("shop/lib/enum.py", False),
    ):
        assert is_copied(path) is copied


def test_a_program_that_tests_keep_is_of_the_tests(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "tests" / "programs" / "one"
    folder.mkdir(parents=True)
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / "tests" / "__init__.py").write_text("")
    path = str(folder / "main.py")
    assert environment_for(path, Settings(), None, str(folder)).role is Role.TEST
    assert environment_for(str(tmp_path / "main.py"), Settings(), None, str(tmp_path)).role is Role.SOURCE


@pytest.mark.parametrize(
    ("path", "copied"),
    [
        ("shop/preferences/configobj/src/configobj/validate.py", True),
        ("configobj/src/configobj/validate.py", False),
        ("shop/preferences/config.py", False),
        ("shop/attic/cart.py", True),
        ("shop/static/cart.py", False),
    ],
)
def test_a_known_package_inside_another_is_copied(path: str, copied: bool) -> None:
    assert is_copied(path) is copied
