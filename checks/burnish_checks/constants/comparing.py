"""The name of a number that something is compared with: a maximum, a minimum, a threshold, or an expected value."""

from __future__ import annotations

import re

from burnish_checks import syntax
from burnish_checks.constants.comments import comment_words
from burnish_checks.constants.literals import number
from burnish_checks.constants.words import (
    VAGUE,
    constant_name,
    is_plural,
    meaningful,
    singular,
    split,
    telling,
    vocabulary,
    words_of,
)
from burnish_checks.core.block import Block

_UPPER = (syntax.Gt, syntax.GtE)
_LOWER = (syntax.Lt, syntax.LtE)
_EQUAL = (syntax.Eq, syntax.NotEq, syntax.In, syntax.NotIn, syntax.Is, syntax.IsNot)
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
_CODES = vocabulary("type kind code op opcode tag mode state status command cmd format fmt flag event action")
_NEEDS_OWNER = vocabulary("length count size level width height total number depth score age time") | _CODES
_UNITS = vocabulary("seconds minutes hours days weeks months years milliseconds bytes bits pixels percent")
_PREPOSITIONS = vocabulary("for from to of in on at by with until and or if as")
_PORTS = {21: "ftp", 22: "ssh", 25: "smtp", 53: "dns", 80: "http", 110: "pop3", 143: "imap", 443: "https", 465: "smtps",
          587: "submission", 993: "imaps", 3306: "mysql", 5432: "postgresql", 6379: "redis"}  # fmt: skip
_MONTHS, _DAYS, _HOURS, _MINUTES = map(vocabulary, ("month months ymd", "day days ymd", "hour hours", "minute minutes"))
_CALENDAR = {12: ("MONTHS_PER_YEAR", _MONTHS), 23: ("MAX_HOUR", _HOURS), 24: ("HOURS_PER_DAY", _HOURS),
             31: ("MAX_DAY_OF_MONTH", _DAYS), 59: ("MAX_MINUTE", _MINUTES), 60: ("MINUTES_PER_HOUR", _MINUTES),
             365: ("DAYS_PER_YEAR", _DAYS), 366: ("MAX_DAYS_PER_YEAR", _DAYS)}  # fmt: skip
"""By number: its name where it is compared with what these words tell of."""


def limit_name(
    block: Block, node: syntax.expr, compare: syntax.Compare, op: syntax.cmpop, on_right: bool, words: list[str]
) -> str:
    """The name of the literal; `words` say what it is compared with, `on_right` whether it stands right of `op`."""
    value = number(node)
    known = isinstance(op, _EQUAL) or value in _PORTS
    if known and (words[-1:] == ["port"] or (words[:1] == ["port"] and "default" in words)):
        return constant_name([_PORTS[value], "port"]) if isinstance(value, int) and value in _PORTS else "DEFAULT_PORT"
    telling_words = meaningful(words)[-4:]
    noun = _owned(block, node, telling_words)
    if not noun or (not telling_words and isinstance(op, _EQUAL)):
        return ""
    calendar, about = _CALENDAR.get(value, ("", frozenset())) if isinstance(value, int) else ("", frozenset())
    if not about.isdisjoint(noun):
        return calendar
    kind = type(op) if on_right else _FLIPPED.get(type(op), type(op))
    if isinstance(op, _EQUAL):
        return _expected(block, node, compare, kind, noun)
    bound = _bound_of_range(block, node, compare, kind)
    if bound:
        return constant_name(_bounding(bound, noun))
    how = _use(block, compare)
    if how in ("assert", "unless"):
        kind = _NEGATED[kind]
    elif issubclass(kind, _UPPER) and (said := _too_many(block, compare)):
        return constant_name(_bounding("max", said) if kind is syntax.Gt else [*_single(said), "limit"])
    return _bounded(kind, how, noun)


def _owned(block: Block, node: syntax.expr, noun: list[str]) -> list[str]:
    """The words with those of the function before them where they are too general to stand alone."""
    if noun and (len(noun) > 1 or noun[0] not in _NEEDS_OWNER):
        return noun
    owner = [word for word in function_words(block, node) if word not in noun]
    return [*_single(owner), *noun] if noun and owner else noun or owner


def _bound_of_range(block: Block, node: syntax.expr, compare: syntax.Compare, kind: type[syntax.cmpop]) -> str:
    """`min` or `max` for a bound of `a <= x <= b` or `x >= a and x <= b`, else empty."""
    if len(compare.ops) > 1:
        return "min" if issubclass(kind, _UPPER) else "max"
    around = block.parent(compare)
    if not isinstance(around, syntax.BoolOp) or not isinstance(around.op, syntax.And):
        return ""
    subject = syntax.dump(compare.left if node is not compare.left else compare.comparators[0])
    others = [
        item
        for item in around.values
        if isinstance(item, syntax.Compare) and item is not compare and len(item.ops) == 1
    ]
    bounded = any(
        subject in (syntax.dump(item.left), syntax.dump(item.comparators[0]))
        and isinstance(item.ops[0], (*_UPPER, *_LOWER))
        for item in others
    )
    return "" if not bounded else "min" if issubclass(kind, _UPPER) else "max"


def _too_many(block: Block, compare: syntax.Compare) -> list[str]:
    """The words of what there is too much of, where the first text behind the test says so: `too many open files`."""
    parent = block.parent(compare)
    if not isinstance(parent, syntax.If) or parent.test is not compare:
        return []
    nodes = (node for statement in parent.body for node in syntax.walk(statement))
    text = next((item.value for item in nodes if isinstance(item, syntax.Constant) and isinstance(item.value, str)), "")
    found = re.search(r"\btoo many ((?:[a-z]+ ){0,2}?[a-z]+s)\b(?! of\b)", text, re.IGNORECASE)
    words = found.group(1).lower().split() if found else []
    return [] if _PREPOSITIONS.intersection(words) else meaningful(words)


def _bounding(bound: str, noun: list[str]) -> list[str]:
    """The words with `max` or `min` before them; counted things without `length`."""
    plain = noun[:-1] if noun[-1] in ("length", "count") and len(noun) > 1 and is_plural(noun[-2]) else noun
    plain = plain[1:] if plain[0] in ("max", "min") and len(plain) > 1 else plain
    return [bound, *plain]


def _bounded(kind: type[syntax.cmpop], how: str, noun: list[str]) -> str:
    if noun[-1] in ("limit", "threshold"):
        return constant_name(noun)
    if how in ("assert", "unless", "raise"):
        if kind is syntax.GtE:
            return constant_name([*_single(noun), "limit"])
        return constant_name(_bounding("max" if kind is syntax.Gt else "min", noun))
    if how == "while":
        return constant_name(_bounding("max" if issubclass(kind, _LOWER) else "min", noun))
    if noun[-1] == "length" and kind in (syntax.Gt, syntax.GtE, syntax.LtE):
        return constant_name(_bounding("min" if kind is syntax.GtE else "max", noun))
    return constant_name([*_single(noun), "threshold"])


def _single(words: list[str]) -> list[str]:
    return words if words[-1] in _UNITS else [*words[:-1], singular(words[-1])]


def _expected(
    block: Block, node: syntax.expr, compare: syntax.Compare, kind: type[syntax.cmpop], noun: list[str]
) -> str:
    said = comment_words(block, node)
    if said:
        return constant_name([*said, *(word for word in noun[-1:] if word in _CODES and word not in said)])
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
        return constant_name([*[word for word in function_words(block, node) if word not in noun][:2], *noun])
    return constant_name(noun)


def _use(block: Block, compare: syntax.Compare) -> str:
    """How the comparison is used: `raise`, `while`, `assert`, `unless` (a refusal under `not`), or empty."""
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
            refusing = outer.test is child and any(_refuses(item) for item in outer.body)
            return "" if not refusing else "unless" if negated else "raise"
        elif not isinstance(outer, syntax.BoolOp):
            return ""
        child = outer
    return ""


def _refuses(statement: syntax.stmt) -> bool:
    """Whether a statement gives up: raises, or returns nothing, False or what is named an error."""
    if isinstance(statement, syntax.Raise):
        return True
    if not isinstance(statement, syntax.Return):
        return False
    value = statement.value
    if value is None or isinstance(value, syntax.Constant):
        return value is None or value.value is None or value.value is False
    return bool({"error", "err", "invalid", "fail", "failure", "abort", "reject"}.intersection(words_of(value)))


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


def function_words(block: Block, node: syntax.AST) -> list[str]:
    """The telling words of the name of the function around the node, three at the most."""
    for outer in block.ancestors(node):
        if isinstance(outer, (syntax.FunctionDef, syntax.AsyncFunctionDef)):
            words = telling(meaningful(split(outer.name)))[:3]
            while words and words[-1] in _PREPOSITIONS:
                words.pop()
            return words
    return []
