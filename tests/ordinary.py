"""What takes the rights of root from a command, so that files and folders can be closed to it where the tests run as root."""

from __future__ import annotations

import os

_OVERRIDES = "-dac_override,-dac_read_search"
ORDINARY: tuple[str, ...] = ("setpriv", "--inh-caps=-all", f"--bounding-set={_OVERRIDES}") if os.geteuid() == 0 else ()
"""To stand before a command."""
