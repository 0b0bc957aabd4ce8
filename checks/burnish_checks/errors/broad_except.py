"""`except Exception` that neither raises again nor says what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.lineage import is_ported
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.foreign import (
    calls_back,
    ends_in_raise,
    looks_at_others,
    only_compares,
    only_shows,
    promises_not_to_fail,
    runs_code,
)
from burnish_checks.errors.handlers import (
    calls_what_raises,
    cannot_raise,
    is_explained,
    is_not_tested,
    is_of_parser,
    nested,
    provokes,
    reraises,
    shows_anything,
)
from burnish_checks.errors.hierarchy import is_broad, last_name
from burnish_checks.errors.logs import LEVELS, is_logger_call, is_reported, keeps_traceback
from burnish_checks.errors.narrowing import narrow, narrower, remedy
from burnish_checks.errors.own_logger import logger_for, with_traceback
from burnish_checks.errors.probing import goes_without, probes, tries_again
from burnish_checks.errors.swallowed_exception import nothing, what_failed
from burnish_checks.errors.unused_exception_name import uses_name
from burnish_checks.patterns import deferred

_SAYS_ONLY = frozenset(
    {"str", "repr", "print", "format", "type", "getattr", "isinstance", "hasattr", "bytes", "unicode", "len"}
)


@rule(
    Category.ERRORS,
    visits=ast.ExceptHandler,
    aliases=("BLE001", "W0718", "W0703"),
    partial_aliases=("B036",),
    in_tests=False,
    docstrings=True,
)
def broad_except(block: Block, handler: ast.ExceptHandler, context: Context) -> Iterator[Finding]:
    """`except Exception` (or `BaseException`) takes mistakes in the code for the failure that was expected.

    Catch what the body can raise. Where everything must be caught, as at the edge of a thread or a request, keep the
    traceback. So a handler is left alone if it raises again, logs with the traceback (`logger.exception`,
    `exc_info=True`, under whatever name the logger was imported), calls a function of the file that does, or hands the
    exception itself on: to a callback or a future (Twisted's `Failure()` too), into an attribute, back to the caller. A
    hint is one for `BaseException` in a loop that only keeps or logs it: Ctrl-C does not end the program. Two
    neighbours speak instead of this rule: `swallowed-exception` of a handler that does nothing,
    `logging-without-traceback` of one that logs an error without it. Where a comment in the handler explains it, round
    the `str` or `repr` of anything, where the text of the exception goes into what is said or kept, where the `try`
    only asks whether something works or raises on purpose (`1 / 0`), in a `__repr__` and the like, which must not fail,
    where the request is ended (`abort(400)`), where what failed is counted or put on a list of failures, and where the
    handler does the same once more, or imports another in place of what failed, or only gives names another value where
    what a module finds around it, or imports, cannot be had, or is kept out of what tests have to reach (`# pragma: no
    cover`), it is a hint. So it is where code of
    others runs: a callback that the function was given, `eval` and `exec`, what is imported by a name that only a
    variable has, in a module that completes, debugs or inspects, and in a function whose name or docstring promises
    that nothing is raised. What to catch instead is named only where it is known: reading an attribute of an object, or
    its `repr`, may run any code.

    ```python
    def port(text):
        try:
            return int(text)
        except Exception:
            return None
    ```

    ```python
    def port(text):
        try:
            return int(text)
        except (TypeError, ValueError):
            return None
    ```
    """
    if handler.type is None or not handler.body or nothing(handler.body):
        return
    broad = [item for item in caught_types(handler) if is_broad(context, item)]
    if not broad:
        return
    answered = _answers_for_it(block, handler, context)
    if answered and not _keeps_the_exit(block, handler, broad[0], context):
        return
    data = narrower(block, handler, context)
    name = block.source(broad[0])
    message = f"`{name}` also catches mistakes in the code; {remedy(data)}, or log it with its traceback."
    if handler.name is not None and not uses_name(block, handler):
        message = f"{message[:-1]}; `{handler.name}` is never used."
    if not isinstance(handler.type, ast.Tuple):
        data = {**data, "alone": "yes"}
    excused = is_explained(block, handler) or shows_anything(block, handler) or _says_what(handler)
    around = {getattr(item, "name", "") for item in block.ancestors(handler)}
    excused = excused or any(_aborts(item) for item in handler.body) or not _MUST_NOT_FAIL.isdisjoint(around)
    tried = block.parent(handler)
    excused = excused or probes(block, handler) or _runs_foreign_code(block, handler, context)
    excused = excused or _keeps_count(handler) or tries_again(tried, handler)
    if context.qualified(broad[0]) != "builtins.BaseException":
        excused = excused or goes_without(block, handler) or is_not_tested(block, handler)
    excused = excused or cannot_raise(tried) or provokes(tried)  # of the first another rule speaks
    if answered:
        message = f"`{name}` also catches what ends the program, which goes on here; {remedy(data)}, or raise it again."
    quiet = excused or answered or is_ported(block, handler, context)
    severity = Severity.HINT if quiet else None
    yield block.finding(broad[0], message, data=data, severity=severity)


def _keeps_the_exit(block: Block, handler: ast.ExceptHandler, kind: ast.expr, context: Context) -> bool:
    """Whether `KeyboardInterrupt` and `SystemExit` end here: all is caught and no more than kept or told, in a loop."""
    if context.qualified(kind) != "builtins.BaseException":
        return False
    for node in nested(handler.body):
        if isinstance(node, (ast.Raise, ast.Return, ast.Break, ast.Yield)):
            return False
        if isinstance(node, ast.Call) and (
            _exits(node)
            or reraises(node)
            or (_passes_on(node, handler.name, context) and getattr(node.func, "attr", "") not in ("append", "add"))
        ):
            return False
    return any(isinstance(around, _LOOPS) for around in _within_function(block, handler))


_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def _within_function(block: Block, node: ast.AST) -> Iterator[ast.AST]:
    for around in block.ancestors(node):
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return
        yield around


def _runs_foreign_code(block: Block, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether any exception is expected: code of others runs in the `try`, or the function promises to take all."""
    node = block.parent(handler)
    if looks_at_others(context) or promises_not_to_fail(block, handler) or only_shows(node) or runs_code(node):
        return True
    if only_compares(node):
        return True
    if calls_back(block, node) or (node is not None and ends_in_raise(block, node)):
        return True
    calls = (item for item in nested(handler.body) if isinstance(item, ast.Call))
    return any(_SHOWS_TRACEBACK.search(last_name(item.func)) or calls_what_raises(item) for item in calls)


_SHOWS_TRACEBACK = deferred(
    r"traceback|_?showtb\Z|_exc(?:_|\Z)|exceptionCaught\Z|[a-z]_(?:failure|failed|error|exception)\Z"
)
"""Names of functions that are called for what went wrong."""


def _keeps_count(handler: ast.ExceptHandler) -> bool:
    """Whether what failed is counted, or put on a list of failures: `errors.append(row)`, `failed += 1`."""
    for item in handler.body:
        if isinstance(item, ast.AugAssign) and _OF_FAILURES.search(dotted(item.target)):
            return True
        call = item.value if isinstance(item, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ("append", "add"):
            holder = call.func.value
            key = holder.slice if isinstance(holder, ast.Subscript) else None
            named = str(key.value) if isinstance(key, ast.Constant) else dotted(holder)
            if _OF_FAILURES.search(named):
                return True
    return False


_OF_FAILURES = deferred(
    r"(?:^|[_.])(?:err|errors?|fails?|failed|failures?|invalid|bad|broken|rejected|missing)(?:_|\Z)", re.I
)


def _aborts(statement: ast.stmt) -> bool:
    """Whether a statement ends the request with an error: `abort(400)`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] == "abort"


_MUST_NOT_FAIL = frozenset({"__repr__", "__str__", "__del__", "__exit__", "__aexit__"})


def _says_what(handler: ast.ExceptHandler) -> bool:
    """Whether the handler uses the exception, in a template too (`${error}`): what went wrong is not lost, if not its place."""
    name = handler.name
    return name is not None and any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and f"{{{name}}}" in node.value)
        for node in nested(handler.body)
    )


def _answers_for_it(block: Block, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether the handler raises, records the traceback, logs an error, or hands the exception itself on."""
    for node in nested(handler.body):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call):
            if keeps_traceback(node, context) or _exits(node) or reraises(node):
                return True
            if is_logger_call(node, context) and isinstance(node.func, ast.Attribute) and node.func.attr == "error":
                return True
            if _passes_on(node, handler.name, context) or is_reported(node, context):
                return True
        given = node.value if isinstance(node, (ast.Assign, ast.Return, ast.Yield, ast.AnnAssign)) else None
        if handler.name and _holds(given, handler.name):
            return True
        if _is_exc_info(node):
            return True
    return False


def _passes_on(call: ast.Call, name: str | None, context: Context) -> bool:
    """Whether the exception itself is an argument of a call that is no logging call and does more than show it."""
    if name is None or dotted(call.func) in _SAYS_ONLY or is_logger_call(call, context):
        return False
    if isinstance(call.func, ast.Attribute) and call.func.attr in (*LEVELS, "format", "write", "join"):
        return False
    return any(_holds(item, name) for item in (*call.args, *(keyword.value for keyword in call.keywords)))


def _holds(value: ast.expr | None, name: str) -> bool:
    """Whether a value is the named exception, or a tuple, list or dictionary that holds it."""
    if isinstance(value, ast.Name):
        return value.id == name
    if isinstance(value, (ast.Tuple, ast.List)):
        return any(_holds(item, name) for item in value.elts)
    if isinstance(value, ast.Dict):
        return any(_holds(item, name) for item in value.values)
    return False


def _exits(call: ast.Call) -> bool:
    return dotted(call.func) in ("sys.exit", "os._exit", "exit", "os.abort") or is_of_parser(call)


def _is_exc_info(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr.endswith(("exc_info", "__traceback__", "last_traceback"))


@broad_except.fix(
    "Catch only {narrow}",
    Safety.UNSAFE,
    why="Any other exception, also one that this analysis did not foresee, now escapes.",
    when=lambda finding: "narrow" in finding.data and "alone" in finding.data,
)
def catch_expected(target: Target) -> Repair:
    """Name what the body can raise."""
    handler = _handler(target)
    return narrow(target, handler, handler.type)


@broad_except.fix(
    "Log it with its traceback", Safety.UNSAFE, why="Each such failure writes its traceback into the log."
)
def log_it(target: Target) -> Repair:
    """Keep the traceback in the line that the handler logs, or log as the first thing in it."""
    block, handler = target.block, _handler(target)
    if (change := with_traceback(target, handler)) is not None:
        return Repair((change,))
    logger, changes = logger_for(target)
    first = block.span(handler.body[0])
    indent = block.lines[first.start_line][: first.start_column]
    if indent.strip():
        raise Refused("The handler is written on one line.")
    call = f'{logger}.exception("{what_failed(block, handler)} failed")'
    start = Span(first.start_line, first.start_column, first.start_line, first.start_column)
    return Repair((*changes, target.replace(start, f"{call}{target.newline}{indent}")))


def _handler(target: Target) -> ast.ExceptHandler:
    for handler in target.block.nodes(ast.ExceptHandler):
        for item in caught_types(handler):
            if target.block.span(item) == target.finding.span:
                return handler
    raise Refused("The code has changed since the finding was made.")
