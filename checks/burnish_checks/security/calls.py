"""Reading and editing calls: their arguments by position or name, literal values, and edits of argument lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Target

MISSING = object()
"""What `literal` gives for code that is no literal."""


def argument(call: ast.Call, position: int | None, name: str) -> ast.expr | None:
    """The argument passed by keyword `name` or at the position (before any `*args`), or None."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is None or position >= len(call.args):
        return None
    starred = any(isinstance(item, ast.Starred) for item in call.args[: position + 1])
    return None if starred else call.args[position]


def has_star(call: ast.Call) -> bool:
    """Whether the call passes `*args` or `**kwargs`."""
    return any(isinstance(item, ast.Starred) for item in call.args) or any(kw.arg is None for kw in call.keywords)


def literal(node: ast.AST | None) -> Any:
    """The value of a constant, or `MISSING`."""
    return node.value if isinstance(node, ast.Constant) else MISSING


def is_true(node: ast.AST | None) -> bool:
    """Whether the node is a literal that counts as true."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return bool(node.elts)
    if isinstance(node, ast.Dict):
        return bool(node.keys)
    return isinstance(node, ast.Constant) and bool(node.value)


def is_false(node: ast.AST | None) -> bool:
    """Whether the node is the literal `False`."""
    return isinstance(node, ast.Constant) and node.value is False


def text_of(node: ast.AST | None) -> str | None:
    """The value of a string literal, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def assignments(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target of an assignment with its value: of `a, b = 1, 2` both pairs."""
    for target in node.targets:
        value = node.value
        if not isinstance(target, (ast.Tuple, ast.List)):
            yield target, value
        elif isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            yield from zip(target.elts, value.elts, strict=True)


def without_argument(target: Target, call: ast.Call, node: ast.expr) -> Change:
    """The call's argument (a value; its keyword is found here) taken out, with the comma before or after it."""
    block = target.block
    pieces = _pieces(target, call)
    number = next(n for n, (_, value) in enumerate(pieces) if value is node)
    span = pieces[number][0]
    if number:
        return target.replace(Span(*pieces[number - 1][0].end, *span.end), "")
    if len(pieces) > 1:
        return target.replace(Span(*span.start, *pieces[1][0].start), "")
    end = _closing(target, call)
    return (
        target.replace(Span(*span.start, *end), "")
        if "#" not in block.source(Span(*span.start, *end))
        else (target.replace(span, ""))
    )


def with_keyword(target: Target, call: ast.Call, text: str) -> Change:
    """A keyword argument (`name=value`) added at the end of the call, before any `**kwargs`."""
    pieces = _pieces(target, call)
    for keyword in call.keywords:
        if keyword.arg is None:
            span = next(span for span, value in pieces if value is keyword.value)
            return target.insert(span.start, f"{text}, ")
    if not pieces:
        return target.insert(_closing(target, call), text)
    if len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp) and not call.keywords:
        raise Refused("The generator argument needs parentheses of its own first.")
    last = pieces[-1][0]
    closing = _closing(target, call)
    if last.end_line != closing.line and last.start_line != target.block.span(call.func).end_line:
        first_line = target.block.lines[last.start_line]
        indent = first_line[: len(first_line) - len(first_line.lstrip())]
        if last.start_column == len(indent):
            return target.insert(last.end, f",{target.newline}{indent}{text}")
    return target.insert(last.end, f", {text}")


def _pieces(target: Target, call: ast.Call) -> list[tuple[Span, ast.expr]]:
    """Each argument's span (parentheses around it and its `name=` or `**` included) and value, in source order."""
    found: list[tuple[Span, ast.expr]] = []
    for value in call.args:
        found.append((_parenthesised(target, call, target.block.span(value)), value))
    for keyword in call.keywords:
        found.append((_parenthesised(target, call, target.block.span(keyword)), keyword.value))
    found.sort(key=lambda item: item[0])
    return found


def _parenthesised(target: Target, call: ast.Call, span: Span) -> Span:
    """The span grown over the parentheses that belong to the argument alone."""
    opening = target.block.span(call.func).end
    while True:
        before = target.block.source(Span(*opening, *span.start)).rstrip()
        after = target.block.source(Span(*span.end, *target.block.span(call).end))
        rest = after.lstrip()
        if not (before.endswith("(") and rest.startswith(")")) or before.count("(") <= 1:
            return span
        start = _offset(target, opening, len(before) - 1)
        end = _offset(target, span.end, len(after) - len(rest) + 1)
        if end == target.block.span(call).end:
            return span
        span = Span(*start, *end)


def _offset(target: Target, position: Position, characters: int) -> Position:
    """The block-relative position some characters on."""
    line, column = position
    lines = target.block.lines
    while characters > 0 and column + characters >= len(lines[line]) and line + 1 < len(lines):
        characters -= len(lines[line]) - column
        line, column = line + 1, 0
    return Position(line, column + characters)


def _closing(target: Target, call: ast.Call) -> Position:
    """The position of the call's closing parenthesis."""
    end = target.block.span(call).end
    return Position(end.line, end.column - 1)


def is_fallback(block: Block, node: ast.AST) -> bool:
    """Whether a node runs where the better way is not there: in the `else` of an `if hasattr(...)`, or for old Pythons."""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, ast.If):
            asks = [dotted(item) for item in ast.walk(around.test) if isinstance(item, (ast.Name, ast.Attribute))]
            if "sys.version_info" in asks and _is_of_old(around, child):
                return True
            if "hasattr" in asks and child in around.orelse:
                return True
        child = around
    return False


def _is_of_old(choice: ast.If, child: ast.AST) -> bool:
    """Whether the branch is that of the older Pythons, as far as the comparison of `sys.version_info` tells."""
    for test in ast.walk(choice.test):
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            first = any(dotted(item) == "sys.version_info" for item in ast.walk(test.left))
            newer = isinstance(test.ops[0], (ast.Gt, ast.GtE) if first else (ast.Lt, ast.LtE))
            return child in (choice.orelse if newer else choice.body)
    return True


def conditions(block: Block, node: ast.AST, context: Context) -> Iterator[str]:
    """The conditions of the `if`s in whose body a node stands, as they are written."""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, ast.If) and child in around.body:
            yield block.source(around.test)
        child = around
    yield from (text for item in context.enclosing if item.word == "if" for text in item.bases)


def is_tried_out(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a node stands below `if __name__ == "__main__":`, where those who develop the module try it out."""
    return any("__name__" in text for text in conditions(block, node, context))


def assigned(target: Target) -> ast.keyword | ast.Assign:
    """The keyword or assignment that was reported."""
    node = target.node(ast.keyword, ast.Assign)
    assert isinstance(node, (ast.keyword, ast.Assign))
    return node
