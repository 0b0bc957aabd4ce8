"""One step from a snapshot to the next: which blocks an edit touched, and what it leaves of the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, chain, repeat
from operator import add
from typing import TYPE_CHECKING, Any

from burnish_checks.core.answers import Asking, Knowledge, changed_answers, merged, stale_beside
from burnish_checks.core.block import Block, read_block
from burnish_checks.core.breaking import broken, kept_beside, retained
from burnish_checks.core.copying import copied
from burnish_checks.core.due import Due, heeds
from burnish_checks.core.entry import Entry, known_facts
from burnish_checks.core.exchange import adopt_anchors, carried, changed_kinds, changed_values, untold
from burnish_checks.core.facts import join
from burnish_checks.core.foreknown import Foreknown, Reading
from burnish_checks.core.lines import Lines
from burnish_checks.core.making import Maker
from burnish_checks.core.mending import mended
from burnish_checks.core.restating import placed, restated
from burnish_checks.core.rewording import in_docstring, reworded
from burnish_checks.core.rule import Finding
from burnish_checks.core.showing import run_rules, show, show_again
from burnish_checks.core.text import LineChange
from burnish_checks.core.touching import touched

if TYPE_CHECKING:
    from burnish_checks.core.snapshot import Snapshot


def made_whole(empty: Snapshot, lines: list[str], foreknown: Foreknown | Reading | None = None) -> Snapshot:
    """The snapshot of a whole text, settled; `empty` has the version and the environment."""
    maker = Maker(empty.environment)
    entries = maker.entries(lines, foreknown)
    kinds = {kind for entry in entries for kind in entry.facts.values}
    snapshot = replace(
        empty,
        entries=tuple(entries),
        joined=join({}, (), (entry.facts for entry in entries), kinds),
        reaching=any(entry.block.reach for entry in entries),
        starts=list(accumulate((len(entry.block.lines) for entry in entries), initial=0))[:-1],
    )
    view = snapshot.view
    for index, entry in enumerate(entries):
        maker.check(entry, view, index)
    snapshot = replace(snapshot, answered=maker.knowledge.table())
    rules = [rule for rule in maker.engine.module_rules if not kinds.isdisjoint(rule.reads)]
    found = run_rules(maker, snapshot, rules)
    return show(maker, found, range(len(entries)), {}, everything=False)


class Edit:
    """One step from a snapshot to the next."""

    def __init__(
        self, old: Snapshot, held: Lines, change: LineChange, version: int | None, gone: Sequence[str] | None = None
    ) -> None:
        """`gone` are the lines that the change took away, if nobody looks at the old snapshot's lines and trees any more."""
        self.old = old
        self.held = held
        self.lines = held.now
        self.change = change
        self.version = version
        self.spent = gone is not None
        self.gone = old.lines[change.first : change.first + change.removed] if gone is None else gone
        self.maker = Maker(old.environment)

    def run(self) -> Snapshot:
        """The next snapshot: the touched blocks are checked; what they change for others is noted as due."""
        first, last = touched(self.old, self.lines, self.change)
        block = self.reworded(first, last)
        alike = block or self.mended(first, last) or self.restated(first, last)
        found, resume = self.split(first, last) if alike is None else ([alike], first + 1)
        if len(found) == 1 == resume - first and isinstance(found[0], Block) and found[0].broken:
            return self.lent(found[0], first)
        region = self.old.entries[first:resume]
        reused = set(map(id, region)).intersection(map(id, found))
        removed = [entry for entry in region if id(entry) not in reused]
        before = iter(removed)
        if block is not None:
            entries = [self.maker.reworded(block, removed[0])]
        else:
            entries = [item if isinstance(item, Entry) else self.made(item, next(before, None)) for item in found]
        added = [entry for entry in entries if id(entry) not in reused]
        for number, entry in enumerate(added):
            if entry.block.broken:
                entry.retained = self.retained(entry, entries, first, region)
                if len(removed) == len(added):
                    entry.former = known_facts(removed[number])
                    entry.whole = self.whole_before(removed[number])
        return self.replaced(first, resume, entries)

    def whole_before(self, entry: Entry) -> Entry | None:
        """What a block that breaks was when it was whole: None where its checks have not run yet, so that it is read anew."""
        if entry.block.broken:
            return entry.whole
        return None if entry in self.old.pending else entry

    def lent(self, block: Block, first: int) -> Snapshot:
        """The next snapshot where one block gave way to one that cannot be read: nothing else is looked at yet."""
        old, before = self.old, self.old.entries[first]
        begin, change = old.starts[first], self.change
        edited = (
            *self.gone,
            *self.lines[change.first : change.first + change.added],
        )
        alike = change.removed == change.added and not any("#" in line for line in edited)
        entry = self.maker.lent(block, before, commented_alike=alike)
        entry.retained = kept_beside(block, retained([(begin, before)], begin, block.lines, self.change))
        entry.whole = self.whole_before(before)
        told = old.whole_file
        self.maker.show(entry, (), told)
        snapshot = copied(
            old,
            version=self.version,
            held=self.held,
            entries=(*old.entries[:first], entry, *old.entries[first + 1 :]),
            reaching=old.reaching or bool(block.reach),
            starts=self.starts(first, first + 1, [entry]),
            due=old.due if old.due.lent else copied(old.due, lent=True),
            cost=self.maker.cost,
            fresh=frozenset((entry,)),
        )
        snapshot = self.pending(snapshot, range(0), [entry]) if old.pending else snapshot
        return snapshot if snapshot.whole_file == told else show_again(self.maker, snapshot, entry)

    def told(self, index: int) -> Snapshot:
        """The same text once a broken block that was lent the facts of another has its own."""
        snapshot = self.replaced(index, index + 1, [self.maker.told(self.old.entries[index])])
        entry = snapshot.entries[index]
        return (
            snapshot
            if entry.shown != self.old.entries[index].shown
            else copied(snapshot, fresh=snapshot.fresh - {entry})
        )

    def replaced(self, first: int, resume: int, entries: Sequence[Entry]) -> Snapshot:
        """The next snapshot with some entries in the place of those from `first` to `resume`, and what follows from that."""
        region = self.old.entries[first:resume]
        reused = set(map(id, region)).intersection(map(id, entries))
        removed = [entry for entry in region if id(entry) not in reused]
        added = [entry for entry in entries if id(entry) not in reused]
        kinds = adopt_anchors(removed, added)
        values = changed_values(removed, added, kinds)
        snapshot = copied(
            self.old,
            version=self.version,
            held=self.held,
            entries=self.old.entries[:first] + tuple(entries) + self.old.entries[resume:],
            joined=join(self.old.joined, (e.facts for e in removed), (e.facts for e in added), kinds),
            reaching=self.old.reaching or any(entry.block.reach for entry in added),
            holders=self.holders(removed, added),
            starts=self.starts(first, resume, entries),
        )
        fresh = [index for index, entry in enumerate(entries, first) if id(entry) not in reused]
        since = (
            changed_kinds(map(known_facts, removed), map(known_facts, added)) if untold((*removed, *added)) else kinds
        )
        ordered = self.maker.engine.ordered
        alone = all(sum(not ordered.isdisjoint(entry.facts.values) for entry in side) < 2 for side in (removed, added))
        due = self.due(snapshot, kinds, since, values, alone)
        if len(added) == 1 and untold(added):
            due = due.postponed(self.old.due)
        left = carried(removed, kinds)
        due = due.breaking(untold(added) - untold(removed)).parting(chain.from_iterable(left.values()))
        owing = any(entry.owes and entry.former is None for entry in added)
        snapshot = self.checked(snapshot, fresh, due.owing() if owing else due)
        snapshot = self.pending(snapshot, range(first - 1, first + len(entries) + 1), added)
        everything = snapshot.whole_file != self.old.whole_file
        return show(self.maker, snapshot, fresh, left, everything=everything)

    def reworded(self, first: int, last: int) -> Block | None:
        """The edited block where nothing but its docstring is worded otherwise, and nothing else is due in it."""
        entry = self.old.entries[first]
        if not self.in_one_line(first, last) or not in_docstring(
            entry.block, self.change.first - self.old.starts[first]
        ):
            return None
        if entry in self.old.pending or entry.failures or not entry.facts.is_of(entry.block):
            return None
        lines, row = self.with_line(first)
        found = reworded(entry.block, lines, row, spent=self.spent)
        if found is None:
            return None
        self.maker.cost.scanned += len(lines[row])
        return found

    def mended(self, first: int, last: int) -> Block | None:
        """The block as it was before it was broken, if it is what it was."""
        entries = self.old.entries
        whole = entries[first].whole
        if whole is None or not self.in_one_line(first, last):
            return None
        following = entries[first + 1].block if first + 1 < len(entries) else None
        lines, row = self.with_line(first)
        found = mended(whole.block, lines, entries[first].block, following)
        if found is not None:
            self.maker.cost.scanned += len(lines[row])
        return found

    def restated(self, first: int, last: int) -> Block | None:
        """The edited block where nothing but simple statements next to each other in it are written otherwise."""
        if first != last:
            return None
        change, block, row = self.change, self.old.entries[first].block, self.change.first - self.old.starts[first]
        place = placed(block, row, change.removed)
        if place is None:
            return None
        new = self.lines[change.first : change.first + change.added]
        lines = (*block.lines[:row], *new, *block.lines[row + change.removed :])
        found = restated(block, lines, place, spent=self.spent) or broken(
            block, lines, place, self.lines, self.old.starts[first]
        )
        if found is not None:
            self.maker.cost.scanned += sum(map(len, new))
        return found

    def made(self, block: Block, before: Entry | None) -> Entry:
        """The entry of a block that was read; one that is mended as it was has the facts that it had."""
        whole = before.whole if before is not None else None
        if whole is not None and whole.block is block:
            return self.maker.mended(whole)
        return self.maker.entry(block, before)

    def in_one_line(self, first: int, last: int) -> bool:
        """Whether the edit lies in one line of one block."""
        return first == last and self.change.removed == 1 == self.change.added

    def with_line(self, index: int) -> tuple[tuple[str, ...], int]:
        """The lines of an entry's block with the edited one, and which that is."""
        lines, row = self.old.entries[index].block.lines, self.change.first - self.old.starts[index]
        return (*lines[:row], self.lines[self.change.first], *lines[row + 1 :]), row

    def due(
        self, snapshot: Snapshot, kinds: set[str], since: set[str], values: dict[str, set[Any]], alone: bool
    ) -> Due:
        """What is to be asked and run again because of the facts that changed; how names are bound is asked at once.

        `since` are the kinds that have changed since slow topics were told of these blocks. `alone` says that one block
        with facts of imports or uses became another, so that no use can have moved from one to the other.
        """
        if not kinds and not since:
            return self.old.due
        engine, given = self.maker.engine, self.old.answered
        concerned = dict.fromkeys(item for kind in kinds for item in engine.readers.get(kind, ()))
        told = dict.fromkeys(item for kind in since for item in engine.readers.get(kind, ()) if item.slow)
        topics = (*told, *(item for item in concerned if not item.slow))
        slow = {item.name for item in concerned if item.slow and item not in told}
        meanwhile = (question for question in self.old.due.meanwhile if question[0] in slow)
        names = Asking(frozenset(), frozenset(binding.name for binding in values.get("binds", ())))
        changed = changed_answers(snapshot.view, given, names, engine.topics)
        reading = [rule for rule in engine.module_rules if not kinds.isdisjoint(rule.reads)]
        rules = [rule for rule in reading if heeds(rule, kinds, values if alone else {}, snapshot.joined)]
        return self.old.due.plus(
            chain(*(given.get(item.name, ()) for item in topics if item.name != "name"), meanwhile),
            (item.name for item in topics if item.by_block),
            rules,
            changed,
        )

    def checked(self, snapshot: Snapshot, fresh: Sequence[int], due: Due) -> Snapshot:
        """The snapshot with the new entries checked; they ask anew what is due, unless that would take long."""
        maker, topics, slow = self.maker, self.maker.engine.topics, self.maker.engine.slow
        given = merged(self.old.answered, due.changed)
        maker.knowledge = Knowledge(given, due.questions, standing=slow)
        view = snapshot.view
        for index in fresh:
            maker.check(snapshot.entries[index], view, index)
        learned = maker.knowledge.learned
        due = due.without(learned, given).answering(learned, topics)
        return copied(snapshot, due=due, answered=maker.knowledge.table())

    def pending(self, snapshot: Snapshot, near: range, added: Sequence[Entry]) -> Snapshot:
        """The snapshot with those noted that are to be checked again: neighbours that looked here, and who waited."""
        engine, entries = self.maker.engine, snapshot.entries
        beside = [index for index in near if 0 <= index < len(entries) and entries[index] not in added]
        found = tuple(stale_beside(snapshot.view, engine.near, engine.topics, beside))
        if not self.old.pending:
            return copied(snapshot, pending=found, partly=frozenset())
        still = set(self.old.pending).difference(added).difference(found)
        pending = found + (tuple(entry for entry in entries if entry in still) if still else ())
        return copied(snapshot, pending=pending, partly=self.old.partly.intersection(still))

    def holders(self, removed: Sequence[Entry], added: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
        """Who holds each kind of fact, for the kinds that neither the old blocks nor the new ones hold."""
        touched = {kind for entry in (*removed, *added) for kind in entry.facts.values}
        return {kind: holders for kind, holders in self.old.holders.items() if kind not in touched}

    def starts(self, first: int, resume: int, entries: Sequence[Entry]) -> list[int]:
        """Where the blocks start: as before in front of the new entries, moved by the change behind them."""
        old = self.old.starts
        begin = old[first] if old else 0
        delta = self.change.added - self.change.removed
        if not delta and [len(entry.block.lines) for entry in entries] == [
            len(entry.block.lines) for entry in self.old.entries[first:resume]
        ]:
            return old
        starts = old.copy()
        starts[first:resume] = list(accumulate((len(entry.block.lines) for entry in entries), initial=begin))[:-1]
        if delta:
            behind = first + len(entries)
            starts[behind:] = map(add, starts[behind:], repeat(delta))
        return starts

    def split(self, first: int, last: int) -> tuple[list[Entry | Block], int]:
        """From the entry `first` on, until an old boundary is met in the same state: new blocks and entries that stay.

        With the index of the boundary.
        """
        old, lines = self.old, self.lines
        delta = self.change.added - self.change.removed
        change_end = self.change.first + self.change.added
        starts = old.starts
        position = starts[first] if old.entries else 0
        frames = old.entries[first].block.entry if old.entries else ()
        by_start = dict(zip(starts, range(len(starts)), strict=True)) if len(starts) < 2 else None
        found: list[Entry | Block] = []
        while position < len(lines):
            candidate = self._old_at(position, delta, change_end, starts, by_start)
            if (
                candidate is not None
                and candidate > last
                and position >= change_end
                and old.entries[candidate].block.entry == frames
                and old.entries[candidate].block.kind != "clause"
                and all(frame.word == "class" for frame in frames)
            ):
                return found, candidate
            reused = old.entries[candidate] if candidate is not None else None
            known = (reused.whole or reused).block if reused is not None else None
            block, end, scanned = read_block(lines, position, frames, known)
            self.maker.cost.scanned += scanned
            if reused is not None and same_block(reused.block, block):
                found.append(reused)
                block = reused.block
            else:
                found.append(block)
            position, frames = end, block.exit
        return found, len(old.entries)

    def _old_at(
        self, line: int, delta: int, change_end: int, starts: list[int], by_start: dict[int, int] | None
    ) -> int | None:
        """The old entry that started where the new text's `line` came from, or None."""
        if line >= change_end:
            line -= delta
        elif line > self.change.first:
            return None
        index = bisect_left(starts, line)
        return index if index < len(starts) and starts[index] == line else None

    def retained(
        self, entry: Entry, entries: Sequence[Entry], first: int, region: Sequence[Entry]
    ) -> tuple[Finding, ...]:
        """What was shown before in the lines of a block that is broken now, moved with the text."""
        start = self.old.starts[first] if self.old.entries else 0
        begin = start + sum(len(other.block.lines) for other in entries[: entries.index(entry)])
        starts = accumulate((len(old.block.lines) for old in region), initial=start)
        found = retained(zip(starts, region, strict=False), begin, entry.block.lines, self.change)
        return kept_beside(entry.block, found)


def same_block(old: Block, new: Block) -> bool:
    """Whether two blocks are the same text in the same lexical surroundings, found out from as many lines behind."""
    return (
        old.lines == new.lines
        and old.reach == new.reach
        and old.kind == new.kind
        and old.word == new.word
        and old.entry == new.entry
        and old.frames == new.frames
        and old.exit == new.exit
        and old.inline == new.inline
        and (old.problem is None) == (new.problem is None)
        and (old.problem is None or new.problem is None or old.problem.message == new.problem.message)
    )
