"""What is known of walking over a block, held against walking over it anew."""

from __future__ import annotations

from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.scopes import Scope, Walk
from burnish_checks.core.walking import walk


def assert_walked(block: Block) -> None:
    """That what is known of walking over a block is what walking over it finds, in the same order."""
    anew = walk(block.body, "class" if block.in_class else "module")
    assert block.walk.nodes == anew.nodes
    assert placed_in(block.walk) == placed_in(anew)


def placed_in(found: Walk) -> list[Any]:
    """All that walking over a block finds of its nodes; of operators there is one of each, which has no parent of its own."""
    return [
        {node: parent for node, parent in found.parents.items() if hasattr(node, "lineno") or node._fields},
        [(name, told(scope)) for name, scope in found.names],
        [(name, told(scope), node) for name, scope, node in found.quoted],
        [(node, told(scope)) for node, scope in found.scopes.items()],
        told(found.root),
        told(found.only),
        found.free_names(),
    ]


def told(scope: Scope | None) -> Any:
    """All that a scope is."""
    if scope is None:
        return None
    return scope.kind, scope.node, [*scope.bound.items()], scope.globals, scope.nonlocals, told(scope.parent)
