"""The boundary of a new function: what the run of statements needs, what it yields, and how it ends."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused
from burnish_checks.core.scopes import Scope
from burnish_checks.organization.extraction.events import (
    FUNCTIONS,
    Function,
    Kind,
    Reader,
    children,
    own_nodes,
    own_statements,
)
from burnish_checks.organization.extraction.flow import Graph, Node, graph_of
from burnish_checks.organization.extraction.solving import Solved, after, reachable, solve, solve_live


@dataclass(frozen=True)
class Run:
    """Consecutive statements of one suite of a function."""

    function: Function
    statements: tuple[ast.stmt, ...]


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


class Mask(NamedTuple):
    """Sets of variables: mentioned at all, bound or unbound, kept by something nested, bound by something nested."""

    mentioned: int
    written: int
    held: int
    rebound: int


class Analysis:
    """What is known of one function of a block; computed once for all its runs."""

    def __init__(self, block: Block, function: Function, swallowing: Container[str] = ()) -> None:
        self.block = block
        self.function = function
        self.swallowing = swallowing
        """Names of context managers that may end an exception; see `managers`."""
        self.scope: Scope = block.walk.scopes[function]
        self.reader = Reader(block, self.scope)

    @cached_property
    def graph(self) -> Graph:
        """The function's graph."""
        return graph_of(self.reader, self.function, self.swallowing)

    @cached_property
    def solved(self) -> Solved:
        """What holds at its nodes."""
        parameters = [name for name, nodes in self.scope.bound.items() if isinstance(nodes[0], ast.arg)]
        return solve(self.graph, parameters)

    @cached_property
    def is_generator(self) -> bool:
        """Whether the function yields."""
        return bool(self.yielding)

    @cached_property
    def yielding(self) -> set[ast.stmt]:
        """The statements that hold a `yield` of the function."""
        return self._holding(lambda node: isinstance(node, (ast.Yield, ast.YieldFrom)))

    @cached_property
    def awaiting(self) -> set[ast.stmt]:
        """The statements that only an async function can hold."""
        return self._holding(_awaits)

    def _holding(self, test: Callable[[ast.AST], bool]) -> set[ast.stmt]:
        found = (self.block.statement_of(node) for node in own_nodes(self.function.body) if test(node))
        return {statement for statement in found if statement is not None}

    @cached_property
    def masks(self) -> list[Mask]:
        """By node number: the variables that its events concern."""
        names = self.solved.names
        return [
            Mask(
                names.set(event.name for event in node.events),
                names.set(event.name for event in node.events if event.kind is not Kind.READ),
                names.set(event.name for event in node.events if event.deferred),
                names.set(event.name for event in node.events if event.deferred and event.kind is not Kind.READ),
            )
            for node in self.graph.nodes
        ]

    @cached_property
    def by_statement(self) -> dict[ast.stmt, list[Node]]:
        """The nodes of each statement."""
        found: dict[ast.stmt, list[Node]] = {}
        for node in self.graph.nodes:
            if node.statement is not None:
                found.setdefault(node.statement, []).append(node)
        return found

    @cached_property
    def reached(self) -> dict[int, set[int]]:
        """Remembered answers of `reach`."""
        return {}

    def reach(self, nodes: Sequence[Node]) -> set[int]:
        """The numbers of all nodes that control can reach from these."""
        result: set[int] = set()
        for node in nodes:
            if node.number not in self.reached:
                self.reached[node.number] = reachable([node])
            result |= self.reached[node.number]
        return result


def region_of(analysis: Analysis, run: Run) -> Region:
    """The region of a run. Raises `Refused` where it cannot be a function with exactly the same effect."""
    statements = list(own_statements(run.statements))
    _refuse_jumps(run)
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
    continues = _outer_continues(run)
    returned = [statement for statement in statements if isinstance(statement, ast.Return)]
    _refuse_other_continues(analysis, continues, ends)
    within = _reached_within(begins, numbers)
    leaving = [
        node
        for node in inside
        if node.number in within
        and not isinstance(node.statement, ast.Return)
        and any(following.number in ends for following in node.next)
    ]
    falls = bool(leaving)
    returns = _returns(analysis, returned, falls, ends, bool(continues))
    if returns and not falls:
        _refuse_kept_exceptions(analysis, statements, ends)
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


def any_of(sets: Iterable[int]) -> int:
    """The union of sets of variables."""
    result = 0
    for item in sets:
        result |= item
    return result


def _awaits(node: ast.AST) -> bool:
    if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return True
    return isinstance(node, ast.comprehension) and bool(node.is_async)


def _refuse_jumps(run: Run) -> None:
    for node in _outer_jumps(run.statements, (ast.Break,)):
        raise Refused(f"The code has a `break` (line {node.lineno}) out of a loop around it.")
    if any(isinstance(node, (ast.Global, ast.Nonlocal)) for node in own_statements(run.statements)):
        raise Refused("The code declares a `global` or `nonlocal` name, which would not hold outside the new function.")
    if _raises_again(run.statements):
        raise Refused("The code raises again what a handler around it caught.")


def _raises_again(body: Sequence[ast.stmt]) -> bool:
    """Whether a bare `raise` stands in none of the body's own handlers."""
    for statement in body:
        if isinstance(statement, ast.Raise) and statement.exc is None:
            return True
        handlers = getattr(statement, "handlers", ())
        suites = [suite for suite in children(statement) if not any(suite is item.body for item in handlers)]
        if not isinstance(statement, FUNCTIONS) and any(map(_raises_again, suites)):
            return True
    return False


def _outer_jumps(body: Sequence[ast.stmt], kinds: tuple[type[ast.stmt], ...]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, kinds):
            found.append(statement)
        elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            found.extend(_outer_jumps(statement.orelse, kinds))
        else:
            for suite in children(statement):
                found.extend(_outer_jumps(suite, kinds))
    return found


def _outer_continues(run: Run) -> list[ast.Continue]:
    return [node for node in _outer_jumps(run.statements, (ast.Continue,)) if isinstance(node, ast.Continue)]


def _refuse_other_continues(analysis: Analysis, continues: list[ast.Continue], ends: set[int]) -> None:
    """A `continue` is a way to the end of the run only if what follows the run is the loop's next round."""
    for node in continues:
        begins = analysis.graph.begins[node]
        if any(following.number not in ends for begin in begins for following in begin.next):
            raise Refused("The code has a `continue` of a loop around it, with more code after it in the loop.")


def _returns(analysis: Analysis, returned: Sequence[ast.stmt], falls: bool, ends: set[int], continues: bool) -> bool:
    if not returned:
        return False
    if falls and not _ends_in_return(analysis, returned, ends):
        raise Refused("The code returns on some of its ways and goes on with what follows on others.")
    if continues:
        raise Refused("The code returns on some of its ways and goes on with the loop on others.")
    if analysis.is_generator and isinstance(analysis.function, ast.AsyncFunctionDef):
        raise Refused("The code returns from an async generator.")
    return True


def _ends_in_return(analysis: Analysis, returned: Sequence[ast.stmt], ends: set[int]) -> bool:
    """Whether going on after the run is the same as returning None."""
    if ends == {analysis.graph.exit.number}:
        return True
    begins = [node for statement in returned for node in analysis.graph.begins[statement]]
    return all(following.number in ends for node in begins for following in node.next)


def _refuse_kept_exceptions(analysis: Analysis, statements: Iterable[ast.stmt], ends: set[int]) -> None:
    """Code behind a `with` that always returns is reached only if the `with` keeps an exception back."""
    graph = analysis.graph
    if not any(isinstance(statement, (ast.With, ast.AsyncWith)) for statement in statements):
        return
    if ends != {graph.exit.number} and ends.isdisjoint(analysis.reach([graph.entry])):
        raise Refused("What follows is reached only if the `with` keeps an exception back.")


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
