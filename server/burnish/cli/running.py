"""A run over many files: in this process where they are few, else by several, with one index of the project.

First every file is opened without the index, which gives its facts; then every worker builds the index
from the facts of all; then what depends on other files is settled. Results come in the order of the files.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from burnish.cli.checked import Checked
from burnish.cli.crew import Answer, Crew, owned, shared
from burnish.cli.inputs import Input
from burnish.cli.memory import Entry, Memory
from burnish.cli.project import project_files, roots_of
from burnish.cli.tasks import KEPT_OF_ALL, Gather, Here, Open, Opened, Settle, Settled, TakeIndex, failed
from burnish.cli.wishes import Wishes

FEW = 12
"""So many files are checked right here: a worker would take longer to start."""
MANY = 60
"""So many other files of the project are worth workers of their own to gather their facts."""


class Run:
    """The check of what is not remembered."""

    def __init__(
        self,
        wishes: Wishes,
        paths: Sequence[str],
        jobs: int,
        tick: Callable[[], None],
        memory: Memory | None,
        scheduler: str | None = None,
    ) -> None:
        self.wishes = wishes
        self.paths = paths
        self.jobs = jobs
        self.tick = tick
        self.memory = memory
        self.scheduler = scheduler

    def results(self, items: list[Input], doubtful: Mapping[str, Entry] | None = None) -> Iterator[Checked]:
        """The result of each input, in order; `doubtful` are remembered ones that hold if what they asked still does."""
        doubtful = doubtful or {}
        crew = self._crew(len(items) - len(doubtful))
        try:
            yield from self._together(crew, items, doubtful)
        finally:
            crew.close()

    def _crew(self, count: int) -> Crew | Here:
        """Who checks so many files."""
        if self.scheduler is not None and count:
            from burnish.cli.cluster import cluster_crew

            return cluster_crew(self.scheduler, self.wishes)
        few = count < FEW or self.jobs == 1
        return Here(self.wishes) if few else Crew(self.wishes, self.jobs)

    def _together(self, crew: Crew | Here, items: list[Input], doubtful: Mapping[str, Entry]) -> Iterator[Checked]:
        readable = [item for item in items if not item.trouble]
        results: dict[str, Checked] = {}
        owners: dict[str, int] = {}
        facts = Facts()
        new = _opening([item for item in readable if item.path not in doubtful], len(crew.processes))
        for answer in crew.run(shared(iter(new))):
            self.tick()
            path = answer.task.path
            owners[path] = answer.worker
            opened = _opened(answer)
            if opened.facts is not None:
                facts.add(answer.worker, path, opened.facts)
                self._keep_facts(answer.task, opened.facts)
            if opened.checked is not None:
                results[path] = self._kept(opened.checked, answer.task, depends=False)
        waiting = [item for item in readable if item.path not in results]
        if waiting:
            self._index(crew, facts)
        tells = self.memory is not None
        tasks = [
            (owners[item.path], Settle(item.path, item.data, tells=tells))
            if item.path in owners
            else (number % len(crew.processes), Settle(item.path, item.data, doubtful[item.path].asked))
            for number, item in enumerate(waiting)
        ]
        settling = crew.run(owned(tasks, len(crew.processes)))
        for item in items:
            if item.trouble:
                yield Checked(item.path, (), item.trouble, (), 0)
            elif item.path in results:
                yield results.pop(item.path)
            else:
                answer = next(settling)
                settled: Settled = answer.value if answer.value is not None else Settled(_died(answer))
                result = settled.checked if settled.checked is not None else doubtful[item.path].checked
                yield self._kept(result, answer.task, depends=True, asked=settled.asked)

    def _kept(self, checked: Checked, task: Any, *, depends: bool, asked: bytes | None = None) -> Checked:
        if self.memory is not None and task.data is None:
            self.memory.remember(checked, depends=depends, asked=asked)
        return checked

    def _keep_facts(self, task: Any, facts: bytes) -> None:
        if self.memory is not None and getattr(task, "data", None) is None:
            self.memory.remember_facts(task.path, facts)

    def _index(self, crew: Crew | Here, facts: Facts) -> None:
        """Gather the facts of the files around the checked ones, and have each worker build the index from all."""
        roots = roots_of(self.paths)
        around, complete = project_files(roots, self.wishes, self.paths)
        missing: list[str] = []
        for path in around:
            if path in facts:
                continue
            known = self.memory.recall_facts(path) if self.memory is not None else None
            if known is not None:
                facts.add(-1, path, known)
            else:
                missing.append(path)
        helpers = isinstance(crew, Here) and self.jobs > 1 and len(missing) >= MANY
        gatherers = Crew(self.wishes, self.jobs) if helpers else crew
        for answer in gatherers.run(shared(Gather(path) for path in missing)):
            self.tick()
            gathered = _opened(answer).facts or b""
            facts.add(-1 if helpers else answer.worker, answer.task.path, gathered)
            self._keep_facts(answer.task, gathered)
        if helpers:
            gatherers.close()
        _spread(crew, roots, complete, facts)


def _opening(items: list[Input], workers: int) -> list[Open]:
    """The inputs in the order in which they are opened. Where all can be kept as they were read the longest go first: everybody
    waits for the last one, which had better be short. Else those that are kept are to be the first that are checked."""
    lengths = {item.path: _length(item) for item in items}
    if sum(lengths.values()) > KEPT_OF_ALL * workers:
        return [Open(item.path, item.data) for item in items]
    ordered = sorted(items, key=lambda item: lengths[item.path], reverse=True)
    return [Open(item.path, item.data, is_kept=True) for item in ordered]


def _length(item: Input) -> int:
    try:
        return len(item.data) if item.data is not None else os.stat(item.path).st_size
    except OSError:
        return 0


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


def _spread(crew: Crew | Here, roots: tuple[str, ...], complete: bool, facts: Facts) -> None:
    """Have each worker build the index from the facts it has and those of the others."""

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
