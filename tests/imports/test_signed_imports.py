"""Imports that nothing uses and that are there on purpose are hints, beside the same ones that are left over."""

from __future__ import annotations

import pytest

from tests.loudness import loudness

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
]


@pytest.mark.parametrize(("signed", "other"), PAIRS)
def test_an_import_that_is_there_on_purpose_is_a_hint(signed: str, other: str) -> None:
    assert loudness(signed)["unused-import"] == ["warning"]
    assert loudness(other)["unused-import"] == ["hint"]


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
