"""What holds at each node of a function's graph: which variables are live, surely assigned, perhaps assigned.

Sets of variables are integers, one bit a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from burnish_checks.organization.extraction.events import Kind
from burnish_checks.organization.extraction.flow import Graph, Node


@dataclass(eq=False)
class Names:
    """The variables of a function, each with its bit."""

    order: list[str]
    bits: dict[str, int]

    def set(self, names: Iterable[str]) -> int:
        """The set of some names."""
        result = 0
        for name in names:
            result |= self.bits.get(name, 0)
        return result

    def list(self, members: int) -> list[str]:
        """The names in a set, in order of first appearance."""
        return [name for name in self.order if self.bits[name] & members]


@dataclass(eq=False)
class Solved:
    """The solution for a whole function, by node number."""

    names: Names
    live: list[int]
    """Variables that may be read, from before the node on, before they are written."""
    sure: list[int]
    """Variables that are assigned whenever the node is reached."""
    perhaps: list[int]
    """Variables that are assigned on some way to the node."""


def solve(graph: Graph, parameters: Iterable[str]) -> Solved:
    """Solve the three questions for a function whose `parameters` are assigned from the start."""
    order: dict[str, None] = dict.fromkeys(parameters)
    start = list(order)
    for node in sorted(graph.nodes, key=_place):
        order.update(dict.fromkeys(event.name for event in node.events))
    names = Names(list(order), {name: 1 << number for number, name in enumerate(order)})
    given = names.set(start)
    live = solve_live(graph.nodes, names, {})
    sure = _forward(graph, names, given, must=True)
    perhaps = _forward(graph, names, given, must=False)
    return Solved(names, live, sure, perhaps)


def _place(node: Node) -> tuple[int, int, int]:
    statement = node.statement
    return (statement.lineno, statement.col_offset, -node.number) if statement is not None else (0, 0, node.number)


def before(node: Node, names: Names, live: int) -> int:
    """What is live before a node's events if `live` is after them."""
    for event in reversed(node.events):
        bit = names.bits[event.name]
        if event.kind is Kind.READ:
            live |= bit
        elif not event.maybe and not event.deferred:
            live &= ~bit
        if event.kind is Kind.DELETE:
            live |= bit
    return live


def solve_live(nodes: Iterable[Node], names: Names, fixed: dict[int, int]) -> list[int]:
    """Liveness before each of `nodes`; for nodes outside, by number, what is `fixed` (else nothing)."""
    members = list(nodes)
    highest = max((max([node.number, *(n.number for n in (*node.next, *node.thrown))]) for node in members), default=0)
    live = [0] * (highest + 1)
    inside = {node.number for node in members}
    for number, value in fixed.items():
        if number not in inside and number <= highest:
            live[number] = value
    changed = True
    while changed:
        changed = False
        for node in members:
            after = 0
            for following in node.next:
                after |= live[following.number]
            now = before(node, names, after)
            for handler in node.thrown:
                now |= live[handler.number]
            if now != live[node.number]:
                live[node.number] = now
                changed = True
    return live


def after(node: Node, names: Names, assigned: int, *, must: bool) -> int:
    """What is assigned after a node's events if `assigned` is before them."""
    for event in node.events:
        if event.deferred or event.kind is Kind.READ or (must and event.maybe and event.kind is Kind.WRITE):
            continue
        bit = names.bits[event.name]
        if event.kind is Kind.WRITE:
            assigned |= bit
        elif must or not event.maybe:
            assigned &= ~bit
    return assigned


def _forward(graph: Graph, names: Names, given: int, *, must: bool) -> list[int]:
    everything = (1 << len(names.order)) - 1
    state = [everything if must else 0] * len(graph.nodes)
    state[graph.entry.number] = given
    changed = True
    backwards = graph.nodes[::-1]
    while changed:
        changed = False
        for node in backwards:
            entering = state[node.number]
            leaving = after(node, names, entering, must=must)
            in_between = entering & leaving if must else entering | leaving
            for following, value in (
                *((item, leaving) for item in node.next),
                *((item, in_between) for item in node.thrown),
            ):
                old = state[following.number]
                new = old & value if must else old | value
                if new != old:
                    state[following.number] = new
                    changed = True
    return state


def reachable(nodes: Iterable[Node]) -> set[int]:
    """The numbers of all nodes that control can reach from any of these, themselves only if it comes back."""
    seen: set[int] = set()
    stack = [following for node in nodes for following in (*node.next, *node.thrown)]
    while stack:
        node = stack.pop()
        if node.number not in seen:
            seen.add(node.number)
            stack.extend((*node.next, *node.thrown))
    return seen
