"""A text with marks for values that nobody puts in: `raise ValueError("no %s", name)`, as a logger takes it."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.errors.logs import is_logger_call
from burnish_checks.patterns import deferred

_WITH_VALUES = 2
_PERCENT = deferred(r"%[-+#0]*\d*(?:\.\d+)?[sdrifgx]")
_BRACES = deferred(r"\{\d?(?:![rsa])?(?::[^{}]*)?\}")
_PLAIN = ("Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "IndexError", "LookupError", "AttributeError",
          "NotImplementedError", "ArithmeticError", "AssertionError")  # fmt: skip
"""Built-in exceptions that keep what they are given as it is."""


def unfilled(raised: ast.expr, context: Context) -> str:
    """The first mark in the text of a built-in exception that waits for a value which only stands beside it; else empty."""
    if not isinstance(raised, ast.Call) or len(raised.args) < _WITH_VALUES or raised.keywords:
        return ""
    text, *values = raised.args
    if (
        not isinstance(text, ast.Constant)
        or not isinstance(text.value, str)
        or not context.is_builtin(raised.func, *_PLAIN)
    ):
        return ""
    if any(isinstance(item, ast.Starred) for item in values):
        return ""
    for pattern in (_PERCENT, _BRACES):
        marks = pattern.findall(text.value.replace("%%", ""))
        if len(marks) == len(values):
            return str(marks[0])
    return ""


def lone_marks(raised: ast.expr) -> list[str]:
    """The `%s` in the text that is all an exception is given, and that stay as they stand."""
    text = raised.args[0] if isinstance(raised, ast.Call) and len(raised.args) == 1 else None
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return []
    return _PERCENT.findall(text.value.replace("%%", ""))


def unfilled_log(call: ast.Call, context: Context) -> str:
    """What is wrong with the text of a call of `logging`'s: a mark without a value, or a value without a mark; else empty."""
    text, *values = call.args or [call]
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str) or _STYLED.search(text.value):
        return ""
    if any(isinstance(item, (ast.Starred, ast.Dict)) for item in values) or any(
        item.arg is None for item in call.keywords
    ):
        return ""
    marks = _FOR_A_LOG.findall(text.value.replace("%%", ""))
    if (values and "%" in text.value) or not (values or marks):
        return ""
    if not any(map(context.bindings, _OF_LOGGING)) or not is_logger_call(call, context) or _is_in_braces(call, context):
        return ""
    if values:
        return "The text has no mark for the value beside it, and an error is logged instead of both: add `%s`."
    return f"The text is never formatted: `{marks[0]}` stays in it. Give the value that it stands for."


def _is_in_braces(call: ast.Call, context: Context) -> bool:
    """Whether the logger is one whose texts have braces: it is used with such, or an adapter for them is known by name."""
    holder = call.func.value if isinstance(call.func, ast.Attribute) else None
    return context.ask("uses-name", "BraceStyleAdapter") or any(
        isinstance(other.func, ast.Attribute)
        and dotted(other.func.value) == dotted(holder)
        and len(other.args) > 1
        and isinstance(text := other.args[0], ast.Constant)
        and isinstance(text.value, str)
        and _BRACES.search(text.value) is not None
        for other in context.block.nodes(ast.Call)
    )


_FOR_A_LOG = deferred(r"(?<![\d%])%[sdr](?![A-Za-z])")
_STYLED = deferred(r"\{|%[YmHMSBbAajyZp-]")
"""What another way of formatting fills in, and how dates are written."""
_OF_LOGGING = ("logging", "getLogger")


def fill_in(target: Target) -> Repair:
    """Put `%` or `.format` between the text and its values, or behind it the one that the finding names."""
    block, start = target.block, target.finding.span.start
    for node in block.nodes(ast.Raise):
        if block.span(node).start != start or not isinstance(node.exc, ast.Call):
            continue
        text, *values = node.exc.args
        written = ", ".join(block.source(item) for item in values) or target.finding.data["value"]
        if any("\n" in block.source(item) for item in node.exc.args):
            raise Refused("The text and its values go over several lines.")
        if target.finding.data["unfilled"].startswith("%"):
            pattern, signs, whole = (
                _PERCENT,
                "%",
                f"{block.source(text)} % ({written}{',' * (len(values) < _WITH_VALUES)})",
            )
        else:
            pattern, signs, whole = _BRACES, "{}", f"{block.source(text)}.format({written})"
        rest = pattern.sub("", getattr(text, "value", "").replace("%%", ""))
        if any(sign in rest for sign in signs):
            raise Refused("Besides its marks the text has signs that formatting stumbles over.")
        first, last = block.span(text), block.span(node.exc.args[-1])
        return Repair((target.replace(Span(*first.start, *last.end), whole),))
    raise Refused("The code has changed since the finding was made.")
