"""Many files checked by several processes, the results in the order of the files, memory bounded.

Workers are started as `python -I worker.py` and are handed the import path: the standard library's own way
of starting processes would run modules of the folder that burnish is started in. A worker that dies costs
the file it was at; another takes its place.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from burnish.cli.checking import Checked
from burnish.cli.inputs import Input
from burnish.cli.tasks import Worker, failed
from burnish.cli.wishes import Wishes
from burnish.cli.worker import receive, send

FEW = 12
"""So many files are checked right here: a worker would take longer to start."""
_AHEAD = 64
"""How many files may be done or under way before the oldest outstanding one."""


def check_all(found: Iterable[Input], wishes: Wishes, jobs: int | None = None) -> Iterator[Checked]:
    """The result of each input, in order. `jobs` defaults to the cores this process may use."""
    jobs = jobs or cores()
    stream = iter(found)
    first = list(islice(stream, FEW))
    if len(first) < FEW or jobs == 1:
        here = Worker(wishes)
        yield from (_here(here, item) for item in chain(first, stream))
        return
    yield from _Pool(chain(first, stream), wishes, jobs).results()


def cores() -> int:
    """How many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(worker: Worker, item: Input) -> Checked:
    return Checked(item.path, (), item.trouble, (), 0) if item.trouble else worker.answer((item.path, item.data))


class _Pool:
    """One thread for each worker process moves tasks and results; the caller's thread puts them in order."""

    def __init__(self, found: Iterator[Input], wishes: Wishes, jobs: int) -> None:
        self.found = enumerate(found)
        self.wishes = wishes
        self.changed = threading.Condition()
        self.done: dict[int, Checked] = {}
        self.next = 0
        self.running = jobs
        self.stopped = False
        self.error: BaseException | None = None
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(jobs)]

    def results(self) -> Iterator[Checked]:
        for thread in self.threads:
            thread.start()
        try:
            while True:
                with self.changed:
                    self.changed.wait_for(lambda: self.next in self.done or not self.running or self.error)
                    if self.error is not None:
                        raise self.error
                    if self.next not in self.done:
                        return
                    result = self.done.pop(self.next)
                    self.next += 1
                    self.changed.notify_all()
                yield result
        finally:
            with self.changed:
                self.stopped = True
                self.changed.notify_all()

    def take(self) -> tuple[int, Input] | None:
        """The next input, once it is not too far ahead of what has been handed out."""
        with self.changed:
            item = None if self.stopped else next(self.found, None)
            if item is not None:
                self.changed.wait_for(lambda: item[0] < self.next + _AHEAD or self.stopped)
            return None if self.stopped else item

    def put(self, number: int, result: Checked) -> None:
        with self.changed:
            self.done[number] = result
            self.changed.notify_all()

    def work(self) -> None:
        process: _Process | None = None
        try:
            while (item := self.take()) is not None:
                number, given = item
                if given.trouble:
                    self.put(number, Checked(given.path, (), given.trouble, (), 0))
                    continue
                process = process or _Process(self.wishes)
                result = process.ask((given.path, given.data))
                if result is None:
                    result = failed(given.path, f"its process ended with {process.stop()}")
                    process = None
                self.put(number, result)
        except BaseException as error:
            with self.changed:
                self.error = error
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()
            if process is not None:
                process.stop()


class _Process:
    """A worker process and its two pipes."""

    def __init__(self, wishes: Wishes) -> None:
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worker.py")
        command = [sys.executable, "-I", program]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=True)
        assert self.child.stdin is not None and self.child.stdout is not None
        self.tasks, self.answers = self.child.stdin, self.child.stdout
        send(self.tasks, sys.path)
        send(self.tasks, wishes)

    def ask(self, task: Any) -> Any:
        """The worker's answer, or None if it died."""
        try:
            send(self.tasks, task)
            return receive(self.answers)
        except (BrokenPipeError, EOFError):
            return None

    def stop(self) -> int:
        """Let the worker end; its exit code."""
        with suppress(BrokenPipeError):
            self.tasks.close()
        self.answers.close()
        return self.child.wait()
