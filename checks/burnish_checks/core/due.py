"""What an edit leaves to be done: questions to be asked again, and module rules to be run again.

An import that is changed has a hundred questions asked again and a dozen rules go through the whole file: 80 ms at
20,000 lines. The edited block is shown first, in 3; the rest is done in slices (`settling`), which the next edit
pre-empts. What it finds undone it adds to its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.core.answers import Answered
from burnish_checks.core.context import Question, Topic
from burnish_checks.core.copying import copied
from burnish_checks.core.joining import NOTHING, Joined, named
from burnish_checks.core.rule import Rule


@dataclass(frozen=True)
class Due:
    """What is still to be done of one or several edits."""

    questions: Mapping[Question, None] = field(default_factory=dict)
    """Whose answers may be others now, in order, each once: behind an edited base class of 20,000 lines 1,900, which
    nothing goes through one by one until the edit is answered."""
    topics: frozenset[str] = frozenset()
    """Topics answered by block whose askers are all to be asked again."""
    rules: tuple[Rule, ...] = ()
    """Module rules whose facts have changed."""
    changed: Mapping[Question, Any] = field(default_factory=dict)
    """Questions asked again already that have another answer: who asked them is not yet looked for."""
    facts: bool = False
    """Whether an entry owes its late facts."""
    broken: int = 0
    """How many broken blocks the slow topics have not been told of; see `settling`."""
    waiting: tuple[Rule, ...] = ()
    """Module rules whose facts have changed in such blocks alone: they wait as long."""
    gone: frozenset[object] = frozenset()
    """Anchors of facts that gave way to others while module rules wait; findings of these may still be at them."""
    lent: bool = False
    """Whether a broken block has facts that are not its own; see `breaking`."""
    meanwhile: frozenset[Question] = frozenset()
    """Questions of slow topics that were answered while there was such a block."""

    def __bool__(self) -> bool:
        return bool(self.broken or self.pressing)

    @property
    def pressing(self) -> bool:
        """Whether there is anything to be done before a broken block is mended."""
        return bool(self.lent or self.questions or self.topics or self.rules or self.changed or self.facts)

    @property
    def asks(self) -> bool:
        """Whether questions are left, or askers to be looked for."""
        return bool(self.questions or self.topics or self.changed)

    def owing(self) -> Due:
        """This and late facts."""
        return self if self.facts else copied(self, facts=True)

    def plus(
        self,
        questions: Iterable[Question],
        topics: Iterable[str],
        rules: Iterable[Rule],
        changed: Mapping[Question, Any] | None = None,
    ) -> Due:
        """This and more."""
        return copied(
            self,
            questions={**self.questions, **dict.fromkeys(questions)},
            topics=self.topics.union(topics),
            rules=tuple(dict.fromkeys((*self.rules, *rules))),
            changed={**self.changed, **(changed or {})},
        )

    def breaking(self, more: int) -> Due:
        """This with so many more broken blocks that slow topics have not been told of."""
        broken = self.broken + more
        if broken == self.broken:
            return self
        if broken:
            return copied(self, broken=broken)
        rules = tuple(dict.fromkeys((*self.rules, *self.waiting)))
        return copied(self, broken=0, meanwhile=frozenset(), rules=rules, waiting=())

    def postponed(self, before: Due) -> Due:
        """This with the rules that were not due before left until the broken block is mended or somebody pauses."""
        new = tuple(rule for rule in self.rules if rule not in before.rules)
        return copied(self, rules=before.rules, waiting=tuple(dict.fromkeys((*self.waiting, *new)))) if new else self

    def parting(self, anchors: Iterable[object]) -> Due:
        """This once anchors are gone, as far as a rule that waits may have found something at them."""
        return copied(self, gone=self.gone.union(anchors)) if self.rules or self.waiting else self

    def running(self, rules: Collection[Rule]) -> Due:
        """This once some rules have run."""
        left = tuple([rule for rule in self.rules if rule not in rules])
        return copied(self, rules=left, gone=self.gone if left or self.waiting else frozenset())

    def answering(self, asked: Iterable[Question], topics: Mapping[str, Topic]) -> Due:
        """This once some questions have been answered."""
        if not self.broken:
            return self
        slow = (item for item in asked if item[0] in topics and topics[str(item[0])].slow)
        return copied(self, meanwhile=self.meanwhile.union(slow))

    def among(self, given: Answered) -> Due:
        """This less the questions without an answer: nobody asks them any more, and so it was let go of."""
        left = {item: None for item in self.questions if item in given.get(str(item[0]), ())}
        return self if len(left) == len(self.questions) else copied(self, questions=left)

    def less(self, asked: Iterable[Question]) -> Mapping[Question, None]:
        """The questions without some of them."""
        left = dict(self.questions)
        for item in asked:
            del left[item]
        return left

    def without(self, asked: Mapping[Question, Any], given: Answered) -> Due:
        """What is left when some questions have been asked meanwhile; `given` are the answers before."""
        other = {item: now for item, now in asked.items() if item in self.questions}
        if not other:
            return self
        changed = {item: now for item, now in other.items() if given[str(item[0])][item] != now}
        return copied(self, questions=self.less(other), changed={**self.changed, **changed})


def heeds(rule: Rule, kinds: Collection[str], values: Mapping[str, set[Any]], joined: Joined) -> bool:
    """Whether a module rule is to be run again now that facts of these kinds, and of them these values, have changed.

    Names are typed letter by letter, and each letter is another use: where a rule looks only at the uses of what is
    imported, all others leave it alone. Of 15 rules behind an edited import eight read it for schemas, which most files
    have none of. Running the rules of every kind that changed is the slow equivalent.
    """
    if rule.needs and rule.needs not in kinds and not joined.get(rule.needs):
        return False
    for kind in rule.reads:
        if kind in kinds and (kind not in rule.of_imports or _of_imports(kind, values.get(kind), joined)):
            return True
    return False


def _of_imports(kind: str, changed: set[Any] | None, joined: Joined) -> bool:
    """Whether one of the names is imported; also where none has come or gone, or few are left."""
    if not changed or len(joined.get(kind, ())) < _FEW:
        return True
    imports = joined.get("imports", NOTHING)
    return any(named(imports, root) for root in {str(name).partition(".")[0] for name in changed})


_FEW = 4
"""Where a module uses fewer names, rules may look at whether it uses any."""
