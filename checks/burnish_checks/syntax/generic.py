"""`type_params` on every function and class, also where the interpreter has never heard of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

_NATIVE = sys.version_info >= (3, 12)
_DEFAULTS = sys.version_info >= (3, 13)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def complete(tree: ast.Module, text: str) -> ast.Module:
    """The same tree, its functions and classes with `type_params`, type parameters with `default_value`."""
    if _DEFAULTS or ("def " not in text and "class " not in text and "type " not in text):
        return tree
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, _SCOPES) and "type_params" not in node.__dict__:
            node.__dict__["type_params"] = []
        if _NATIVE:
            for parameter in getattr(node, "type_params", ()):
                parameter.__dict__.setdefault("default_value", None)
        for name in _BODIES.get(type(node), ()):
            stack += getattr(node, name)
    return tree


def set_type_params(node: ast.AST, parameters: Sequence[ast.AST]) -> None:
    """Hang type parameters on a function or class so that walks and dumps see them."""
    node.__dict__["type_params"] = list(parameters)
    if "type_params" not in node._fields:
        node.__dict__["_fields"] = (*node._fields, "type_params")


# Where the statements inside a statement are; expressions hold no functions or classes.
_BODIES: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in ("body", "handlers", "orelse", "finalbody", "cases") if name in kind._fields)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, (ast.stmt, ast.ExceptHandler, ast.match_case))
}
