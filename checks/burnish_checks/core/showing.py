"""Module rules: running them, and the findings of each at the places that its facts have now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.copying import copied
from burnish_checks.core.engine import Failure
from burnish_checks.core.entry import Entry, renewed
from burnish_checks.core.facts import Fact
from burnish_checks.core.making import Maker
from burnish_checks.core.patience import Hung, limited
from burnish_checks.core.rule import Finding, ModuleFinding, Related, Rule
from burnish_checks.core.suppression import WholeFile

if TYPE_CHECKING:
    from burnish_checks.core.snapshot import Snapshot


Anchored = dict[object, list[tuple[Rule, ModuleFinding]]]
"""The findings of module rules by the anchor of the block they are in."""


def run_rules(maker: Maker, snapshot: Snapshot, rules: Sequence[Rule], fresh: Iterable[Entry] = ()) -> Snapshot:
    """Run module rules, which then are not due, and make anew what is shown of the entries whose findings changed.

    That of the `fresh` entries was made anew before.
    """
    before, after = snapshot.module_findings, _found(maker, snapshot, rules)
    changed = [rule for rule in rules if before.get(rule, ()) != after[rule]]
    dirty: set[object] = set()
    for rule in changed:
        old, now = _grouped(before.get(rule, ())), _grouped(after[rule])
        dirty.update(anchor for anchor in old.keys() | now.keys() if old.get(anchor) != now.get(anchor))
    carrying = [*compress(snapshot.entries, map(_carried, snapshot.entries))] if snapshot.carrying else []
    concerned = {entry for entry in carrying if not entry.carried.isdisjoint(rules)}
    still = len(carrying) > len(concerned)
    concerned.update(_anchoring(snapshot.entries, dirty - snapshot.due.gone))
    findings, due = after if changed else before, snapshot.due.running(rules)
    return _shown(maker, copied(snapshot, module_findings=findings, due=due, carrying=still), concerned, fresh)


_carried = attrgetter("carried")


def _anchoring(entries: Iterable[Entry], anchors: set[object]) -> Iterator[Entry]:
    """The entries with some of these anchors, of which each is in one entry at the most.

    To look for one that is in none goes through all of them: 12,000 bytecodes of 65,000 for an edit at the top of 20,000
    lines, twice. So those are left out that are known to be gone (`Due.gone`).
    """
    left = set(anchors)
    for entry in entries if left else ():
        if not left.isdisjoint(entry.anchors.values()):
            yield entry
            left.difference_update(entry.anchors.values())
            if not left:
                return


def show(
    maker: Maker, snapshot: Snapshot, new: Iterable[int], carried: Mapping[str, list[object]], *, everything: bool
) -> Snapshot:
    """Set what is shown of the new entries, and of all others too where a comment for the whole file has changed.

    `carried` are anchors of what stood there before: its module findings stand for the same facts until the rules
    have run again.
    """
    anchored = by_anchor(snapshot.module_findings)
    whole_file = snapshot.whole_file
    fresh: set[Entry] = set()
    for index in new:
        entry = snapshot.entries[index]
        kept = () if entry.block.broken else tuple(_kept(entry, anchored, carried))
        entry.carried = frozenset(finding.rule for finding in kept)
        maker.show(entry, [*located(entry, anchored), *kept], whole_file)
        fresh.add(entry)
    if not snapshot.carrying and any(entry.carried for entry in fresh):
        snapshot = copied(snapshot, carrying=True)
    concerned = set(snapshot.entries) - fresh if everything else set()
    return _shown(maker, snapshot, concerned, fresh)


def show_again(maker: Maker, snapshot: Snapshot, broken: Entry) -> Snapshot:
    """Set what is shown of all entries, where one that cannot be read changed what comments for the whole file say."""
    maker.show(broken, (), snapshot.whole_file)
    return _shown(maker, snapshot, set(snapshot.entries) - {broken}, (broken,))


def _shown(maker: Maker, snapshot: Snapshot, concerned: set[Entry], fresh: Iterable[Entry] = ()) -> Snapshot:
    """The snapshot with what is shown of some entries made anew; entries of which it is the same stay as they are."""
    anchored = by_anchor(snapshot.module_findings) if concerned else {}
    whole_file = snapshot.whole_file
    replaced: dict[Entry, Entry] = {}
    for entry in concerned:
        again = renewed(entry)
        again.shown, again.carried = (), frozenset()
        maker.show(again, located(again, anchored), whole_file)
        if again.shown != entry.shown or again.hides != entry.hides or entry.carried:
            replaced[entry] = again
    snapshot = with_entries(snapshot, replaced)
    changed = [again for entry, again in replaced.items() if again.shown != entry.shown]
    made = frozenset([*(replaced.get(entry, entry) for entry in fresh), *changed])
    return with_idle_told(maker, copied(snapshot, cost=maker.cost, fresh=made))


def with_entries(snapshot: Snapshot, replaced: Mapping[Entry, Entry]) -> Snapshot:
    """The snapshot with other entries in the place of some."""
    if not replaced:
        return snapshot
    return copied(
        snapshot,
        entries=_exchanged(snapshot.entries, replaced),
        pending=tuple(replaced.get(entry, entry) for entry in snapshot.pending),
        partly=frozenset(replaced.get(entry, entry) for entry in snapshot.partly),
    )


def _exchanged(entries: tuple[Entry, ...], replaced: Mapping[Entry, Entry]) -> tuple[Entry, ...]:
    """Entries of which some are replaced: few are looked for one by one, many looked up for each."""
    if len(replaced) > _FEW:
        return tuple([replaced.get(entry, entry) for entry in entries])
    found = list(entries)
    for entry, again in replaced.items():
        found[found.index(entry)] = again
    return tuple(found)


_FEW = 4


def with_idle_told(maker: Maker, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the comments for the whole file told where they suppress nothing: once that can be known."""
    whole_file = snapshot.whole_file
    if not any(tool == "burnish" for tool, _ in whole_file) or snapshot.unsettled:
        return snapshot
    known = not any(entry.block.broken for entry in snapshot.entries)
    used = frozenset[WholeFile]().union(*(entry.hides for entry in snapshot.entries))
    anchored = by_anchor(snapshot.module_findings)
    replaced: dict[Entry, Entry] = {}
    for entry in snapshot.entries:
        own = (item for item in entry.directives if item.whole_file and item.tool == "burnish")
        idle = frozenset(item for item in own if known and (item.tool, item.codes) not in used)
        if idle != entry.idle:
            again = replaced[entry] = renewed(entry)
            again.shown, again.idle = (), idle
            maker.show(again, located(again, anchored), whole_file)
    if not replaced:
        return snapshot
    return copied(
        snapshot,
        entries=tuple(replaced.get(entry, entry) for entry in snapshot.entries),
        fresh=frozenset(replaced.get(entry, entry) for entry in snapshot.fresh).union(replaced.values()),
    )


def _found(maker: Maker, snapshot: Snapshot, rules: Iterable[Rule]) -> dict[Rule, tuple[ModuleFinding, ...]]:
    env = snapshot.environment
    alone = ModuleContext(env.settings, env.role, env.path, None)
    context = ModuleContext(env.settings, env.role, env.path, env.project)
    found = dict(snapshot.module_findings)
    for rule in rules:
        maker.cost.module_runs += 1
        assert rule.module_check is not None
        try:
            with limited() if rule.origin else nullcontext():
                items = tuple(rule.module_check(snapshot.module, context if rule.project else alone))
            if rule.origin and not all(isinstance(item, ModuleFinding) for item in items):
                raise TypeError("it yields what is no finding of a module")
            found[rule] = items
        except (Exception, Hung, SystemExit) as error:
            found[rule] = ()
            snapshot.entries[-1].failures += (Failure(rule.slug, f"{type(error).__name__}: {error}"),)
    return found


_last_anchored: tuple[Mapping[Rule, tuple[ModuleFinding, ...]], Anchored] = ({}, {})


def by_anchor(findings: Mapping[Rule, tuple[ModuleFinding, ...]]) -> Anchored:
    """All module findings by anchor; remembered for the last module asked, and brought up to date by the rules that ran."""
    global _last_anchored
    before, table = _last_anchored
    if before is not findings:
        table = dict(table)
        for rule in before.keys() | findings.keys():
            old, now = before.get(rule, ()), findings.get(rule, ())
            if old is now:
                continue
            for anchor in {item.anchor for item in old}:
                table[anchor] = [pair for pair in table[anchor] if pair[0] is not rule]
                if not table[anchor]:
                    del table[anchor]
            for anchor, items in _grouped(now).items():
                table[anchor] = [*table.get(anchor, ()), *((rule, item) for item in items)]
        _last_anchored = (findings, table)
    return table


def located(entry: Entry, anchored: Anchored) -> list[Finding]:
    """The module findings anchored in an entry, with the spans that their facts have now; they have none where it is lent."""
    if not anchored or entry.lent:
        return []
    found: list[Finding] = []
    for kind, anchor in entry.anchors.items():
        if anchor not in anchored:
            continue
        used: dict[tuple[Rule, Fact], int] = {}
        for rule, item in anchored[anchor]:
            places = entry.facts.places_of(kind, item.fact.value)
            nth = used.get((rule, item.fact), 0)
            used[(rule, item.fact)] = nth + 1
            place = places[min(nth, len(places) - 1)] if places else None
            if place is not None:
                related = tuple(
                    Related(span, message)
                    for where, fact, message in item.related
                    if where == anchor and (span := entry.facts.place(fact)) is not None
                )
                found.append(Finding(rule, place, item.message, item.data, related, item.severity, item.fact))
    return found


def _kept(entry: Entry, anchored: Anchored, carried: Mapping[str, list[object]]) -> Iterator[Finding]:
    """The findings of what stood there before, for the facts that are there still."""
    for kind, anchors in carried.items():
        for anchor in anchors if kind in entry.anchors else ():
            for rule, item in anchored.get(anchor, ()):
                place = entry.facts.place(item.fact)
                if place is not None:
                    yield Finding(rule, place, item.message, item.data, (), item.severity, item.fact)


def _grouped(findings: Iterable[ModuleFinding]) -> dict[object, list[ModuleFinding]]:
    table: dict[object, list[ModuleFinding]] = {}
    for finding in findings:
        table.setdefault(finding.anchor, []).append(finding)
    return table
