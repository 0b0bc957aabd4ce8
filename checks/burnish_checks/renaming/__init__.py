"""Renaming what a name stands for, everywhere in the workspace: each occurrence is resolved, or shown as unresolved."""

from __future__ import annotations

from burnish_checks.renaming.keeping import keep_old_name as keep_old_name
from burnish_checks.renaming.mirrors import MIRRORED as MIRRORED
from burnish_checks.renaming.moving import hindrance as hindrance
from burnish_checks.renaming.moving import move_files as move_files
from burnish_checks.renaming.references import CLASS_UNKNOWN as CLASS_UNKNOWN
from burnish_checks.renaming.rename import Named as Named
from burnish_checks.renaming.rename import prepare_rename as prepare_rename
from burnish_checks.renaming.rename import rename as rename
from burnish_checks.renaming.views import Index as Index
