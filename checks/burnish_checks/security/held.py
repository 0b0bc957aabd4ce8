"""The values that the variables, attributes and functions of a module hold or return, as facts: each as it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.joining import NOTHING, named
from burnish_checks.patterns import deferred

_LONGEST = 1000
"""Characters of a value: longer ones are tables of data and no settings."""
_UNKNOWN = ""
_HELD = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.Dict, ast.Tuple, ast.List, ast.Set),
    *(ast.BinOp, ast.JoinedStr, ast.IfExp, ast.BoolOp, ast.Subscript, ast.Lambda),
)
_PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property"})


class Held(NamedTuple):
    """A value of the module as it is written; its names are those of the module."""

    name: str
    """`NAME` for a variable of the module, `.name` for an attribute of a class or of `self`, with `()` what is returned."""
    text: str
    """The expression; empty where it is no value that is followed."""


@collector("held", local=True, among=(ast.Assign, ast.AnnAssign, ast.Return))
def held(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The values that the module's variables, attributes and functions hold or return."""
    return iter(_values(block))


@lru_cache(maxsize=1)
def _values(block: Block) -> tuple[tuple[Held, ast.AST], ...]:
    """What `held` and `settings`, one after the other, gather of a block."""
    return tuple(_each_value(block))


def _each_value(block: Block) -> Iterator[tuple[Held, ast.AST]]:
    statements: tuple[ast.Assign | ast.AnnAssign, ...] = (*block.nodes(ast.Assign), *block.nodes(ast.AnnAssign))
    all_local = block.word == "def" and not block.nodes(ast.ClassDef)
    for node in statements:
        for target in node.targets if isinstance(node, ast.Assign) else (node.target,):
            if all_local and isinstance(target, ast.Name):
                continue
            yield from _assigned(block, target, node.value, node)
    for returned in block.nodes(ast.Return):
        function = block.function_around(returned)
        if function is not None and (function in block.body or _is_method(block, function)):
            own = "." if block.in_class or function not in block.body else ""
            is_property = any(dotted(item) in _PROPERTIES for item in function.decorator_list)
            value = _once_bound(block, returned.value)
            yield Held(f"{own}{function.name}{'' if is_property else '()'}", _text(block, value)), returned


def _assigned(block: Block, target: ast.expr, value: ast.expr | None, node: ast.AST) -> Iterator[tuple[Held, ast.AST]]:
    if isinstance(target, (ast.Tuple, ast.List)):
        parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts) else ()
        for number, inner in enumerate(target.elts):
            yield from _assigned(block, inner, parts[number] if parts else None, node)
    elif (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in ("self", "cls")
    ):
        yield Held(f".{target.attr}", _text(block, _once_bound(block, value))), node
    elif isinstance(target, ast.Name) and value is not None:
        owner = block.walk.scope_at(node)
        if owner.kind == "class":
            yield Held(f".{target.id}", _text(block, value)), node
        elif owner.kind == "module":
            yield Held(target.id, _text(block, value)), node


def _is_method(block: Block, function: ast.AST) -> bool:
    return isinstance(block.parent(function), ast.ClassDef)


def _once_bound(block: Block, value: ast.expr | None) -> ast.expr | None:
    """The value of a local name that is bound once; other expressions as they are, and none for a parameter."""
    if not isinstance(value, ast.Name):
        return value
    owner = block.walk.scope_at(value).resolve(value.id)
    if owner is None or not owner.is_function:
        return value
    binders = owner.bound[value.id]
    parent = block.parent(binders[0]) if len(binders) == 1 else None
    return parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None


def _text(block: Block, value: ast.expr | None) -> str:
    if value is None or not isinstance(value, _HELD):
        return _UNKNOWN
    text = block.source(value)
    return text if len(text) <= _LONGEST else _UNKNOWN


@collector("settings", late=True, among=(ast.Assign, ast.AnnAssign, ast.Return))
def settings(block: Block) -> Iterator[tuple[Any, Any]]:
    """Those of the held values that other files may take for settings: short, of constants alone, and telling."""
    for item, node in _values(block):
        text = item.text
        if text and len(text) <= _LONGEST_SETTING and _CONSTANT.match(text) and _TELLING.search(text):
            yield item, node


_LONGEST_SETTING = 300
_TELLING = deferred(
    r"\b(?:False|True|None|0o\d+|\d{3,4})\b|0\.0\.0\.0|none|md[45]|sha1|fully_trusted|CERT_|\)[+*]", re.I
)
_CONSTANT = deferred(r"(?:dict\()?[\s\[{(]*[\"'\w.+-]")


@topic("held", reads=("held", "binds"))
def held_topic(view: View, index: int, name: str) -> Any:
    """The texts of all values that a variable, attribute or function of the module may have, sorted; `""` for an unknown."""
    facts = view.joined.get("held", NOTHING)
    found = named(facts, name)
    texts = {item.text for item in found}
    if not name.startswith(".") and not name.endswith("()"):
        binds = view.joined.get("binds", NOTHING)
        if sum(binds[item] for item in named(binds, name)) != sum(facts[item] for item in found):
            texts.add(_UNKNOWN)
    return tuple(sorted(texts))
