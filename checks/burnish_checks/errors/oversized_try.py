"""A `try` that guards more than the code that can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import nested
from burnish_checks.raising import may_raise

_FROM_OUTSIDE = frozenset({"KeyboardInterrupt", "GeneratorExit", "asyncio.CancelledError"})
WHY = "An exception that this analysis did not foresee is no longer caught there."


@rule(
    Category.ERRORS,
    visits=(ast.Try, syntax.TryStar),
    severity=Severity.INFORMATION,
    aliases=("W0717",),
    partial_aliases=("TRY301",),
    default=False,
)
def oversized_try(block: Block, node: ast.Try, context: Context) -> Iterator[Finding]:
    """A `try` body of more statements than the setting `max-try-statements` (5).

    The more a `try` guards, the less the handler can know about what failed, and the likelier it hides a mistake in code
    that was never meant to fail. Guard the statement that can fail, and put what depends on it into `else:`. Handlers that
    hide nothing may guard much: they end in a bare `raise`, or catch an interrupt, which comes from anywhere.

    ```python
    def load(path, log):
        try:
            text = path.read_text()
            lines = text.splitlines()
            first = lines[0]
            log(first)
            rest = lines[1:]
            log(rest)
        except OSError:
            return None
    ```

    ```python
    def load(path, log):
        try:
            text = path.read_text()
        except OSError:
            return None
        first, *rest = text.splitlines()
        log(first)
        log(rest)
    ```
    """
    most = context.settings.thresholds.max_try_statements
    count = sum(isinstance(item, ast.stmt) for item in nested(node.body))
    if count > most and not all(map(_hides_nothing, node.handlers)):
        start = block.position(node.lineno, node.col_offset)
        message = f"This `try` guards {count} statements (more than {most}); guard only what can fail."
        yield block.finding(Span(start.line, start.column, start.line, start.column + len("try")), message)


def _hides_nothing(handler: ast.ExceptHandler) -> bool:
    """Whether the handler cleans up and lets the exception go on, or catches one that is not raised by what is tried."""
    last = handler.body[-1]
    return dotted(handler.type) in _FROM_OUTSIDE or (isinstance(last, ast.Raise) and last.exc is None)


@oversized_try.fix(
    "Move what cannot fail into `else:`",
    Safety.UNSAFE,
    why=WHY,
    at_best=Safety.SAFE,
)
def move_to_else(target: Target) -> Repair:
    """Take the statements at the end of the body that nothing is known to raise in out of the handlers' reach."""
    block = target.block
    node = next(
        item for item in block.nodes(ast.Try, syntax.TryStar) if block.span(item).start == target.finding.span.start
    )
    if not isinstance(node, (ast.Try, syntax.TryStar)) or node.orelse:
        raise Refused("The `try` has an `else:` already.")
    first = len(node.body)
    while first > 1 and not _may_fail(node.body[first - 1], target.context):
        first -= 1
    if first == len(node.body):
        raise Refused("The last statement of the body may fail, too.")
    start, stop = block.span(node.body[first]), block.position(node.handlers[0].lineno, node.handlers[0].col_offset)
    indent = block.lines[stop.line][: stop.column]
    end = block.span(node.handlers[-1]).end_line + 1
    begins = block.lines[start.start_line][: start.start_column]
    if begins.strip() or indent.strip() or not block.lines[end - 1].endswith(("\n", "\r")):
        raise Refused("The statements do not stand on lines of their own.")
    line = start.start_line
    while block.lines[line - 1].lstrip().startswith("#"):
        line -= 1
    moved = "".join(block.lines[line : stop.line])
    before = sum(isinstance(item, ast.stmt) for item in nested(node.body))
    bound = _bound_before(block, node, first)
    safe = all(_is_inert(statement, bound) for statement in node.body[first:])
    return Repair(
        (
            target.replace(Span(line, 0, stop.line, 0), ""),
            target.replace(Span(end, 0, end, 0), f"{indent}else:{target.newline}{moved}"),
        ),
        safety=Safety.SAFE if safe else Safety.UNSAFE,
        why="" if safe else WHY,
        measure=(before, sum(isinstance(item, ast.stmt) for item in nested(node.body[:first]))),
    )


def _bound_before(block: Block, node: ast.Try | syntax.TryStar, first: int) -> set[str]:
    """Local names that surely have a value when the statement of that number is reached: parameters, and what the body set."""
    function = block.function_around(node)
    if function is None or any(isinstance(item, (ast.Delete, ast.Global, ast.Nonlocal)) for item in ast.walk(function)):
        return set()
    arguments = function.args
    found = {item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for statement in node.body[:first]:
        if isinstance(statement, ast.Assign):
            found |= {
                item.id for target in statement.targets for item in ast.walk(target) if isinstance(item, ast.Name)
            }
    return found


def _is_inert(statement: ast.stmt, bound: set[str]) -> bool:
    """Whether a statement cannot raise whatever the values are; a name that it sets is bound for the next."""
    if isinstance(statement, (ast.Pass, ast.Break, ast.Continue)):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or _is_plain(statement.value, bound)
    if isinstance(statement, ast.Assign) and all(isinstance(item, ast.Name) for item in statement.targets):
        plain = _is_plain(statement.value, bound)
        bound |= {item.id for item in statement.targets if isinstance(item, ast.Name)}
        return plain
    return False


def _is_plain(value: ast.expr, bound: set[str]) -> bool:
    """Whether an expression only puts constants and bound names together."""
    if isinstance(value, (ast.Tuple, ast.List)):
        return all(_is_plain(item, bound) for item in value.elts)
    if isinstance(value, ast.Dict):
        return all(isinstance(key, ast.Constant) for key in value.keys) and all(
            _is_plain(i, bound) for i in value.values
        )
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in bound)


def _may_fail(statement: ast.stmt, context: Context) -> bool:
    raised = may_raise([statement], context)
    return bool(raised.unknown or raised.exceptions)
