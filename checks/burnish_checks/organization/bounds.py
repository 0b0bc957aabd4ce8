"""Bounds of a function's measures, told from the counts of a block's nodes.

Most functions are below every limit, and these spare measuring them: 98 µs for 149 in a block of 100 lines. The
measures are the slow equivalent; a property test holds that none exceeds its bound.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.organization.measures import FUNCTIONS, LOOPS, SIMPLE, TRIES, WITHS, Function

_Loop = ast.For | ast.AsyncFor | ast.While
_Try = ast.Try | syntax.TryStar
_COUNTED = frozenset({ast.If, *LOOPS, *WITHS, *TRIES, ast.ExceptHandler, ast.Match, ast.match_case})
_DECIDING = frozenset({*_COUNTED, *FUNCTIONS, ast.ClassDef})
_NESTING = _DECIDING - {ast.match_case}


class AtMost(NamedTuple):
    """What no measure of any function in a block can exceed, told from the counts of its nodes."""

    statements: int
    lines: int
    complexity: int
    tangle: int
    branches: int
    returns: int
    nesting: int


def at_most(block: Block, lines: int) -> AtMost:
    """The bounds for a function of so many lines; most functions are below every limit and need not be measured.

    What nests is indented: a decision stands no deeper than its column does among the columns of all.
    """
    nodes = block.walk.nodes
    statements = compound = decisions = 0
    for kind, found in nodes.items():
        if kind in _DECIDING:
            decisions += len(found)
            compound += len(found) if kind in _COUNTED else 0
            statements += len(found)
        elif kind in SIMPLE:
            statements += len(found)
    elses, tries = _elses(block), sum(len(nodes.get(kind, ())) for kind in TRIES)
    nesting: list[ast.stmt | ast.excepthandler] = block.nodes(*_NESTING)
    columns = [node.col_offset for node in nesting]
    return AtMost(
        statements + 2 * elses + tries,
        lines,
        1 + decisions,
        _most_tangled(block, columns),
        compound + elses,
        len(nodes.get(ast.Return, ())),
        len(set(columns)),
    )


def _elses(block: Block) -> int:
    """How many clauses beside the first, `except` left out, the compound statements of the block have."""
    tries: list[_Try] = block.nodes(*TRIES)
    others: list[ast.If | _Loop] = block.nodes(ast.If, *LOOPS)
    return len([node for node in (*tries, *others) if node.orelse]) + len([node for node in tries if node.finalbody])


def _most_tangled(block: Block, columns: list[int]) -> int:
    """No function in the block, whose decisions stand in these columns, is more tangled than this."""
    nodes = block.walk.nodes
    rank = {column: number for number, column in enumerate(sorted(set(columns)))}
    levels = len(rank) + len(nodes.get(ast.IfExp, ())) + len(nodes.get(ast.Lambda, ()))
    deepest = (1 + levels) * len(nodes.get(ast.IfExp, ()))
    functions: list[Function] = block.nodes(*FUNCTIONS)
    names = {function.name for function in functions}
    again = len([call for call in block.nodes(ast.Call) if getattr(call.func, "id", "") in names])
    return sum([2 + rank[column] for column in columns]) + deepest + len(nodes.get(ast.BoolOp, ())) + again
