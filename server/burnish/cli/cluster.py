"""The same work on an existing Dask cluster: each of its workers drives one process like those of a local run.

The cluster's workers must have this burnish and see the files under the same paths. They do not check files themselves:
each starts a `worker.py`, so that nothing of burnish stays in them, a crash costs one file, and the current folder is
the caller's. Tasks are sent in bundles, because each costs the scheduler about two milliseconds.
"""

from __future__ import annotations

import os
import sys
import threading
import uuid
from collections.abc import Sequence
from typing import Any

from burnish import __version__
from burnish.cli.crew import Crew, Process
from burnish.cli.refusals import NoCluster

_BUNDLE = 16
"""Files in a task."""
_ALIVE = 2.0
"""Seconds after which it is looked whether a worker that has not answered is still there."""
_IDLE = 600.0
"""Seconds after which a process that nobody asks is ended: whoever started it is gone."""


def cluster_crew(address: str, greeting: Any) -> Crew:
    """A crew of one process on each worker of the cluster at an address. Raises `NoCluster`."""
    try:
        import distributed
    except ImportError:
        raise NoCluster("Dask is not installed; install burnish[dask].") from None
    try:
        connect: Any = distributed.Client
        client: Any = connect(address, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"there is no Dask scheduler at {address}: {error}") from None
    workers = list(client.scheduler_info(n_workers=-1)["workers"])
    try:
        if not workers:
            raise NoCluster(f"the Dask scheduler at {address} has no workers.")
        for worker, found in client.run(_greet, os.getcwd(), on_error="return").items():
            _compare(worker, found)
    except NoCluster:
        client.close()
        raise
    return _ClusterCrew(client, greeting, len(workers))


def _compare(worker: str, found: Any) -> None:
    """Raise `NoCluster` if a worker cannot do the same work."""
    if isinstance(found, BaseException):
        raise NoCluster(f"the worker at {worker} cannot run burnish: {found}")
    version, python, sees = found
    if version != __version__ or python != sys.version_info[:2]:
        theirs, own = (f"burnish {v} on Python {p[0]}.{p[1]}" for v, p in (found[:2], (__version__, sys.version_info)))
        raise NoCluster(f"the worker at {worker} runs {theirs}, this is {own}.")
    if not sees:
        raise NoCluster(f"the worker at {worker} does not see the folder {os.getcwd()}.")


class _ClusterCrew(Crew):
    def __init__(self, client: Any, greeting: Any, jobs: int) -> None:
        super().__init__(greeting, jobs, lambda number: _Remote(client, number, self.prelude), _BUNDLE)
        self.client = client

    def close(self) -> None:
        """End all processes, and leave the cluster."""
        super().close()
        self.client.close()


class _Remote:
    """A process that a worker of the cluster drives."""

    def __init__(self, client: Any, number: int, prelude: list[Any]) -> None:
        self.client = client
        workers = self._workers()
        if not workers:
            raise NoCluster("no worker of the Dask cluster is left.")
        self.worker = workers[number % len(workers)]
        self.key = uuid.uuid4().hex
        self._call(_start, os.getcwd(), list(prelude))

    def ask(self, tasks: Sequence[Any]) -> list[Any]:
        """The answers to tasks; fewer if the process or its worker died."""
        return self._call(_ask, list(tasks)) or []

    def stop(self) -> int:
        """Let the process end; its exit code, -1 if nobody knows."""
        code = self._call(_stop)
        return -1 if code is None else int(code)

    def _call(self, function: Any, *arguments: Any) -> Any:
        """What a function returns on the worker; None if the worker is gone."""
        from distributed import TimeoutError as NotYet

        future = self.client.submit(function, self.key, *arguments, workers=[self.worker], pure=False)
        while True:
            try:
                return future.result(timeout=_ALIVE)
            except NotYet:
                if self.worker not in self._workers():
                    future.cancel()
                    return None

    def _workers(self) -> list[str]:
        return sorted(self.client.scheduler_info(n_workers=-1)["workers"])


def _greet(folder: str) -> tuple[str, tuple[int, ...], bool]:
    """Runs on a worker: what it has."""
    return __version__, tuple(sys.version_info[:2]), os.path.isdir(folder)


_driven: dict[str, tuple[Process, threading.Timer]] = {}
"""On a worker: the processes it drives, each with the timer that ends it."""


def _start(key: str, folder: str, prelude: list[Any]) -> None:
    """Runs on a worker: start a process."""
    _keep(key, Process(prelude, folder))


def _ask(key: str, tasks: list[Any]) -> list[Any]:
    """Runs on a worker: hand tasks to its process."""
    process, timer = _driven[key]
    timer.cancel()
    answers = process.ask(tasks)
    _keep(key, process)
    return answers


def _stop(key: str) -> int:
    """Runs on a worker: end a process."""
    process, timer = _driven.pop(key)
    timer.cancel()
    return process.stop()


def _keep(key: str, process: Process) -> None:
    timer = threading.Timer(_IDLE, _stop, [key])
    timer.daemon = True
    timer.start()
    _driven[key] = process, timer
