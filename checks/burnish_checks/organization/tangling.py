"""How tangled a function is: cognitive complexity as SonarSource defines it (S3776), and which part of a function has most."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.organization.measures import FUNCTIONS, LOOPS, SIMPLE, TRIES, WITHS, Function, is_elif, suites

_CALM = 10
"""What nobody sets a limit below."""


def cognitive(block: Block, function: Function, decisions: int) -> int:
    """Cognitive complexity (S3776): breaks in the flow, each more costly the deeper it is nested.

    `decisions` is the function's cyclomatic count: with so few that no nesting could reach a limit anybody sets, 0 is
    returned and nothing walked. What expressions cost is looked up from the few nodes that cost anything; walking all
    of them (`cognitive_of`) takes ten times as long.
    """
    operators = sum(len(block.nodes(kind)) for kind in (ast.BoolOp, ast.IfExp, ast.Lambda))
    if decisions * (decisions + 3) // 2 + operators < _CALM:
        return 0
    return _cognitive_body(function.body, 0, _cost_of(block, function.name))


def cognitive_of(function: Function) -> int:
    """The same count for a function that is not, or not yet, part of a block; all its nodes are walked."""
    return _cognitive_body(function.body, 0, lambda root, depth: _expressions(root, depth, function.name))


CostOf = Callable[[ast.AST, int], int]
"""What the operators inside an expression or simple statement cost at a depth."""
_SHORTEST_CUT = 8
"""Lines of a part that is worth a function of its own."""
_CUTS = (ast.If, ast.Match, *LOOPS, *TRIES, *WITHS, *FUNCTIONS)


def heaviest(block: Block, function: Function, tangle: int, excess: int) -> tuple[ast.stmt | None, int]:
    """The smallest compound statement without which the function is `excess` less tangled, and what it adds.

    Where none is enough, the one that adds most, if that is a third; else none, nor where it is nearly all there is: to
    move the whole function body elsewhere untangles nothing.
    """

    cost_of = _cost_of(block, function.name)
    chosen: tuple[ast.stmt | None, int] = (None, 0)
    inside: Sequence[tuple[Sequence[ast.stmt], int]] = [(function.body, 0)]
    while True:
        shares = [
            (_cognitive(statement, depth, cost_of), number, statement, depth)
            for number, statement, depth in _separable(block, function, inside)
        ]
        share, _, best, depth = max(shares, key=lambda item: item[0], default=(0, 0, None, 0))
        too_much = chosen[0] is not None and _is_nearly_all(function, chosen[0], chosen[1], tangle)
        if best is None or (share < excess and ((chosen[0] is not None and not too_much) or share * 3 < tangle)):
            return (None, 0) if too_much else chosen
        chosen = (best, share)
        inside = list(_branches_of(best, depth))


def largest(block: Block, function: Function, tangle: int) -> tuple[ast.stmt | None, int]:
    """The compound statement that adds most and less than nearly all, and what it adds; none where that is below a fifth."""
    cost_of = _cost_of(block, function.name)
    inside: Sequence[tuple[Sequence[ast.stmt], int]] = [(function.body, 0)]
    while True:
        shares = [
            (_cognitive(statement, depth, cost_of), -number, statement, depth)
            for number, statement, depth in _separable(block, function, inside)
        ]
        share, _, best, depth = max(shares, key=lambda item: item[:2], default=(0, 0, None, 0))
        if best is None or share * 5 < tangle:
            return None, 0
        if not _is_nearly_all(function, best, share, tangle):
            return best, share
        inside = list(_branches_of(best, depth))


def longest_chain(function: Function) -> ast.If | None:
    """The `if` with many an `elif` that holds most of a function's lines: each branch is a part."""
    chains = [item for item in ast.walk(function) if isinstance(item, ast.If) and is_elif(item)]
    longest = max(chains, key=_lines_of, default=None)
    if longest is None or _lines_of(longest) * 2 < (function.end_lineno or 0) - function.lineno:
        return None
    return longest if sum(1 for _ in _chain(longest)) >= _MANY_BRANCHES else None


_MANY_BRANCHES = 5


def _is_nearly_all(function: Function, part: ast.stmt, share: int, tangle: int) -> bool:
    """Whether to take a part out only gives the tangle another name: it adds nearly all of it, or is nearly all of the
    text, or most of both. Of an inner function that is said all the same."""
    if isinstance(part, FUNCTIONS):
        return False
    lines, all_lines = _lines_of(part), (function.end_lineno or 0) - function.body[0].lineno + 1
    most = lines * 3 > all_lines * 2 and share * 10 > tangle * 7
    return most or share * 5 > tangle * 4 or lines * 5 > all_lines * 4


def _lines_of(statement: ast.stmt) -> int:
    return (statement.end_lineno or 0) - statement.lineno + 1


def like(block: Block, cut: ast.AST) -> int:
    """How many conditions like this one, itself counted, stand beside it or are asked where it is not so: under each, the same
    is done in nearly the same way. It is alone where most of it stands under others of its own, or in its `else`."""
    if not isinstance(cut, ast.If):
        return 1
    own = _words_of(cut)
    alike = [item for item in _chain(cut) if _are_alike(own, _words_of(item))]
    lines = sum((item.body[-1].end_lineno or 0) - item.body[0].lineno + 1 for item in alike)
    if lines * 2 < (cut.end_lineno or 0) - cut.lineno + 1:
        return 1
    first: ast.AST = cut
    around = block.parent(cut)
    while isinstance(around, ast.If) and is_elif(around) and around.orelse[0] is first:
        first, around = around, block.parent(around)
    suites = [suite for _, suite in ast.iter_fields(around) if isinstance(suite, list)] if around is not None else []
    beside = [item for suite in suites if first in suite for item in suite if isinstance(item, ast.If)]
    return sum(_are_alike(own, _words_of(item)) for other in beside for item in _chain(other))


def _words_of(statement: ast.If) -> Counter[str]:
    """What stands under a condition: the kinds of its statements, and what is called."""
    nodes = [node for part in statement.body for node in syntax.walk(part)]
    kinds = Counter(type(node).__name__ for node in nodes if isinstance(node, ast.stmt))
    called = (node.func for node in nodes if isinstance(node, ast.Call))
    return kinds + Counter(item.attr if isinstance(item, ast.Attribute) else getattr(item, "id", "") for item in called)


def _are_alike(one: Counter[str], other: Counter[str]) -> bool:
    """Whether nearly all that the shorter of two holds is in the longer as well, which is not twice as long."""
    least, most = sorted((one.total(), other.total()))
    return (one & other).total() * 5 >= least * 4 and least * 2 >= most and least >= _ENOUGH


_ENOUGH = 4
"""Statements and calls of a branch of which it can be said that another is like it."""


def _chain(statement: ast.If) -> Iterator[ast.If]:
    yield statement
    while is_elif(statement):
        inner = statement.orelse[0]
        assert isinstance(inner, ast.If)
        yield (statement := inner)


def _separable(
    block: Block, function: Function, inside: Sequence[tuple[Sequence[ast.stmt], int]]
) -> Iterator[tuple[int, ast.stmt, int]]:
    """The compound statements in suites that can be functions of their own, with the suite's number and depth; of one that would
    have to give back too much, those in it."""
    for number, (suite, depth) in enumerate(inside):
        for statement in suite:
            if not isinstance(statement, _CUTS) or _lines_of(statement) < _SHORTEST_CUT:
                continue
            if isinstance(statement, FUNCTIONS) or (
                not _is_in_else(statement) and _gives_back(block, function, statement) <= _MOST_GIVEN_BACK
            ):
                yield number, statement, depth
            else:
                inner = _separable(block, function, tuple(_branches_of(statement, depth)))
                yield from ((number, part, level) for _, part, level in inner)


def _is_in_else(statement: ast.stmt) -> bool:
    """Whether most of an `if` stands under one `elif` or `else`, of which its first line says nothing."""
    if not isinstance(statement, ast.If):
        return False
    _, *later = ((body[-1].end_lineno or 0) - body[0].lineno + 1 for body, _ in _branches_of(statement, 0) if body)
    return any(lines * 4 > _lines_of(statement) * 3 for lines in later)


_MOST_GIVEN_BACK = 4
_FOR_A_GENERATOR = 2
"""What a `yield` counts as: another function that yields has to be gone through, and returns its variables as well."""


def _gives_back(block: Block, function: Function, statement: ast.stmt) -> int:
    """How much a part gives back to what stands behind it, or to the next turn of the loop around it: the variables that are
    read there before they are set anew, and what it yields."""
    scope = block.walk.scopes[function]
    end = statement.end_lineno or 0
    loop = next((item for item in block.ancestors(statement) if isinstance(item, LOOPS)), None)
    around = (loop.lineno, loop.end_lineno or 0) if loop is not None and function in block.ancestors(loop) else (0, -1)
    left = 0
    for places, lines in _names_set_in(block, function):
        at = bisect_left(lines, statement.lineno)
        if at < len(lines) and lines[at] <= end:
            behind = next((is_set for line, is_set in places if line > end), True)
            again = next((is_set for line, is_set in places if around[0] < line <= around[1]), True)
            left += not (behind and again)
    yields: list[ast.Yield | ast.YieldFrom] = [*block.nodes(ast.Yield), *block.nodes(ast.YieldFrom)]
    inside = any(statement.lineno <= item.lineno <= end and block.walk.scope_at(item) is scope for item in yields)
    return left + (_FOR_A_GENERATOR if inside and left else 0)


class _Places(NamedTuple):
    """Where a name that a function sets stands in it."""

    all: list[tuple[int, bool]]
    """By lines, and whether it is set there: in each line first where it is read; behind all these where it grows."""
    setting: list[int]
    """The lines where it is set or grows, in order."""


@lru_cache(maxsize=1)
def _names_set_in(block: Block, function: Function) -> list[_Places]:
    """Where the names stand that a function sets.

    Remembered of the last function, of which it is asked for every statement that might be taken out.
    """
    scope = block.walk.scopes[function]
    places: dict[str, list[tuple[int, bool]]] = {}
    for item, own in block.walk.names:
        if own is scope and item.id in scope.bound:
            is_set = item.ctx.__class__ is ast.Store and not _grows(block, item)
            places.setdefault(item.id, []).append((item.lineno, is_set))
    for found in places.values():
        found.sort()
    for grown in block.nodes(ast.AugAssign):
        if isinstance(grown.target, ast.Name) and block.walk.scope_at(grown.target) is scope:
            places[grown.target.id].append((grown.lineno, True))
    setting = [(found, sorted([line for line, is_set in found if is_set])) for found in places.values()]
    return [_Places(found, lines) for found, lines in setting if lines]


def _grows(block: Block, name: ast.Name) -> bool:
    """Whether a name is read where it is set: `total += 1`."""
    return isinstance(block.parent(name), ast.AugAssign)


def tangle_of_inner(block: Block, function: Function) -> int:
    """What the functions inside a function add to its cognitive complexity."""
    if len(block.nodes(*FUNCTIONS)) == 1:
        return 0
    cost_of = _cost_of(block, function.name)
    count = 0
    inside: list[tuple[Sequence[ast.stmt], int]] = [(function.body, 0)]
    while inside:
        suite, depth = inside.pop()
        for statement in suite:
            if isinstance(statement, FUNCTIONS):
                count += _cognitive(statement, depth, cost_of)
            elif isinstance(statement, _CUTS):
                inside.extend(_branches_of(statement, depth))
    return count


def _branches_of(statement: ast.stmt, depth: int) -> Iterator[tuple[Sequence[ast.stmt], int]]:
    """The suites of a compound statement, each `elif` among them, and how deep what stands in them is nested."""
    if isinstance(statement, FUNCTIONS):
        yield statement.body, depth + 1
    elif isinstance(statement, (*WITHS, *TRIES)):
        yield from ((suite, depth) for suite, _ in suites(statement, depth))
    elif isinstance(statement, ast.If) and is_elif(statement):
        yield statement.body, depth + 1
        yield from _branches_of(statement.orelse[0], depth)
    else:
        yield from ((suite, depth + 1) for suite, _ in suites(statement, depth))


def _cost_of(block: Block, name: str) -> CostOf:
    """Looks up what is charged to an expression or simple statement."""
    costs = _costs(block, name)

    def cost_of(root: ast.AST, depth: int) -> int:
        fixed, nested = costs.get(root, (0, 0))
        return fixed + nested * depth

    return cost_of


@lru_cache(maxsize=1)
def _costs(block: Block, name: str) -> Mapping[ast.AST, tuple[int, int]]:
    """By expression or simple statement: what its operators cost at depth 0, and how much more for each level.

    Remembered for the last function, of which several measures ask for it one after the other.
    """
    costs: dict[ast.AST, tuple[int, int]] = {}
    for node in block.nodes(ast.BoolOp):
        _add(costs, block, node, 1, 0)
    for condition in block.nodes(ast.IfExp):
        _add(costs, block, condition, 1, 1)
    for call in block.nodes(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == name:
            _add(costs, block, call, 1, 0)
    return costs


def _add(costs: dict[ast.AST, tuple[int, int]], block: Block, node: ast.AST, fixed: int, nested: int) -> None:
    """Charge what is looked at as a whole around the node: the test of a statement, or a simple statement."""
    levels = 0
    parent = block.parent(node)
    while parent is not None and not isinstance(node, ast.stmt):
        if isinstance(parent, ast.stmt) and hasattr(parent, "body"):
            break
        levels += isinstance(parent, (ast.IfExp, ast.Lambda))
        node, parent = parent, block.parent(parent)
    before = costs.get(node, (0, 0))
    costs[node] = (before[0] + fixed + nested * levels, before[1] + nested)


def _cognitive_body(body: Sequence[ast.stmt], depth: int, cost_of: CostOf) -> int:
    count = 0
    for statement in body:
        simple = statement.__class__ in SIMPLE
        count += cost_of(statement, depth) if simple else _cognitive(statement, depth, cost_of)
    return count


def _cognitive(node: ast.AST, depth: int, cost_of: CostOf) -> int:
    if isinstance(node, ast.If):
        count = 1 + depth + cost_of(node.test, depth) + _cognitive_body(node.body, depth + 1, cost_of)
        return count + _cognitive_else(node, depth, cost_of)
    if isinstance(node, LOOPS):
        test = node.test if isinstance(node, ast.While) else node.iter
        count = 1 + depth + cost_of(test, depth) + _cognitive_body(node.body, depth + 1, cost_of)
        return count + (1 + _cognitive_body(node.orelse, depth + 1, cost_of) if node.orelse else 0)
    if isinstance(node, TRIES):
        count = _cognitive_body(node.body, depth, cost_of) + _cognitive_body(node.finalbody, depth, cost_of)
        count += sum(1 + depth + _cognitive_body(handler.body, depth + 1, cost_of) for handler in node.handlers)
        return count + _cognitive_body(node.orelse, depth, cost_of)
    if isinstance(node, ast.Match):
        return 1 + depth + sum(_cognitive_body(case.body, depth + 1, cost_of) for case in node.cases)
    if isinstance(node, WITHS):
        return _cognitive_body(node.body, depth, cost_of)
    if isinstance(node, FUNCTIONS):
        return _cognitive_body(node.body, depth + 1, cost_of)
    if isinstance(node, ast.ClassDef):
        return 0
    return cost_of(node, depth)


def _cognitive_else(node: ast.If, depth: int, cost_of: CostOf) -> int:
    if is_elif(node):
        inner = node.orelse[0]
        assert isinstance(inner, ast.If)
        count = 1 + cost_of(inner.test, depth) + _cognitive_body(inner.body, depth + 1, cost_of)
        return count + _cognitive_else(inner, depth, cost_of)
    return 1 + _cognitive_body(node.orelse, depth + 1, cost_of) if node.orelse else 0


def _expressions(root: ast.AST, depth: int, name: str) -> int:
    """What boolean operators, conditional expressions, lambdas and recursion inside an expression cost."""
    count = 0
    stack: list[tuple[ast.AST, int]] = [(root, depth)]
    while stack:
        node, level = stack.pop()
        if isinstance(node, ast.BoolOp):
            count += 1
        elif isinstance(node, ast.IfExp):
            count += 1 + level
            level += 1
        elif isinstance(node, ast.Lambda):
            level += 1
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            count += 1
        stack.extend((child, level) for child in ast.iter_child_nodes(node))
    return count
