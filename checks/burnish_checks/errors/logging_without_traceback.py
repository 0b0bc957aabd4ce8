"""An error that is logged inside an `except` without saying what was caught."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.errors.handlers import handler_around, nested, reraises
from burnish_checks.errors.hierarchy import is_broad, last_name, standard
from burnish_checks.errors.logs import is_logger_call, is_of_logging, keeps_traceback
from burnish_checks.patterns import deferred

_SAYS_ALL = frozenset(
    {"KeyError", "IndexError", "StopIteration", "ImportError", "ModuleNotFoundError", "FileNotFoundError", "AttributeError",
     "KeyboardInterrupt", "TimeoutError", "CancelledError", "LookupError", "EOFError", "FileExistsError", "Empty", "Full",
     "ConnectionRefusedError", "PermissionError", "BrokenPipeError", "ConnectionResetError", "NotADirectoryError",
     "IsADirectoryError", "TimeoutExpired", "DoesNotExist", "SystemExit", "NoSuchProcess"}
)  # fmt: skip
"""Exceptions whose very type is the message that a log line usually repeats."""


@rule(
    Category.ERRORS,
    visits=ast.Call,
    only=(calls(methods={"error"}),),
    severity=Severity.INFORMATION,
    aliases=("TRY400",),
    partial_aliases=("G201",),
    in_tests=False,
)
def logging_without_traceback(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """`logger.error(...)` inside an `except` that records neither the traceback nor the exception.

    Whoever reads the log learns that something failed, not what. In a handler that catches everything the text of the
    exception is not enough either: where an unexpected error came from is in its traceback. `logger.exception` records
    it. Handlers that raise again behind it, and narrow ones whose type says all (`KeyError`, `FileNotFoundError`), or
    of whose Python's own exception the line shows the text, are fine. Only a hint are other narrow handlers, for their
    author knew what may happen, lines that show the text of the exception, the second log line of a handler, one round
    imports alone, a `log` that another object offers (`app.log`), lines that name the fault (`Invalid regular
    expression: %s`), those beside which the exception is handed on (`future.set_exception(exc)`), calls whose
    comment speaks of `exc_info`, which was left out on purpose, and those under a comment that says not to log it.

    The fix is not called safe, although the program goes on as before: what is written is behaviour, too, and a traceback may
    show readers of the log what was kept from them.

    ```python
    import logging

    logger = logging.getLogger(__name__)


    def refresh(cache):
        try:
            cache.refresh()
        except Exception as exc:
            logger.error("refresh failed: %s", exc)
    ```

    ```python
    import logging

    logger = logging.getLogger(__name__)


    def refresh(cache):
        try:
            cache.refresh()
        except Exception:
            logger.exception("refresh failed")
    ```
    """
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "error":
        return
    handler = handler_around(block, call)
    if handler is None or not is_logger_call(call, context) or keeps_traceback(call, context):
        return
    if any(keyword.arg == "exc_info" for keyword in call.keywords):
        return
    broad = is_broad(context, handler.type)
    if not broad and all(_says_enough(item, call, handler, context) for item in caught_types(handler)):
        return
    if raises_after(block, call, handler) or _recorded_beside(handler, call, context):
        return
    shows = mentions(call, handler)
    missing = "where it came from" if shows else "what was caught"
    left_out = "exc_info" in block.lines[block.span(call).end_line].partition("#")[2]
    left_out = left_out or _is_forbidden(block, handler, call)
    message = f"The log will not say {missing}: call `exception`, which records the traceback."
    # Of a bare `except` another rule speaks.
    quiet = not broad or handler.type is None or shows or left_out or _imports_only(block, handler)
    quiet = quiet or _comes_later(handler, call, context) or not is_of_logging(call, context)
    quiet = quiet or _names_the_fault(call) or _hands_on(handler, context) or _tells_another(block, call, handler)
    yield block.finding(function, message, severity=Severity.HINT if quiet else None)


def _tells_another(block: Block, call: ast.Call, handler: ast.ExceptHandler) -> bool:
    """Whether the line is about what the handler has found by itself, `if not answer: log.error("empty")`, and not how much is
    to be told (`if verbose`)."""
    for around in block.ancestors(call):
        if around is handler:
            return False
        if isinstance(around, ast.If):
            return not mentions(around.test, handler) and _HOW_MUCH.search(block.source(around.test)) is None
    return False


_HOW_MUCH = deferred(r"verbos|debug|quiet|silent|log|warn|report|first|once|attempt|retr", re.I)


def _is_forbidden(block: Block, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Whether a comment above the call says that the exception is not to be logged: `# Do not log it, it may hold the key`."""
    above = block.lines[block.span(handler).start_line : block.span(call).start_line]
    return any(_NOT_LOGGED.search(line.partition("#")[2]) for line in above)


_NOT_LOGGED = deferred(
    r"(?:\b(?:not|never|without|avoid\w*|omit\w*)|n't)\b.*"
    r"\b(?:log\w*|traceback|stack ?trace|exception|secrets?|leak\w*|expos\w*)\b",
    re.I,
)


def _hands_on(handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether the exception itself is given to somebody else: `future.set_exception(exc)`."""
    return any(
        isinstance(node, ast.Call)
        and not is_logger_call(node, context)
        and isinstance(node.func, ast.Attribute)
        and any(isinstance(item, ast.Name) and item.id == handler.name for item in node.args)
        for node in nested(handler.body)
    )


def _names_the_fault(call: ast.Call) -> bool:
    """Whether the line says what is wrong, and not just that something is: `Invalid regular expression: %s`."""
    text = next((item.value for item in ast.walk(call) if isinstance(item, ast.Constant)), "")
    return isinstance(text, str) and _FAULT.search(text) is not None


_FAULT = deferred(
    r"\b(?:invalid|wrong|bad|malformed|unsupported|not supported|unknown|missing|not found|timed out|timeout)\b", re.I
)


def _says_enough(kind: ast.expr, call: ast.Call, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether the type of an exception says all, or, of one of Python itself, its text, which the line shows."""
    if _says_all(last_name(kind)):
        return True
    return mentions(call, handler) and (not context.qualified(kind) or bool(standard(context.qualified(kind))))


def _says_all(name: str) -> bool:
    return name in _SAYS_ALL or name.lower().removesuffix("error").endswith(
        ("timeout", "timedout", "notfound", "notimplemented", "alreadyexists")
    )


def _imports_only(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether nothing but imports is tried: that something is not installed is all there is to say."""
    node = block.parent(handler)
    return isinstance(node, ast.Try) and all(isinstance(item, (ast.Import, ast.ImportFrom)) for item in node.body)


def _comes_later(handler: ast.ExceptHandler, call: ast.Call, context: Context) -> bool:
    """Whether a line of the log before this one in the handler is reported for the same reason."""
    for node in nested(handler.body):
        if node is call:
            return False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "error":
            return is_logger_call(node, context)
    return False


def mentions(node: ast.AST, handler: ast.ExceptHandler) -> bool:
    """Whether the caught exception is used in the node, under a name derived from it too."""
    names = {handler.name} if handler.name else set()
    for statement in nested(handler.body):
        if isinstance(statement, ast.Assign) and any(
            isinstance(item, ast.Name) and item.id in names for item in ast.walk(statement.value)
        ):
            names.update(
                item.id for target in statement.targets for item in ast.walk(target) if isinstance(item, ast.Name)
            )
    return any(isinstance(item, ast.Name) and item.id in names for item in ast.walk(node))


def raises_after(block: Block, call: ast.AST, handler: ast.ExceptHandler) -> bool:
    """Whether the handler may raise again once the call is done: not on a way that has left it, nor on another branch."""
    child = call
    for around in block.ancestors(call):
        for body in (getattr(around, name, None) for name in ("body", "orelse", "finalbody")):
            if not isinstance(body, list) or child not in body:
                continue
            behind = body[body.index(child) :]
            if _raises(behind):
                return True
            if any(isinstance(item, (ast.Return, ast.Continue, ast.Break)) for item in behind):
                return False
        if around is handler:
            return False
        if isinstance(around, (ast.With, ast.AsyncWith)) and any(reraises(item.context_expr) for item in around.items):
            return True
        child = around
    return False


def _raises(statements: list[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Raise) or reraises(node) for node in nested(statements))


def _recorded_beside(handler: ast.ExceptHandler, call: ast.Call, context: Context) -> bool:
    """Whether another call of the handler records the traceback, or another log line the exception."""
    for node in nested(handler.body):
        if isinstance(node, ast.Call) and node is not call:
            if keeps_traceback(node, context):
                return True
            if is_logger_call(node, context) and mentions(node, handler) and not mentions(call, handler):
                return True
    return False


@logging_without_traceback.fix(
    "Log with `exception`", Safety.UNSAFE, why="Each such failure writes its traceback into the log."
)
def with_traceback(target: Target) -> Repair:
    """Call `exception` instead of `error`."""
    call_name = target.node(ast.Attribute)
    if call_name.attr != "error":
        raise Refused("The code has changed since the finding was made.")
    end = target.block.span(call_name).end
    return Repair((target.replace(Span(end.line, end.column - len("error"), *end), "exception"),))
