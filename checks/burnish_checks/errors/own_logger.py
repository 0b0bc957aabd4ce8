"""Where a module writes its log, for fixes that write a line into it."""

from __future__ import annotations

import ast

from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Target
from burnish_checks.errors.logs import LEVELS, is_logger_call, is_of_logging, keeps_traceback, makes_logger
from burnish_checks.patterns import deferred

_NAMES = ("logger", "_logger", "log", "LOG", "LOGGER", "_log", "_LOGGER", "_LOG")
_ENOUGH = 2
"""Levels at which a module writes to a name of which nothing else tells that it is a logger, to be sure."""


def logger_for(target: Target) -> tuple[str, tuple[Change, ...]]:
    """An expression for the module's logger, or for `logging` itself, with what must be imported."""
    bound = {item.name for item in target.snapshot.joined.get("binds", {}) if item.how in ("assign", "import")}
    for name in _NAMES:
        if name in bound and _is_logger(target, name):
            return name, ()
    made = ensure_import(target.snapshot, "logging", index=target.index)
    return made.expression, made.changes


def _is_logger(target: Target, name: str) -> bool:
    """Whether the module makes the name a logger, or writes to it as to one: its own kind of logger has the same methods."""
    chains = target.snapshot.joined.get("chains", {})
    if f"{name}.exception" in chains or sum(f"{name}.{level}" in chains for level in LEVELS) >= _ENOUGH:
        return True
    for entry in target.snapshot.entries:
        block = entry.block
        if name in block.text:
            for node in block.nodes(ast.Assign):
                if any(dotted(item) == name for item in node.targets):
                    return isinstance(node.value, ast.Call) and makes_logger(node.value)
    return False


def with_traceback(target: Target, handler: ast.ExceptHandler) -> Change | None:
    """The change by which a line that the handler writes into the log whenever it runs keeps the traceback, if there is one."""
    for statement in handler.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if (
            isinstance(call, ast.Call)
            and is_logger_call(call, target.context)
            and is_of_logging(call, target.context)
            and not keeps_traceback(call, target.context)
        ):
            return _with_exc_info(target, call)
    return None


def _with_exc_info(target: Target, call: ast.Call) -> Change:
    function = call.func
    if isinstance(function, ast.Attribute) and target.context.qualified(function.value).startswith("loguru."):
        end = target.block.span(function).end  # its levels take no `exc_info`
        return target.replace(Span(end.line, end.column - len(function.attr), *end), "exception")
    given = [*call.args, *(item.value for item in call.keywords)]
    if any(item.arg in (None, "exc_info") for item in call.keywords) or not given:
        raise Refused("What the line of the log is given is not plain.")
    last = max(map(target.block.span, given), key=lambda span: span.end)
    if not _CLOSES.fullmatch(target.block.source(Span(*last.end, *target.block.span(call).end))):
        raise Refused("The line of the log is not written plainly enough to be added to.")
    return target.insert(last.end, ", exc_info=True")


_CLOSES = deferred(r",?\s*\)")
