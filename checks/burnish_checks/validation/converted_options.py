"""Options of a command line that the program converts by hand: which, and with what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted

KIND = "converted-options"
_CONVERTS = frozenset(
    {"int", "float", "complex", "Decimal", "Fraction", "UUID", "fromisoformat", "ip_address", "ip_network", "IPv4Address"}
)  # fmt: skip
"""Callables that raise where a text is malformed, by the last part of their names."""
_NAMESPACES = frozenset(
    {"args", "options", "opts", "namespace", "ns", "parsed", "arguments", "params", "config", "parsed_args", "cli_args", "opt",
     "cmd_args", "kwargs", "cli"}
)  # fmt: skip
"""What programs call their parsed options."""


def conversions_in(block: Block) -> Iterator[tuple[str, ast.Call]]:
    """The calls that convert one value, with nothing around that catches the failure: what converts, as written, and the call."""
    for call in block.nodes(ast.Call):
        kind = dotted(call.func)
        if kind.rpartition(".")[2] not in _CONVERTS or len(call.args) != 1 or call.keywords:
            continue
        if not any(isinstance(around, ast.Try) and around.handlers for around in block.ancestors(call)):
            yield kind, call


def option_read(block: Block, value: ast.expr, depth: int = 0) -> str:
    """The name of the option that an expression reads out of the parsed ones (`args.port`, `options["port"]`), or empty."""
    if isinstance(value, ast.Attribute) and _holds_options(block, value.value):
        return value.attr
    if (
        isinstance(value, ast.Subscript)
        and isinstance(value.slice, ast.Constant)
        and isinstance(value.slice.value, str)
    ):
        holder = value.value
        if isinstance(holder, ast.Call) and dotted(holder.func) == "vars" and holder.args:
            holder = holder.args[0]
        return value.slice.value if _holds_options(block, holder) else ""
    if isinstance(value, ast.Call) and len(value.args) > 1 and dotted(value.func) == "getattr":
        name = value.args[1]
        return str(name.value) if isinstance(name, ast.Constant) and _holds_options(block, value.args[0]) else ""
    if isinstance(value, ast.Name) and depth == 0:
        given = _sole_value(block, value)
        return option_read(block, given, 1) if given is not None else ""
    return ""


def _holds_options(block: Block, node: ast.expr) -> bool:
    name = dotted(node)
    if name.rpartition(".")[2] in _NAMESPACES and name.count(".") <= name.startswith(("self.", "cls.")):
        return True
    given = _sole_value(block, node) if isinstance(node, ast.Name) else None
    return isinstance(given, ast.Call) and getattr(given.func, "attr", "") == "parse_args"


def _sole_value(block: Block, name: ast.Name) -> ast.expr | None:
    """What the one assignment to a name in its function gives it."""
    owner = block.walk.scope_at(name).resolve(name.id)
    bound = owner.bound[name.id] if owner is not None else ()
    statement = block.parent(bound[0]) if len(bound) == 1 else None
    return statement.value if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None


@collector(KIND, late=True, among=(ast.Call,), words=tuple(f"{name}(" for name in _CONVERTS))
def converted_options(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The options that the block converts: name and what converts it, as written."""
    for kind, call in conversions_in(block):
        if name := option_read(block, call.args[0]):
            yield (name, kind), call


@topic(KIND, reads=(KIND,), project=True, slow=True)
def converted_options_topic(view: View, index: int, name: str, maker: str) -> Any:
    """What converts an option in this file, or in one that takes the function from it which makes the parser; sorted."""
    found = {kind for option, kind in view.joined.get(KIND, {}) if option == name}
    if view.project is not None and maker:
        for path in view.project.ask(view.path, "importers", maker) or ():
            found.update(kind for option, kind in view.project.ask(path, "own", KIND) or () if option == name)
    return tuple(sorted(found))
