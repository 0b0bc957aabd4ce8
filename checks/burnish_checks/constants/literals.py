"""Numbers as they are written: a literal, its sign, and arithmetic on literals alone (`60 * 60 * 24`)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block

Number = int | float | complex
_MOST_BITS = 4096
_OPERATORS: dict[type[syntax.operator], Callable[[Any, Any], Any]] = {
    syntax.Add: operator.add,
    syntax.Sub: operator.sub,
    syntax.Mult: operator.mul,
    syntax.Div: operator.truediv,
    syntax.FloorDiv: operator.floordiv,
    syntax.Mod: operator.mod,
    syntax.Pow: operator.pow,
    syntax.LShift: operator.lshift,
}


def number(node: syntax.AST) -> Number | None:
    """The value of a number, a signed number, or arithmetic on such; None for anything else (booleans too)."""
    if isinstance(node, syntax.Constant):
        value = node.value
        return value if isinstance(value, (int, float, complex)) and not isinstance(value, bool) else None
    if isinstance(node, syntax.UnaryOp) and isinstance(node.op, (syntax.USub, syntax.UAdd)):
        value = number(node.operand)
        return None if value is None else _around(node, node.operand, value)
    if isinstance(node, syntax.BinOp):
        value = number(node.left)
        return None if value is None else _around(node, node.left, value)
    return None


def _around(parent: syntax.UnaryOp | syntax.BinOp, operand: syntax.AST, value: Number) -> Number | None:
    """What `number` says of the node around an operand whose value is known: a sum of a thousand is not added up anew
    for each of its terms."""
    if isinstance(parent, syntax.UnaryOp):
        return -value if isinstance(parent.op, syntax.USub) else value if isinstance(parent.op, syntax.UAdd) else None
    if type(parent.op) not in _OPERATORS:
        return None
    first = operand is parent.left
    other = number(parent.right if first else parent.left)
    if other is None:
        return None
    return _computed(parent.op, value, other) if first else _computed(parent.op, other, value)


def _computed(op: syntax.operator, left: Number, right: Number) -> Number | None:
    """The result, or None where there is none or it would be huge."""
    if isinstance(op, (syntax.Pow, syntax.LShift)) and not (abs(right) <= _MOST_BITS and abs(left) <= 1 << 64):
        return None
    try:
        result = _OPERATORS[type(op)](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return result if type(result) in (int, float, complex) else None


def number_tuple(node: syntax.AST) -> tuple[Number, ...] | None:
    """The values of a tuple of two or more numbers."""
    if not isinstance(node, syntax.Tuple) or len(node.elts) < 2:
        return None
    values = [number(item) for item in node.elts]
    return None if None in values else tuple(value for value in values if value is not None)


def outermost(block: Block, constant: syntax.AST) -> syntax.expr:
    """The widest expression of literals alone that holds the literal."""
    node, parent = constant, block.parent(constant)
    value = number(node) if isinstance(parent, (syntax.UnaryOp, syntax.BinOp)) else None
    while isinstance(parent, (syntax.UnaryOp, syntax.BinOp)) and value is not None:
        value = _around(parent, node, value)
        if value is not None:
            node, parent = parent, block.parent(parent)
    assert isinstance(node, syntax.expr)
    return node


def leads(constant: syntax.AST, outer: syntax.AST) -> bool:
    """Whether the literal is the first of its expression, so that the expression is looked at once."""
    while outer is not constant:
        if isinstance(outer, syntax.BinOp):
            outer = outer.left
        elif isinstance(outer, syntax.UnaryOp):
            outer = outer.operand
        else:
            return False
    return True


def same_value(node: syntax.AST, other: syntax.AST) -> bool:
    """Whether two literals (numbers, strings, bytes or tuples of such) are equal in type and value."""
    if isinstance(node, syntax.Tuple) or isinstance(other, syntax.Tuple):
        return (
            isinstance(node, syntax.Tuple)
            and isinstance(other, syntax.Tuple)
            and len(node.elts) == len(other.elts)
            and all(same_value(one, two) for one, two in zip(node.elts, other.elts, strict=True))
        )
    left, right = literal_value(node), literal_value(other)
    return left is not None and type(left) is type(right) and left == right


def literal_value(node: syntax.AST) -> Number | str | bytes | None:
    """The value of a number, string or bytes literal."""
    if isinstance(node, syntax.Constant) and isinstance(node.value, (str, bytes)):
        return node.value
    return number(node)
