"""The ways a client is connected: standard streams, TCP, WebSocket. Each carries whole message bodies.

`receive` blocks and is called from the reader thread alone; `send` from the main thread alone. Where the system says
when something has come, the connection is `Direct` and the main thread reads itself.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from burnish.lsp.direct import Direct, can_be_awaited

_LENGTH = re.compile(rb"content-length:[ \t]*(\d+)[ \t]*\r?\n", re.I)
_MOST = 1 << 16
_PIPE = 1 << 20
_MOST_PARTS = 1000
"""Parts written at once; systems allow 1,024."""


class Connection(Protocol):
    """One connected client."""

    def send(self, *parts: bytes) -> None:
        """Send a message body, given in parts; raises OSError when the client is gone."""


class Waiting(Connection, Protocol):
    """One that is read by a thread which waits for it."""

    def receive(self) -> bytes | None:
        """The body of the next message; None when the client is gone."""


@contextmanager
def connect(transport: str, host: str, port: int) -> Iterator[Direct | Waiting]:
    """Wait for the one client. Raises ValueError for an unknown transport, OSError where one cannot listen."""
    if transport == "stdio":
        yield _standard_streams()
    elif transport == "tcp":
        with socket.create_server((host, port)) as server:
            _announce(server.getsockname())
            client, _ = server.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client:
            yield Framed(client.recv, lambda parts: client.sendall(b"".join(parts)))
    elif transport == "ws":
        with _web_socket(host, port) as connection:
            yield connection
    else:
        raise ValueError(f"unknown transport {transport!r}")


class Framed:
    """Bodies framed by headers on a stream of bytes."""

    def __init__(self, read: Callable[[int], bytes], write: Callable[[Sequence[bytes]], Any]) -> None:
        self._read = read
        self._write = write
        self._buffer = b""

    def receive(self) -> bytes | None:
        """The body of the next message; None at the end."""
        length = 0
        while True:
            line = self._line()
            if line is None:
                return None
            if found := _LENGTH.match(line):
                length = int(found.group(1))
            elif length and not line.strip():
                return self._exactly(length)

    def send(self, *parts: bytes) -> None:
        """Write one message, whose body comes in parts."""
        self._write((b"Content-Length: %d\r\n\r\n" % sum(map(len, parts)), *parts))

    def _line(self) -> bytes | None:
        while (end := self._buffer.find(b"\n")) < 0:
            if not self._more():
                return None
        line, self._buffer = self._buffer[: end + 1], self._buffer[end + 1 :]
        return line

    def _exactly(self, length: int) -> bytes | None:
        if len(self._buffer) < length:
            parts, have = [self._buffer], len(self._buffer)
            while have < length:
                chunk = self._chunk(min(length - have, _MOST))
                if not chunk:
                    return None
                parts.append(chunk)
                have += len(chunk)
            self._buffer = b"".join(parts)
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return body

    def _more(self) -> bool:
        chunk = self._chunk(_MOST)
        self._buffer += chunk
        return bool(chunk)

    def _chunk(self, most: int) -> bytes:
        try:
            return self._read(most)
        except OSError:
            return b""


def _standard_streams() -> Direct | Waiting:
    """Standard input and output, which from now on belong to the protocol: what else prints goes to the log."""
    incoming, outgoing = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)

    _widen(outgoing)
    if can_be_awaited(incoming) and can_be_awaited(outgoing):
        return Direct(incoming, outgoing)

    def write(parts: Sequence[bytes]) -> None:
        rest = [memoryview(part) for part in parts]
        while rest:
            sent = os.writev(outgoing, rest[:_MOST_PARTS]) if hasattr(os, "writev") else os.write(outgoing, rest[0])
            done = 0
            while done < len(rest) and sent >= len(rest[done]):
                sent -= len(rest[done])
                done += 1
            del rest[:done]
            if sent:
                rest[0] = rest[0][sent:]

    return Framed(lambda most: os.read(incoming, most), write)


def _widen(pipe: int) -> None:
    """Let a pipe hold a large file's diagnostics: a megabyte in one go rather than in 16."""
    try:
        import fcntl

        fcntl.fcntl(pipe, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE)
    except (ImportError, OSError):
        return  # not a pipe, or not on Linux


def _announce(address: Any) -> None:
    print(f"burnish: listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)


class _WebSocket:
    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def receive(self) -> bytes | None:
        from websockets.exceptions import ConnectionClosed

        try:
            message = self._socket.recv()
        except ConnectionClosed:
            return None
        return message.encode() if isinstance(message, str) else message

    def send(self, *parts: bytes) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            self._socket.send(b"".join(parts).decode())
        except ConnectionClosed as error:
            raise BrokenPipeError(str(error)) from error


@contextmanager
def _web_socket(host: str, port: int) -> Iterator[Waiting]:
    """The first client of a WebSocket server that runs in its own thread."""
    import queue
    import threading

    from websockets.sync.server import serve

    clients: queue.Queue[Any] = queue.Queue()
    done = threading.Event()

    def handle(client: Any) -> None:
        clients.put(client)
        done.wait()

    with serve(handle, host, port, max_size=None) as server:
        _announce(server.socket.getsockname())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield _WebSocket(clients.get())
        finally:
            done.set()
            server.shutdown()
