"""The value of an expression, whatever its type: `expressions` says what each type of node gives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from burnish_checks.security.flow.run import MOST_STEPS, Run, TooLong
from burnish_checks.security.flow.values import TESTED, UNKNOWN, Names, Value, constant
from burnish_checks.security.flow.written import as_tested

FOLLOW: dict[type[ast.AST], Callable[..., Value]] = {}
"""By type of node what follows one, as `expressions` has it; under `ast.AST` what follows all others."""
_WRITTEN_AGAIN = frozenset({ast.Call, ast.Subscript, ast.Attribute})


def evaluate(run: Run, node: Any, names: Names) -> Value:
    """The value of an expression; `names` is changed by walruses and by methods that change their receiver.

    Within a statement it is worked out once, as long as the names hold what they held: conditions are looked at again for
    each way they may come out, which was two fifths of all that was followed. Working it out anew is the slow equivalent,
    and counts as much in `steps`.
    """
    if node is None:
        return UNKNOWN
    run.steps += 1
    if run.steps > MOST_STEPS:
        raise TooLong
    kind = type(node)
    if kind is ast.Name:
        return names.get(node.id) or FOLLOW[kind](run, node, names)
    if kind is ast.Constant:
        return constant(node.value)
    known = run.known.get(node)
    if known is not None and (known[0] is names or (names is run.alike[0] and known[0] is run.alike[1])):
        run.steps += known[2]
        if run.steps > MOST_STEPS:
            raise TooLong
        found: Value = known[1]
        return found
    before = run.steps
    found = FOLLOW.get(kind, FOLLOW[ast.AST])(run, node, names)
    if TESTED in names and found.all_taints and kind in _WRITTEN_AGAIN:
        found = as_tested(run, node, names, found)
    run.known[node] = names, found, run.steps - before
    return found
