"""Context managers of a file that keep exceptions from leaving their `with`: `__exit__` returns more than None or False."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.facts import dotted
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, own_statements

_EXITS = ("__exit__", "__aexit__")
_MAKERS = ("contextmanager", "asynccontextmanager")


def swallowing(snapshot: Snapshot) -> frozenset[str]:
    """The classes and functions of the file whose contexts may end an exception."""
    return frozenset(_found(snapshot))


def _found(snapshot: Snapshot) -> Iterator[str]:
    for index, entry in enumerate(snapshot.entries):
        text = entry.block.text
        if not any(word in text for word in (*_EXITS, *_MAKERS)):
            continue
        for node in entry.block.nodes(*FUNCTIONS):
            if not isinstance(node, FUNCTIONS):
                continue
            if node.name in _EXITS and _returns_something(node):
                yield from (header.name for header in snapshot.view.enclosing(index) if header.word == "class")
                yield from (item.name for item in entry.block.ancestors(node) if isinstance(item, ast.ClassDef))
            elif _makes_context(node) and any(isinstance(item, ast.Try) for item in own_statements(node.body)):
                yield node.name


def _returns_something(function: Function) -> bool:
    values = (item.value for item in own_statements(function.body) if isinstance(item, ast.Return))
    return any(value is not None and not (isinstance(value, ast.Constant) and not value.value) for value in values)


def _makes_context(function: Function) -> bool:
    return any(dotted(item).rpartition(".")[2] in _MAKERS for item in function.decorator_list)
