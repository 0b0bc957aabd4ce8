"""What an expression reads, as text, so that an equal one is known by it: see `equal`."""

from __future__ import annotations

import ast

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import TESTED, Names, Value

_GIVES_ANOTHER = deferred(r"_*(read|recv|receive|next|pop|input|random|rand|token|generate|create|new|fetch|send|uuid)")
"""How the names of functions begin that give another value the next time."""


def as_tested(run: Run, node: ast.AST, names: Names, value: Value) -> Value:
    """The value of an expression, as harmless as a test of an equal one has found it."""
    text = run.texts.get(node)
    if text is None:
        text = run.texts[node] = text_of(node)
    return (names[TESTED].keys or {}).get(text, value) if text else value


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
