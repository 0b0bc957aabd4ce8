"""What a program is told from outside, which is text: its arguments, the variables of its environment, what somebody types."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.errors.handlers import nested


def counts_arguments(block: Block, node: ast.Try) -> bool:
    """Whether a condition around has counted the arguments of the program, and no others are taken: `if len(argv) > 1`."""
    taken = [item for item in nested(node.body) if isinstance(item, ast.Subscript)]
    if not taken or any(dotted(item.value) != "sys.argv" for item in taken):
        return False
    counted = max(map(_at_least, _conditions_of(block, node)), default=0)
    return all(-counted <= _index(item, counted) < counted for item in taken)


def _conditions_of(block: Block, node: ast.AST) -> Iterator[ast.expr]:
    """The conditions that hold where a node stands: of each `if` around in whose body it is, and not in its `else`."""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, ast.If) and child in around.body:
            yield around.test
        child = around


def _at_least(test: ast.expr) -> int:
    """How many arguments there are at least under a condition."""
    if not isinstance(test, ast.Compare) or ast.unparse(test.left) != "len(sys.argv)":
        return 0
    number, more = test.comparators[0], isinstance(test.ops[0], ast.Gt)
    told = isinstance(number, ast.Constant) and isinstance(test.ops[0], (ast.Gt, ast.GtE, ast.Eq))
    return number.value + more if told and isinstance(number, ast.Constant) and isinstance(number.value, int) else 0


def _index(node: ast.Subscript, otherwise: int) -> int:
    """The number by which something is taken, where it is written there."""
    sign, place = 1, node.slice
    if isinstance(place, ast.UnaryOp) and isinstance(place.op, ast.USub):
        sign, place = -1, place.operand
    return sign * place.value if isinstance(place, ast.Constant) and isinstance(place.value, int) else otherwise


def reads_numbers_of_texts(block: Block, node: ast.Try) -> bool:
    """Whether the body only reads numbers of what is a text: an argument of the program, a variable of its environment, what
    somebody types."""
    calls = [item for item in nested(node.body) if isinstance(item, ast.Call) and dotted(item.func) not in _GIVE_TEXTS]
    given = [item.args[0] for item in calls if dotted(item.func) in ("int", "float") and len(item.args) == 1]
    read = [item for item in given if _is_text(block, node, item)]
    return bool(calls) and len(read) == len(calls)


def _is_text(block: Block, node: ast.Try, given: ast.expr) -> bool:
    if isinstance(given, ast.Subscript):
        return dotted(given.value) in _TEXTS and _is_written(given.slice)
    if isinstance(given, ast.Call):
        return dotted(given.func) in _GIVE_TEXTS and not _may_be_missing(given)
    if not isinstance(given, ast.Name):
        return False
    scope = block.walk.scope_at(given).resolve(given.id)
    bound = list(scope.bound.get(given.id, ())) if scope is not None else []
    if all(isinstance(item, ast.arg) and dotted(item.annotation) == "str" for item in bound):
        return bool(bound)
    made = [block.parent(item) for item in bound]
    values = [item.value if isinstance(item, ast.Assign) else None for item in made]
    asked = any(dotted(test) == given.id for test in _conditions_of(block, node))
    return bool(values) and all(
        isinstance(value, ast.Call) and dotted(value.func) in _GIVE_TEXTS and (asked or not _may_be_missing(value))
        for value in values
    )


def _may_be_missing(call: ast.Call) -> bool:
    """Whether a variable of the environment is asked for without a text to take in its place."""
    return dotted(call.func).startswith("os.") and len(call.args) + len(call.keywords) < _WITH_A_DEFAULT


_WITH_A_DEFAULT = 2
_GIVE_TEXTS = frozenset({"len", "input", "getpass.getpass", "os.getenv", "os.environ.get"})
"""Calls of which the result is a text, and the length of one."""


def _is_written(place: ast.expr) -> bool:
    return isinstance(place.operand if isinstance(place, ast.UnaryOp) else place, ast.Constant)


_TEXTS = frozenset({"sys.argv", "os.environ"})
