"""The main loop: the main thread reads what messages there are, or a thread of its own does, handles them and then publishes.

With pygls's own loop a message passes through three thread hops, and what waits cannot be seen: a burst of 200
changes would be 200 publishes. Here it is one, after 11 ms.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable

from burnish.lsp import guard
from burnish.lsp.direct import Direct
from burnish.lsp.server import BurnishServer
from burnish.lsp.transport import Connection, Waiting

_SWITCH = 0.0005
"""Seconds that a computing main thread may keep the reader waiting."""
_LEAVE = 2.0
"""Seconds that what still runs has to notice the end."""
_WATCH = 3.0
"""Seconds between two looks whether the client's process is alive."""


def run(connection: Direct | Waiting) -> int:
    """Serve the client until it leaves; the exit code."""
    sys.setswitchinterval(_SWITCH)
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what matters of it goes to the client's log
    guard.install()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    running = _Running(connection, loop)
    running.begin()
    loop.call_later(_WATCH, running.watch)
    gc.freeze()
    gc.enable()
    try:
        loop.run_forever()
    except KeyboardInterrupt:
        running.code = 1
    finally:
        running.leave()
        running.server.end()
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.wait(pending, timeout=_LEAVE))
        loop.close()
    return running.code


class _Running:
    """A server on a connection."""

    def __init__(self, connection: Direct | Waiting, loop: asyncio.AbstractEventLoop) -> None:
        self.code = 1
        self._connection = connection
        self._loop = loop
        self._waiting: deque[bytes] = deque()
        self._called = False
        self._gone = False
        self._leaving = False
        self.server = BurnishServer(self._when_idle)
        self.server.session.advancing.input_waits = self._input_waits
        self.server.protocol.set_writer(_Writer(connection, self._lost), include_headers=False)

    def begin(self) -> None:
        """From now on take messages as they come."""
        connection = self._connection
        if isinstance(connection, Direct):
            self._loop.add_reader(connection.incoming, self._take)
            connection.overheard = lambda: self._loop.call_soon(self._take)
        else:
            threading.Thread(target=self._read, args=(connection,), name="reader", daemon=True).start()

    def _take(self) -> None:
        """Handle what has come."""
        if self._more() or self._gone:
            self._drain()

    def _more(self) -> bool:
        """Put what has come in the queue, if no thread does; whether any message has."""
        connection = self._connection
        if not isinstance(connection, Direct):
            return False
        bodies = connection.take()
        if connection.closed:
            self._loop.remove_reader(connection.incoming)
            self._gone = True
        self._waiting.extend(bodies)
        return bool(bodies)

    def _input_waits(self) -> bool:
        """Whether there is something more urgent than what can wait."""
        return bool(self._waiting) or (isinstance(self._connection, Direct) and self._connection.waits())

    def _read(self, connection: Waiting) -> None:
        """The reader thread: put each message in the queue and wake the main thread."""
        while (body := connection.receive()) is not None:
            self._waiting.append(body)
            if not self._called:
                self._called = True
                self._loop.call_soon_threadsafe(self._drain)
        self._gone = True
        try:
            self._loop.call_soon_threadsafe(self._drain)
        except RuntimeError:
            return  # the loop has ended before

    def watch(self) -> None:
        """End when the process that started the server is gone, even if its end of the pipe is still open."""
        process = self.server.session.client.process_id
        if process is not None and not _alive(process):
            self._lost()
            return
        self._loop.call_later(_WATCH, self.watch)

    def leave(self) -> None:
        """From now on nothing stops the loop, which waits for what was cancelled and tells nobody of it."""
        self._leaving = True
        self._loop.set_exception_handler(lambda loop, context: None)

    def _drain(self) -> None:
        self._called = False
        protocol = self.server.protocol
        while self._waiting or self._more():
            try:
                protocol.receive(self._waiting.popleft())
            except OSError:
                self._lost()
                return
            if protocol.exit_code is not None:
                self._end(protocol.exit_code)
                return
        if self._gone:
            self._lost()
            return
        try:
            self.server.session.flush()
        except OSError:
            self._lost()

    def _when_idle(self, function: Callable[[], None]) -> None:
        """Call the function in the next round of the loop, or later if input waits by then."""

        def attempt() -> None:
            if self._input_waits():
                self._loop.call_soon(attempt)
                return
            try:
                function()
            except OSError:
                self._lost()

        self._loop.call_soon(attempt)

    def _lost(self) -> None:
        self._end(0 if self.server.protocol.said_goodbye else 1)

    def _end(self, code: int) -> None:
        if not self._leaving:
            self.code = code
            self._loop.stop()


class _Writer:
    """The connection as pygls writes to it."""

    def __init__(self, connection: Connection, lost: Callable[[], None]) -> None:
        self._connection = connection
        self._lost = lost

    def write(self, data: bytes) -> None:
        """Send a message."""
        self.write_parts(data)

    def write_parts(self, *parts: bytes) -> None:
        """Send a message that is given in parts, without copying it."""
        try:
            self._connection.send(*parts)
        except OSError:
            self._lost()

    def close(self) -> None:
        """Nothing: the transport closes the connection."""


def _alive(process: int) -> bool:
    """Whether a process exists; where that cannot be asked without harm, yes."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
