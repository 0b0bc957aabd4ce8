"""Pipes and sockets read by the main thread itself, when the system says that something has come.

A thread that waits for messages and wakes the main thread for each takes 0.1 to 0.2 ms of a keystroke, which in a file of
200 lines takes 1.2 to 2 in all. What such a thread gives for that is kept: while a message is being written that the client does
not take up, what the client writes is read, so that the two do not wait for each other. Where the system cannot say
that something has come (Windows, plain files), the thread (`running`) is the slow equivalent.
"""

from __future__ import annotations

import os
import re
import select
import stat
from collections.abc import Callable, Sequence

_LENGTH = re.compile(rb"content-length:[ \t]*(\d+)[ \t]*\r?\n", re.I)
_END = re.compile(rb"\r?\n\r?\n")
_MOST = 1 << 16
_MOST_PARTS = 1000
"""Parts written at once; systems allow 1,024."""


class Direct:
    """A client on two descriptors: `incoming` is read only when there is something, `outgoing` is never waited for alone."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.overheard: Callable[[], object] = lambda: None
        """Called when something was read while a message was being written."""
        self._buffer = bytearray()
        self.closed = False
        """Whether the client is known to be gone."""
        self._unheard = False
        self._poll = select.poll()
        self._poll.register(incoming, select.POLLIN)
        os.set_blocking(outgoing, False)

    def waits(self) -> bool:
        """Whether something has come, or the client is gone."""
        return self._unheard or (not self.closed and bool(self._poll.poll(0)))

    def take(self) -> list[bytes]:
        """The bodies of all messages that have come whole."""
        self._unheard = False
        while not self.closed and self._poll.poll(0) and self._read() == _MOST:
            pass
        return list(iter(self._next, None))

    def send(self, *parts: bytes) -> None:
        """Write one message, whose body comes in parts; raises OSError when the client is gone."""
        length = sum(map(len, parts))
        header = b"Content-Length: %d\r\n\r\n" % length
        sent = self._written((header, *parts)) if len(parts) < _MOST_PARTS else 0
        if sent == len(header) + length:
            return
        rest = _behind([memoryview(part) for part in (header, *parts)], sent)
        while rest:
            sent = self._written(rest[:_MOST_PARTS])
            if sent:
                rest = _behind(rest, sent)
            else:
                self._wait_to_write()

    def _written(self, parts: Sequence[bytes | memoryview]) -> int:
        """How many bytes of the parts could be written at once."""
        try:
            return os.writev(self.outgoing, parts)
        except BlockingIOError:
            return 0

    def _wait_to_write(self) -> None:
        readers = [] if self.closed else [self.incoming]
        ready, _, _ = select.select(readers, [self.outgoing], [])
        if ready:
            self._read()
            self._unheard = True
            self.overheard()

    def _read(self) -> int:
        """Read once; how many bytes came, fewer than could come if nothing is left."""
        try:
            chunk = os.read(self.incoming, _MOST)
        except BlockingIOError:
            return 0
        except OSError:
            chunk = b""
        self.closed = not chunk
        self._buffer += chunk
        return len(chunk)

    def _next(self) -> bytes | None:
        """The next body that is there whole."""
        buffer = self._buffer
        while (end := _END.search(buffer)) is not None:
            length = _LENGTH.search(buffer, 0, end.end())
            if length is None or not int(length[1]):
                del buffer[: end.end()]
                continue
            stop = end.end() + int(length[1])
            if len(buffer) < stop:
                return None
            body = bytes(buffer[end.end() : stop])
            del buffer[:stop]
            return body
        return None


def can_be_awaited(descriptor: int) -> bool:
    """Whether the system says when something has come: of a pipe or a socket, where `poll` is to be had."""
    if not hasattr(select, "poll"):
        return False
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _behind(parts: Sequence[memoryview], sent: int) -> list[memoryview]:
    """What is left of the parts when so many bytes of them have been written."""
    done = 0
    while done < len(parts) and sent >= len(parts[done]):
        sent -= len(parts[done])
        done += 1
    rest = list(parts[done:])
    if sent:
        rest[0] = rest[0][sent:]
    return rest
