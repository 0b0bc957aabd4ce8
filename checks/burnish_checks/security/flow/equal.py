"""Tests of an expression, which vouch for an equal one: of the same text, with nothing that it reads bound anew.

`if is_allowed(request.GET.get("next")): return redirect(request.GET.get("next"))`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from burnish_checks.security.flow.effects import READERS
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import TESTED, Names, Value

_GIVES_ANOTHER = re.compile(
    r"_*(read|recv|receive|next|pop|input|random|rand|token|generate|create|new|fetch|send|uuid)"
)
"""How the names of functions begin that give another value the next time."""


def tested(run: Run, test: ast.expr, names: Names, refined: Callable[[Names], Names | None]) -> Names | None:
    """The names after a test, with what it has found harmless of the expressions in it."""
    from burnish_checks.security.flow.expressions import evaluate

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
    after = refined({**names, TESTED: Value(keys={**known, **found})})
    if after is None:
        return None
    said = after[TESTED].keys or {} if TESTED in after else {}
    return _keeping(after, {text: value for text, value in said.items() if value is not found.get(text)})


def as_tested(run: Run, node: ast.AST, names: Names, value: Value) -> Value:
    """The value of an expression, as harmless as a test of an equal one has found it."""
    text = run.texts.get(node)
    if text is None:
        text = run.texts[node] = text_of(node)
    return (names[TESTED].keys or {}).get(text, value) if text else value


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
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.Call) and child is node.func:
            by_key = isinstance(child, ast.Attribute) and child.attr in READERS
            yield from _read_in(child.value if by_key and isinstance(child, ast.Attribute) else child)
            continue
        if isinstance(child, (ast.Call, ast.Subscript, ast.Attribute)) and (text := text_of(child)):
            yield text, child
        while isinstance(child, (ast.Attribute, ast.Subscript)):
            child = child.value
        yield from _read_in(child)


def text_of(node: ast.AST) -> str:
    """What an expression reads, as text; empty where it may give another value the next time.

    What `get` finds under a key is written as the element is.
    """
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        return repr(node.value)
    if isinstance(node, ast.Attribute):
        owner = text_of(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Subscript):
        parts = [text_of(node.value), text_of(node.slice)]
        return "{}[{}]".format(*parts) if all(parts) else ""
    if isinstance(node, ast.Call):
        return _text_of_call(node)
    return ""


def _text_of_call(node: ast.Call) -> str:
    word = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if _GIVES_ANOTHER.match(word) or (word == "get" and not node.args):
        return ""
    parts = [text_of(item) for item in node.args]
    parts += [f"{item.arg}={text}" if (text := text_of(item.value)) and item.arg else "" for item in node.keywords]
    owner = text_of(node.func)
    if not owner or not all(parts):
        return ""
    if word == "get" and owner.endswith(".get") and all(isinstance(item, ast.Constant) for item in node.args[1:]):
        return f"{owner.removesuffix('.get')}[{parts[0]}]"
    return f"{owner}({', '.join(parts)})"
