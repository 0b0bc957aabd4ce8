"""Texts as they are put together: what is known of one, and whether anything unknown is put into it."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.security.known import choices

_DEEPEST = 5


def is_put_together(context: Context, node: ast.AST | None, depth: int = _DEEPEST) -> bool:
    """Whether an expression is (or may be) a text with something put into it: here, or where the name is given it."""
    return depth > 0 and any(_is_joint(context, item, depth) for item in choices(context, node))


def _is_joint(context: Context, node: ast.expr, depth: int) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        sides = (node.left, node.right)
        return any(_has_text(context, side) or is_put_together(context, side, depth - 1) for side in sides)
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr in ("strip", "lstrip", "rstrip", "replace", "encode", "dedent") and not isinstance(
        node.func.value, ast.Name
    ):
        return is_put_together(context, node.func.value, depth - 1)
    if node.func.attr == "join" and _has_text(context, node.func.value) and node.args:
        inner = node.args[0].elt if isinstance(node.args[0], (ast.GeneratorExp, ast.ListComp)) else node.args[0]
        return not isinstance(inner, ast.Constant)
    return node.func.attr == "format" and _has_text(context, node.func.value)


def _has_text(context: Context, node: ast.AST) -> bool:
    """Whether it is a text that is written, here or under a name."""
    return any(
        isinstance(item, ast.JoinedStr) or (isinstance(item, ast.Constant) and isinstance(item.value, str))
        for item in choices(context, node)
    )


def beginning(node: ast.expr) -> str:
    """The fixed text that an expression begins with."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return beginning(node.values[0])
    if isinstance(node, ast.BinOp):
        return beginning(node.left)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def known_text(context: Context, node: ast.AST | None, depth: int = _DEEPEST) -> str | None:
    """The text of a literal, a name that has one, or what `+` and f-strings make of such; None if it is not known."""
    found = choices(context, node)
    if len(found) != 1 or depth == 0:
        return None
    (value,) = found
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        parts = [known_text(context, side, depth - 1) for side in (value.left, value.right)]
    elif isinstance(value, ast.JoinedStr):
        parts = [
            known_text(context, part.value if isinstance(part, ast.FormattedValue) else part, depth - 1)
            for part in value.values
            if not isinstance(part, ast.FormattedValue) or (part.conversion == -1 and part.format_spec is None)
        ]
        if len(parts) != len(value.values):
            return None
    else:
        return None
    return "".join(part for part in parts if part is not None) if None not in parts else None
