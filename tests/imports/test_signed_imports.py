"""Imports that nothing uses and that are there on purpose are hints, beside the same ones that are left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.policy import severity_of
from tests.imports.test_unused_import import opened
from tests.loudness import hinted, loudness

PROBE = "import x\n\ntry:\n    import jna\n    folder = x.a\nexcept {}:\n    folder = x.b\n"
PAIRS = [
    (
        "from core import Page as Shown\nfrom core.more import Form as Form\n\nprint(1)\n",
        "from core import Page as Shown\nfrom core import Form as Form\n\nprint(1)\n",
    ),
    (PROBE.format("OSError"), PROBE.format("ImportError")),
    (
        "import moon\n\n\ndef load():\n    import sun.map\n\n    return moon\n",
        "import sun\n\n\ndef load():\n    import sun.map\n\n    return show()\n\n\ndef show():\n    return sun.map.Map()\n",
    ),
    (
        "import moon\nimport sys\n\nif 'sun.map' in sys.modules:\n    print(1)\n",
        "import sun\nimport sys\n\nif 'sun.map' in sys.modules:\n    print(1)\n",
    ),
    ("import sun\n\nprint('sun.map')\n", "import sun\nimport sys\n\nprint(sys.modules['sun.map'])\n"),
    ("import sun.main\n\nprint(1)\n", "import sun.__main__\n\nprint(1)\n"),
    ("import sun  # a star\n\nprint(1)\n", "import sun  # the rest requires it\n\nprint(1)\n"),
    (
        '"""Suns.\n\n`Hot` is raised.\n"""\n\nfrom sun import Hot\n\nprint(1)\n',
        '"""Suns.\n\n.. autoexception:: Hot\n"""\n\nfrom sun import Hot\n\nprint(1)\n',
    ),
]


test_an_import_that_is_there_on_purpose_is_a_hint = hinted([("unused-import", *pair) for pair in PAIRS])


def test_what_is_imported_as_nothing_may_be_so_again() -> None:
    code = "from shop import a as {0}\nfrom shop import b as {0}\n\nprint({0})\n"
    assert "redefined-import" in loudness(code.format("x"))
    assert "redefined-import" not in loudness(code.format("_"))


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


TAKEN = {"shop/__init__.py": "from far import cart, till\n\n\ndef go():\n    return open(1)\n"}


@pytest.mark.parametrize(
    ("taken", "told"), [("from shop import cart\n", ["hint"]), ("from shop import go\n", ["warning", "warning"])]
)
def test_what_is_imported_beside_what_others_take_may_be_for_users(tmp_path: Path, taken: str, told: list[str]) -> None:
    assert severities(tmp_path, "shop/__init__.py", {**TAKEN, "main.py": taken}) == told


@pytest.mark.parametrize(
    ("source", "told"),
    [("shop._speed", "hint"), ("far._speed", "warning"), ("shop.slow", "warning"), ("shop", "warning")],
)
def test_a_compiled_module_of_the_package_may_look_for_the_name(tmp_path: Path, source: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/slow.py": "def init(): ...\n"}
    files["shop/cart.py"] = f"import os\nfrom {source} import init\n\n\ndef go():\n    os.abort()\n"
    assert severities(tmp_path, "shop/cart.py", files) == [told]


@pytest.mark.parametrize(("files", "using", "told"), [(25, 0, "hint"), (25, 9, "warning"), (9, 0, "warning")])
def test_what_all_files_are_begun_with(tmp_path: Path, files: int, using: int, told: str) -> None:
    texts = {f"part_{n}.py": "from far import plural\n\n\ndef go():\n    print(1)\n" for n in range(files)}
    for n in range(using):
        texts[f"part_{n}.py"] += "\n\nplural(1)\n"
    assert severities(tmp_path, f"part_{files - 1}.py", texts) == [told]


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
