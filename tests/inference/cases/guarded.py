"""A name that only type checkers see is quoted, also where a class stands beside its import."""

import typing as t

if t.TYPE_CHECKING:
    from decimal import Decimal

    class Shape(t.Protocol):
        side: int


def same(value: "Decimal"):  # infer: return: "Decimal"!
    return value
