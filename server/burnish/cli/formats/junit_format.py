"""JUnit XML: a suite for each file with findings, a failed case for each finding, as CI servers show them.

Written with the standard library's escaping, suite by suite: the libraries for this format build the whole
document in memory first.
"""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import quoteattr

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.xml_text import escaped, plain


class Format:
    """One XML document."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.any = False

    def start(self) -> None:
        """Open the document."""
        self.stream.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="burnish">\n')

    def file(self, checked: Checked) -> None:
        """Write the suite of a file."""
        self.any = True
        count = len(checked.remarks)
        name = quoteattr(plain(checked.path))
        self.stream.write(f'  <testsuite name={name} tests="{count}" failures="{count}" errors="0" skipped="0">\n')
        for remark in checked.remarks:
            place = f"line {remark.span[0] + 1}, column {remark.span[1] + 1}"
            case = quoteattr(f"{remark.code} ({place})")
            self.stream.write(
                f'    <testcase name={case} classname={name} file={name} line="{remark.span[0] + 1}" time="0">\n'
                f"      <failure type={quoteattr(remark.severity)} message={quoteattr(plain(remark.message))}>"
                f"{escaped(f'{remark.path}: {place}: {remark.message}')}</failure>\n"
                "    </testcase>\n"
            )
        self.stream.write("  </testsuite>\n")

    def end(self, summary: Summary) -> None:
        """Close the document; a run without findings is one passed case."""
        if not self.any:
            self.stream.write(
                '  <testsuite name="burnish" tests="1" failures="0" errors="0" skipped="0">\n'
                '    <testcase name="no findings" classname="burnish" time="0"/>\n  </testsuite>\n'
            )
        self.stream.write("</testsuites>\n")
