"""The names that the patterns of a `match` statement bind."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span

CAPTURES = (ast.MatchAs, ast.MatchStar, ast.MatchMapping)


def place_of_capture(block: Block, node: ast.AST, name: str) -> Span:
    """Where a pattern has the name that it binds: at its end, of a mapping (`{**rest}`) before the brace."""
    span = block.span(node)
    line = block.lines[span.end_line]
    end = line.rfind(name, 0, span.end_column) + len(name)
    return Span(span.end_line, end - len(name), span.end_line, end)
