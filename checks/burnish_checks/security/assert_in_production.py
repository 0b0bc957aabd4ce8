"""The rule assert-in-production."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, rule
from burnish_checks.security.words import vocabulary, words

_ATTRIBUTES = frozenset({"is_admin", "is_superuser", "is_staff", "is_authenticated", "is_authorized", "is_anonymous"})
_CALLS = frozenset(
    vocabulary(
        "has_perm has_perms has_permission check_password verify_password check_password_hash compare_digest"
        " is_authenticated is_authorized is_safe_url check_permission verify_signature validate_token"
        " verify_token is_allowed can_access user_passes_test check_token check_csrf validate_csrf"
    )
)
_NAMES = frozenset({"authorized", "authenticated", "permitted", "authorised"})


@rule(Category.SECURITY, visits=syntax.Assert, partial_aliases=("S101", "B101"), in_tests=False)
def assert_in_production(block: Block, node: ast.Assert, context: Context) -> Iterator[Finding]:
    """An `assert` that decides whether somebody may do something is gone when Python runs with `-O`.

    Only asserts that take a decision of security are reported: on rights, on who is logged in, on a password or
    a signature. For other conditions on outside data see `assert-as-validation`.

    ```python
    def delete(user, record):
        assert user.is_admin
        record.delete()
    ```

    ```python
    def delete(user, record):
        if not user.is_admin:
            raise PermissionError("only administrators may delete")
        record.delete()
    ```
    """
    if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.operand, ast.Attribute):
        return
    decision = next((name for item in ast.walk(node.test) if (name := _decides(item))), None)
    if decision is not None:
        message = f"`python -O` drops this check of `{decision}`; raise an exception instead."
        yield block.finding(node, message, data={"decision": decision})


def _decides(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
        return node.attr
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name if name in _CALLS else None
    if isinstance(node, ast.Name) and not _NAMES.isdisjoint(words(node.id)):
        return node.id
    return None


@assert_in_production.fix(
    "Raise `PermissionError`", Safety.UNSAFE, why="The exception is another one than `AssertionError`."
)
def raise_instead(target: Target) -> Repair:
    """Replace the statement by an `if` that raises."""
    node = target.node(ast.Assert)
    span = target.block.span(node)
    line = target.block.lines[span.start_line]
    indent = line[: span.start_column]
    if indent.strip():
        raise Refused("Other statements stand on the same line.")
    test = target.source(node.test)
    condition = _negated(target, node.test, test)
    message = (
        target.source(node.msg) if node.msg is not None else f'"`{target.finding.data["decision"]}` does not hold"'
    )
    text = f"if {condition}:{target.newline}{indent}{target.indent_unit}raise PermissionError({message})"
    return Repair((target.replace(Span(*span), text),))


def _negated(target: Target, test: ast.expr, text: str) -> str:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return target.source(test.operand)
    simple = isinstance(test, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Compare))
    return f"not {text}" if simple and "\n" not in text else f"not ({text})"
