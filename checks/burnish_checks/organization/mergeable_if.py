"""The rule `mergeable-if`: an `if` whose only statement is another `if`."""

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
from burnish_checks.organization.indentation import leading, moved_lines

_LOOSER = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.NamedExpr)


@rule(Category.ORGANIZATION, visits=syntax.If, severity=Severity.HINT, aliases=("SIM102",))
def mergeable_if(block: Block, node: syntax.If, context: Context) -> Iterator[Finding]:
    """An `if` whose only statement is another `if` says in two lines and two levels what `and` says in one.

    Left alone where either has an `else`, and for `if TYPE_CHECKING`, `if __name__ == "__main__"` and tests of
    versions, which are read by tools.

    ```python
    if user:
        if user.is_active:
            greet(user)
    ```

    ```python
    if user and user.is_active:
        greet(user)
    ```
    """
    if node.orelse or len(node.body) != 1 or not isinstance(inner := node.body[0], ast.If) or inner.orelse:
        return
    if isinstance(node.test, ast.Constant) or any(
        dotted(part) in ("__name__", "TYPE_CHECKING", "typing.TYPE_CHECKING", "sys.version_info", "sys.platform")
        for part in ast.walk(node.test)
    ):
        return
    span = Span(*block.span(node).start, *block.span(inner.test).end)
    comments = "yes" if _has_comment_between(block, node, inner) else ""
    yield block.finding(span, "These two `if`s can be one; join their tests with `and`.", data={"comments": comments})


def _has_comment_between(block: Block, node: ast.If, inner: ast.If) -> bool:
    first, last = block.span(node.test).end_line, block.span(inner).start_line
    return any("#" in block.lines[line] for line in range(first, last + 1))


@mergeable_if.fix("Join the two `if`s with `and`", Safety.SAFE, automatic=True, when=lambda f: not f.data["comments"])
def join(target: Target) -> Repair:
    """Write both tests into the outer `if` and move the inner suite out by one level."""
    block = target.block
    node = next((item for item in block.nodes(ast.If) if block.span(item).start == target.finding.span.start), None)
    if node is None or not isinstance(inner := node.body[0], ast.If):
        raise Refused("The code has changed since the finding was made.")
    first, last = block.span(inner.body[0]).start_line, block.span(inner).end_line
    head = block.span(inner.test).end_line
    if first <= head:
        raise Refused("The inner `if` has its suite on the same line.")
    outer_test, inner_test = (_operand(block, item.test) for item in (node, inner))
    keyword = "elif" if block.lines[block.span(node).start_line].lstrip().startswith("elif") else "if"
    removed = leading(block, block.span(inner).start_line)[len(leading(block, block.span(node).start_line)) :]
    suite = moved_lines(block, head + 1, last, removed, inner.body)
    start = block.span(node).start
    span = Span(start.line, start.column, last, len(block.lines[last]))
    header = f"{keyword} {outer_test} and {inner_test}:"
    if "\\\n" in header.replace("\r", ""):
        raise Refused("The tests are continued with backslashes.")
    _refuse_too_long(block, start.column, header)
    return Repair((target.replace(span, f"{header}{target.newline}{suite}"),))


def _refuse_too_long(block: Block, indent: int, header: str) -> None:
    """Raise `Refused` where a line of the joined tests would be longer than any line here, and than is usual."""
    longest = max(len(line.rstrip()) for line in block.lines)
    if max(map(len, (" " * indent + header).splitlines())) > min(max(longest, _WIDTH.start), _WIDTH.stop):
        raise Refused("The joined tests would not fit on a line.")


_WIDTH = range(79, 101)
"""Between these lies how long a line may be, whatever the lines around are."""


def _operand(block: Block, test: ast.expr) -> str:
    """The source of a test as an operand of `and`."""
    source = block.source(test)
    loose = isinstance(test, _LOOSER) and not (isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And))
    return f"({source})" if loose or "\n" in source else source
