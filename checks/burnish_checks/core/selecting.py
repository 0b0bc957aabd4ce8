"""What a check wants of the nodes it visits, so that the engine looks each node up once for all checks.

A function of 40 lines has 80 names, 20 constants and 15 calls, and forty checks that turn nearly all of them away: that
was half of what the rules took. Now each node is looked up in one table. Calling every check for every node is the slow
equivalent: what a check finds it decides by itself, `Only` just spares it nodes in which it finds nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from burnish_checks.core.context import Context

Visitor = TypeVar("Visitor")
Table = Mapping[Any, Sequence[Visitor]]
"""By key: the checks that want the nodes which have it."""
Chosen = dict[Visitor, list[ast.AST]]
_LAST = "?"


@dataclass(frozen=True)
class Only:
    """A choice among the nodes of some types: those that have one of the keys."""

    kinds: tuple[type[ast.AST], ...]
    keys: frozenset[Any]


def words(*words: str) -> Only:
    """Names and attributes by their (last) word."""
    return Only((ast.Name, ast.Attribute), frozenset(words))


def values(*types: type) -> Only:
    """Constants by the type of their value."""
    return Only((ast.Constant,), frozenset(types))


def calls(
    names: Collection[str] = (),
    *,
    methods: Collection[str] = (),
    keywords: Collection[str] = (),
    plain: Collection[str] = (),
) -> Only:
    """Calls by the dotted name of what is called (see `Context.qualified`), by the method, by a keyword given, or by the plain
    name, whatever that stands for."""
    last = {_LAST + name.rpartition(".")[2] for name in names}
    others = (*(f".{item}" for item in methods), *(f"{item}=" for item in keywords), *(f"{item}()" for item in plain))
    return Only((ast.Call,), frozenset({*names, *last, *others}))


def targets(*words: str) -> Only:
    """Assignments by the last word of a target: a name, an attribute, or a text in brackets."""
    return Only((ast.Assign,), frozenset(words))


def choose(table: Table[Visitor], kind: type[ast.AST], nodes: Sequence[Any], context: Context) -> Chosen[Visitor]:
    """For each check the nodes of a type that it wants, in order."""
    chosen: Chosen[Visitor] = {}
    if kind is ast.Call or kind is ast.Assign:
        for node in nodes:
            keys = _keys_of_call(node, table, context) if kind is ast.Call else _keys_of_targets(node, table)
            if not keys:
                continue
            for visitor in dict.fromkeys(visitor for key in keys for visitor in table[key]):
                chosen.setdefault(visitor, []).append(node)
        return chosen
    key = _KEYS[kind]
    if table.keys().isdisjoint(map(key, nodes)):
        return chosen
    for node in nodes:
        if (own := key(node)) in table:
            for visitor in table[own]:
                chosen.setdefault(visitor, []).append(node)
    return chosen


_KEYS: dict[type[ast.AST], Callable[[Any], Any]] = {
    ast.Name: attrgetter("id"),
    ast.Attribute: attrgetter("attr"),
    ast.Constant: attrgetter("value.__class__"),
}
"""How the key of a node is read, by its type."""


def _keys_of_call(call: ast.Call, known: Collection[str], context: Context) -> list[str]:
    """The known keys of a call; its dotted name is asked for only where it may end as a known one does."""
    function = call.func
    found = [key for item in call.keywords if (key := f"{item.arg}=") in known] if call.keywords else []
    if isinstance(function, ast.Attribute):
        if (key := f".{function.attr}") in known:
            found.append(key)
        if _LAST + function.attr not in known:
            return found
    elif isinstance(function, ast.Name) and (key := f"{function.id}()") in known:
        found.append(key)
    if (name := context.qualified(function)) in known:
        found.append(name)
    return found


def _keys_of_targets(node: ast.Assign, known: Collection[Any]) -> list[Any]:
    found = []
    for target in _each_target(node.targets):
        if isinstance(target, ast.Attribute):
            key: Any = target.attr
        elif isinstance(target, ast.Name):
            key = target.id
        elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            key = target.slice.value
        else:
            continue
        if key in known:
            found.append(key)
    return found


def _each_target(targets: Iterable[ast.expr]) -> Iterable[ast.expr]:
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _each_target(target.elts)
        else:
            yield target
