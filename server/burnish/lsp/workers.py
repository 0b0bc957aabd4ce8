"""Worker processes: what is slow or may hang (jedi, LibCST, long fixes) runs there, never on the event loop.

A worker is started as `[python, "-I", file]` and handed the import path, so that nothing in the folder it is
started from is imported. Cancelling a job, or its time limit, kills the process; the next is started at once.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import struct
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("worker.py")
LIMIT = 20.0
"""Seconds a job may take."""
Answering = Callable[[Any], Awaitable[Any]]
"""Answers what a job asks its parent."""


class WorkerFailed(Exception):
    """A job that came to no result; its text says why, as a sentence."""


class Worker:
    """One process that does one job at a time. Started when first needed, or by `warm`."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self.started = 0
        """How many processes there have been."""

    async def call(self, job: str, *arguments: Any, limit: float = LIMIT) -> Any:
        """The result of a job. Raises `WorkerFailed`; when cancelled, the process is killed at once."""
        async with self._turn:
            try:
                return await asyncio.wait_for(self._call(job, arguments), limit)
            except asyncio.TimeoutError:
                self.kill()
                raise WorkerFailed(f"It took more than {limit:.0f} seconds.") from None
            except (asyncio.IncompleteReadError, ConnectionError, pickle.UnpicklingError, EOFError):
                self.kill()
                raise WorkerFailed("The worker process ended.") from None
            except asyncio.CancelledError:
                self.kill()
                raise

    async def warm(self) -> None:
        """Have a process ready."""
        async with self._turn:
            try:
                await self._ready()
            except (asyncio.IncompleteReadError, OSError):
                self.kill()

    def kill(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            try:
                process.kill()
            except ProcessLookupError:
                return

    @property
    def process_id(self) -> int | None:
        """The process's id, if there is one."""
        return self._process.pid if self._process is not None else None

    async def _call(self, job: str, arguments: tuple[Any, ...]) -> Any:
        process = await self._ready()
        await _send(process, (job, arguments))
        while True:
            kind, value = await _receive(process)
            if kind == "ask":
                await _send(process, await self._answering(value))
            elif kind == "failed":
                raise WorkerFailed(f"internal error: {value}")
            else:
                return value

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *command(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment()
            )
            self.started += 1
            await _send(self._process, import_path())
            await _receive(self._process)
        return self._process


def command() -> list[str]:
    """What starts a worker."""
    return [sys.executable, "-I", str(PROGRAM)]


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


async def _send(process: asyncio.subprocess.Process, value: Any) -> None:
    assert process.stdin is not None
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    process.stdin.write(struct.pack(">I", len(data)) + data)
    await process.stdin.drain()


async def _receive(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    (length,) = struct.unpack(">I", await process.stdout.readexactly(4))
    return pickle.loads(await process.stdout.readexactly(length))
