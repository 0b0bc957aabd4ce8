"""What a piece of code reads and writes of one function's variables, in the order of evaluation."""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.scopes import Scope

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
_EAGER = frozenset(
    {"all", "any", "sum", "min", "max", "list", "tuple", "set", "frozenset", "dict", "sorted", "join", "len", "Counter",
     "extend", "update", "sort"}
)  # fmt: skip
"""Callees that are done with a generator or key function when they return."""


class Kind(enum.Enum):
    """What happens to the variable."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    UNBIND = "unbind"
    """The end of an `except ... as name`: the name is gone, but no error if it was gone before."""


@dataclass(frozen=True, slots=True)
class Event:
    """One access to a variable of the function."""

    name: str
    kind: Kind
    maybe: bool = False
    """Whether the code around may skip it."""
    deferred: bool = False
    """Whether it happens when a nested function, lambda or generator runs, not here."""


class Reader:
    """Lists the events that concern the variables of one scope."""

    def __init__(self, block: Block, scope: Scope) -> None:
        self.block = block
        self.scope = scope
        self._scopes = {id(node): scope for node, scope in block.walk.names}

    def owner(self, node: ast.Name) -> Scope | None:
        """The scope that owns a name, None if it is the module's, a class's around the block, or a built-in."""
        scope = self._scopes.get(id(node))
        return scope.resolve(node.id) if scope is not None else None

    def events(self, *nodes: ast.AST | None) -> list[Event]:
        """The events of statements (without their suites) or expressions, one after the other."""
        found: list[Event] = []
        for node in nodes:
            if node is not None:
                found.extend(self._of(node, False, False))
        return found

    def bound(self, name: str, kind: Kind = Kind.WRITE) -> list[Event]:
        """The event of binding a plain name, if it is a variable of the scope."""
        return [Event(name, kind)] if self._is_local(name) else []

    def _is_local(self, name: str) -> bool:
        scope = self.scope
        return name in scope.bound and name not in scope.globals and name not in scope.nonlocals

    def _of(self, node: ast.AST, maybe: bool, deferred: bool) -> Iterator[Event]:
        special = _SPECIAL.get(type(node))
        if special is not None:
            yield from special(self, node, maybe, deferred)
            return
        for child in ast.iter_child_nodes(node):
            yield from self._of(child, maybe, deferred)

    def _each(self, nodes: Iterable[ast.AST | None], maybe: bool, deferred: bool) -> Iterator[Event]:
        for node in nodes:
            if node is not None:
                yield from self._of(node, maybe, deferred)

    def _name(self, node: ast.Name, maybe: bool, deferred: bool) -> Iterator[Event]:
        if self.owner(node) is self.scope:
            kind = Kind.READ
            if not isinstance(node.ctx, ast.Load):
                kind = Kind.WRITE if isinstance(node.ctx, ast.Store) else Kind.DELETE
            yield Event(node.id, kind, maybe, deferred)

    def _walrus(self, node: ast.NamedExpr, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._of(node.value, maybe, deferred)
        yield from self._of(node.target, maybe, deferred)

    def _bool(self, node: ast.BoolOp, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._of(node.values[0], maybe, deferred)
        yield from self._each(node.values[1:], True, deferred)

    def _conditional(self, node: ast.IfExp, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._of(node.test, maybe, deferred)
        yield from self._each((node.body, node.orelse), True, deferred)

    def _compare(self, node: ast.Compare, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each((node.left, node.comparators[0]), maybe, deferred)
        yield from self._each(node.comparators[1:], True, deferred)

    def _dict(self, node: ast.Dict, maybe: bool, deferred: bool) -> Iterator[Event]:
        for key, value in zip(node.keys, node.values, strict=True):
            yield from self._each((key, value), maybe, deferred)

    def _lambda(self, node: ast.Lambda, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each((*node.args.defaults, *node.args.kw_defaults), maybe, deferred)
        yield from self._of(node.body, True, deferred or not self._is_eager(node))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, maybe: bool, deferred: bool
    ) -> Iterator[Event]:
        yield from self._of(node.generators[0].iter, maybe, deferred)
        later = deferred or (isinstance(node, ast.GeneratorExp) and not self._is_eager(node))
        for number, generator in enumerate(node.generators):
            if number:
                yield from self._of(generator.iter, True, later)
            yield from self._of(generator.target, True, later)
            yield from self._each(generator.ifs, True, later)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        yield from self._each(parts, True, later)

    def _is_eager(self, node: ast.AST) -> bool:
        """Whether a lambda or generator is used up by the call it is handed to."""
        call = self.block.parent(node)
        if isinstance(call, ast.keyword):
            if call.arg != "key":
                return False
            call = self.block.parent(call)
        elif isinstance(node, ast.Lambda):
            return False
        if not isinstance(call, ast.Call):
            return False
        return getattr(call.func, "id", getattr(call.func, "attr", "")) in _EAGER

    def _function(self, node: Function, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each(node.decorator_list, maybe, deferred)
        yield from self._each((*node.args.defaults, *node.args.kw_defaults), maybe, deferred)
        arguments = node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
        yield from self._each((item.annotation for item in every if item is not None), maybe, deferred)
        yield from self._each((node.returns,), maybe, deferred)
        yield from self._each(node.body, True, True)
        if self._scope_of(node) is self.scope:
            yield Event(node.name, Kind.WRITE, maybe, deferred)

    def _class(self, node: ast.ClassDef, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each((*node.decorator_list, *node.bases, *node.keywords), maybe, deferred)
        yield from self._each(node.body, True, deferred)
        if self._scope_of(node) is self.scope:
            yield Event(node.name, Kind.WRITE, maybe, deferred)

    def _scope_of(self, node: ast.AST) -> Scope | None:
        """The scope in which a statement binds its name."""
        scope = self.block.walk.scope_at(node)
        name = getattr(node, "name", "")
        return scope.resolve(name) if isinstance(name, str) and name else scope

    def _import(self, node: ast.Import | ast.ImportFrom, maybe: bool, deferred: bool) -> Iterator[Event]:
        scope = self.block.walk.scope_at(node)
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if scope.resolve(name) is self.scope:
                yield Event(name, Kind.WRITE, maybe, deferred)

    def _assign(self, node: ast.Assign, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each((node.value, *node.targets), maybe, deferred)

    def _annotated(self, node: ast.AnnAssign, maybe: bool, deferred: bool) -> Iterator[Event]:
        if node.value is not None:
            yield from self._each((node.value, node.target), maybe, deferred)
        elif not isinstance(node.target, ast.Name):
            yield from self._of(node.target, maybe, deferred)

    def _augmented(self, node: ast.AugAssign, maybe: bool, deferred: bool) -> Iterator[Event]:
        if isinstance(node.target, ast.Name) and self.owner(node.target) is self.scope:
            yield Event(node.target.id, Kind.READ, maybe, deferred)
        yield from self._each((node.value, node.target), maybe, deferred)

    def _loop(self, node: ast.For | ast.AsyncFor, maybe: bool, deferred: bool) -> Iterator[Event]:
        """A loop in a nested function or class: the graph has nodes of their own for the function's own loops."""
        yield from self._each((node.iter, node.target, *node.body, *node.orelse), True, deferred)

    def _handler(self, node: ast.ExceptHandler, maybe: bool, deferred: bool) -> Iterator[Event]:
        yield from self._each((node.type,), True, deferred)
        if node.name and self._scope_of(node) is self.scope:
            yield Event(node.name, Kind.WRITE, True, deferred)
        yield from self._each(node.body, True, deferred)

    def _pattern(self, node: ast.AST, maybe: bool, deferred: bool) -> Iterator[Event]:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        for child in ast.iter_child_nodes(node):
            yield from self._of(child, True, deferred)
        if name and self.block.walk.scope_at(node).resolve(name) is self.scope:
            yield Event(name, Kind.WRITE, maybe, deferred)


_SPECIAL: dict[type[ast.AST], Callable[..., Iterator[Event]]] = {
    ast.Name: Reader._name,
    ast.NamedExpr: Reader._walrus,
    ast.BoolOp: Reader._bool,
    ast.IfExp: Reader._conditional,
    ast.Compare: Reader._compare,
    ast.Dict: Reader._dict,
    ast.Lambda: Reader._lambda,
    ast.ListComp: Reader._comprehension,
    ast.SetComp: Reader._comprehension,
    ast.DictComp: Reader._comprehension,
    ast.GeneratorExp: Reader._comprehension,
    ast.FunctionDef: Reader._function,
    ast.AsyncFunctionDef: Reader._function,
    ast.ClassDef: Reader._class,
    ast.Import: Reader._import,
    ast.ImportFrom: Reader._import,
    ast.Assign: Reader._assign,
    ast.AnnAssign: Reader._annotated,
    ast.AugAssign: Reader._augmented,
    ast.For: Reader._loop,
    ast.AsyncFor: Reader._loop,
    ast.ExceptHandler: Reader._handler,
    ast.MatchAs: Reader._pattern,
    ast.MatchStar: Reader._pattern,
    ast.MatchMapping: Reader._pattern,
}


def children(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The suites of a compound statement, in source order; none for functions and classes."""
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        return
    for name in ("body", "orelse", "finalbody"):
        if name == "orelse":
            for clause in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                yield clause.body
        suite = getattr(statement, name, None)
        if suite:
            yield suite


def own_statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement of a body at whatever depth, but not those of nested functions and classes."""
    for statement in body:
        yield statement
        for suite in children(statement):
            yield from own_statements(suite)


def own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node that runs in the function itself: nothing inside nested functions, lambdas and classes."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, FUNCTIONS):
            stack.extend(reversed((*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults))))
        elif isinstance(node, ast.Lambda):
            stack.extend(reversed((*node.args.defaults, *filter(None, node.args.kw_defaults))))
        elif isinstance(node, ast.ClassDef):
            stack.extend(reversed((*node.decorator_list, *node.bases, *(item.value for item in node.keywords))))
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def is_generator(function: Function) -> bool:
    """Whether a function itself yields; what yields inside a function of its own does not count."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function.body))


TRIES = (ast.Try, syntax.TryStar)
