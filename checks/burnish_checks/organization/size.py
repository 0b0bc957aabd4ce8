"""Functions that are too long or too tangled to be read at once: eight limits, one check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Finding, Related, Rule, Severity, family
from burnish_checks.core.settings import Settings, Thresholds
from burnish_checks.core.standard_library import has_private
from burnish_checks.organization import bounds, measures, tangling
from burnish_checks.organization.discounts import is_for_speed, own_tangle
from burnish_checks.organization.loudness import is_chosen, loudness, loudness_of_counts
from burnish_checks.organization.size_rules import (
    RULES,
    complex_function,
    deep_nesting,
    long_function,
    tangled_function,
    too_many_branches,
    too_many_locals,
    too_many_parameters,
    too_many_returns,
)
from burnish_checks.organization.size_wording import EXTRACT, called, cure_of

_SURELY_SHORT = 10


@family(visits=(syntax.FunctionDef, syntax.AsyncFunctionDef), rules=RULES)
def sizes(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    """Hold a function against every limit; of those it is well over, the first is said aloud and the others are hints.

    In tests all are: what is long there is seldom hard.
    """
    yield from _parameters(block, function, context)
    settings = context.settings
    all_aloud = settings.only_selected or settings.profile == "strict"
    said = False
    for finding in _measured(block, function, context):
        quiet = said or context.role.tested or _is_taken_over(function, context) or is_for_speed(block, function)
        quiet = quiet and not all_aloud and not settings.asks_for(finding.rule)
        ignored = {finding.rule.slug, *finding.rule.aliases}.intersection(settings.ignore)
        said = said or (finding.severity is None and not ignored)
        yield replace(finding, severity=Severity.HINT) if quiet else finding


def _is_taken_over(function: measures.Function, context: Context) -> bool:
    """Whether a method stands in for a private one of a class of the standard library: that one, a little changed."""
    own = context.enclosing_class
    if own is None or not function.name.startswith("_") or is_dunder(function.name):
        return False
    above = {name for base in own.bases for name in context.ask("lineage", base)}
    return any(has_private(name, function.name) for name in above)


def _measured(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    limits = context.settings.thresholds
    lines_in_all = (function.end_lineno or function.lineno) - function.lineno + 1
    if len(function.body) == 1 and not hasattr(function.body[0], "body") and lines_in_all < _SURELY_SHORT:
        return
    most = bounds.at_most(block, lines_in_all)
    if not _is_over(most, limits) and len(block.walk.scopes[function].bound) <= limits.max_locals:
        return
    if (
        most.complexity > limits.max_complexity
        or most.tangle > limits.max_cognitive_complexity
        or most.branches > limits.max_branches
    ):
        yield from _paths(block, function, context, most)
    yield from _length(block, function, context, most)
    yield from _counts(block, function, context, most)
    if most.nesting > limits.max_nesting:
        yield from _nesting(block, function, context.settings)


def _length(block: Block, function: measures.Function, context: Context, most: bounds.AtMost) -> Iterator[Finding]:
    """Statements or lines; quietly where few paths lead through them, or few do anything but set something."""
    limits, settings = context.settings.thresholds, context.settings
    statements = measures.statements(function.body) if most.statements > limits.max_statements else 0
    lines = measures.code_lines(block, function) if most.lines > limits.max_function_lines else 0
    if statements <= limits.max_statements and lines <= limits.max_function_lines:
        return
    inner = sum(1 + measures.cyclomatic(item.body) for item in _outermost_inside(block, function))
    few_paths = measures.cyclomatic(function.body) - inner < limits.max_complexity
    work = statements - measures.settings_of_self(function) - measures.rows(function)
    over = {"max_statements": statements, "max_function_lines": lines}
    exceeded = [limit for limit, measure in over.items() if measure > getattr(limits, limit)]
    limit = next((limit for limit in exceeded if is_chosen(settings, limit)), exceeded[0])
    subject = measures.cases_of(block, function)
    table = bool(subject) and measures.are_short(block, function, subject)
    quiet = few_paths or table or work <= limits.max_statements
    name, place = f"`{called(block, function, context)}`", block.name_span(function)
    if limit == "max_statements":
        message = f"{name} has {statements} statements, more than {limits.max_statements}; {EXTRACT}."
        quiet = quiet or statements - _of_inner(block, function) <= limits.max_statements * 2
        severity = Severity.HINT if quiet and not is_chosen(settings, limit) else None
        yield block.finding(place, message, rule=long_function, data={"measure": str(statements)}, severity=severity)
    else:
        message = f"{name} has {lines} lines of code, more than {limits.max_function_lines}; {EXTRACT}."
        # So few statements on so many lines are a table.
        severity = loudness_of_counts(settings, limit)
        yield block.finding(place, message, rule=long_function, data={"measure": str(lines)}, severity=severity)


def _counts(block: Block, function: measures.Function, context: Context, most: bounds.AtMost) -> Iterator[Finding]:
    """Ways out, and variables."""
    limits = context.settings.thresholds
    returns = measures.returns(block, function) if most.returns > limits.max_returns else 0
    bound = block.walk.scopes[function].bound
    variables = measures.local_names(block, function) if len(bound) > limits.max_locals else 0
    place = block.name_span(function)
    if returns > limits.max_returns:
        name = f"`{called(block, function, context)}`"
        message = f"{name} returns in {returns} places, more than {limits.max_returns}; use a table or {EXTRACT}."
        severity = loudness_of_counts(context.settings, "max_returns")
        yield block.finding(place, message, rule=too_many_returns, data={"measure": str(returns)}, severity=severity)
    if variables > limits.max_locals:
        name = f"`{called(block, function, context)}`"
        message = f"{name} has {variables} variables, more than {limits.max_locals}; {EXTRACT}."
        yield block.finding(place, message, rule=too_many_locals, data={"measure": str(variables)})


def _nesting(block: Block, function: measures.Function, settings: Settings) -> Iterator[Finding]:
    """Each statement of the function's own that holds others too deep, at its first line."""
    most = settings.thresholds.max_nesting
    for statement in function.body:
        depth = measures.nesting_of(statement)
        if depth > most:
            message = f"What this holds is nested {depth} levels deep, more than {most}; return early or {EXTRACT}."
            severity = loudness(settings, "max_nesting", depth)
            data = {"measure": str(depth)}
            yield block.finding(_opening(block, statement), message, rule=deep_nesting, data=data, severity=severity)


def _opening(block: Block, statement: syntax.AST) -> Span:
    """The first line of what goes over several."""
    start = block.span(statement)
    end = len(block.lines[start.start_line].rstrip("\r\n"))
    return start._replace(end_line=start.start_line, end_column=end)


def _outermost_inside(block: Block, function: measures.Function) -> Iterator[measures.Function]:
    """The functions inside a function that stand in no other function of it."""
    functions = block.nodes(*measures.FUNCTIONS)
    for item in functions if len(functions) > 1 else ():
        if isinstance(item, measures.FUNCTIONS) and block.function_around(item) is function:
            yield item


def _of_inner(block: Block, function: measures.Function) -> int:
    """How many statements stand in inner functions."""
    inner = (
        item for item in block.nodes(*measures.FUNCTIONS) if block.walk.scope_at(item) is block.walk.scopes[function]
    )
    return sum(measures.statements(item.body) for item in inner if isinstance(item, measures.FUNCTIONS))


def _is_over(most: bounds.AtMost, limits: Thresholds) -> bool:
    """Whether one of the measures may be over its limit."""
    return (
        most.complexity > limits.max_complexity
        or most.tangle > limits.max_cognitive_complexity
        or most.branches > limits.max_branches
        or most.statements > limits.max_statements
        or most.lines > limits.max_function_lines
        or most.returns > limits.max_returns
        or most.nesting > limits.max_nesting
    )


def _paths(block: Block, function: measures.Function, context: Context, most: bounds.AtMost) -> Iterator[Finding]:
    """Three measures of the same thing, the most telling first."""
    limits, settings = context.settings.thresholds, context.settings
    complexity = 1 + measures.cyclomatic(function.body)
    tangle = 0
    if most.tangle > limits.max_cognitive_complexity:
        tangle = tangling.cognitive(block, function, complexity - 1)
    branches = measures.branches(function.body) if most.branches > limits.max_branches else 0
    if (
        complexity <= limits.max_complexity
        and tangle <= limits.max_cognitive_complexity
        and branches <= limits.max_branches
    ):
        return
    name, place = f"`{called(block, function, context)}`", block.name_span(function)
    found: list[tuple[Rule, int, str, Severity | None]] = []
    related: tuple[Related, ...] = ()
    if tangle > limits.max_cognitive_complexity:
        cut, share = tangling.heaviest(block, function, tangle, tangle - limits.max_cognitive_complexity)
        whole = cut is not None
        if cut is None and not measures.cases_of(block, function):
            cut, share = tangling.largest(block, function, tangle)
        cure = cure_of(block, function, cut, share, first=not whole)
        if cut is not None:
            words = "the part to extract" if whole else "the part to begin with"
            related = (block.related(_opening(block, cut), words),)
        message = f"{name} is hard to follow: cognitive complexity {tangle}, more than {limits.max_cognitive_complexity}; {cure}."
        own = own_tangle(block, function, tangle)
        severity = loudness(settings, "max_cognitive_complexity", own)
        flat = tangle * 4 <= complexity * 5  # a list of cases, in which next to nothing stands inside the other
        if (flat or own * 2 <= limits.max_cognitive_complexity * 5) and not is_chosen(
            settings, "max_cognitive_complexity"
        ):
            severity = Severity.HINT
        found.append((tangled_function, tangle, message, severity))
    if complexity > limits.max_complexity:
        message = f"{name} has {complexity} paths through it, more than {limits.max_complexity}; {EXTRACT}."
        own = complexity - sum(1 + measures.cyclomatic(item.body) for item in _outermost_inside(block, function))
        tangled = any(severity is None for rule, _, _, severity in found)
        severity = (
            loudness(settings, "max_complexity", own) if tangled else loudness_of_counts(settings, "max_complexity")
        )
        found.append((complex_function, complexity, message, severity))
    if branches > limits.max_branches:
        message = f"{name} has {branches} branches, more than {limits.max_branches}; use a table or {EXTRACT}."
        found.append((too_many_branches, branches, message, loudness_of_counts(settings, "max_branches")))
    for rule, measure, message, severity in found:
        places = related if rule is tangled_function else ()
        data = {"measure": str(measure)}
        yield block.finding(place, message, rule=rule, data=data, related=places, severity=severity)


def _parameters(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    given = measures.parameters(function)
    limit = context.settings.thresholds.max_parameters
    if len(given) <= limit:
        return
    names = {dotted(item).rpartition(".")[2] for item in function.decorator_list}
    if names & {"overload", "override"}:
        return
    count = len(given)
    if "staticmethod" not in names and given[0].arg in ("self", "cls", "mcs") and _is_method(block, function):
        count -= 1
    if count > limit:
        message = f"`{function.name}` takes {count} parameters, more than {limit}; group those that belong together."
        yield block.finding(block.name_span(function), message, rule=too_many_parameters, data={"measure": str(count)})


def _is_method(block: Block, function: measures.Function) -> bool:
    parent = block.parent(function)
    return isinstance(parent, syntax.ClassDef) or (parent is None and block.in_class)
