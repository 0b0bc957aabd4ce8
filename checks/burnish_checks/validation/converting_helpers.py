"""Functions of the program that convert a text they are given, and fail where it is malformed: the helpers of views."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, home_of, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.joining import named

KIND = "conversions-of-parameters"
_CONVERTS = frozenset(
    {"int", "float", "complex", "Decimal", "Fraction", "UUID", "fromisoformat", "strptime", "ip_address", "ip_network",
     "ObjectId", "b64decode", "urlsafe_b64decode", "literal_eval", "unhexlify"}
)  # fmt: skip
"""Callables that raise where a text is malformed, by the last part of their names."""
_SAME = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "casefold"})
"""Methods after which a malformed text is as malformed as before."""


class Converting(NamedTuple):
    """A function at module level that converts one of its parameters, whatever it is given."""

    name: str
    parameter: str
    at: int
    """The parameter's place among those that are given by position."""
    conversion: str


@collector(KIND, late=True, among=(ast.FunctionDef,), words=tuple(f"{name}(" for name in _CONVERTS))
def conversions_of_parameters(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions at module level that convert a parameter with nothing that looks at it first or catches the failure."""
    for call in block.nodes(ast.Call):
        kind = dotted(call.func).rpartition(".")[2]
        function = block.function_around(call)
        if kind not in _CONVERTS or not call.args or not isinstance(function, ast.FunctionDef):
            continue
        given = _bare(call.args[0])
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if not isinstance(given, ast.Name) or given.id not in names or function.decorator_list:
            continue
        if block.parent(function) is None and not block.frames and _is_unguarded(block, function, call, given.id):
            yield Converting(function.name, given.id, names.index(given.id), kind), call


def _bare(value: ast.expr) -> ast.expr:
    """What a text is made of by methods that keep it as malformed as it is."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME:
        value = value.func.value
    return value


def _is_unguarded(block: Block, function: ast.FunctionDef, call: ast.Call, name: str) -> bool:
    """Whether a call in a function converts the parameter however it looks: no `try` or `with` around it, and no name of it
    elsewhere but in a test of whether it is there."""
    if any(isinstance(around, (ast.Try, ast.With)) for around in block.ancestors(call)):
        return False
    others = (node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == name)
    return all(node in ast.walk(call) or _asks_for_presence(block.parent(node)) for node in others)


def _asks_for_presence(around: ast.AST | None) -> bool:
    """Whether what a name stands in is a test of its truth, or a comparison with None."""
    if isinstance(around, ast.Compare):
        return all(isinstance(operator, (ast.Is, ast.IsNot)) for operator in around.ops)
    return isinstance(around, (ast.If, ast.IfExp, ast.BoolOp)) or (
        isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not)
    )


@topic("converting-helper", reads=(KIND, "binds"), project=True, slow=True)
def converting_helper(view: View, index: int, qualified: str) -> Any:
    """What a function of the workspace converts, as `Converting`, by its qualified name or by `@` and its name here; or None."""
    home = (view.path, qualified[1:]) if qualified.startswith("@") else home_of(view.project, view.path, qualified)
    if home is None or len(named(view.facts_at(home[0], "binds"), home[1])) != 1:
        return None
    found = named(view.facts_at(home[0], KIND), home[1])
    return found[0] if found else None
