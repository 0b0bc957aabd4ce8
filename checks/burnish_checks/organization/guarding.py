"""Guard clauses: an `if` around the rest of a function or loop becomes an early `return` or `continue`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused
from burnish_checks.organization.conditions import opposite
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, is_generator, own_statements
from burnish_checks.organization.extraction.writing import reindented
from burnish_checks.organization.indentation import leading

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Guard:
    """The lines of an `if` (a span of the block) and the text that takes their place."""

    span: Span
    text: str
    word: str
    """What the guard does: `return`, `continue`, or `else` for what stood in the `else`."""


def can_guard(block: Block, node: ast.If) -> bool:
    """Whether an `if` may be written as a guard clause; cheap."""
    return _exit_of(block, node) is not None and not block.source(node).startswith("elif")


def guard(block: Block, node: ast.If, newline: str, unit: str) -> Guard:
    """The guard clause for an `if`. Raises `Refused` where it cannot be exact."""
    word = _exit_of(block, node)
    if word is None or block.source(node).startswith("elif"):
        raise Refused("The `if` is not the last statement of a function or loop, and its `else` does not leave.")
    place = block.span(node)
    indent = leading(block, place.start_line)
    first = block.span(node.body[0]).start_line
    header_end = _colon(block, node)
    if first <= header_end[0] or block.lines[place.start_line][: place.start_column].strip():
        raise Refused("The `if` shares its line with other code.")
    behind = block.lines[header_end[0]][header_end[1] + 1 :].rstrip("\r\n")
    text = f"{indent}if {opposite(block, node.test)}:{behind.rstrip()}{newline}"
    last_of_body = block.span(node.body[-1]).end_line
    if word == "else":
        text += _else_lines(block, node, last_of_body)
    else:
        text += f"{indent}{unit}{word}{newline}"
    old = leading(block, block.span(node.body[0]).start_line)
    top = header_end[0] + 1
    moved = reindented(block, block.lines[top : last_of_body + 1], top, old, indent, node.body)
    if not block.lines[last_of_body].endswith(("\n", "\r")) and word == "else":
        raise Refused("The file does not end with a newline.")
    end = place.end_line
    span = Span(place.start_line, 0, end, len(block.lines[end].rstrip("\r\n")))
    return Guard(span, (text + newline + moved).rstrip("\r\n"), word)


def guards(block: Block, function: Function) -> Iterator[tuple[ast.If, Function]]:
    """The `if`s of a function that may become guards, each with what the function would then be."""
    for statement in own_statements(function.body):
        if isinstance(statement, ast.If) and can_guard(block, statement):
            yield statement, _guarded(function, statement, _exit_of(block, statement) or "return")


def _exit_of(block: Block, node: ast.If) -> str | None:
    """How a guard in place of the `if` would leave, or None."""
    if node.orelse:
        leaves = isinstance(node.orelse[-1], _LEAVING) and not _is_elif(block, node)
        return "else" if leaves and not isinstance(node.body[-1], _LEAVING) else None
    parent = block.parent(node)
    body = getattr(parent, "body", None)
    if not isinstance(body, list) or not body or body[-1] is not node:
        return None
    if body[0] is node and len(node.body) < 2 and not hasattr(node.body[0], "body"):
        return None
    if isinstance(parent, _LOOPS):
        return "continue"
    if isinstance(parent, FUNCTIONS):
        values = any(isinstance(item, ast.Return) and item.value is not None for item in own_statements(parent.body))
        return "return None" if values and not is_generator(parent) else "return"
    return None


def _is_elif(block: Block, node: ast.If) -> bool:
    return (
        len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and block.source(node.orelse[0]).startswith("elif")
    )


def _colon(block: Block, node: ast.If) -> tuple[int, int]:
    """Line and column of the colon after the condition."""
    line, column = block.span(node.test).end
    while True:
        text = block.lines[line]
        while column < len(text):
            if text[column] == ":":
                return line, column
            if text[column] == "#":
                raise Refused("There is a comment inside the condition.")
            column += 1
        line, column = line + 1, 0


def _else_lines(block: Block, node: ast.If, last_of_body: int) -> str:
    """The suite of the `else`, which stands at the right indentation already."""
    first, last = block.span(node.orelse[0]).start_line, block.span(node.orelse[-1]).end_line
    header = next((line for line in range(last_of_body + 1, first) if block.lines[line].strip() == "else:"), None)
    between = block.lines[last_of_body + 1 : header] if header is not None else ()
    if header is None or any(line.strip() for line in between):
        raise Refused("There is code or a comment round the `else`.")
    return "".join(block.lines[header + 1 : last + 1])


def _guarded(function: Function, node: ast.If, word: str) -> Function:
    """The function with a guard in place of the `if`: a copy along the way."""
    leave: list[ast.stmt] = list(node.orelse)
    if not leave:
        leave = [ast.Continue() if word == "continue" else ast.Return(value=None)]
    condition = ast.copy_location(ast.If(test=node.test, body=leave, orelse=[]), node)
    replaced = _replaced(function, node, [condition, *node.body])
    assert isinstance(replaced, FUNCTIONS)
    return replaced


def _replaced(node: ast.AST, wanted: ast.If, instead: list[ast.stmt]) -> ast.AST:
    result = copy.copy(node)
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        items = getattr(node, name, None)
        if not isinstance(items, list):
            continue
        if wanted in items:
            at = items.index(wanted)
            setattr(result, name, [*items[:at], *instead, *items[at + 1 :]])
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef)) or name == "body":
            setattr(result, name, [_replaced(item, wanted, instead) for item in items])
    return result
