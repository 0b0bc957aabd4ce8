"""What one turn of a loop leaves to the next: where that is the same, the next turn tells nothing new."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from burnish_checks.inference.modules import Function
from burnish_checks.inference.records import Environment
from burnish_checks.inference.walking import nodes_in

Loop = ast.For | ast.AsyncFor | ast.While


def brings_news(function: Function, loop: Loop, before: Environment, now: Environment) -> bool:
    """Whether a turn that starts with `now` may find another type than the one that started with `before`."""
    read = _carried(function, loop)
    changed = (key for key in before.keys() | now.keys() if before.get(key) is not now.get(key))
    return any(key.partition(".")[0].partition("[")[0] in read for key in changed)


def _carried(function: Function, loop: Loop) -> set[str]:
    """The names that a turn may read before it binds them."""
    known: dict[int, set[str]] = function.cache.setdefault("carried", {})
    if id(loop) not in known:
        found: set[str] = set()
        bound: set[str] = set()
        if isinstance(loop, ast.While):
            _read([loop.test], bound, found)
            test = loop.test.left if isinstance(loop.test, ast.Compare) else loop.test
            bound |= _bound_by(test.target) if isinstance(test, ast.NamedExpr) else set()
        else:
            bound |= _bound_by(loop.target)
            _read([loop.target], bound, found)
        _follow(loop.body, bound, found)
        known[id(loop)] = found
    return known[id(loop)]


def _follow(body: Iterable[ast.stmt], bound: set[str], found: set[str]) -> set[str] | None:
    """Add to `found` what the statements read and is not bound then; what is bound behind them, None where nothing is."""
    for statement in body:
        if isinstance(statement, ast.If):
            _read([statement.test], bound, found)
            ends = [_follow(part, set(bound), found) for part in (statement.body, statement.orelse)]
            reached = [end for end in ends if end is not None]
            if not reached:
                return None
            bound = set.intersection(*reached)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            for item in statement.items:
                _read([item.context_expr], bound, found)
                bound |= _bound_by(item.optional_vars)
            _follow(statement.body, set(bound), found)
        else:
            _read([statement], bound, found)
            if isinstance(statement, (ast.Return, ast.Raise, ast.Continue, ast.Break)):
                return None
            for target in statement.targets if isinstance(statement, ast.Assign) else ():
                bound |= _bound_by(target)
    return bound


def _read(nodes: Iterable[ast.AST], bound: set[str], found: set[str]) -> None:
    for node in nodes_in(nodes):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in bound:
            found.add(node.id)
        elif isinstance(node, (ast.AugAssign, ast.Delete)):
            targets = node.targets if isinstance(node, ast.Delete) else [node.target]
            found.update(*(_bound_by(target) for target in targets))


def _bound_by(target: ast.expr | None) -> set[str]:
    """The names that a target binds."""
    if isinstance(target, ast.Name):
        return {target.id}
    if isinstance(target, (ast.Tuple, ast.List)):
        return set().union(*map(_bound_by, target.elts))
    return _bound_by(target.value) if isinstance(target, ast.Starred) else set()
