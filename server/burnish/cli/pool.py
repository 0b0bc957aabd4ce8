"""Many files checked: in this process where they are few, else by several, with one index of the project.

First every file is opened without the index, which gives its facts; then every worker builds the index
from the facts of all; then what depends on other files is settled. Results come in the order of the files.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from burnish.cli.checking import Checked
from burnish.cli.crew import Answer, Crew, owned, shared
from burnish.cli.inputs import Input
from burnish.cli.project import project_files, roots_of
from burnish.cli.tasks import Gather, Here, Open, Opened, Settle, TakeIndex, failed
from burnish.cli.wishes import Wishes

FEW = 12
"""So many files are checked right here: a worker would take longer to start."""
MANY = 60
"""So many other files of the project are worth workers of their own to gather their facts."""


def check_all(
    found: Iterable[Input],
    wishes: Wishes,
    paths: Sequence[str],
    jobs: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Checked]:
    """The result of each input, in order. `paths` are those the user named, `jobs` defaults to the usable cores.

    `tick` is called once for each file that a step of the work is done with.
    """
    jobs = jobs or cores()
    items = list(found)
    crew: Crew | Here = Here(wishes) if len(items) < FEW or jobs == 1 else Crew(wishes, jobs)
    try:
        yield from _together(crew, items, wishes, paths, jobs, tick)
    finally:
        crew.close()


def cores() -> int:
    """How many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _together(
    crew: Crew | Here,
    items: list[Input],
    wishes: Wishes,
    paths: Sequence[str],
    jobs: int,
    tick: Callable[[], None],
) -> Iterator[Checked]:
    readable = [item for item in items if not item.trouble]
    results: dict[str, Checked] = {}
    owners: dict[str, int] = {}
    facts = Facts()
    for answer in crew.run(shared(Open(item.path, item.data) for item in readable)):
        tick()
        path = answer.task.path
        owners[path] = answer.worker
        opened = _opened(answer)
        if opened.facts is not None:
            facts.add(answer.worker, path, opened.facts)
        if opened.checked is not None:
            results[path] = opened.checked
    waiting = [item for item in readable if item.path not in results]
    if waiting:
        _index(crew, wishes, paths, facts, jobs, tick)
    tasks = [(owners[item.path], Settle(item.path, item.data)) for item in waiting]
    settling = crew.run(owned(tasks, len(crew.processes)))
    for item in items:
        if item.trouble:
            yield Checked(item.path, (), item.trouble, (), 0)
        elif item.path in results:
            yield results.pop(item.path)
        else:
            answer = next(settling)
            yield answer.value if answer.value is not None else _died(answer)


class Facts:
    """The pickled facts of files, by the worker that has them already."""

    def __init__(self) -> None:
        self.by_worker: dict[int, dict[str, bytes]] = {}

    def add(self, worker: int, path: str, facts: bytes) -> None:
        """Keep a file's facts; a worker's number of -1 is that of no worker of this crew."""
        self.by_worker.setdefault(worker, {})[os.path.abspath(path)] = facts

    def without(self, worker: int) -> dict[str, bytes]:
        """The facts that a worker does not have."""
        return {path: data for number, own in self.by_worker.items() if number != worker for path, data in own.items()}

    def __contains__(self, path: str) -> bool:
        return any(path in own for own in self.by_worker.values())


def _index(
    crew: Crew | Here,
    wishes: Wishes,
    paths: Sequence[str],
    facts: Facts,
    jobs: int,
    tick: Callable[[], None],
) -> None:
    """Gather the facts of the files around the checked ones, and have each worker build the index from all."""
    roots = roots_of(paths)
    around, complete = project_files(roots, wishes)
    missing = [path for path in around if path not in facts]
    helpers = isinstance(crew, Here) and jobs > 1 and len(missing) >= MANY
    gatherers = Crew(wishes, jobs) if helpers else crew
    for answer in gatherers.run(shared(Gather(path) for path in missing)):
        tick()
        facts.add(-1 if helpers else answer.worker, answer.task.path, _opened(answer).facts or b"")
    if helpers:
        gatherers.close()

    def tell(worker: int) -> None:
        crew.tell(worker, TakeIndex(roots, complete, facts.without(worker)))

    threads = [threading.Thread(target=tell, args=(worker,)) for worker in range(len(crew.processes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crew.prelude.append(TakeIndex(roots, complete, facts.without(-2)))


def _opened(answer: Answer) -> Opened:
    if answer.value is None:
        return Opened(None, _died(answer))
    return answer.value  # type: ignore[no-any-return]


def _died(answer: Answer) -> Checked:
    return failed(answer.task.path, f"its process ended with {answer.code}")
