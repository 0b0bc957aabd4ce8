"""What the typing rules read of a function: its parameters, its decorators, and where hints are written."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Position, Span
from burnish_checks.syntax.tokens import tokens

Function = ast.FunctionDef | ast.AsyncFunctionDef
_EQUALS = re.compile(r"[ \t]*=[ \t]*(?=\S)")


def functions(block: Block) -> list[Function]:
    """All functions of a block."""
    return [*block.nodes(ast.FunctionDef), *block.nodes(ast.AsyncFunctionDef)]


def is_method(block: Block, node: Function) -> bool:
    """Whether the function stands directly in a class body."""
    parent = block.parent(node)
    while isinstance(parent, (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.ExceptHandler)):
        parent = block.parent(parent)
    return isinstance(parent, ast.ClassDef) if parent is not None else block.in_class


def decorators(node: Function) -> tuple[str, ...]:
    """The dotted names of the decorators, called or not; empty for other expressions."""
    return tuple(dotted(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list)


def is_static(context: Context, node: Function) -> bool:
    """Whether the method has no first argument of its own."""
    return any(context.is_builtin(item, "staticmethod") for item in node.decorator_list)


def plain_parameters(context: Context, block: Block, node: Function) -> list[ast.arg]:
    """The parameters that a caller gives, without `self` or `cls` and without `*args` and `**kwargs`."""
    found = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return found[1:] if is_method(block, node) and not is_static(context, node) else found


def variadic_parameters(node: Function) -> Iterator[tuple[ast.arg, str]]:
    """`*args` and `**kwargs`, each with its stars."""
    if node.args.vararg is not None:
        yield node.args.vararg, "*"
    if node.args.kwarg is not None:
        yield node.args.kwarg, "**"


def parameter_edit(block: Block, node: Function, name: str, text: str) -> tuple[Span, str] | None:
    """The edit, relative to the block, that annotates a parameter; a default after it gets its spaces."""
    for argument in every_parameter(node):
        if argument.arg == name:
            end = block.span(argument).end if argument.annotation is None else None
            if end is None:
                return None
            line = block.lines[end.line]
            equals = _EQUALS.match(line, end.column)
            if equals and not line.startswith("=", equals.end()):
                return Span(*end, end.line, equals.end()), f": {text} = "
            return Span(*end, *end), f": {text}"
    return None


def every_parameter(node: Function) -> list[ast.arg]:
    """All parameters in the order they are written."""
    arguments = node.args
    found = [*arguments.posonlyargs, *arguments.args]
    found += [arguments.vararg] if arguments.vararg else []
    found += arguments.kwonlyargs
    return [*found, arguments.kwarg] if arguments.kwarg else found


def return_edit(block: Block, node: Function, text: str) -> tuple[Span, str] | None:
    """The edit, relative to the block, that annotates what the function returns; None if it cannot be placed."""
    place = _closing(block, block.name_span(node))
    return None if place is None else (Span(*place, *place), f" -> {text}")


def _closing(block: Block, name: Span) -> Position | None:
    """The position behind the parenthesis that closes the parameters."""
    lines = [block.lines[name.end_line][name.end_column :], *block.lines[name.end_line + 1 :]]
    depth = 0
    for token in tokens(lines):
        if token.type != tokenize.OP:
            continue
        if token.string in "([{":
            depth += 1
        elif token.string in ")]}":
            depth -= 1
            if depth == 0 and token.string == ")":
                line, column = token.end
                return Position(name.end_line + line - 1, column + (name.end_column if line == 1 else 0))
    return None
