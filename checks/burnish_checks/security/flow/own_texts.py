"""Texts that attributes of an object hold: as its class says, or what it is made with where nobody passes anything else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.calls import MISSING
from burnish_checks.security.flow.defaults import defaults_of
from burnish_checks.security.makers import Literal, literal_topic, texts_in

OWN = "self."
"""Begins the name of an attribute of the object where a world is asked for the constant that it holds."""


class Constant(str):
    """The name of the constant of the module that an attribute holds."""


@collector("own-texts", among=(ast.Assign, ast.AnnAssign))
def own_texts(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The attributes of objects with the texts that they are bound to, or the constant of the module; None for anything else."""
    if not block.in_class:
        return
    statements: tuple[ast.Assign | ast.AnnAssign, ...] = (*block.nodes(ast.Assign), *block.nodes(ast.AnnAssign))
    given = {name: value for item in block.nodes(ast.FunctionDef) for name, value in defaults_of(item.args).items()}
    for item in statements:
        target = item.targets[0] if isinstance(item, ast.Assign) else item.target
        if isinstance(target, ast.Name) and item in block.body:
            yield Literal(target.id, _held(item.value)), item
        elif isinstance(target, ast.Attribute) and dotted(target.value) == "self":
            value = item.value
            passed = given.get(value.id, value) if isinstance(value, ast.Name) else value
            yield Literal(target.attr, _held(passed)), item


def _held(node: ast.expr | None) -> Any:
    return Constant(node.id) if isinstance(node, ast.Name) and node.id.isupper() else texts_in(node)


def own_text(found: Iterable[Literal], constant_of: Callable[[str], Any]) -> Any:
    """The one text, or display of texts, that an attribute with these facts holds; `MISSING` if it is not known."""
    values = {item.value for item in found}
    value = values.pop() if len(values) == 1 else None
    if isinstance(value, Constant):
        return constant_of(value)
    return MISSING if value is None else value


@topic("own-text", reads=("own-texts", "literals", "binds"))
def own_text_topic(view: View, index: int, attribute: str) -> Any:
    """The text, or the texts, that an attribute of an object of the module holds, in a tuple; empty if that is not known."""

    def constant_of(name: str) -> Any:
        found = literal_topic.resolve(view, index, name)
        return found[0] if found else MISSING

    text = own_text((item for item in view.joined.get("own-texts", {}) if item.name == attribute), constant_of)
    return () if text is MISSING else (text,)
