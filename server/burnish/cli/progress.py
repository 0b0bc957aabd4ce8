"""One line on a terminal that tells how far a long run has come; nothing anywhere else.

Nor on a CI server, even if it gives its steps a terminal: what follows the line would not begin a line of the log.
"""

from __future__ import annotations

import os
import time
from typing import TextIO

_PATIENCE = 1.0
_INTERVAL = 0.1


class Progress:
    """Counts steps, and shows the count on a terminal once the run has taken a second."""

    def __init__(self, stream: TextIO, what: str = "files checked") -> None:
        self.stream = stream
        self.what = what
        self.active = stream.isatty() and not os.environ.get("CI")
        self.done = 0
        self.visible = False
        self.next = time.monotonic() + _PATIENCE

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.active and time.monotonic() >= self.next:
            self.next = time.monotonic() + _INTERVAL
            self.stream.write(f"\r\x1b[2K{self.done:,} {self.what}")
            self.stream.flush()
            self.visible = True

    def clear(self) -> None:
        """Take the line away."""
        if self.visible:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
            self.visible = False
