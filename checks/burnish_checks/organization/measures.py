"""How large a function is, and how many ways lead through it: the measures of the peers, over `ast` alone.

Statements, branches, returns, locals and nesting are counted as pylint and ruff count them (PLR0911-0915,
PLR1702), cyclomatic complexity as mccabe (C901).
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_wildcard

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)
TRIES = (ast.Try, syntax.TryStar)
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
            count -= 1 if statement.cases and is_wildcard(statement.cases[-1]) else 0
        elif isinstance(statement, FUNCTIONS):
            count += 1 + cyclomatic(statement.body)
        elif isinstance(statement, ast.ClassDef):
            count += sum(
                1 + cyclomatic(member.body) if isinstance(member, FUNCTIONS) else cyclomatic([member])
                for member in statement.body
            )
    return count


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
    for inner, level in suites(statement, depth):
        most = max(most, nesting(inner, level))
    return most


_CASES = 4
"""Questions about one thing that make it a choice between cases."""


@lru_cache(maxsize=1)
def cases_of(block: Block, function: Function) -> str:
    """What a function asks again and again which of several constants it is: the state of a machine, the kind of a thing.

    Not where half of the cases end the turn of a loop around, or the loop: no function of their own can do that. Remembered of
    the last function, of which it is asked twice.
    """
    asked: dict[str, set[str]] = {}
    steering: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for choice in block.nodes(ast.Match):
        if function in block.ancestors(choice):
            asked[block.source(choice.subject)] = {block.source(case.pattern) for case in choice.cases}
            weights[block.source(choice.subject)] += _lines_of([choice])
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
            branch = next(item for item in block.ancestors(node) if isinstance(item, ast.If))
            weights[block.source(node.left)] += _lines_of(branch.body)
            steering[block.source(node.left)] += _steers(branch.body)
    subject, cases = max(asked.items(), key=lambda item: len(item[1]), default=("", ()))
    much = weights[subject] * _PART >= _lines_of(function.body)
    return subject if len(cases) >= _CASES and much and steering[subject] * 2 < len(cases) else ""


def _steers(body: Sequence[ast.stmt]) -> bool:
    """Whether statements end the loop around them, or its turn."""
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Continue, ast.Break)):
            return True
        if not isinstance(node, (*LOOPS, *FUNCTIONS, ast.ClassDef)):
            waiting.extend(item for item in ast.iter_child_nodes(node) if not isinstance(item, ast.expr))
    return False


def are_short(block: Block, function: Function, subject: str) -> bool:
    """Whether the cases of a choice hold next to nothing each, and end in the same kind of statement: they are a table's rows."""
    bodies = [
        case.body
        for choice in block.nodes(ast.Match)
        if function in block.ancestors(choice) and block.source(choice.subject) == subject
        for case in choice.cases
    ]
    asked = [
        item
        for item in block.nodes(ast.If)
        if function in block.ancestors(item) and any(_asks(block, part, subject) for part in ast.walk(item.test))
    ]
    bodies += [item.body for item in asked]
    ends = {_last(body) for body in bodies}
    plain = all(isinstance(item.test, ast.Compare) for item in asked)
    return plain and len(ends) == 1 and sum(map(statements, bodies)) <= _FEW_EACH * len(bodies)


_FEW_EACH = 3
"""Statements that a case holds on average, where it is a row of a table."""


def _asks(block: Block, node: ast.AST, subject: str) -> bool:
    return isinstance(node, ast.Compare) and block.source(node.left) == subject


def _last(body: Sequence[ast.stmt]) -> tuple[str, str]:
    """What a body ends in, at the end of its last block: the kind of the statement, and what is raised or called."""
    last = body[-1]
    while isinstance(last, (ast.If, *WITHS)):
        last = last.body[-1]
    value = last.exc if isinstance(last, ast.Raise) else getattr(last, "value", None)
    called = dotted(value.func) if isinstance(value, ast.Call) else ""
    return type(last).__name__, called


_PART = 4
"""Of how many lines one at least has to stand in a case."""


def _lines_of(body: Sequence[ast.stmt]) -> int:
    """How many lines statements take that follow each other."""
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _decides(block: Block, node: ast.Compare) -> bool:
    """Whether a comparison is the test of an `if`, or one of several of which all have to hold."""
    around = block.parent(node)
    if isinstance(around, ast.BoolOp) and isinstance(around.op, ast.And):
        around = block.parent(around)
    return isinstance(around, ast.If)


def suites(statement: ast.stmt, depth: int) -> Iterator[tuple[Sequence[ast.stmt], int]]:
    """The suites of a compound statement, functions and classes apart, and how deep what stands in them is nested."""
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


def guards(block: Block, function: Function) -> int:
    """How many `if` statements of the function itself end in leaving it, or the turn of a loop."""
    leaves = (ast.Return, ast.Raise, ast.Continue, ast.Break)
    scope = block.walk.scopes[function]
    return sum(isinstance(node.body[-1], leaves) and block.walk.scope_at(node) is scope for node in block.nodes(ast.If))


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


def rows(function: Function) -> int:
    """How many statements make a row of conditions that each set something of their own: `if "x" in given: self.x = X(given)`.

    None of what they set is asked for by another: nobody has to keep one in mind to read the next.
    """
    found = [item for item in function.body if isinstance(item, ast.If) and _is_a_row(item)]
    if len(found) < _A_ROW:
        return 0
    set_by = Counter(_set_by(item) for item in found)
    return sum(1 + len(item.body) for item in found if set_by[_set_by(item)] == 1)


_A_ROW = 8


def _is_a_row(statement: ast.If) -> bool:
    only = statement.body[0]
    if statement.orelse or len(statement.body) > 1:
        return False
    return isinstance(only, ast.Assign) and isinstance(only.targets[0], (ast.Attribute, ast.Subscript))


def _set_by(statement: ast.If) -> str:
    only = statement.body[0]
    return ast.unparse(only.targets[0]) if isinstance(only, ast.Assign) else ""


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
