"""Checkstyle XML, which many review tools read: a file element with an error element for each finding."""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import quoteattr

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.xml_text import plain

_LEVELS = {"error": "error", "warning": "warning", "information": "info", "hint": "info"}


class Format:
    """One XML document."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def start(self) -> None:
        """Open the document."""
        self.stream.write('<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="4.3">\n')

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        self.stream.write(f"  <file name={quoteattr(plain(checked.path))}>\n")
        for remark in checked.remarks:
            self.stream.write(
                f'    <error line="{remark.span[0] + 1}" column="{remark.span[1] + 1}"'
                f' severity="{_LEVELS[remark.severity]}" message={quoteattr(plain(remark.message))}'
                f' source="burnish.{remark.category}.{remark.code}"/>\n'
            )
        self.stream.write("  </file>\n")

    def end(self, summary: Summary) -> None:
        """Close the document."""
        self.stream.write("</checkstyle>\n")
