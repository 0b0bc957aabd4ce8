"""What the examples in docstrings show: calls after `>>>`, and what comes back from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import Arguments, formals, matched
from burnish_checks.inference.docstrings import texts
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import NEVER, UNKNOWN, Instance, Type, Unknown, known, union, widen

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

EXAMPLES = "the examples in the docstring"


def given_in_examples(engine: Engine, function: Function, name: str) -> Type:
    """What the examples of a function give for a parameter; `NEVER` where they show nothing of it."""
    found: list[Type] = []
    items = formals(function)
    if items and items[0].name == function.receiver:
        items = items[1:]
    for call in _calls(function):
        pairs = matched(items, _arguments(engine, function, call)) or ()
        found += [type_ for item, type_ in pairs if item.name == name and type_ is not None]
    types = [widen(item) for item in found if not isinstance(item, Unknown)]
    return union(types) if types else NEVER


def returned_in_examples(function: Function) -> Found:
    """What the examples of a function show that it returns, where that is written as a literal."""
    found: list[Type] = []
    for text in texts(function) if function.name != "__init__" else ():
        for tree, result in _examples(text):
            only = tree.body[0] if len(tree.body) == 1 else None
            if isinstance(only, ast.Expr) and isinstance(only.value, ast.Call) and _is_of(only.value, function):
                found.append(_literal(result))
    type_ = widen(union(found)) if found else NEVER
    return Found(type_, (EXAMPLES,), 2) if found and known(type_) else NOTHING


def _calls(function: Function) -> Iterator[ast.Call]:
    """The calls of the function, or of its class where it makes the objects, in the examples of its docstring."""
    for text in texts(function):
        for tree, _ in _examples(text):
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _is_of(node, function):
                    yield node


def _is_of(call: ast.Call, function: Function) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    makes = function.cls is not None and function.name == "__init__"
    return bool(called == (function.cls.node.name if makes and function.cls is not None else function.name))


def _arguments(engine: Engine, function: Function, call: ast.Call) -> Arguments:
    """What a call in an example gives. Names are those of the module: what an example binds is not known."""

    def value(node: ast.expr) -> Type:
        return engine.evaluate_in(function.module, None, node)

    plain = [item for item in call.args if not isinstance(item, ast.Starred)]
    keywords = tuple((item.arg, value(item.value)) for item in call.keywords if item.arg is not None)
    loose = len(plain) < len(call.args)
    return Arguments(
        tuple(map(value, plain)) if not loose else (),
        keywords,
        UNKNOWN if loose else None,
        len(keywords) < len(call.keywords),
    )


@lru_cache(maxsize=1024)
def _examples(text: str) -> tuple[tuple[ast.Module, str], ...]:
    """The examples in a text that can be read, each with the first line of what it shows."""
    if ">>>" not in text:
        return ()
    from doctest import DocTestParser  # 38 ms, which only those pay whose docstrings have examples

    try:
        examples = DocTestParser().get_examples(text)
    except ValueError:  # indented in ways that doctest does not read
        return ()
    found = []
    for item in examples:
        try:
            tree = ast.parse(item.source)
        except (SyntaxError, ValueError):
            continue
        found.append((tree, item.want.partition("\n")[0].strip()))
    return tuple(found)


def _literal(text: str) -> Type:
    """The type of a value as an interpreter shows it; `UNKNOWN` if it is no literal."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return UNKNOWN
    return (
        Instance(f"builtins.{type(value).__name__}") if isinstance(value, (bool, int, float, str, bytes)) else UNKNOWN
    )
