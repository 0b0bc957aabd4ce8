"""`return`, `break` or `continue` in a `finally`, which silences the exception on its way."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, rule
from burnish_checks.errors.layout import line_span, whole_lines

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_OPENS_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@rule(Category.ERRORS, visits=(ast.Try, syntax.TryStar), aliases=("B012", "W0150", "PLE0116"))
def return_in_finally(block: Block, node: ast.Try, context: Context) -> Iterator[Finding]:
    """A `return`, `break` or `continue` that leaves a `finally` block.

    It throws away the exception that is being raised (and the value that was being returned): the failure is never seen.
    Leave after the `try` statement instead. Newer Pythons warn about it.

    ```python
    def read(stream):
        try:
            data = stream.read()
        finally:
            stream.close()
            return data
    ```

    ```python
    def read(stream):
        try:
            data = stream.read()
        finally:
            stream.close()
        return data
    ```
    """
    for statement, word in _leaving(node.finalbody, False):
        message = f"`{word}` in `finally` throws away the exception that is on its way."
        yield block.finding(block.first_line(statement), message, data={"word": word})


def _leaving(body: list[ast.stmt], in_loop: bool) -> Iterator[tuple[ast.stmt, str]]:
    for statement in body:
        if isinstance(statement, ast.Return):
            yield statement, "return"
        elif isinstance(statement, ast.Break) and not in_loop:
            yield statement, "break"
        elif isinstance(statement, ast.Continue) and not in_loop:
            yield statement, "continue"
        elif not isinstance(statement, (*_OPENS_SCOPE, ast.Try, syntax.TryStar)):
            loop = in_loop or isinstance(statement, _LOOPS)
            yield from _leaving(getattr(statement, "body", []), loop)
            yield from _leaving(getattr(statement, "orelse", []), in_loop)
            for case in getattr(statement, "cases", ()):
                yield from _leaving(case.body, loop)
        elif isinstance(statement, (ast.Try, syntax.TryStar)):
            for part in (statement.body, statement.orelse, *(item.body for item in statement.handlers)):
                yield from _leaving(part, in_loop)


@return_in_finally.fix(
    "Move `{word}` behind the `try`",
    Safety.UNSAFE,
    why="Exceptions that were thrown away reach the caller, and a `return` inside the `try` keeps its value.",
)
def move_out(target: Target) -> Repair:
    """Move the statement, where it is the last of its `finally`, behind the whole `try`."""
    block = target.block
    tries: list[ast.Try | syntax.TryStar] = [*block.nodes(ast.Try), *block.nodes(syntax.TryStar)]
    for node in tries:
        if not node.finalbody or block.first_line(node.finalbody[-1]) != target.finding.span:
            continue
        last = node.finalbody[-1]
        span, own = block.span(last), whole_lines(block, last)
        if own is None or span.start_line != span.end_line:
            raise Refused("The statement does not stand on a line of its own.")
        indent = block.lines[block.span(node).start_line][: block.span(node).start_column]
        if indent.strip():
            raise Refused("The `try` does not start its line.")
        text = indent + block.lines[span.start_line][span.start_column :]
        if len(node.finalbody) == 1:
            if not node.handlers:
                raise Refused("Nothing but the `finally` makes this a `try`.")
            header = _finally_line(block, node)
            return Repair((target.replace(line_span(block, header, span.start_line), text),))
        return Repair((target.replace(own, text),))
    raise Refused("Only the last statement of a `finally` can be moved.")


def _finally_line(block: Block, node: ast.Try | syntax.TryStar) -> int:
    line = block.span(node.finalbody[0]).start_line
    before = block.span((node.orelse or node.handlers[-1].body)[-1]).end_line
    while line > before:
        line -= 1
        if block.lines[line].lstrip().startswith("finally"):
            if block.lines[line].strip() != "finally:":
                break
            return line
    raise Refused("The `finally:` does not stand on a line of its own.")
