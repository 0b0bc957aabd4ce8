"""The rule `needless-else`: an `else` after a suite that has already returned."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.organization.indentation import leading, moved_lines
from burnish_checks.organization.measures import is_elif

_CLAUSE = re.compile(r"[ \t]*(else|elif)\b")


@rule(Category.ORGANIZATION, visits=syntax.If, severity=Severity.HINT, aliases=("RET505",))
def needless_else(block: Block, node: syntax.If, context: Context) -> Iterator[Finding]:
    """An `else` or `elif` after a suite that ends in `return` only indents what follows.

    Without it the function reads from top to bottom, and the exceptional case is out of the way first.

    ```python
    def sign(x):
        if x < 0:
            return -1
        else:
            return 1
    ```

    ```python
    def sign(x):
        if x < 0:
            return -1
        return 1
    ```
    """
    if not node.orelse or not isinstance(node.body[-1], ast.Return):
        return
    parent = block.parent(node)
    if isinstance(parent, ast.If) and parent.orelse == [node] and is_elif(parent):
        return
    line = _clause_line(block, node)
    if line is None:
        return
    found = _CLAUSE.match(block.lines[line])
    assert found is not None
    word = found.group(1)
    span = Span(line, found.start(1), line, found.end(1))
    yield block.finding(span, f"The suite above returns, so this `{word}` is not needed.", data={"word": word})


def _clause_line(block: Block, node: ast.If) -> int | None:
    """The line of the clause that follows the body of an `if`."""
    for line in range(block.span(node.body[-1]).end_line + 1, block.span(node.orelse[0]).start_line + 1):
        if _CLAUSE.match(block.lines[line]):
            return line
    return None


def _clauses(node: ast.If) -> int:
    """How many `elif` and `else` clauses follow an `if`."""
    if not node.orelse:
        return 0
    inner = node.orelse[0]
    return 1 + (_clauses(inner) if is_elif(node) and isinstance(inner, ast.If) else 0)


@needless_else.fix("Remove the needless `{word}`", Safety.SAFE, automatic=True)
def unindent(target: Target) -> Repair:
    """Take the `else:` away and move its suite out by one level; an `elif` becomes an `if`."""
    block = target.block
    place = target.finding.span
    node = next(
        (item for item in block.nodes(ast.If) if item.orelse and _clause_line(block, item) == place.start_line), None
    )
    if node is None:
        raise Refused("The code has changed since the finding was made.")
    if target.finding.data["word"] == "elif":
        return Repair((target.replace(place, "if"),), measure=(_clauses(node), _clauses(node) - 1))
    line = place.start_line
    first = block.span(node.orelse[0])
    if first.start_line == line:
        return Repair((target.replace(Span(line, len(leading(block, line)), *first.start), ""),), measure=(1, 0))
    header = block.lines[line].strip()
    if not re.fullmatch(r"else\s*:\s*", header):
        raise Refused("There is a comment on the line of the `else`.")
    last = block.span(node.orelse[-1]).end_line
    removed = leading(block, block.span(node.orelse[0]).start_line)[len(leading(block, line)) :]
    suite = moved_lines(block, line + 1, last, removed, node.orelse)
    # Where this is the last of a suite, the suite now ends in `return`, and the `else` behind that is the next to go.
    return Repair((target.replace(Span(line, 0, last, len(block.lines[last])), suite),), measure=(1, 0))
