"""Types that stand in comments, as Python 2 had them: `def size(path):  # type: (str) -> int`."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.patterns import deferred

_TYPE = deferred(r"#\s*type:\s*(?!ignore\b)\S")


def is_typed_by_comment(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a comment in the header of a function, or under it, says its types or that of a parameter.

    Type checkers refuse a function that has both such a comment and hints.
    """
    if "type:" not in block.text:
        return False
    start, first = block.name_span(node).start_line, block.span(node.body[0]).start_line
    return any(_TYPE.search(line) for line in block.lines[start : max(first, start + 1)])
