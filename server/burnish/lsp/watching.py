"""Watching the workspace's files for a client that cannot, with watchfiles, where that is installed.

Neovim on Linux is such a client. Without watchfiles other files count as they were when they were last saved here.
Only folders that hold source files, and those above them, are watched, each by itself: to watch a folder with all below
it, watchfiles holds Python's lock while it walks through every environment and `node_modules`, half a minute in a large one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing

from burnish_checks.files import is_source

_LOOK = 1_000
"""Milliseconds after which a watch that has nothing to tell is known to have begun."""
_STEP = 250
"""Milliseconds between two looks of the thread that watches, each with Python's lock; watchfiles has 50, and wakes an idle
server 20 times a second."""


async def changes_on_disk(
    roots: Sequence[str], also: str, files_of: Callable[[Iterable[str]], list[str]]
) -> AsyncIterator[list[str]]:
    """The paths in each batch of changes to Python files, and to files named `also`; none without watchfiles.

    `files_of` lists the source files below folders; it is called in a thread.
    """
    try:
        from watchfiles import DefaultFilter, awatch
    except ImportError:
        return
    skipped = DefaultFilter()

    def matters(change: object, path: str) -> bool:
        return (is_source(path) or path.endswith(also) or os.path.isdir(path)) and skipped(change, path)  # type: ignore[arg-type]

    files = set(await asyncio.to_thread(files_of, roots))
    folders = {*roots, *_above(files, roots)}
    while True:
        folders = {folder for folder in folders if os.path.isdir(folder)}
        changes = awatch(
            *folders, watch_filter=matters, step=_STEP, rust_timeout=_LOOK, yield_on_timeout=True, recursive=False
        )
        begun = False
        async with aclosing(changes):
            async for batch in changes:
                paths = {path for _, path in batch} - folders
                fresh = {path for path in paths if os.path.isdir(path)}
                if named := paths - fresh:
                    files |= named
                    yield sorted(named)
                if fresh or not begun:  # a new folder, or what came before the watch had begun
                    begun = True
                    now = set(await asyncio.to_thread(files_of, roots))
                    if late := now - files:
                        files |= late
                        yield sorted(late)
                    fresh |= set(_above(now, roots)) - folders
                if fresh:
                    folders |= fresh
                    break
            else:
                return


def _above(paths: Iterable[str], roots: Sequence[str]) -> Iterable[str]:
    """The folders of files, and those from there up to the roots that they are below."""
    found: set[str] = set()
    for path in paths:
        folder = os.path.dirname(path)
        while folder not in found and any(folder.startswith(root.rstrip(os.sep) + os.sep) for root in roots):
            found.add(folder)
            folder = os.path.dirname(folder)
    return found
