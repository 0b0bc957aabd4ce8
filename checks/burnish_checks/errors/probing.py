"""Whether a `try` but asks whether something works, or can be had, and what is done where it does not."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.errors.handlers import function_around
from burnish_checks.patterns import deferred


def probes(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the `try` only asks whether something works: a predicate that answers `False` where it does not, or what
    a module finds around it, with a constant for where that is missing."""
    node = block.parent(handler)
    if not isinstance(node, ast.Try):
        return False
    steps: tuple[type[ast.stmt], ...] = (ast.Expr, ast.Assert, ast.Import, ast.ImportFrom)
    if isinstance(node.body[-1], ast.Return):
        steps = (*steps, ast.Assign)
    rest = [item for item in node.body if not isinstance(item, steps)]
    if len(rest) < len(node.body) and _only_answers([*rest, *node.orelse]) and _only_answers(handler.body):
        return True
    if len(handler.body) != 1:
        return False
    only = handler.body[0].value if isinstance(handler.body[0], ast.Assign) else None
    at_start = block.walk.scope_at(node) is block.walk.root and not block.in_class
    if at_start and isinstance(only, ast.Constant) and (only.value is None or only.value is False):
        return True  # what the module does without where it cannot be had
    if len(node.body) != 1:
        return False
    function = function_around(block, handler)
    if function is not None and _QUESTION.match(function.name) and _only_answers(handler.body):
        return True
    answer, tried = handler.body[0], node.body[0]
    value = answer.value if isinstance(answer, (ast.Return, ast.Assign)) else None
    asked = tried.value if isinstance(tried, (ast.Return, ast.Assign)) else None
    if isinstance(asked, ast.Call) and dotted(asked.func) in ("isinstance", "issubclass", "hasattr", "callable"):
        return True
    if not isinstance(value, ast.Constant):
        return False
    if isinstance(answer, ast.Return):
        return isinstance(value.value, bool) and isinstance(tried, ast.Expr)
    return isinstance(tried, ast.Assign) and block.walk.scope_at(node) is block.walk.root and not block.in_class


_QUESTION = deferred(r"_*(?:is|has|can|should|supports|may)(?:_|[a-z])")
_ASKS = deferred(r"(?:\w*_)?(?:is|has|can|supports)_")


def is_asked(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the function around asks a question by its name, `terminal_supports_colour`, to which that something fails is an
    answer."""
    function = function_around(block, handler)
    return function is not None and _ASKS.match(function.name) is not None


def _only_answers(statements: list[ast.stmt]) -> bool:
    """Whether statements do no more than return a yes or no, or the default, perhaps after they have tried another way."""
    for item in statements:
        if isinstance(item, ast.Try):
            rest = [part for inner in item.handlers for part in inner.body]
            if not _only_answers([*item.body[1:], *rest, *item.orelse, *item.finalbody]):
                return False
        elif not isinstance(item, ast.Pass):
            value = item.value if isinstance(item, ast.Return) else None
            truth = isinstance(value, ast.Constant) and isinstance(value.value, bool)
            if not truth and not (isinstance(value, ast.Name) and value.id == "default"):
                return False
    return True


def goes_without(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether a handler but gives names what they are where something cannot be had: those names that the `try` gives another
    value, as a module is loaded, or of what it has imported.

    What is imported, and what a module finds around it, may fail in any way.
    """
    node = block.parent(handler)
    if not isinstance(node, ast.Try):
        return False
    at_start = block.walk.scope_at(node) is block.walk.root and not block.in_class
    imports = any(isinstance(item, (ast.Import, ast.ImportFrom)) for item in node.body)
    given = [item for item in handler.body if isinstance(item, ast.Assign)]
    plain = all(isinstance(item.value, (ast.Constant, ast.Name, ast.Attribute)) for item in given)
    if not (at_start or imports) or not plain or len(given) < len(handler.body):
        return False
    tried = {dotted(target) for item in node.body if isinstance(item, ast.Assign) for target in item.targets}
    if at_start:
        loaded = [item for item in node.body if isinstance(item, (ast.Import, ast.ImportFrom))]
        tried |= {alias.asname or alias.name.partition(".")[0] for item in loaded for alias in item.names}
    return {dotted(target) for item in given for target in item.targets} <= tried


def tries_again(node: ast.AST | None, handler: ast.ExceptHandler) -> bool:
    """Whether the handler does once more what has failed, or imports it under other conditions, or another in its place
    (what is imported may fail in any way): where it fails again, that is seen."""
    if not isinstance(node, ast.Try):
        return False
    if all(isinstance(item, (ast.Import, ast.ImportFrom)) for item in (*node.body, handler.body[0])):
        return True
    steps = {ast.dump(item) for item in handler.body}
    imports = [ast.dump(item) for item in node.body if isinstance(item, (ast.Import, ast.ImportFrom))]
    return (bool(imports) and steps.issuperset(imports)) or [ast.dump(item) for item in node.body] == [
        ast.dump(item) for item in handler.body
    ]
