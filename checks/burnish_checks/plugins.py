"""Where plugins offer rules. Light to import: whoever only wants to know which there are need not load them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

ENTRY_POINTS = "burnish.rules"


def plugin_points() -> EntryPoints:
    """The entry points under which plugins of burnish's own environment offer rules; none is loaded yet."""
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINTS)
