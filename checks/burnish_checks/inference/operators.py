"""Results of arithmetic, of comparisons and of subscripts."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function_
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import Arguments
from burnish_checks.inference.members import member, of_key, of_record
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    SLICE,
    STR,
    UNKNOWN,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    Parameter,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    instance,
    members,
    union,
    widen,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_METHODS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitOr: "or", ast.BitAnd: "and",
    ast.BitXor: "xor", ast.MatMult: "matmul",
}  # fmt: skip
_NUMBERS = (BOOL, INT, FLOAT, COMPLEX)
NOT_IMPLEMENTED = (Instance("types.NotImplementedType"), Instance("builtins._NotImplementedType"))


def arithmetic(engine: Engine, operator: ast.operator, left: Type, right: Type) -> Type:
    """The result of a binary operator."""
    if isinstance(operator, ast.Pow):
        return _of_pairs(engine, left, right, lambda a, b: _power(engine, widen(a), b))
    return _of_pairs(engine, left, right, lambda a, b: _one(engine, operator, widen(a), widen(b)))


def augmented(engine: Engine, operator: ast.operator, left: Type, right: Type) -> Type:
    """What an augmented assignment binds: the result of the left operand's method for it, or else of the operator."""

    def one(left: Type, right: Type) -> Type:
        found = _own_method(engine, left, f"__i{_METHODS[type(operator)]}__")
        if found is None:
            return arithmetic(engine, operator, left, right)
        result = engine.call(found, Arguments((widen(right),)))
        return union(item for item in members(result) if item not in NOT_IMPLEMENTED)

    return _of_pairs(engine, left, right, one)


def _of_pairs(engine: Engine, left: Type, right: Type, result: Function_[[Type, Type], Type]) -> Type:
    """The results for each of the left operand's alternatives with each of the right one's; of too many not all are looked at."""
    lefts, rights = members(left), members(right)
    results = [result(a, b) for a in lefts[:_MOST_ASKED] for b in rights[:_MOST_ASKED]]
    if engine.certain and max(len(lefts), len(rights)) > _MOST_ASKED:
        results.append(UNKNOWN)
    return union(results)


_MOST_ASKED = 5


def _power(engine: Engine, left: Type, right: Type) -> Type:
    """A power of integers is one too, but for negative exponents: whether it is cannot be proved of one that is not written."""
    result = _one(engine, ast.Pow(), left, widen(right))
    if result != INT:
        return result
    if isinstance(right, Literal) and isinstance(right.value, int):
        return INT if right.value >= 0 else FLOAT
    return union((INT, UNKNOWN)) if engine.certain and widen(right) == INT else INT


_ORDER = {
    ast.Lt: ("__lt__", "__gt__"), ast.LtE: ("__le__", "__ge__"), ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"), ast.Eq: ("__eq__", "__eq__"), ast.NotEq: ("__ne__", "__ne__"),
}  # fmt: skip
"""The methods that compare, of the left operand and of the right one; `is` and `in` are a bool whatever they compare."""


def comparison(engine: Engine, operator: ast.cmpop, left: Type, right: Type) -> Type:
    """The result of a comparison: a bool, unless a class says otherwise; of what is not known that is only likely."""
    methods = _ORDER.get(type(operator))
    if methods is None:
        return BOOL
    results = [_compared(engine, item, methods, right) for item in members(left)[:5]]
    known_ones = [item for item in members(union(results)) if not isinstance(item, Unknown)]
    if len(known_ones) == len(members(union(results))):
        return union(results)
    return union((*known_ones, BOOL, UNKNOWN)) if engine.certain else union(known_ones or (BOOL,))


def _compared(engine: Engine, left: Type, methods: tuple[str, str], right: Type) -> Type:
    """What the left operand gives, or the right one where the left one declines."""
    result = _asked(engine, left, methods[0])
    if NOT_IMPLEMENTED[0] not in members(result):
        return result
    rest = [item for item in members(result) if item != NOT_IMPLEMENTED[0]]
    for item in members(right)[:5]:
        rest += [BOOL if part == NOT_IMPLEMENTED[0] else part for part in members(_asked(engine, item, methods[1]))]
    return union(rest)


def _asked(engine: Engine, operand: Type, method: str) -> Type:
    """What an operand gives that is asked to compare itself; built-in ones decline whatever is not of their kind."""
    if isinstance(operand, (Unknown, Parameter, TypeVar)):
        return UNKNOWN
    if not isinstance(operand, Instance) or operand.cls.startswith("builtins."):
        return NOT_IMPLEMENTED[0]
    found = member(engine, operand, method)
    if not isinstance(found, FunctionType):
        return NOT_IMPLEMENTED[0] if found is None else UNKNOWN
    if found.key == f"builtins.object.{method}":
        return NOT_IMPLEMENTED[0]
    result = engine.call(found, Arguments((UNKNOWN,)))
    return union(NOT_IMPLEMENTED[0] if item in NOT_IMPLEMENTED else item for item in members(result))


def _one(engine: Engine, operator: ast.operator, left: Type, right: Type) -> Type:
    """The result for operands of one type each; of one that is not known that is only likely, since it may have the say."""
    result = _likely(engine, operator, left, right)
    formatted = left in (STR, BYTES) and isinstance(operator, ast.Mod)
    if engine.certain and not formatted and (_is_open(left) or _is_open(right)):
        return union((result, UNKNOWN))
    return result


def _is_open(operand: Type) -> bool:
    return isinstance(operand, (Unknown, Parameter, TypeVar))


def _likely(engine: Engine, operator: ast.operator, left: Type, right: Type) -> Type:
    name = _METHODS[type(operator)]
    reflected = _own_method(engine, right, f"__r{name}__")
    if left in _NUMBERS and right in _NUMBERS:
        return _number(operator, left, right)
    if left in (STR, BYTES) and isinstance(operator, ast.Mod) and reflected is None:
        return left
    if isinstance(left, (Unknown, Parameter)):
        return right if right in (STR, BYTES) and isinstance(operator, ast.Add) else UNKNOWN
    if isinstance(right, (Unknown, Parameter)) and left in (STR, BYTES):
        return left
    if isinstance(left, Tuple) and isinstance(right, Tuple) and isinstance(operator, ast.Add):
        return Tuple((*left.items, *right.items))
    lists = all(isinstance(side, Instance) and side.cls == "builtins.list" for side in (left, right))
    if lists and isinstance(operator, ast.Add) and isinstance(left, Instance) and isinstance(right, Instance):
        return instance("list", union((*left.args, *right.args)))
    found = _given(engine, member(engine, left, f"__{name}__"), right)
    if reflected is not None and isinstance(right, Instance):
        other = _given(engine, reflected, left)
        if isinstance(left, Instance) and left.cls != right.cls and engine.hierarchy.is_a(right.cls, left.cls):
            return other
        if engine.certain and left != right and _own_method(engine, left, f"__{name}__") is not None:
            return union((found, other))
    return found if not isinstance(found, Unknown) else _given(engine, member(engine, right, f"__r{name}__"), left)


def _given(engine: Engine, method: Type | None, operand: Type) -> Type:
    """What a method gives for the other operand; unknown where it is none or declines."""
    if not isinstance(method, FunctionType):
        return UNKNOWN
    result = engine.call(method, Arguments((operand,)))
    rest = [item for item in members(result) if item not in NOT_IMPLEMENTED]
    return union(rest) if rest else UNKNOWN


def _own_method(engine: Engine, operand: Type, name: str) -> FunctionType | None:
    """The method of a class that is read itself, not only its stub: what it does with any operand is seen in its body."""
    found = member(engine, operand, name) if isinstance(operand, Instance) else None
    function = engine.program.function(found.key) if isinstance(found, FunctionType) else None
    return found if isinstance(found, FunctionType) and function is not None and not function.module.stub else None


def negated(engine: Engine, operator: ast.unaryop, operand: Type) -> Type:
    """The result of `-`, `+` or `~`."""
    method = {ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}[type(operator)]
    found: list[Type] = []
    for item in map(widen, members(operand)):
        own = _own_method(engine, item, method)
        found.append(engine.call(own, Arguments()) if own is not None else INT if item == BOOL else item)
    return union(found)


def _number(operator: ast.operator, left: Type, right: Type) -> Type:
    if isinstance(operator, (ast.BitAnd, ast.BitOr, ast.BitXor)):
        return BOOL if left == right == BOOL else INT
    top = _NUMBERS[max(_NUMBERS.index(left), _NUMBERS.index(right), 1)]
    return FLOAT if isinstance(operator, ast.Div) and top == INT else top


def subscripted(engine: Engine, base: Type, node: ast.expr, index: Type) -> Type:
    """The result of `base[index]`."""
    found: list[Type] = []
    for item in members(base):
        if item == NONE:
            continue
        if isinstance(item, Literal):
            item = Instance(item.kind)
        item = of_record(engine, item) or item
        if isinstance(item, Tuple):
            found.append(_of_tuple(item, node, index))
        elif isinstance(item, ClassType):
            found.append(item)
        elif isinstance(item, Instance) and (held := of_key(engine, item, index)) is not None:
            found.append(held)
        elif isinstance(item, Instance):
            method = member(engine, item, "__getitem__")
            found.append(engine.call(method, Arguments((index,))) if method is not None else UNKNOWN)
        else:
            found.append(UNKNOWN)
    return union(found) if found else UNKNOWN


def _of_tuple(type_: Tuple, node: ast.expr, index: Type) -> Type:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        number = -value if isinstance(value, int) else None
    else:
        number = index.value if isinstance(index, Literal) and isinstance(index.value, int) else None
    if number is not None and -len(type_.items) <= number < len(type_.items):
        return type_.items[number]
    if isinstance(node, ast.Slice) or index == SLICE:
        bounds = [
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, int) else None
            for part in (getattr(node, "lower", None), getattr(node, "upper", None))
        ]
        plain = (
            isinstance(node, ast.Slice)
            and node.step is None
            and all(part is None or isinstance(part, ast.Constant) for part in (node.lower, node.upper))
        )
        if plain:
            first, last = bounds
            return Tuple(type_.items[slice(first, last)])
        return instance("tuple", union(type_.items)) if type_.items else instance("tuple")
    return union(type_.items) if type_.items else UNKNOWN
