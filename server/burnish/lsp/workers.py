"""Worker processes: what is slow or may hang (inference, LibCST, long fixes) runs there, never on the event loop.

A worker is started as `[python, "-I", file]` and handed the import path, so that nothing in the folder it is
started from is imported. Cancelling a job, or its time limit, kills the process; the next job has a fresh one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from burnish.lsp.frames import Process

LIMIT = 20.0
"""Seconds a job may take."""
_START = 60.0
"""Seconds a process may take to start, on a machine that is busy."""
Answering = Callable[[Any], Awaitable[Any]]
"""Answers what a job asks its parent."""
_ENDED = (EOFError, OSError, ValueError)


class WorkerFailed(Exception):
    """A job that came to no result; its text says why, as a sentence."""


class Worker:
    """One process that does one job at a time. Started when first needed, or by `warm`."""

    def __init__(self, answering: Answering, *, background: bool = False) -> None:
        self._answering = answering
        self._background = background
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._closed = False
        self._killed = 0
        self._swapping = threading.Lock()
        self.started = 0
        """How many processes there have been."""

    async def call(self, job: str, *arguments: Any, limit: float | None = None) -> Any:
        """The result of a job. Raises `WorkerFailed`; when cancelled, the process is killed at once."""
        limit = LIMIT if limit is None else limit
        async with self._turn:
            try:
                if self._process is None:
                    await asyncio.wait_for(self._in_thread("sleep", (0,)), _START)
                return await asyncio.wait_for(self._in_thread(job, arguments), limit)
            except asyncio.TimeoutError:
                self.kill()
                raise WorkerFailed(f"It took more than {limit:.0f} seconds.") from None
            except asyncio.CancelledError:
                self.kill()
                raise

    async def warm(self) -> None:
        """Have a process ready."""
        with suppress(WorkerFailed):
            await self.call("sleep", 0)

    def kill(self) -> None:
        """End the process, whatever it does."""
        with self._swapping:
            self._killed += 1
            process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process and start no other."""
        self._closed = True
        self.kill()

    @property
    def process_id(self) -> int | None:
        """The process's id, if there is one."""
        return self._process.id if self._process is not None else None

    def _in_thread(self, job: str, arguments: tuple[Any, ...]) -> asyncio.Future[Any]:
        """What a thread of its own gets from the process."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        killed = self._killed

        def settle(result: Any, error: BaseException | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)

        def work() -> None:
            result, error = None, None
            try:
                result = self._converse(job, arguments, loop, killed)
            except WorkerFailed as failure:
                error = failure
            except Exception as trouble:
                error = WorkerFailed(f"internal error: {type(trouble).__name__}: {trouble}")
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=work, name=f"worker {job}", daemon=True).start()
        return future

    def _converse(self, job: str, arguments: tuple[Any, ...], loop: asyncio.AbstractEventLoop, killed: int) -> Any:
        """In a thread: send the job, answer its questions, and receive its result."""
        process = self._process
        try:
            if process is None:
                process = self._start(killed)
                process.greet()
            process.send((job, arguments))
            return self._result(process, loop)
        except _ENDED:
            if process is not None:
                process.close()
                if self._process is process:
                    self._process = None
            raise WorkerFailed("The worker process ended.") from None

    def _result(self, process: Process, loop: asyncio.AbstractEventLoop) -> Any:
        while True:
            kind, value = process.receive()
            if kind == "ask":
                process.send(asyncio.run_coroutine_threadsafe(_answer(self._answering, value), loop).result())
            elif kind == "failed":
                raise WorkerFailed(f"internal error: {value}")
            else:
                return value

    def _start(self, killed: int) -> Process:
        """A process, unless the job it is for has been given up meanwhile."""
        with self._swapping:
            if self._closed or self._killed != killed:
                raise WorkerFailed("The job was given up.")
            self._process = Process(background=self._background)
            self.started += 1
            return self._process


async def _answer(answering: Answering, question: Any) -> Any:
    return await answering(question)
