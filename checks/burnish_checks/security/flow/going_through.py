"""What a loop or a comprehension goes through: of a list, a sorted or a reversed copy what that was made of."""

from __future__ import annotations

import ast

from burnish_checks.security.flow.elsewhere import through_protocol
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import UNKNOWN, Names, Value


def gone_through(run: Run, node: ast.expr, names: Names, *, is_async: bool) -> Value:
    """The value whose items are given one by one; nothing where these are keys that callers write."""
    source = evaluate(run, node, names)
    while (inner := _copied(run, node, names)) is not None:
        node, source = inner, evaluate(run, inner, names)
    source = UNKNOWN if source.symbol.removesuffix(".keys()") in run.rests else source
    return through_protocol(run, source, "__aiter__" if is_async else "__iter__", node)


def _copied(run: Run, node: ast.expr, names: Names) -> ast.expr | None:
    """What is copied into a list or the like, each item as it is; None for other expressions."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return None
    copies = isinstance(node.func, ast.Name) and known_name(evaluate(run, node.func, names).symbol) in _COPIES
    return node.args[0] if copies else None


_COPIES = frozenset(f"builtins.{word}" for word in ("list", "tuple", "sorted", "reversed", "iter", "set", "frozenset"))
