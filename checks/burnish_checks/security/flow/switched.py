"""Checks that a setting of the program may switch off: where it has, the data is taken for what it is by default, as checked."""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.harmless import harmless
from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.marks import BELIEVED
from burnish_checks.security.flow.taints import Origin
from burnish_checks.security.flow.values import UNKNOWN, Names, without

_BELIEVED = frozenset({BELIEVED})


def is_setting(node: ast.expr) -> bool:
    """Whether it is a setting of the program, `settings.CHECK_NEXT`, or that it does not permit more, `not self.allow_links`."""
    permits = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    asked = node.operand if isinstance(node, ast.UnaryOp) else node
    if not (isinstance(asked, ast.Attribute) and isinstance(asked.value, ast.Name)):
        return False
    return _PERMITS.match(asked.attr) is not None if permits else asked.attr.isupper()


_PERMITS = deferred(r"_?(?:allow|permit|trust|unsafe|insecure)")
"""How the names of what an operator switches on begin that leaves a check out."""


def if_switched_off(test: ast.BoolOp, names: Names) -> Names:
    """The names where a setting has switched a check off, `if settings.CHECK and not fits(url)`."""
    for item in (name for part in test.values[1:] for name in syntax.walk(part) if isinstance(name, ast.Name)):
        if item.id in names and names[item.id].all_taints:
            names = harmless(names, names[item.id], _BELIEVED)
    return names


def otherwise(node: ast.If, after: Names | None, other: Names | None) -> Names | None:
    """The names where the test of a statement has not held; where that is a setting, with what its body has checked."""
    if (
        after is None
        or other is None
        or node.orelse
        or not is_setting(node.test)
        or _OFF.search(ast.unparse(node.test))
    ):
        return other
    checked = frozenset(origin for name in other for origin in _checked(name, after, other))
    return without(other, checked, _BELIEVED) if checked else other


def _checked(name: str, after: Names, other: Names) -> set[Origin]:
    """The origins of what a name holds that are harmless for more after the body."""
    before = {taint.origin: taint.cleared for taint in other[name].all_taints}
    found = after.get(name, UNKNOWN).all_taints
    return {
        taint.origin
        for taint in found
        if taint.origin in before and not ALL.isdisjoint(taint.cleared - before[taint.origin])
    }


_OFF = deferred(r"DEBUG|TEST|DEVEL|PARANOI")
"""What is in the names of settings that are off where visitors come."""
