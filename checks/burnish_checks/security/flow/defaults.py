"""The parameters of a function on whose constant default it depends what it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.security.flow.binding import CONTENT_TYPE, TYPES


def branching_defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, bool | str]:
    """The parameters whose default is a truth value or a word, and on which a branch depends, here or in what is called."""
    constants = {
        name: default.value
        for name, default in defaults_of(node.args).items()
        if isinstance(default, ast.Constant) and isinstance(default.value, (bool, str))
    }
    if not constants:
        return {}
    left = set(constants)
    for item in syntax.walk(node):
        left.difference_update(_deciding(item))
        if not left:
            break
    return {name: default for name, default in constants.items() if name not in left}


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """The default of each parameter that has one."""
    ordered = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(ordered[len(ordered) - len(arguments.defaults) :], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {parameter.arg: default for parameter, default in pairs if default is not None}


def _deciding(node: ast.AST) -> Iterator[str]:
    """The names that decide which way a statement goes, or that a call passes on as they are."""
    if isinstance(node, (ast.If, ast.IfExp)):
        yield from (item.id for item in syntax.walk(node.test) if isinstance(item, ast.Name))
    elif isinstance(node, ast.Call):
        passed = (*node.args, *(item.value for item in node.keywords))
        yield from (item.id for item in passed if isinstance(item, ast.Name))
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and _says_kind(node.targets[0]):
        yield node.value.id
    elif isinstance(node, ast.Dict):
        yield from (
            value.id
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(value, ast.Name) and _is_kind(key)
        )


def _says_kind(target: ast.expr) -> bool:
    """Whether what is assigned to says what an answer is sent as: `answer.mimetype`, `answer.headers["Content-Type"]`."""
    return target.attr in TYPES if isinstance(target, ast.Attribute) else _is_kind(getattr(target, "slice", None))


def _is_kind(key: ast.AST | None) -> bool:
    """Whether it is the name of the header that says what an answer is sent as."""
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.lower() == CONTENT_TYPE
