"""Imports inside functions whose names nothing in the function uses: a part of `unused-import`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import Import
from burnish_checks.core.rule import Finding, Severity
from burnish_checks.core.scopes import Scope
from burnish_checks.imports.effects import acts_when_loaded, is_for_its_effect
from burnish_checks.imports.mentions import import_purposes
from burnish_checks.imports.shapes import guard_of, import_of
from burnish_checks.patterns import deferred

FOR_ITS_EFFECT = "`{}` is imported but never used; if it is there for what it does, say so with `# noqa: F401`."


def in_functions(block: Block, _: ast.AST, context: Context) -> Iterator[Finding]:
    """Imports inside functions whose names nothing in the function uses."""
    scopes = [
        (scope, name, binders[-1])
        for node, scope in block.walk.scopes.items()
        if scope.kind == "function"
        for name, binders in scope.bound.items()
        if isinstance(binders[-1], ast.alias) and name not in scope.globals and name not in scope.nonlocals
    ]
    if not scopes:
        return
    used = _names_used(block)
    purposes = {name for name, _ in import_purposes.collect(block)}
    for scope, name, alias in scopes:
        if (
            (scope, name) in used
            or not isinstance(alias, ast.alias)
            or _only_imports(scope)
            or _evaluates(block, scope)
        ):
            continue
        for binder in scope.bound[name]:
            if isinstance(binder, ast.alias):
                yield from _in_function(block, scope, name, binder, name in purposes, context)


def _in_function(
    block: Block, scope: Scope, name: str, binder: ast.alias, purpose: bool, context: Context
) -> Iterator[Finding]:
    """What is to be said of an import in a function whose `name` nothing uses; `purpose` if something says what it is for."""
    item = import_of(block, binder)
    passed = item.renamed and item.name == (item.member or item.module)
    if guard_of(block, binder) == "optional" or passed:
        return
    siblings = tuple(import_of(block, other) for other in scope.bound[name] if isinstance(other, ast.alias))
    looked_for = "sys.modules" in block.text or acts_when_loaded(item, context)  # to see what has been loaded with it
    if looked_for or is_for_its_effect(item, siblings) or _loads_a_submodule(item, context):
        told = {"name": name, "effect": "yes"}
        shown = item.qualified if item.member else item.module
        yield block.finding(binder, FOR_ITS_EFFECT.format(shown), data=told, severity=Severity.HINT)
        return
    message = f"`{item.qualified if item.member else item.module}` is imported in this function but never used."
    quiet = purpose or _REGISTERS.match(getattr(scope.node, "name", "")) is not None
    data = {"name": name, "face": ""}
    yield block.finding(binder, message, data=data, severity=Severity.HINT if quiet else None)


def _loads_a_submodule(item: Import, context: Context) -> bool:
    """Whether `import a.b` in a function lets the rest of the file reach `a.b` by its own `import a`."""
    plain = not item.member and not item.renamed and "." in item.module
    return plain and ("import", item.name) in context.bindings(item.name)


_REGISTERS = deferred(r"ready\Z|_*(?:auto_?)?(?:register|discover|load)_\w+s?\Z")
"""Functions in which modules are imported that register themselves; `ready` is that of Django's `AppConfig`."""


def _names_used(block: Block) -> set[tuple[Scope, str]]:
    used: set[tuple[Scope, str]] = set()
    for node, scope in block.walk.names:
        if not isinstance(node.ctx, ast.Store):
            owner = scope.resolve(node.id)
            if owner is not None:
                used.add((owner, node.id))
    for name, scope, _ in block.walk.quoted:
        owner = scope.resolve(name)
        if owner is not None:
            used.add((owner, name))
    return used


def _only_imports(scope: Scope) -> bool:
    body = getattr(scope.node, "body", [])
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in body)


def _evaluates(block: Block, scope: Scope) -> bool:
    """Whether code in a string, or what is given `locals()`, may use the names of the function."""
    return any(
        isinstance(call.func, ast.Name)
        and call.func.id in ("exec", "eval", "locals", "vars")
        and block.walk.scope_at(call) is scope
        for call in block.nodes(ast.Call)
    )
