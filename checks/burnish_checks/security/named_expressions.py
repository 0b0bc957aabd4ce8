"""The regular expressions that a module, or its classes, give a name, for other modules to match and clean texts with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.makers import UNKNOWN_PART
from burnish_checks.security.queries import pieces


class Expression(NamedTuple):
    """A regular expression, compiled or as a text, and the name that is bound to it: `self.NAME` in the body of a class."""

    name: str
    text: str
    """With `UNKNOWN_PART` for each part that is no text."""
    named: tuple[str, ...] = ()
    """The names of these parts, in order; empty for one that is no name."""


_SIGNS = frozenset("[^$\\")
"""What a text that is a regular expression holds at least one of."""


@collector("expressions", late=True, among=(ast.Assign,), words=("[", "\\", "^"))
def expressions(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The regular expressions that are bound to a name at the level of the module or of a class."""
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        parts = _written(node.value) if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or parts is None:
            continue
        text = "".join(part if isinstance(part, str) else UNKNOWN_PART for part in parts)
        if not _SIGNS.isdisjoint(text):
            named = tuple(getattr(part, "id", "") for part in parts if not isinstance(part, str))
            yield Expression(f"self.{target.id}" if block.in_class else target.id, text, named), node


def _written(node: ast.expr) -> list[str | ast.expr] | None:
    """The parts of a regular expression, if it is written here as one, compiled or not; None for anything else."""
    if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "compile" and node.args:
        node = node.args[0]
    return pieces(node)
