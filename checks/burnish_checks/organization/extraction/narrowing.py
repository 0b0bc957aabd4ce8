"""What a type hint has come to where code begins: `X | None` is `X` behind `if x is None: return`.

Told for variables that are bound once, by the tests around and before the code. Rests on the text of the hint: of a
union those members are left that the tests leave.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.organization.extraction.events import Function

_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_ANYTHING = ("object", "Any", "typing.Any")
_NEEDS_PARAMETERS = frozenset({"list", "dict", "set", "frozenset", "tuple", "type", "deque", "defaultdict"})
_BUILT_APART = frozenset(
    {"str", "bytes", "bytearray", "int", "float", "complex", "list", "dict", "set", "frozenset", "tuple"}
)
"""Classes of which no two have a common subclass."""
Told = tuple[ast.expr, bool]
"""A test, and whether it has come out true."""


def narrowed(block: Block, function: Function, annotation: ast.expr, name: str, at: ast.AST) -> str:
    """The text of the annotation of a variable as it is known where `at` begins."""
    members = _members(annotation)
    for test, holds in told_at(block, function, at):
        members = [item for member in members for item in _left(member, test, holds, name)] or members
    texts = list(dict.fromkeys(item if isinstance(item, str) else block.source(item) for item in members))
    if members == _members(annotation) or not texts:
        return block.source(annotation)
    if len(texts) == 1 or isinstance(annotation, ast.BinOp):
        return " | ".join(texts)
    return f"{block.source(_optional(annotation))}[{', '.join(texts)}]"


def told_at(block: Block, function: Function, at: ast.AST) -> Iterator[Told]:
    """The tests that are decided when control reaches a node, outermost first."""
    path = [at]
    for around in block.ancestors(at):
        path.append(around)
        if around is function:
            break
    for around, inner in zip(reversed(path), reversed(path[:-1]), strict=False):
        for field in ("body", "orelse", "finalbody"):
            suite = getattr(around, field, None)
            if isinstance(suite, list) and inner in suite:
                if isinstance(around, (ast.If, ast.While)) and field != "finalbody":
                    yield from _parts(around.test, field == "body")
                yield from _passed(suite[: suite.index(inner)])


def _passed(statements: Sequence[ast.stmt]) -> Iterator[Told]:
    """The tests that the statements before have decided: asserted, or left early if they came out otherwise."""
    for item in statements:
        if isinstance(item, ast.Assert):
            yield from _parts(item.test, True)
        elif isinstance(item, ast.If) and isinstance(item.body[-1], _LEAVING) and not item.orelse:
            yield from _parts(item.test, False)


def _parts(test: ast.expr, holds: bool) -> Iterator[Told]:
    """What is decided with a test: each part of an `and` that holds, and of an `or` that does not."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _parts(test.operand, not holds)
    elif isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) is holds:
            for value in test.values:
                yield from _parts(value, holds)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.IsNot, ast.NotEq)):
        same = ast.Is() if isinstance(test.ops[0], ast.IsNot) else ast.Eq()
        yield ast.Compare(left=test.left, ops=[same], comparators=test.comparators), not holds
    else:
        yield test, holds


def _members(annotation: ast.expr) -> list[ast.expr | str]:
    """The members of a union; the annotation alone if it is none."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return [*_members(annotation.left), *_members(annotation.right)]
    if isinstance(annotation, ast.Subscript):
        last = dotted(annotation.value).rpartition(".")[2]
        if last == "Optional":
            return [*_members(annotation.slice), "None"]
        if last == "Union" and isinstance(annotation.slice, ast.Tuple):
            return [member for item in annotation.slice.elts for member in _members(item)]
    return [annotation]


def _optional(annotation: ast.expr) -> ast.expr:
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation


def _is_none(member: ast.expr | str) -> bool:
    return member == "None" or (isinstance(member, ast.Constant) and member.value is None)


def _left(member: ast.expr | str, test: ast.expr, holds: bool, name: str) -> list[ast.expr | str]:
    """What a test leaves of one member of a union."""
    if isinstance(test, ast.Name) and test.id == name:
        return [] if holds and _is_none(member) else [member]
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == name:
        right = test.comparators[0]
        if isinstance(right, ast.Constant) and right.value is None and isinstance(test.ops[0], (ast.Is, ast.Eq)):
            return [member] if _is_none(member) is holds else []
        return [member]
    if _asks_for_class(test, name):
        assert isinstance(test, ast.Call)
        wanted = test.args[1]
        classes = wanted.elts if isinstance(wanted, ast.Tuple) else _members(wanted)
        return _of_classes(member, [dotted(item) for item in classes if isinstance(item, ast.expr)], holds)
    return [member]


def _asks_for_class(test: ast.expr, name: str) -> bool:
    return (
        isinstance(test, ast.Call)
        and dotted(test.func) == "isinstance"
        and len(test.args) == 2
        and isinstance(test.args[0], ast.Name)
        and test.args[0].id == name
    )


def _of_classes(member: ast.expr | str, classes: Sequence[str], holds: bool) -> list[ast.expr | str]:
    """What `isinstance` leaves of a member: those of the same name; of `object` and `Any` the classes themselves."""
    if not all(classes):
        return [member]
    if _is_none(member):
        return [] if holds else [member]
    base = dotted(member.value if isinstance(member, ast.Subscript) else member) if isinstance(member, ast.expr) else ""
    if base in _ANYTHING and holds:
        known = not _NEEDS_PARAMETERS.intersection(item.rpartition(".")[2] for item in classes)
        return list(classes) if known else [member]
    if base in classes:
        return [member] if holds else []
    apart = {base, *classes} <= _BUILT_APART
    return [] if holds and apart else [member]
