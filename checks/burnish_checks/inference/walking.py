"""Walks over a tree: the nodes below one, and the statements that run on a recent Python, those in branches included."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from burnish_checks.core.names import last_word

_VERSION = (3, 12)


def nodes_in(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all below them, in no order: as `ast.walk` of each, at a third of the cost."""
    todo = list(body)
    while todo:
        node = todo.pop()
        yield node
        todo.extend(children(node))


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, but for what says whether it is read or written."""
    if type(node) in _LEAVES:
        return []
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found.extend([item for item in value if isinstance(item, ast.AST)])
        elif isinstance(value, ast.AST) and name != "ctx":
            found.append(value)
    return found


_LEAVES = frozenset({ast.Name, ast.Constant})


def live(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body with those in `if`, `try`, `with` and loops, without branches for other Pythons."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _branches(statement)
        elif isinstance(statement, (ast.With, ast.AsyncWith, ast.For, ast.While, ast.Try)) or hasattr(
            statement, "handlers"
        ):
            yield from live(statement.body)  # type: ignore[attr-defined]
            for handler in getattr(statement, "handlers", ()):
                yield from live(handler.body)
            yield from live(getattr(statement, "orelse", ()))
            yield from live(getattr(statement, "finalbody", ()))


def _branches(statement: ast.If) -> Iterator[ast.stmt]:
    """The statements of an `if` with all its `elif`s, one after the other: long chains must not nest."""
    current: ast.If | None = statement
    while current is not None:
        verdict = _static_test(current.test)
        if verdict is not False:
            yield from live(current.body)
        rest = current.orelse
        current = None
        if verdict is True:
            return
        if len(rest) == 1 and isinstance(rest[0], ast.If):
            current = rest[0]
        else:
            yield from live(rest)


def _static_test(test: ast.expr) -> bool | None:
    """What a test of the Python version or platform comes to on a recent Linux; None for other tests."""
    if isinstance(test, (ast.Name, ast.Attribute)):
        return True if last_word(test) == "TYPE_CHECKING" else None
    if isinstance(test, ast.BoolOp):
        verdicts = [_static_test(item) for item in test.values]
        if isinstance(test.op, ast.And):
            return False if False in verdicts else True if all(verdicts) else None
        return True if True in verdicts else None if None in verdicts else False
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Attribute)):
        return None
    right, operator = test.comparators[0], test.ops[0]
    if test.left.attr == "version_info" and isinstance(right, ast.Tuple):
        wanted = tuple(item.value for item in right.elts if isinstance(item, ast.Constant))
        return _with_version(operator, wanted) if all(isinstance(item, int) for item in wanted) else None
    if test.left.attr == "platform" and isinstance(right, ast.Constant):
        if isinstance(operator, ast.Eq):
            return bool(right.value == "linux")
        if isinstance(operator, ast.NotEq):
            return bool(right.value != "linux")
    return None


def _with_version(operator: ast.cmpop, wanted: tuple[Any, ...]) -> bool | None:
    """What holding the version of Python against another comes to."""
    if isinstance(operator, ast.GtE):
        return wanted <= _VERSION
    return wanted > _VERSION if isinstance(operator, ast.Lt) else None
