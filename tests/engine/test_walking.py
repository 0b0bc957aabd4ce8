"""The one walk over a block's tree, and what is told of blocks that give way to others, against plainer ways."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from burnish_checks import syntax
from burnish_checks.core import exchange
from burnish_checks.core.scopes import walk
from burnish_checks.core.selecting import _KEYS, choose
from burnish_checks.core.snapshot import Entry, open_document
from tests.engine.test_incremental import environment

LIBRARY = Path(ast.__file__).parent
TEXTS = [(LIBRARY / f"{name}.py").read_text("utf-8") for name in ("calendar", "typing", "tarfile", "dataclasses")]
KINDS = """
type Pair[T: int, *Ts, **P] = tuple[T, T]

async def run(source, *rest: int, key: "str" = "a", **more):
    async with source as one, source:
        await one.send(f"{one!r:>{key}}", *rest, **more)
    async for item in source:
        yield item
    match source:
        case {"a": 1, **others} if others:
            pass
        case Point(0, y=1 | 2) | [*_, None]:
            del others["a"][1:2:3], (more)
        case _ as last:
            assert last, "none"
    try:
        x: "list[int]" = [a for b in rest for a in b if a]
    except* (ValueError, TypeError) as error:
        raise KeyError from error
    else:
        x += lambda z=1: -z if not z else (z := 2)
    return {**more, "a": {1, 2}, "b": {c: c for c in rest}}
"""


@pytest.mark.parametrize("text", [*TEXTS, KINDS])
def test_the_walk_finds_every_node_with_what_is_around_it(text: str) -> None:
    body = syntax.parse(text).body
    found = walk(body, "module")
    tree = ast.Module(body=body, type_ignores=[])
    every = [node for node in syntax.walk(tree) if node is not tree]
    assert Counter(map(id, every)) == Counter(id(node) for nodes in found.nodes.values() for node in nodes)
    assert all(node.__class__ is kind for kind, nodes in found.nodes.items() for node in nodes)
    around = {id(child): node for node in every for child in syntax.iter_child_nodes(node) if child._attributes}
    assert {id(node): parent for node, parent in found.parents.items() if node._attributes} == around


def test_names_that_are_free_are_those_of_which_each_is_resolved_alone() -> None:
    for text in (*TEXTS, KINDS):
        found = walk(syntax.parse(text).body, "module")
        plainly = [
            node
            for node, scope in found.names
            if (owner := scope.resolve(node.id)) is None or not (owner.is_function or isinstance(node.ctx, ast.Store))
        ]
        assert [node for _, node in found.free_names() if isinstance(node, ast.Name)] == plainly


@pytest.mark.parametrize("word", ["self", "Never_There"])
def test_nodes_that_a_check_wants_are_those_with_its_key(word: str) -> None:
    nodes = walk(syntax.parse(TEXTS[0]).body, "module").nodes
    unasked: Any = None  # only what a call is named is asked of the file
    for kind, key in ((ast.Name, word), (ast.Attribute, word), (ast.Constant, int), (ast.Constant, bytes)):
        wanted = [node for node in nodes[kind] if _KEYS[kind](node) == key]
        chosen = choose({key: ["check"]}, kind, nodes[kind], unasked)
        assert chosen == ({"check": wanted} if wanted else {})


def test_one_block_in_the_place_of_one_changes_what_the_same_beside_another_does() -> None:
    entries = [item for text in TEXTS[:2] for item in open_document(text, environment()).entries][:40]

    def told(change: Callable[[list[Entry], list[Entry]], Any], old: Entry, new: Entry) -> tuple[set[str], Any]:
        before = dict(new.anchors)
        kinds = change([old], [new])
        adopted = {kind for kind, anchor in new.anchors.items() if anchor is old.anchors.get(kind)}
        new.anchors.clear()
        new.anchors.update(before)
        return kinds, adopted

    def plainly(removed: list[Entry], added: list[Entry]) -> Any:
        return exchange.adopt_anchors([*removed, entries[-1]], [*added, entries[-1]])

    for old, new in pairwise(entries[:-1]):
        assert told(exchange.adopt_anchors, old, new) == told(plainly, old, new)
