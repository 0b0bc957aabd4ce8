"""The boundary of a new function: what the run of statements needs, what it yields, and how it ends."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.analysis import Analysis, Run, any_of
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, Kind, own_statements
from burnish_checks.organization.extraction.flow import Node
from burnish_checks.organization.extraction.leaving import (
    outer_continues,
    refuse_jumps,
    refuse_kept_exceptions,
    refuse_other_continues,
    returns_from_all,
)
from burnish_checks.organization.extraction.solving import after, solve_live


@dataclass(frozen=True)
class Region:
    """A run as the body of a function of its own."""

    run: Run
    parameters: tuple[str, ...]
    outputs: tuple[str, ...]
    returns: bool
    """Whether all ways through it return from the function (or raise), so that the call is returned."""
    returns_value: bool
    """Whether one of its `return`s has a value."""
    falls_through: bool
    """Whether control can reach its end."""
    continues: tuple[ast.Continue, ...]
    """Statements that go on with the loop around, which become `return`s."""
    is_async: bool
    is_generator: bool


def region_of(analysis: Analysis, run: Run) -> Region:
    """The region of a run. Raises `Refused` where it cannot be a function with exactly the same effect."""
    statements = list(own_statements(run.statements))
    refuse_jumps(run)
    members = set(statements)
    yields = not members.isdisjoint(analysis.yielding)
    if yields and isinstance(analysis.function, ast.AsyncFunctionDef):
        raise Refused("The code yields inside an async function, where a generator cannot be delegated to.")
    graph, solved, masks = analysis.graph, analysis.solved, analysis.masks
    inside = [node for statement in statements for node in analysis.by_statement.get(statement, ())]
    inside.sort(key=lambda node: node.number)
    numbers = {node.number for node in inside}
    begins = graph.begins[run.statements[0]]
    ends = {node.number for node in graph.follows[run.statements[-1]]}
    continues = outer_continues(run)
    returned = [statement for statement in statements if isinstance(statement, ast.Return)]
    refuse_other_continues(analysis, continues, ends)
    within = _reached_within(begins, numbers)
    leaving = [
        node
        for node in inside
        if node.number in within
        and not isinstance(node.statement, ast.Return)
        and any(following.number in ends for following in node.next)
    ]
    falls = bool(leaving)
    returns = returns_from_all(analysis, returned, falls, ends, bool(continues))
    if returns and not falls:
        refuse_kept_exceptions(analysis, statements, ends)
    written = any_of(masks[node.number].written for node in inside)
    wanted = 0 if returns else written & any_of(solved.live[number] for number in ends)
    _refuse_unassigned(analysis, leaving, wanted)
    _refuse_seen_by_handlers(analysis, run, inside, numbers, written, returns)
    live = solve_live(inside, solved.names, dict.fromkeys(ends, wanted))
    mentioned = any_of(masks[node.number].mentioned for node in inside)
    exposed = any_of(live[node.number] for node in begins) | (mentioned & ~written)
    parameters = _parameters(analysis, begins, exposed, written)
    _refuse_captured(analysis, inside, numbers, written, parameters)
    _refuse_lost_bindings(analysis, numbers, written & ~wanted)
    return Region(
        run,
        tuple(solved.names.list(parameters)),
        tuple(_in_order_of_writing(solved.names.list(wanted), inside)),
        returns,
        any(statement.value is not None for statement in returned),
        falls,
        tuple(continues),
        not members.isdisjoint(analysis.awaiting),
        yields,
    )


def _refuse_unassigned(analysis: Analysis, leaving: list[Node], wanted: int) -> None:
    solved = analysis.solved
    for node in leaving:
        missing = wanted & ~after(node, solved.names, solved.sure[node.number], must=True)
        if missing:
            name = solved.names.list(missing)[0]
            raise Refused(f"`{name}` is used afterwards, but not assigned on every way through the code.")


def _reached_within(begins: list[Node], numbers: set[int]) -> set[int]:
    seen: set[int] = set()
    stack = list(begins)
    while stack:
        node = stack.pop()
        if node.number in numbers and node.number not in seen:
            seen.add(node.number)
            stack.extend((*node.next, *node.thrown))
    return seen


def _refuse_seen_by_handlers(
    analysis: Analysis, run: Run, inside: list[Node], numbers: set[int], written: int, returns: bool
) -> None:
    """What the run assigned before it raised would be lost to the handlers around it."""
    solved = analysis.solved
    last = run.statements[-1]
    only_binds = _only_binds_names(last)
    early = any_of(
        analysis.masks[node.number].written for node in inside if not (only_binds and node.statement is last)
    )
    seen = any_of(
        solved.live[handler.number] for node in inside for handler in node.thrown if handler.number not in numbers
    )
    lost = seen & written & early
    if returns:
        lost |= written & any_of(
            solved.live[item.number] for node in inside for item in node.next if item.number not in numbers
        )
    if lost:
        name = solved.names.list(lost)[0]
        raise Refused(
            f"A handler or `finally` around the code may read the `{name}` that it assigned before it was left."
        )


def _only_binds_names(statement: ast.stmt) -> bool:
    """Whether nothing can raise once the statement has begun to bind names."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target = statement.targets[0]
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return all(isinstance(part, ast.Name) for part in parts) and not any(
        isinstance(node, ast.NamedExpr) for node in ast.walk(statement.value)
    )


def _parameters(analysis: Analysis, begins: list[Node], exposed: int, written: int) -> int:
    solved = analysis.solved
    sure = -1
    perhaps = 0
    for node in begins:
        sure &= solved.sure[node.number]
        perhaps |= solved.perhaps[node.number]
    unsure = exposed & ~sure
    if unsure & perhaps:
        name = solved.names.list(unsure & perhaps)[0]
        raise Refused(f"`{name}` may not be assigned yet where the code begins, so it cannot be passed.")
    if unsure & ~written:
        name = solved.names.list(unsure & ~written)[0]
        raise Refused(f"`{name}` is assigned later than the code that mentions it.")
    return exposed & sure


def _refuse_captured(analysis: Analysis, inside: list[Node], numbers: set[int], written: int, parameters: int) -> None:
    """Functions, lambdas and generators that share variables across the boundary, which no call can pass."""
    names, nodes, masks = analysis.solved.names, analysis.graph.nodes, analysis.masks
    held = any_of(masks[node.number].held for node in inside)
    if held:
        rebound = any_of(masks[node.number].rebound for node in inside)
        later = analysis.reach(inside)
        again = _again(analysis, inside, numbers)
        changed = any_of(masks[number].written for number in later if again or number not in numbers)
        outside = any_of(masks[node.number].mentioned for node in nodes if node.number not in numbers)
        clash = (held & changed) | (rebound & outside)
        if clash:
            name = names.list(clash)[0]
            raise Refused(f"A function or generator in the code keeps `{name}`, which the code around it changes.")
    for node in nodes:
        mask = masks[node.number]
        if node.number in numbers or not mask.held:
            continue
        clash = (mask.held & written) | (mask.rebound & (written | parameters))
        if clash and not numbers.isdisjoint(analysis.reach([node])):
            name = names.list(clash)[0]
            raise Refused(f"A function or generator around the code shares `{name}` with it.")


def _again(analysis: Analysis, inside: list[Node], numbers: set[int]) -> bool:
    """Whether the run can be entered again after it was left: it stands in a loop."""
    outside = [
        following for node in inside for following in (*node.next, *node.thrown) if following.number not in numbers
    ]
    return not numbers.isdisjoint(analysis.reach(outside)) or any(node.number in numbers for node in outside)


def _refuse_lost_bindings(analysis: Analysis, numbers: set[int], gone: int) -> None:
    """A name that the rest of the function mentions but no longer binds would become a global one."""
    names = analysis.solved.names
    rest = [node for node in analysis.graph.nodes if node.number not in numbers]
    mentioned = any_of(analysis.masks[node.number].mentioned for node in rest)
    if not gone & mentioned:
        return
    bound = names.set(event.name for node in rest for event in node.events if event.kind is not Kind.READ)
    arguments = names.set(name for name, found in analysis.scope.bound.items() if isinstance(found[0], ast.arg))
    lost = gone & mentioned & ~bound & ~arguments
    if lost:
        raise Refused(f"`{names.list(lost)[0]}` would not be a variable of the function any more.")


def _in_order_of_writing(outputs: list[str], inside: list[Node]) -> list[str]:
    first: dict[str, tuple[int, int]] = {}
    for node in inside:
        if node.statement is None:
            continue
        place = (node.statement.lineno, node.statement.col_offset)
        for event in node.events:
            if event.kind is Kind.WRITE:
                first[event.name] = min(place, first.get(event.name, place))
    return sorted(outputs, key=lambda name: first.get(name, (0, 0)))


def functions_of(block: Block) -> list[Function]:
    """All functions of a block, outer ones first."""
    return sorted(block.nodes(*FUNCTIONS), key=lambda node: (node.lineno, node.col_offset))
