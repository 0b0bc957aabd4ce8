"""Modules that do something when they are loaded, and so may be imported for that alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Import, collector, dotted
from burnish_checks.core.names import is_dunder

EFFECTS = "effects-of-loading"
_ONLY_DECORATING = frozenset(
    {"abc", "attr", "attrs", "cached_property", "click", "contextlib", "dataclasses", "enum", "functools", "jax", "mock", "numba",
     "override", "property", "pytest", "typing", "typing_extensions", "unittest"}
)  # fmt: skip
"""What decorators begin with that change what they stand above and register it nowhere."""


@collector(EFFECTS)
def effects_of_loading(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Top-level statements that call something, change what another module has (`tools.lock = Lock()`), or define what a
    decorator registers."""
    if block.frames or block.kind == "clause":
        return
    for statement in block.body:
        if _has_an_effect(statement):
            yield True, statement


def _has_an_effect(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call)
    if isinstance(statement, ast.Assign):
        paths = [dotted(target) for target in statement.targets if isinstance(target, ast.Attribute)]
        return any(path and not is_dunder(path.rpartition(".")[2]) for path in paths)
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_registers(item) for item in statement.decorator_list)
    return False


def _registers(decorator: ast.expr) -> bool:
    """Whether a decorator is a method of something: `app.route("/")`, `tags.filter`."""
    name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return "." in name and name.partition(".")[0] not in _ONLY_DECORATING


def acts_when_loaded(item: Import, context: ModuleContext) -> bool:
    """Whether what is imported is a module of the workspace that does something when it is loaded; a script finds one beside it
    by its bare name."""
    name = item.qualified if item.member else item.module
    if "." not in name and not item.member:
        name = f".{name}"
    return "." in name and bool(context.ask_project("facts", name, EFFECTS))
