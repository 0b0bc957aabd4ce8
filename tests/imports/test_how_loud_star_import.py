"""When `star-import` is said aloud, and when it is a hint or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.policy import severity_of
from tests.imports.test_unused_import import opened
from tests.loudness import loudness, loudness_in, messages


def test_a_module_that_says_that_it_has_moved_passes_all_on() -> None:
    code = (
        "import sys, os, warnings\n\nwarnings.warn('use shop', DeprecationWarning)\n\n_up = os.path.dirname(__file__)\n"
        "sys.path.insert(0, _up)\n\nfrom shop import *\n\nif __name__ == '__main__':\n    main()\n"
    )
    assert loudness(code)["star-import"] == ["hint"]
    assert loudness(code.replace("main()", "print(buy)"))["star-import"] == ["information"]


def severities(root: Path, name: str, files: dict[str, str], rule: str = "unused-import") -> list[str]:
    snapshot = opened(root, name, files, rule)
    return [severity_of(item.finding, snapshot.environment.settings).name.lower() for item in snapshot.findings()]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("names", "RED = 1\nfrom far import BLUE\n", "hint"),
        ("names", "RED = 1\n\n\ndef mix():\n    pass\n", "information"),
        ("constants", "RED = 1\n\n\ndef mix():\n    pass\n", "hint"),
    ],
)
def test_a_module_of_constants_is_made_for_the_star(tmp_path: Path, name: str, body: str, told: str) -> None:
    files = {f"shop/{name}.py": body, "shop/__init__.py": ""}
    files["shop/cart.py"] = f"from shop.{name} import *\n\n\ndef go():\n    return RED\n"
    assert severities(tmp_path, "shop/cart.py", files, "star-import") == [told]


def test_a_stub_passes_on_all_that_it_takes() -> None:
    code = "from PyQt5.QtCore import *\n\nSignal = pyqtSignal\n"
    assert loudness(code)["star-import"] == ["information"]
    assert loudness(code, "src/package/core.pyi")["star-import"] == ["hint"]


def test_branches_that_each_take_another_variant_of_a_module_are_hints() -> None:
    text = "import sys\n\nif sys.version_info > (3, 8):\n    from new import *\nelse:\n    from {} import *\n\n\ndef go(): ...\n"
    assert set(loudness(text.format("old"))["star-import"]) == {"hint"}
    assert set(loudness(text.format("new"))["star-import"]) == {"information"}


def test_what_a_line_says_of_itself_is_read() -> None:
    assert loudness("from shop import *  # these names are for the shell\n\nprint(1)\n")["star-import"] == ["hint"]
    assert loudness("from shop import *  # noqa: E501 too long\n\nprint(1)\n")["star-import"] == ["information"]
    raised = "try:\n    find()\nexcept KeyError as exc:\n    raise LookError(1)\n"
    assert loudness(raised)["unused-exception-name"] == ["hint"]


def test_the_face_of_a_package_gathers_its_modules() -> None:
    gathers = "from package.parts import *\nfrom package import frame\n\nuse(roof)\n"
    face = loudness(gathers, path="src/package/__init__.py")
    assert (face["star-import"], face["unused-import"]) == (["hint"], ["hint"])
    wide = loudness("from package.other.parts import *\n", path="src/package/inner/__init__.py")
    assert wide["star-import"] == ["hint"]
    inner = loudness("import os\nimport package.parts\n\nuse(os)\n", path="src/package/__init__.py")
    assert inner["unused-import"] == ["hint"]
    either = "try:\n    from new import quote, unquote\nexcept ImportError:\n    from old import quote, unquote\n"
    assert set(loudness(either)["unused-import"]) == {"hint"}
    other = loudness(gathers, path="src/package/module.py")
    assert (other["star-import"], other["unused-import"]) == (["information"], ["warning"])


def test_settings_take_over_the_common_ones() -> None:
    code = "from .base import *\n\nDEBUG = bool(1)\n"
    assert loudness(code, "shop/settings/local.py")["star-import"] == ["hint"]
    assert loudness(code, "shop/cart/local.py")["star-import"] == ["information"]


def test_what_is_generated_is_passed_on_with_a_star() -> None:
    code = "from ._{}_run import *\n\n\ndef run(task):\n    return task()\n"
    assert loudness(code.format("generated"))["star-import"] == ["hint"]
    assert loudness(code.format("degenerated"))["star-import"] == ["information"]


def test_what_starts_the_tests_gathers_them() -> None:
    code = "import sys\nimport unittest\n\nfrom shop.tests import *\n\nif __name__ == '__main__':\n    unittest.main(sys.argv)\n"
    assert loudness(code, "src/shop/__main__.py")["star-import"] == ["hint"]
    assert loudness(code, "src/shop/cart.py")["star-import"] == ["information"]


@pytest.mark.parametrize(
    ("name", "star", "told"),
    [("shop/tests/test_cart.py", "shop.cart", "hint"), ("shop/tests/test_cart.py", "far.cart", "information"),
     ("shop/till.py", "shop.cart", "information")],
)  # fmt: skip
def test_tests_take_all_of_what_they_test(tmp_path: Path, name: str, star: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": "def go():\n    pass\n", name: f"from {star} import *\n\ngo()\n"}
    assert loudness_in(tmp_path, files, name)["star-import"] == [told]


def test_the_face_of_a_package_passes_on_what_it_takes_from_others() -> None:
    text = "from falcon import *\n\nNAME = 'a'\n\n\ndef go(): ...\n"
    assert messages(text, "star-import", "shop/__init__.py")[0].endswith("name what is to be passed on.")
    assert messages(text, "star-import", "shop/cart.py")[0].endswith("name what is used.")
    assert loudness(text, "shop/cart.py")["star-import"] == ["information"]


def test_a_module_stands_in_for_one_of_its_name() -> None:
    code = "from qtpy.QtCore import *\n\nx = QPoint()\n\n\ndef f():\n    return QSize\n"
    assert loudness(code, "shop/QtCore.py")["star-import"] == ["hint"]
    assert loudness(code, "shop/geometry.py")["star-import"] == ["information"]
