"""Worker processes that answer tasks, the answers in the order of the tasks, memory bounded.

Where that is safe, workers are copies of this process (see `copies`). Else, and where one takes a dead one's place,
they are started as `python -I worker.py` and are handed the import path: the standard library's own way of starting
processes would run modules of the folder that burnish is started in. A worker that dies costs the task it was at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from burnish.cli.copies import copied
from burnish.cli.piped import Piped
from burnish.cli.worker import send
from burnish.isolated import isolated

_AHEAD = 64
"""How many tasks may be done or under way before the oldest outstanding one."""


class Answer(NamedTuple):
    """What became of a task."""

    task: Any
    value: Any
    """None if the worker died of it."""
    worker: int
    code: int = 0
    """The exit code of a worker that died."""


Take = Callable[[int], "tuple[int, Any] | None"]
"""For a worker's number: the next task with its place in the order (from 0, without gaps), or None."""


class Crew:
    """Some worker processes, started when they get their first task. To be closed."""

    def __init__(self, greeting: Any, jobs: int, start: Callable[[int], Driven] | None = None, bundle: int = 1) -> None:
        """`start` starts the process of a number where it is no local one; it is given `bundle` tasks at a time."""
        self.prelude = [greeting]
        """What every worker is told before its first task; one that takes a dead one's place, too."""
        self.processes: list[Driven | None] = [None] * jobs
        self.bundle = bundle
        self._start = start

    def close(self) -> None:
        """End all workers."""
        for process in self.processes:
            if process is not None:
                process.stop()
        self.processes = [None] * len(self.processes)

    def tell(self, worker: int, message: object) -> None:
        """Give a worker that is running a task whose answer does not matter."""
        process = self.processes[worker]
        if process is not None and not process.ask([message]):
            process.stop()
            self.processes[worker] = None

    def answers(self, worker: int, tasks: Sequence[Any]) -> list[Answer]:
        """The worker's answers to some tasks."""
        left, found = list(tasks), []
        while left:
            process = self.processes[worker]
            if process is None:
                process = Process(self.prelude) if self._start is None else self._start(worker)
                self.processes[worker] = process
            values = process.ask(left)
            found += [Answer(task, value, worker) for task, value in zip(left, values, strict=False)]
            del left[: len(values)]
            if left:
                self.processes[worker] = None
                found.append(Answer(left.pop(0), None, worker, process.stop()))
        return found

    def run(self, take: Take) -> Iterator[Answer]:
        """The answers to all tasks, in order; `take` is called by one thread at a time."""
        if self._start is None and not any(self.processes):
            self.processes[:] = copied(self.prelude, len(self.processes))
        return _Run(self, take).answers()


def shared(tasks: Iterator[Any]) -> Take:
    """Tasks for whoever is free."""
    numbered = enumerate(tasks)
    return lambda worker: next(numbered, None)


def owned(tasks: Sequence[tuple[int, Any]], jobs: int) -> Take:
    """Tasks that each should go to a certain worker; who has none left takes one of another's."""
    queues: list[deque[tuple[int, Any]]] = [deque() for _ in range(jobs)]
    for number, (owner, task) in enumerate(tasks):
        queues[owner].append((number, task))

    def take(worker: int) -> tuple[int, Any] | None:
        if queues[worker]:
            return queues[worker].popleft()
        fullest = max(queues, key=len)
        return fullest.popleft() if fullest else None

    return take


class _Run:
    """One thread for each worker moves tasks and answers; the caller's thread puts them in order."""

    def __init__(self, crew: Crew, take: Take) -> None:
        self.crew = crew
        self.take = take
        self.changed = threading.Condition()
        self.taking = threading.Lock()
        self.done: dict[int, Answer] = {}
        self.next = 0
        self.running = len(crew.processes)
        self.stopped = False
        self.error: BaseException | None = None

    def answers(self) -> Iterator[Answer]:
        threads = [threading.Thread(target=self._work, args=(number,), daemon=True) for number in range(self.running)]
        for thread in threads:
            thread.start()
        try:
            while True:
                with self.changed:
                    self.changed.wait_for(lambda: self.next in self.done or not self.running or self.error)
                    if self.error is not None:
                        raise self.error
                    if self.next not in self.done:
                        return
                    answer = self.done.pop(self.next)
                    self.next += 1
                    self.changed.notify_all()
                yield answer
        finally:
            with self.changed:
                self.stopped = True
                self.changed.notify_all()
            for thread in threads:
                thread.join()

    def _work(self, worker: int) -> None:
        try:
            while items := self._bundle(worker):
                answers = self.crew.answers(worker, [task for _, task in items])
                with self.changed:
                    self.done.update((number, answer) for (number, _), answer in zip(items, answers, strict=True))
                    self.changed.notify_all()
        except BaseException as error:
            with self.changed:
                self.error = error
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def _bundle(self, worker: int) -> list[tuple[int, Any]]:
        """The worker's next tasks: the first as soon as it may be done, others that may be done at once."""
        items: list[tuple[int, Any]] = []
        while len(items) < self.crew.bundle and (item := self._allowed(worker)) is not None:
            items.append(item)
        return items

    def _allowed(self, worker: int) -> tuple[int, Any] | None:
        """The worker's next task, once it is not too far ahead of what has been handed out."""
        with self.taking:
            item = None if self.stopped else self.take(worker)
        if item is None:
            return None
        number = item[0]
        with self.changed:
            self.changed.wait_for(lambda: number < self.next + _AHEAD or self.stopped)
        return None if self.stopped else item


class Driven(Protocol):
    """A process that does tasks."""

    def ask(self, tasks: Sequence[Any]) -> list[Any]:
        """The answers to tasks; fewer if it died of the next."""

    def stop(self) -> int:
        """Let it end; its exit code."""


class Process(Piped):
    """A worker process of a Python of its own."""

    def __init__(self, prelude: list[Any], folder: str | None = None) -> None:
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worker.py")
        command = isolated(program)
        pipe = subprocess.PIPE
        self.child = subprocess.Popen(command, stdin=pipe, stdout=pipe, close_fds=True, cwd=folder)
        assert self.child.stdin is not None and self.child.stdout is not None
        super().__init__(self.child.stdin, self.child.stdout)
        send(self.tasks, [entry for entry in sys.path if entry not in ("", ".")])
        send(self.tasks, prelude)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self.child.wait()
