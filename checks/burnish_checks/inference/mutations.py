"""Where attributes and global names are given values: an index, so that only those functions are run that matter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.inference.modules import Class, Function, Module, nodes_in

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
            for name in dict.fromkeys(_written_attributes(method.body, receiver)):
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


def _written_attributes(body: list[ast.stmt], receiver: str) -> Iterator[str]:
    for node in nodes_in(body):
        target: ast.AST | None = None
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            target = node
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWING:
            target = node.func.value
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == receiver:
            yield target.attr


def global_writers(module: Module) -> dict[str, list[Function]]:
    """By global name: the functions that assign it under `global` or add to the container it holds."""
    cached = _modules.get(id(module))
    if cached is not None and cached[0] is module:
        return cached[1]
    table: dict[str, list[Function]] = {}
    for function in module.functions.values() if not module.stub else ():
        for name in dict.fromkeys(_written_globals(function.body, module)):
            table.setdefault(name, []).append(function)
    if module.top is not None and not module.stub:
        for name in dict.fromkeys(
            _written_globals(
                [
                    s
                    for s in module.top.body
                    if not isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                ],
                module,
            )
        ):
            table.setdefault(name, []).append(module.top)
    if len(_modules) > _MOST_KEPT:
        _modules.clear()
    _modules[id(module)] = (module, table)
    return table


def _written_globals(body: list[ast.stmt], module: Module) -> Iterator[str]:
    for node in nodes_in(body):
        target: ast.AST | None = None
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWING:
            target = node.func.value
        if isinstance(target, ast.Name) and target.id in module.symbols:
            yield target.id
