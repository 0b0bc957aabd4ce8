"""A `try` that guards more than the code that can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import nested
from burnish_checks.raising import may_raise


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
    that was never meant to fail. Guard the statement that can fail, and put what depends on it into `else:`.

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
    if node.handlers and count > most:
        start = block.position(node.lineno, node.col_offset)
        message = f"This `try` guards {count} statements (more than {most}); guard only what can fail."
        yield block.finding(Span(start.line, start.column, start.line, start.column + len("try")), message)


@oversized_try.fix(
    "Move what cannot fail into `else:`",
    Safety.UNSAFE,
    why="An exception that this analysis did not foresee is no longer caught there.",
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
    return Repair(
        (
            target.replace(Span(line, 0, stop.line, 0), ""),
            target.replace(Span(end, 0, end, 0), f"{indent}else:{target.newline}{moved}"),
        ),
        measure=(before, sum(isinstance(item, ast.stmt) for item in nested(node.body[:first]))),
    )


def _may_fail(statement: ast.stmt, context: Context) -> bool:
    raised = may_raise([statement], context)
    return bool(raised.unknown or raised.exceptions)
