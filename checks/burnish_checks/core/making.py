"""Making entries: gathering a block's facts, running the rules on it, and deciding what of it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from burnish_checks.core.answers import Knowledge, asked_key
from burnish_checks.core.block import Block
from burnish_checks.core.breaking import confirmed
from burnish_checks.core.context import Context, Question, View
from burnish_checks.core.engine import Failure, order, syntax_finding
from burnish_checks.core.entry import Cost, Entry, Environment, known_facts
from burnish_checks.core.facts import BlockFacts
from burnish_checks.core.foreknown import Foreknown, Reading
from burnish_checks.core.gathering import gather, of_text
from burnish_checks.core.rule import Finding
from burnish_checks.core.settings import is_notebook
from burnish_checks.core.suppression import directives, visible
from burnish_checks.core.whole import blocks_of
from burnish_checks.files import is_filled_in


class Maker:
    """Makes entries and runs rules for one environment, counting the work."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.engine = environment.engine
        self.cost = Cost()
        self.knowledge = Knowledge({})
        self._reworded: dict[Entry, Entry] = {}
        """Entries of blocks of which only a docstring is worded otherwise, each with that of the block before."""
        self._mended: dict[Entry, Entry] = {}
        """Entries of blocks that are mended, each with that of the same text before it was broken."""

    def entries(self, lines: list[str], known: Foreknown | Reading | None) -> list[Entry]:
        """The entries of all blocks of a text; what is known of it before is not read or gathered again."""
        if isinstance(known, Reading):
            return self._read(known, lines)
        blocks = [*blocks_of(lines)]
        if known is None:
            return [self.entry(block) for block in blocks]
        self.cost.parsed += len(blocks)
        kinds = known.places.keys()
        others = of_text((item for item in self.engine.collectors if item.kind not in kinds), "".join(lines))
        pairs = zip(blocks, known.of(blocks), strict=True)
        return [_entry(block, gather(block, others, facts, kinds)) for block, facts in pairs]

    def _read(self, known: Reading, lines: Iterable[str]) -> list[Entry]:
        self.cost.parsed += len(known.blocks)
        collectors = self.engine.collectors
        others = of_text((item for item in collectors if item.kind not in known.kinds), "".join(lines))
        kinds = known.kinds.intersection([item.kind for item in collectors])
        return [
            _entry(block, gather(block, collectors if block.broken else others, facts, () if block.broken else kinds))
            for block, facts in zip(known.blocks, known.facts, strict=True)
        ]

    def entry(self, block: Block, before: Entry | None = None) -> Entry:
        """The entry of a block; from that which stood in its place it takes the late facts, until its own are gathered."""
        self.cost.parsed += 1
        return self._entry(block, before)

    def early(self, block: Block) -> Entry:
        """The entry of a block without its late facts, which are still to be gathered."""
        self.cost.parsed += 1
        return _entry(block, gather(block, self.engine.prompt), owes=bool(self.engine.late))

    def _entry(self, block: Block, before: Entry | None) -> Entry:
        engine = self.engine
        if before is None or not engine.late:
            facts = gather(block, engine.collectors)
        else:
            facts = gather(block, engine.prompt, before.facts, [item.kind for item in engine.late])
        return _entry(block, facts, owes=before is not None and bool(engine.late))

    def lent(self, block: Block, before: Entry, *, commented_alike: bool) -> Entry:
        """The entry of a block that cannot be read, with the facts of that which stood in its place: see `breaking`.

        With its comments, too, where these are known to be where they were.
        """
        self.cost.parsed += 1
        found = before.directives if commented_alike else directives(block)
        entry = Entry(block, before.facts, before.anchors, found, lent=True, former=before.former)
        entry.own = self._problem(block)
        return entry

    def _problem(self, block: Block) -> tuple[Finding, ...]:
        path = self.environment.path
        found = syntax_finding(block, awaits=is_notebook(path), is_filled_in=is_filled_in(path))
        return () if found is None else (found,)

    def told(self, lent: Entry) -> Entry:
        """The entry of such a block with its own facts."""
        entry = self._entry(confirmed(lent.block), lent)
        if entry.block.broken:
            entry.retained, entry.whole, entry.former = lent.retained, lent.whole, known_facts(lent)
        return entry

    def reworded(self, block: Block, before: Entry) -> Entry:
        """The entry of a block that differs from the one before in the words of a docstring alone: see `rewording`."""
        self.cost.parsed += 1
        again = self.engine.on_docstrings
        kinds = {item.kind for item in again}
        facts = gather(block, again, before.facts, [kind for kind in before.facts.values if kind not in kinds])
        entry = _entry(block, facts, owes=before.owes or any(item.docstrings for item in self.engine.late))
        self._reworded[entry] = before
        return entry

    def mended(self, whole: Entry) -> Entry:
        """The entry of a block that was broken and is what it was before: its facts are what they were."""
        entry = _entry(whole.block, whole.facts, owes=whole.owes)
        self._mended[entry] = whole
        return entry

    def paid(self, entry: Entry) -> Entry:
        """The entry with its late facts gathered: the same object where they are equal by value."""
        kinds = [item.kind for item in self.engine.prompt]
        facts = gather(
            entry.block, self.engine.late, entry.facts, [kind for kind in entry.facts.values if kind in kinds]
        )
        if facts.values == entry.facts.values and facts.failures == entry.facts.failures:
            entry.owes = False  # true of every snapshot that shares it
            return entry
        before = entry.facts.values
        anchors = {
            kind: entry.anchors[kind] if before.get(kind) == values else object()
            for kind, values in facts.values.items()
        }
        failures = dict.fromkeys((*entry.failures, *_failed(facts)))
        return replace(entry, facts=facts, anchors=anchors, owes=False, failures=tuple(failures))

    def check(self, entry: Entry, view: View, index: int) -> None:
        """Run the block rules; only on entries not yet in a snapshot."""
        if entry in self._reworded:
            self._check_docstrings(entry, self._reworded[entry], view, index)
            return
        if entry in self._mended and self._holds(self._mended[entry], view, index):
            _take(entry, self._mended[entry])
            return
        found = self._problem(entry.block)
        if not entry.block.broken and entry.block.kind != "tail":
            context = Context(view, index, self.engine.topics, self.knowledge.lookup)
            own, failures, calls = self.engine.check(entry.block, context)
            entry.failures = (*_failed(entry.facts), *failures)
            found += own
            entry.answers = context.answers
            entry.asked = frozenset(map(asked_key, context.answers))
            entry.project_askers = frozenset(context.project_askers)
            self.cost.rule_calls += calls
            self.cost.checked += 1
        entry.own = found

    def _holds(self, whole: Entry, view: View, index: int) -> bool:
        """Whether all that was asked in checking a block would be answered the same there: then the same is found."""
        topics, lookup = self.engine.topics, self.knowledge.lookup
        return all(lookup(question, view, index, topics) == known for question, known in whole.answers.items())

    def _check_docstrings(self, entry: Entry, before: Entry, view: View, index: int) -> None:
        """Run the rules that read docstrings, and keep what the others found."""
        engine = self.engine
        context = Context(view, index, engine.topics, self.knowledge.lookup)
        own, failures, calls = engine.check_docstrings(entry.block, context)
        kept = (finding for finding in before.own if finding.rule not in engine.found_in_docstrings)
        entry.own = tuple(sorted((*kept, *own), key=order))
        entry.answers = {**before.answers, **context.answers}
        entry.asked = frozenset(map(asked_key, entry.answers))
        entry.project_askers = before.project_askers | context.project_askers
        entry.failures = (*entry.failures, *failures)
        self.cost.rule_calls += calls
        self.cost.checked += 1

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


def _entry(block: Block, facts: BlockFacts, *, owes: bool = False) -> Entry:
    anchors = {kind: object() for kind in facts.values}
    return Entry(block, facts, anchors, directives(block), failures=_failed(facts), owes=owes)


def _take(entry: Entry, checked: Entry) -> None:
    """Have an entry know what was found in another of the same text, and what was asked for it."""
    entry.own, entry.failures = checked.own, checked.failures
    entry.answers, entry.asked = checked.answers, checked.asked
    entry.project_askers = checked.project_askers


def _failed(facts: BlockFacts) -> tuple[Failure, ...]:
    return tuple(Failure(kind, error) for kind, error in facts.failures)
