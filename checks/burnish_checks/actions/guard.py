"""Convert to guard clause: the `if` at the caret becomes an early `return` or `continue`."""

from __future__ import annotations

import ast

from burnish_checks.core.action import Action, Selection
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Finding
from burnish_checks.organization.guarding import can_guard, guard


def offered(selection: Selection) -> str | None:
    """The title where the caret stands on the first line of an `if` that may become a guard."""
    return "Convert to guard clause" if _chosen(selection) is not None else None


def run(selection: Selection) -> Repair:
    """Invert the condition, leave early, and move what was inside out by one level."""
    node = _chosen(selection)
    if node is None:
        raise Refused("There is no `if` here that could become a guard clause.")
    target = Target(selection.snapshot, selection.index, Finding(None, Span(0, 0, 0, 0), ""))  # type: ignore[arg-type]
    made = guard(selection.block, node, target.newline, target.indent_unit)
    return Repair((Change(made.span.moved(selection.start), made.text),))


guard_clause = Action("guard-clause", "refactor.rewrite.guard", offered, run)


def _chosen(selection: Selection) -> ast.If | None:
    block, line = selection.block, selection.relative.start_line
    found = [node for node in block.nodes(ast.If) if block.span(node).start_line == line]
    return next((node for node in found if can_guard(block, node)), None)
