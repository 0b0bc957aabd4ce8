"""Imports for type checkers alone: where they go, and that `TYPE_CHECKING` is bound above them."""

from __future__ import annotations

import pytest

from burnish_checks.core.guarded import import_for_checkers
from burnish_checks.core.repair import after
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for

CASES = {
    "none yet": (
        "import ast\n\nX = ast\n",
        "import ast\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from decimal import Decimal\n\nX = ast\n",
    ),
    "bound further down": (
        "import ast\n\ntry:\n    import b\nexcept ImportError:\n    b = None\n\nfrom typing import TYPE_CHECKING\n\nX = 1\n",
        "import ast\n\ntry:\n    import b\nexcept ImportError:\n    b = None\n\nfrom typing import TYPE_CHECKING\n"
        "\nif TYPE_CHECKING:\n    from decimal import Decimal\n\nX = 1\n",
    ),
    "merged and sorted": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from decimal import Context, getcontext\n\nX = 1\n",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from decimal import Context, Decimal, getcontext\n\nX = 1\n",
    ),
    "in order": (
        "import typing\n\nif typing.TYPE_CHECKING:\n    from ast import AST\n    from zlib import crc32\n\nX = 1\n",
        "import typing\n\nif typing.TYPE_CHECKING:\n    from ast import AST\n    from decimal import Decimal\n"
        "    from zlib import crc32\n\nX = 1\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_import_for_type_checkers(case: str) -> None:
    text, expected = CASES[case]
    snapshot = open_document(text, environment_for("/src/module.py", Settings(), None))
    assert after(snapshot, import_for_checkers(snapshot, "from decimal import Decimal")).text == expected
