"""What stands in a node, without looking into the fields that never hold a node.

Of a tree's fields half hold texts, numbers and contexts (`attr`, `ctx`, `lineno`). Going through the others alone makes
`walk` take 0.6 of the time that the standard library's takes, which, `ctx` left out, is the slow equivalent.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

_NEVER = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "n", "rest", "s",
     "simple", "tag", "type_comment", "type_ignores"}
)  # fmt: skip
"""Fields that hold no node in any kind of node, or (`ctx`) one that says nothing beside its type."""


_ADDED = {
    **dict.fromkeys(("FunctionDef", "AsyncFunctionDef", "ClassDef"), "type_params"),
    **dict.fromkeys(("TypeVar", "ParamSpec", "TypeVarTuple"), "default_value"),
}
"""Fields that single nodes have, and their types on older interpreters do not."""


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        names = dict.fromkeys(name for name in kind._fields if name not in _NEVER)
        if kind.__name__ in _ADDED:
            names[_ADDED[kind.__name__]] = None
        known = self[kind] = tuple(names)
        return known


FIELDS = _Fields({ast.Constant: (), ast.Global: (), ast.Nonlocal: ()})
"""By type of node: its fields that may hold nodes."""


def iter_child_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below a node, as `ast.iter_child_nodes` has them, without contexts."""
    for name in FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            for item in value:
                if isinstance(item, ast.AST):
                    yield item
        elif isinstance(value, ast.AST):
            yield value


_SUITES = ("body", "handlers", "orelse", "finalbody", "cases")
"""Fields that hold statements, or what holds some, in the order in which every kind of node has them."""


class _Suites(dict[type[ast.AST], tuple[str, ...]]):
    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        known = self[kind] = tuple(name for name in _SUITES if name in kind._fields)
        return known


_SUITES_OF = _Suites()
"""By type of node: which of these it has. Most statements have none."""


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all statements, handlers and cases below it, in the order of `ast.walk`, which goes into expressions too.

    Of a function's nodes one in ten is a statement.
    """
    todo = deque([node])
    take, add = todo.popleft, todo.extend
    while todo:
        node = take()
        for name in _SUITES_OF[node.__class__]:
            suite = getattr(node, name, None)
            if suite.__class__ is list:
                add(suite)
        yield node


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, in the order of `ast.walk`, without contexts."""
    todo = deque([node])
    take, add, fields = todo.popleft, todo.append, FIELDS
    while todo:
        node = take()
        for name in fields[node.__class__]:
            value = getattr(node, name, None)
            if value.__class__ is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        add(item)
            elif isinstance(value, ast.AST):
                add(value)
        yield node
