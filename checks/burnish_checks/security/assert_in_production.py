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
from burnish_checks.security.words import speaks_of_secret, vocabulary, words

_ATTRIBUTES = frozenset({"is_admin", "is_superuser", "is_staff", "is_authenticated", "is_authorized", "is_anonymous"})
_CALLS = vocabulary(
    "has_perm has_perms has_permission check_password verify_password check_password_hash compare_digest"
    " is_authenticated is_authorized is_safe_url check_permission verify_signature validate_token"
    " verify_token is_allowed can_access user_passes_test check_token check_csrf validate_csrf is_relative_to"
)
_NAMES = frozenset({"authorized", "authenticated", "permitted", "authorised"})


@rule(Category.SECURITY, visits=syntax.Assert, partial_aliases=("S101", "B101"), in_tests=False)
def assert_in_production(block: Block, node: ast.Assert, context: Context) -> Iterator[Finding]:
    """An `assert` that decides whether somebody may do something is gone when Python runs with `-O`.

    Only asserts that take a decision of security are reported: on rights, on who is logged in or owns something, on a
    password or a signature, on whether a path stays in its folder. For other conditions on outside data see
    `assert-as-validation`.

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
    denied = node.test.operand if isinstance(node.test, ast.UnaryOp) else None
    if isinstance(denied, ast.Attribute) and denied.attr != "is_anonymous":
        return
    decision = next((name for item in ast.walk(node.test) if (name := _decides(item))), None)
    if decision is not None:
        message = f"`python -O` drops this check of `{decision}`; raise an exception instead."
        yield block.finding(node, message, data={"decision": decision})


def _decides(node: ast.AST) -> str | None:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _compares(node.left, node.ops[0], node.comparators[0])
    if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
        return node.attr
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name if name in _CALLS else None
    if isinstance(node, ast.Name) and not _NAMES.isdisjoint(words(node.id)):
        return node.id
    return None


def _compares(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str | None:
    """What a comparison decides: whose something is, which role somebody has, what they may, whether a secret is right."""
    if isinstance(operator, ast.Eq):
        for one, other in ((left, right), (right, left)):
            owns = _last(one) in _OWNERS and not _USERS.isdisjoint(words(_dotted(other)))
            plays = _last(one) == "role" and isinstance(other, ast.Constant) and other.value in _ROLES
            if owns or plays:
                return _last(one)
        if speaks_of_secret(_last(left)) and speaks_of_secret(_last(right)):
            return _last(left)
    if isinstance(operator, ast.In) and _last(right) in _RIGHTS and isinstance(right, ast.Attribute):
        return _last(right)
    return None


_OWNERS = vocabulary("owner owner_id user user_id author author_id created_by creator creator_id account_id")
_USERS = frozenset({"user", "request", "session", "current", "principal", "identity"})
_ROLES = frozenset({"admin", "administrator", "owner", "staff", "superuser", "root", "moderator", "editor", "manager"})
_RIGHTS = frozenset({"permissions", "roles", "scopes", "groups", "privileges", "rights"})


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value if isinstance(node.slice.value, str) else ""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _dotted(node: ast.expr) -> str:
    """All names of a chain of attributes and subscripts, joined."""
    return "_".join(
        part.attr if isinstance(part, ast.Attribute) else part.id
        for part in ast.walk(node)
        if isinstance(part, (ast.Attribute, ast.Name))
    )


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
