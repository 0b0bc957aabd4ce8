"""What a literal means where it stands: its role, the words around it, and the name that a reader would give it.

Two equal literals may share a constant only if they share a `key`: 30 is both a timeout and the days of a
month, and only one of them should be replaced by `DEFAULT_TIMEOUT_SECONDS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

from burnish_checks import syntax
from burnish_checks.constants.comments import comment_words
from burnish_checks.constants.comparing import function_words, limit_name
from burnish_checks.constants.literals import number
from burnish_checks.constants.standard import StandardName, standard_name
from burnish_checks.constants.units import factor_name, unit_of
from burnish_checks.constants.words import (
    VAGUE,
    constant_name,
    is_plural,
    meaningful,
    singular,
    split,
    telling,
    words_of,
)
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted

_CLOSE = 0.002
"""How far a constant of mathematics is from one written with three digits."""
_LONGEST_SECONDS = 900
"""A greater timeout without a unit may be in milliseconds."""
FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)
_WAITS = frozenset({"sleep", "settimeout", "wait", "join", "wait_for", "setdefaulttimeout"})
_MOST_WORDS = 5


@dataclass(frozen=True)
class Meaning:
    """The role of a literal with the name and key that follow from it."""

    role: str
    """`compare`, `factor`, `offset`, `bits`, `power`, `argument`, `keyword`, `default`, `assigned`, `entry`,
    `returned`, `index` or `other`."""
    words: tuple[str, ...] = ()
    """The words of what it is compared with, multiplied by, passed as, or given to."""
    name: str = ""
    """A constant's name, or empty where the surroundings say nothing."""
    key: Hashable = None
    """Equal for literals of one meaning."""
    partner: Any = None
    """The expression it is compared or calculated with, the call it is passed to, or the node that names it."""
    guessed: bool = False
    """Whether the name comes from the function or statement around, not from what the literal stands with."""
    standard: StandardName | None = None
    """The standard library's own name for it."""


def meaning_of(block: Block, node: syntax.expr, parameter: Callable[[syntax.Call, int], str] | None = None) -> Meaning:
    """The meaning of a literal. `parameter` tells the name of a callee's parameter, where that is known."""
    found = _by_parent(block, node, parameter)
    standard = standard_name(block, node, found.role, found.words, found.partner)
    if standard is not None:
        return replace(found, standard=standard, key=("standard", standard.family))
    if found.name:
        return found
    unit = unit_of(node)
    return replace(found, name=unit or _by_surroundings(block, node), guessed=not unit)


def _by_parent(block: Block, node: syntax.expr, parameter: Callable[[syntax.Call, int], str] | None) -> Meaning:
    parent = block.parent(node)
    if isinstance(parent, (syntax.Tuple, syntax.List, syntax.Set)):
        outer = block.parent(parent)
        if isinstance(outer, syntax.Compare):
            return _compared(block, parent, outer)
        if isinstance(outer, syntax.Return):
            return Meaning("returned", (), "", None, parent)
    if isinstance(parent, syntax.Compare):
        return _compared(block, node, parent)
    if isinstance(parent, syntax.BinOp):
        return _calculated(block, node, parent.op, parent.right if parent.left is node else parent.left)
    if isinstance(parent, syntax.AugAssign):
        return _calculated(block, node, parent.op, parent.target)
    if isinstance(parent, syntax.Call) and node in parent.args:
        return _passed(block, node, parent, parameter)
    if isinstance(parent, syntax.keyword) and parent.arg:
        return Meaning("keyword", *_parameter(node, parent.arg, ""), block.parent(parent))
    if isinstance(parent, syntax.arguments):
        return _defaulted(block, node, parent)
    if isinstance(parent, (syntax.Assign, syntax.AnnAssign)):
        target = parent.targets[0] if isinstance(parent, syntax.Assign) else parent.target
        words = meaningful(words_of(target))
        return Meaning("assigned", tuple(words), constant_name(words), ("named", *words), target)
    if isinstance(parent, syntax.Dict):
        return _entry(node, parent)
    if isinstance(parent, (syntax.Subscript, syntax.Slice)):
        return _index(block, node, parent)
    if isinstance(parent, syntax.Return):
        return Meaning("returned", (), "", None, parent)
    return Meaning("other")


def _compared(block: Block, node: syntax.expr, compare: syntax.Compare) -> Meaning:
    operands = [compare.left, *compare.comparators]
    place = operands.index(node)
    before = operands[place - 1] if place else None
    after = operands[place + 1] if place + 1 < len(operands) else None
    partner = before if before is not None and number(before) is None else after
    if partner is None or number(partner) is not None:
        return Meaning("compare", (), "", None, partner)
    op = compare.ops[place - 1] if partner is before else compare.ops[place]
    words = tuple(words_of(partner))
    name = limit_name(block, node, compare, op, partner is before, list(words))
    return Meaning("compare", words, name, ("limit", *(meaningful(list(words)) or [name or dotted(partner)])), partner)


_MATHEMATICAL = {"PI": math.pi, "TWO_PI": 2 * math.pi, "EULERS_NUMBER": math.e, "GOLDEN_RATIO": (1 + 5**0.5) / 2}
_OPERATION = {
    syntax.Add: "offset",
    syntax.Sub: "offset",
    syntax.Mult: "factor",
    syntax.Div: "factor",
    syntax.FloorDiv: "factor",
    syntax.Mod: "factor",
    syntax.Pow: "power",
    syntax.MatMult: "power",
}
_SUFFIX: dict[type[syntax.operator], str] = {
    syntax.Add: "offset",
    syntax.Sub: "offset",
    syntax.Mult: "factor",
    syntax.Div: "divisor",
    syntax.FloorDiv: "divisor",
    syntax.Mod: "modulus",
}


def _calculated(block: Block, node: syntax.expr, op: syntax.operator, partner: syntax.expr) -> Meaning:
    role = role_of(op)
    words = words_of(partner)
    target = target_words(block, node)
    if role == "factor":
        unit = _mathematical(node) or factor_name(node, op, words + target)
        if unit:
            return Meaning(role, tuple(words), unit, ("unit", unit), partner)
    said = comment_words(block, node) if role == "factor" else []
    if said:
        name = constant_name(said)
        return Meaning(role, tuple(words), name, (role, name), partner)
    noun = meaningful(words) or meaningful(target)
    if not noun or role not in ("factor", "offset"):
        return Meaning(role, tuple(words), "", (role, *words), partner)
    suffix = _SUFFIX[type(op)]
    name = constant_name([*noun[-3:], *([] if noun[-1] in (suffix, "factor", "scale", "offset") else [suffix])])
    return Meaning(role, tuple(words), name, (role, name), partner)


def role_of(op: syntax.operator) -> str:
    """What a number is that something is calculated with: `factor`, `offset`, `power` or `bits`."""
    return _OPERATION.get(type(op), "bits")


def _mathematical(node: syntax.expr) -> str:
    """The name of a constant of mathematics that a number comes close to, written with three digits or more."""
    value = number(node)
    return next(
        (name for name, exact in _MATHEMATICAL.items() if isinstance(value, float) and abs(value - exact) < _CLOSE), ""
    )


def _passed(
    block: Block, node: syntax.expr, call: syntax.Call, parameter: Callable[[syntax.Call, int], str] | None
) -> Meaning:
    place = call.args.index(node)
    callee = [word for word in words_of(call.func) if word]
    last = call.func.attr if isinstance(call.func, syntax.Attribute) else dotted(call.func)
    key = ("argument", last, place)
    if isinstance(node, syntax.Tuple):
        return Meaning("argument", tuple(callee), _tuple_name(block, node, call), key, call)
    if last in ("min", "max") and isinstance(call.func, syntax.Name):
        others = [word for item in call.args if number(item) is None for word in words_of(item)]
        whole = isinstance(block.parent(call), (syntax.Assign, syntax.AnnAssign))
        noun = (meaningful(target_words(block, node)) if whole else [])[-3:] or meaningful(others)[-3:]
        bound = "max" if last == "min" else "min"
        name = constant_name([bound, *(word for word in noun if word != bound)]) if noun else ""
        return Meaning("argument", tuple(callee), name, ("limit", *(noun or key)), call)
    if last in _WAITS and place == 0:
        return Meaning("argument", (last,), _wait_name(block, node, last), key, call)
    given = parameter(call, place) if parameter is not None else ""
    if given:
        words, name, _ = _parameter(node, given, "")
        if len(words) == 1:
            name = constant_name([*telling(meaningful(callee))[-2:], *words]) or name
        return Meaning("argument", words, name, key, call)
    noun = telling(meaningful(callee))
    target = meaningful(target_words(block, node))
    name = constant_name([*target[:3], *([] if target and target[-1:] == noun[-1:] else noun[-1:])]) if noun else ""
    return Meaning("argument", tuple(callee), name if len(name) > 3 else "", key, call)


def _tuple_name(block: Block, node: syntax.expr, call: syntax.Call) -> str:
    """`TRAITS_VERSION` for `include_traits = version.matches((1, 17))`."""
    receiver = words_of(call.func.value) if isinstance(call.func, syntax.Attribute) else []
    callee = words_of(call.func)
    kind = next((word for word in ("microversion", "version") if word in (*receiver, *callee)), "")
    subject = telling(meaningful(target_words(block, node)))
    if kind:
        subject = [word for word in subject if word not in ("version", "microversion")] or consequence_words(
            block, node
        )
        if subject:
            return constant_name([*subject[:4], kind])
        numbers = number_words(node)
        return constant_name(["min", "version", *numbers]) if numbers else ""
    noun = [singular(word) if is_plural(word) else word for word in telling(callee) if word not in VAGUE]
    return constant_name([*subject[:3], *noun[-2:]])


def number_words(node: syntax.expr) -> list[str]:
    """The digits of a tuple of whole numbers, for a name such as `MIN_VERSION_1_15`."""
    values = [number(item) for item in getattr(node, "elts", ())]
    return [str(value) for value in values] if all(isinstance(v, int) and v >= 0 for v in values) else []


def _wait_name(block: Block, node: syntax.expr, callee: str) -> str:
    words = function_words(block, node)
    noun = "delay" if callee == "sleep" else "timeout"
    looped = any(isinstance(item, (syntax.While, syntax.For, syntax.AsyncFor)) for item in block.ancestors(node))
    if callee == "sleep" and looped and not {"retry", "poll"}.intersection(words):
        words = [*words[:3], "poll"] if words[-1:] != ["wait"] else ["poll"]
        noun = "interval"
    value = number(node)
    return constant_name(
        [*words[:4], *([] if words[-1:] == [noun] else [noun]), *(["seconds"] if value is not None else [])]
    )


def _parameter(node: syntax.expr, given: str, prefix: str) -> tuple[tuple[str, ...], str, Hashable]:
    words = split(given)
    value = number(node)
    named = [*([prefix] if prefix and words[:1] != [prefix] else []), *words]
    short = isinstance(value, (int, float)) and 0 < value <= _LONGEST_SECONDS
    if words[-1:] in (["timeout"], ["delay"], ["interval"]) and short:
        named.append("seconds")
    telling_enough = any(word not in VAGUE for word in words)
    return tuple(words), constant_name(named) if telling_enough else "", ("named", *words)


def _defaulted(block: Block, node: syntax.expr, arguments: syntax.arguments) -> Meaning:
    positional = [*arguments.posonlyargs, *arguments.args]
    if node in arguments.defaults:
        owner = positional[len(positional) - len(arguments.defaults) + arguments.defaults.index(node)]
    else:
        owner = arguments.kwonlyargs[arguments.kw_defaults.index(node)]
    words, name, key = _parameter(node, owner.arg, "default")
    if not name:
        function = block.parent(arguments)
        own = split(function.name) if isinstance(function, FUNCTIONS) else []
        name = constant_name(["default", *telling(meaningful(own)), *words])
    return Meaning("default", words, name, key, owner)


def _index(block: Block, node: syntax.expr, parent: syntax.Subscript | syntax.Slice) -> Meaning:
    """A subscript; the end of a slice has the key of a greatest length."""
    outer = block.parent(parent) if isinstance(parent, syntax.Slice) else parent
    words = words_of(outer.value) if isinstance(outer, syntax.Subscript) else []
    noun = meaningful(words)
    if not isinstance(parent, syntax.Slice) or parent.upper is not node or not noun:
        return Meaning("index", tuple(words))
    name = constant_name(["max", *noun[-3:], "length"])
    return Meaning("index", tuple(words), name, ("limit", *noun, "length"))


def _entry(node: syntax.expr, parent: syntax.Dict) -> Meaning:
    key = syntax.key_of(parent, node)
    if isinstance(key, syntax.Constant) and isinstance(key.value, str):
        words = split(key.value)[:_MOST_WORDS]
        if any(word not in VAGUE for word in words):
            return Meaning("entry", tuple(words), constant_name(words), ("named", *words), key)
    return Meaning("entry")


def target_words(block: Block, node: syntax.AST) -> list[str]:
    """The words of what the statement around the node assigns to, without a leading verb."""
    statement = block.statement_of(node)
    if isinstance(statement, syntax.Assign) and len(statement.targets) == 1:
        return telling(words_of(statement.targets[0]))
    if isinstance(statement, (syntax.AnnAssign, syntax.AugAssign)):
        return telling(words_of(statement.target))
    return []


def consequence_words(block: Block, node: syntax.AST) -> list[str]:
    """The words of what is done first where the test that holds the node is met."""
    statement = block.statement_of(node)
    if not isinstance(statement, syntax.If) or not statement.body:
        return []
    first = statement.body[0]
    words: list[str] = []
    if isinstance(first, (syntax.Assign, syntax.AugAssign, syntax.AnnAssign)):
        words = words_of(first.targets[0] if isinstance(first, syntax.Assign) else first.target)
    elif isinstance(first, (syntax.Expr, syntax.Return)) and isinstance(first.value, syntax.Call):
        words = words_of(first.value)
        argument = next((item for item in first.value.args if isinstance(item, syntax.Constant)), None)
        if argument is not None and isinstance(argument.value, str) and argument.value.isidentifier():
            words = split(argument.value)
    return telling(meaningful(words))[:3]


def _by_surroundings(block: Block, node: syntax.expr) -> str:
    """A name from what the statement assigns to, else from the function around it."""
    words = meaningful(target_words(block, node))
    if not words:
        words = function_words(block, node)
        words = [*words, "value"] if words and number(node) is not None else words
    return constant_name(words[:_MOST_WORDS])
