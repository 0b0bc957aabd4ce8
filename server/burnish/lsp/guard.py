"""A limit on how long one call of a rule or fix may hold up the server.

Rules run on the main thread. A timer ticks while they do; a call that is still the same one at the second tick is
ended by an exception raised inside it, which the engine takes for the failure of that rule on that block. Time
spent in the engine itself is not limited. Where the system has no such timer (Windows), there is no limit.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TICK = 2.0
"""Seconds; a call is ended after more than one and at most two ticks."""
_CALLERS = frozenset(("check", "_run_module_rules", "propose", "propose_action"))
"""The functions of the core that call rules and fixes."""
_seen: FrameType | None = None
_installed = False


class TooSlow(Exception):
    """A rule or fix that did not come to an end."""


@contextmanager
def guarded() -> Iterator[None]:
    """Limit the rule and fix calls made inside; only on the main thread."""
    if not _installed or threading.current_thread() is not threading.main_thread():
        yield
        return
    global _seen
    _seen = None
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _seen = None


def install() -> None:
    """Take over the timer's signal; once, on the main thread."""
    global _installed
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _tick)
        _installed = True


def _tick(signum: int, frame: FrameType | None) -> None:
    global _seen
    call = _guarded_call(frame)
    if call is not None and call is _seen:
        raise TooSlow(f"it took more than {TICK:.0f} seconds")
    _seen = call


def _guarded_call(frame: FrameType | None) -> FrameType | None:
    """The frame of the rule or fix that is running: the innermost one outside the core that the core called."""
    while frame is not None and frame.f_back is not None:
        caller = frame.f_back
        if caller.f_code.co_name in _CALLERS and _in_core(caller) and not _in_core(frame):
            return frame
        frame = caller
    return None


def _in_core(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).startswith("burnish_checks.core.")
