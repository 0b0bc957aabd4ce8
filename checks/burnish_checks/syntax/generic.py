"""`type_params` on every function and class, also where the interpreter has never heard of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence

from burnish_checks.syntax.nodes import TryStar

_NATIVE = sys.version_info >= (3, 12)
_DEFAULTS = sys.version_info >= (3, 13)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def complete(tree: ast.Module, text: str) -> ast.Module:
    """The same tree, its functions and classes with `type_params`, type parameters with `default_value`."""
    if _DEFAULTS or ("def " not in text and "class " not in text and "type " not in text):
        return tree
    for statements in statement_lists(tree):
        for node in statements:
            if isinstance(node, _SCOPES) and "type_params" not in node.__dict__:
                node.__dict__["type_params"] = []
            if _NATIVE:
                for parameter in getattr(node, "type_params", ()):
                    parameter.__dict__.setdefault("default_value", None)
    return tree


def statement_lists(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Every list of statements in the tree, an outer one before those inside it."""
    stack: list[list[ast.stmt]] = [tree.body]
    while stack:
        statements = stack.pop()
        yield statements
        for node in statements:
            for name in _BLOCKS.get(type(node), ()):
                if inner := getattr(node, name):
                    stack.append(inner)
            for name in _CLAUSES.get(type(node), ()):
                stack += [clause.body for clause in getattr(node, name)]


def set_type_params(node: ast.AST, parameters: Sequence[ast.AST]) -> None:
    """Hang type parameters on a function or class so that walks and dumps see them."""
    node.__dict__["type_params"] = list(parameters)
    if "type_params" not in node._fields:
        node.__dict__["_fields"] = (*node._fields, "type_params")


_STATEMENTS = [TryStar, *(kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.stmt))]


def _fields(*wanted: str) -> dict[type[ast.AST], tuple[str, ...]]:
    """For each kind of statement those of the fields that it has."""
    found = {kind: tuple(name for name in wanted if name in kind._fields) for kind in _STATEMENTS}
    return {kind: names for kind, names in found.items() if names}


_BLOCKS = _fields("body", "orelse", "finalbody")
_CLAUSES = _fields("handlers", "cases")
