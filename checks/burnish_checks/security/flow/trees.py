"""Syntax trees of code that somebody sent: what is known of one that is gone through, and each of its nodes looked at."""

from __future__ import annotations

import ast

from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import harmless, last_word
from burnish_checks.security.flow.kinds import CODE
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import Names, Value

TREE = "ast.walk()"
"""How the symbol ends of all nodes of a tree."""


def is_node(run: Run, value: Value) -> bool:
    """Whether it is one of all nodes of a tree: of those gone through, or those that a visitor is called with."""
    visits = isinstance(run.frame.node, ast.FunctionDef) and run.frame.node.name == VISITS
    return value.symbol.endswith(f"{TREE}[]") or (visits and value.symbol == "$node")


VISITS = "generic_visit"
"""The method of a visitor that is called with each node for which it has no other."""


def of_classes(value: Value, classes: ast.expr, names: Names, truth: bool) -> Names:
    """The names where a node is of one of several classes, or of none of them: what calls nothing does no harm."""
    listed = classes.elts if isinstance(classes, (ast.Tuple, ast.List, ast.Set)) else [classes]
    words = {last_word(item) for item in listed}
    good = words.isdisjoint(_REACH_ANYTHING) if truth else not words.isdisjoint(_CALLS)
    return harmless(names, value, frozenset({CODE})) if good else names


_REACH_ANYTHING = frozenset({"AST", "expr", "stmt", "Attribute", "Call"})
_CALLS = frozenset({"Call"})
"""Without a call no code does anything, and with one it reaches anything but for what an attribute is read of."""


def of_type(run: Run, asked: ast.AST, classes: ast.expr, names: Names, truth: bool) -> Names | None:
    """The names where `type(node)` is one of several classes, or none of them; None where nothing of that is asked."""
    if not (isinstance(asked, ast.Call) and last_word(asked.func) == "type" and len(asked.args) == 1):
        return None
    node = evaluate(run, asked.args[0], names)
    return of_classes(node, classes, names, truth) if is_node(run, node) else None
