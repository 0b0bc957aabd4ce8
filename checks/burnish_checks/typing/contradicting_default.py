"""contradicting-default."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.typing.annotations import alternatives, defaults_of
from burnish_checks.typing.joining import demand_joinable
from burnish_checks.typing.signatures import Function

_ALSO = {
    "int": {"float", "complex"},
    "float": {"complex"},
    "bool": {"int", "float", "complex"},
    "bytes": {"bytearray"},
}
_PLAIN = frozenset({"int", "str", "bool", "float", "bytes", "complex", "list", "dict", "set", "tuple"})


@rule(Category.TYPING, visits=(ast.FunctionDef, ast.AsyncFunctionDef), severity=Severity.INFORMATION)
def contradicting_default(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """A default that is not of the type its parameter declares: one of the two is wrong.

    Judged where the hint is made of built-in classes and the default is a literal; a default of None is
    `implicit-optional`.

    ```python
    def pad(width: int = "8") -> str:
        return " " * int(width)
    ```

    ```python
    def pad(width: int = 8) -> str:
        return " " * width
    ```
    """
    for argument, default in defaults_of(node):
        given = _class_of(default)
        if argument.annotation is None or not given:
            continue
        declared: set[str] = set()
        for item in alternatives(context, argument.annotation):
            base = item.value if isinstance(item, ast.Subscript) else item
            if isinstance(base, ast.Constant) and base.value is None:
                continue
            name = context.qualified(base)
            declared.add(name.removeprefix("builtins.") if name.startswith("builtins.") else "")
        if declared and declared <= _PLAIN and not declared & {given, *_ALSO.get(given, ())}:
            yield block.finding(
                default,
                f"The default of `{argument.arg}` is of type `{given}`, its hint says `{' | '.join(sorted(declared))}`.",
                data={"name": argument.arg, "given": given},
            )


@contradicting_default.fix(
    "Add `{given}` to the type hint of `{name}`", Safety.UNSAFE, why="The hint may be right and the default wrong."
)
def admit_the_default(target: Target) -> Repair:
    """Write the default's type into the hint."""
    for node in target.block.nodes(ast.arg):
        if node.arg != target.finding.data["name"] or node.annotation is None:
            continue
        span = target.block.span(node)
        owner = target.block.parent(target.block.parent(node) or node)
        if not isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if any(target.block.span(default) == target.finding.span for _, default in defaults_of(owner)):
            text = target.source(node.annotation)
            if text[0] in "\"'" or span.end_line != span.start_line:
                break
            demand_joinable(target, node.annotation)
            return Repair((target.replace(node.annotation, f"{text} | {target.finding.data['given']}"),))
    raise Refused("The hint is not one that can be added to.")


def _class_of(node: ast.expr) -> str:
    """The class of a literal; empty for other expressions and None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return _class_of(node.operand)
    if isinstance(node, ast.Constant):
        return "" if node.value is None or node.value is ... else type(node.value).__name__
    for kind, name in ((ast.List, "list"), (ast.Dict, "dict"), (ast.Set, "set"), (ast.Tuple, "tuple")):
        if isinstance(node, kind):
            return name
    return "str" if isinstance(node, ast.JoinedStr) else ""
