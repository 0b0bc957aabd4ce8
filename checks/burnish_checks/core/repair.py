"""Repairs: the edits that a fix proposes, and the proof that they break nothing.

A fix is a function from a `Target` (a finding in a snapshot) to a `Repair`, or None where it has nothing to
offer; it raises `Refused` with a reason a person can read. `verify` applies the repair to the snapshot and
holds the result against it before anything is offered.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Project
from burnish_checks.core.due import Due
from burnish_checks.core.lexical import comments
from burnish_checks.core.listed import newly_listed
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.rule import Category, Finding, Fix, Rule, Safety, Severity
from burnish_checks.core.snapshot import Entry, Located, Snapshot
from burnish_checks.core.text import TextEdit, apply_edits

if TYPE_CHECKING:
    from burnish_checks.core.action import Action

Node = TypeVar("Node", bound=ast.AST)
_MODULE_NAMES = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__doc__", "__path__", "__all__", "__spec__", "__loader__", "__package__",
    "__builtins__", "__annotations__", "__class__", "__module__", "__qualname__", "__debug__", "__dict__",
    "WindowsError", "reveal_type",
}  # fmt: skip
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


@dataclass(frozen=True)
class Verdict:
    """Whether a repair may be offered, the snapshot it leads to, and why not.

    What concerns only other categories than the finding's may still be due in the snapshot.
    """

    offered: bool
    reason: str = ""
    result: Snapshot | None = field(default=None, repr=False)


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


def propose(target: Target, fix: Fix) -> tuple[Repair | None, Verdict]:
    """What the fix would change, verified. Raises nothing that the fix raises but `Refused`'s text as the reason."""
    try:
        repair = fix.function(target)
    except Refused as refusal:
        return None, Verdict(False, str(refusal))
    except Exception as error:
        return None, Verdict(False, f"internal error: {type(error).__name__}: {error}")
    if repair is None or not (repair.changes or repair.moves):
        return None, Verdict(False, "There is nothing to change.")
    return repair, verify(target, repair)


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
    before = replace(snapshot, due=later)
    snapshot = replace(snapshot, pending=now).settled()
    if not idle.issubset(snapshot.entries):
        return before.settled()  # a comment for the whole file has made entries anew
    return replace(snapshot, pending=put_off, due=later)


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
        questions=tuple(question for question in due.questions if question[0] not in elsewhere),
        topics=due.topics - elsewhere,
        rules=tuple(rule for rule in due.rules if rule in rules),
    )
    rest = Due(
        tuple(question for question in due.questions if question[0] in elsewhere),
        due.topics & elsewhere,
        tuple(rule for rule in due.rules if rule not in rules),
    )
    return wanted, rest


def differences(old: list[str], new: list[str]) -> tuple[Change, ...]:
    """The changes, of whole lines, that turn some lines into others."""
    if old == new:
        return ()
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        Change(Span(first, 0, last, 0), "".join(new[low:high]))
        for kind, first, last, low, high in steps
        if kind != "equal"
    )


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


def verify(target: Target, repair: Repair) -> Verdict:
    """Apply the repair and hold the result against the snapshot: see invariant 4 in the design notes."""
    before = target.snapshot
    category = target.finding.rule.category
    rules = {rule for rule in before.environment.engine.active if rule.category is category} | {target.finding.rule}
    try:
        result = after(before, repair.own, rules)
    except ValueError as error:
        return Verdict(False, str(error))
    removed, added = _difference(before, result)
    reason = (
        _unreadable(removed, added)
        or _still_there(target.finding, before, result, repair)
        or _undefined(before, result)
        or newly_listed(before, result)
        or _new_findings(category, before, result)
        or _lost_comments(removed, added)
    )
    return Verdict(not reason, reason, result)


def unsound(before: Snapshot, result: Snapshot) -> str:
    """Why a result may not be offered, whatever it was made for; empty if it is sound."""
    removed, added = _difference(before, result)
    return (
        _unreadable(removed, added)
        or _undefined(before, result)
        or newly_listed(before, result)
        or _lost_comments(removed, added)
    )


def _difference(before: Snapshot, result: Snapshot) -> tuple[list[Entry], list[Entry]]:
    old = {id(entry.block) for entry in before.entries}
    new = {id(entry.block) for entry in result.entries}
    return (
        [entry for entry in before.entries if id(entry.block) not in new],
        [entry for entry in result.entries if id(entry.block) not in old],
    )


def _unreadable(removed: list[Entry], added: list[Entry]) -> str:
    was_broken = any(entry.block.problem is not None for entry in removed)
    for entry in added:
        problem = entry.block.problem
        if problem is None and not was_broken and entry.block.body and entry.block.kind == "leaf":
            wrapper = ast.Module(body=entry.block.body, type_ignores=[])
            problem = syntax.compile_problem(wrapper, entry.block.text)
        if problem is not None and not was_broken:
            return f"The result would not compile: {problem.message}"
    return ""


def _still_there(finding: Finding, before: Snapshot, result: Snapshot, repair: Repair) -> str:
    if repair.moves:
        return ""  # the finding is about the name, and the result still has the old one
    if repair.measure is not None:
        return "" if repair.measure[1] < repair.measure[0] else "The finding would be as large as before."
    if _count(before, finding) <= _count(result, finding):
        return "The finding would still be there."
    return ""


def _count(snapshot: Snapshot, finding: Finding) -> int:
    return sum(1 for item in snapshot.findings() if item.finding.rule is finding.rule)


def undefined_names(snapshot: Snapshot) -> set[str]:
    """Names the module uses and neither it nor Python defines; empty where a star import may define any."""
    if any(item.member == "*" for item in snapshot.joined.get("imports", {})):
        return set()
    bound = {binding.name for binding in snapshot.joined.get("binds", {})}
    members = {binding.name for binding in snapshot.joined.get("members", {})}
    return set(snapshot.joined.get("uses", {})) - bound - members - _MODULE_NAMES


def _undefined(before: Snapshot, result: Snapshot) -> str:
    new = {name for name in undefined_names(result) - undefined_names(before) if _is_free(result, name)}
    return f"The name `{min(new)}` would be undefined." if new else ""


def _is_free(snapshot: Snapshot, name: str) -> bool:
    """Whether a block uses the name without binding it: a class on one line, or in a function, binds what it reads."""
    for entry in snapshot.entries:
        if name in entry.block.text:
            walk = entry.block.walk
            uses = [
                *((node.id, scope) for node, scope in walk.names),
                *((text, scope) for text, scope, _ in walk.quoted),
            ]
            if any(text == name and scope.resolve(name) is None for text, scope in uses):
                return True
    return False


def _new_findings(category: Category, before: Snapshot, result: Snapshot) -> str:
    def loud(snapshot: Snapshot) -> Counter[str]:
        return Counter(
            item.finding.rule.slug
            for item in snapshot.findings()
            if item.finding.rule.category is category
            and (item.finding.severity or item.finding.rule.severity) <= Severity.WARNING
        )

    new = loud(result) - loud(before)
    return f"It would bring a new finding: {min(new)}." if new else ""


def _lost_comments(removed: list[Entry], added: list[Entry]) -> str:
    def kept(entries: list[Entry]) -> Counter[str]:
        blocks = [entry.block for entry in entries if "#" in entry.block.text]
        return Counter(comment for block in blocks for comment in comments(block.lines))

    lost = kept(removed) - kept(added)
    return f"A comment would be lost: {min(lost)}" if lost else ""


def located(target: Target) -> Located:
    """The target's finding with its place."""
    return Located((target.start, target.finding))
