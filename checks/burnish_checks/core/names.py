"""Dotted names as they are written."""

from __future__ import annotations

import ast


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` for a chain of attributes on a name, else empty."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))
