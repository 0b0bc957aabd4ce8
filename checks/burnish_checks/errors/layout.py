"""Moving whole statements: the lines they own, and their text at another indentation."""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused


def whole_lines(block: Block, node: ast.stmt) -> Span | None:
    """The lines of a statement that shares them with no other code; None if it shares one."""
    start_line, start_column, end_line, end_column = block.span(node)
    before = block.lines[start_line][:start_column]
    behind = block.lines[end_line][end_column:].strip()
    if before.strip() or (behind and not behind.startswith("#")):
        return None
    return line_span(block, start_line, end_line)


def line_span(block: Block, first: int, last: int) -> Span:
    """The span of whole lines, their endings included."""
    if block.lines[last].endswith(("\n", "\r")):
        return Span(first, 0, last + 1, 0)
    return Span(first, 0, last, len(block.lines[last]))


def dedented(block: Block, first: int, last: int, width: int) -> str:
    """The lines with `width` characters of indentation less; lines that begin inside a string stay as they are.

    Raises `Refused` where a line of code is not indented by that much.
    """
    inside = _lines_in_strings(block)
    result: list[str] = []
    for number in range(first, last + 1):
        line = block.lines[number]
        if number in inside or not line.strip():
            result.append(line)
        elif line[:width].strip():
            if not line.lstrip().startswith("#"):
                raise Refused("The lines are not indented alike.")
            result.append(line)
        else:
            result.append(line[width:])
    return "".join(result)


def _lines_in_strings(block: Block) -> set[int]:
    """The lines whose first character lies inside a string."""
    found: set[int] = set()
    for node in (*block.nodes(ast.Constant), *block.nodes(ast.JoinedStr), *block.nodes(syntax.TemplateStr)):
        if isinstance(node, ast.Constant) and not isinstance(node.value, (str, bytes)):
            continue
        span = block.span(node)
        found.update(range(span.start_line + 1, span.end_line + 1))
    return found
