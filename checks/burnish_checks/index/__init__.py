"""The facts of the workspace's other files, and what is asked of them. No tree and no text is kept."""

from __future__ import annotations

from burnish_checks.index.gathering import FileFacts as FileFacts
from burnish_checks.index.gathering import facts_and_reading_of as facts_and_reading_of
from burnish_checks.index.gathering import facts_of as facts_of
from burnish_checks.index.gathering import placed_facts_of as placed_facts_of
from burnish_checks.index.gathering import read_facts as read_facts
from burnish_checks.index.gathering import stable as stable
from burnish_checks.index.packing import pack as pack
from burnish_checks.index.workspace import WorkspaceIndex as WorkspaceIndex
