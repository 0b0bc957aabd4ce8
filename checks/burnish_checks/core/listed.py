"""Modules that list their own names, and so find what a repair adds to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnish_checks.core.snapshot import Snapshot

_LISTS = re.compile(
    r"\b(?:getmembers|dir|vars|getmembers_static)\(\s*(?:sys\.)?modules\[__name__\]|\bmodules\[__name__\]\.__dict__"
    r"|\bglobals\(\)\.(?:copy|items|keys|values)\(|\b(?:in|list\(|sorted\(|dict\()\s*globals\(\)|\b(?:dir|vars)\(\)"
)
"""`inspect.getmembers(sys.modules[__name__])`, `globals().items()`, `for name in dir():`."""


def newly_listed(before: Snapshot, result: Snapshot) -> str:
    """Why names that a repair adds to the module may not be: it lists its names. Empty if it does not, or none is added.

    What is imported for type checkers alone is no name of the module while it runs.
    """
    new = _names(result) - _names(before)
    if new and any(_LISTS.search(entry.block.text) for entry in before.entries if "(" in entry.block.text):
        return f"The module lists its own names, and would find the new `{min(new)}` among them."
    return ""


def _names(snapshot: Snapshot) -> set[str]:
    unseen = {item.name for item in snapshot.joined.get("imports", {}) if item.guard == "type-checking"}
    return {binding.name for binding in snapshot.joined.get("binds", {})} - unseen
