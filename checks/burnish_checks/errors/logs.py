"""Telling logging calls apart: which call goes to a logger, and whether it keeps the traceback."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.patterns import deferred

_LOGGER = deferred(r"^_*(?:[A-Za-z_]*_)?(?:log|logger|logging|_log)_*$", re.I)
_TRACEBACK = frozenset({"format_exc", "print_exc", "exc_info", "print_exception", "format_exception", "print_last",
                        "excepthook", "exc_clear", "captureException", "capture_exception", "handle_exception",
                        "exception", "handleError", "print_tb", "format_tb", "TracebackException", "extract_tb",
                        "report_exception", "log_exception", "handle_error", "Failure", "deferr",
                        "text_error_template", "html_error_template"})  # fmt: skip
_REPORTS = deferred(
    r"^_*(?:handle|report|log|record|notify|on|get)_?\w*(?:exception|error|traceback|failure|exc)", re.I
)
_HANDS = frozenset({"handle", "report", "log", "record", "notify", "send", "capture"})
_OF_ERRORS = deferred(r"(?:exceptions?|errors?|failures?|error_?handler|sentry|rollbar|bugsnag)\Z", re.I)
"""Modules and objects that are there for what goes wrong."""
_KEEPS = _TRACEBACK - {"exception", "handle_error", "handle_exception", "handleError", "report_exception"}
LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "critical", "fatal", "exception", "log", "err", "failure"}
)


def is_logger_call(call: ast.Call, context: Context) -> bool:
    """Whether the call writes to a logger: of `logging`, an imported or local one, an attribute of that name."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return False
    holder = function.value
    if isinstance(holder, ast.Call):
        return makes_logger(holder)
    name = dotted(holder)
    if _LOGGER.match(name.rpartition(".")[2]) or context.qualified(holder) in ("logging", "loguru.logger"):
        return True
    owner = context.block.walk.scope_at(holder).resolve(name.partition(".")[0]) if name else None
    if owner is not None and owner.is_function and "." not in name:
        made = (getattr(context.block.parent(node), "value", None) for node in owner.bound[name])
        return any(isinstance(value, ast.Call) and makes_logger(value) for value in made)
    return bool(name) and bool(context.ask("is-logger", name))


def makes_logger(call: ast.Call) -> bool:
    """Whether a call makes or finds a logger, going by its name: `getLogger`, Celery's `get_task_logger`, `LoggerAdapter`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)
    if name in ("getChild", "bind", "opt", "withFields") and isinstance(call.func, ast.Attribute):
        return bool(_LOGGER.match(dotted(call.func.value).rpartition(".")[2]))
    return _MAKES.match(name) is not None


_MAKES = deferred(
    r"_*(?:(?:get|make|create|new|build|setup|set_up|init|configure)_?\w*log(?:ger)?|logger|\w*LoggerAdapter|Logger)_*\Z",
    re.I,
)


@collector("loggers", late=True, among=(ast.Assign, ast.AnnAssign), words=("ogger", "etLog", "et_log"))
def loggers(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The dotted names to which the block gives a logger that it makes: `audit`, `self.audit`."""
    statements: list[ast.Assign | ast.AnnAssign] = [*block.nodes(ast.Assign), *block.nodes(ast.AnnAssign)]
    for node in statements:
        if isinstance(node.value, ast.Call) and makes_logger(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((name, node) for name in map(dotted, targets) if name)


@topic("is-logger", reads=("loggers", "imports"), project=True, slow=True)
def is_logger(view: View, index: int, name: str) -> Any:
    """Whether a dotted name of the module is that of a logger, which it or the file that it is imported from makes."""
    plain = name.removeprefix("self.").removeprefix("cls.")
    own = view.joined.get("loggers", {})
    if name in own or (plain != name and plain in own):
        return True
    root, _, rest = name.partition(".")
    if view.project is None:
        return False
    for item in view.joined.get("imports", {}):
        if item.name == root and item.module:
            owner, member = (item.qualified, rest) if rest else (item.module, item.member)
            if member and member in (view.project.ask(view.path, "facts", owner, "loggers") or ()):
                return True
    return False


def keeps_traceback(call: ast.Call, context: Context) -> bool:
    """Whether the call records the exception being handled with its traceback."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else dotted(function)
    if name in _TRACEBACK or _REPORTS.search(name):
        return True
    if name in _HANDS and _OF_ERRORS.search(dotted(function).rpartition(".")[0]):
        return True  # `exceptions.handle(request)`
    if name == "fail" and not call.args and context.qualified(function).startswith("twisted."):
        return True  # `defer.fail()` holds what is being handled
    if any(_shows_traceback(item) for item in (*call.args, *(keyword.value for keyword in call.keywords))):
        return True
    for keyword in call.keywords:
        if keyword.arg in ("exc_info", "traceback"):
            return not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
    if not is_logger_call(call, context):
        return False
    if name == "failure":
        return True  # of Twisted's logger
    if name == "err" and context.qualified(function) == "twisted.python.log.err":
        return not call.args or (isinstance(call.args[0], ast.Constant) and call.args[0].value is None)
    return any(keyword.arg is None for keyword in call.keywords)


def _shows_traceback(argument: ast.expr) -> bool:
    """Whether an argument is made of the traceback: `traceback.format_exc()`, Rich's `Traceback()`."""
    calls = (item for item in ast.walk(argument) if isinstance(item, ast.Call))
    names = (dotted(item.func).rpartition(".")[2] for item in calls)
    return any(name in _MADE_OF_IT or _EXPLAINS.match(name) for name in names)


_EXPLAINS = deferred(r"_*(?:explain|format|render|describe|show)_\w*(?:exc|exception|traceback)(?:_info)?\Z")


_MADE_OF_IT = frozenset({"format_exc", "exc_info", "format_exception", "Traceback", "TracebackException", "format_tb"})


def is_of_logging(call: ast.Call, context: Context) -> bool:
    """Whether a logger may be one of `logging`, and no `log` that some other object offers (`app.log`)."""
    holder = call.func.value if isinstance(call.func, ast.Attribute) else None
    name = dotted(holder)
    elsewhere = isinstance(holder, ast.Attribute) and dotted(holder.value) not in ("self", "cls")
    return not (elsewhere and name.endswith(".log")) or context.qualified(call.func).startswith(("logging.", "loguru."))


@collector("reporters", among=(ast.Call,), words=(*sorted(_KEEPS), "exception", "exc_info"))
def reporters(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Functions of the block that record the exception being handled: what calls them in a handler has dealt with it."""
    for call in block.nodes(ast.Call):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else dotted(function)
        logged = name in _KEEPS or (name == "exception" and isinstance(function, ast.Attribute))
        if logged or (call.keywords and any(keyword.arg == "exc_info" for keyword in call.keywords)):
            for around in block.ancestors(call):
                if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield around.name, around
                    break


@topic("reports", reads=("reporters",))
def reports(view: View, index: int, name: str) -> Any:
    """Whether a function of the file of that name records the exception being handled."""
    return name in view.joined.get("reporters", {})


def is_reported(call: ast.Call, context: Context) -> bool:
    """Whether a function of the file, or a method, is called that records the exception being handled; of an object whose
    class is not known a method that some file of the workspace has do so, if it is named after what went wrong."""
    function = call.func
    own = isinstance(function, ast.Attribute) and dotted(function.value) in ("self", "cls")
    name = function.attr if isinstance(function, ast.Attribute) and own else dotted(function)
    if name and "." not in name and context.ask("reports", name):
        return True
    last = function.attr if isinstance(function, ast.Attribute) else name
    return _OF_FAILURE.search(last) is not None and bool(context.ask_project("count", "reporters", last))


_OF_FAILURE = deferred(r"err|exc|fail|traceback|crash", re.I)
