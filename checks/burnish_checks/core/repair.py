"""Repairs: the edits that a fix proposes, and the snapshot that they lead to.

A fix is a function from a `Target` (a finding in a snapshot) to a `Repair`, or None where it has nothing to
offer; it raises `Refused` with a reason a person can read. `core.verifying` holds the result against the snapshot
before anything is offered.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import eq
from typing import TYPE_CHECKING, Any, TypeVar

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Project
from burnish_checks.core.due import Due
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.rule import Finding, Fix, Rule, Safety
from burnish_checks.core.snapshot import Entry, Located, Snapshot
from burnish_checks.core.text import TextEdit, apply_edits

if TYPE_CHECKING:
    from burnish_checks.core.action import Action

Node = TypeVar("Node", bound=ast.AST)
_FAR = 50
"""Lines between two edits from which on they are applied one after the other."""


class Refused(Exception):
    """A repair that cannot be made exactly; its text is the reason, as a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Change:
    """Replace a span of a document; lines from the document's start, columns in code points."""

    span: Span
    new_text: str
    path: str | None = None
    """Another file of the workspace; None for the finding's own document."""
    snippet: str | None = None
    """`new_text` with LSP tab stops (`${1:name}`), for clients that take snippet edits."""
    confirm: str = ""
    """Why a person should look at this change before it is made; empty if there is no need."""


@dataclass(frozen=True)
class Repair:
    """What a fix would change."""

    changes: tuple[Change, ...]
    title: str = ""
    """Overrides the fix's title, where more is known now (how many uses, which type)."""
    safety: Safety | None = None
    """Overrides the fix's safety."""
    why: str = ""
    """Overrides the fix's sentence on what may change."""
    rename_at: Position | None = None
    """Where in the changed document the client should be asked to rename what was extracted."""
    unnamed: bool = False
    """Whether a new name says nothing, so that a person must give a better one: made only where one is there."""
    measure: tuple[float, float] | None = None
    """For a finding about a quantity: its value before and after, where after is lower but not yet within bounds."""
    moves: tuple[tuple[str, str], ...] = ()
    """Files and folders that get another name once the changes are made: the old path and the new one."""

    @property
    def own(self) -> tuple[Change, ...]:
        """The changes to the finding's own document."""
        return tuple(change for change in self.changes if change.path is None)

    def judged(self, offered: Fix | Action) -> tuple[Safety, str]:
        """Its safety, and the sentence on what may change: its own, else that of what was offered; none if it is safe."""
        safety = self.safety or offered.safety
        return safety, "" if safety is Safety.SAFE else self.why or offered.why


@dataclass(frozen=True)
class Target:
    """A finding in a snapshot, as a fix sees it. Spans of nodes are relative to the block; see `place`."""

    snapshot: Snapshot
    index: int
    finding: Finding
    inference: Any = None
    """The `Inference` interface; present for fixes declared slow."""

    @property
    def entry(self) -> Entry:
        """The entry that holds the finding."""
        return self.snapshot.entries[self.index]

    @property
    def block(self) -> Block:
        """The block that holds the finding."""
        return self.entry.block

    @property
    def start(self) -> int:
        """The document line at which the block starts."""
        return self.snapshot.starts[self.index]

    @property
    def project(self) -> Project | None:
        """The index of the workspace, if it is there."""
        return self.snapshot.environment.project

    @property
    def context(self) -> Context:
        """A context to ask about names in; what it records is not kept."""
        return Context(self.snapshot.view, self.index, self.snapshot.environment.engine.topics)

    def node(self, *types: type[Node]) -> Node:
        """The first node of one of the types at the finding's span, else the innermost that contains it.

        Raises `Refused` if there is none.
        """
        best: Node | None = None
        for node in self.block.nodes(*types):
            if not hasattr(node, "lineno"):
                continue
            span = self.block.span(node)
            if span == self.finding.span:
                return node
            if span.contains(self.finding.span) and (best is None or self.block.span(best).contains(span)):
                best = node
        if best is None:
            raise Refused("The code has changed since the finding was made.")
        return best

    def place(self, place: ast.AST | Span) -> Span:
        """The span of a node or block-relative span in the document."""
        span = place if isinstance(place, Span) else self.block.span(place)
        return span.moved(self.start)

    def replace(self, place: ast.AST | Span, new_text: str, *, snippet: str | None = None) -> Change:
        """Replace a node or block-relative span."""
        return Change(self.place(place), new_text, snippet=snippet)

    def insert(self, position: Position, new_text: str, *, snippet: str | None = None) -> Change:
        """Insert at a block-relative position."""
        return Change(self.place(Span(*position, *position)), new_text, snippet=snippet)

    def source(self, place: ast.AST | Span) -> str:
        """The text of a node or block-relative span."""
        return self.block.source(place)

    @property
    def newline(self) -> str:
        """The line ending of the document."""
        return self.snapshot.newline

    @property
    def indent_unit(self) -> str:
        """One level of indentation as this document has it: what the first indented line has more than its header."""
        for entry in self.snapshot.entries:
            block = entry.block
            for line in block.lines[block.extent_first + 1 :]:
                found = re.match(r"[ \t]+(?=[^\s#])", line)
                unit = found.group()[len(block.indent) :] if found and found.group().startswith(block.indent) else ""
                if unit.startswith("\t"):
                    return "\t"
                if len(unit) in (2, 3, 4, 8):
                    return unit
        return "    "


def targets(snapshot: Snapshot, span: Span | None = None) -> Iterator[Target]:
    """The findings that touch a span of the document (all of them without one), as targets."""
    starts = snapshot.starts
    first = 0 if span is None else snapshot.entry_at(span.start_line)
    for index in range(first, len(snapshot.entries)):
        if span is not None and starts[index] > span.end_line:
            break
        for finding in snapshot.entries[index].shown:
            if span is None or finding.span.moved(starts[index]).touches(span):
                yield Target(snapshot, index, finding)


def after(snapshot: Snapshot, changes: Iterable[Change], rules: Set[Rule] | None = None) -> Snapshot:
    """The snapshot with the changes to its own document applied. Raises ValueError if they overlap.

    It is settled, or as far as it concerns some rules if they are given.
    """
    edits = [TextEdit(change.span, change.new_text) for change in changes if change.path is None]
    apply_edits(snapshot.lines, edits)
    edits.sort(key=lambda edit: (edit.span.start, edit.span.end))
    edits.reverse()  # of two insertions at one place the first comes first, as in the protocol
    for group in _neighbours(edits):
        snapshot = snapshot.edit(group, snapshot.version)
    return snapshot.settled() if rules is None else _settled_for(rules, snapshot)


def _settled_for(rules: Set[Rule], snapshot: Snapshot) -> Snapshot:
    """The snapshot with nothing left to do that concerns the rules.

    What is left are other module rules, what only rules of other categories ask, and blocks of which only other checks
    may find something else now.
    """
    engine = snapshot.environment.engine
    later = Due()
    while snapshot.due:
        wanted, rest = _parted(rules, snapshot)
        later = later.plus(rest.questions, rest.topics, rest.rules)
        snapshot = replace(snapshot, due=wanted)
        if wanted:
            snapshot = snapshot.advance()
    idle = {entry for entry in snapshot.partly if rules.isdisjoint(engine.found_by(entry.project_askers))}
    put_off = tuple(entry for entry in snapshot.pending if entry in idle)
    now = tuple(entry for entry in snapshot.pending if entry not in idle)
    before = snapshot
    snapshot = replace(snapshot, pending=now).settled()
    if not idle.issubset(snapshot.entries):
        return replace(
            before, due=later.among(before.answered)
        ).settled()  # a comment for the whole file has made entries anew
    return replace(snapshot, pending=put_off, due=later.among(snapshot.answered))


def _parted(rules: Set[Rule], snapshot: Snapshot) -> tuple[Due, Due]:
    """What is due that concerns the rules, and the rest."""
    due = snapshot.due
    categories = {rule.category for rule in rules}
    elsewhere = {
        name
        for name, topic in snapshot.environment.engine.topics.items()
        if topic.category is not None and topic.category not in categories
    }
    wanted = replace(
        due,
        questions={question: None for question in due.questions if question[0] not in elsewhere},
        topics=due.topics - elsewhere,
        rules=tuple(rule for rule in due.rules if rule in rules),
    )
    rest = Due(
        {question: None for question in due.questions if question[0] in elsewhere},
        due.topics & elsewhere,
        tuple(rule for rule in due.rules if rule not in rules),
    )
    return wanted, rest


def differences(old: list[str], new: list[str]) -> tuple[Change, ...]:
    """The changes, of whole lines, that turn some lines into others."""
    if old == new:
        return ()
    begin = _alike(old, new)
    behind = _alike(old[: begin - len(old) - 1 : -1], new[: begin - len(new) - 1 : -1])
    before, now = old[begin : len(old) - behind], new[begin : len(new) - behind]
    steps = difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    return tuple(
        Change(Span(begin + first, 0, begin + last, 0), "".join(now[low:high]))
        for kind, first, last, low, high in steps
        if kind != "equal"
    )


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines two texts have in common before the first that differs."""
    return sum(takewhile(bool, map(eq, one, other)))


def _neighbours(edits: list[TextEdit]) -> Iterator[list[TextEdit]]:
    """Edits in runs that lie close together, so that the text between two far ones is not read again."""
    group: list[TextEdit] = []
    for edit in edits:
        if group and group[-1].span.start_line - edit.span.end_line > _FAR:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def located(target: Target) -> Located:
    """The target's finding with its place."""
    return Located((target.start, target.finding))
