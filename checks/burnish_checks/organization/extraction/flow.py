"""The graph of a function: its statements joined by where control may go next, exceptions included."""

from __future__ import annotations

import ast
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from burnish_checks import syntax
from burnish_checks.core.names import is_wildcard
from burnish_checks.organization.extraction.events import TRIES, Event, Function, Kind, Reader

_SWALLOW = (
    "suppress",
    "raises",
    "ignor",
    "catch",
    "assert",
    "handle",
    "swallow",
    "expect",
    "warns",
    "subtest",
    "exitstack",
)
_WARNINGS = ("catch_warnings",)


@dataclass(eq=False, slots=True)
class Node:
    """A simple statement or the header of a compound one."""

    events: list[Event]
    next: list[Node] = field(default_factory=list)
    thrown: list[Node] = field(default_factory=list)
    """Where an exception raised here is handled inside the function."""
    statement: ast.stmt | None = None
    number: int = 0


@dataclass(frozen=True)
class _Around:
    """Where jumps out of a suite lead."""

    after_break: Node | None
    after_continue: Node | None
    after_return: Node
    thrown: list[Node]


@dataclass(eq=False)
class Graph:
    """The nodes of a function, and where each statement begins and ends among them."""

    nodes: list[Node]
    entry: Node
    exit: Node
    begins: dict[ast.stmt, list[Node]]
    """Several where a `finally` is reached in several ways."""
    follows: dict[ast.stmt, list[Node]]
    """Parallel to `begins`: where control goes when the statement is done."""


def graph_of(reader: Reader, function: Function, swallowing: Container[str] = ()) -> Graph:
    """The graph of a function; `swallowing` are names of context managers that may end an exception."""
    return _Builder(reader, swallowing).function(function)


class _Builder:
    def __init__(self, reader: Reader, swallowing: Container[str]) -> None:
        self.reader = reader
        self.swallowing = swallowing
        self.nodes: list[Node] = []
        self.begins: dict[ast.stmt, list[Node]] = {}
        self.follows: dict[ast.stmt, list[Node]] = {}
        self.statement: ast.stmt | None = None

    def function(self, function: Function) -> Graph:
        leave = self.node([])
        around = _Around(None, None, leave, [])
        entry = self.node([], [self.suite(function.body, leave, around)])
        return Graph(self.nodes, entry, leave, self.begins, self.follows)

    def node(self, events: list[Event], following: Sequence[Node] = (), around: _Around | None = None) -> Node:
        thrown = around.thrown if around is not None else []
        node = Node(events, list(following), thrown, self.statement, len(self.nodes))
        self.nodes.append(node)
        return node

    def suite(self, body: Sequence[ast.stmt], following: Node, around: _Around) -> Node:
        """The node at which a suite begins that `following` comes after."""
        outer = self.statement
        for statement in reversed(body):
            self.statement = statement
            begin = self.one(statement, following, around)
            self.begins.setdefault(statement, []).append(begin)
            self.follows.setdefault(statement, []).append(following)
            following = begin
        self.statement = outer
        return following

    def one(self, node: ast.stmt, following: Node, around: _Around) -> Node:
        events = self.reader.events
        if isinstance(node, ast.If):
            branches = [self.suite(node.body, following, around), self.suite(node.orelse, following, around)]
            return self.node(events(node.test), branches, around)
        if isinstance(node, ast.While):
            return self.while_(node, following, around)
        if isinstance(node, (ast.For, ast.AsyncFor)):
            return self.for_(node, following, around)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return self.with_(node, following, around)
        if isinstance(node, TRIES):
            return self.try_(node, following, around)
        if isinstance(node, ast.Match):
            return self.match(node, following, around)
        if isinstance(node, ast.Return):
            return self.node(events(node.value), [around.after_return], around)
        if isinstance(node, ast.Raise):
            return self.node(events(node), [], around)
        if isinstance(node, (ast.Break, ast.Continue)):
            target = around.after_break if isinstance(node, ast.Break) else around.after_continue
            return self.node([], [target] if target is not None else [], around)
        return self.node(events(node), [following], around)

    def while_(self, node: ast.While, following: Node, around: _Around) -> Node:
        header = self.node(self.reader.events(node.test), (), around)
        inside = replace(around, after_break=following, after_continue=header)
        header.next.append(self.suite(node.body, header, inside))
        if not (isinstance(node.test, ast.Constant) and node.test.value):
            header.next.append(self.suite(node.orelse, following, around))
        return header

    def for_(self, node: ast.For | ast.AsyncFor, following: Node, around: _Around) -> Node:
        header = self.node([], (), around)
        inside = replace(around, after_break=following, after_continue=header)
        body = self.suite(node.body, header, inside)
        header.next.append(self.node(self.reader.events(node.target), [body], around))
        header.next.append(self.suite(node.orelse, following, around))
        return self.node(self.reader.events(node.iter), [header], around)

    def with_(self, node: ast.With | ast.AsyncWith, following: Node, around: _Around) -> Node:
        swallows = any(swallows_exceptions(item.context_expr, self.swallowing) for item in node.items)
        dispatch = self.node([], [following] if swallows else [], around)
        current = self.suite(node.body, following, replace(around, thrown=[dispatch]))
        if isinstance(node.body[-1], ast.Raise) and self.statement is not None and following is not around.after_return:
            dispatch.next = [following]  # what comes behind it is reached if the exception is ended
        for item in reversed(node.items):
            if item.optional_vars is not None:
                current = self.node(self.reader.events(item.optional_vars), [current], around)
            current = self.node(self.reader.events(item.context_expr), [current], around)
        return current

    def try_(self, node: ast.Try | syntax.TryStar, following: Node, around: _Around) -> Node:
        if node.finalbody:
            around, following = self.finally_(node.finalbody, following, around)
        dispatch = self.node([], (), around)
        catches_all = False
        for handler in node.handlers:
            after = following
            if isinstance(node, syntax.TryStar):
                after = self.node([], [following, dispatch], around)
            dispatch.next.append(self.handler(handler, after, around))
            catches_all = catches_all or handler.type is None
        if catches_all:
            dispatch.thrown = []
        orelse = self.suite(node.orelse, following, around)
        inside = replace(around, thrown=[dispatch]) if node.handlers else around
        return self.suite(node.body, orelse, inside)

    def handler(self, handler: ast.ExceptHandler, following: Node, around: _Around) -> Node:
        if handler.name:
            following = self.node(self.reader.bound(handler.name, Kind.UNBIND), [following], around)
        body = self.suite(handler.body, following, around)
        events = self.reader.events(handler.type)
        if handler.name:
            events += self.reader.bound(handler.name)
        return self.node(events, [body], around)

    def finally_(self, body: list[ast.stmt], following: Node, around: _Around) -> tuple[_Around, Node]:
        """A copy of the `finally` for every way out of the `try`."""
        made: dict[int, Node] = {}

        def by_way_of(target: Node | None) -> Node | None:
            if target is None:
                return None
            if id(target) not in made:
                made[id(target)] = self.suite(body, target, around)
            return made[id(target)]

        after_raise = self.node([], (), around)
        thrown = [self.suite(body, after_raise, around)]
        leave = by_way_of(around.after_return)
        follow = by_way_of(following)
        assert leave is not None and follow is not None
        jumps = _Around(by_way_of(around.after_break), by_way_of(around.after_continue), leave, thrown)
        return jumps, follow

    def match(self, node: ast.Match, following: Node, around: _Around) -> Node:
        current = following
        for case in reversed(node.cases):
            body = self.suite(case.body, following, around)
            if case.guard is not None:
                body = self.node(self.reader.events(case.guard), [body, current], around)
            captures = self.reader.events(case.pattern)
            bound = self.node([item for item in captures if item.kind is Kind.WRITE], [body], around)
            tried = [replace(item, maybe=True) for item in captures]
            failing = [] if is_wildcard(case) else [current]
            current = self.node(tried, [bound, *failing], around)
        return self.node(self.reader.events(node.subject), [current], around)


def swallows_exceptions(manager: ast.expr, known: Container[str] = ()) -> bool:
    """Whether a context manager is known to keep exceptions from leaving its `with`, or seems to by its name."""
    node = manager.func if isinstance(manager, ast.Call) else manager
    written = str(getattr(node, "attr", getattr(node, "id", "")))
    name = written.lower()
    if written in known:
        return True
    return name not in _WARNINGS and any(part in name for part in _SWALLOW)
