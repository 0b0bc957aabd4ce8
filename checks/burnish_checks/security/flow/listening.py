"""Functions that are called when something happens: a signal is sent, an exception is not caught, a command is chosen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.mention import Mention
from burnish_checks.core.names import caught_types

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


@collector(
    "listeners",
    late=True,
    among=(ast.FunctionDef, ast.AsyncFunctionDef, ast.Call),
    words=("@", "process_exception", "except", "connect(", "_handler(", "set_defaults("),
)
def listeners(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions that decorators, calls that connect them, and exceptions that they catch for others make listen."""
    function = block.body[0] if block.body else None
    if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _of_middleware(function) if block.in_class else _decorated(function)
        for name, handler in around_handlers(block, function):
            for kind in [_last(item) for item in caught_types(handler)] or ["BaseException"]:
                yield Listener(f"{RAISED}{kind}", name), handler
    text = block.text
    if "connect(" in text or "_handler(" in text or "set_defaults(" in text:
        for call in block.nodes(ast.Call):
            if isinstance(call.func, ast.Attribute):
                yield from ((item, call) for item in _connected(call, call.func))


def _decorated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Any, ast.AST]]:
    for item in function.decorator_list:
        if isinstance(item, ast.Call) and item.args:
            for event in _events(item):
                yield Listener(event, function.name), item
        elif isinstance(item, ast.Attribute) and item.attr == "connect":
            yield Listener(_last(item.value), function.name), item


def _of_middleware(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Any, ast.AST]]:
    """The method of a middleware of Django that is called with every exception."""
    if function.name == "process_exception":
        yield Listener(f"{RAISED}Exception", f"self.{function.name}"), function


def _connected(call: ast.Call, function: ast.Attribute) -> Iterator[Listener]:
    """What a call makes listen."""
    if function.attr == "set_defaults":
        for keyword in call.keywords:
            if keyword.arg is not None and (held := dotted(keyword.value)):
                yield Listener(f"{CHOSEN}{keyword.arg}", held)
    elif function.attr == "connect" and call.args and (held := dotted(call.args[0])):
        yield Listener(_last(function.value), held)
    elif function.attr in _ERROR_METHODS and len(call.args) > 1 and (held := dotted(call.args[1])):
        yield Listener(f"{RAISED}{_last(call.args[0])}", held)


def around_handlers(
    block: Block, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[tuple[str, ast.ExceptHandler]]:
    """The handlers of exceptions, each with a name of its own, by which a middleware answers where what it calls for the
    answer raises: `try: return await handler(request)`."""
    if "except" not in block.text or not calls_next(block.text):
        return
    given = {item.arg for item in function.args.args} & _NEXT
    for number, around in enumerate(block.nodes(ast.Try)):
        called = [item.func for part in around.body for item in syntax.walk(part) if isinstance(item, ast.Call)]
        if any(
            (isinstance(item, ast.Name) and item.id in given)
            or (isinstance(item, ast.Attribute) and item.attr in _NEXT and dotted(item.value) == "self")
            for item in called
        ):
            for place, handler in enumerate(around.handlers):
                if handler.name is not None:
                    yield f"{function.name}{RAISED}{number}-{place}", handler


_NEXT = frozenset(
    ["handler", "call_next", "get_response", "app", "next_handler", "nxt", "_app", "inner", "wrapped_app"]
)
"""What a middleware calls the one that it stands around."""
calls_next = Mention(rf"\b(?:{'|'.join(sorted(_NEXT))})\(", *[f"{name}(" for name in sorted(_NEXT)])


def answering(
    function: ast.FunctionDef | ast.AsyncFunctionDef, name: str, handler: ast.ExceptHandler
) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """A handler of exceptions as a function of that name, which takes the exception last."""
    caught = ast.copy_location(ast.arg(handler.name or ""), handler)
    arguments = ast.arguments([], [*function.args.args, caught], None, [], [], None, [])
    return ast.copy_location(type(function)(name, arguments, handler.body, [], None), handler)


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
