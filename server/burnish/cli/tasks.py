"""What a worker does: reads the facts of files, takes the index when those of all are there, then checks each file.

Between the two it keeps facts, and of the first files the trees too, as far as `_KEPT` goes. Other files are read twice;
what takes longest to gather is carried over (`core.foreknown`). Files were once checked at first as far as that goes without
the index, and then those of their blocks again whose answers it changed, up to half of them, and all trees were kept.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from burnish.cli.asking import Asking, Digests
from burnish.cli.checked import Checked
from burnish.cli.checking import checked, open_file, open_text
from burnish.cli.crew import Answer, Take
from burnish.cli.garbage import rarely
from burnish.cli.project import collectors, roots_of
from burnish.cli.wishes import Wishes
from burnish_checks.core.facts import Collector
from burnish_checks.core.foreknown import Foreknown, Places, Reading
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.index import FileFacts, WorkspaceIndex, facts_and_reading_of, facts_of, pack, placed_facts_of
from burnish_checks.index.gathering import facts_of_snapshot
from burnish_checks.policy import environment_for
from burnish_checks.reading import Unreadable

_KEPT = 800_000
"""So many characters of texts are kept as they were read, in each worker: their trees and facts take 35 bytes each. Memory
stays flat beyond that."""
KEPT_OF_ALL = 1_200_000
"""So many where that is all that there is: then nothing is read twice. With 800,000 a quarter of 60,000 lines were, which was a
twentieth of all processor time; for 644 files so many took 50 MB more."""


@dataclass(frozen=True)
class Open:
    """Read the facts of a file that is to be checked, and check it if that needs no index."""

    path: str
    data: bytes | None = None
    is_kept: bool = False
    """Whether all that are to be opened may be kept as they were read, and so this one too."""


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
    """By absolute path: pickled packed facts (see `index.packing`)."""


@dataclass(frozen=True)
class Settle:
    """Finish the check of a file with the index."""

    path: str
    data: bytes | None = None
    asked: bytes | None = None
    """Pickled: what a remembered result of the file rests on: where that still holds, nothing is checked."""
    tells: bool = True
    """Whether it is to be told what the result rests on, for those who remember it."""


class Opened(NamedTuple):
    """What opening a file gave."""

    facts: bytes | None
    """Its facts, packed and pickled; None if it cannot be read."""
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
    own: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By absolute path: the packed facts of the files that it has read."""
    places: dict[str, tuple[int, Places]] = field(default_factory=dict)
    """By path: the hash of the text whose facts were read, and where the late ones of these stand."""
    readings: dict[str, tuple[int, Reading]] = field(default_factory=dict)
    """By path: the hash of the text that was read, and all that was found in it."""
    kept: int = 0
    """How many characters these texts have."""
    indexed: dict[str, tuple[Collector, ...]] = field(default_factory=dict)
    """By folder: what the index keeps of a file in it."""
    digests: Digests | None = None
    """Of the answers of the index, once that is there."""

    def __post_init__(self) -> None:
        rarely()

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
            text = self.wishes.read(task.path, task.data).text
            if not self._asks_anyway(task.path):
                _, snapshot = open_file(task.path, self.wishes, task.data)
                if not asks_project(snapshot):
                    facts = facts_of_snapshot(snapshot, self._collectors(task.path))
                    return Opened(self._gathered(task.path, facts), checked(task.path, snapshot, self.wishes))
        except Unreadable as reason:
            return Opened(None, Checked(task.path, (), str(reason), (), 0))
        return Opened(
            self._gathered(task.path, self._read(task.path, text, KEPT_OF_ALL if task.is_kept else _KEPT)), None
        )

    def _read(self, path: str, text: str, most: int) -> FileFacts:
        """The facts of a text that is to be checked later; as many texts as fit in are kept as they were read."""
        if self.kept + len(text) <= most:
            facts, reading = facts_and_reading_of(text, self._collectors(path))
            if reading is not None:
                self.kept += len(text)
                self.readings[path] = hash(text), reading
            return facts
        facts, places = placed_facts_of(text, self._collectors(path))
        self.places[path] = hash(text), places
        return facts

    def _collectors(self, path: str) -> tuple[Collector, ...]:
        """What the index of the project that a file lies in keeps of it."""
        folder = os.path.dirname(path)
        if folder not in self.indexed:
            self.indexed[folder] = collectors(self.wishes, *roots_of((path,)))
        return self.indexed[folder]

    def _asks_anyway(self, path: str) -> bool:
        """Whether a file is to be checked with the index whatever is in it: a rule that is on asks about other files."""
        absolute = os.path.abspath(path)
        settings, resolution = self.wishes.settings(absolute)
        engine = environment_for(absolute, settings, None, resolution.root).engine
        return self.wishes.fixes or any(rule.project for rule in engine.module_rules)

    def _facts(self, path: str) -> FileFacts | None:
        try:
            return facts_of(self.wishes.read(path).text, self._collectors(path))
        except Unreadable:
            return None

    def _gathered(self, path: str, facts: FileFacts | None) -> bytes:
        packed = self.own[os.path.abspath(path)] = pack(facts.values if facts is not None else {})
        return pickle.dumps(packed, pickle.HIGHEST_PROTOCOL)

    def _take(self, task: TakeIndex) -> bool:
        facts = {
            path: pickle.loads(data)  # burnish: ignore[unsafe-pickle] another worker of this run wrote it
            for path, data in task.facts.items()
            if data
        }
        facts.update(self.own)
        self.own = {}
        index = WorkspaceIndex(task.roots, collectors(self.wishes, *task.roots))
        index.build_packed(facts)
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
        tells = task.tells and not (self.wishes.fixes or self.wishes.merits)
        project = Asking(self.digests) if tells else self.digests.index
        try:
            source = self.wishes.read(task.path, task.data)
        except Unreadable as reason:
            return Settled(Checked(task.path, (), str(reason), (), 0))
        known = self._foreknown(task.path, source.text)
        snapshot = open_text(task.path, source.text, self.wishes, project, foreknown=known)
        result = checked(task.path, snapshot, self.wishes)
        asked = project.asked() if isinstance(project, Asking) else None
        return Settled(result, pickle.dumps(asked, pickle.HIGHEST_PROTOCOL) if asked is not None else None)

    def _foreknown(self, path: str, text: str) -> Foreknown | Reading | None:
        """What is known of a text since its facts were read for the index; None if it has changed meanwhile."""
        digest, reading = self.readings.pop(path, (None, None))
        if digest == hash(text):
            return reading
        known, places = self.places.pop(path, (None, {}))
        if known != hash(text) or self.digests is None:
            return None
        index = self.digests.index
        return Foreknown({kind: index.facts(path, kind) for kind in places}, places)


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
    return any(question[0] in topics for entry in snapshot.entries for question in entry.answers)


def failed(path: str, reason: object) -> Checked:
    """The result for a file on which burnish itself failed."""
    return Checked(path, (), f"burnish failed on it ({reason}); please report this.", (), 0)
