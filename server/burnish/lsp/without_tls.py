"""asyncio without TLS, as where Python was built without: nobody here uses it, and importing `ssl` takes 4 ms of the start."""

from __future__ import annotations

import sys
from typing import Any


def import_asyncio() -> None:
    """Import asyncio, and no `ssl` on the way, unless either is imported already."""
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    modules: dict[str, Any] = sys.modules
    modules["ssl"] = None  # an import of it fails, which asyncio expects
    try:
        import asyncio  # noqa: F401
    finally:
        del modules["ssl"]
