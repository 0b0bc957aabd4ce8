"""Where attributes and global names are given values: an index, so that only those functions are run that matter."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from burnish_checks.inference.modules import Class, Function, Module
from burnish_checks.inference.walking import nodes_in

_GROWING = frozenset({"append", "add", "insert", "extend", "update", "setdefault", "appendleft", "put", "put_nowait"})
_classes: dict[int, tuple[Class, dict[str, list[Function]]]] = {}
_modules: dict[int, tuple[Module, dict[str, list[Function]]]] = {}
_MOST_KEPT = 4000


def attribute_writers(cls: Class) -> dict[str, list[Function]]:
    """By attribute: the methods of the class that assign it or add to it."""
    cached = _classes.get(id(cls))
    if cached is not None and cached[0] is cls:
        return cached[1]
    table: dict[str, list[Function]] = {}
    for method in cls.methods():
        receiver = method.receiver
        if receiver:
            for name in dict.fromkeys(_written_attributes(method, receiver)):
                table.setdefault(name, []).append(method)
    if len(_classes) > _MOST_KEPT:
        _classes.clear()
    _classes[id(cls)] = (cls, table)
    return table


def attribute_tests(cls: Class, name: str) -> list[ast.expr]:
    """What methods of the class test an attribute of their object for with `isinstance`."""
    return [test for method in cls.methods() for attribute, test in _tested_attributes(method) if attribute == name]


def _tested_attributes(method: Function) -> list[tuple[str, ast.expr]]:
    """The attributes of its object that a method tests with `isinstance`, each with what for."""
    if "tested" not in method.cache:
        method.cache["tested"] = [
            (node.args[0].attr, node.args[1])
            for statement in method.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "isinstance"
            and len(node.args) == 2
            and isinstance(node.args[0], ast.Attribute)
            and isinstance(node.args[0].value, ast.Name)
            and node.args[0].value.id == method.receiver
        ]
    found: list[tuple[str, ast.expr]] = method.cache["tested"]
    return found


def _written_attributes(method: Function, receiver: str) -> Iterator[str]:
    for target in _written(method):
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == receiver:
            yield target.attr


def _written(function: Function) -> list[ast.AST]:
    """What is written to in a function: the attributes assigned, what is put into or grown, and `global` statements."""
    if "written" not in function.cache:
        function.cache["written"] = list(_written_in(function.body))
    found: list[ast.AST] = function.cache["written"]
    return found


def _written_in(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    for node in nodes_in(body):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in _GROWING:
                yield node.func.value
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            if isinstance(node.ctx, ast.Store):
                yield node if isinstance(node, ast.Attribute) else node.value
        elif isinstance(node, ast.Global):
            yield node


def global_writers(module: Module) -> dict[str, list[Function]]:
    """By global name: the functions that assign it under `global` or add to the container it holds."""
    cached = _modules.get(id(module))
    if cached is not None and cached[0] is module:
        return cached[1]
    table: dict[str, list[Function]] = {}
    for function in module.functions.values() if not module.stub else ():
        for name in dict.fromkeys(_written_globals(_written(function), module)):
            table.setdefault(name, []).append(function)
    if module.top is not None and not module.stub:
        own = [s for s in module.top.body if not isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
        for name in dict.fromkeys(_written_globals(_written_in(own), module)):
            table.setdefault(name, []).append(module.top)
    if len(_modules) > _MOST_KEPT:
        _modules.clear()
    _modules[id(module)] = (module, table)
    return table


def _written_globals(written: Iterable[ast.AST], module: Module) -> Iterator[str]:
    for target in written:
        if isinstance(target, ast.Global):
            yield from target.names
        elif isinstance(target, ast.Name) and target.id in module.symbols:
            yield target.id


def rebound_within(function: Function) -> frozenset[str]:
    """The names that functions defined in it bind by `nonlocal`: what they hold then is not seen where they are bound."""
    if "rebound" not in function.cache:
        inner = any(symbol.function is not None for symbol in function.nested.values())
        nodes = nodes_in(function.body) if inner else ()
        function.cache["rebound"] = frozenset(
            name for node in nodes if isinstance(node, ast.Nonlocal) for name in node.names
        )
    found: frozenset[str] = function.cache["rebound"]
    return found
