"""Syntax trees of code that somebody sent: what is known of one that is gone through, and each of its nodes looked at."""

from __future__ import annotations

import ast

from burnish_checks.core.names import last_word
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import harmless
from burnish_checks.security.flow.kinds import CODE
from burnish_checks.security.flow.marks import NO_CALLS
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import Names, Value

TREE = "ast.walk()"
"""How the symbol ends of all nodes of a tree."""


def is_node(run: Run, value: Value) -> bool:
    """Whether it is one of all nodes of a tree: of those gone through, or those that a visitor is called with."""
    function = run.frame.node
    visited = function.args.args[1:2] if isinstance(function, ast.FunctionDef) and function.name == VISITS else []
    return value.symbol.endswith(f"{TREE}[]") or any(value.symbol == f"${item.arg}" for item in visited)


VISITS = "generic_visit"
"""The method of a visitor that is called with each node for which it has no other."""


def of_classes(value: Value, classes: ast.expr, names: Names, truth: bool) -> Names:
    """The names where a node is of one of several classes, or of none of them: what runs no function does no harm."""
    listed = classes.elts if isinstance(classes, (ast.Tuple, ast.List, ast.Set)) else [classes]
    words = {last_word(item) for item in listed}
    if truth:
        return harmless(names, value, frozenset({CODE})) if words.isdisjoint(_REACH_ANYTHING) else names
    if "Call" not in words:
        return names
    return harmless(names, value, frozenset({CODE} if words >= _RUN_STATEMENTS else {NO_CALLS}))


_RUN_STATEMENTS = frozenset({"Import", "ImportFrom", "FunctionDef", "AsyncFunctionDef", "ClassDef"})
"""Statements that run a function without a call of it: a decorator, or what a module does when it is imported."""
_REACH_ANYTHING = _RUN_STATEMENTS | {"AST", "expr", "stmt", "Attribute", "Call"}
"""The nodes through which code may reach what does harm: what has none of them runs no function but operators."""


def of_type(run: Run, asked: ast.AST, classes: ast.expr, names: Names, truth: bool) -> Names | None:
    """The names where `type(node)` is one of several classes, or none of them; None where nothing of that is asked."""
    if not (isinstance(asked, ast.Call) and last_word(asked.func) == "type" and len(asked.args) == 1):
        return None
    node = evaluate(run, asked.args[0], names)
    return of_classes(node, classes, names, truth) if is_node(run, node) else None
