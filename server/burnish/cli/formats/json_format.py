"""The JSON of the contract: one array, an object for each finding, written as results arrive."""

from __future__ import annotations

import json
from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary


class Format:
    """An array with one finding a line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.before = "[\n"

    def start(self) -> None:
        """Nothing stands before the first finding but the bracket, which is written with it."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        for remark in checked.remarks:
            self.stream.write(self.before + json.dumps(remark.as_json()))
            self.before = ",\n"

    def end(self, summary: Summary) -> None:
        """Close the array."""
        self.stream.write("[]\n" if self.before == "[\n" else "\n]\n")
