"""Findings counted by rule, most first."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.text_format import sentence
from burnish_checks.configuration.options import LEVELS
from burnish_checks.review.words import counted


class Format:
    """A table of count, loudest severity, rule, and what is known of the parts: a row a rule."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.counts: dict[str, Counter[str]] = {}
        """By rule: how many findings there are of each severity."""
        self.fixable: Counter[str] = Counter()

    def start(self) -> None:
        """The table comes at the end."""

    def file(self, checked: Checked) -> None:
        """Count the findings of a file."""
        for remark in checked.remarks:
            self.counts.setdefault(remark.code, Counter())[remark.severity] += 1
            self.fixable[remark.code] += remark.mends_itself

    def end(self, summary: Summary) -> None:
        """Write the table."""
        for code, counts in sorted(self.counts.items(), key=lambda item: (-item[1].total(), item[0])):
            loudest, *others = (severity for severity in LEVELS if counts[severity])
            told = [counted(counts[severity], severity) for severity in others]
            if self.fixable[code]:
                told.append(f"up to {self.fixable[code]} fixable with `burnish fix`")
            notes = f"  ({'; '.join(told)})" if told else ""
            self.stream.write(f"{counts.total():7}  {loudest:11}  {code}{notes}\n")
        self.stream.write(sentence(summary) + "\n")
