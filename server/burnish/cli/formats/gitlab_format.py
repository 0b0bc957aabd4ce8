"""GitLab's Code Quality report: the fields of a Code Climate issue that GitLab reads."""

from __future__ import annotations

import json
from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.fingerprints import Fingerprints

_LEVELS = {"error": "critical", "warning": "major", "information": "minor", "hint": "info"}


class Format:
    """One array, written as results arrive."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.before = "[\n"
        self.fingerprints = Fingerprints()

    def start(self) -> None:
        """The bracket is written with the first issue."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        for remark in checked.remarks:
            issue = {
                "type": "issue",
                "check_name": remark.code,
                "description": remark.message,
                "categories": ["Security" if remark.category == "security" else "Style"],
                "severity": _LEVELS[remark.severity],
                "fingerprint": self.fingerprints.of(remark),
                "location": {
                    "path": remark.path.replace("\\", "/"),
                    "lines": {"begin": remark.span[0] + 1, "end": remark.span[2] + 1},
                },
            }
            self.stream.write(self.before + json.dumps(issue))
            self.before = ",\n"

    def end(self, summary: Summary) -> None:
        """Close the array."""
        self.stream.write("[]\n" if self.before == "[\n" else "\n]\n")
