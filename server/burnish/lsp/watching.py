"""Watching the workspace's files for a client that cannot, with watchfiles, where that is installed.

Neovim on Linux is such a client. Without watchfiles other files count as they were when they were last saved here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from burnish_checks.files import is_source

_LOOK = 500
"""Milliseconds between two looks at whether the server should end."""


async def changes_on_disk(roots: Sequence[str], also: str) -> AsyncIterator[list[str]]:
    """The paths in each batch of changes to Python files, and to files named `also`; none without watchfiles."""
    try:
        from watchfiles import DefaultFilter, awatch
    except ImportError:
        return
    skipped = DefaultFilter()

    def matters(change: object, path: str) -> bool:
        return (is_source(path) or path.endswith(also)) and skipped(change, path)  # type: ignore[arg-type]

    async for batch in awatch(*roots, watch_filter=matters, rust_timeout=_LOOK):
        yield sorted({path for _, path in batch})
