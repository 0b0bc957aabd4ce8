"""What a loop carries from one round to the next: the names that its body reads before it has bound them.

Where none of these is another after the first round, a second finds nothing new, and following the body again, the
slow equivalent, is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from burnish_checks import syntax
from burnish_checks.security.flow.effects import MUTATORS
from burnish_checks.security.flow.values import Names


def is_settled(names: Names, grown: Names, carried: frozenset[str]) -> bool:
    """Whether another round of the body begins with what the last one began with, as far as it reads it."""
    for name, value in grown.items():
        before = names.get(name)
        if before is value or not (name in carried or (before is not None and "." in name)):
            continue
        if before is None or before != value:
            return False
    return True


def carried_by(node: ast.For | ast.AsyncFor | ast.While) -> frozenset[str]:
    """The names that a loop's body (and test) may read before it binds them in the same round."""
    found: set[str] = set()
    bound: set[str] = set()
    if isinstance(node, ast.While):
        found.update(_loaded(node.test))
    else:
        bound.update(_stored(node.target))
    _read(node.body, bound, found)
    return frozenset(found)


def _read(statements: Sequence[ast.stmt], bound: set[str], found: set[str]) -> None:
    """Add the names that the statements read which are not bound before; what they bind for sure is added to those."""
    for statement in statements:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            found.update(_loaded(statement) - bound)
            for target in statement.targets if isinstance(statement, ast.Assign) else (statement.target,):
                bound.update(_stored(target))
        elif isinstance(statement, ast.If):
            found.update(_loaded(statement.test) - bound)
            _read(statement.body, set(bound), found)
            _read(statement.orelse, set(bound), found)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            for item in statement.items:
                found.update(_loaded(item.context_expr) - bound)
                if item.optional_vars is not None:
                    bound.update(_stored(item.optional_vars))
            _read(statement.body, bound, found)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and _only_grows(statement.value):
            found.update(_loaded_in((*statement.value.args, *statement.value.keywords)) - bound)
        else:
            found.update(_loaded(statement) - bound)
            if isinstance(statement, ast.AugAssign):
                found.update(_stored(statement.target) - bound)


def _only_grows(call: ast.Call) -> bool:
    """Whether something is only put into a container, of which nothing is read."""
    function = call.func
    return isinstance(function, ast.Attribute) and function.attr in MUTATORS and isinstance(function.value, ast.Name)


def _loaded_in(nodes: Iterable[ast.AST]) -> set[str]:
    return set().union(*map(_loaded, nodes))


def _loaded(node: ast.AST) -> set[str]:
    return {item.id for item in syntax.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)}


def _stored(node: ast.AST) -> set[str]:
    return {item.id for item in syntax.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)}
