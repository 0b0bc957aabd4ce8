"""How often garbage is looked for: a run ends soon, and what it makes are trees and values, which hold no cycles.

Counting references frees them. Looking for cycles after every 700 new objects, as Python does, went through all that is
recalled again and again: a third of a run that recalls 661 files (0.40 s of processor time and 0.27), a tenth with 118.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 1_000_000
"""How many are made between two collections. Every 100,000, which is less than a long file has, looking for some took 4 %
of the time for 118 files, and found 2,200 objects in all."""
_COLLECTIONS = 100
"""After how many of these those that are left are gone through again: it frees next to nothing."""


def rarely() -> None:
    """Look for garbage rarely from now on."""
    gc.set_threshold(NEW_OBJECTS, _COLLECTIONS)
