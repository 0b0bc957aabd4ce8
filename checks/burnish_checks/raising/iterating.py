"""Which names of a function hold plain collections, so that running over them runs no code of others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from burnish_checks import syntax
from burnish_checks.core.facts import dotted

_COLLECTIONS = frozenset(
    {"list", "dict", "tuple", "set", "frozenset", "str", "bytes", "bytearray", "range", "List", "Dict", "Tuple", "Set"}
)
_MAKERS = _COLLECTIONS | {"sorted", "OrderedDict", "defaultdict", "Counter", "deque"}
_GIVE_COLLECTIONS = frozenset(
    {"split", "rsplit", "splitlines", "partition", "rpartition", "keys", "values", "items", "readlines", "groups", "findall",
     "strip", "lower", "upper", "replace", "join", "lstrip", "rstrip", "encode", "decode", "listdir"}
)  # fmt: skip
_LITERALS = (
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.Constant,
    ast.JoinedStr,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
)


def names_bound(nodes: Iterable[ast.AST]) -> dict[str, list[bool]]:
    """By name: for each place that binds it in the trees, whether what it holds from there on is a plain collection."""
    found: dict[str, list[bool]] = {}
    for node in nodes:
        for name, plain in _bindings(node):
            found.setdefault(name, []).append(plain)
    return found


def _bindings(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    whole: set[ast.AST] = set()
    for node in syntax.walk(tree):  # an assignment comes before its targets
        if isinstance(node, ast.Assign):
            whole.update(node.targets)
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, is_collection(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            whole.add(node.target)
            given = node.value is not None and is_collection(node.value)
            yield node.target.id, given or _names_collection(node.annotation)
        elif isinstance(node, ast.AugAssign):
            whole.add(node.target)
        elif isinstance(node, ast.arguments):
            for item in (*node.posonlyargs, *node.args, *node.kwonlyargs):
                yield item.arg, _names_collection(item.annotation)
            for rest in (node.vararg, node.kwarg):
                if rest is not None:
                    yield rest.arg, True
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, False
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in whole:
            yield node.id, False


def is_collection(value: ast.expr) -> bool:
    """Whether an expression gives one of Python's own collections or a text."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute):
            return value.func.attr in _GIVE_COLLECTIONS or value.func.attr in _MAKERS
        return dotted(value.func) in _MAKERS
    return isinstance(value, _LITERALS)


def _names_collection(hint: ast.expr | None) -> bool:
    if isinstance(hint, ast.Subscript):
        hint = hint.value
    return hint is not None and dotted(hint).rpartition(".")[2] in _COLLECTIONS
