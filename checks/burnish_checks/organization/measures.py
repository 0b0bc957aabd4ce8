"""How large and how tangled a function is: the measures of the peers, over `ast` alone.

Statements, branches, returns, locals and nesting are counted as pylint and ruff count them (PLR0911-0915,
PLR1702), cyclomatic complexity as mccabe (C901), cognitive complexity as SonarSource defines it (S3776).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)
TRIES = (ast.Try, syntax.TryStar)
_CALM = 10
SIMPLE = frozenset(kind for kind in ast.stmt.__subclasses__() if "body" not in kind._fields and kind is not ast.Match)
"""Statements without others inside: most, and none of the measures that count paths has to look at them."""


def is_elif(statement: ast.If) -> bool:
    """Whether the `else` of this `if` is an `elif`."""
    inner = statement.orelse
    return len(inner) == 1 and isinstance(inner[0], ast.If) and inner[0].col_offset == statement.col_offset


def statements(body: Sequence[ast.stmt]) -> int:
    """The number of statements, a clause counting as one (PLR0915)."""
    count = 0
    for statement in body:
        if statement.__class__ in SIMPLE:
            count += statement.__class__ is not ast.Return
            continue
        if isinstance(statement, ast.If):
            count += 1 + statements(statement.body)
            if is_elif(statement):
                count += statements(statement.orelse)
            elif statement.orelse:
                count += 1 + statements(statement.orelse)
        elif isinstance(statement, (*WITHS, ast.While)):
            count += 1 + statements(statement.body) + statements(getattr(statement, "orelse", []))
        elif isinstance(statement, (ast.For, ast.AsyncFor)):
            count += statements(statement.body) + statements(statement.orelse)
        elif isinstance(statement, ast.Match):
            count += 1 + sum(1 + statements(case.body) for case in statement.cases)
        elif isinstance(statement, TRIES):
            count += _in_try(statement)
        elif isinstance(statement, FUNCTIONS):
            count += 1 + statements(statement.body)
        elif not isinstance(statement, ast.Return):
            count += 1
    return count


def _in_try(statement: ast.Try | syntax.TryStar) -> int:
    count = 1 + statements(statement.body)
    count += 1 + statements(statement.orelse) if statement.orelse else 0
    count += 2 + statements(statement.finalbody) if statement.finalbody else 0
    count += 1 if len(statement.handlers) > 1 else 0
    return count + sum(1 + statements(handler.body) for handler in statement.handlers)


def cyclomatic(body: Sequence[ast.stmt]) -> int:
    """Decisions in the body (C901); a function's complexity is one more."""
    count = 0
    for statement in body:
        if statement.__class__ in SIMPLE:
            continue
        if isinstance(statement, ast.If):
            count += 1 + cyclomatic(statement.body) + cyclomatic(statement.orelse)
        elif isinstance(statement, TRIES):
            count += cyclomatic(statement.body) + cyclomatic(statement.orelse) + cyclomatic(statement.finalbody)
            count += 1 if statement.orelse else 0
            count += sum(1 + cyclomatic(handler.body) for handler in statement.handlers)
        elif isinstance(statement, LOOPS):
            count += 1 + cyclomatic(statement.body) + cyclomatic(statement.orelse)
        elif isinstance(statement, WITHS):
            count += cyclomatic(statement.body)
        elif isinstance(statement, ast.Match):
            count += sum(1 + cyclomatic(case.body) for case in statement.cases)
            count -= 1 if statement.cases and _is_wildcard(statement.cases[-1]) else 0
        elif isinstance(statement, FUNCTIONS):
            count += 1 + cyclomatic(statement.body)
        elif isinstance(statement, ast.ClassDef):
            count += sum(
                1 + cyclomatic(member.body) if isinstance(member, FUNCTIONS) else cyclomatic([member])
                for member in statement.body
            )
    return count


def _is_wildcard(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def branches(body: Sequence[ast.stmt]) -> int:
    """The number of branches (PLR0912)."""
    count = 0
    for statement in body:
        if statement.__class__ in SIMPLE:
            continue
        if isinstance(statement, ast.If):
            count += 1 + branches(statement.body)
            if is_elif(statement):
                count += branches(statement.orelse)
            elif statement.orelse:
                count += 1 + branches(statement.orelse)
        elif isinstance(statement, ast.Match):
            count += len(statement.cases) + sum(branches(case.body) for case in statement.cases)
        elif isinstance(statement, LOOPS):
            count += 1 + branches(statement.body)
            count += 1 + branches(statement.orelse) if statement.orelse else 0
        elif isinstance(statement, TRIES):
            count += branches(statement.body)
            count += 1 + branches(statement.orelse) if statement.orelse else 0
            count += 1 + branches(statement.finalbody) if statement.finalbody else 0
            count += sum(1 + branches(handler.body) for handler in statement.handlers)
        elif isinstance(statement, WITHS):
            count += branches(statement.body)
    return count


def returns(block: Block, function: Function) -> int:
    """The number of `return` statements of the function itself (PLR0911)."""
    scopes = block.walk.scopes
    if len(block.nodes(*FUNCTIONS)) == 1:
        return len(block.nodes(ast.Return))
    return sum(block.walk.scope_at(node) is scopes[function] for node in block.nodes(ast.Return))


def local_names(block: Block, function: Function) -> int:
    """The number of names, parameters too, to which the last thing that the function does is to assign (PLR0914)."""
    scope = block.walk.scopes[function]
    return sum(_is_assigned(block, nodes[-1]) for nodes in scope.bound.values())


def _is_assigned(block: Block, node: ast.AST) -> bool:
    parent = block.parent(node)
    while isinstance(parent, (ast.Tuple, ast.List, ast.Starred)):
        parent = block.parent(parent)
    return isinstance(parent, (ast.Assign, ast.AnnAssign, ast.AugAssign))


def parameters(function: Function) -> list[ast.arg]:
    """The parameters a caller may give, without the stars and names that begin with an underscore (PLR0913)."""
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return [item for item in every if not item.arg.startswith("_")]


def nesting(body: Sequence[ast.stmt], depth: int = 0) -> int:
    """How deep the deepest compound statement of a body stands in others, itself counted (PLR1702)."""
    most = depth
    for statement in body:
        if statement.__class__ not in SIMPLE:
            most = max(most, nesting_of(statement, depth))
    return most


def nesting_of(statement: ast.stmt, depth: int = 0) -> int:
    """The same for one statement."""
    most = depth
    for inner, level in _suites(statement, depth):
        most = max(most, nesting(inner, level))
    return most


_CASES = 4
"""Questions about one thing that make it a choice between cases."""


def cases_of(block: Block, function: Function) -> str:
    """What a function asks again and again which of several constants it is: the state of a machine, the kind of a thing."""
    asked: dict[str, set[str]] = {}
    for choice in block.nodes(ast.Match):
        if function in block.ancestors(choice):
            asked[block.source(choice.subject)] = {block.source(case.pattern) for case in choice.cases}
    for node in block.nodes(ast.Compare):
        case = node.comparators[0]
        if (
            isinstance(node.left, (ast.Name, ast.Attribute))
            and isinstance(node.ops[0], (ast.Eq, ast.Is))
            and isinstance(case, (ast.Constant, ast.Name, ast.Attribute))
            and not (isinstance(case, ast.Constant) and case.value is None)
            and _decides(block, node)
            and function in block.ancestors(node)
        ):
            asked.setdefault(block.source(node.left), set()).add(block.source(case))
    subject, cases = max(asked.items(), key=lambda item: len(item[1]), default=("", ()))
    return subject if len(cases) >= _CASES else ""


def _decides(block: Block, node: ast.Compare) -> bool:
    """Whether a comparison is the test of an `if`, or one of several of which all have to hold."""
    around = block.parent(node)
    if isinstance(around, ast.BoolOp) and isinstance(around.op, ast.And):
        around = block.parent(around)
    return isinstance(around, ast.If)


def _suites(statement: ast.stmt, depth: int) -> Iterator[tuple[Sequence[ast.stmt], int]]:
    if isinstance(statement, ast.If):
        yield statement.body, depth + 1
        yield statement.orelse, depth if is_elif(statement) else depth + 1 if statement.orelse else depth
    elif isinstance(statement, LOOPS):
        yield statement.body, depth + 1
        yield statement.orelse, depth + 1 if statement.orelse else depth
    elif isinstance(statement, WITHS):
        yield statement.body, depth + 1
    elif isinstance(statement, TRIES):
        yield statement.body, depth + 1
        for suite in (*(handler.body for handler in statement.handlers), statement.orelse, statement.finalbody):
            yield suite, depth + 1 if suite else depth
    elif isinstance(statement, ast.Match):
        for case in statement.cases:
            yield case.body, depth + 1


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
            for number, (suite, depth) in enumerate(inside)
            for statement in suite
            if isinstance(statement, _CUTS) and (statement.end_lineno or 0) - statement.lineno + 1 >= _SHORTEST_CUT
        ]
        share, _, best, depth = max(shares, key=lambda item: item[0], default=(0, 0, None, 0))
        too_much = chosen[1] * 5 > tangle * 4 and not isinstance(chosen[0], FUNCTIONS)
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
            for number, (suite, depth) in enumerate(inside)
            for statement in suite
            if isinstance(statement, _CUTS) and (statement.end_lineno or 0) - statement.lineno + 1 >= _SHORTEST_CUT
        ]
        share, _, best, depth = max(shares, key=lambda item: item[:2], default=(0, 0, None, 0))
        if best is None or share * 5 < tangle:
            return None, 0
        if share * 5 <= tangle * 4:
            return best, share
        inside = list(_branches_of(best, depth))


def guards(block: Block, function: Function) -> int:
    """How many `if` statements of the function itself end in leaving it, or the turn of a loop."""
    leaves = (ast.Return, ast.Raise, ast.Continue, ast.Break)
    scope = block.walk.scopes[function]
    return sum(isinstance(node.body[-1], leaves) and block.walk.scope_at(node) is scope for node in block.nodes(ast.If))


def defaults(block: Block, function: Function) -> int:
    """How many arguments of calls are `x or default`: counted as breaks in the flow, of which a reader has to follow none."""
    scope = block.walk.scopes[function]
    return sum(
        isinstance(node.op, ast.Or)
        and isinstance(block.parent(node), (ast.Call, ast.keyword))
        and block.walk.scope_at(node) is scope
        for node in block.nodes(ast.BoolOp)
    )


def handed_on(block: Block, function: Function) -> int:
    """What a row of options costs that are only handed on where they are given: `if size is not None: body["size"] = size`."""
    scope = block.walk.scopes[function]
    rows = [item for item in block.nodes(ast.If) if _hands_on(item) and block.walk.scope_at(item) is scope]
    if len(rows) < _A_ROW:
        return 0
    nesting = (ast.If, ast.ExceptHandler, ast.Match, *LOOPS)
    return sum(1 + sum(isinstance(around, nesting) for around in block.ancestors(item)) for item in rows)


_A_ROW = 5


def _hands_on(statement: ast.If) -> bool:
    """Whether what a condition asks for is all that is put somewhere under it."""
    only = statement.body[0]
    if statement.orelse or len(statement.body) > 1 or not isinstance(only, ast.Assign):
        return False
    asked = statement.test.left if isinstance(statement.test, ast.Compare) else statement.test
    plain = isinstance(asked, ast.Name) and isinstance(only.value, ast.Name) and asked.id == only.value.id
    return plain and isinstance(only.targets[0], (ast.Subscript, ast.Attribute))


def settings_of_self(function: Function) -> int:
    """How many statements of an `__init__` only give attributes a value that is there or made: that is length, and no work."""
    if function.name != "__init__":
        return 0
    return sum(
        isinstance(item, (ast.Assign, ast.AnnAssign))
        and not isinstance(item.value, (ast.Await, ast.ListComp, ast.DictComp, ast.SetComp))
        and all(
            dotted(x).startswith("self.") for x in (item.targets if isinstance(item, ast.Assign) else [item.target])
        )
        for item in function.body
    )


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
        yield from ((suite, depth) for suite, _ in _suites(statement, depth))
    elif isinstance(statement, ast.If) and is_elif(statement):
        yield statement.body, depth + 1
        yield from _branches_of(statement.orelse[0], depth)
    else:
        yield from ((suite, depth + 1) for suite, _ in _suites(statement, depth))


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


def code_lines(block: Block, function: Function) -> int:
    """The lines of a function with code, docstring and comments left out."""
    start, end = block.span(function).start_line, block.span(function).end_line
    skipped: set[int] = set()
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        span = block.span(first)
        skipped.update(range(span.start_line, span.end_line + 1))
    return sum(
        number not in skipped and bool(text := block.lines[number].strip()) and not text.startswith("#")
        for number in range(start, end + 1)
    )
