"""What a worker process is to the one that started it: two pipes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any

from burnish.cli.worker import receive, send


class Piped(ABC):
    """A worker process and its two pipes."""

    def __init__(self, tasks: IO[bytes], answers: IO[bytes]) -> None:
        self.tasks = tasks
        self.answers = answers

    def ask(self, tasks: Sequence[Any]) -> list[Any]:
        """The worker's answers, in order; fewer if it died."""
        found: list[Any] = []
        with suppress(OSError, EOFError):
            for task in tasks:
                send(self.tasks, task)
                value = receive(self.answers)
                if value is None:
                    break
                found.append(value)
        return found

    def stop(self) -> int:
        """Let the worker end; its exit code."""
        with suppress(OSError):
            self.tasks.close()
        self.answers.close()
        return self.wait()

    @abstractmethod
    def wait(self) -> int:
        """Its exit code, once it has ended."""
