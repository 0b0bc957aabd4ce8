"""What a reader of the first pages of twelve packages signed, and beside it what was false or not worth a line."""

from __future__ import annotations

from pathlib import Path

from burnish_checks.core.repair import targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.verifying import propose
from tests.imports.test_unused_import import opened
from tests.loudness import hinted, loudness_in, unsaid

TRANSLATED = (
    "from tornado import gen\n\n\ndef go(job):\n    try:\n        job()\n    except OSError:\n        raise {}(job)\n"
)
CAUGHT_AROUND = (
    "class Stopped(Exception):\n    pass\n\n\ndef go(job):\n    try:\n        try:\n            job()\n"
    "        except OSError:\n            raise Stopped('by the user')\n    except Stopped as stopped:\n        {}\n"
)

HINTS = [
    ("lost-cause", CAUGHT_AROUND.format("raise"), CAUGHT_AROUND.format("print(stopped)")),
    ("unused-import", "import os\n\nprint(input())\n", "import os\n\ntext = input()\nprint(eval(text))\n"),
]

UNSAID = [
    ("lost-cause", TRANSLATED.format("KeyError"), TRANSLATED.format("gen.Return")),
]

test_one_is_said_aloud_and_the_other_is_a_hint = hinted(HINTS)
test_one_is_said_aloud_and_the_other_not_at_all = unsaid(UNSAID)


SHOP = {
    "shop/__init__.py": "from .cart import *\nfrom .price import *\n",
    "shop/cart.py": "from .money import Euro\nfrom .price import Price\nfrom csv import reader\nimport os\n",
    "shop/money.py": "Euro = 1\n",
    "shop/price.py": "Price = 2\n",
}


def test_what_a_package_offers_only_by_a_star_is_a_hint(tmp_path: Path) -> None:
    told = loudness_in(tmp_path, SHOP, "shop/cart.py")["unused-import"]
    assert told == ["hint", "warning", "warning", "warning"]
    listed = SHOP | {"shop/__init__.py": "from .cart import *\n__all__ = ['Cart']\n"}
    assert loudness_in(tmp_path, listed, "shop/cart.py")["unused-import"] == ["warning"] * 4


def test_taking_away_what_a_star_passes_on_is_not_safe(tmp_path: Path) -> None:
    found = targets(opened(tmp_path, "shop/cart.py", SHOP))
    repairs = {item.finding.data["name"]: propose(item, item.finding.rule.fixes[1])[0] for item in found}
    safe = {name for name, repair in repairs.items() if repair is not None and repair.safety is Safety.SAFE}
    assert repairs.keys() == {"Euro", "Price", "reader", "os"}
    assert safe == {"Price"}


def test_what_a_text_that_is_run_may_use_is_not_safely_taken_away(tmp_path: Path) -> None:
    for code, safety in (("exec(text)", Safety.UNSAFE), ("exec('x = 1')", Safety.SAFE)):
        (target,) = targets(opened(tmp_path, "main.py", {"main.py": f"import os\n\ntext = input()\n{code}\n"}))
        repair, _ = propose(target, target.finding.rule.fixes[1])
        assert repair is not None
        assert repair.safety is safety
