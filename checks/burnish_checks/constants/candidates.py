"""Where a number may ask for a name: told from the place and the value alone, before what it means is worked out."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.constants import harmless
from burnish_checks.constants.literals import leads, number, number_tuple, outermost
from burnish_checks.constants.meaning import role_of
from burnish_checks.constants.standard import NAMED_ARGUMENTS
from burnish_checks.constants.units import is_plain_unit
from burnish_checks.core.block import Block
from burnish_checks.core.names import last_word

_MOST_TELLING = 10


def candidate(block: Block, node: syntax.expr) -> syntax.expr | None:
    """The expression to look at for a constant or tuple: numbers once, by their first literal."""
    if isinstance(node, syntax.Tuple):
        parent = block.parent(node)
        passed = isinstance(parent, syntax.Call) and node in parent.args
        return node if passed and number_tuple(node) is not None else None
    if type(node.value) not in (int, float):  # type: ignore[attr-defined]
        return None
    outer = outermost(block, node)
    return outer if leads(node, outer) else None


def is_small_argument(node: syntax.expr, parent: syntax.AST | None) -> bool:
    """Whether a constant is passed that `may_be_reported` turns away: every second of all, told at once."""
    return (
        isinstance(parent, syntax.Call)
        and isinstance(node, syntax.Constant)
        and isinstance(node.value, (int, float))
        and harmless.is_tiny(node.value)
        and last_word(parent.func) not in NAMED_ARGUMENTS
    )


def may_be_reported(block: Block, node: syntax.expr) -> bool:
    """Whether the place and value can be reported at all, told before its meaning is worked out, which is slow.

    Nearly all numbers are indexes, assignments, or 0 and 1. The rule itself and `harmless.reason` have the last word.
    """
    parent = block.parent(node)
    if parent.__class__ not in _ASKING:
        return False
    if isinstance(parent, (syntax.Tuple, syntax.List, syntax.Set)):
        parent = block.parent(parent)
        if not isinstance(parent, syntax.Compare):
            return False
    if isinstance(parent, syntax.Compare):
        return not _is_tiny(node) or "errno" in block.source(parent).lower()
    if isinstance(parent, syntax.Call):
        return node in parent.args and (not _is_tiny(node) or last_word(parent.func) in NAMED_ARGUMENTS)
    if isinstance(parent, (syntax.BinOp, syntax.AugAssign)):
        role = role_of(parent.op)
        multiplied = isinstance(node, syntax.BinOp) and isinstance(node.op, syntax.Mult)
        asks = (role == "factor" and not is_plain_unit(node)) or (role == "offset" and multiplied)
        return asks and not _is_tiny(node)
    return isinstance(parent, syntax.arguments) and is_long(node)


_ASKING = frozenset(
    {
        syntax.Tuple,
        syntax.List,
        syntax.Set,
        syntax.Compare,
        syntax.Call,
        syntax.BinOp,
        syntax.AugAssign,
        syntax.arguments,
    }
)
"""What a number stands in where it may ask for a name."""
AROUND = _ASKING | {syntax.UnaryOp}
"""The same of the literal in it, which may have a sign."""


def _is_tiny(node: syntax.expr) -> bool:
    value = number(node)
    return value is not None and harmless.is_tiny(value)


def is_long(node: syntax.expr) -> bool:
    """Whether it is a number that no one has at hand: more than ten, and not a hundred."""
    value = number(node)
    return isinstance(value, (int, float)) and abs(value) > _MOST_TELLING and value != 100
