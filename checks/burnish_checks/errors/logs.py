"""Telling logging calls apart: which call goes to a logger, and whether it keeps the traceback."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted

_LOGGER = re.compile(r"^_*(?:[A-Za-z_]*_)?(?:log|logger|logging|_log)_*$", re.I)
_TRACEBACK = frozenset({"format_exc", "print_exc", "exc_info", "print_exception", "format_exception", "print_last",
                        "excepthook", "exc_clear", "captureException", "capture_exception", "handle_exception",
                        "exception", "handleError", "print_tb", "format_tb", "TracebackException", "extract_tb",
                        "report_exception", "log_exception", "handle_error"})  # fmt: skip
_REPORTS = re.compile(r"^_*(?:handle|report|log|record|notify|on)_?\w*(?:exception|error|traceback|failure|exc)", re.I)
LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "fatal", "exception", "log", "err"})


def is_logger_call(call: ast.Call, context: Context) -> bool:
    """Whether the call writes to a logger: of `logging`, an imported or local one, an attribute of that name."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return False
    holder = function.value
    if isinstance(holder, ast.Call):
        return dotted(holder.func).rpartition(".")[2] in ("getLogger", "get_logger", "logger")
    last = dotted(holder).rpartition(".")[2]
    return bool(_LOGGER.match(last)) or context.qualified(holder) in ("logging", "loguru.logger")


def keeps_traceback(call: ast.Call, context: Context) -> bool:
    """Whether the call records the exception being handled with its traceback."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else dotted(function)
    if name in _TRACEBACK or _REPORTS.search(name):
        return True
    if not is_logger_call(call, context):
        return False
    for keyword in call.keywords:
        if keyword.arg == "exc_info":
            return not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
    return any(keyword.arg is None for keyword in call.keywords)
