"""What stands beside a value in a display, found without reading the whole display: tables may have 100,000 entries."""

from __future__ import annotations

import ast
from bisect import bisect_left


def key_of(display: ast.Dict, value: ast.AST) -> ast.expr | None:
    """The key that a value of the dictionary display has; None for a `**` entry, and for what is no value of it."""
    at = bisect_left(display.values, _place(value), key=_place)
    if at < len(display.values) and display.values[at] is value:
        return display.keys[at]
    return None


def word_of(display: ast.Dict, value: ast.AST) -> str | None:
    """The key, where it is a string."""
    key = key_of(display, value)
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _place(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]
