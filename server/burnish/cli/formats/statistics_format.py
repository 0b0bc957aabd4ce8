"""Findings counted by rule, most first."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.text_format import sentence


class Format:
    """A table of count, severity, rule, and whether `burnish fix` mends it by itself."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.counts: Counter[tuple[str, str]] = Counter()
        self.mended: Counter[str] = Counter()

    def start(self) -> None:
        """The table comes at the end."""

    def file(self, checked: Checked) -> None:
        """Count the findings of a file."""
        for remark in checked.remarks:
            self.counts[remark.code, remark.severity] += 1
            self.mended[remark.code] += any(repair["automatic"] for repair in remark.repairs)

    def end(self, summary: Summary) -> None:
        """Write the table."""
        for (code, severity), count in sorted(self.counts.items(), key=lambda item: (-item[1], item[0])):
            mended = f"  {self.mended[code]} mended by `burnish fix`" if self.mended[code] else ""
            self.stream.write(f"{count:7}  {severity:11}  {code}{mended}\n")
        self.stream.write(sentence(summary) + "\n")
