"""The regular expressions that a module, or its classes, give a name, for other modules to match and clean texts with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.makers import written_pattern


class Expression(NamedTuple):
    """A regular expression, compiled or as a text, and the name that is bound to it: `self.NAME` in the body of a class."""

    name: str
    text: str


_SIGNS = frozenset("[^$\\")
"""What a text that is a regular expression holds at least one of."""


@collector("expressions", among=(ast.Assign,), words=("[", "\\", "^"))
def expressions(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The regular expressions that are bound to a name at the level of the module or of a class."""
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        text = _written(node.value) if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and text is not None and not _SIGNS.isdisjoint(text):
            yield Expression(f"self.{target.id}" if block.in_class else target.id, text), node


def _written(node: ast.expr) -> str | None:
    """The text of a regular expression, if it is written here as one."""
    if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "compile" and node.args:
        found = written_pattern(node.args[0])
        return found if isinstance(found, str) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
