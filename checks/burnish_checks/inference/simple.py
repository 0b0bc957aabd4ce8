"""Types that stand in the function itself: of its defaults and of returned constants."""

from __future__ import annotations

import ast

from burnish_checks.inference.types import NONE, Type, instance, union


def infer(node: ast.FunctionDef | ast.AsyncFunctionDef, slot: str) -> tuple[Type, bool, tuple[str, ...]] | None:
    """Type, certainty and evidence of a slot; None where nothing is known."""
    if slot == "return":
        returns = [item for item in ast.walk(node) if isinstance(item, ast.Return)]
        if any(isinstance(item, (ast.Yield, ast.YieldFrom)) for item in ast.walk(node)):
            return None
        types = [constant(item.value) if item.value is not None else NONE for item in returns]
        if not returns or not isinstance(node.body[-1], (ast.Return, ast.Raise)):
            types.append(NONE)
        if any(item is None for item in types):
            return None
        return union(item for item in types if item is not None), True, ("what is returned",)
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip([item.arg for item in reversed(positional)], reversed(arguments.defaults), strict=False))
    defaults.update(
        {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None}
    )
    found = constant(defaults[slot]) if slot in defaults else None
    return None if found in (None, NONE) else (found, False, ("the default",))


def constant(node: ast.expr) -> Type | None:
    """The type of a literal, or None."""
    if isinstance(node, ast.Constant):
        return NONE if node.value is None else instance(type(node.value).__name__)
    return instance("str") if isinstance(node, ast.JoinedStr) else None
