"""The opposite of a condition, as a person would write it."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused

_OPPOSITES: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_ORDERED: dict[type[ast.cmpop], str] = {ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<"}
"""Opposites only where both sides are totally ordered: not for sets, NaN or what defines its own order."""
_LOOSE = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.NamedExpr, ast.Compare, ast.Yield, ast.YieldFrom)
_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)


def opposite(block: Block, test: ast.expr) -> str:
    """The source of a condition that holds exactly when `test` does not; operands are evaluated in the same order.

    Raises `Refused` for a constant, and where a comment stands inside the condition.
    """
    if isinstance(test, ast.Constant):
        raise Refused("The condition is a constant.")
    if "#" in block.source(test):
        raise Refused("The condition holds a comment or a `#`.")
    text = _opposite(block, test)
    return f"({text})" if "\n" in text or "\r" in text else text


def _opposite(block: Block, test: ast.expr) -> str:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = block.source(test.operand)
        return f"({inner})" if isinstance(test.operand, (ast.NamedExpr, ast.Lambda, ast.IfExp)) else inner
    if isinstance(test, ast.Compare):
        return _of_comparison(block, test)
    if isinstance(test, ast.BoolOp):
        return _of_operator(block, test)
    source = block.source(test)
    return f"not {source}" if isinstance(test, _ATOMS) else f"not ({source})"


def _of_comparison(block: Block, test: ast.Compare) -> str:
    right = test.comparators[0]
    if len(test.ops) == 1:
        operator = type(test.ops[0])
        word = _OPPOSITES.get(operator, "")
        if not word and (_is_whole(test.left) or _is_whole(right)):
            word = _ORDERED.get(operator, "") if _is_length(test.left) or _is_length(right) else ""
        if word:
            return f"{_source(block, test.left)} {word} {_source(block, right)}"
    return f"not ({block.source(test)})"


def _source(block: Block, node: ast.expr) -> str:
    """An operand of a comparison, in the parentheses that are not part of its node."""
    loose = isinstance(node, _LOOSE) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
    source = block.source(node)
    return f"({source})" if loose else source


def _is_whole(node: ast.expr) -> bool:
    return _is_length(node) or (isinstance(node, ast.Constant) and type(node.value) is int)


def _is_length(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _of_operator(block: Block, test: ast.BoolOp) -> str:
    """De Morgan, where that reads no worse than `not (...)`."""
    if not all(_turns_well(value) for value in test.values):
        return f"not ({block.source(test)})"
    word = "or" if isinstance(test.op, ast.And) else "and"
    parts = []
    for value in test.values:
        text = _opposite(block, value)
        bare = value.operand if isinstance(value, ast.UnaryOp) else value
        loose = isinstance(bare, (ast.BoolOp, ast.IfExp, ast.Lambda, ast.NamedExpr))
        parts.append(f"({text})" if loose and not text.startswith(("(", "not (")) else text)
    return f" {word} ".join(parts)


def _turns_well(node: ast.expr) -> bool:
    """Whether the opposite of an operand is as short as itself."""
    if isinstance(node, ast.BoolOp):
        return all(_turns_well(value) for value in node.values)
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITES
    return isinstance(node, _ATOMS) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
