"""Asserts that are meant for those who work on the program: of its own doing, for its tests, with a comment that says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.lineage import bases_around, overrides
from burnish_checks.patterns import deferred

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_internal(block: Block, function: Function, context: Context) -> bool:
    """Whether the program itself is the caller: of a method that a class of the workspace above has too, and which is
    called by way of that, as one in capitals by its name, of a function that makes a decorator, which runs when the
    module is imported, of the `main` of a program, of one that a table of the workspace holds, out of which it is
    called, of one that the module alone calls, unless its docstring tells what to pass, of one in a private module, and
    of one in a module that speaks of `AssertionError`, by which it tells others what is wrong; or a test is."""
    if function.name == "main" or (block.parent(function) is None and context.ask("in-a-table", function.name)):
        return True
    last, first = function.body[-1], function.body[0]
    makes = isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id
    inner = (item for item in (first, *function.body) if isinstance(item, syntax.FunctionNode))
    if any(item.name == makes for item in inner):
        return True
    if context.ask("uses-name", "AssertionError"):
        return True
    path = context.path.replace("\\", "/")
    if _FOR_TESTS.search(path) or _PRIVATE.search(path):
        return True
    member = block.in_class or context.enclosing_class is not None
    if member and (
        function.name.isupper() or overrides(block, function, context) or _is_for_a_framework(function, context)
    ):
        return True
    alone = _OF_A_SCRIPT.search(path) is not None or not is_for_callers(function)
    return alone and bool(context.ask("own-caller", function.name, member))


def is_for_callers(function: Function) -> bool:
    """Whether a docstring tells what is to be passed."""
    return _PARAMETERS.search(ast.get_docstring(function, clean=False) or "") is not None


def is_of_a_contract(statement: ast.Assert) -> bool:
    """Whether an assert without a message says of what type something is: it is for those who read the code, or a type checker
    does, and what is of another type fails soon enough."""
    return statement.msg is None and is_type_test(statement.test) and _asks_for_types_alone(statement.test)


def _asks_for_types_alone(test: ast.expr) -> bool:
    """Whether each part of a condition asks of what type something is, be it `None`."""
    if isinstance(test, ast.BoolOp):
        return all(map(_asks_for_types_alone, test.values))
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _asks_for_types_alone(test.operand)
    if isinstance(test, ast.Compare):
        is_none = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        return is_none and isinstance(test.ops[0], (ast.Is, ast.IsNot))
    if not isinstance(test, ast.Call):
        return False
    each = test.args[0] if dotted(test.func) in ("all", "any") and test.args else None
    if isinstance(each, (ast.GeneratorExp, ast.ListComp)):
        return _asks_for_types_alone(each.elt)
    return dotted(test.func) in TYPE_TESTS


def is_of_the_program(test: ast.expr, function: Function, context: Context) -> bool:
    """Whether a condition relates values to each other (`first <= last`) in a function that the workspace calls and that tells
    nobody what to pass: an invariant. Which type or which of several values something is, is a choice of the caller's."""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    given = {item.arg for item in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    if all(_is_choice(part, given) for part in parts) or is_for_callers(function):
        return False
    member = context.block.in_class or context.enclosing_class is not None
    return bool(context.ask("called-here", function.name, member))


def is_type_test(test: ast.expr) -> bool:
    """Whether a condition asks of what type something is, among other things."""
    calls = (item for item in ast.walk(test) if isinstance(item, ast.Call) and isinstance(item.func, ast.Name))
    return any(dotted(call.func) in TYPE_TESTS for call in calls)


TYPE_TESTS = ("isinstance", "issubclass", "callable")
"""Functions that tell of what type something is."""


def _is_choice(test: ast.expr, given: Collection[str]) -> bool:
    """Whether a condition asks for a type, a bound, or one of several values, which are written there or have a name, and are
    not `given` as well."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    if not isinstance(test, ast.Compare):
        return isinstance(test, ast.Call)
    chosen = all(isinstance(item, (ast.In, ast.NotIn, ast.Eq)) for item in test.ops)
    if all(isinstance(item, ast.Name) and item.id in given for item in (test.left, *test.comparators)):
        return False
    kinds = (ast.Constant, ast.Tuple, ast.List, ast.Set, *((ast.Name,) if chosen else ()))
    others = test.comparators
    if len(others) > 1:
        return isinstance(test.left, ast.Constant) and isinstance(others[-1], kinds)
    return not isinstance(test.left, ast.Constant) and isinstance(others[0], kinds)


def counts_its_turns(block: Block, function: Function, test: ast.expr) -> bool:
    """Whether a condition is about a parameter with a default that the function passes to itself alone: how deep it is."""
    given = [*function.args.posonlyargs, *function.args.args]
    optional = {item.arg for item in given[len(given) - len(function.args.defaults) :]}
    optional |= {
        item.arg for item, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if value
    }
    asked = {item.id for item in ast.walk(test) if isinstance(item, ast.Name)} & optional
    calls = [item for item in block.nodes(ast.Call) if dotted(item.func).rpartition(".")[2] == function.name]
    passed = {item.arg for call in calls for item in call.keywords}
    passed |= {parameter.arg for call in calls for parameter, _ in zip(given, call.args, strict=False)}
    return bool(asked & passed)


_PARAMETERS = deferred(r"[:@](?:param|type)\b|^[ \t]*(?:Parameters|Args|Arguments):?[ \t]*$", re.M)
"""What tells in a docstring what is to be passed, and so is written for callers elsewhere."""


def _is_for_a_framework(function: Function, context: Context) -> bool:
    """Whether a method that nobody is told of stands in a class derived from one of another package, whose code may be all
    that calls it."""
    if ast.get_docstring(function, clean=False) is not None:
        return False
    above = {name for base in bases_around(context) for name in context.ask("lineage", base)}
    roots = {name.partition(".")[0] for name in above if "." in name}
    return bool(roots - {"builtins", "abc", "typing", "enum", "collections"})


_FOR_TESTS = deferred(r"(?:^|[/_])testing(?:[/_]|\.py\Z)|(?:^|/)_?test_?(?:util|helper|case|support)\w*(?:/|\.py\Z)")
"""Paths of what helps tests, which wait for an `AssertionError`."""
_OF_A_SCRIPT = deferred(r"(?:^|/)_?(?:scripts?|bin|tools|examples?|benchmarks?|demos?)/[^/]*\Z")
"""Paths of programs, whose functions nobody else calls whatever their docstrings say."""
_PRIVATE = deferred(r"(?:^|/)_[a-z]\w*(?:\.py|/[^/]*)\Z")
"""Paths of private modules, and of the modules of private packages."""


def is_explained(block: Block, statement: ast.Assert, parameters: Mapping[str, ast.AST]) -> bool:
    """Whether a comment above or behind says whom the assert is for, or an annotation of a parameter lists its values."""
    span = block.span(statement)
    above, behind = block.lines[span.start_line - 1], block.lines[span.end_line][span.end_column :]
    if any(text.lstrip().startswith("#") and _FOR_AUTHORS.search(text) for text in (above, behind)):
        return True
    if _says_its_length(statement.test, parameters):
        return True
    about = (parameters.get(node.id) for node in ast.walk(statement.test) if isinstance(node, ast.Name))
    hints = (block.source(arg.annotation) for arg in about if isinstance(arg, ast.arg) and arg.annotation is not None)
    return any("Literal[" in hint for hint in hints)


def _says_its_length(test: ast.expr, parameters: Mapping[str, ast.AST]) -> bool:
    """Whether the annotation of a parameter says how many it holds: `len(pair) == 2` of a `tuple[str, str]`."""
    call = test.left if isinstance(test, ast.Compare) else None
    given = call.args[0] if isinstance(call, ast.Call) and dotted(call.func) == "len" and call.args else None
    parameter = parameters.get(given.id) if isinstance(given, ast.Name) else None
    hint = parameter.annotation if isinstance(parameter, ast.arg) else None
    return isinstance(hint, ast.Subscript) and dotted(hint.value).endswith(("tuple", "Tuple"))


_FOR_AUTHORS = deferred(
    r"\b(?:sanity|paranoi\w*|invariant|internal\w*|debug\w*|dev(?:eloper)?s?|programm\w*|mistakes?|bugs?|mypy|pyright|type.?check\w*"
    r"|should (?:never|not|always)|can ?not|can't|never|always|misconfigur\w*"
    r"|guarantee\w*|ensured|callers?|already)\b",
    re.I,
)
"""Words of a comment by which an assert is meant for those who work on the program."""


_BLAMES = deferred(r"\bBUG\b|\b(?:internal|impossible|unreachable|programming) (?:error|bug)?", re.I)


def blames_the_program(block: Block, statement: ast.Assert) -> bool:
    """Whether the message says that the program itself is wrong where the check fails, for which `assert` is there."""
    return statement.msg is not None and _BLAMES.search(block.source(statement.msg)) is not None
