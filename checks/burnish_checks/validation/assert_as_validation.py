"""An `assert` that checks what a caller or the outside world passed in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.validation.inner_asserts import (
    TYPE_TESTS,
    blames_the_program,
    counts_its_turns,
    is_explained,
    is_internal,
    is_of_a_contract,
    is_of_the_program,
    is_type_test,
)
from burnish_checks.validation.outside_data import outside_asserts
from burnish_checks.validation.request_flow import Flow
from burnish_checks.validation.unvalidated_request_input import mentions_request

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

Function = ast.FunctionDef | ast.AsyncFunctionDef


@rule(
    Category.VALIDATION,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.INFORMATION,
    partial_aliases=("S101", "B101"),
    in_tests=False,
    docstrings=True,
)
def assert_as_validation(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    """An `assert` that checks data from outside, or at the head of a public function the value of an argument.

    `python -O` removes it, and with it the check; a caller gets an AssertionError, which says that the function itself
    is wrong. Raise `ValueError` or `TypeError`. From outside is what a web request brings, an answer or a file that is
    parsed, the environment, or what somebody types. An assert whose failure the same function catches is no statement
    at all, but its `if`, which `python -O` turns round: it is said wherever it stands.

    Left alone, for they state what the author knows to be true, are:

    - Asserts on what the function has computed.
    - Those that only tell a type checker what is known (`assert x is not None`, `assert isinstance(...)` of something
      else than an argument).
    - Those in private functions and in nested ones.
    - Those whose message speaks of a bug.
    - All, where a module of the program refuses to run without its asserts (`if not __debug__: raise ...`).

    Only a hint is an assert:

    - Of arguments alone, with a message, further down in a function.
    - In a method that a class of the workspace above has too, by way of which the program itself calls it.
    - In a function that makes a decorator, in one that a table of the program holds (`{Sum: sum_of}`), and in one that
      its own module calls and nobody else (unless its docstring tells what to pass and it is no script's).
    - In a private module, in a method without a docstring of a class derived from another package's, and in one for
      tests.
    - Beside a comment that says why it is there.
    - Of a parameter whose annotation lists its values.
    - About a parameter of a function of which another one is said.
    - That relates values (`first <= last`) in a function that the workspace itself calls and whose docstring tells
      nobody what to pass.
    - That something is of a type, without a message: what is of another fails soon enough.
    - About a parameter with a default that the function passes to itself, which counts how deep it is.

    ```python
    def resize(image, width):
        assert width > 0, "width must be positive"
        return image.scaled(width)
    ```

    ```python
    def resize(image, width):
        if width <= 0:
            raise ValueError("width must be positive")
        return image.scaled(width)
    ```
    """
    if "assert" not in block.text or context.ask("needs-asserts"):
        return
    turned = [_turned(block, item) for item in _caught_here(block, function)]
    places = {finding.span for finding in turned}
    of_requests = [*_of_requests(block, function, context), *_of_outside(block, function, context)]
    of_requests = [*turned, *(finding for finding in of_requests if finding.span not in places)]
    yield from of_requests
    if function.name.startswith(("_", "assert")) or block.parent(function) is not None:
        return
    if any(header.word == "class" and header.name.startswith("_") for header in context.enclosing):
        return
    scope = block.walk.scopes.get(function)
    if scope is None:
        return
    parameters = {
        name: nodes[0]
        for name, nodes in scope.bound.items()
        if len(nodes) == 1 and isinstance(nodes[0], ast.arg) and name not in ("self", "cls")
    }
    head = [item for item in _head(function) if not blames_the_program(block, item)]
    checks = [item for item in head if _checks_argument(item.test, parameters)]
    internal = bool(checks) and is_internal(block, function, context)
    said = {finding.span for finding in of_requests}
    for statement in head if checks else ():
        test = statement.test
        if (statement in checks or _concerns(test, parameters)) and block.first_line(statement) not in said:
            quiet = internal or statement not in checks or is_explained(block, statement, parameters)
            quiet = quiet or counts_its_turns(block, function, test) or is_of_the_program(test, function, context)
            quiet = quiet or is_of_a_contract(statement)
            yield _finding(block, statement, "an argument", quiet=quiet)
    later = [item for item in _later(block, function, parameters) if block.first_line(item) not in said]
    if later and not (checks or is_internal(block, function, context)):
        yield _finding(block, later[0], "an argument", quiet=True)


def _finding(block: Block, statement: ast.Assert, what: str, *, quiet: bool) -> Finding:
    wrong = "TypeError" if is_type_test(statement.test) else "ValueError"
    message = f"`python -O` removes this check of {what}; raise `{wrong}` instead."
    severity = Severity.HINT if quiet else None
    return block.finding(block.first_line(statement), message, data={"raises": wrong}, severity=severity)


def _caught_here(block: Block, function: Function) -> Iterator[ast.Assert]:
    """The asserts whose failure the function itself waits for: they are its `if`, and without them all is well."""
    if function.name.startswith(("assert", "test")):
        return
    for node in block.nodes(ast.Try):
        if block.function_around(node) is not function:
            continue
        kinds = {dotted(kind) for handler in node.handlers for kind in caught_types(handler)}
        broad = not _BROAD.isdisjoint(kinds) or any(handler.type is None for handler in node.handlers)
        if "AssertionError" in kinds:
            yield from _asserts_in(node.body)
        elif broad and isinstance(last := node.body[-1], ast.Assert) and len(node.body) <= _FEW:
            yield last


def _asserts_in(body: list[ast.stmt]) -> Iterator[ast.Assert]:
    """The asserts in a suite and in the branches below it, without those of another `try` or function."""
    for item in body:
        if isinstance(item, ast.Assert):
            yield item
        elif not isinstance(item, (ast.Try, syntax.TryStar, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in (item, *getattr(item, "cases", ())):
                yield from _asserts_in([*getattr(part, "body", ()), *getattr(part, "orelse", ())])


_BROAD = frozenset({"Exception", "BaseException"})
_FEW = 2
"""Statements of a `try` that is there for its assert, though it catches everything."""


def _turned(block: Block, statement: ast.Assert) -> Finding:
    remedy = "raise `AssertionError` itself" if _never_holds(statement.test) else "ask with `if`"
    message = f"`python -O` removes this check, and with it what its `except` does; {remedy}."
    tests = (around.test for around in block.ancestors(statement) if isinstance(around, ast.If))
    quiet = any("debug" in block.source(test).lower() for test in tests)  # which is not run with -O
    severity = Severity.HINT if quiet else None
    return block.finding(block.first_line(statement), message, data={"raises": "AssertionError"}, severity=severity)


def _never_holds(test: ast.expr) -> bool:
    """Whether the assert is there to fail: `assert False, text`."""
    return isinstance(test, ast.Constant) and not test.value


def _later(block: Block, function: Function, parameters: Mapping[str, ast.AST]) -> Iterator[ast.Assert]:
    """The asserts further down with a message for the caller, who has passed what they ask about: a bound, a type, one of
    several values."""
    head = list(_head(function))
    for statement in block.nodes(ast.Assert):
        if statement in head or statement.msg is None or block.function_around(statement) is not function:
            continue
        test = statement.test
        names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)} - {*TYPE_TESTS, "len", "all", "any"}
        if not names or not names <= parameters.keys() or not _is_of_values(test) or _narrows_only(test):
            continue
        if is_type_test(test) and not all(_is_open(parameters[name]) for name in names):
            continue
        if not blames_the_program(block, statement) and not is_explained(block, statement, parameters):
            yield statement


def _is_of_values(test: ast.expr) -> bool:
    """Whether a condition compares with constants, asks for a type, or for one of several values."""
    if isinstance(test, ast.BoolOp):
        return all(map(_is_of_values, test.values))
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _is_of_values(test.operand)
    if isinstance(test, ast.Call):
        return dotted(test.func) in TYPE_TESTS
    if not isinstance(test, ast.Compare):
        return False
    sides = (test.left, *test.comparators)
    return any(isinstance(side, (ast.Constant, ast.Tuple, ast.List, ast.Set)) for side in sides)


def _concerns(test: ast.expr, parameters: Mapping[str, ast.AST]) -> bool:
    """Whether a condition asks about parameters, also by way of what they hold, more than whether they are there."""
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    return not names.isdisjoint(parameters) and not _narrows_only(test)


def _of_requests(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    """Asserts of what a client has sent, wherever they stand."""
    if "assert" not in block.text or not mentions_request(block.text) or not (names := context.ask("web-frameworks")):
        return
    flow = Flow(block, function, context, names)
    for statement in block.nodes(ast.Assert):
        test = statement.test
        if block.function_around(statement) is not function or _narrows_only(test):
            continue
        if any(flow.input(node) is not None for node in ast.walk(test) if isinstance(node, ast.expr)):
            yield _finding(block, statement, "what the request brought", quiet=False)


def _of_outside(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    """Asserts of what a file, an answer, the environment or a person says, wherever they stand; hints within the program."""
    for statement in outside_asserts(block, function, context) if not context.role.tested else ():
        if not blames_the_program(block, statement):
            quiet = is_explained(block, statement, {}) or is_internal(block, function, context)
            quiet = quiet or is_of_a_contract(statement)
            yield _finding(block, statement, "what comes from outside", quiet=quiet)


def _head(function: Function) -> Iterator[ast.Assert]:
    """The asserts among the statements that begin the function, before it has computed anything."""
    for statement in function.body:
        if isinstance(statement, ast.Assert):
            yield statement
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        elif not isinstance(statement, (ast.If, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)):
            return


def _checks_argument(test: ast.expr, parameters: Mapping[str, ast.AST]) -> bool:
    """Whether a condition is about the value of parameters and constants alone."""
    names = [node for node in ast.walk(test) if isinstance(node, ast.Name)]
    about = [node for node in names if node.id in parameters]
    if not about or _narrows_only(test) or any(isinstance(node, (ast.Attribute, ast.Await)) for node in ast.walk(test)):
        return False
    calls = [node for node in ast.walk(test) if isinstance(node, ast.Call)]
    if any(isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice) for node in ast.walk(test)):
        return False
    if any(
        not isinstance(call.func, ast.Name) or call.func.id not in (*TYPE_TESTS, "len", "all", "any") for call in calls
    ):
        return False
    if isinstance(test, ast.Constant):
        return False
    if is_type_test(test):
        return all(_is_open(parameters[node.id]) for node in about)
    return isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp)) or bool(calls)


def _is_open(parameter: ast.AST) -> bool:
    """Whether nothing but the assert says what type an argument has."""
    return isinstance(parameter, ast.arg) and parameter.annotation is None


def _narrows_only(test: ast.expr) -> bool:
    """Whether the condition says only that something is, or is not, None, or is true."""
    if isinstance(test, ast.BoolOp):
        return all(_narrows_only(value) for value in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _narrows_only(test.operand)
    if isinstance(test, ast.Name):
        return True
    return (
        isinstance(test, ast.Compare)
        and all(isinstance(item, (ast.Is, ast.IsNot)) for item in test.ops)
        and all(isinstance(item, (ast.Constant, ast.Name)) for item in test.comparators)
    )


_CAUGHT = "The workspace names `AssertionError`: a test or a handler may wait for this one."


def _is_caught(target: Target) -> bool:
    """Whether a file of the workspace names what a failed assertion raises."""
    index = cast("Index | None", target.project)
    return bool(index and index.files_with("AssertionError"))


@assert_as_validation.fix(
    "Raise `{raises}` instead", Safety.UNSAFE, why="Callers get another exception, and get it under `python -O` too."
)
def raise_instead(target: Target) -> Repair:
    """Turn `assert test, message` into `if not test: raise ...`."""
    block, start = target.block, target.finding.span.start
    for node in block.nodes(ast.Assert):
        if block.span(node).start != start:
            continue
        span = block.span(node)
        indent = block.lines[span.start_line][: span.start_column]
        if indent.strip() or "#" in block.source(node).split("\n", 1)[-1] * (span.start_line != span.end_line):
            raise Refused("The statement does not stand on lines of its own.")
        test, message = _negated(block, node.test), _message(block, node)
        unit = indent[: len(indent) // max(1, len(indent) // 4)] if "\t" not in indent else "\t"
        behind = block.lines[span.end_line][span.end_column :].rstrip("\r\n")
        if behind.strip() and not behind.strip().startswith("#"):
            raise Refused("Another statement stands behind it.")
        raised = f"raise {target.finding.data['raises']}({message})"
        text = f"if {test}:{behind}{target.newline}{indent}{unit}{raised}"
        if _never_holds(node.test):
            text = f"{raised}{behind}"
        change = target.replace(Span(*span.start, span.end_line, span.end_column + len(behind)), text)
        return Repair((replace(change, confirm=_CAUGHT if _is_caught(target) else ""),))
    raise Refused("The code has changed since the finding was made.")


_OPPOSITE: dict[type, str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


def _negated(block: Block, test: ast.expr) -> str:
    """The opposite of a condition; orderings are not turned round, because NaN is neither less nor more."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _flat(block, test.operand)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        operator = type(test.ops[0])
        if operator in _OPPOSITE:
            return f"{_flat(block, test.left)} {_OPPOSITE[operator]} {_flat(block, test.comparators[0])}"
    source = _flat(block, test)
    simple = isinstance(test, (ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.Compare))
    return f"not {source}" if simple and not source.startswith("(") else f"not ({source})"


def _flat(block: Block, node: ast.expr) -> str:
    source = block.source(node)
    if "\n" in source:
        raise Refused("The condition goes over several lines.")
    return source


def _message(block: Block, node: ast.Assert) -> str:
    if node.msg is None:
        source = block.source(node.test)
        quote = next((mark for mark in ('"', "'") if mark not in source), "")
        return f"{quote}expected {source}{quote}" if quote and "\n" not in source and "\\" not in source else ""
    return _flat(block, node.msg)
