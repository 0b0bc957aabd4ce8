"""The rules that run on a file, arranged for the engine: which check visits which nodes, what facts they need."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import CORE_TOPICS, Context, ModuleContext, Topic
from burnish_checks.core.facts import Collector, ModuleFacts
from burnish_checks.core.gathering import CORE_COLLECTORS, is_python_2
from burnish_checks.core.legality import illegal
from burnish_checks.core.patience import Hung, limited
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Family, Finding, ModuleFinding, Rule, Severity, module_rule
from burnish_checks.core.selecting import choose
from burnish_checks.core.suppression import UNUSED_SUPPRESSION
from burnish_checks.patterns import deferred

SYNTAX_ERROR = Rule(
    "syntax-error",
    Category.SYNTAX,
    Severity.ERROR,
    "Code that Python cannot read. Every other block keeps its findings while one is broken.",
)


@module_rule(Category.SYNTAX, reads=("python-2",), severity=Severity.ERROR)
def python_2_code(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """Code that only Python 2 reads: said once for a file, and what Python 3 can read of it is reviewed."""
    for anchor, fact in module.each("python-2"):
        yield ModuleFinding(anchor, fact, fact.value)
        return


INTERNAL_ERROR = Rule(
    "internal-error",
    Category.SYNTAX,
    Severity.INFORMATION,
    "A rule of burnish failed on this code; its other findings stand. Please report it.",
)


@dataclass(frozen=True)
class Ruleset:
    """Everything a package of rules contributes."""

    rules: tuple[Rule, ...]
    families: tuple[Family, ...] = ()
    collectors: tuple[Collector, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, eq=False)
class _Visitor:
    """One check as the dispatch calls it."""

    check: Callable[..., Iterator[Finding]]
    rule: Rule | None
    allowed: frozenset[Rule]
    name: str
    foreign: bool = False
    """Whether it comes from a plugin."""


class _Dispatch:
    """Which checks visit which nodes."""

    def __init__(self) -> None:
        self._every: dict[type[ast.AST], list[_Visitor]] = {}
        self._tables: dict[type[ast.AST], dict[Any, list[_Visitor]]] = {}
        """By type: of the checks that want only some of its nodes, who wants which."""
        self._whole: list[_Visitor] = []

    def add(self, owner: Rule | Family, visitor: _Visitor) -> None:
        """Have a check called as its rule or family says."""
        for kind in owner.visits:
            only = next((item for item in owner.only if kind in item.kinds), None)
            if kind is syntax.Module:
                self._whole.append(visitor)
            elif only is None:
                self._every.setdefault(kind, []).append(visitor)
            else:
                table = self._tables.setdefault(kind, {})
                for key in only.keys:
                    table.setdefault(key, []).append(visitor)

    def visits(self, block: Block, context: Context) -> Iterator[tuple[_Visitor, Sequence[ast.AST]]]:
        """Each check with the nodes of the block that it visits."""
        every, tables = self._every, self._tables
        for kind, nodes in block.walk.nodes.items():
            if kind in every:
                for visitor in every[kind]:
                    yield visitor, nodes
            if kind in tables:
                yield from choose(tables[kind], kind, nodes, context).items()
        if self._whole and block.body:
            module = [ast.Module(body=block.body, type_ignores=[])]
            for visitor in self._whole:
                yield visitor, module


@dataclass(frozen=True)
class Failure:
    """A rule, or the gathering of a kind of fact, that raised on a block, and so is off for that block."""

    rule: str
    error: str


class Engine:
    """The checks of one selection of rules. Immutable; shared by files with the same selection."""

    def __init__(self, ruleset: Ruleset, active: Iterable[Rule]) -> None:
        self.active = frozenset(active)
        self.every = (*ruleset.rules, SYNTAX_ERROR, python_2_code, INTERNAL_ERROR, UNUSED_SUPPRESSION)
        """All rules and notices there are, for what comments name."""
        categories = {rule.category for rule in self.active}
        idle = [item for item in ruleset.topics if item.category is not None and item.category not in categories]
        read_by_rules = {kind for rule in ruleset.rules for kind in rule.reads}
        read_by_rules.update(kind for topic in idle for kind in topic.reads)
        wanted_by_rules = {kind for rule in self.active for kind in rule.reads}
        wanted = set(wanted_by_rules)
        wanted.update(kind for topic in ruleset.topics if topic not in idle for kind in topic.reads)
        self.collectors = (
            *CORE_COLLECTORS,
            *(item for item in ruleset.collectors if item.kind in wanted or item.kind not in read_by_rules),
        )
        """The facts to gather: all but those that only rules which are off would read or be answered from."""
        self.topics: dict[str, Topic] = {topic.name: topic for topic in (*CORE_TOPICS, *ruleset.topics)}
        prompt = {kind for topic in self.topics.values() if not topic.slow for kind in topic.reads}
        late = {item.kind for item in self.collectors if item.late} - prompt - wanted_by_rules
        self.late = tuple(item for item in self.collectors if item.kind in late)
        """Those of the facts that an edit may leave for later: only answers are computed from them that wait too."""
        self.prompt = tuple(item for item in self.collectors if item.kind not in late)
        self.module_rules = (
            python_2_code,
            *(rule for rule in ruleset.rules if rule.module_check and rule in self.active),
        )
        self.ordered = frozenset(kind for rule in self.module_rules if rule.of_imports for kind in rule.reads)
        """The kinds of fact among which rules about imports look for what stands before what."""
        self.readers = _by_kind(item for item in self.topics.values() if not item.near)
        """By kind of fact: the topics answered from it; those that are `near` are not."""
        self.slow = frozenset(item.name for item in self.topics.values() if item.slow)
        """The topics that wait until the edited block is shown."""
        self.near = frozenset(item.name for item in self.topics.values() if item.near)
        self.on_docstrings = tuple(item for item in self.prompt if item.docstrings)
        """Those of the facts that are gathered again, at once, where only a docstring is worded otherwise."""
        self._dispatch = _Dispatch()
        self._docstrings = _Dispatch()
        """The checks among them that read docstrings."""
        self._some: dict[frozenset[str], _Dispatch] = {}
        """By the names of checks: these alone. Those that ask about other files come in few combinations."""
        self._owners: list[tuple[Rule | Family, _Visitor]] = []
        self.hung: set[str] = set()
        """Rules from elsewhere that did not end in time: they are off for good."""
        self._checks: dict[str, frozenset[Rule]] = {}
        """By the name of a check: the rules that it finds."""
        self.found_in_docstrings: frozenset[Rule] = frozenset()
        """The rules whose checks read docstrings."""
        for rule in ruleset.rules:
            if rule.check is not None and rule in self.active:
                self._add(rule, _Visitor(rule.check, rule, frozenset({rule}), rule.slug, bool(rule.origin)))
        for family in ruleset.families:
            members = self.active.intersection(family.rules)
            if members:
                self._add(family, _Visitor(family.check, None, members, family.check.__name__))

    def _add(self, owner: Rule | Family, visitor: _Visitor) -> None:
        self._checks[visitor.name] = visitor.allowed
        self._owners.append((owner, visitor))
        self._dispatch.add(owner, visitor)
        if owner.docstrings or (isinstance(owner, Rule) and owner.origin):
            self._docstrings.add(owner, visitor)
            self.found_in_docstrings |= visitor.allowed

    def check(
        self, block: Block, context: Context, only: Collection[str] | None = None
    ) -> tuple[tuple[Finding, ...], tuple[Failure, ...], int]:
        """All findings of a block that can be read, the rules that failed on it, and how many checks were called.

        `only` names the checks to run where not all are wanted.
        """
        dispatch = self._dispatch if only is None else self._named(frozenset(only))
        return self._run(dispatch.visits(block, context), block, context)

    def _named(self, names: frozenset[str]) -> _Dispatch:
        known = self._some.get(names)
        if known is None:
            known = self._some[names] = _Dispatch()
            for owner, visitor in self._owners:
                if visitor.name in names:
                    known.add(owner, visitor)
        return known

    def check_docstrings(self, block: Block, context: Context) -> tuple[tuple[Finding, ...], tuple[Failure, ...], int]:
        """The same of those checks alone that read docstrings."""
        return self._run(self._docstrings.visits(block, context), block, context)

    def _run(
        self, visits: Iterable[tuple[_Visitor, Sequence[ast.AST]]], block: Block, context: Context
    ) -> tuple[tuple[Finding, ...], tuple[Failure, ...], int]:
        findings: list[Finding] = []
        failures: list[Failure] = []
        failed: set[str] = set()
        calls = 0
        for visitor, nodes in visits:
            if failed and visitor.name in failed:
                continue
            context.asker = visitor.name
            calls += len(nodes)
            check = visitor.check
            try:
                if visitor.foreign:
                    self._check_foreign(visitor, nodes, block, context, findings)
                    continue
                for node in nodes:
                    for finding in check(block, node, context):
                        _keep(finding, visitor, findings)
            except Exception as error:
                failed.add(visitor.name)
                failures.append(Failure(visitor.name, f"{type(error).__name__}: {error}"))
        if failed:
            findings = [item for item in findings if item.rule.slug not in failed]
        if len(findings) > 1:
            findings.sort(key=order)
        return tuple(findings), tuple(failures), calls

    def _check_foreign(
        self, visitor: _Visitor, nodes: Sequence[ast.AST], block: Block, context: Context, findings: list[Finding]
    ) -> None:
        """The same for a rule of a plugin, which may hang, leave the program, or yield what is no finding."""
        if visitor.name in self.hung:
            return
        try:
            with limited():
                for node in nodes:
                    for finding in visitor.check(block, node, context) or ():
                        if not isinstance(finding, Finding):
                            raise TypeError(f"it yields a {type(finding).__name__}, not a finding")
                        _keep(finding, visitor, findings)
        except Hung as error:
            self.hung.add(visitor.name)
            raise TimeoutError(str(error)) from None
        except SystemExit:
            raise RuntimeError("it tries to leave the program") from None

    def found_by(self, checks: Collection[str]) -> frozenset[Rule]:
        """The rules whose findings come from the named checks."""
        return frozenset(rule for name in checks for rule in self._checks.get(name, ()))


def _by_kind(topics: Iterable[Topic]) -> dict[str, tuple[Topic, ...]]:
    found: dict[str, list[Topic]] = {}
    for topic in topics:
        for kind in topic.reads:
            found.setdefault(kind, []).append(topic)
    return {kind: tuple(readers) for kind, readers in found.items()}


def _keep(finding: Finding, visitor: _Visitor, findings: list[Finding]) -> None:
    if finding.rule is None:
        if visitor.rule is None:
            raise TypeError(f"{visitor.name} yields a finding that names no rule of its family")
        object.__setattr__(finding, "rule", visitor.rule)  # nobody has seen it yet
    if finding.rule in visitor.allowed:
        findings.append(finding)


def order(finding: Finding) -> Any:
    """Findings are shown by place, then by rule."""
    return (finding.span, finding.rule.slug, finding.message)


def syntax_finding(block: Block, *, awaits: bool = False, is_filled_in: bool = False) -> Finding | None:
    """The one finding of a block that cannot be read or would not compile; `awaits` if its module itself may `await`,
    `is_filled_in` if it is that of a template, as its path says."""
    problem = block.problem or illegal(block, awaits=awaits)
    problem = problem or block.problem  # looking closer may show that it is nested too deeply
    if problem is None or is_python_2(block):
        return None
    start = block.position(problem.line + block.line_shift, problem.column)
    line = block.lines[start.line].rstrip("\r\n") if block.lines else ""
    column = min(start.column, len(line))
    if getattr(problem, "end_line", problem.line) == problem.line and problem.end_column > problem.column:
        end = block.position(problem.line + block.line_shift, problem.end_column).column
    else:
        end = len(line)
    if end <= column:
        column = max(0, min(column, len(line)) - 1)
        end = max(len(line), column)
    span = Span(start.line, column, start.line, end)
    if is_filled_in or _FILLED_IN.match(line):
        return Finding(
            SYNTAX_ERROR, span, "This is a template: it is Python once it is filled in.", severity=Severity.HINT
        )
    return Finding(SYNTAX_ERROR, span, problem.message)


_FILLED_IN = deferred(r"\s*(?:(?:async def|def|class|import|from)\s+[^'\"#]*\{\{-? *\w|\{%-? *\w+.*%\})")
"""A line of a template for Jinja, Django or Cookiecutter, which is no slip in Python: `class {{ name }}:`, `{% if %}`."""
