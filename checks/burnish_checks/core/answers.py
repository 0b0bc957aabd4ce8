"""The answers that a snapshot has given: what is asked again when facts change, and who must be checked again.

Most questions have one answer for the whole module, whoever asks; these are kept once, by topic, and asked again
once when the facts they are computed from change. Only when such an answer has really changed are the blocks
looked through for those that asked. A topic answered by block (`frames`) is asked again for each asker.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.core.context import Question, Topic, View, answer

Answered = Mapping[str, Mapping[Question, Any]]
"""By topic: each question asked so far with its answer in this version."""

_MISSING = object()


@dataclass
class Knowledge:
    """The answers that hold in one version, and those learned while it is made."""

    given: Answered
    outdated: Collection[Question] = ()
    """Questions to be answered anew although there is an answer."""
    standing: frozenset[str] = frozenset()
    """Topics whose answers hold until their questions are asked again behind the edit."""
    learned: dict[Question, Any] = field(default_factory=dict)

    def lookup(self, question: Question, view: View, index: int, topics: Mapping[str, Topic]) -> Any:
        """The answer to a question, computed only if nobody asked before."""
        topic = str(question[0])
        if topic in topics and topics[topic].by_block:
            return answer(view, index, question, topics)
        found = self.learned.get(question, _MISSING)
        if found is _MISSING and (topic in self.standing or question not in self.outdated):
            found = self.given.get(topic, {}).get(question, _MISSING)
        if found is _MISSING:
            found = self.learned[question] = answer(view, index, question, topics)
        return found

    def table(self) -> Answered:
        """All answers together; the same object as before where nothing was learned."""
        return merged(self.given, self.learned)


@dataclass(frozen=True)
class Asking:
    """What to ask again: whole topics, and single names among the many that are asked for."""

    topics: frozenset[str]
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.topics or self.names)


def merged(given: Answered, changes: Mapping[Question, Any]) -> Answered:
    """The answers with some of them replaced or added."""
    if not changes:
        return given
    table = dict(given)
    for topic in {str(question[0]) for question in changes}:
        table[topic] = {**table.get(topic, {}), **{q: a for q, a in changes.items() if q[0] == topic}}
    return table


def changed_answers(view: View, given: Answered, asking: Asking, topics: Mapping[str, Topic]) -> dict[Question, Any]:
    """The questions among those to be asked again whose answer is another now, with that answer."""
    questions: list[Question] = [question for name in asking.topics for question in given.get(name, ())]
    names = given.get("name", {})
    questions += [("name", name) for name in asking.names if ("name", name) in names]
    changed: dict[Question, Any] = {}
    for question in questions:
        now = answer(view, -1, question, topics)
        if now != given[str(question[0])][question]:
            changed[question] = now
    return changed


def asked_key(question: Question) -> str:
    """What a block is found by when an answer changes: the name for names, the topic for all else."""
    return f"name {question[1]}" if question[0] == "name" else str(question[0])


def stale(
    view: View,
    changed: Mapping[Question, Any],
    by_block: frozenset[str],
    topics: Mapping[str, Topic],
    skip: frozenset[Any],
) -> tuple[Any, ...]:
    """The entries that asked one of the changed questions, or one answered by block whose answer is another now."""
    found = []
    keys = {asked_key(question) for question in changed} | by_block

    def is_stale(index: int, entry: Any) -> bool:
        return any(
            (question in changed and changed[question] != was)
            or (question[0] in by_block and answer(view, index, question, topics) != was)
            for question, was in entry.answers.items()
        )

    if keys:
        for index, entry in enumerate(view.entries):
            if not keys.isdisjoint(entry.asked) and entry not in skip and is_stale(index, entry):
                found.append(entry)
    return tuple(found)


def stale_beside(view: View, near: frozenset[str], topics: Mapping[str, Topic], beside: Iterable[int]) -> list[Any]:
    """The entries among those at the indexes, next to what was edited, whose answer of a topic that is `near` is another."""
    return [
        entry
        for index, entry in ((index, view.entries[index]) for index in beside)
        if not near.isdisjoint(entry.asked)
        and any(item[0] in near and answer(view, index, item, topics) != was for item, was in entry.answers.items())
    ]
