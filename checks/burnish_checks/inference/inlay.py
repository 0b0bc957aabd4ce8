"""Variables whose types may be shown beside them: the first plain assignment to each name of a module, class or function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position
from burnish_checks.inference.interface import Function


class Variable(NamedTuple):
    """A name without annotation and where its type would stand, relative to the block."""

    name: str
    position: Position
    function: Function | None
    """The function it is local to; None for one of the module or class."""


def variables(block: Block) -> Iterator[Variable]:
    """The variables that a block binds first by `name = value`, where the value does not tell its type at a glance."""
    for function in (None, *block.nodes(ast.FunctionDef), *block.nodes(ast.AsyncFunctionDef)):
        seen = _declared(function) if function is not None else set()
        for statement in _own(function.body if function is not None else block.body):
            for target in _targets(statement):
                if not isinstance(target, ast.Name) or target.id in seen:
                    continue
                seen.add(target.id)
                if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and _is_telling(statement.value):
                    yield Variable(target.id, block.span(target).end, function)


def _declared(function: Function) -> set[str]:
    """The names that are not the function's to annotate: parameters, `global` and `nonlocal` ones."""
    a = function.args
    found = {item.arg for item in (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg) if item is not None}
    for node in ast.walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
    return found


def _own(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body and of those in it, in order, without functions and classes."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        yield statement
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            for inner in getattr(statement, name, ()):
                yield from _own([inner]) if isinstance(inner, ast.stmt) else _own(inner.body)


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    """What a statement binds; a pattern counts as binding its parts."""
    if isinstance(statement, ast.Assign):
        found: list[ast.AST] = list(statement.targets)
    elif isinstance(statement, (ast.For, ast.AsyncFor, ast.AnnAssign, ast.AugAssign)):
        found = [statement.target]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        found = [item.optional_vars for item in statement.items if item.optional_vars is not None]
    else:
        return
    for target in found:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node


def _is_telling(value: ast.expr) -> bool:
    """Whether a hint would say more than the value itself: not for constants, f-strings and comparisons."""
    return not isinstance(value, (ast.Constant, ast.JoinedStr, ast.Compare, ast.Lambda))
