"""An `except` that does nothing but raise again what it caught."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.removing import blanks_to_take
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import is_explained, keyword_span
from burnish_checks.errors.layout import dedented, line_span


@rule(Category.ERRORS, visits=ast.Try, aliases=("TRY203", "W0706"))
def useless_reraise(block: Block, node: ast.Try, context: Context) -> Iterator[Finding]:
    """An `except` whose whole body raises the exception again, with no broader handler after it.

    It changes nothing and only looks as if the error were handled. (Before a broader handler the same lines have a
    point: they let some exceptions through.) Where a comment explains it, it is only a hint.

    ```python
    def read(path):
        try:
            return path.read_text()
        except OSError:
            raise
    ```

    ```python
    def read(path):
        return path.read_text()
    ```
    """
    useless = _useless(node)
    for handler in useless:
        whole = "whole" if len(useless) == len(node.handlers) and not node.finalbody else "handler"
        yield block.finding(
            keyword_span(block, handler),
            "This handler only raises again what it caught.",
            data={"what": whole},
            severity=Severity.HINT if is_explained(block, handler) else None,
        )


def _useless(node: ast.Try) -> list[ast.ExceptHandler]:
    """The handlers at the end of the statement that only raise again."""
    found: list[ast.ExceptHandler] = []
    for handler in reversed(node.handlers):
        if len(handler.body) != 1 or not isinstance(handler.body[0], ast.Raise):
            break
        raised = handler.body[0]
        again = isinstance(raised.exc, ast.Name) and raised.exc.id == handler.name
        if raised.cause is not None or not (raised.exc is None or again):
            break
        found.append(handler)
    return found[::-1]


@useless_reraise.fix("Remove the handler that only raises again", Safety.SAFE, automatic=True)
def unwrap(target: Target) -> Repair:
    """Remove the clause; when none is left, the `try` around the body too."""
    block = target.block
    for node in block.nodes(ast.Try):
        for handler in _useless(node):
            if keyword_span(block, handler) == target.finding.span:
                return _remove(target, node, handler)
    raise Refused("The code has changed since the finding was made.")


def _remove(target: Target, node: ast.Try, handler: ast.ExceptHandler) -> Repair:
    block = target.block
    own, whole = block.span(handler), block.span(node)
    if block.lines[own.start_line][: own.start_column].strip():
        raise Refused("The handler shares a line.")
    if len(_useless(node)) < len(node.handlers) or (node.finalbody and not node.orelse) or len(node.handlers) > 1:
        first_line = own.start_line - blanks_to_take(target, own)
        return Repair((target.replace(line_span(block, first_line, own.end_line), ""),))
    if node.orelse or node.finalbody:
        raise Refused("The `else:` would have no `try` to belong to.")
    first = block.span(node.body[0])
    if first.start_line == whole.start_line or block.lines[whole.start_line][: whole.start_column].strip():
        raise Refused("The `try` shares a line.")
    if block.lines[whole.start_line].strip() != "try:":
        raise Refused("There is a comment behind `try:`.")
    width = first.start_column - whole.start_column
    body = dedented(block, whole.start_line + 1, own.start_line - 1, width)
    if block.lines[own.end_line][own.end_column :].strip():
        raise Refused("There is a comment behind the handler.")
    return Repair((target.replace(line_span(block, whole.start_line, own.end_line), body),))
