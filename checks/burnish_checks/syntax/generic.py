"""`type_params` on every function and class, also where the interpreter has never heard of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence

from burnish_checks.syntax.nodes import TryStar, TypeAlias

_NATIVE = sys.version_info >= (3, 12)
_DEFAULTS = sys.version_info >= (3, 13)
_SCOPES = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
_GENERIC = frozenset((*_SCOPES, TypeAlias))


def complete(tree: ast.Module, text: str) -> ast.Module:
    """The same tree, its functions and classes with `type_params`, type parameters with `default_value`."""
    if _DEFAULTS or ("def " not in text and "class " not in text and "type " not in text):
        return tree
    for statements in statement_lists(tree):
        for node in statements:
            kind = node.__class__
            if kind in _SCOPES and "type_params" not in node.__dict__:
                node.__dict__["type_params"] = []
            if _NATIVE and kind in _GENERIC:
                for parameter in getattr(node, "type_params", ()):
                    parameter.__dict__.setdefault("default_value", None)
    return tree


def statement_lists(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Every list of statements in the tree, an outer one before those inside it."""
    stack: list[list[ast.stmt]] = [tree.body]
    blocks_of = _BLOCKS.get
    while stack:
        statements = stack.pop()
        yield statements
        for node in statements:
            blocks = blocks_of(node.__class__)
            if blocks is None:
                continue
            names, clauses = blocks
            for name in names:
                if inner := getattr(node, name):
                    stack.append(inner)
            for name in clauses:
                stack += [clause.body for clause in getattr(node, name)]


def set_type_params(node: ast.AST, parameters: Sequence[ast.AST]) -> None:
    """Hang type parameters on a function or class so that walks and dumps see them."""
    node.__dict__["type_params"] = list(parameters)
    if "type_params" not in node._fields:
        node.__dict__["_fields"] = (*node._fields, "type_params")


def _inner(kind: type[ast.AST]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a kind of statement that hold statements, and those that hold clauses with a body."""
    blocks = tuple(name for name in ("body", "orelse", "finalbody") if name in kind._fields)
    return blocks, tuple(name for name in ("handlers", "cases") if name in kind._fields)


_STATEMENTS: tuple[type[ast.AST], ...] = (TryStar, *ast.stmt.__subclasses__())
_BLOCKS = {kind: _inner(kind) for kind in _STATEMENTS if any(_inner(kind))}
