"""Objects that are handed to others where these are made, `Books(Repository(connection))`: of which class an attribute is that
keeps such an object, though neither an annotation says so nor the class itself makes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.flow import worlds
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.words import is_class_word


class Taken(NamedTuple):
    """An attribute of `self` that holds what the object was made with, as it was passed."""

    name: str
    slot: str
    """The position of the parameter."""
    parameter: str


class HandedObject(NamedTuple):
    """An object, or what a name holds, that is passed to a class."""

    name: str
    """The last word of the class that it is passed to."""
    slot: str
    """The position or keyword."""
    maker: str
    """The class of the object with `()`, or the name, dotted as they are written."""


_MAKING = frozenset(["__init__", "initialize"])
"""Methods that are called where an object is made; the second by Tornado, with what the route says."""


@collector("attributes-taken", late=True, among=(ast.FunctionDef,), words=("def __init__(", "def initialize("))
def attributes_taken(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What a method that makes an object keeps of its parameters as they are."""
    node = block.body[0] if block.body and block.in_class else None
    if not isinstance(node, ast.FunctionDef) or node.name not in _MAKING:
        return
    plain = [item.arg for item in (*node.args.args[1:], *node.args.kwonlyargs) if item.annotation is None]
    order = [item.arg for item in node.args.args[1:]]
    for item in block.nodes(ast.Assign):
        target, value = item.targets[0], item.value
        own = isinstance(target, ast.Attribute) and dotted(target.value) == "self"
        if own and isinstance(value, ast.Name) and value.id in plain and isinstance(target, ast.Attribute):
            slot = str(order.index(value.id)) if value.id in order else value.id
            yield Taken(target.attr, slot, value.id), item


@collector("objects-handed", late=True, among=(ast.Call, ast.Tuple))
def objects_handed(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The objects that calls of classes, and routes of Tornado, `(r"/jobs", Jobs, {"store": store})`, hand on."""
    calls = [
        (call, dotted(call.func).rpartition(".")[2]) for call in block.nodes(ast.Call) if call.args or call.keywords
    ]
    named = [(call, word) for call, word in calls if is_class_word(word)]
    bound = {
        item.targets[0].id: item.value for item in block.nodes(ast.Assign) if isinstance(item.targets[0], ast.Name)
    }
    routes = [(item, _options_of(item, bound)) for item in block.nodes(ast.Tuple) if len(item.elts) > _HANDLER + 1]
    if not named and not any(options for _, options in routes):
        return
    made = {name: dotted(value.func) for name, value in bound.items() if isinstance(value, ast.Call)}
    taken = {item.arg for item in block.nodes(ast.arg)}
    for call, word in named:
        given = [*((str(number), item) for number, item in enumerate(call.args)), *_keywords(call)]
        yield from ((HandedObject(word, *pair), call) for pair in _objects(given, made, taken))
    for route, options in routes:
        word = dotted(route.elts[_HANDLER]).rpartition(".")[2]
        if is_class_word(word):
            yield from ((HandedObject(word, *pair), route) for pair in _objects(options, made, taken))


_HANDLER = 1
"""Where the handler stands in a route of Tornado; its options are next."""


def _keywords(call: ast.Call) -> list[tuple[str, ast.expr]]:
    return [(item.arg, item.value) for item in call.keywords if item.arg is not None]


def _options_of(route: ast.Tuple, bound: dict[str, ast.expr]) -> list[tuple[str, ast.expr]]:
    """What a route hands on, in a dictionary that is written in it or under a name of the block."""
    node = route.elts[_HANDLER + 1]
    return _options(bound.get(node.id, node) if isinstance(node, ast.Name) else node)


def _options(node: ast.expr) -> list[tuple[str, ast.expr]]:
    """What a dictionary holds whose keys are written."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [
            (key.value, value) for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
    return _keywords(node) if isinstance(node, ast.Call) and dotted(node.func) == "dict" else []


def _objects(given: list[tuple[str, ast.expr]], made: dict[str, str], taken: set[str]) -> Iterator[tuple[str, str]]:
    """The slots with what makes the objects in them; of a name that the block does not bind the name."""
    for slot, value in given:
        if isinstance(value, ast.Call):
            maker = dotted(value.func)
        elif isinstance(value, ast.Name) and value.id not in taken:
            maker = made.get(value.id, "")
            if not maker and value.id.islower() and value.id not in made:
                yield slot, value.id
        else:
            maker = ""
        if is_class_word(maker.rpartition(".")[2]):
            yield slot, f"{maker}()"


def injected(facts: Facts, module: str, attribute: str) -> str:
    """The dotted name of the class whose object an attribute of `self` keeps, as those say who make its owner, or empty."""
    if not facts.named(module, "attributes-taken", attribute):
        return ""
    found: str = facts.recall(module, (module, "injected", attribute), lambda: _injected(facts, module, attribute), "")
    return found


def _injected(facts: Facts, module: str, attribute: str) -> str:
    slots = {
        slot for item in facts.named(module, "attributes-taken", attribute) for slot in (item.slot, item.parameter)
    }
    owners = {item.name for item in facts(module, "classes") or ()}
    found: set[str] = set()
    own = facts(module, "objects-handed") or ()
    others = facts.everywhere("objects-handed")
    here = [("", item) for item in facts("", "objects-handed") or ()] if module else []
    for home, item in (*((module, item) for item in own), *others, *here):
        if item.name in owners and item.slot in slots:
            root, dot, rest = item.maker.partition(".")
            resolved = worlds.ModuleWorld(facts, home, 1).resolve(root.removesuffix("()"))
            symbol = f"{resolved}{'()' if root.endswith('()') else ''}{dot}{rest}"
            if symbol.startswith("@") and home != module:
                symbol = f"{home}.{symbol[1:]}" if home else ""  # what the file is called that asks is not known
            found.add(symbol.removesuffix("()") if symbol.endswith("()") else "")
    return found.pop() if len(found) == 1 else ""
