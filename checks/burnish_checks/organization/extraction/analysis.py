"""What is known of one function of a block, for all runs of statements in it: its graph, and where its variables stand."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.scopes import Scope
from burnish_checks.organization.extraction.events import Function, Kind, Reader, own_nodes
from burnish_checks.organization.extraction.flow import Graph, Node, graph_of
from burnish_checks.organization.extraction.solving import Solved, reachable, solve


@dataclass(frozen=True)
class Run:
    """Consecutive statements of one suite of a function."""

    function: Function
    statements: tuple[ast.stmt, ...]


class _Mask(NamedTuple):
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
    def masks(self) -> list[_Mask]:
        """By node number: the variables that its events concern."""
        names = self.solved.names
        return [
            _Mask(
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
