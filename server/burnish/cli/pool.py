"""Many files checked: what is remembered is recalled, and only for the rest is the engine loaded and a run started."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from burnish.cli.checked import Checked
from burnish.cli.inputs import Input
from burnish.cli.memory import Entry, Memory
from burnish.cli.project import project_files, roots_of
from burnish.cli.wishes import Wishes


def check_all(
    found: Iterable[Input],
    wishes: Wishes,
    paths: Sequence[str],
    jobs: int | None = None,
    tick: Callable[[], None] = lambda: None,
    *,
    remembering: bool = True,
    scheduler: str | None = None,
) -> Iterator[Checked]:
    """The result of each input, in order. `paths` are those the user named, `jobs` defaults to the usable cores.

    `scheduler` is the address of a Dask cluster that does the work; raises `NoCluster` if it cannot.
    `tick` is called once for each file that a step of the work is done with.
    """
    items = list(found)
    memory: Memory | None = None
    recalled: dict[str, Checked] = {}
    doubtful: dict[str, Entry] = {}
    if remembering and wishes.overlay is None:
        memory = Memory(wishes, lambda: project_files(roots_of(paths), wishes, paths)[0])
        for item in items:
            known = memory.recall(item.path) if item.data is None and not item.trouble else None
            if known is None:
                continue
            if memory.holds(known):
                recalled[item.path] = known.checked
            else:
                doubtful[item.path] = known
    rest = [item for item in items if item.path not in recalled]
    fresh: Iterator[Checked] = iter(())
    if rest:
        from burnish.cli.running import Run

        fresh = Run(wishes, paths, jobs or cores(), tick, memory, scheduler).results(rest, doubtful)
    for item in items:
        yield recalled[item.path] if item.path in recalled else next(fresh)
    next(fresh, None)


def cores() -> int:
    """How many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
