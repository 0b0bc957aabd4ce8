"""Worker processes: answers in order, and a death costs one task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from burnish.cli.copies import Copy, copied
from burnish.cli.crew import Crew, Process, owned, shared
from burnish.cli.tasks import Open
from burnish.cli.wishes import Wishes
from tests.cli.conftest import LOST


@pytest.mark.parametrize("copies", [True, False])
def test_answers_come_in_order_and_a_death_costs_one_task(tmp_path: Path, copies: bool) -> None:
    assert _alone(a_death_costs_one_task, tmp_path, copies) == ""


def a_death_costs_one_task(folder: str, copies: bool) -> None:
    """Kill the only worker between two tasks."""
    paths = [Path(folder, f"module_{number}.py") for number in range(6)]
    for path in paths:
        path.write_text(LOST)
    wishes = Wishes(isolated=True)
    crew = Crew(wishes, 1, None if copies else lambda number: Process([wishes]))
    try:
        answers = list(crew.run(shared(Open(str(path)) for path in paths[:1])))
        process = crew.processes[0]
        assert isinstance(process, Copy if copies else Process)
        os.kill(process.process if isinstance(process, Copy) else process.child.pid, signal.SIGKILL)
        answers += list(crew.run(shared(Open(str(path)) for path in paths[1:])))
        assert isinstance(crew.processes[0], Process)
    finally:
        crew.close()
    assert [answer.task.path for answer in answers] == [str(path) for path in paths]
    assert [answer.value is None for answer in answers] == [False, True, False, False, False, False]
    assert answers[1].code == -signal.SIGKILL


def test_copies_end_one_by_one_and_leave_the_output_to_the_parent(tmp_path: Path) -> None:
    assert _alone(copies_end_one_by_one, tmp_path) == "once"


def copies_end_one_by_one(folder: str) -> None:
    """Copy two workers while there is output that nobody has written yet."""
    path = Path(folder, "module.py")
    path.write_text(LOST)
    print("once", end="")
    workers = copied([Wishes(isolated=True)], 2)
    found = [worker.ask([Open(str(path))]) for worker in workers if worker is not None]
    assert len(found) == 2 and all(item.facts for (item,) in found)
    assert [worker.stop() for worker in workers if worker is not None] == [0, 0]


def _alone(function: Callable[..., None], folder: Path, *arguments: object) -> str:
    """What a function prints in a process without other threads, which the one that runs the tests may have."""
    call = f"{function.__name__}{(str(folder), *arguments)!r}"
    command = [sys.executable, "-c", f"from tests.cli.test_crew import *; {call}"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_copied_while_other_threads_run() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert copied([Wishes(isolated=True)], 2) == [None, None]
    finally:
        done.set()
        thread.join()


def test_idle_workers_take_over_what_belongs_to_others() -> None:
    take = owned([(0, "a"), (0, "b"), (0, "c"), (1, "d")], 2)
    assert [take(1), take(1), take(0), take(1), take(0)] == [(3, "d"), (0, "a"), (1, "b"), (2, "c"), None]
