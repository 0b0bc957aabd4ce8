"""Small programs from which every possible run of statements is extracted.

The first line of each file gives the expressions that try it, as JSON. Their values or exceptions, and what is
printed, must be the same after any extraction.
"""

from __future__ import annotations

import json
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "fixtures" / "organization" / "programs"
_CALLS = "# calls: "


def programs() -> dict[str, tuple[str, list[str]]]:
    """Each program's text (its line endings as they are) and calls, by the name of its file."""
    found = {}
    for path in sorted(_FOLDER.glob("*.py")):
        first, _, text = path.read_bytes().decode("utf-8").partition("\n")
        found[path.stem] = (text, json.loads(first.removeprefix(_CALLS)))
    return found
