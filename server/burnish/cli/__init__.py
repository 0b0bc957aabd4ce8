"""The command line. Each command is one module, imported when it is called."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from burnish.cli.garbage import rarely
from burnish.cli.refusals import Refusal

if TYPE_CHECKING:
    import argparse

CLEAN, FINDINGS, TROUBLE = 0, 1, 2
"""Exit codes: nothing found; findings; wrong use or unreadable input."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
"""Nobody can write more to where the output goes."""


def program() -> NoReturn:
    """Run one command as all that this process is for.

    It ends at once where nobody else has a part in it: to take apart what is left, object by object, was a fourteenth of a
    run that recalls 161 files. A profiler, a measure of which lines run, and a plugin that asked to be called at the end
    are given theirs.
    """
    code = main()
    if _is_shared():
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or never there: `main` has told of what matters
            stream.flush()
    os._exit(code)


def _is_shared() -> bool:
    """Whether more than burnish itself runs or watches in this process."""
    threads, registry = sys.modules.get("threading"), sys.modules.get("burnish_checks.registry")
    if (threads is not None and threads.active_count() > 1) or sys.gettrace() or sys.getprofile():
        return True
    return not {"coverage", "cProfile"}.isdisjoint(sys.modules) or (registry is not None and registry.plugins_offered())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Wrong use raises `SystemExit(2)` after a message."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 -- to the end
    if sys.stdout is None:
        print("burnish: the output cannot be written: standard output is closed.", file=sys.stderr)
        return TROUBLE
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except Exception:  # an error of burnish's own shall not pass for findings, which Python's 1 would say
        import traceback

        with suppress(OSError):  # it may be that nobody can be told
            traceback.print_exc()
        return TROUBLE


def _run(arguments: Sequence[str]) -> int:
    try:
        options = _parsed(arguments)
        if options.command != "server":  # which runs on, and decides itself
            rarely()
        code = _command(options.command)(options)
        sys.stdout.flush()
        return int(code)
    except Refusal as reason:
        print(f"burnish: {reason.option}: {reason}", file=sys.stderr)
        return TROUBLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except OSError as error:
        if error.errno not in _FULL:
            raise
        print(f"burnish: the output cannot be written: {(error.strerror or str(error)).lower()}.", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except KeyboardInterrupt:
        print("burnish: stopped", file=sys.stderr)
        return 130


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    from burnish.cli.arguments import parse

    try:
        return parse(arguments)
    except SystemExit:  # the version or the help was printed, unless it cannot be
        sys.stdout.flush()
        raise


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    from importlib import import_module

    return import_module(f"burnish.cli.{name}_command").run  # type: ignore[no-any-return]
