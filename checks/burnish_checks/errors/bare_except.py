"""An `except:` that names no exception."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Position
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.foreign import ends_in_raise
from burnish_checks.errors.handlers import (
    calls_what_raises,
    cannot_raise,
    function_around,
    handler_at,
    is_explained,
    keyword_span,
    nested,
    provokes,
    shows_anything,
)
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.errors.logs import keeps_traceback
from burnish_checks.errors.narrowing import narrow, narrower, remedy
from burnish_checks.patterns import deferred


@rule(Category.ERRORS, visits=ast.ExceptHandler, aliases=("E722", "W0702"))
def bare_except(block: Block, handler: ast.ExceptHandler, context: Context) -> Iterator[Finding]:
    """An `except:` that names no exception catches even the exit of the program.

    `SystemExit`, `KeyboardInterrupt` and `GeneratorExit` are caught with every mistake in the code. Name what is
    expected; `except Exception:` at the least. One that ends by raising again is fine; one in `__del__`, or that
    keeps `sys.exc_info()` for whoever asks later or hands it on, or is round the `str` or `repr` of anything, is a
    hint, and so is one that stands alone and always shows the traceback: nothing is hidden there, and at the edge
    of a thread or of a callback nothing may come out.

    The first fix names what the body can raise, told from its operations, the library functions and the workspace's own
    functions that it calls. It is not offered where a call is not known, nor where a property, a special method, a generator
    or a function handed over may run and raise something else.

    ```python
    def port(text):
        try:
            return int(text)
        except:
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
    if handler.type is not None or not block.body:
        return
    if any(isinstance(statement, ast.Raise) and statement.exc is None for statement in handler.body):
        return
    data = narrower(block, handler, context)
    message = f"`except:` catches even the exit of the program; {remedy(data)}."
    before = _caught_before(block, handler)
    if before:
        message = f"`except:` catches whatever is left; {remedy(data)}."
    around = function_around(block, handler)
    ends = around is not None and around.name == "__del__"  # out of which nothing comes anyway
    kept = any(_hands_on(node) for node in nested(handler.body)) or _is_the_edge(block, handler, context)
    tidies = ends_in_raise(block, handler)  # where what fails must not take the place of what is on its way
    tried = block.parent(handler)
    excused = (
        before or ends or kept or tidies or cannot_raise(tried) or provokes(tried) or shows_anything(block, handler)
    )
    severity = Severity.HINT if excused or is_explained(block, handler) else None
    yield block.finding(keyword_span(block, handler), message, data=data, severity=severity)


def _is_the_edge(block: Block, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether a handler stands alone and always shows the traceback, as at the edge of a thread or of a callback."""
    shown = (item.value for item in handler.body if isinstance(item, ast.Expr))
    alone = len(getattr(block.parent(handler), "handlers", ())) == 1
    return alone and any(isinstance(call, ast.Call) and keeps_traceback(call, context) for call in shown)


def _hands_on(node: ast.AST) -> bool:
    """Whether a node keeps or passes on all that is known of the exception, for whoever raises it again or reports it, or
    calls what raises it."""
    if isinstance(node, ast.Assign):
        return _is_exc_info(node.value)
    if not isinstance(node, ast.Call):
        return False
    return calls_what_raises(node) or any(_is_exc_info(item) for item in node.args)


def _is_exc_info(value: ast.expr) -> bool:
    value = value.value if isinstance(value, ast.Starred) else value
    return isinstance(value, ast.Call) and last_name(value.func) == "exc_info"


def _caught_before(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether handlers above it deal with the exit of the program, by name or as a tuple that is called after it
    (`except _reraised_exceptions: raise`)."""
    node = block.parent(handler)
    others = [other for other in getattr(node, "handlers", ()) if other is not handler]
    names = {last_name(item) for other in others for item in caught_types(other)}
    let_through = {last_name(other.type) for other in others if other.type is not None and _only_raises(other)}
    return not {"SystemExit", "BaseException"}.isdisjoint(names) or any(map(_OF_THE_EXIT.search, let_through))


def _only_raises(handler: ast.ExceptHandler) -> bool:
    only = handler.body[0] if len(handler.body) == 1 else None
    return isinstance(only, ast.Raise) and only.exc is None


_OF_THE_EXIT = deferred(r"re_?rais|exit|interrupt|fatal|propagat|pass_?through", re.I)


@bare_except.fix(
    "Catch only {narrow}",
    Safety.UNSAFE,
    why="Any other exception, also one that this analysis did not foresee, now escapes.",
    when=lambda finding: "narrow" in finding.data,
)
def catch_expected(target: Target) -> Repair:
    """Name what the body can raise."""
    return narrow(target, handler_at(target), None)


@bare_except.fix(
    "Catch `Exception`", Safety.UNSAFE, why="`KeyboardInterrupt`, `SystemExit` and `GeneratorExit` now escape."
)
def catch_exception(target: Target) -> Repair:
    """Name `Exception`."""
    if target.context.bindings("Exception"):
        raise Refused("`Exception` is another name here.")
    handler = handler_at(target)
    start = target.block.position(handler.lineno, handler.col_offset)
    return Repair((target.insert(Position(start.line, start.column + len("except")), " Exception"),))
