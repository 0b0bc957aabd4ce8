"""What follows an edit, in slices: asking again, running module rules again, checking again who is concerned.

One question about data flow takes up to 60 ms, so that no number of them makes a slice short: after each question and
each block it is looked whether input `waits`, and the slice ends there if it does. Slices that nothing ends, as those of
`Snapshot.settled`, are the plain equivalent.

Last of all slow topics are told what facts broken blocks have. These have few, and will have the old ones again once they
are mended: all 533 questions of 5,000 lines were asked twice, for 80 ms. So until then the answers stand that
were given before (`Entry.former`); who waits until somebody pauses, and so tells them nothing while somebody types,
goes by `Snapshot.resting`. What was asked meanwhile for the first time, or because of other blocks, is asked again.
Module rules wait as long: a method that is broken for a moment is still one of its class, and what was said of that one was
another message of 300 kilobytes at 5,000 lines, and a third when the method was mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from burnish_checks.core.answers import Knowledge, merged, stale
from burnish_checks.core.context import Question, answer
from burnish_checks.core.copying import copied
from burnish_checks.core.due import Due
from burnish_checks.core.editing import Edit
from burnish_checks.core.entry import Cost, Entry, known_facts, renewed
from burnish_checks.core.exchange import changed_kinds
from burnish_checks.core.facts import join
from burnish_checks.core.making import Maker
from burnish_checks.core.showing import by_anchor, located, run_rules, with_entries, with_idle_told
from burnish_checks.core.text import LineChange

if TYPE_CHECKING:
    from burnish_checks.core.snapshot import Snapshot

_BLOCKS_GONE_THROUGH = 16
"""So many blocks a module rule goes through while a block is checked."""


Waits = Callable[[], bool]
"""Whether something more urgent waits."""


def next_slice(snapshot: Snapshot, most: int, waits: Waits) -> Snapshot:
    """The snapshot with some of what is due done: late facts, up to `most` questions, or rules for as much, or blocks."""
    return _tidied(_done(snapshot, most, waits))


_SPARE = 1_000
"""Answers more than twice those that were left."""


def _tidied(snapshot: Snapshot) -> Snapshot:
    """The snapshot without the answers that no block asks for any more, once nothing is due and these are the most.

    Each letter of a name that is typed is another question, and all would be asked again behind every edit.
    """
    if snapshot.unsettled or sum(map(len, snapshot.answered.values())) <= 2 * snapshot.kept + _SPARE:
        return snapshot
    asked = {question for entry in snapshot.entries for question in entry.answers}
    answered = {
        name: {question: now for question, now in given.items() if question in asked}
        for name, given in snapshot.answered.items()
    }
    return copied(snapshot, answered=answered, kept=sum(map(len, answered.values())))


def _done(snapshot: Snapshot, most: int, waits: Waits) -> Snapshot:
    if snapshot.due.lent:
        return _with_own(snapshot)
    if snapshot.due.rules:
        count = 1 if waits() else max(1, most * _BLOCKS_GONE_THROUGH // len(snapshot.entries))
        return run_rules(Maker(snapshot.environment), snapshot, snapshot.due.rules[:count])
    if snapshot.due.facts:
        return _gather(snapshot)
    if snapshot.due.asks:
        return _ask(snapshot, most, waits)
    if snapshot.pending:
        return _recheck(snapshot, most, waits)
    return _tell(snapshot)


def _with_own(snapshot: Snapshot) -> Snapshot:
    """The snapshot with one broken block's facts told, which were those of another until now: see `breaking`."""
    index = next((index for index, entry in enumerate(snapshot.entries) if entry.lent), None)
    if index is None:
        return copied(snapshot, due=copied(snapshot.due, lent=False), cost=Cost(), fresh=frozenset())
    return Edit(snapshot, snapshot.held, LineChange(snapshot.starts[index], 0, 0), snapshot.version).told(index)


def _gather(snapshot: Snapshot) -> Snapshot:
    """Gather the late facts of the entries that owe them, but not of those that slow topics are not yet told of."""
    owing = [entry for entry in snapshot.entries if entry.owes and entry.former is None]
    return _with_late(snapshot, owing, copied(snapshot.due, facts=False))


def _tell(snapshot: Snapshot) -> Snapshot:
    """Tell slow topics of all broken blocks."""
    untold = [entry for entry in snapshot.entries if entry.former is not None]
    return _with_late(snapshot, untold, snapshot.due.breaking(-len(untold)))


def _with_late(snapshot: Snapshot, entries: Iterable[Entry], due: Due) -> Snapshot:
    """The snapshot with the late facts of entries, and what is answered from facts that are others now due."""
    maker = Maker(snapshot.environment)
    paid = {entry: maker.paid(entry) for entry in entries}
    now = {entry: other if other.former is None else replace(other, former=None) for entry, other in paid.items()}
    replaced = {entry: other for entry, other in now.items() if other is not entry}
    if not replaced:
        snapshot = copied(snapshot, due=due, cost=maker.cost, fresh=frozenset())
        return with_idle_told(maker, snapshot)
    kinds: set[str] = set()
    since: set[str] = set()
    for entry, other in replaced.items():
        kinds |= changed_kinds([entry.facts.values], [other.facts.values])
        since |= changed_kinds([known_facts(entry)], [other.facts.values])
    topics = [item for item in maker.engine.topics.values() if item.slow and not since.isdisjoint(item.reads)]
    questions = (question for item in topics for question in snapshot.answered.get(item.name, ()))
    snapshot = with_entries(snapshot, replaced)
    snapshot = copied(
        snapshot,
        joined=join(snapshot.joined, (e.facts for e in replaced), (e.facts for e in replaced.values()), kinds),
        holders={kind: holders for kind, holders in snapshot.holders.items() if kind not in kinds},
        due=due.plus(questions, (item.name for item in topics if item.by_block), ()),
        cost=maker.cost,
        fresh=frozenset(),
    )
    return with_idle_told(maker, snapshot)


def _ask(snapshot: Snapshot, most: int, waits: Waits) -> Snapshot:
    """Ask some questions again, and behind the last look for those who asked what has changed."""
    due, given = snapshot.due, snapshot.answered
    topics = snapshot.environment.engine.topics
    view = snapshot.view
    changed: dict[Question, Any] = {}
    done = 0
    for question in islice(due.questions, most):
        found = answer(view, -1, question, topics)
        if found != given[str(question[0])][question]:
            changed[question] = found
        done += 1
        if waits():
            break
    asked = [*islice(due.questions, done)]
    later = due.less(asked)
    every = {**due.changed, **changed}
    left = due.answering(asked, topics)
    snapshot = copied(snapshot, answered=merged(given, changed), cost=Cost(), fresh=frozenset())
    if later:
        return copied(snapshot, due=copied(left, questions=later, changed=every))
    left = copied(left, questions={}, topics=frozenset(), changed={})
    snapshot = _with_pending(copied(snapshot, due=left), due.topics, every)
    return with_idle_told(Maker(snapshot.environment), snapshot)


def _with_pending(snapshot: Snapshot, by_block: frozenset[str], changed: dict[Question, Any]) -> Snapshot:
    """The snapshot with those pending who asked one of the changed questions.

    Of those who asked only about other files, only the checks that did so will run again.
    """
    topics, view = snapshot.environment.engine.topics, snapshot.view

    def of_project(question: Question) -> bool:
        return question[0] == "project" or topics[str(question[0])].project

    own = {question: now for question, now in changed.items() if not of_project(question)}
    others = {question: now for question, now in changed.items() if of_project(question)}
    waiting = frozenset(snapshot.pending)
    wholly = frozenset(stale(view, own, by_block, topics, frozenset()))
    partly = frozenset(stale(view, others, frozenset(), topics, waiting | wholly))
    if not wholly and not partly:
        return snapshot
    concerned = waiting | wholly | partly
    pending = tuple(entry for entry in snapshot.entries if entry in concerned)
    return copied(snapshot, pending=pending, partly=(snapshot.partly - wholly) | partly)


def _recheck(snapshot: Snapshot, most: int, waits: Waits) -> Snapshot:
    """Check some of the pending entries again."""
    now = frozenset(snapshot.pending[:most])
    done: set[Entry] = set()
    maker = Maker(snapshot.environment)
    maker.knowledge = Knowledge(snapshot.answered)
    view = snapshot.view
    anchored = by_anchor(snapshot.module_findings)
    whole_file = snapshot.whole_file
    entries = list(snapshot.entries)
    fresh: set[Entry] = set()
    for index, entry in enumerate(entries):
        if entry in now:
            if entry in snapshot.partly:
                again = maker.check_again(entry, view, index)
            else:
                again = renewed(entry)
                again.own, again.answers, again.shown, again.failures = (), {}, (), ()
                maker.check(again, view, index)
            maker.show(again, located(again, anchored), whole_file)
            entries[index] = again
            if again.shown != entry.shown or again.failures != entry.failures:
                fresh.add(again)
            done.add(entry)
            if len(done) == len(now) or waits():
                break
    snapshot = copied(
        snapshot,
        entries=tuple(entries),
        pending=tuple(entry for entry in snapshot.pending if entry not in done),
        partly=snapshot.partly - done,
        cost=maker.cost,
        fresh=frozenset(fresh),
        due=snapshot.due.answering(maker.knowledge.learned, maker.engine.topics),
        answered=maker.knowledge.table(),
    )
    return with_idle_told(maker, snapshot)
