"""What a rule is: a check over one kind of node (or over a module's facts), its documentation, and its fixes.

A rule is made by decorating its check. The function's name is the slug with underscores, its
docstring is the rule's page: a summary line, prose, then two fenced `python` samples of which the
first is flagged and the second is what the fix yields or a person would write.

    @rule(Category.ERRORS, visits=syntax.ExceptHandler, aliases=("E722",))
    def bare_except(block, handler, context):
        '''An `except:` that names no exception. ...'''
        if handler.type is None:
            yield block.finding(handler, "...")
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from burnish_checks.core.positions import Span
from burnish_checks.core.selecting import Only

if TYPE_CHECKING:
    from burnish_checks.core.block import Block
    from burnish_checks.core.context import Context, ModuleContext
    from burnish_checks.core.facts import Fact, ModuleFacts
    from burnish_checks.core.repair import Repair, Target


class Category(enum.Enum):
    """One of the nine kinds of remark; declared in the order in which a review lists them."""

    SECURITY = "security"
    NAMING = "naming"
    TYPING = "typing"
    VALIDATION = "validation"
    ERRORS = "errors"
    ORGANIZATION = "organization"
    DOCSTRINGS = "docstrings"
    CONSTANTS = "constants"
    IMPORTS = "imports"
    SYNTAX = "syntax"
    """Broken code and burnish's own notices: not a category of rules, but a category of findings."""


class Severity(enum.IntEnum):
    """How loud a finding is; the values are those of LSP's `DiagnosticSeverity`."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


class Safety(enum.Enum):
    """What applying a fix may do to the behaviour of the code."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding; `span` is relative to the same block unless `path` names a file."""

    span: Span
    message: str
    path: str | None = None
    absolute: bool = False
    """True when `span` counts lines from the start of its file, not of the finding's block."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark, positioned relative to its block: lines from the block's first line, columns in code points."""

    rule: Rule
    span: Span
    message: str
    data: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Short facts for the titles and the computation of fixes; its strings never hold positions."""
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    """Overrides the rule's own severity."""
    fact: Fact | None = None
    """The fact a module rule anchored this finding to; None for a block rule's."""


Check = Callable[["Block", Any, "Context"], Iterator[Finding]]
ModuleCheck = Callable[["ModuleFacts", "ModuleContext"], Iterator["ModuleFinding"]]
FixFunction = Callable[["Target"], "Repair | None"]


@dataclass(frozen=True, slots=True)
class ModuleFinding:
    """A remark about one fact of the module; the engine looks its span up when it is published."""

    anchor: object
    fact: Fact
    message: str
    data: Mapping[str, str] = field(default_factory=dict, hash=False)
    severity: Severity | None = None
    related: tuple[tuple[object, Fact, str], ...] = ()
    """Other places: anchor, fact and message of each."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to repair a finding of a rule."""

    title: str
    """What the lightbulb shows; formatted with the finding's `data`."""
    safety: Safety
    function: FixFunction
    automatic: bool = False
    """True if fix-all and fix on save may apply it unasked."""
    why: str = ""
    """For a fix that is not safe: one sentence on what may change."""
    kind: str = "quickfix"
    slow: bool = False
    """True if it needs inference or LibCST, and so is computed in a worker process."""
    when: Callable[[Finding], bool] | None = None
    """Whether this finding can have this fix at all; cheap, asked before the title is shown."""
    at_best: Safety | None = None
    """The safest that a repair may turn out to be, where that depends on the finding; None if it never differs."""

    doubt: Callable[[Target], bool] | None = None
    """For a safe fix whose repair may turn out unsafe: whether it may for this finding; cheap, asked before it is preferred."""

    def may_be(self, safety: Safety) -> bool:
        """Whether a repair of this fix can turn out as safe as that."""
        return safety in (self.safety, self.at_best)

    def safety_for(self, target: Target) -> Safety:
        """How safe its repair of a finding is, as far as can be told without making it."""
        doubtful = self.safety is Safety.SAFE and self.doubt is not None and self.doubt(target)
        return Safety.UNSAFE if doubtful else self.safety

    def title_for(self, finding: Finding) -> str:
        """The title with the finding's facts filled in."""
        return self.title.format_map(_Blank(finding.data)) if "{" in self.title else self.title

    def applies_to(self, finding: Finding) -> bool:
        """Whether the title may be offered for the finding."""
        return self.when is None or self.when(finding)


def in_doubt(_: Target) -> bool:
    """For fixes of which only the repair tells whether it is safe."""
    return True


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(eq=False)
class Rule:
    """A check with its name, documentation and fixes. Compared by identity: there is one of each."""

    slug: str
    category: Category
    severity: Severity
    documentation: str
    aliases: tuple[str, ...] = ()
    partial_aliases: tuple[str, ...] = ()
    """Peer codes honoured in comments only: the idea overlaps but is not the same."""
    default: bool = True
    in_tests: bool = True
    """False if the rule is silent in test files unless selected by name."""
    tags: tuple[str, ...] = ()
    """`unnecessary` or `deprecated`, as LSP's diagnostic tags."""
    visits: tuple[type, ...] = ()
    only: tuple[Only, ...] = ()
    """Of which visited nodes the check is called only for some."""
    check: Check | None = None
    reads: tuple[str, ...] = ()
    of_imports: tuple[str, ...] = ()
    """Of the kinds in `reads` those of names that matter only where they are imported (or where few are left)."""
    needs: str = ""
    """Of the kinds in `reads` the one without which it finds nothing, whatever the others are."""
    module_check: ModuleCheck | None = None
    project: bool = False
    """True if it reads the index of other files: run after the keystroke's own answer."""
    counts: bool = False
    """True for a module rule that goes through no block but the first, or hardly ever: it only looks at counts."""
    docstrings: bool = False
    """True if its check reads docstrings: all others keep what they found where only one of these is worded otherwise."""
    whole: bool = False
    """True if it is told of the whole module, and only shown at its first code."""
    family: tuple[str, ...] = ()
    silenced_by: tuple[str, ...] = ()
    """Further peers' codes in comments that silence it: of another measure of the same thing."""
    fixes: list[Fix] = field(default_factory=list)
    samples: tuple[str, ...] | None = None
    """(bad, good) code; read from the documentation's fenced blocks when not given."""
    origin: str = ""
    """The distribution of a third-party rule."""

    def fix(
        self,
        title: str,
        safety: Safety,
        *,
        why: str = "",
        automatic: bool = False,
        kind: str = "quickfix",
        slow: bool = False,
        when: Callable[[Finding], bool] | None = None,
        at_best: Safety | None = None,
        doubt: Callable[[Target], bool] | None = None,
    ) -> Callable[[FixFunction], FixFunction]:
        """Register the decorated function as a fix of this rule, offered in order of registration."""
        if (safety is not Safety.SAFE or doubt is not None) and not why:
            raise ValueError(f"the fix {title!r} of {self.slug} is not always safe and must say why")

        def register(function: FixFunction) -> FixFunction:
            self.fixes.append(Fix(title, safety, function, automatic, why, kind, slow, when, at_best, doubt))
            return function

        return register

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.documentation.strip().split("\n\n", 1)[0].replace("\n", " ")

    def examples(self) -> tuple[str, ...]:
        """The fenced Python samples of the documentation: flagged first, then good."""
        if self.samples is not None:
            return self.samples
        return tuple(re.findall(r"```python\n(.*?)```", self.documentation, re.S))

    def __repr__(self) -> str:
        return f"<rule {self.slug}>"


def rule(
    category: Category,
    *,
    visits: type | tuple[type, ...],
    only: Sequence[Only] = (),
    severity: Severity = Severity.WARNING,
    aliases: Sequence[str] = (),
    partial_aliases: Sequence[str] = (),
    default: bool = True,
    in_tests: bool = True,
    tags: Sequence[str] = (),
    slug: str | None = None,
    documentation: str | None = None,
    project: bool = False,
    docstrings: bool = False,
) -> Callable[[Check], Rule]:
    """A block rule: called for each node of the types in `visits`, with the block and its context.

    The check may also be asked for `syntax.Module`: then it is called once for the block. Where it finds something in
    few nodes of a type, `only` says which (see `selecting`): it is not called for the others. One that reads docstrings
    says so, to be called again where nothing else has changed (see `rewording`).
    """
    types = visits if isinstance(visits, tuple) else (visits,)

    def decorate(check: Check) -> Rule:
        return Rule(
            slug or check.__name__.replace("_", "-"),
            category,
            severity,
            inspect.cleandoc(documentation or check.__doc__ or ""),
            tuple(aliases),
            tuple(partial_aliases),
            default,
            in_tests,
            tuple(tags),
            visits=types,
            only=tuple(only),
            check=check,
            project=project,
            docstrings=docstrings,
        )

    return decorate


def module_rule(
    category: Category,
    *,
    reads: Sequence[str],
    of_imports: Sequence[str] = (),
    needs: str = "",
    severity: Severity = Severity.WARNING,
    aliases: Sequence[str] = (),
    partial_aliases: Sequence[str] = (),
    default: bool = True,
    in_tests: bool = True,
    tags: Sequence[str] = (),
    slug: str | None = None,
    documentation: str | None = None,
    project: bool = False,
    counts: bool = False,
) -> Callable[[ModuleCheck], Rule]:
    """A module rule: run over the joined facts of the kinds in `reads`, again when one changes by value.

    One that only `counts` goes through no block but the first, and is told with the edit itself (see `ahead`).
    """

    def decorate(check: ModuleCheck) -> Rule:
        return Rule(
            slug or check.__name__.replace("_", "-"),
            category,
            severity,
            inspect.cleandoc(documentation or check.__doc__ or ""),
            tuple(aliases),
            tuple(partial_aliases),
            default,
            in_tests,
            tuple(tags),
            reads=tuple(reads),
            of_imports=tuple(of_imports),
            needs=needs,
            module_check=check,
            project=project,
            counts=counts,
        )

    return decorate


def documented_rule(
    slug: str,
    category: Category,
    documentation: str,
    *,
    severity: Severity = Severity.INFORMATION,
    aliases: Sequence[str] = (),
    partial_aliases: Sequence[str] = (),
    default: bool = True,
    in_tests: bool = True,
    tags: Sequence[str] = (),
    silenced_by: Sequence[str] = (),
) -> Rule:
    """A member of a family: a rule without a check of its own, found by the family's one check (`family_check`)."""
    return Rule(
        slug,
        category,
        severity,
        inspect.cleandoc(documentation),
        tuple(aliases),
        tuple(partial_aliases),
        default,
        in_tests,
        tuple(tags),
        silenced_by=tuple(silenced_by),
    )


@dataclass(frozen=True)
class Family:
    """Several rules found by one check, run if any of them is on; it yields findings of any of its rules."""

    rules: tuple[Rule, ...]
    visits: tuple[type, ...]
    check: Check
    only: tuple[Only, ...] = ()
    docstrings: bool = False


def family(
    visits: type | tuple[type, ...], rules: Iterable[Rule], only: Sequence[Only] = (), *, docstrings: bool = False
) -> Callable[[Check], Family]:
    """Decorate the one check of several rules; findings name their rule with `block.finding(..., rule=...)`."""
    types = visits if isinstance(visits, tuple) else (visits,)
    members = tuple(rules)

    def decorate(check: Check) -> Family:
        return Family(members, types, check, tuple(only), docstrings)

    return decorate
