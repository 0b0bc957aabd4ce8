"""Names in strings: those that are handed to `getattr` and its like, and those in templates for `format`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.renaming.views import FileView

_LOOKUPS = frozenset(
    {"getattr", "hasattr", "setattr", "delattr", "attrgetter", "methodcaller", "patch", "object", "import_string",
     "url_for", "reverse", "spec_set"}
)  # fmt: skip
_KEYED = frozenset({"get", "pop", "setdefault", "__getitem__"})


def is_looked_up(view: FileView, index: int, node: ast.AST) -> bool:
    """Whether a string is handed to a call that looks names up, such as `getattr`, or asks a namespace: `globals()["a"]`."""
    parent = view.blocks[index].parent(node)
    if isinstance(parent, ast.Subscript):
        return parent.slice is node and _is_namespace(parent.value)
    if not isinstance(parent, ast.Call):
        return False
    keyed = _called(parent) in _KEYED and isinstance(parent.func, ast.Attribute) and _is_namespace(parent.func.value)
    return keyed or _called(parent) in _LOOKUPS


def _is_namespace(node: ast.expr) -> bool:
    """Whether an expression gives the names of a module, function or object with their values."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("globals", "locals", "vars")
    return isinstance(node, ast.Attribute) and node.attr in ("__dict__", "__globals__")


def may_be_looked_up(view: FileView, index: int, node: ast.AST) -> bool:
    """Whether a string is handed to such a call, or may reach one that takes a variable: in its function, or from a table."""
    if is_looked_up(view, index, node):
        return True
    if is_key(view, index, node):
        return False
    block = view.blocks[index]
    is_table = not block.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    return any(map(_looks_up, view.blocks if is_table else [block]))


def _looks_up(block: Block) -> bool:
    """Whether an attribute is looked up in the block under a name that a variable holds."""
    calls = block.nodes(ast.Call) if "attr(" in block.text else ()
    return any(
        isinstance(call.func, ast.Name) and call.func.id.endswith("attr") and _called(call) in _LOOKUPS
        and len(call.args) > 1 and not isinstance(call.args[1], ast.Constant)
        for call in calls
    )  # fmt: skip


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_key(view: FileView, index: int, node: ast.AST) -> bool:
    """Whether a string is used as the key of a dictionary."""
    parent = view.blocks[index].parent(node)
    if isinstance(parent, ast.Subscript):
        return parent.slice is node
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Attribute) and parent.func.attr in _KEYED and parent.args[:1] == [node]
    if isinstance(parent, ast.Compare):
        return parent.left is node and isinstance(parent.ops[0], (ast.In, ast.NotIn))
    return (isinstance(parent, ast.Dict) and node in parent.keys) or (
        isinstance(parent, ast.MatchMapping) and node in parent.keys
    )


def in_templates_of_globals(view: FileView, name: str) -> Iterator[Span]:
    """Where a template of a module that hands out its `globals()` asks for a name in braces."""
    if not any("globals()" in block.text for block in view.blocks):
        return
    wanted = re.compile(rf"(?<=\{{){re.escape(name)}(?=[}}:!.\[])")
    for start, block in zip(view.starts, view.blocks, strict=True):
        for number, line in enumerate(block.lines if f"{{{name}" in block.text else ()):
            for found in wanted.finditer(line):
                yield Span(start + number, found.start(), start + number, found.end())


def in_templates(view: FileView, name: str) -> Iterator[Span]:
    """Where a template for `format` asks an object for an attribute: `{user.name}`."""
    wanted = re.compile(rf"\{{[\w.\[\]]*\.({re.escape(name)})(?=[}}!:.\[])")
    for start, block in zip(view.starts, view.blocks, strict=True):
        for node in block.nodes(ast.Constant) if f".{name}" in block.text and "{" in block.text else ():
            if (
                not isinstance(node.value, str)
                or not wanted.search(node.value)
                or isinstance(block.parent(node), _PIECES)
            ):
                continue
            span = block.span(node)
            for line in range(span.start_line, span.end_line + 1):
                for found in wanted.finditer(block.lines[line]):
                    place = Span(line, found.start(1), line, found.end(1))
                    if span.contains(place):
                        yield place.moved(start)


_PIECES = (ast.JoinedStr, ast.Expr)
"""What text in braces is code or prose in."""
