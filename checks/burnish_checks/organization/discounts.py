"""How tangled a function is to its reader, and whether its comments say why it is so."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.block import Block
from burnish_checks.organization import tangling
from burnish_checks.organization.measures import LOOPS, Function
from burnish_checks.patterns import deferred


def own_tangle(block: Block, function: Function, tangle: int) -> int:
    """What is left of a function's cognitive complexity without what is read elsewhere or on its own: the functions in it,
    defaults of arguments, rows of options, and guards at which the turn of a loop ends, nested though they are."""
    apart = _defaults(block, function) + _handed_on(block, function) + _guards_of_loops(block, function)
    return tangle - tangling.tangle_of_inner(block, function) - apart


def _guards_of_loops(block: Block, function: Function) -> int:
    """What guards cost for the depth of the loop they stand in: `if not row: continue` is done with, whatever is around."""
    loops: list[ast.For | ast.AsyncFor | ast.While] = block.nodes(*LOOPS)
    scope = block.walk.scopes[function]
    own = (loop for loop in loops if block.walk.scope_at(loop) is scope)
    nesting = (ast.If, ast.ExceptHandler, ast.Match, *LOOPS)
    return sum(
        (1 + sum(isinstance(around, nesting) for around in block.ancestors(loop))) * sum(map(_is_guard, loop.body))
        for loop in own
    )


def _is_guard(statement: ast.stmt) -> bool:
    """Whether a statement only leaves something where a condition holds."""
    leaves = (ast.Return, ast.Raise, ast.Continue, ast.Break)
    is_alone = isinstance(statement, ast.If) and not statement.orelse and len(statement.body) == 1
    return is_alone and isinstance(statement, ast.If) and isinstance(statement.body[0], leaves)


def _defaults(block: Block, function: Function) -> int:
    """How many arguments of calls are `x or default`: counted as breaks in the flow, of which a reader has to follow none."""
    scope = block.walk.scopes[function]
    return sum(
        isinstance(node.op, ast.Or)
        and isinstance(block.parent(node), (ast.Call, ast.keyword))
        and block.walk.scope_at(node) is scope
        for node in block.nodes(ast.BoolOp)
    )


def _handed_on(block: Block, function: Function) -> int:
    """What a row of options costs that are only handed on where they are given: `if size is not None: body["size"] = size`."""
    scope = block.walk.scopes[function]
    rows = [item for item in block.nodes(ast.If) if _hands_on(item) and block.walk.scope_at(item) is scope]
    if len(rows) < _A_ROW:
        return 0
    nesting = (ast.If, ast.ExceptHandler, ast.Match, *LOOPS)
    return sum(1 + sum(isinstance(around, nesting) for around in block.ancestors(item)) for item in rows)


_A_ROW = 5


def _hands_on(statement: ast.If) -> bool:
    """Whether what a condition asks for is all that is put somewhere under it."""
    only = statement.body[0]
    if statement.orelse or len(statement.body) > 1 or not isinstance(only, ast.Assign):
        return False
    asked = statement.test.left if isinstance(statement.test, ast.Compare) else statement.test
    plain = isinstance(asked, ast.Name) and isinstance(only.value, ast.Name) and asked.id == only.value.id
    return plain and isinstance(only.targets[0], (ast.Subscript, ast.Attribute))


_FOR_SPEED = deferred(
    r"#.*\b(?:for|because of) (?:speed|performance)\b|#.*\bhurts readability\b"
    r"|#.*\b(?:unrolled|inlined)\b",
    re.I,
)


def is_for_speed(block: Block, function: Function) -> bool:
    """Whether a comment in a function says that it is written as it is for speed."""
    span = block.span(function)
    return any(_FOR_SPEED.search(line) for line in block.lines[span.start_line : span.end_line + 1])
