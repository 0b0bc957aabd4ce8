"""How names are reached without being called: put together to be looked up, or handed on by a class body."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector


@collector("dispatches", among=(ast.Call, ast.Assign))
def dispatches(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Prefixes of names that the block puts together to look them up: `visit_` in `getattr(self, "visit_" + kind)`."""
    for call in block.nodes(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id in ("getattr", "hasattr") and len(call.args) > 1:
            prefix = _prefix(call.args[1])
            if prefix:
                yield prefix, call
    for assign in block.nodes(ast.Assign):
        prefix = _prefix(assign.value) if isinstance(assign.value, (ast.BinOp, ast.JoinedStr)) else ""
        if prefix.endswith("_") and prefix.isidentifier():
            yield prefix, assign


def _prefix(node: ast.expr) -> str:
    """The constant that a built string begins with; empty if it is no part of a name."""
    text: object = ""
    if isinstance(node, ast.BinOp):
        text = node.left.value if isinstance(node.left, ast.Constant) else ""
        if isinstance(node.op, ast.Mod) and isinstance(text, str):
            text = text.partition("%")[0]
    elif isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
        text = first.value if isinstance(first, ast.Constant) else ""
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        value = node.func.value
        text = value.value.partition("{")[0] if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
    return text if isinstance(text, str) and text.isidentifier() and len(text) > 1 else ""


@topic("looked-up", reads=("dispatches",), project=True)
def looked_up(view: View, index: int, name: str) -> Any:
    """The prefixes, sorted, that a name begins with and names are looked up by, in this file and the workspace's others."""
    elsewhere = view.project.ask(view.path, "majority", "dispatches") if view.project is not None else ()
    prefixes = (*view.joined.get("dispatches", {}), *(value for value, _ in elsewhere or ()))
    return tuple(sorted({prefix for prefix in prefixes if name.startswith(prefix)}))


_HANDING_ON = (ast.Assign, ast.Call, ast.Delete, ast.Dict, ast.FunctionDef, ast.AsyncFunctionDef)


@collector("handed-on", local=True, among=_HANDING_ON)
def handed_on(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names that a statement of a class body hands to a call (`make = classmethod(make)`), decorates with, puts into a
    table, or deletes once it has used it."""
    if block.in_class:
        yield from _decorating(block)
        if block.kind == "leaf" and block.word in ("def", "@"):
            return  # the rest is said of what stands in the class body itself
        for statement in block.nodes(ast.Delete):
            if block.walk.scope_at(statement) is block.walk.root:
                yield from ((item.id, statement) for item in statement.targets if isinstance(item, ast.Name))
        for assign in block.nodes(ast.Assign):
            into_table = isinstance(assign.targets[0], ast.Subscript) and block.walk.scope_at(assign) is block.walk.root
            if into_table and isinstance(assign.value, ast.Name):
                yield assign.value.id, assign
        holders: list[ast.Call | ast.Dict] = block.nodes(ast.Call, ast.Dict)
        for node in holders:
            for value in node.args if isinstance(node, ast.Call) else node.values:
                if isinstance(value, ast.Name) and block.walk.scope_at(node) is block.walk.root:
                    yield value.id, node


def _decorating(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names that functions of the block are decorated with."""
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = block.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    for function in functions:
        yield from ((item.id, function) for item in function.decorator_list if isinstance(item, ast.Name))


@topic("handed-on", reads=("handed-on",))
def handed_on_topic(view: View, index: int, name: str) -> Any:
    """Whether a class body of the file hands the name on."""
    return name in view.joined.get("handed-on", {})
