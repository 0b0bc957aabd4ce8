"""A snapshot: one version of a document with its blocks, facts and findings. An edit makes the next one.

Snapshots share every block that the edit did not touch, and what is known of it. Work is counted, not
timed: `cost` tells what making this snapshot took.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from burnish_checks.core.answers import Answered
from burnish_checks.core.context import Project, View
from burnish_checks.core.copying import copied
from burnish_checks.core.due import Due
from burnish_checks.core.editing import Edit, made_whole
from burnish_checks.core.engine import Failure
from burnish_checks.core.entry import Cost as Cost
from burnish_checks.core.entry import Entry as Entry
from burnish_checks.core.entry import Environment as Environment
from burnish_checks.core.entry import Located as Located
from burnish_checks.core.facts import Joined, ModuleFacts
from burnish_checks.core.foreknown import Foreknown, Reading
from burnish_checks.core.lines import Lines
from burnish_checks.core.making import Maker
from burnish_checks.core.rule import ModuleFinding, Rule
from burnish_checks.core.settling import next_slice
from burnish_checks.core.showing import show
from burnish_checks.core.suppression import WholeFile
from burnish_checks.core.text import LineChange, TextEdit, apply_edit, split_lines
from burnish_checks.core.written import heeded


@dataclass(frozen=True)
class Snapshot:
    """One version of a document. Made by `open_document`, `edit`, `advance` and `refresh`; never changed."""

    version: int | None
    held: Lines = field(repr=False)
    """The text's lines."""
    entries: tuple[Entry, ...] = field(repr=False)
    joined: Joined = field(repr=False)
    module_findings: dict[Rule, tuple[ModuleFinding, ...]] = field(repr=False)
    environment: Environment = field(repr=False)
    pending: tuple[Entry, ...] = ()
    """Entries still to be checked again because something they asked about has changed."""
    partly: frozenset[Entry] = frozenset()
    """Those of the pending entries in which only checks that ask about other files must run again."""
    due: Due = field(default_factory=Due, repr=False)
    """What else edits have left to be done."""
    cost: Cost = field(default_factory=Cost)
    fresh: frozenset[Entry] = frozenset()
    """Entries whose shown findings this snapshot made anew."""
    carrying: bool = False
    """Whether some entry may show what module rules found in the one before (`Entry.carried`)."""
    reaching: bool = False
    """Whether some block may have read past its own end (see `Block.reach`)."""
    answered: Answered = field(default_factory=dict, repr=False)
    """The answers given so far that hold for the whole module."""
    kept: int = 0
    """How many answers were left when those were dropped that no block asks for any more."""
    holders: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    """By kind of fact: the entries that hold it, once somebody has gone through them."""
    starts: list[int] = field(default_factory=list, repr=False)
    """The first line of each entry's block; read only."""

    @property
    def lines(self) -> list[str]:
        """The text's lines with their endings; read only, and those of another text once an edit has taken them over."""
        return self.held.now

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @property
    def newline(self) -> str:
        """The line ending that its first line has, which new lines get too."""
        first = self.lines[0]
        return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"

    @property
    def unsettled(self) -> bool:
        """Whether something is still to be asked, run or checked again."""
        return bool(self.pending or self.due)

    @property
    def resting(self) -> bool:
        """Whether only this is still to be done: to tell slow topics of broken blocks."""
        return bool(self.due.broken) and not (self.pending or self.due.pressing)

    @property
    def module(self) -> ModuleFacts:
        """The joined facts."""
        return ModuleFacts(self.joined, self.entries, self.holders)

    @property
    def whole_file(self) -> Mapping[WholeFile, int]:
        """The comments that hold for the whole file, with how often each stands in it."""
        return heeded(self.joined.get("file-suppressions", {}), self.entries)

    @property
    def view(self) -> View:
        """This version as answers are computed from it."""
        env = self.environment
        return View(env.path, self.entries, self.joined, env.settings, env.role, env.project, self.holders)

    def findings(self) -> Iterator[Located]:
        """All shown findings in order."""
        for start, entry in zip(self.starts, self.entries, strict=True):
            for finding in entry.shown:
                yield Located((start, finding))

    def failures(self) -> Iterator[Failure]:
        """Rules that raised, block by block."""
        for entry in self.entries:
            yield from entry.failures

    def entry_at(self, line: int) -> int:
        """The index of the entry that owns a line."""
        return max(0, bisect_right(self.starts, line) - 1)

    def unsuppressed(self) -> Snapshot:
        """The snapshot with the findings shown too that comments suppress."""
        environment = replace(self.environment, settings=replace(self.environment.settings, honour_suppressions=False))
        return show(Maker(environment), replace(self, environment=environment), (), {}, everything=True)

    def edit(self, edits: Sequence[TextEdit], version: int | None, *, spent: bool = False) -> Snapshot:
        """The snapshot after edits applied one after the other, each to the text the one before left.

        If nobody looks at this one any more, and it so is `spent`, a single edit is quicker: see `walking_on` and `lines`.
        """
        if not edits:
            return copied(self, version=version, cost=Cost(), fresh=frozenset())
        if spent and len(edits) == 1:
            held, (made, gone) = self.held.taken_over(edits[0])
            return Edit(self, held, made, version, gone).run()
        lines = self.lines
        change: LineChange | None = None
        for item in edits:
            lines, step = apply_edit(lines, item)
            change = step if change is None else _compose(change, step)
        assert change is not None
        return Edit(self, Lines(lines), change, version).run()

    def advance(self, most: int = 50, waits: Callable[[], bool] = lambda: False) -> Snapshot:
        """The next snapshot of the same version, with one slice of what is due done: as much as `most` blocks.

        Less, but something, where `waits` says on the way that something more urgent waits.
        """
        return next_slice(self, most, waits)

    def settled(self) -> Snapshot:
        """The snapshot with nothing left to do."""
        snapshot = self
        while snapshot.unsettled:
            snapshot = snapshot.advance()
        return snapshot

    def refresh(self, project: Project | None) -> Snapshot:
        """The snapshot once the index of other files has changed; what may no longer hold is due."""
        environment = replace(self.environment, project=project)
        topics, given = environment.engine.topics, self.answered
        names = ("project", *(name for name, item in topics.items() if item.project))
        questions = (question for name in names for question in given.get(name, ()))
        by_block = (name for name, item in topics.items() if item.project and item.by_block)
        rules = (rule for rule in environment.engine.module_rules if rule.project)
        due = self.due.plus(questions, by_block, rules)
        return copied(self, environment=environment, due=due, cost=Cost(), fresh=frozenset())


def open_document(
    text: str, environment: Environment, version: int | None = None, foreknown: Foreknown | Reading | None = None
) -> Snapshot:
    """The first snapshot of a text; what of it is `foreknown` is not read or gathered again."""
    lines = split_lines(text)
    empty = Snapshot(version, Lines(lines), (), {}, {}, environment)
    with collection_paused():
        return made_whole(empty, lines, foreknown)


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection meanwhile, and none of what was made ever after.

    Trees hold no cycles, so counting references frees them; going through them while they grow takes longer than
    parsing, and each full collection afterwards would go through them again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()


def _compose(first: LineChange, second: LineChange) -> LineChange:
    """One change that covers both, the second made to the text after the first."""
    start = min(first.first, second.first)
    after_first = max(first.first + first.added, second.first + second.removed)
    grown = first.added - first.removed
    return LineChange(start, after_first - grown - start, after_first - start + second.added - second.removed)
