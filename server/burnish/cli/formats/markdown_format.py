"""Findings as a Markdown table, for the summary of a pipeline or a comment."""

from __future__ import annotations

from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.text_format import sentence


class Format:
    """One table for all files, then a sentence."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.any = False

    def start(self) -> None:
        """The head of the table is written with the first finding."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        if not self.any:
            self.stream.write("| where | severity | rule | what |\n|---|---|---|---|\n")
            self.any = True
        for remark in checked.remarks:
            line = remark.span[0] + 1
            path = remark.path.replace("\\", "/")
            where = f"[{cell(path)}:{line}]({path.replace(' ', '%20')}#L{line})"
            rule = f"[{remark.code}]({remark.url})"
            self.stream.write(f"| {where} | {remark.severity} | {rule} | {cell(remark.message)} |\n")

    def end(self, summary: Summary) -> None:
        """Write what the run came to."""
        self.stream.write(("\n" if self.any else "") + sentence(summary) + "\n")


def cell(text: str) -> str:
    """Text as a table's cell can hold it."""
    return text.replace("\n", " ").replace("|", "\\|")
