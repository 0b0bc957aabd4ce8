"""What a snapshot is made of: a block with what is known of it, and what holds for the file beside its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Project, Question
from burnish_checks.core.engine import Engine, Failure
from burnish_checks.core.facts import BlockFacts
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Finding, Rule
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.suppression import Directive, WholeFile


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
    carried: frozenset[Rule] = frozenset()
    """Module rules whose findings of the block before are shown until they have run again."""
    failures: tuple[Failure, ...] = ()
    project_askers: frozenset[str] = frozenset()
    """The checks that asked about other files: all that must run again when only those changed."""
    hides: frozenset[WholeFile] = frozenset()
    """The comments for the whole file that leave out findings of this block."""
    owes: bool = False
    """Whether its late facts are those of an entry that it replaced, and its own are still to be gathered."""
    lent: bool = False
    """Of a broken block: whether its facts are those of the entry that it replaced, and its own are still to be gathered."""
    former: Mapping[str, tuple[Any, ...]] | None = None
    """Of a broken block: the facts in its place that the answers of slow topics are still computed from."""
    whole: Entry | None = None
    """Of a broken block: the entry that stood in its place while it could still be read, for when it is mended so."""
    idle: frozenset[Directive] = frozenset()
    """Those that stand here and leave out nothing in any block."""


_PARTS = attrgetter(*(item.name for item in fields(Entry)))


def renewed(entry: Entry) -> Entry:
    """An entry with the same fields, to be changed before it is in a snapshot.

    `dataclasses.replace` takes 10 microseconds, for each block of which something else is shown; this takes 2.
    """
    return Entry(*_PARTS(entry))


def known_facts(entry: Entry) -> Mapping[str, tuple[Any, ...]]:
    """The facts of an entry, or in its place, that the slow topics have been told of."""
    return entry.facts.values if entry.former is None else entry.former


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
