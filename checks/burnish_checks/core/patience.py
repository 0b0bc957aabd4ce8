"""A limit on the time that what comes from elsewhere may take, a rule or a pattern: it must not hang the editor."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 5.0


class Hung(BaseException):
    """Raised inside a rule that takes too long. Not an `Exception`, so that the rule's own handlers let it through."""


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `Hung` in the body when the time is up. Only in the main thread, and where the system has such a timer.

    A timer that ran before, as the server's own does, runs on afterwards.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    running = signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *running)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Hung("it took too long, and is off from now on")
