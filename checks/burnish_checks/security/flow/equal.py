"""Tests of an expression, which vouch for an equal one: of the same text, with nothing that it reads bound anew.

`if is_allowed(request.GET.get("next")): return redirect(request.GET.get("next"))`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from burnish_checks import syntax
from burnish_checks.security.flow.effects import READERS
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import TESTED, Names, Value
from burnish_checks.security.flow.written import text_of


def tested(run: Run, test: ast.expr, names: Names, refined: Callable[[Names], Names | None]) -> Names | None:
    """The names after a test, with what it has found harmless of the expressions in it."""

    plain = refined(names)
    if plain is None or plain is names:  # it says nothing of what it reads
        return plain
    asked = run.compared.get(test)
    if asked is None:
        asked = run.compared[test] = tuple(_read_in(test))
    known = names[TESTED].keys or {} if TESTED in names else {}
    recorded = len(run.hits)
    found = {text: evaluate(run, node, names) for text, node in asked if text not in known}
    for hit in list(run.hits)[recorded:]:
        del run.hits[hit]
    found = {text: value for text, value in found.items() if value.all_taints}
    if not found:
        return plain
    added, around = {**names, TESTED: Value(keys={**known, **found})}, run.alike
    run.alike = added, names
    after = refined(added)
    run.alike = around
    if after is None:
        return None
    said = after[TESTED].keys or {} if TESTED in after else {}
    return _keeping(after, {text: value for text, value in said.items() if value is not found.get(text)})


def forget(names: Names, target: ast.AST) -> None:
    """Forget what was found of expressions that read what is bound, or changed, now."""
    while isinstance(target, (ast.Attribute, ast.Subscript, ast.Call)):
        target = target.func if isinstance(target, ast.Call) else target.value
    if isinstance(target, ast.Name) and TESTED in names:
        word = re.compile(rf"\b{target.id}\b")
        kept = {text: value for text, value in (names[TESTED].keys or {}).items() if not word.search(text)}
        names[TESTED] = Value(keys=kept)


def _keeping(names: Names, said: dict[str, Value]) -> Names:
    if said:
        return {**names, TESTED: Value(keys=said)}
    return {name: value for name, value in names.items() if name != TESTED}


def _read_in(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The expressions in a test that may be written again, with their texts; not what others are read from by a key."""
    for child in syntax.iter_child_nodes(node):
        if isinstance(node, ast.Call) and child is node.func:
            by_key = isinstance(child, ast.Attribute) and child.attr in READERS
            yield from _read_in(child.value if by_key and isinstance(child, ast.Attribute) else child)
            continue
        if isinstance(child, (ast.Call, ast.Subscript, ast.Attribute)) and (text := text_of(child)):
            yield text, child
        while isinstance(child, (ast.Attribute, ast.Subscript)):
            child = child.value
        yield from _read_in(child)
