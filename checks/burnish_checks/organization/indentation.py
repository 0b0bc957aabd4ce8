"""Moving the lines of a suite to another indentation without touching the strings in it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused


def moved_lines(block: Block, first: int, last: int, removed: str, nodes: Sequence[ast.AST]) -> str:
    """The block's lines from `first` to `last` (inclusive) with `removed` taken off the front of each indentation.

    Raises `Refused` where a line does not begin with it or a string of `nodes` spans lines.
    """
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, (ast.Constant, ast.JoinedStr)) and inner.end_lineno != inner.lineno:
                raise Refused("A string in the code spans lines, which moving it would change.")
    result: list[str] = []
    for line in block.lines[first : last + 1]:
        if not line.strip() or line.startswith("#"):
            result.append(line)
        elif line.startswith(removed):
            result.append(line[len(removed) :])
        else:
            raise Refused("A line is indented less than the code around it.")
    return "".join(result)


def leading(block: Block, line: int) -> str:
    """The indentation of a line of the block."""
    text = block.lines[line]
    return text[: len(text) - len(text.lstrip(" \t"))]
