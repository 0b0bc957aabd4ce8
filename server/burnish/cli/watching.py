"""`check --watch`: the check again after each change, on a terminal, until it is stopped."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from burnish.cli import CLEAN, TROUBLE
from burnish_checks.files import is_script, is_source
from burnish_checks.review.baseline import DEFAULT_NAME

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_LOOK = 250
"""Milliseconds until the first check, and between two looks at whether it should stop."""
_SETTINGS = ("pyproject.toml", "baseline.txt")
"""How the names of files end that change what is found."""


def watching(paths: Sequence[str], once: Callable[[], int]) -> int:
    """Call `once` now and after each change below the paths; 0 when it is stopped, 2 where it cannot begin."""
    stopped = threading.Event()

    def interrupted(number: int, frame: object) -> None:
        """Note it as well: an interrupt that is raised in the midst of a finaliser is lost."""
        stopped.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    try:
        rounds = _changes(paths, stopped)
    except ImportError:
        print("burnish: --watch needs watchfiles: pip install 'burnish[terminal]'", file=sys.stderr)
        return TROUBLE
    try:
        for changed in rounds:
            if sys.stdout.isatty():
                sys.stdout.write(_CLEAR)
            if changed:
                print(f"Changed: {', '.join(changed)}\n")
            once()
            print("\nWatching for changes; Ctrl-C ends.", flush=True)
    except KeyboardInterrupt:
        print()
    return CLEAN


def _changes(paths: Sequence[str], stopped: threading.Event) -> Iterator[list[str]]:
    """Nothing for the first check, then the files of each batch of changes. Raises `ImportError` at once.

    The first comes when watching has begun, so that nothing is missed that changes during the first check.
    """
    from watchfiles import Change, DefaultFilter, watch

    skipped = DefaultFilter()

    def matters(change: Change, path: str) -> bool:
        wanted = is_source(path) or is_script(path) or path.endswith(_SETTINGS)
        return wanted and skipped(change, path)

    def batches() -> Iterator[list[str]]:
        options: Any = {"rust_timeout": _LOOK, "yield_on_timeout": True, "stop_event": stopped}
        first, before = True, _around(paths)
        changed: set[str] = set()
        while not stopped.is_set():
            there = [path for path in paths if os.path.exists(path)]
            if not there:
                stopped.wait(_LOOK / 1000)
            for batch in watch(*there, watch_filter=matters, **options) if there else [set()]:
                now = _around(paths)
                moved = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
                before = now
                changed |= moved | {path for _, path in batch}
                if not moved.isdisjoint(map(os.path.abspath, paths)):
                    break  # what was renamed or put back is told once it is watched where it is now
                if changed or first:
                    yield sorted(map(os.path.relpath, changed))
                first = False
                changed.clear()

    return batches()


def _around(paths: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """What tells that a watched path is another file or folder, and that a configuration above one was changed."""
    found: dict[str, tuple[int, ...]] = {}
    for path in map(os.path.abspath, paths):
        with suppress(OSError):
            status = os.stat(path)
            found[path] = status.st_dev, status.st_ino
        for parent in Path(path).parents:
            for name in ("pyproject.toml", DEFAULT_NAME):
                with suppress(OSError):
                    status = os.stat(parent / name)
                    found[str(parent / name)] = status.st_mtime_ns, status.st_size, status.st_ino
    return found
