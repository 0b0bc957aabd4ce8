"""What an f-string begins with: a text that can be named, `f"{RATES_URL}/{currency}"` for `f"https://.../rates/{currency}"`."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.constants.extract import defined_text
from burnish_checks.core.block import Block
from burnish_checks.core.repair import Change, Refused, Repair, Target


def is_head(block: Block, node: syntax.AST) -> bool:
    """Whether the node is the text with which an f-string begins, before the first of its expressions."""
    parent = block.parent(node)
    return isinstance(parent, syntax.JoinedStr) and len(parent.values) > 1 and parent.values[0] is node


def named_head(target: Target, node: syntax.Constant, name: str) -> Repair:
    """Name the text up to its last slash, or all of it, and put the name into the f-string."""
    block, value = target.block, node.value
    if not isinstance(value, str) or block.source(node) != value or not value.isprintable():
        raise Refused("The f-string spells its text with escapes.")
    kept = value.rstrip("/:") if value.endswith(("/", ":")) else value
    rest = value[len(kept) :]
    name, changes = defined_text(target.snapshot, target.index, node, name, '"' + kept.replace('"', '\\"') + '"')
    span = block.span(node).moved(target.snapshot.starts[target.index])
    return Repair((*changes, Change(span, f"{{{name}}}{rest}")), f"Extract constant `{name}`")
