"""Constants computed from constants, so that a condition that always holds is known to."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.values import MISSING, Value, constant

_LARGEST = 10**12
_LONGEST = 500
_LONGEST_RECEIVER = 200
_LARGEST_BASE = 1000
_WIDTH = deferred(r"%[^%a-zA-Z]*(?:\d{4}|\*)")
"""A width in a format that makes a short text long."""
_FAILS = (TypeError, ValueError, LookupError, ArithmeticError, MemoryError)
"""What the operators and methods of numbers and texts raise."""
_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: lambda one, other: one << other if 0 <= other < 64 else MISSING,
    ast.RShift: operator.rshift,
    ast.Pow: lambda one, other: one**other if abs(one) < _LARGEST_BASE and 0 <= other < 10 else MISSING,
}
_COMPARED: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda one, other: one is other or (one == other and isinstance(one, (bool, type(None)))),
    ast.IsNot: lambda one, other: not (one is other or (one == other and isinstance(one, (bool, type(None))))),
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}


def binary(kind: type[ast.AST], left: Any, right: Any) -> Any:
    """The result of an operator on two constants, or `MISSING` where it fails or grows large."""
    function = _BINARY.get(kind)
    if function is None or left is MISSING or right is MISSING or _large(left) or _large(right):
        return MISSING
    if kind is ast.Mult and not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
        return MISSING
    if kind is ast.Mod and not isinstance(left, (int, float)) and _WIDTH.search(str(left)):
        return MISSING
    try:
        result = function(left, right)
    except _FAILS:
        return MISSING
    return MISSING if _large(result) else result


def compared(kind: type[ast.AST], left: Any, right: Any) -> bool | None:
    """Whether a comparison of two constants holds, or None where it fails."""
    if left is MISSING or right is MISSING:
        return None
    try:
        return bool(_COMPARED[kind](left, right))
    except _FAILS:
        return None


def indexed(container: Any, index: Any) -> Any:
    """An element of a constant, or `MISSING`."""
    if container is MISSING or index is MISSING:
        return MISSING
    try:
        result = container[index]
    except _FAILS:
        return MISSING
    return MISSING if _large(result) else result


def _large(value: object) -> bool:
    if isinstance(value, (int, float)):
        return abs(value) > _LARGEST
    return isinstance(value, (str, bytes)) and len(value) > _LONGEST


_FOLDED = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "split",
        "encode",
        "startswith",
        "endswith",
    ]
)


def folded_method(receiver: Value, method: str, arguments: Arguments) -> Value | None:
    """The result of a text method on constants."""
    if method not in _FOLDED or not isinstance(receiver.const, str) or arguments.named or arguments.starred:
        return None
    given = [value.const for value in arguments.positional]
    if any(value is MISSING for value in given) or len(receiver.const) > _LONGEST_RECEIVER:
        return None
    try:
        result: Any = getattr(receiver.const, method)(*given)
    except _FAILS:
        return None
    if isinstance(result, list):
        return Value(items=tuple(constant(item) for item in result))
    return constant(result)
