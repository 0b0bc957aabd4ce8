"""A finding as plain values: what every report, cache and pipe carries, and exactly the JSON of the contract."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple


class Remark(NamedTuple):
    """One finding. Made of texts, numbers, lists and dicts alone."""

    path: str
    """As the user names the file: relative to the current folder where it lies in it."""
    code: str
    category: str
    severity: str
    message: str
    span: Sequence[int]
    """Start line, start column, end line, end column; lines from 0, columns in code points."""
    units: Sequence[int]
    """Start and end column in UTF-16 code units."""
    source: Sequence[str]
    """The first lines of the span, without endings."""
    related: Sequence[dict[str, Any]]
    url: str
    key: str
    """Tells the finding by content: the same after the code moved or was formatted anew."""
    symbol: str
    """The dotted name of the class or function around it; empty at module level."""
    repairs: Sequence[dict[str, Any]]
    """Title, safety and `automatic` of each repair on offer, not yet verified."""
    fixes: Sequence[dict[str, Any]] | None = None
    """Verified fixes as in the JSON; None where they were not asked for."""
    lead: Sequence[str] = ()
    """The lines just before the span, without endings."""
    silenced: str = ""
    """`inSource` if a comment suppresses it, `external` if a baseline knows it; empty if it is shown."""

    @property
    def mends_itself(self) -> bool:
        """Whether `burnish fix` has a repair for the finding that it tries unasked."""
        return any(repair["automatic"] and repair["safety"] == "safe" for repair in self.repairs)

    def as_json(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        result: dict[str, Any] = {
            "path": self.path,
            "code": self.code,
            "category": self.category,
            "severity": self.severity,
            "message": self.message,
            "range": lsp_range(self.span, self.units),
            "related": list(self.related),
            "url": self.url,
        }
        if self.fixes is not None:
            result["fixes"] = list(self.fixes)
        return result


def lsp_range(span: Sequence[int], units: Sequence[int]) -> dict[str, Any]:
    """A range as LSP has it."""
    return {
        "start": {"line": span[0], "character": units[0]},
        "end": {"line": span[2], "character": units[1]},
    }


def shown_path(path: str) -> str:
    """A path as a report names it: relative to the current folder where it lies in it."""
    relative = os.path.relpath(path) if os.path.isabs(path) else path
    return path if relative.startswith("..") else relative
