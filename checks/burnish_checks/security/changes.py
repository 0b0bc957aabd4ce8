"""Comparisons that ask whether something has changed, not whether somebody knows a secret."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.security.calls import text_of
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.makers import value_of
from burnish_checks.security.words import vocabulary, words, words_of


def is_of_before(side: ast.expr) -> bool:
    """Whether a variable holds the token of before, or the next one: whether it has changed is asked, not whether it is right."""
    return isinstance(side, ast.Name) and not _BEFORE.isdisjoint(words(side.id))


_BEFORE = vocabulary("new old previous prev cached cache stale latest refreshed last maybe original updated")


def is_fingerprint(side: ast.expr) -> bool:
    """Whether it is called a fingerprint, by which it is told whether something is another than before."""
    return not _OF_CONTENT.isdisjoint(words_of(side)[-1:])


_OF_CONTENT = vocabulary("fingerprint checksum etag revision")


def asks_what_changed(block: Block, node: ast.AST) -> bool:
    """Whether it is one of several comparisons of what is given with the object's own: `key == self.key and ...`.

    Or whether two objects are compared attribute by attribute.
    """
    around = block.parent(node)
    if not isinstance(around, ast.BoolOp) or len(around.values) < _SEVERAL:
        return False
    compared = [item for item in around.values if isinstance(item, ast.Compare) and len(item.ops) == 1]
    if len(compared) < len(around.values):
        return False
    alike = len(compared) > _SEVERAL and len({_owners(item) for item in compared}) == 1
    return alike or all(_is_of_same_name(item) for item in compared)


def is_of_cache(context: Context, side: ast.expr) -> bool:
    """Whether it is what was kept in a cache of digests: whether something is another than before is asked."""
    value = value_of(context, side)
    if not isinstance(value, ast.Call) or method_of(value) != "get" or not isinstance(value.func, ast.Attribute):
        return False
    return words(dotted(value.func.value).rpartition(".")[2])[-1:] == ("cache",)


def is_of_two_states(sides: tuple[ast.expr, ast.expr]) -> bool:
    """Whether an object's own is compared with that of a newer or older state of it: `self.key != new_config.key`,
    `current["token"] != given["token"]`."""
    one, other = sides
    if isinstance(one, ast.Subscript) and isinstance(other, ast.Subscript):
        same = text_of(one.slice) is not None and text_of(one.slice) == text_of(other.slice)
    else:
        same = isinstance(one, ast.Attribute) and isinstance(other, ast.Attribute) and one.attr == other.attr
    if not same or not isinstance(one, (ast.Attribute, ast.Subscript)) or not isinstance(other, type(one)):
        return False
    owners = [part for side in (one, other) for part in dotted(side.value).split(".")]
    # The current user is who asks; what is called `current` alone is a state of something.
    return "current" in owners or any(not _BEFORE.isdisjoint(words(owner)) for owner in owners)


def _owners(comparison: ast.Compare) -> str:
    """The two objects of which attributes are compared, or else the comparison itself."""
    one, other = comparison.left, comparison.comparators[0]
    if isinstance(one, ast.Attribute) and isinstance(other, ast.Attribute):
        return f"{ast.unparse(one.value)} {ast.unparse(other.value)}"
    return ast.unparse(comparison)


_SEVERAL = 2


def _is_of_same_name(comparison: ast.Compare) -> bool:
    sides = (comparison.left, comparison.comparators[0])
    given, own = sides if isinstance(sides[1], ast.Attribute) else sides[::-1]
    owner = own.value if isinstance(own, ast.Attribute) and own.attr == getattr(given, "id", None) else None
    return isinstance(owner, ast.Name) and owner.id == "self"
