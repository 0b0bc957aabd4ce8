"""What burnish says of composed programs, and how often it is right by fragment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.index.workspace import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from burnish_checks.registry import ruleset
from burnish_checks.security.flow.rules import FLOW_RULES
from tests.security.composed.composing import Program

_ROOT = "/composed/shop"
_SLUGS = tuple(rule.slug for rule in FLOW_RULES)


def speaks(program: Program) -> bool:
    """Whether the rule that judges the program finds something in it."""
    return any(slug == program.kind for _, slug, _ in found_in(program))


def found_in(program: Program) -> list[tuple[str, str, Span]]:
    """The paths, rules and places of all flows that are found in the program."""
    collectors = (*CORE_COLLECTORS, *ruleset().collectors)
    index = WorkspaceIndex([_ROOT], collectors)
    texts = {f"{_ROOT}/{name}": text for name, text in program.modules.items()}
    for path, text in ({f"{_ROOT}/__init__.py": ""} | texts).items():
        index.update(path, text, unsaved=True)
    index.complete = True
    chosen = Settings(select=_SLUGS, only_selected=True)
    found: list[tuple[str, str, Span]] = []
    for path, text in texts.items():
        role = role_of(path)
        snapshot = open_document(text, Environment(path, engine_for(chosen, role), chosen, role, index))
        found += [(path, item.finding.rule.slug, item.span) for item in snapshot.findings()]
    return found


@dataclass
class Share:
    """How many programs with a fragment there are, and how many of them are judged right."""

    unsafe: int = 0
    found: int = 0
    safe: int = 0
    flagged: int = 0

    def add(self, program: Program, *, spoke: bool) -> None:
        """Count one more."""
        if program.unsafe:
            self.unsafe, self.found = self.unsafe + 1, self.found + spoke
        else:
            self.safe, self.flagged = self.safe + 1, self.flagged + spoke

    @property
    def wrong(self) -> int:
        """How many are judged wrong."""
        return self.unsafe - self.found + self.flagged


@dataclass
class Judged:
    """The shares, over all and by fragment, and the programs that are judged wrong."""

    whole: Share = field(default_factory=Share)
    by_fragment: dict[tuple[str, str], Share] = field(default_factory=lambda: defaultdict(Share))
    wrong: list[Program] = field(default_factory=list)


def judge(programs: Iterable[Program]) -> Judged:
    """What is found and flagged of the programs."""
    judged = Judged()
    for program in programs:
        spoke = speaks(program)
        judged.whole.add(program, spoke=spoke)
        for key in {(part.sort, part.name) for part in program.parts}:
            judged.by_fragment[key].add(program, spoke=spoke)
        if spoke is not program.unsafe:
            judged.wrong.append(program)
    return judged
