"""Workflow commands of GitHub Actions: each finding becomes an annotation on its lines."""

from __future__ import annotations

from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.text_format import drawn
from burnish_checks.review.words import plural

_LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


class Format:
    """One workflow command a line. GitHub shows ten notices of a step: hints are counted, unless they were asked for."""

    def __init__(self, stream: TextIO, hints: bool = True) -> None:
        self.stream = stream
        self.hints = hints

    def start(self) -> None:
        """Commands need no beginning."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file; columns only where a span stays on one line, as GitHub wants them."""
        for remark in checked.remarks:
            if remark.severity == "hint" and not self.hints:
                continue
            fields = {
                "file": drawn(remark.path).replace("\\", "/"),
                "line": str(remark.span[0] + 1),
                "endLine": str(remark.span[2] + 1),
                "title": f"burnish: {remark.code}",
            }
            if remark.span[0] == remark.span[2]:
                fields |= {"col": str(remark.span[1] + 1), "endColumn": str(remark.span[3] + 1)}
            shown = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
            self.stream.write(f"::{_LEVELS[remark.severity]} {shown}::{_data(remark.message)}\n")

    def end(self, summary: Summary) -> None:
        """Say how many hints became no annotations: commands need no end."""
        if (left := summary.counts.get("hint", 0)) and not self.hints:
            self.stream.write(f"{plural(left, 'hint')} not annotated (`--select RULE` annotates those of a rule).\n")


def _data(text: str) -> str:
    """A message as the runner's command parser reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value as the runner's command parser reads it back."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
