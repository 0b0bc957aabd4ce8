"""The name of a number that something is compared with: a maximum, a minimum, a threshold, or an expected value."""

from __future__ import annotations

import re

from burnish_checks import syntax
from burnish_checks.constants.words import VAGUE, constant_name, is_plural, singular, split, telling, words_of
from burnish_checks.core.block import Block

_UPPER = (syntax.Gt, syntax.GtE)
_LOWER = (syntax.Lt, syntax.LtE)
_FLIPPED: dict[type[syntax.cmpop], type[syntax.cmpop]] = {
    syntax.Gt: syntax.Lt,
    syntax.GtE: syntax.LtE,
    syntax.Lt: syntax.Gt,
    syntax.LtE: syntax.GtE,
}
_NEGATED: dict[type[syntax.cmpop], type[syntax.cmpop]] = {
    syntax.Gt: syntax.LtE,
    syntax.GtE: syntax.Lt,
    syntax.Lt: syntax.GtE,
    syntax.LtE: syntax.Gt,
    syntax.Eq: syntax.NotEq,
    syntax.NotEq: syntax.Eq,
}
_COMMENT = re.compile(r"#\s*([A-Za-z][\w -]{2,30})\s*\Z")
_CODES = frozenset("type kind code op opcode tag mode state status command cmd format fmt flag event action".split())


def limit_name(
    block: Block, node: syntax.expr, compare: syntax.Compare, op: syntax.cmpop, on_right: bool, words: list[str]
) -> str:
    """The name of the literal; `words` say what it is compared with, `on_right` whether it stands right of `op`."""
    noun = [word for word in words if word not in VAGUE][-4:]
    if not noun:
        noun = _function_words(block, node)
        if not noun:
            return ""
    kind = type(op) if on_right else _FLIPPED.get(type(op), type(op))
    if isinstance(op, (syntax.Eq, syntax.NotEq, syntax.In, syntax.NotIn, syntax.Is, syntax.IsNot)):
        return _expected(block, node, compare, kind, noun)
    how = _use(block, compare)
    if how in ("assert", "unless"):
        kind = _NEGATED[kind]
    return _bounded(kind, how, noun)


def _bounded(kind: type[syntax.cmpop], how: str, noun: list[str]) -> str:
    counted = noun[-1] in ("length", "count") and len(noun) > 1 and is_plural(noun[-2])
    plain = noun[:-1] if counted else noun
    if noun[0] in ("max", "min", "limit", "threshold") or noun[-1] in ("limit", "threshold"):
        return constant_name([*noun, "limit"] if noun[-1] not in ("limit", "threshold") else noun)
    if how in ("assert", "unless", "raise", "leave"):
        if issubclass(kind, _UPPER):
            return constant_name(["max", *plain] if kind is syntax.Gt else [*_single(plain), "limit"])
        return constant_name(["min", *plain])
    if how == "while":
        return constant_name(["max" if issubclass(kind, _LOWER) else "min", *plain])
    if noun[-1] == "length":
        return constant_name(["max" if kind in (syntax.Gt, syntax.LtE) else "min", *plain])
    return constant_name([*_single(plain), "threshold"])


def _single(words: list[str]) -> list[str]:
    return [*words[:-1], singular(words[-1])]


def _expected(block: Block, node: syntax.expr, compare: syntax.Compare, kind: type[syntax.cmpop], noun: list[str]) -> str:
    said = _comment_words(block, node)
    if said:
        return constant_name(said)
    if noun[-1] in ("length", "count"):
        counted = len(noun) > 1 and is_plural(noun[-2])
        return constant_name(["expected", *noun[:-1]] if counted else noun)
    how = _use(block, compare)
    if how in ("assert", "raise") and (kind is syntax.NotEq or how == "assert"):
        return constant_name(["expected", *noun])
    result = _consequence(block, compare) if kind in (syntax.Eq, syntax.In) else []
    result = [word for word in result if word not in VAGUE and word not in noun]
    if result:
        return constant_name([*result[:2], *noun[-2:]])
    if noun[-1] in _CODES:
        return constant_name([*[word for word in _function_words(block, node) if word not in noun][:2], *noun])
    return constant_name(["special", *noun] if len(noun) == 1 else noun)


def _comment_words(block: Block, node: syntax.expr) -> list[str]:
    """The words of a short comment at the end of the literal's line."""
    line = block.lines[block.span(node).end_line].rstrip("\r\n")
    found = _COMMENT.search(line, block.span(node).end_column)
    words = split(found.group(1)) if found else []
    stop = {"noqa", "type", "todo", "nosec", "pragma", "pylint", "xxx", "fixme"}
    return words if 1 <= len(words) <= 3 and not stop.intersection(words) else []


def _use(block: Block, compare: syntax.Compare) -> str:
    """How the comparison is used: `raise`, `leave` (a guard), `while`, `assert`, `unless` (under `not`), or empty."""
    negated = False
    child: syntax.AST = compare
    for outer in block.ancestors(compare):
        if isinstance(outer, syntax.UnaryOp) and isinstance(outer.op, syntax.Not):
            negated = True
        elif isinstance(outer, syntax.Assert):
            return "assert"
        elif isinstance(outer, syntax.While):
            return "while" if outer.test is child else ""
        elif isinstance(outer, syntax.If):
            if outer.test is not child:
                return ""
            raising = any(isinstance(item, syntax.Raise) for item in outer.body)
            leaving = isinstance(outer.body[-1], (syntax.Raise, syntax.Return, syntax.Continue, syntax.Break))
            return "" if not (raising or leaving) else "unless" if negated else "raise" if raising else "leave"
        elif not isinstance(outer, syntax.BoolOp):
            return ""
        child = outer
    return ""


def _consequence(block: Block, compare: syntax.Compare) -> list[str]:
    """The words of the one thing that is done when the comparison is the whole test of an `if`."""
    parent = block.parent(compare)
    if not isinstance(parent, syntax.If) or parent.test is not compare or len(parent.body) != 1:
        return []
    only = parent.body[0]
    if isinstance(only, (syntax.Return, syntax.Expr)):
        value = only.value
        if isinstance(value, syntax.Constant) and isinstance(value.value, str) and isinstance(only, syntax.Return):
            words = split(value.value)
            return words if len(words) <= 2 else []
        return telling(words_of(value))[:2] if value is not None else []
    return []


def _function_words(block: Block, node: syntax.expr) -> list[str]:
    for outer in block.ancestors(node):
        if isinstance(outer, (syntax.FunctionDef, syntax.AsyncFunctionDef)):
            return telling([word for word in split(outer.name) if word not in VAGUE])[:3]
    return []
