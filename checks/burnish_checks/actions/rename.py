"""Rename on a person's wish: what an editor calls `rename` and `prepareRename`."""

from __future__ import annotations

from burnish_checks.renaming import prepare_rename as prepare_rename
from burnish_checks.renaming import rename as rename
