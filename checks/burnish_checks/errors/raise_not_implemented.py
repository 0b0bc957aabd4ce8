"""`raise NotImplemented`, which is no exception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, rule


@rule(Category.ERRORS, visits=ast.Raise, aliases=("F901", "E0711"))
def raise_not_implemented(block: Block, node: ast.Raise, context: Context) -> Iterator[Finding]:
    """`raise NotImplemented` fails with a TypeError: `NotImplemented` is a value for operators to return.

    What is meant is `NotImplementedError`.

    ```python
    def area(shape):
        raise NotImplemented("area")
    ```

    ```python
    def area(shape):
        raise NotImplementedError("area")
    ```
    """
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if raised is not None and context.is_builtin(raised, "NotImplemented"):
        yield block.finding(raised, "`NotImplemented` is not an exception: this raises TypeError instead.")


@raise_not_implemented.fix(
    "Raise `NotImplementedError`", Safety.UNSAFE, why="It raised TypeError until now, which callers may have caught."
)
def raise_the_error(target: Target) -> Repair:
    """Write the exception's name."""
    return Repair((target.replace(target.finding.span, "NotImplementedError"),))
