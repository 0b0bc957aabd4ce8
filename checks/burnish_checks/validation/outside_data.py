"""Which local names of a function hold what comes from outside the program, other than by a web request."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted

Function = ast.FunctionDef | ast.AsyncFunctionDef
_READS = frozenset(
    {"json.load", "json.loads", "orjson.loads", "ujson.loads", "simplejson.loads", "tomllib.load", "tomllib.loads",
     "yaml.safe_load", "yaml.load", "os.getenv", "os.environ.get", "builtins.input", "csv.DictReader", "msgpack.unpackb",
     "plistlib.load", "xml.etree.ElementTree.fromstring", "tomli.load", "tomli.loads"}
)  # fmt: skip
"""Callables that give what a file, an answer, the environment or a person says."""
_METHODS = frozenset({"json", "recv", "recvfrom", "recv_json"})
"""Methods without an argument that has a say: `response.json()`, `connection.recv(4)`."""
_SAME = frozenset({"get", "strip", "split", "decode", "lower", "pop"})


def outside_names(block: Block, function: Function, context: Context) -> set[str]:
    """The names that one assignment gives what comes from outside, or a part of it."""
    scope = block.walk.scopes.get(function)
    found: set[str] = set()
    for name, value in _bindings(block, function):
        if scope is not None and len(scope.bound.get(name, ())) == 1 and is_outside(value, found, context):
            found.add(name)
    return found


def _bindings(block: Block, function: Function) -> Iterator[tuple[str, ast.expr]]:
    for node in syntax.statements(function):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if len(targets) == 1 and isinstance(targets[0], ast.Name):
                yield targets[0].id, node.value


def is_outside(value: ast.expr, known: set[str], context: Context) -> bool:
    """Whether an expression is such data, or a part of it: `answer["token"]`, `answer.get("token")`."""
    while True:
        if isinstance(value, ast.Await):
            value = value.value
        elif isinstance(value, ast.Subscript):
            if context.qualified(value.value) == "os.environ":
                return True
            value = value.value
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME:
            if context.qualified(value.func) in _READS:
                return True
            value = value.func.value
        else:
            break
    if isinstance(value, ast.Name):
        return value.id in known
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Attribute) and value.func.attr in _METHODS and not value.keywords:
        return value.func.attr != "json" or not value.args
    return context.qualified(value.func) in _READS


def outside_asserts(block: Block, function: Function, context: Context) -> Iterator[ast.Assert]:
    """The asserts of a function that say of what comes from outside what it is like, more than whether it is there."""
    names = outside_names(block, function, context)
    for statement in block.nodes(ast.Assert) if names else ():
        around = block.function_around(statement)
        if around is function and any(_looks_into(test, names) for test in _parts(statement.test)):
            yield statement


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _parts(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _parts(test.operand)
    else:
        yield test


def _looks_into(test: ast.expr, names: set[str]) -> bool:
    """Whether a condition compares such data with something, asks for its type, or for a key of it."""
    if isinstance(test, ast.Compare):
        return any(_begins(item, names) for item in (test.left, *test.comparators))
    if isinstance(test, ast.Call):
        asks = dotted(test.func) in ("isinstance", "all", "any", "len") or isinstance(test.func, ast.Attribute)
        return asks and any(isinstance(item, ast.Name) and item.id in names for item in ast.walk(test))
    return isinstance(test, ast.Subscript) and _begins(test, names)


def _begins(node: ast.expr, names: set[str]) -> bool:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        if isinstance(node, ast.Call):
            node = node.args[0] if dotted(node.func) in ("len", "set", "type", "sorted") and node.args else node.func
        else:
            node = node.value
    return isinstance(node, ast.Name) and node.id in names
