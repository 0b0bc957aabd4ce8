"""Calls that do not come back: what ends a branch like a `raise`, though another function raises."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.harmless import symbol_of
from burnish_checks.security.flow.marks import LEFT
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import Names, Value

LEAVES = frozenset({"abort", "exit", "_exit", "quit", "fail", "add_error", "assert_never"})
"""The last words of functions that do not come back, or after which a form is not valid."""
_MAY_LEAVE = deferred(
    r"refus|reject|fail|abort|die|bail|stop|deny|denied|forbid|error|raise|throw|bad_?req|not_?found|exit|halt|invalid|problem"
    r"|unauth|quit|leave|missing|unknown|complain|turn_?away|panic|usage|unprocess|conflict|illegal|no_such|give_?up|unsupported",
    re.I,
)
"""What shows in the name of a function that may not come back, as its body will tell."""


@lru_cache(maxsize=2048)
def may_leave(word: str) -> bool:
    """Whether a function that is called so may not come back."""
    return _MAY_LEAVE.search(word) is not None


def never_returns(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function says, or shows at its end, that it raises whatever it is passed."""
    if node.returns is not None and dotted(node.returns).rpartition(".")[2] in ("NoReturn", "Never"):
        return True
    if not _is_left(node.body):
        return False
    return not any(isinstance(item, (ast.Return, ast.Yield, ast.YieldFrom)) for item in syntax.walk(node))


def _is_left(statements: Sequence[ast.stmt]) -> bool:
    """Whether the end of the statements is never reached."""
    last = statements[-1] if statements else None
    if isinstance(last, ast.Raise):
        raised = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
        return last.exc is None or dotted(raised) != "NotImplementedError"
    if isinstance(last, ast.Expr):
        call = last.value
        return isinstance(call, ast.Call) and last_word(call.func) in _NEVER
    return isinstance(last, ast.If) and bool(last.orelse) and _is_left(last.body) and _is_left(last.orelse)


_NEVER = LEAVES - {"add_error", "fail"}


def after_call(run: Run, statements: Sequence[ast.stmt], names: Names | None) -> Names | None:
    """The names after a branch whose last statement calls a function that may not come back: None if it does not.

    Where that cannot be told yet, everything is marked as harmless if it turns out so.
    """
    last = statements[-1] if statements else None
    value = last.value if isinstance(last, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    return left(run, value, names) if names is not None and isinstance(value, ast.Call) else names


def left(run: Run, call: ast.Call, names: Names) -> Names | None:
    """The same after a call."""
    if not may_leave(last_word(call.func)):
        return names
    symbol = symbol_of(run, call.func, names)
    if run.asks:
        told = run.closed(symbol)
        return None if told is not None and told.never else names
    if not symbol.startswith(("?", "$self.")) or "(" in symbol:
        return names
    mark = frozenset({f"{LEFT}{symbol}"})
    marked: dict[int, Value] = {}
    for item in names.values():
        if item.all_taints and id(item) not in marked:
            marked[id(item)] = item.without(frozenset([taint.origin for taint in item.all_taints]), mark)
    return {name: marked.get(id(item), item) for name, item in names.items()}
