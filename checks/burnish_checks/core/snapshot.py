"""A snapshot: one version of a document with its blocks, facts and findings. An edit makes the next one.

Snapshots share every block that the edit did not touch, and what is known of it. Work is counted, not
timed: `cost` tells what making this snapshot took.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

from burnish_checks.core.answers import Answered, Asking, Knowledge, asked_key, changed_answers, merged, stale
from burnish_checks.core.block import Block, read_block
from burnish_checks.core.context import Context, ModuleContext, Project, Question, View
from burnish_checks.core.engine import Engine, Failure, order, syntax_finding
from burnish_checks.core.facts import BlockFacts, Fact, Joined, ModuleFacts, gather, join
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.rule import Finding, ModuleFinding, Related, Rule
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.suppression import Directive, WholeFile, directives, visible
from burnish_checks.core.text import LineChange, TextEdit, apply_edit, split_lines
from burnish_checks.core.whole import blocks_of


@dataclass
class Cost:
    """What making a snapshot took, in counts that do not depend on the machine."""

    scanned: int = 0
    """Characters read by the splitter."""
    parsed: int = 0
    """Blocks parsed."""
    checked: int = 0
    """Blocks whose rules ran."""
    rule_calls: int = 0
    module_runs: int = 0
    shown: int = 0
    """Blocks whose list of shown findings was made anew."""


@dataclass(eq=False, slots=True)
class Entry:
    """A block in a document, with what depends on the text around it. Never changed once in a snapshot."""

    block: Block
    facts: BlockFacts
    anchors: dict[str, object]
    """By kind of fact: the identity that module findings refer to; carried over while the facts stay equal."""
    directives: tuple[Directive, ...]
    own: tuple[Finding, ...] = ()
    """What the block rules found, or the syntax finding."""
    answers: dict[Question, Any] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """The topics of the questions answered, for names with the name (see `answers.asked_key`)."""
    retained: tuple[Finding, ...] = ()
    """In a broken block: what was found in it while it could still be read, moved along."""
    shown: tuple[Finding, ...] = ()
    """All findings to show, module rules' included, suppressed ones left out."""
    failures: tuple[Failure, ...] = ()
    project_askers: frozenset[str] = frozenset()
    """The checks that asked about other files: all that must run again when only those changed."""
    hides: frozenset[WholeFile] = frozenset()
    """The comments for the whole file that leave out findings of this block."""
    idle: frozenset[Directive] = frozenset()
    """Those that stand here and leave out nothing in any block."""


@dataclass(frozen=True)
class Environment:
    """What holds for a file beside its text."""

    path: str
    engine: Engine
    settings: Settings
    role: Role = Role.SOURCE
    project: Project | None = None


class Located(tuple[int, Finding]):
    """A finding with the line its block starts at: `(first_line, finding)`."""

    __slots__ = ()

    @property
    def finding(self) -> Finding:
        return self[1]

    @property
    def span(self) -> Span:
        """The span in the document."""
        return self[1].span.moved(self[0])


@dataclass(frozen=True)
class Snapshot:
    """One version of a document. Made by `open_document`, `edit`, `advance` and `refresh`; never changed."""

    version: int | None
    lines: list[str] = field(repr=False)
    """The text's lines with their endings; read only."""
    entries: tuple[Entry, ...] = field(repr=False)
    joined: Joined = field(repr=False)
    module_findings: dict[Rule, tuple[ModuleFinding, ...]] = field(repr=False)
    environment: Environment = field(repr=False)
    pending: tuple[Entry, ...] = ()
    """Entries still to be checked again because something they asked about has changed."""
    partly: frozenset[Entry] = frozenset()
    """Those of the pending entries in which only checks that ask about other files must run again."""
    cost: Cost = field(default_factory=Cost)
    fresh: frozenset[Entry] = frozenset()
    """Entries whose shown findings this snapshot made anew."""
    reaching: bool = False
    """Whether some block may have read past its own end (see `Block.reach`)."""
    answered: Answered = field(default_factory=dict, repr=False)
    """The answers given so far that hold for the whole module."""
    holders: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    """By kind of fact: the entries that hold it, once somebody has gone through them."""
    starts: list[int] = field(default_factory=list, repr=False)
    """The first line of each entry's block; read only."""

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @property
    def module(self) -> ModuleFacts:
        """The joined facts."""
        return ModuleFacts(self.joined, self.entries, self.holders)

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
        return _show_module(_Maker(environment), replace(self, environment=environment), (), (), True)

    def edit(self, edits: Sequence[TextEdit], version: int | None) -> Snapshot:
        """The snapshot after edits applied one after the other, each to the text the one before left."""
        if not edits:
            return replace(self, version=version, cost=Cost(), fresh=frozenset())
        lines = self.lines
        change: LineChange | None = None
        for item in edits:
            lines, step = apply_edit(lines, item)
            change = step if change is None else _compose(change, step)
        assert change is not None
        return _Edit(self, lines, change, version).run()

    def advance(self, most: int = 50) -> Snapshot:
        """The next snapshot of the same version, with up to `most` pending entries checked again."""
        now, later = self.pending[:most], self.pending[most:]
        maker = _Maker(self.environment)
        maker.knowledge = Knowledge(self.answered)
        entries, fresh = _recheck(maker, self, frozenset(now), self.partly)
        answered = maker.knowledge.table()
        snapshot = replace(self, entries=entries, pending=later, cost=maker.cost, fresh=fresh, answered=answered)
        return _with_idle_told(maker, snapshot)

    def settled(self) -> Snapshot:
        """The snapshot with nothing pending."""
        snapshot = self
        while snapshot.pending:
            snapshot = snapshot.advance()
        return snapshot

    def refresh(self, project: Project | None) -> Snapshot:
        """The snapshot once the index of other files has changed; what no longer holds becomes pending."""
        environment = replace(self.environment, project=project)
        snapshot = replace(self, environment=environment, cost=Cost(), fresh=frozenset())
        topics = environment.engine.topics
        asking = Asking(frozenset({"project", *(name for name, item in topics.items() if item.project)}))
        view = snapshot.view
        changed = changed_answers(view, self.answered, asking, topics)
        by_block = frozenset(name for name in asking.topics if name in topics and topics[name].by_block)
        pending = stale(view, changed, by_block, topics, frozenset(self.pending))
        snapshot = replace(
            snapshot,
            pending=self.pending + pending,
            partly=self.partly.union(pending),
            answered=merged(self.answered, changed),
        )
        maker = _Maker(environment)
        rules = [rule for rule in environment.engine.module_rules if rule.project]
        return _show_module(maker, snapshot, rules)


def open_document(text: str, environment: Environment, version: int | None = None) -> Snapshot:
    """The first snapshot of a text."""
    lines = split_lines(text)
    empty = Snapshot(version, [""], (), {}, {}, environment)
    with collection_paused():
        return _Edit(empty, lines, LineChange(0, 1, len(lines)), version).run(whole=True)


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


class _Maker:
    """Makes entries and runs rules for one environment, counting the work."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.engine = environment.engine
        self.cost = Cost()
        self.knowledge = Knowledge({})

    def entry(self, block: Block) -> Entry:
        self.cost.parsed += 1
        facts = gather(block, self.engine.collectors)
        return Entry(block, facts, {kind: object() for kind in facts.values}, directives(block))

    def check(self, entry: Entry, view: View, index: int) -> None:
        """Run the block rules; only on entries not yet in a snapshot."""
        problem = syntax_finding(entry.block)
        found: tuple[Finding, ...] = () if problem is None else (problem,)
        if not entry.block.broken and entry.block.kind != "tail":
            context = Context(view, index, self.engine.topics, self.knowledge.lookup)
            own, entry.failures, calls = self.engine.check(entry.block, context)
            found += own
            entry.answers = context.answers
            entry.asked = frozenset(map(asked_key, context.answers))
            entry.project_askers = frozenset(context.project_askers)
            self.cost.rule_calls += calls
            self.cost.checked += 1
        entry.own = found

    def check_again(self, old: Entry, view: View, index: int) -> Entry:
        """The entry after those of its checks that asked about other files ran again, and no others."""
        engine = self.engine
        again = old.project_askers
        context = Context(view, index, engine.topics, self.knowledge.lookup)
        own, failures, calls = engine.check(old.block, context, again)
        redone = engine.found_by(again)
        kept = (finding for finding in old.own if finding.rule not in redone)
        answers = {question: value for question, value in old.answers.items() if not self._of_project(question)}
        answers.update(context.answers)
        self.cost.rule_calls += calls
        self.cost.checked += 1
        return replace(
            old,
            own=tuple(sorted((*kept, *own), key=order)),
            answers=answers,
            asked=frozenset(map(asked_key, answers)),
            project_askers=frozenset(context.project_askers),
            failures=(*(item for item in old.failures if item.rule not in again), *failures),
            shown=(),
        )

    def _of_project(self, question: Question) -> bool:
        topic = self.engine.topics.get(str(question[0]))
        return topic is None or topic.project

    def show(self, entry: Entry, module: Iterable[Finding], whole_file: Iterable[Any]) -> None:
        """Set what is shown of an entry not yet in a snapshot."""
        findings = [*entry.own, *entry.retained, *module]
        if len(findings) > 1:
            findings.sort(key=lambda item: (item.span, item.rule.slug, item.message))
        if findings or entry.directives:
            if self.environment.settings.honour_suppressions:
                active, every = self.engine.active, self.engine.every
                entry.shown, entry.hides = visible(
                    entry.block, findings, entry.directives, whole_file, active, every, entry.idle
                )
            else:
                entry.shown = tuple(findings)
        self.cost.shown += 1


class _Edit:
    """One step from a snapshot to the next."""

    def __init__(self, old: Snapshot, lines: list[str], change: LineChange, version: int | None) -> None:
        self.old = old
        self.lines = lines
        self.change = change
        self.version = version
        self.maker = _Maker(old.environment)

    def run(self, *, whole: bool = False) -> Snapshot:
        first = 0
        if whole:
            entries, resume = [self.maker.entry(block) for block in blocks_of(self.lines)], 0
        else:
            first, last = self.touched()
            entries, resume = self.split(first, last)
        old_region = self.old.entries[first:resume]
        reused = set(map(id, old_region)).intersection(map(id, entries))
        removed = [entry for entry in old_region if id(entry) not in reused]
        added = [entry for entry in entries if id(entry) not in reused]
        kinds = _adopt_anchors(removed, added)
        changed_values = _changed_values(removed, added, kinds)
        joined = join(self.old.joined, (e.facts for e in removed), (e.facts for e in added), kinds)
        for entry in added:
            if entry.block.broken:
                entry.retained = self.retained(entry, entries, first, old_region)
        all_entries = self.old.entries[:first] + tuple(entries) + self.old.entries[resume:]
        snapshot = Snapshot(
            self.version,
            self.lines,
            all_entries,
            joined,
            self.old.module_findings,
            self.old.environment,
            holders=self.holders(removed, added),
            starts=self.starts(first, resume, entries),
        )
        if self.old.reaching or any(entry.block.reach for entry in added):
            snapshot = replace(snapshot, reaching=True)
        view = snapshot.view
        topics = self.maker.engine.topics
        asking = self.asking(kinds, changed_values)
        changed = changed_answers(view, self.old.answered, asking, topics)
        self.maker.knowledge = Knowledge(merged(self.old.answered, changed))
        for offset, entry in enumerate(entries):
            if id(entry) not in reused:
                self.maker.check(entry, view, first + offset)
        by_block = frozenset(name for name in asking.topics if topics[name].by_block and not topics[name].near)
        beside = [index for index in range(first - 1, first + len(entries) + 1) if 0 <= index < len(all_entries)]
        pending = stale(view, changed, by_block, topics, frozenset(added), beside)
        snapshot = replace(
            snapshot, pending=self.pending(pending, all_entries, added), answered=self.maker.knowledge.table()
        )
        return _show_after_edit(self.maker, snapshot, range(first, first + len(entries)), reused, kinds)

    def holders(self, removed: Sequence[Entry], added: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
        """Who holds each kind of fact, for the kinds that neither the old blocks nor the new ones hold."""
        touched = {kind for entry in (*removed, *added) for kind in entry.facts.values}
        return {kind: holders for kind, holders in self.old.holders.items() if kind not in touched}

    def starts(self, first: int, resume: int, entries: Sequence[Entry]) -> list[int]:
        """Where the blocks start: as before in front of the new entries, moved by the change behind them."""
        old = self.old.starts
        begin = old[first] if old else 0
        delta = self.change.added - self.change.removed
        behind = old[resume:] if not delta else [start + delta for start in old[resume:]]
        between = list(accumulate((len(entry.block.lines) for entry in entries), initial=begin))[:-1]
        return old[:first] + between + behind

    def touched(self) -> tuple[int, int]:
        """Where to start splitting again and the last entry that the edit touched."""
        starts = self.old.starts
        first = self.old.entry_at(self.change.first)
        last = self.old.entry_at(max(self.change.first, self.change.first + self.change.removed - 1))
        if (first and not (self.change.first > starts[first] and self._beyond_lead(first))) or (
            first and self.old.entries[first].block.kind == "clause"
        ):
            first -= 1
        if self.old.reaching:
            for index in range(first):
                block = self.old.entries[index].block
                if block.reach and starts[index] + len(block.lines) + block.reach >= self.change.first:
                    first = index
                    break
        return self.compound_head(first), last

    def _beyond_lead(self, index: int) -> bool:
        """Whether the edit lies behind the first code line of the block, so that the one before cannot change."""
        return self.change.first > self.old.starts[index] + self.old.entries[index].block.extent_first

    def compound_head(self, index: int) -> int:
        """The header of the outermost compound statement around the entry, which looked ahead over all of it."""
        entries = self.old.entries
        frames = entries[index].block.frames
        position = next((at for at, frame in enumerate(frames) if frame.word != "class"), None)
        if position is None and entries[index].block.kind != "clause":
            return index
        if position is None:
            indent = entries[index].block.indent
        else:
            indent = frames[position].indent
        while index > 0:
            block = entries[index].block
            if block.kind == "header" and block.word != "class" and block.indent == indent:
                break
            index -= 1
        return index

    def split(self, first: int, last: int) -> tuple[list[Entry], int]:
        """New entries from the entry `first` on, until an old boundary is met in the same state; its index."""
        old, lines = self.old, self.lines
        delta = self.change.added - self.change.removed
        change_end = self.change.first + self.change.added
        starts = old.starts
        position = starts[first] if old.entries else 0
        frames = old.entries[first].block.entry if old.entries else ()
        by_start = dict(zip(starts, range(len(starts)), strict=True)) if len(starts) < 2 else None
        found: list[Entry] = []
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
            block, end, scanned = read_block(lines, position, frames)
            self.maker.cost.scanned += scanned
            reused = old.entries[candidate] if candidate is not None else None
            if reused is not None and same_block(reused.block, block):
                found.append(reused)
                block = reused.block
            else:
                found.append(self.maker.entry(block))
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

    def asking(self, kinds: set[str], values: dict[str, set[Any]]) -> Asking:
        """What must be asked again because of the facts that changed."""
        topics = self.maker.engine.topics
        again = (name for name, item in topics.items() if name != "name" and not kinds.isdisjoint(item.reads))
        return Asking(frozenset(again), frozenset(binding.name for binding in values.get("binds", ())))

    def pending(self, found: tuple[Entry, ...], entries: Sequence[Entry], added: Sequence[Entry]) -> tuple[Entry, ...]:
        """The entries to check again: those found, and those that were waiting and are still there."""
        still = set(self.old.pending).difference(added).difference(found)
        return found + tuple(entry for entry in entries if entry in still) if still else found

    def retained(
        self, entry: Entry, entries: Sequence[Entry], first: int, region: Sequence[Entry]
    ) -> tuple[Finding, ...]:
        """What was shown before in the lines of a block that is broken now, moved with the text."""
        begin = self.old.starts[first] if self.old.entries else 0
        for other in entries:
            if other is entry:
                break
            begin += len(other.block.lines)
        kept: list[Finding] = []
        start = self.old.starts[first] if self.old.entries else 0
        for old in region:
            for finding in (*old.shown,):
                if finding.rule.category.value == "syntax":
                    continue
                span = self._moved(finding.span.moved(start))
                if span is None:
                    continue
                span = span.moved(-begin)
                if span.start_line >= 0 and span.end_line < len(entry.block.lines):
                    kept.append(replace(finding, span=_clamped(span, entry.block.lines), related=()))
            start += len(old.block.lines)
        return tuple(kept)

    def _moved(self, span: Span) -> Span | None:
        """A span of the old text in the new one; None if its lines are gone."""
        change = self.change
        ends = []
        for line in (span.start_line, span.end_line):
            if line < change.first:
                ends.append(line)
            elif line >= change.first + change.removed:
                ends.append(line + change.added - change.removed)
            elif line - change.first < change.added:
                ends.append(line)
            else:
                return None
        return Span(ends[0], span.start_column, ends[1], span.end_column)


def _clamped(span: Span, lines: Sequence[str]) -> Span:
    start = min(span.start_column, len(lines[span.start_line].rstrip("\r\n")))
    end = min(span.end_column, len(lines[span.end_line].rstrip("\r\n")))
    if span.start_line == span.end_line and end < start:
        end = start
    return Span(span.start_line, start, span.end_line, end)


def same_block(old: Block, new: Block) -> bool:
    """Whether two blocks are the same text in the same lexical surroundings."""
    return (
        old.lines == new.lines
        and old.kind == new.kind
        and old.word == new.word
        and old.entry == new.entry
        and old.frames == new.frames
        and old.exit == new.exit
        and old.inline == new.inline
        and (old.problem is None) == (new.problem is None)
        and (old.problem is None or new.problem is None or old.problem.message == new.problem.message)
    )


def _adopt_anchors(removed: Sequence[Entry], added: Sequence[Entry]) -> set[str]:
    """The kinds of fact that changed; where one did not, the new entries take over the old ones' anchors."""
    kinds = {kind for entry in (*removed, *added) for kind in entry.facts.values}
    changed: set[str] = set()
    for kind in kinds:
        before = [entry for entry in removed if kind in entry.facts.values]
        after = [entry for entry in added if kind in entry.facts.values]
        if [e.facts.values[kind] for e in before] == [e.facts.values[kind] for e in after]:
            for old, new in zip(before, after, strict=True):
                new.anchors[kind] = old.anchors[kind]
        else:
            changed.add(kind)
    return changed


def _changed_values(removed: Sequence[Entry], added: Sequence[Entry], kinds: Iterable[str]) -> dict[str, set[Any]]:
    """By kind: the values that the removed entries had and the added have not, or the other way round."""
    result: dict[str, set[Any]] = {}
    for kind in kinds:
        before: dict[Any, int] = {}
        for sign, side in ((1, removed), (-1, added)):
            for entry in side:
                for value in entry.facts.values.get(kind, ()):
                    before[value] = before.get(value, 0) + sign
        result[kind] = {value for value, count in before.items() if count}
    return result


def _recheck(
    maker: _Maker, snapshot: Snapshot, wanted: frozenset[Entry], partly: frozenset[Entry]
) -> tuple[tuple[Entry, ...], frozenset[Entry]]:
    """The entries with the wanted ones checked again, and the new ones among them."""
    view = snapshot.view
    by_anchor = _by_anchor(snapshot.module_findings)
    whole_file = snapshot.joined.get("file-suppressions", {})
    entries = list(snapshot.entries)
    fresh: set[Entry] = set()
    for index, entry in enumerate(entries):
        if entry in wanted:
            if entry in partly:
                again = maker.check_again(entry, view, index)
            else:
                again = replace(entry, own=(), answers={}, shown=(), failures=())
                maker.check(again, view, index)
            maker.show(again, _located(again, by_anchor), whole_file)
            entries[index] = again
            fresh.add(again)
    return tuple(entries), frozenset(fresh)


def _run_module_rules(
    maker: _Maker, snapshot: Snapshot, rules: Iterable[Rule]
) -> dict[Rule, tuple[ModuleFinding, ...]]:
    env = snapshot.environment
    alone = ModuleContext(env.settings, env.role, env.path, None)
    context = ModuleContext(env.settings, env.role, env.path, env.project)
    found = dict(snapshot.module_findings)
    for rule in rules:
        maker.cost.module_runs += 1
        assert rule.module_check is not None
        try:
            found[rule] = tuple(rule.module_check(snapshot.module, context if rule.project else alone))
        except Exception as error:
            found[rule] = ()
            snapshot.entries[-1].failures += (Failure(rule.slug, f"{type(error).__name__}: {error}"),)
    return found


def _by_anchor(
    findings: dict[Rule, tuple[ModuleFinding, ...]],
) -> dict[object, list[tuple[Rule, ModuleFinding]]]:
    table: dict[object, list[tuple[Rule, ModuleFinding]]] = {}
    for rule, items in findings.items():
        for item in items:
            table.setdefault(item.anchor, []).append((rule, item))
    return table


def _located(entry: Entry, by_anchor: dict[object, list[tuple[Rule, ModuleFinding]]]) -> list[Finding]:
    """The module findings anchored in an entry, with the spans that their facts have now."""
    if not by_anchor:
        return []
    found: list[Finding] = []
    for kind, anchor in entry.anchors.items():
        used: dict[tuple[Rule, Fact], int] = {}
        for rule, item in by_anchor.get(anchor, ()):
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


def _show_after_edit(maker: _Maker, snapshot: Snapshot, region: range, reused: set[int], kinds: set[str]) -> Snapshot:
    """Run the module rules whose facts changed, and make anew what is shown of the blocks concerned."""
    engine = snapshot.environment.engine
    rules = [rule for rule in engine.module_rules if not kinds.isdisjoint(rule.reads)]
    new = [index for index in region if id(snapshot.entries[index]) not in reused]
    return _show_module(maker, snapshot, rules, new, "file-suppressions" in kinds)


def _show_module(
    maker: _Maker, snapshot: Snapshot, rules: Sequence[Rule], new: Sequence[int] = (), everything: bool = False
) -> Snapshot:
    """Run module rules, and set what is shown of the entries at `new` and of those whose findings changed."""
    before = snapshot.module_findings
    after = _run_module_rules(maker, snapshot, rules) if rules else before
    dirty: set[object] = set()
    for rule in rules:
        old, now = _grouped(before.get(rule, ())), _grouped(after.get(rule, ()))
        dirty.update(anchor for anchor in old.keys() | now.keys() if old.get(anchor) != now.get(anchor))
    by_anchor = _by_anchor(after)
    whole_file = snapshot.joined.get("file-suppressions", {})
    fresh: set[Entry] = set()
    for index in new:
        entry = snapshot.entries[index]
        maker.show(entry, _located(entry, by_anchor), whole_file)
        fresh.add(entry)
    entries, pending = snapshot.entries, snapshot.pending
    if dirty or everything:
        replaced: dict[Entry, Entry] = {}
        for entry in entries:
            if entry not in fresh and (everything or not dirty.isdisjoint(entry.anchors.values())):
                again = replaced[entry] = replace(entry, shown=())
                maker.show(again, _located(again, by_anchor), whole_file)
        entries = tuple(replaced.get(entry, entry) for entry in entries) if replaced else entries
        pending = tuple(replaced.get(entry, entry) for entry in pending)
        snapshot = replace(snapshot, partly=frozenset(replaced.get(entry, entry) for entry in snapshot.partly))
        fresh.update(replaced.values())
    snapshot = replace(
        snapshot,
        entries=entries,
        module_findings=after,
        pending=pending,
        cost=maker.cost,
        fresh=frozenset(fresh),
    )
    return _with_idle_told(maker, snapshot)


def _with_idle_told(maker: _Maker, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the comments for the whole file told where they suppress nothing: once that can be known."""
    whole_file = snapshot.joined.get("file-suppressions", {})
    if not any(tool == "burnish" for tool, _ in whole_file) or snapshot.pending:
        return snapshot
    known = not any(entry.block.broken for entry in snapshot.entries)
    used = frozenset[WholeFile]().union(*(entry.hides for entry in snapshot.entries))
    by_anchor = _by_anchor(snapshot.module_findings)
    replaced: dict[Entry, Entry] = {}
    for entry in snapshot.entries:
        own = (item for item in entry.directives if item.whole_file and item.tool == "burnish")
        idle = frozenset(item for item in own if known and (item.tool, item.codes) not in used)
        if idle != entry.idle:
            again = replaced[entry] = replace(entry, shown=(), idle=idle)
            maker.show(again, _located(again, by_anchor), whole_file)
    if not replaced:
        return snapshot
    return replace(
        snapshot,
        entries=tuple(replaced.get(entry, entry) for entry in snapshot.entries),
        fresh=frozenset(replaced.get(entry, entry) for entry in snapshot.fresh).union(replaced.values()),
    )


def _grouped(findings: Iterable[ModuleFinding]) -> dict[object, list[ModuleFinding]]:
    table: dict[object, list[ModuleFinding]] = {}
    for finding in findings:
        table.setdefault(finding.anchor, []).append(finding)
    return table


def position_in(snapshot: Snapshot, position: Position) -> tuple[int, Position]:
    """The entry that owns a position of the document, and the position relative to it."""
    index = snapshot.entry_at(position.line)
    return index, Position(position.line - snapshot.starts[index], position.column)
