"""What stands around an import: whether its failure is expected, and means something."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks import syntax
from burnish_checks.core.names import dotted

if TYPE_CHECKING:
    from burnish_checks.core.block import Block


def surroundings(block: Block, node: ast.AST) -> tuple[str, str]:
    """The scope of an import and its guard, as `facts.Import` has them."""
    kind = "class" if block.in_class else "module"
    guard = ""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, _FUNCTIONS):
            return "function", guard
        if isinstance(around, ast.ClassDef):
            kind = "class"
        found = _guard_of(around, child)
        if not guard or (guard == "if" and found == "optional"):  # asked for a reason, it may still fail
            guard = found
        child = around
    for frame in reversed(block.frames):
        guard = guard or _FRAME_GUARDS.get(frame.word, "")
    return kind, guard


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_FRAME_GUARDS = {"try": "optional", "except": "try", "tryelse": "try", "if": "if", "else": "if", "elif": "if"}
"""For members of a compound statement that is cut into blocks, where its other clauses are not at hand."""
_CATCH_IMPORT_ERROR = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_EXPECT_FAILURE = frozenset(
    {"suppress", "raises", "assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex", "warns",
     "check_warnings", "check_no_warnings", "catch_warnings", "deprecated_call"}
)  # fmt: skip


def _guard_of(node: ast.AST, child: ast.AST) -> str:
    if isinstance(node, ast.If):
        return "type-checking" if dotted(node.test).rpartition(".")[2] == "TYPE_CHECKING" else "if"
    if isinstance(node, (ast.Try, syntax.TryStar)):
        return "optional" if child in node.body and _is_test(node) else "try"
    if isinstance(node, (ast.With, ast.AsyncWith)):
        calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
        names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
        return "" if names.isdisjoint(_EXPECT_FAILURE) else "optional"
    return ""


def _is_test(node: ast.Try | syntax.TryStar) -> bool:
    """Whether a `try` finds out by importing: its handlers of ImportError do more than supply its names otherwise."""
    handlers = [item for item in node.handlers if catches_import_error(item.type)]
    if not handlers:
        return False
    bound = {name for statement in node.body for name in _bound_by(statement)}
    if node.orelse or not bound:
        return True
    return any(
        not (names := _bound_by(statement)) or not bound.issuperset(names)
        for handler in handlers
        for statement in handler.body
    )


def catches_import_error(kind: ast.expr | None) -> bool:
    """Whether a handler of that type sees a failing import."""
    if isinstance(kind, ast.Tuple):
        return any(catches_import_error(item) for item in kind.elts)
    return kind is None or dotted(kind).rpartition(".")[2] in _CATCH_IMPORT_ERROR


def _bound_by(statement: ast.stmt) -> list[str]:
    """The names that an import or a plain assignment binds; none for any other statement."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return []
