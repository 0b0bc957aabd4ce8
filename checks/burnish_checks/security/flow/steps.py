"""The steps that are shown of a flow: where the data is read, each name that takes it, and where it is used."""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.rule import Related
from burnish_checks.security.flow.closed import End
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.taints import Taint, first_origin

_MOST_STEPS = 8


def steps_of(block: Block, run: Run, argument: ast.AST, taint: Taint, end: End) -> tuple[Related, ...]:
    """The way from the source to the sink: where it is read, each name that takes it, the argument."""
    steps: list[Related] = []
    expression = argument
    seen: set[int] = set()
    while len(steps) < _MOST_STEPS:
        step = None
        for name in (item for item in syntax.walk(expression) if isinstance(item, ast.Name)):
            before = [item for item in run.bound.get(name.id, ()) if taint in item.taints or _same(taint, item.taints)]
            earlier = [item for item in before if line_of(item.target) <= line_of(name)] or before
            earlier = [item for item in earlier if not _exclude_each_other(block, item.target, name)] or earlier
            if earlier and id(earlier[-1].target) not in seen:
                step = earlier[-1]
                break
        if step is None:
            break
        seen.add(id(step.target))
        if hasattr(step.target, "lineno"):
            shown = block.source(step.target)
            steps.append(block.related(step.target, f"`{shown.splitlines()[0] if shown else '…'}` takes it"))
        expression = step.value
    start = _birth(run, taint)
    if start is not None and end.source is not None:
        steps.append(block.related(start, f"It comes from {end.source.label}"))
    steps.reverse()
    if hasattr(argument, "lineno"):
        named = f"It comes from {end.source.label} and" if start is None and end.source is not None else "It"
        steps.append(block.related(argument, f"{named} is used here"))
    return tuple(steps)


def _exclude_each_other(block: Block, one: ast.AST, other: ast.AST) -> bool:
    """Whether they stand in two branches of an `if` of which only one runs."""
    inside: ast.AST = one
    around = [other, *block.ancestors(other)]
    for item in block.ancestors(one):
        if isinstance(item, ast.If) and any(item is outer for outer in around):
            branches = [branch for branch in (item.body, item.orelse) if any(inside is entry for entry in branch)]
            others = [branch for branch in (item.body, item.orelse) if branch not in branches]
            return bool(branches) and any(entry is outer for branch in others for entry in branch for outer in around)
        inside = item
    return False


def _same(taint: Taint, others: frozenset[Taint]) -> bool:
    leaf = first_origin(taint)
    return any(first_origin(item) == leaf for item in others)


def _birth(run: Run, taint: Taint) -> ast.AST | None:
    leaf = first_origin(taint)
    node = run.born.get(leaf) or run.born.get(leaf._replace(name=leaf.name.rpartition(".")[0] + ".*", slot=""))
    return node if node is not None and hasattr(node, "lineno") else None


def line_of(node: ast.AST) -> tuple[int, int]:
    """Line and column of a node; zeros where it has none."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
