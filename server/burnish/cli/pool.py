"""Many files checked: in this process where they are few, else by several, with one index of the project.

First every file is opened without the index, which gives its facts; then every worker builds the index
from the facts of all; then what depends on other files is settled. Results come in the order of the files.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from burnish.cli.checking import Checked, check
from burnish.cli.crew import Answer, Crew, owned, shared
from burnish.cli.inputs import Input
from burnish.cli.project import LazyProject, project_files, roots_of
from burnish.cli.tasks import Gather, Open, Opened, Settle, TakeIndex, failed
from burnish.cli.wishes import Wishes

FEW = 12
"""So many files are checked right here: a worker would take longer to start."""


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
    stream = iter(found)
    first = list(islice(stream, FEW))
    if len(first) < FEW or jobs == 1:
        project = LazyProject(paths, wishes)
        for item in chain(first, stream):
            tick()
            yield _here(item, wishes, project)
        return
    crew = Crew(wishes, jobs)
    try:
        yield from _together(crew, list(chain(first, stream)), wishes, paths, tick)
    finally:
        crew.close()


def cores() -> int:
    """How many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(item: Input, wishes: Wishes, project: LazyProject) -> Checked:
    if item.trouble:
        return Checked(item.path, (), item.trouble, (), 0)
    try:
        return check(item.path, wishes, item.data, project)
    except Exception as error:
        return failed(item.path, f"{type(error).__name__}: {error}")


def _together(
    crew: Crew, items: list[Input], wishes: Wishes, paths: Sequence[str], tick: Callable[[], None]
) -> Iterator[Checked]:
    readable = [item for item in items if not item.trouble]
    roots = roots_of(paths)
    around, complete = project_files(roots, wishes)
    named = {os.path.abspath(item.path) for item in readable}
    tasks: list[Any] = [Open(item.path, item.data) for item in readable]
    tasks += [Gather(path) for path in around if path not in named]
    results: dict[str, Checked] = {}
    owners: dict[str, int] = {}
    facts: list[dict[str, bytes]] = [{} for _ in crew.processes]
    for answer in crew.run(shared(iter(tasks))):
        tick()
        path = answer.task.path
        owners[path] = answer.worker
        opened = _opened(answer)
        if opened.facts is not None:
            facts[answer.worker][os.path.abspath(path)] = opened.facts
        if opened.checked is not None:
            results[path] = opened.checked
    waiting = [item for item in readable if item.path not in results]
    if waiting:
        _spread(crew, roots, complete, facts)
    settling = crew.run(
        owned([(owners[item.path], Settle(item.path, item.data)) for item in waiting], len(crew.processes))
    )
    for item in items:
        if item.trouble:
            yield Checked(item.path, (), item.trouble, (), 0)
        elif item.path in results:
            yield results.pop(item.path)
        else:
            answer = next(settling)
            yield answer.value if answer.value is not None else _died(answer)


def _opened(answer: Answer) -> Opened:
    if answer.value is None:
        return Opened(None, _died(answer))
    return answer.value  # type: ignore[no-any-return]


def _died(answer: Answer) -> Checked:
    return failed(answer.task.path, f"its process ended with {answer.code}")


def _spread(crew: Crew, roots: tuple[str, ...], complete: bool, facts: list[dict[str, bytes]]) -> None:
    """Have each worker build the index from the others' facts and its own."""
    everything = {path: data for own in facts for path, data in own.items()}

    def tell(worker: int) -> None:
        others = {path: data for number, own in enumerate(facts) if number != worker for path, data in own.items()}
        crew.tell(worker, TakeIndex(roots, complete, others))

    threads = [threading.Thread(target=tell, args=(worker,)) for worker in range(len(crew.processes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crew.prelude.append(TakeIndex(roots, complete, everything))
