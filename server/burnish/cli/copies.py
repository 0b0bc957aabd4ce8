"""Workers that are copies of this process: the rules are imported once, and their memory is shared.

A worker that imports for itself takes half a second of processor time before its first file, a copy nothing that could
be measured. `crew.Process` is the plain equivalent, and what is used where a copy is not safe: on
systems without `fork` and on macOS, whose libraries do not bear it, and where other threads run, which may hold a lock.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from typing import Any

from burnish.cli.piped import Piped
from burnish.cli.worker import work


class Copy(Piped):
    """A worker process that began as a copy of this one."""

    def __init__(self, prelude: list[Any], older: list[Copy]) -> None:
        """`older` are those made before: their pipes are not for the new one, or they would never see the end."""
        for_it, tasks = os.pipe()
        answers, from_it = os.pipe()
        self.process = os.fork()
        if not self.process:
            _live(prelude, for_it, from_it, [tasks, answers, *(end for copy in older for end in copy.ends)])
        os.close(for_it)
        os.close(from_it)
        self.ends: tuple[int, int] = (tasks, answers)
        super().__init__(os.fdopen(tasks, "wb"), os.fdopen(answers, "rb"))

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def copied(prelude: list[Any], count: int) -> list[Copy | None]:
    """So many workers, or None for each where they cannot be copies of this process."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return [None] * count
    _load()
    if threading.active_count() > 1:
        return [None] * count
    gc.freeze()  # else the first collection in a copy writes to every object, and so to every page
    made: list[Copy] = []
    for _ in range(count):
        made.append(Copy(prelude, made))
    return [*made]


def _load() -> None:
    """Import what workers need. Patterns each compiles as it comes to them, at the same time as the others: of 461 half are not
    used in 60,000 lines, and all took 46 ms, in which every worker waited."""
    from burnish.cli import tasks as tasks
    from burnish_checks.registry import ruleset

    ruleset()


def _live(prelude: list[Any], incoming: int, outgoing: int, foreign: list[int]) -> None:
    """What the copy does in place of going on as its parent; it does not return.

    Nothing is left that is the parent's: what waits in its buffers is written by the parent alone.
    """
    code = 1
    try:
        _leave(foreign)
        work(prelude, os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb"))
        code = 0
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _leave(foreign: list[int]) -> None:
    """Let go of what is the parent's: pipes, input and output."""
    for end in foreign:
        os.close(end)
    sys.stdout = sys.stderr
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
