"""What a `find_class` lets an unpickler of its class build: any class of some modules, or those alone that it names."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from burnish_checks.core.facts import dotted

_DANGEROUS = frozenset(
    ["builtins", "__builtin__", "__builtins__", "os", "posix", "nt", "subprocess", "sys", "importlib", "runpy", "code", "pty",
     "shutil", "ctypes", "pickle", "timeit", "operator", "functools"]
)  # fmt: skip
"""Modules of which some function runs what it is passed, or leads to one that does."""


class Let(NamedTuple):
    """What a `find_class` lets through."""

    any: bool
    """Whether it is any function of a dangerous module, or of all whose names begin in some way."""
    tables: tuple[str, ...] = ()
    """The constants that name the modules of which it is any, where that depends on them."""


class _Known(NamedTuple):
    """What is known of the module and the name where a statement is reached."""

    module: bool = False
    name: bool = False
    modules: frozenset[str] = frozenset()
    """The modules of which it may be one, where these are written; of a constant its name behind `=`."""


def let_through(node: ast.FunctionDef) -> Let:
    """What a `find_class` lets through, as far as its own text tells: one that asks another function is taken for a check."""
    own = [item.arg for item in node.args.args]
    if len(own) != _PARAMETERS:
        return Let(False)
    handed = list(_handed(node.body, _Known(), (own[1], own[2])))
    open_to = [known for known in handed if not known.name]
    tables = {module[1:] for known in open_to for module in known.modules if module[:1] == "="}
    dangerous = any(not known.module or not _DANGEROUS.isdisjoint(known.modules) for known in open_to)
    return Let(dangerous, tuple(sorted(tables)))


_PARAMETERS = 3


def is_dangerous(modules: object) -> bool:
    """Whether a constant names a module of which not any function may be called."""
    return isinstance(modules, (tuple, str)) and not _DANGEROUS.isdisjoint(
        modules if isinstance(modules, tuple) else (modules,)
    )


def _handed(statements: Sequence[ast.stmt], known: _Known, own: tuple[str, str]) -> list[_Known]:
    """What is known at each place that hands out what the names stand for; after them `known` goes on where a branch left."""
    found: list[_Known] = []
    for statement in statements:
        if isinstance(statement, ast.If):
            found += _handed(statement.body, _tested(statement.test, known, own, True), own)
            past = _tested(statement.test, known, own, False)
            found += _handed(statement.orelse, past, own)
            if _leaves(statement.body):
                known = past
            elif statement.orelse and _leaves(statement.orelse):
                known = _tested(statement.test, known, own, True)
            continue
        inner = [getattr(statement, part, ()) for part in ("body", "orelse", "finalbody")]
        inner += [handler.body for handler in getattr(statement, "handlers", ())]
        for body in inner:
            found += _handed(body, known, own)
        if not any(inner) and any(_hands_out(item) for item in ast.walk(statement) if isinstance(item, ast.Call)):
            found.append(known)
    return found


def _leaves(statements: Sequence[ast.stmt]) -> bool:
    return bool(statements) and isinstance(statements[-1], (ast.Return, ast.Raise))


def _hands_out(call: ast.Call) -> bool:
    """Whether it looks up what a module holds under a name."""
    return dotted(call.func).rpartition(".")[2] == "getattr" or (
        isinstance(call.func, ast.Attribute) and call.func.attr in ("find_class", "find_global")
    )


def _tested(test: ast.expr, known: _Known, own: tuple[str, str], truth: bool) -> _Known:
    """What is known once a test has been true or false."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _tested(test.operand, known, own, not truth)
    if isinstance(test, ast.BoolOp):
        each = [_tested(item, known, own, truth) for item in test.values]
        if isinstance(test.op, ast.And) is truth:
            modules = [one.modules for one in each if one.modules]
            return _Known(any(one.module for one in each), any(one.name for one in each), frozenset().union(*modules))
        modules = [one.modules for one in each]
        return _Known(all(one.module for one in each), all(one.name for one in each), frozenset().union(*modules))
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compared(test, known, own, truth)
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and test.func.attr in _BEGINS:
        return known
    named = {item.id for item in ast.walk(test) if isinstance(item, ast.Name)}
    return _Known(known.module or own[0] in named, known.name or own[1] in named, known.modules)


_BEGINS = ("startswith", "endswith", "match", "search")


def _compared(test: ast.Compare, known: _Known, own: tuple[str, str], truth: bool) -> _Known:
    """The same of a comparison; that it is none of those which are refused tells nothing."""
    operator, right = test.ops[0], test.comparators[0]
    if not isinstance(operator, (ast.Eq, ast.In) if truth else (ast.NotEq, ast.NotIn)):
        return known
    named = {item.id for item in ast.walk(test.left) if isinstance(item, ast.Name)}
    is_part = any(isinstance(item, (ast.Subscript, ast.Call)) for item in ast.walk(test.left)) and own[1] not in named
    if own[0] not in named or is_part:
        return known._replace(name=known.name or own[1] in named)
    constants = {
        item.value for item in ast.walk(right) if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }
    table = {f"={dotted(right)}"} if isinstance(right, (ast.Name, ast.Attribute)) else set()
    return _Known(True, known.name or own[1] in named, known.modules | constants | table)
