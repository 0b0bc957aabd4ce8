"""A rename that keeps the old name leaves nothing behind that code elsewhere could miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import Repair, Target, targets
from burnish_checks.core.verifying import propose
from burnish_checks.renaming import keep_old_name, rename
from tests.renaming.test_rename import Files, applied, opened, read_case

KEPT = Path(__file__).parent / "kept"


def kept(root: Path, files: Files, new: str) -> tuple[Repair | None, Files]:
    """What the rename that keeps the old name makes of the files."""
    snapshot, position = opened(root, files)
    repair = keep_old_name(snapshot, position, new, None, rename(snapshot, position, new))
    return repair, applied(root, snapshot, repair) if repair is not None else {}


@pytest.mark.parametrize("case", sorted(KEPT.glob("*.txt")), ids=lambda path: path.stem)
def test_both_names_are_there(case: Path, tmp_path: Path) -> None:
    files, new, expected = read_case(case)
    repair, found = kept(tmp_path, files, new)
    assert repair is not None and all(not change.confirm for change in repair.changes)
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "^size = 1\ndef grow():\n    global size\n    size = 2\n",
        "^size = 1\nsize = 2\n",
        "^size, other = 1, 2\n",
        "def size(^size): return size\n",
        "class A:\n    ^size = 1\n",
        "class A:\n    def ^size(self): pass\nclass B(A):\n    size = None\n",
        "def ^size(): pass\nif size:\n    size = 1\n",
    ],
)
def test_what_may_be_another_thing_later_is_not_kept(text: str, tmp_path: Path) -> None:
    assert kept(tmp_path, {"a.py": text}, "new_size")[0] is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('assert str(raised) == "shop.bad_input: 3"', True),
        ('assert repr(thing) == "<bad_input 3>"', True),
        ('assert repr(thing) == "bad_input(3)"', True),
        ('assert type(thing).__name__ == "bad_input"', True),
        ("def f():\n    '''>>> f()\n    Traceback (most recent call last):\n    bad_input: 3\n    '''", True),
        ('assert "a bad_input is not good"', False),
        ("def f():\n    '''Do it.\n\n    Raises:\n        bad_input: Always.\n    '''", False),
        ('__all__ = ["bad_input"]\nfrom shop import bad_input', False),
    ],
)
def test_a_class_whose_name_is_shown_wants_a_look(text: str, shown: bool, tmp_path: Path) -> None:
    files = {"shop.py": "class ^bad_input: pass\n", "test_shop.py": text + "\n"}
    repair, _ = kept(tmp_path, files, "BadInput")
    assert repair is not None and any(change.confirm for change in repair.changes) == shown


def test_the_fix_of_a_public_name_keeps_it_and_of_a_private_one_does_not(tmp_path: Path) -> None:
    files = {
        "shop/parts.py": "^class cart_item:\n    pass\n\n\nclass _cart_list:\n    pass\n",
        "shop/__init__.py": "from shop.parts import cart_item\n",
    }
    snapshot, _ = opened(tmp_path, files)
    found: dict[str, Target] = {target.finding.data["name"]: target for target in targets(snapshot)
                                if target.finding.rule.slug == "class-name"}  # fmt: skip
    public, private = (propose(found[name], found[name].finding.rule.fixes[0]) for name in ("cart_item", "_cart_list"))
    assert public[1].result is not None and private[1].result is not None
    assert public[0] is not None and public[0].title == "Rename `cart_item` to `CartItem` and keep the old name"
    assert "cart_item = CartItem" in public[1].result.text
    assert "cart_list =" not in private[1].result.text
