"""The value that a `raise` is about: what the condition around it finds wrong, or what was looked up or converted in vain."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types, is_wildcard
from burnish_checks.errors.handlers import function_around
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.patterns import deferred

_LONGEST_VALUE = 40
SECRET = deferred(
    r"pass(?:word|wd|phrase)?|secret|token|credential|api_?key|authoriz|signature|digest|nonce|cookie|otp|pin$|mac$",
    re.I,
)
_CONVERSION = deferred(
    r"^(?:int|float|complex|Decimal|UUID|Fraction|loads?|strptime|fromisoformat|ip_\w+)$|parse|valid|decode|convert"
)
_RANGE = 2
_ORDERS = (ast.Lt, ast.LtE)
_SHAPES = frozenset({"isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "isnumeric"})
_SAME_TEXT = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "removeprefix", "removesuffix"}
)


def offending(block: Block, node: ast.Raise) -> ast.expr | None:
    """The value that the `if` around a `raise` finds wrong, or the choice of which the `raise` is what is left."""
    around = block.parent(node)
    if isinstance(around, ast.If) and around.body[0] is node:
        return _wrong_by(block, around.test) or _sought(block, node, around.test)
    if isinstance(around, ast.If) and around.orelse[:1] == [node]:
        return _chosen_by(block, around.test)
    if isinstance(around, ast.match_case) and around.body[0] is node and is_wildcard(around):
        match = block.parent(around)
        return _shown(block, match.subject) if isinstance(match, ast.Match) else None
    return None


def _chosen_by(block: Block, test: ast.expr) -> ast.expr | None:
    """The value that a condition compares with others, or looks for among them: in the `else` it is none of these."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Eq, ast.In)):
        right = test.comparators[0]
        return _shown(block, test.left) if not isinstance(right, ast.Constant) or right.value is not None else None
    return None


def _sought(block: Block, node: ast.Raise, test: ast.expr) -> ast.expr | None:
    """What was looked for or matched where a condition says that nothing was found: `found = TABLE.get(key)`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        found = test.operand
    elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is) and _is_none(test.comparators[0]):
        found = test.left
    else:
        return None
    call: ast.expr | None = found.value if isinstance(found, ast.NamedExpr) else None
    function = function_around(block, node)
    if isinstance(found, ast.Name) and function is not None:
        bound = block.walk.scopes[function].bound.get(found.id, ())
        statement = block.parent(bound[0]) if len(bound) == 1 else None
        call = getattr(statement, "value", None) if isinstance(statement, (ast.Assign, ast.NamedExpr)) else None
    if not isinstance(call, ast.Call):
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr == "get" and len(call.args) == 1 and not call.keywords:
        return _shown(block, call.args[0])
    return _matched(block, call)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def tried_in_vain(block: Block, node: ast.Raise, handler: ast.ExceptHandler) -> ast.expr | None:
    """The key that was looked up, or the text that was converted, by all that a `try` does, where the caught exception,
    which tells it, is dropped."""
    guarded = block.parent(handler)
    if block.parent(node) is not handler or not isinstance(guarded, ast.Try) or len(guarded.body) != 1:
        return None
    if not (_is_none(node.cause) if node.cause is not None else handler.name is None):
        return None
    names = {last_name(item) for item in caught_types(handler)}
    if names - _OF_A_LOOKUP - _OF_A_CONVERSION:
        return None
    found = {
        block.source(value): value
        for item in ast.walk(guarded.body[0])
        if (value := _looked_up(item, names)) is not None and _shown(block, value) is not None
    }
    return _shown(block, next(iter(found.values()))) if len(found) == 1 else None


_OF_A_LOOKUP = frozenset({"KeyError", "IndexError", "LookupError"})
_OF_A_CONVERSION = frozenset({"ValueError", "TypeError"})


def _looked_up(node: ast.AST, caught: set[str]) -> ast.expr | None:
    """The key of a lookup, or the text of a conversion, which may raise what is caught."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and not caught.isdisjoint(_OF_A_LOOKUP):
        return node.slice if isinstance(node.slice, (ast.Name, ast.Attribute)) else None
    if isinstance(node, ast.Call) and node.args and not caught.isdisjoint(_OF_A_CONVERSION):
        return node.args[0] if converts(node) else None
    return None


def converts(call: ast.Call) -> bool:
    """Whether a call converts or parses what it is given, by its name."""
    return _CONVERSION.search(last_name(call.func)) is not None


def _wrong_by(block: Block, test: ast.expr) -> ast.expr | None:
    """The value that a condition finds wrong."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        about = [value.left if isinstance(value, ast.Compare) else _wrong_by(block, value) for value in test.values]
        same = len({block.source(value) for value in about if value is not None}) == 1 and None not in about
        return next(filter(None, (_wrong_by(block, value) for value in test.values)), None) if same else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In):
            return _shown(block, test.left)
        if (
            isinstance(test, ast.Compare)
            and len(test.ops) == _RANGE
            and all(isinstance(op, _ORDERS) for op in test.ops)
        ):
            return _shown(block, test.comparators[0])
        if isinstance(test, ast.Call):
            return _matched(block, test)
        return None
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        operator, right = test.ops[0], test.comparators[0]
        if isinstance(right, ast.Constant) and (right.value is None or right.value in ("", b"")):
            return None
        if isinstance(right, ast.Constant) and right.value == 0 and isinstance(operator, (ast.Eq, ast.NotEq)):
            return None
        if isinstance(operator, (ast.NotIn, ast.NotEq, ast.Lt, ast.Gt, ast.LtE, ast.GtE)):
            return _shown(block, test.left)
    return None


def _matched(block: Block, test: ast.Call) -> ast.expr | None:
    """The text that `not PATTERN.match(text)`, `not re.match(p, text)` or `not text.isdigit()` looks at."""
    name = dotted(test.func).rpartition(".")[2]
    if name in _SHAPES and isinstance(test.func, ast.Attribute) and not test.args:
        return _shown(block, test.func.value)
    if name in ("match", "fullmatch", "search") and test.args and not test.keywords:
        at = 1 if dotted(test.func).startswith(("re.", "regex.")) else 0
        return _shown(block, test.args[at]) if len(test.args) > at else None
    return None


def _shown(block: Block, value: ast.expr) -> ast.expr | None:
    """The value, if it is a name, attribute, item or length worth showing."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME_TEXT:
        value = value.func.value
    inner = value
    if isinstance(value, ast.Call):
        if dotted(value.func) not in ("len", "type") or len(value.args) != 1:
            return None
        inner = value.args[0]
    while isinstance(inner, (ast.Attribute, ast.Subscript)) and not isinstance(
        getattr(inner, "slice", None), ast.Slice
    ):
        inner = inner.value
    if not isinstance(inner, ast.Name) or SECRET.search(block.source(value)):
        return None
    return value if len(block.source(value)) <= _LONGEST_VALUE else None
