"""A `try` that guards more than the code that can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Severity, rule
from burnish_checks.errors.handlers import nested


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
