"""Exceptions that the program answers wherever they come from: a web framework is told of a handler for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from os.path import dirname
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted

KIND = "error-handlers"
_REGISTERS = frozenset(
    {"errorhandler", "app_errorhandler", "exception_handler", "register_error_handler", "add_exception_handler", "error_handler",
     "add_error_handler", "exception", "exception_view_config", "on_exception"}
)  # fmt: skip
"""What decorates or registers a handler: of Flask and Quart, Starlette and FastAPI, Falcon, Sanic, Pyramid."""


@collector(KIND, words=("error_handler", "errorhandler", "exception"), among=(ast.Call,))
def error_handlers(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The last names of the exceptions for which the block registers a handler."""
    for call in block.nodes(ast.Call):
        given = [
            item for keyword in call.keywords if keyword.arg == "exception_handlers" for item in _keys(keyword.value)
        ]
        if isinstance(call.func, ast.Attribute) and call.func.attr in _REGISTERS:
            given += call.args[:1]
        for argument in given:
            for kind in argument.elts if isinstance(argument, (ast.Tuple, ast.List)) else [argument]:
                name = dotted(kind).rpartition(".")[2]
                if name[:1].isupper():
                    yield name, call


def _keys(table: ast.expr) -> list[ast.expr]:
    return [key for key in table.keys if key is not None] if isinstance(table, ast.Dict) else []


@topic("answered-errors", reads=(KIND,), project=True)
def answered_errors(view: View, index: int) -> Any:
    """The exceptions that have a handler in this file or one beside it, and those that have one elsewhere; both sorted."""
    near, far = set(view.joined.get(KIND, {})), set[str]()
    for path, _, name in (view.project.ask(view.path, "everywhere", KIND) if view.project is not None else None) or ():
        (near if dirname(path) == dirname(view.path) else far).add(name)
    return tuple(sorted(near)), tuple(sorted(far - near))
