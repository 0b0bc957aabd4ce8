"""What a worker does: opens files without the index, takes the index when all are open, then settles each file.

Between the two a snapshot is kept without its trees, so that only blocks are read again whose answers the index
changes. Of what does not fit into the memory set aside for that, the facts alone are read at first, and it is checked
when the index is there: half as long again as checking it once, for a fifth of the memory.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from burnish.cli.asking import Asking, Digests
from burnish.cli.checked import Checked
from burnish.cli.checking import checked, open_file
from burnish.cli.crew import Answer, Take
from burnish.cli.project import collectors
from burnish.cli.wishes import Wishes
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.index import FileFacts, WorkspaceIndex, facts_of
from burnish_checks.index.gathering import facts_of_snapshot
from burnish_checks.policy import environment_for
from burnish_checks.reading import Unreadable
from burnish_checks.review.remark import Remark
from burnish_checks.review.remarking import remarks

_MOST_KEPT = 3_000_000
"""Characters of text whose snapshots a worker keeps: some 75,000 lines."""
_NEW_OBJECTS = 100_000
"""How many are made between two collections: trees hold no cycles, and 2.7 % of the time went into looking for some."""
_MOST_TREES = 200_000
"""Characters of text whose trees it keeps: some 5,000 lines of blocks that will be checked again."""


@dataclass(frozen=True)
class Open:
    """Check a file as far as that goes without the index."""

    path: str
    data: bytes | None = None
    facts: bool = True
    """Whether its facts are to be sent back."""


@dataclass(frozen=True)
class Gather:
    """Read the facts of a file that is not checked itself."""

    path: str


@dataclass(frozen=True)
class TakeIndex:
    """Build the index from the facts that other workers gathered and one's own."""

    roots: tuple[str, ...]
    complete: bool
    facts: dict[str, bytes]
    """By absolute path: pickled facts."""


@dataclass(frozen=True)
class Settle:
    """Finish the check of a file with the index."""

    path: str
    data: bytes | None = None
    asked: bytes | None = None
    """Pickled: what a remembered result of the file rests on: where that still holds, nothing is checked."""


class Opened(NamedTuple):
    """What opening a file gave."""

    facts: bytes | None
    """Its facts, pickled; None where they were not asked for or it cannot be read."""
    checked: Checked | None
    """The result, if no rule wants to know of other files."""


class Settled(NamedTuple):
    """What the check of a file gave."""

    checked: Checked | None
    """None where the remembered result holds."""
    asked: bytes | None = None
    """What it rests on of other files; None if that cannot be told."""


@dataclass
class Worker:
    """One process's part of the work."""

    wishes: Wishes
    kept: dict[str, tuple[Snapshot, dict[int, Remark]]] = field(default_factory=dict)
    """Snapshots without their trees, and what was made of their findings (by `id`)."""
    size: int = 0
    trees: int = 0
    """Characters of the blocks whose trees are kept."""
    own: dict[str, FileFacts] = field(default_factory=dict)
    digests: Digests | None = None
    """Of the answers of the index, once that is there."""

    def __post_init__(self) -> None:
        gc.set_threshold(_NEW_OBJECTS)

    def answer(self, task: Any) -> Any:
        """The answer to a task; an error of burnish itself is a failure of that file, not of the run."""
        if isinstance(task, TakeIndex):
            return self._take(task)
        if isinstance(task, Gather):
            return Opened(self._gathered(task.path, self._facts(task.path)), None)
        try:
            return self._open(task) if isinstance(task, Open) else self._settle(task)
        except Exception as error:
            result = failed(task.path, f"{type(error).__name__}: {error}")
            return Opened(None, result) if isinstance(task, Open) else Settled(result)

    def _open(self, task: Open) -> Opened:
        try:
            source = self.wishes.read(task.path, task.data)
            if task.facts and self.size + len(source.text) > _MOST_KEPT and self._asks_anyway(task.path):
                return Opened(self._gathered(task.path, facts_of(source.text, collectors())), None)
            _, snapshot = open_file(task.path, self.wishes, task.data, awaiting=True)
        except Unreadable as reason:
            return Opened(None, Checked(task.path, (), str(reason), (), 0))
        facts = self._gathered(task.path, facts_of_snapshot(snapshot, collectors())) if task.facts else None
        if not self.wishes.fixes and not asks_project(snapshot):
            return Opened(facts, checked(task.path, snapshot, self.wishes))
        length = sum(map(len, snapshot.lines))
        if self.size + length <= _MOST_KEPT:
            self.size += length
            made = {} if self.wishes.fixes else made_remarks(snapshot, task.path)
            self.kept[task.path] = self._trimmed(snapshot), made
        return Opened(facts, None)

    def _trimmed(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot without its trees, which are made again where needed; so far as they will be, some are kept."""
        for entry in snapshot.entries:
            length = len(entry.block.text) if entry.awaiting else 0
            if length and self.trees + length <= _MOST_TREES:
                self.trees += length
            else:
                entry.block.forget()
        return snapshot

    def _asks_anyway(self, path: str) -> bool:
        """Whether a file is to be settled with the index whatever is in it: a rule that is on asks about other files."""
        absolute = os.path.abspath(path)
        settings, resolution = self.wishes.settings(absolute)
        engine = environment_for(absolute, settings, None, resolution.root).engine
        return self.wishes.fixes or any(rule.project for rule in engine.module_rules)

    def _facts(self, path: str) -> FileFacts | None:
        try:
            return facts_of(self.wishes.read(path).text, collectors())
        except Unreadable:
            return None

    def _gathered(self, path: str, facts: FileFacts | None) -> bytes:
        facts = facts or FileFacts()
        self.own[os.path.abspath(path)] = facts
        return pickle.dumps(facts, pickle.HIGHEST_PROTOCOL)

    def _take(self, task: TakeIndex) -> bool:
        facts = {
            path: pickle.loads(data)  # burnish: ignore[unsafe-pickle] another worker of this run wrote it
            for path, data in task.facts.items()
            if data
        }
        facts.update(self.own)
        self.own = {}
        index = WorkspaceIndex(task.roots, collectors())
        index.build(facts, gather=lambda paths: ((path, facts[path]) for path in paths))
        index.complete = task.complete
        self.digests = Digests(index)
        return True

    def _settle(self, task: Settle) -> Settled:
        if self.digests is None:
            raise RuntimeError("there is no index to settle with")
        if task.asked is not None and self.digests.hold(
            pickle.loads(task.asked)  # burnish: ignore[unsafe-pickle] an earlier run of this user's wrote it
        ):
            return Settled(None, task.asked)
        kept, made = self.kept.pop(task.path, (None, None))
        project = Asking(self.digests)
        if kept is not None:
            snapshot = kept.refresh(project).settled()
        else:
            try:
                _, snapshot = open_file(task.path, self.wishes, task.data, project)
            except Unreadable as reason:
                return Settled(Checked(task.path, (), str(reason), (), 0))
        result = checked(task.path, snapshot, self.wishes, made)
        told = not (self.wishes.fixes or self.wishes.merits)
        return Settled(result, pickle.dumps(project.asked(), pickle.HIGHEST_PROTOCOL) if told else None)


class Here:
    """A crew of one that works in this process."""

    def __init__(self, wishes: Wishes) -> None:
        self.prelude: list[Any] = [wishes]
        self.processes: list[None] = [None]
        self.worker = Worker(wishes)

    def close(self) -> None:
        """There is nothing to end."""

    def tell(self, worker: int, message: object) -> None:
        """Do a task whose answer does not matter."""
        self.worker.answer(message)

    def run(self, take: Take) -> Iterator[Answer]:
        """The answers to all tasks, in order."""
        while (item := take(0)) is not None:
            yield Answer(item[1], self.worker.answer(item[1]), 0)


def asks_project(snapshot: Snapshot) -> bool:
    """Whether anything that was found may depend on other files."""
    engine = snapshot.environment.engine
    if any(rule.project for rule in engine.module_rules):
        return True
    topics = {name for name, topic in engine.topics.items() if topic.project} | {"project"}
    return any(entry.awaiting or any(question[0] in topics for question in entry.answers) for entry in snapshot.entries)


def made_remarks(snapshot: Snapshot, path: str) -> dict[int, Remark]:
    """The remarks on a snapshot by the `id` of their finding."""
    findings = (finding for entry in snapshot.entries for finding in entry.shown)
    return dict(zip(map(id, findings), remarks(snapshot, path), strict=True))


def failed(path: str, reason: object) -> Checked:
    """The result for a file on which burnish itself failed."""
    return Checked(path, (), f"burnish failed on it ({reason}); please report this.", (), 0)
