"""How the rules about size are satisfied: extract the part that stands most apart, or return early; `fixes` offers it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Rule
from burnish_checks.core.settings import Thresholds
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization import measures, size_rules, tangling
from burnish_checks.organization.extraction.cuts import Cut, Measure, best_cuts
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, own_statements
from burnish_checks.organization.guarding import guard, guards

_CUTS = 3
"""So many cuts are looked for, as `fixes` offers."""


def _lines(block: Block, function: Function, moved: Sequence[ast.stmt]) -> float:
    """Lines of code; moved statements leave one line behind."""
    lines = measures.code_lines(block, function)
    if not moved:
        return lines
    first, last = block.span(moved[0]).start_line, block.span(moved[-1]).end_line
    gone = sum(bool(text := line.strip()) and not text.startswith("#") for line in block.lines[first : last + 1])
    return lines - gone + 1


def _returns(function: Function) -> int:
    return sum(isinstance(item, ast.Return) for item in own_statements(function.body))


def _variables(function: Function) -> int:
    """The names that the function's own statements assign, its parameters aside."""
    arguments = function.args
    given = {item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    targets = [
        target
        for item in own_statements(function.body)
        if isinstance(item, (ast.Assign, ast.AnnAssign))
        for target in (item.targets if isinstance(item, ast.Assign) else [item.target])
    ]
    names = (node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
    return len({node.id for node in names if isinstance(node.ctx, ast.Store)} - given)


def _measure(rule: Rule, limits: Thresholds, block: Block, function: Function) -> Measure:
    """What a rule counts, as a quantity to lower."""
    if rule is size_rules.long_function:
        if measures.statements(function.body) > limits.max_statements:
            return Measure(
                "statements", lambda block, item, moved: measures.statements(item.body), limits.max_statements
            )
        return Measure("lines", _lines, limits.max_function_lines)
    if rule is size_rules.complex_function:
        return Measure(
            "complexity", lambda block, item, moved: 1 + measures.cyclomatic(item.body), limits.max_complexity
        )
    if rule is size_rules.tangled_function:
        limit = limits.max_cognitive_complexity
        return Measure("cognitive complexity", lambda block, item, moved: tangling.cognitive_of(item), limit)
    if rule is size_rules.deep_nesting:
        return Measure("nesting", lambda block, item, moved: measures.nesting(item.body), limits.max_nesting)
    if rule is size_rules.too_many_branches:
        return Measure("branches", lambda block, item, moved: measures.branches(item.body), limits.max_branches)
    if rule is size_rules.too_many_locals:
        return Measure("variables", lambda block, item, moved: _variables(item), limits.max_locals)
    return Measure("returns", lambda block, item, moved: _returns(item), limits.max_returns)


_remembered: tuple[Snapshot, Function, str, list[Cut]] | None = None


def _cuts(target: Target, function: Function, measure: Measure) -> list[Cut]:
    """The best cuts, remembered from one fix of a finding to the next."""
    global _remembered
    if _remembered is None or not (
        _remembered[0] is target.snapshot and _remembered[1] is function and _remembered[2] == measure.noun
    ):
        found = best_cuts(target.snapshot, target.index, function, measure, _CUTS)
        _remembered = (target.snapshot, function, measure.noun, found)
    return _remembered[3]


def extract(target: Target, rule: Rule, nth: int) -> Repair:
    """Move the nth best part of the function into one of its own."""
    function = _function(target)
    if target.snapshot.environment.role.tested and function.name.startswith("test"):
        raise Refused("What a test does should be read from its top to its end.")
    measure = _measure(rule, target.snapshot.environment.settings.thresholds, target.block, function)
    cuts = _cuts(target, function, measure)
    if len(cuts) <= nth:
        raise Refused(
            "No part of the function stands far enough apart to be moved."
            if not cuts
            else "There is no other good cut."
        )
    cut = cuts[nth]
    repair = cut.extraction.repair
    return Repair(
        repair.changes,
        cut.title(measure.noun),
        repair.safety,
        repair.why,
        rename_at=repair.rename_at,
        unnamed=repair.unnamed,
        measure=(cut.before, cut.after),
    )


def _function(target: Target) -> Function:
    span = target.finding.span
    block = target.block
    for node in block.nodes(*FUNCTIONS):
        if isinstance(node, FUNCTIONS) and block.name_span(node).contains(span):
            return node
    statement = min(
        (node for node in block.nodes(*_COMPOUND) if block.span(node).start == span.start),
        key=lambda node: block.span(node),
        default=None,
    )
    around = block.function_around(statement) if statement else None
    if around is None:
        raise Refused("The code has changed since the finding was made.")
    return around


_COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def flatten(target: Target, rule: Rule) -> Repair:
    """Return early, where that lowers what the rule measures."""
    function = _function(target)
    measure = _measure(rule, target.snapshot.environment.settings.thresholds, target.block, function)
    before = measure.of(target.block, function, ())
    choices = [(measure.of(target.block, after, ()), node) for node, after in guards(target.block, function)]
    for after, node in sorted(choices, key=lambda item: item[0]):
        if after >= before:
            break
        try:
            made = guard(target.block, node, target.newline, target.indent_unit)
        except Refused:
            continue
        title = f"Convert to a guard clause ({measure.noun} {before:g} to {after:g})"
        return Repair((target.replace(made.span, made.text),), title, measure=(before, after))
    raise Refused("No `if` of the function can become a guard clause.")
