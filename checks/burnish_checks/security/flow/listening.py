"""Functions that are called when something happens: a signal is sent, an exception is not caught, a command is chosen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted

RAISED, CHOSEN = "!", "="
"""Begin the name of what is listened to, where that is an exception, or what a parser of commands keeps."""
SENDS = frozenset(["send", "send_robust", "asend", "asend_robust", "emit", "send_async", "notify"])
"""Methods of signals that call the functions which listen to them."""
KEPT_NAMES = frozenset(
    [
        "func",
        "handler",
        "callback",
        "run",
        "fn",
        "action",
        "function",
        "entry",
        "execute",
        "cmd",
        "command",
        "_func",
        "call",
    ]
)
"""The names under which a parser of commands mostly keeps the function to be called."""
_ERROR_DECORATORS = frozenset(["errorhandler", "app_errorhandler", "exception_handler", "error_handler"])
_ERROR_METHODS = frozenset(["register_error_handler", "add_exception_handler", "add_error_handler"])
_RECEIVERS = frozenset(["receiver", "subscribe", "connect", "listens_to", "handles"])


class Listener(NamedTuple):
    """A function of the module, and what it is called for."""

    event: str
    """The last word of the signal; the class of an exception after `!`; a name that a parser keeps after `=`."""
    function: str


def handles_errors(node: ast.AST) -> bool:
    """Whether a decorator makes a function answer where an exception is not caught."""
    return any(
        isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr in _ERROR_DECORATORS
        for item in getattr(node, "decorator_list", ())
    )


@collector("listeners")
def listeners(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions that decorators, and calls that connect them, make listen."""
    function = block.body[0] if block.body else None
    if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and not block.in_class:
        for item in function.decorator_list:
            if isinstance(item, ast.Call) and item.args:
                for event in _events(item):
                    yield Listener(event, function.name), item
    text = block.text
    if "connect(" not in text and "_handler(" not in text and "set_defaults(" not in text:
        return
    for call in block.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr == "set_defaults":
            for keyword in call.keywords:
                if keyword.arg is not None and (held := dotted(keyword.value)):
                    yield Listener(f"{CHOSEN}{keyword.arg}", held), call
        elif call.func.attr == "connect" and call.args and (held := dotted(call.args[0])):
            yield Listener(_last(call.func.value), held), call
        elif call.func.attr in _ERROR_METHODS and len(call.args) > 1 and (held := dotted(call.args[1])):
            yield Listener(f"{RAISED}{_last(call.args[0])}", held), call


def _events(decorator: ast.Call) -> Iterator[str]:
    word = _last(decorator.func)
    if word in _ERROR_DECORATORS:
        yield f"{RAISED}{_last(decorator.args[0])}"
    elif word == "connect_via" and isinstance(decorator.func, ast.Attribute):
        yield _last(decorator.func.value)
    elif word in _RECEIVERS:
        first = decorator.args[0]
        for item in first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]:
            yield _last(item)


def _last(node: ast.AST) -> str:
    return dotted(node).rpartition(".")[2]


def is_chosen(symbol: str) -> bool:
    """Whether it is called what a parser of commands keeps: `arguments.func`."""
    owner, _, word = symbol.rpartition(".")
    return word in KEPT_NAMES and (
        "parse_args()" in owner or (owner[:1] == "$" and "." not in owner and owner != "$self")
    )
