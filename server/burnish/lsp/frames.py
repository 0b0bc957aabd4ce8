"""A worker process and the frames that go to and from it: a length of four bytes and a pickle."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from burnish.isolated import isolated

PROGRAM = Path(__file__).with_name("worker.py")
_LOW = 10
"""How nice a process in the background is: of a core that it shares with the server it gets a tenth."""


class Process:
    """A worker process; its methods block, so threads call them."""

    def __init__(self, *, background: bool = False) -> None:
        self._popen = subprocess.Popen(
            isolated(str(PROGRAM)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            bufsize=0,
        )
        self.id = self._popen.pid
        if background:
            _give_way(self.id)

    def greet(self) -> None:
        """Hand over the import path and wait until the process is ready."""
        self.send(import_path())
        self.receive()

    def send(self, value: object) -> None:
        """Send one frame. Raises OSError when the process has ended."""
        assert self._popen.stdin is not None
        data = packed(value)
        rest = memoryview(struct.pack(">I", len(data)) + data)
        while rest:
            rest = rest[self._popen.stdin.write(rest) or 0 :]

    def receive(self) -> Any:
        """The value of the next frame. Raises EOFError when the process has ended."""
        (length,) = struct.unpack(">I", self._exactly(4))
        return unpacked(self._exactly(length))

    def kill(self) -> None:
        """End the process, whatever it does; a thread that waits for it gets its error."""
        self._popen.kill()

    def close(self) -> None:
        """Take leave of a process that has been killed; called by the thread that talked to it."""
        self._popen.kill()
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout):
            if stream is not None:
                stream.close()

    def _exactly(self, length: int) -> bytes:
        assert self._popen.stdout is not None
        parts = []
        while length:
            chunk = self._popen.stdout.read(length)
            if not chunk:
                raise EOFError("the worker process ended")
            parts.append(chunk)
            length -= len(chunk)
        return b"".join(parts)


def packed(value: object) -> bytes:
    """A value as the bytes that a frame carries."""
    import pickle

    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Any:
    """The value of such bytes. Raises ValueError if they are not."""
    import pickle

    try:
        return pickle.loads(data)  # burnish: ignore[unsafe-pickle] a pipe of our own process
    except pickle.UnpicklingError as error:
        raise ValueError(str(error)) from error


def _give_way(process: int) -> None:
    """Let a process have the processor only when nothing that a person waits for wants it, where the system can."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, _LOW)


def environment() -> dict[str, str]:
    """The environment of a worker: nothing that points Python or jedi into the workspace."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("VIRTUAL_ENV", "CONDA_PREFIX") and not name.startswith("PYTHON")
    }


def import_path() -> list[str]:
    """Where a worker imports from: as this process does, but never from the folder it was started in."""
    return [entry for entry in sys.path if entry and os.path.isabs(entry)]
