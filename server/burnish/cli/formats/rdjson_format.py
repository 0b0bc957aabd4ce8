"""reviewdog's rdjson: columns count UTF-8 bytes from 1, ends are exclusive, verified fixes are suggestions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish_checks.core.positions import column_of_units
from burnish_checks.review.remark import Remark

_LEVELS = {"error": "ERROR", "warning": "WARNING", "information": "INFO", "hint": "INFO"}


class Format:
    """One object, its diagnostics written as results arrive."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.before = "\n"

    def start(self) -> None:
        """Open the object."""
        self.stream.write('{"source": {"name": "burnish", "url": "https://burnish.readthedocs.io/"}, "diagnostics": [')

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        for remark in checked.remarks:
            self.stream.write(self.before + json.dumps(diagnostic(remark)))
            self.before = ",\n"

    def end(self, summary: Summary) -> None:
        """Close the object."""
        self.stream.write("]}\n")


def diagnostic(remark: Remark) -> dict[str, Any]:
    """A finding as reviewdog's protocol has it."""
    result: dict[str, Any] = {
        "message": remark.message,
        "location": {"path": remark.path.replace("\\", "/"), "range": _range(remark)},
        "severity": _LEVELS[remark.severity],
        "code": {"value": remark.code, "url": remark.url},
    }
    suggestions = [
        {"range": place, "text": edit["newText"]}
        for fix in remark.fixes or ()
        if len(fix["edits"]) == 1 and (place := _within(remark, fix["edits"][0])) is not None
        for edit in fix["edits"]
    ]
    if suggestions:
        result["suggestions"] = suggestions
    return result


def _range(remark: Remark) -> dict[str, Any]:
    first, last = remark.source[0], remark.source[-1] if len(remark.source) > remark.span[2] - remark.span[0] else ""
    return {
        "start": {"line": remark.span[0] + 1, "column": _bytes(first, remark.span[1])},
        "end": {"line": remark.span[2] + 1, "column": _bytes(last, remark.span[3]) if last else 1},
    }


def _within(remark: Remark, edit: dict[str, Any]) -> dict[str, Any] | None:
    """The range of an edit that lies in the lines known of the finding, or None."""
    if "path" in edit:
        return None
    place = {}
    for end in ("start", "end"):
        line = edit["range"][end]["line"] - remark.span[0]
        if not 0 <= line < len(remark.source):
            return None
        text = remark.source[line]
        column = column_of_units(text, edit["range"][end]["character"], "utf-16")
        place[end] = {"line": edit["range"][end]["line"] + 1, "column": _bytes(text, column)}
    return place


def _bytes(line: Sequence[str] | str, column: int) -> int:
    return len("".join(line)[:column].encode("utf-8", "replace")) + 1
