"""An `except` that does nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.lineage import is_ported
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.python2 import is_for_both, runs_on_python_2, unless_python_2
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.foreign import (
    calls_back,
    looks_at_others,
    only_shows,
    promises_not_to_fail,
    runs_code,
)
from burnish_checks.errors.handlers import (
    cannot_raise,
    function_around,
    handler_at,
    is_accepted,
    is_explained,
    keyword_span,
    nested,
    shows_anything,
)
from burnish_checks.errors.hierarchy import is_broad, last_name
from burnish_checks.errors.layout import line_span
from burnish_checks.errors.own_logger import logger_for
from burnish_checks.errors.probing import is_asked
from burnish_checks.errors.tidying import only_tidies, tidies_up
from burnish_checks.patterns import deferred

_SUPPRESS = "Use `contextlib.suppress`"
_HARMLESS = frozenset({"StopIteration", "GeneratorExit", "KeyboardInterrupt", "CancelledError", "SystemExit", "ImportError",
                       "ModuleNotFoundError", "StopAsyncIteration"})  # fmt: skip


@rule(Category.ERRORS, visits=ast.ExceptHandler, aliases=("S110", "S112", "SIM105"), docstrings=True)
def swallowed_exception(block: Block, handler: ast.ExceptHandler, context: Context) -> Iterator[Finding]:
    """An `except` whose whole body is `pass` or `continue`.

    Where it catches everything, mistakes vanish without a trace: log them, or catch what is expected. Where it names
    one exception that is expected, `contextlib.suppress` says the same in two lines; that is a hint, not a warning.
    So are a bare `except:`, of which `bare-except` speaks, one whose comment says why nothing is done, one call in a
    `finally` or in a handler that raises again, where a new exception would hide the one on its way, clean-up
    (`close()`, `unlink()`), an option of a socket that is asked for, one whose comment above says that it may fail,
    one round code of others (`eval`, in a debugger, the `repr` or a special method of whatever there is), one in a
    function whose name or docstring promises that nothing is raised, one whose author tells another tool that
    everything is caught on purpose (`# pylint: disable=broad-except`), one in a function whose name asks a question
    (`supports_colour`), to which a failure is an answer, and one after which the next way is tried, and
    all in tests: the `try` returns what it found, and what follows is for when it found nothing.

    ```python
    def load(session, path):
        try:
            session.load(path)
        except Exception:
            pass
    ```

    ```python
    import contextlib


    def load(session, path):
        with contextlib.suppress(FileNotFoundError):
            session.load(path)
    ```
    """
    word = nothing(handler.body)
    if not word:
        return
    broad = is_broad(context, handler.type)
    node = block.parent(handler)
    alone = isinstance(node, ast.Try) and len(node.handlers) == 1 and not node.orelse and not node.finalbody
    short = isinstance(node, ast.Try) and alone and len(node.body) == 1 and not _leaves(node.body[0])
    plain = alone and word == "pass" and not handler.name
    data = {"suppress": "yes"} if plain and not _finalizes(block, handler) else {}  # a module may be gone by then
    if broad and _clears_what_is_gone(node, context):
        message = "Python 3 has no `sys.exc_clear`, nor anything to be cleared: leave the whole `try` out."
        yield block.finding(keyword_span(block, handler), message)
    elif broad:
        what = "dropped" if word == "pass" else "skipped"
        message = f"Whatever goes wrong is {what} without a trace: catch what is expected, or log it."
        excused = is_explained(block, handler) or _finalizes(block, handler) or _tries(block, node, word)
        excused = excused or shows_anything(block, handler) or _must_fail(node) or tidies_up(block, node)
        excused = (
            excused
            or context.role.tested
            or looks_at_others(context)
            or runs_code(node)
            or only_shows(node)
            or cannot_raise(node)
            or promises_not_to_fail(block, handler)
            or only_tidies(node)
            or calls_back(block, node)
            or is_asked(block, handler)
            or is_accepted(block, handler)
            or is_ported(block, handler, context)
        )
        # `bare-except` says of a bare one that it catches too much.
        doubled = handler.type is None and not {"bare-except", "E722"}.intersection(context.settings.ignore)
        severity = (
            Severity.HINT if excused or (doubled and not context.settings.asks_for(swallowed_exception)) else None
        )
        yield block.finding(keyword_span(block, handler), message, data={**data, "log": "yes"}, severity=severity)
    elif word == "pass" and short and not any(last_name(item) in _HARMLESS for item in caught_types(handler)):
        names = block.source(handler.type) if handler.type is not None else ""
        message = f"`{' '.join(names.split())}` is ignored; `contextlib.suppress` says so in fewer lines."
        yield block.finding(keyword_span(block, handler), message, data=data, severity=Severity.HINT)


def _clears_what_is_gone(node: ast.AST | None, context: Context) -> bool:
    """Whether all that is tried is `sys.exc_clear()`, which only Python 2 has."""
    only = node.body[0] if isinstance(node, ast.Try) and len(node.body) == 1 else None
    call = only.value if isinstance(only, ast.Expr) else None
    gone = isinstance(call, ast.Call) and context.qualified(call.func) == "sys.exc_clear"
    return gone and not runs_on_python_2(context)


def _finalizes(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the handler stands in `__del__`, out of which no exception comes anyway."""
    around = function_around(block, handler)
    return around is not None and getattr(around, "name", "") == "__del__"


def _waits(loop: ast.For | ast.While) -> bool:
    return any(isinstance(item, ast.Call) and last_name(item.func) == "sleep" for item in nested(loop.body))


def _tries(block: Block, node: ast.AST | None, word: str) -> bool:
    """Whether the `try` is one way of several: it ends in `return`, and where it fails the code after it goes on, or the
    loop that it is in tries the next: `return` is in it, and behind the loop is what happens if none will do."""
    if not isinstance(node, ast.Try):
        return False
    last = node.body[-1]
    if word == "pass" and isinstance(last.body[-1] if isinstance(last, ast.If) else last, ast.Return):
        return True
    loop = block.parent(node)
    if isinstance(loop, (ast.For, ast.While)) and _waits(loop) and isinstance(last, (ast.Break, ast.Return)):
        return True  # The next turn tries once more.
    if not isinstance(loop, ast.For) or loop.body[-1] is not node:
        return False
    around = block.parent(loop)
    behind = getattr(around, "body", [])[-1:] != [loop]
    return behind and any(isinstance(item, ast.Return) for item in nested(node.body))


def _must_fail(node: ast.AST | None) -> bool:
    """Whether the `try` is there to see something fail: its `else`, for when it does not, raises or complains."""
    return isinstance(node, ast.Try) and any(
        isinstance(item, ast.Raise)
        or (
            isinstance(item, ast.Expr)
            and _COMPLAINS.match(dotted(getattr(item.value, "func", None)).rpartition(".")[2])
        )
        for item in node.orelse
    )


_COMPLAINS = deferred(r"fail|assert|assume|skip|error|abort")


def _leaves(statement: ast.stmt) -> bool:
    """Whether a statement returns or yields, where `with suppress(...)` around it would read strangely."""
    return any(isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)) for node in ast.walk(statement))


def nothing(body: list[ast.stmt]) -> str:
    """`pass` or `continue` if the body is only that."""
    if len(body) != 1:
        return ""
    only = body[0]
    if isinstance(only, ast.Continue):
        return "continue"
    is_dots = isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant) and only.value.value is ...
    return "pass" if isinstance(only, ast.Pass) or is_dots else ""


@swallowed_exception.fix(
    _SUPPRESS,
    Safety.SAFE,
    why="Python 2 has no `contextlib.suppress`.",
    doubt=is_for_both,
    when=lambda finding: "suppress" in finding.data and "log" not in finding.data,
)
def suppress(target: Target) -> Repair:
    """Turn the `try` into `with contextlib.suppress(...)`."""
    block = target.block
    handler = handler_at(target)
    node = block.parent(handler)
    if not isinstance(node, ast.Try):
        raise Refused("The code has changed since the finding was made.")
    whole, own = block.span(node), block.span(handler)
    if block.lines[whole.start_line].strip() != "try:" or block.lines[own.start_line][: own.start_column].strip():
        raise Refused("The statement shares a line with other code or a comment.")
    kinds = caught_types(handler)
    names = ", ".join(block.source(item) for item in kinds) or "BaseException"
    if "\n" in names:
        raise Refused("The exceptions stand on several lines.")
    indent = block.lines[whole.start_line][: whole.start_column]
    above, behind = _comments(target, own.start_line, own.end_line, indent)
    made = ensure_import(target.snapshot, "contextlib", "suppress", prefer="module", index=target.index)
    start = Span(whole.start_line, 0, whole.start_line, len(block.lines[whole.start_line].rstrip("\r\n")))
    opening = f"{above}{indent}with {made.expression}({names}):{behind}"
    removed = line_span(block, own.start_line, own.end_line)
    repair = Repair((*made.changes, target.replace(start, opening), target.replace(removed, "")))
    return unless_python_2(target, repair, "which has no `contextlib.suppress`")


def _comments(target: Target, first: int, last: int, indent: str) -> tuple[str, str]:
    """The handler's comments: as lines to stand above what takes its place, and the one to stand behind it."""
    lines = target.block.lines[first : last + 1]
    found = ["#" + line.split("#", 1)[1].rstrip() if "#" in line else "" for line in lines]
    above = "".join(f"{indent}{comment}{target.newline}" for comment in found[1:] if comment)
    return above, f"  {found[0]}" if found[0] else ""


@swallowed_exception.fix(
    "Log what went wrong",
    Safety.UNSAFE,
    why="What was dropped in silence appears in the log from now on.",
    when=lambda finding: "log" in finding.data,
)
def log_it(target: Target) -> Repair:
    """Replace `pass` by a call of the module's logger, or put one before `continue`."""
    block = target.block
    handler = handler_at(target)
    only = handler.body[0]
    logger, changes = logger_for(target)
    call = f'{logger}.exception("{what_failed(block, handler)} failed")'
    if isinstance(only, ast.Continue):
        span = block.span(only)
        indent = block.lines[span.start_line][: span.start_column]
        if indent.strip():
            raise Refused("The handler is written on one line.")
        return Repair((*changes, target.insert(span.start, f"{call}{target.newline}{indent}")))
    return Repair((*changes, target.replace(only, call)))


swallowed_exception.fix(
    _SUPPRESS,
    Safety.UNSAFE,
    why="Whatever goes wrong is still dropped without a trace, and nothing warns of it any more.",
    when=lambda finding: "suppress" in finding.data and "log" in finding.data,
)(suppress)


_QUESTIONS = frozenset({"isinstance", "issubclass", "hasattr", "callable", "len", "type", "id", "super"})
"""Calls that say nothing of what is tried, and hardly fail."""


def what_failed(block: Block, handler: ast.ExceptHandler) -> str:
    """What failed, in a word: the first telling call of the `try`, else the function."""
    node = block.parent(handler)
    for statement in node.body if isinstance(node, ast.Try) else ():
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Call) and dotted(inner.func) and dotted(inner.func) not in _QUESTIONS:
                return dotted(inner.func)
    function = function_around(block, handler)
    return function.name if function is not None else "This"
