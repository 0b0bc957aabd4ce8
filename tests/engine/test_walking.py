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
from burnish_checks.core.block import Block
from burnish_checks.core.selecting import _KEYS, choose
from burnish_checks.core.snapshot import Entry, open_document
from burnish_checks.core.walking import walk
from burnish_checks.organization import tangling
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


@pytest.mark.parametrize("text", [*TEXTS, KINDS])
def test_statements_are_those_that_a_walk_over_all_nodes_passes(text: str) -> None:
    tree = syntax.parse(text)
    some = (ast.stmt, ast.ExceptHandler, ast.match_case)
    for top in (*tree.body, *(node for node in ast.walk(tree) if isinstance(node, ast.expr))):
        plainly = [node for node in ast.walk(top) if isinstance(node, some) or node is top]
        assert list(syntax.statements(top)) == plainly


@pytest.mark.parametrize("text", [*TEXTS, KINDS])
def test_the_scope_of_a_node_is_the_first_that_is_opened_around_it(text: str) -> None:
    alone = 0
    for entry in open_document(text, environment()).entries:
        found = entry.block.walk
        alone += found.only is not None
        for node in (node for nodes in found.nodes.values() for node in nodes):
            around = (found.scopes[item] for item in entry.block.ancestors(node) if item in found.scopes)
            assert found.scope_at(node) is next(around, found.root)
    assert alone or text is KINDS


def test_what_a_statement_gives_back_is_told_from_each_name_met_first() -> None:
    """Going through all names for every statement, from the last to the first, is the slow equivalent."""

    def plainly(block: Block, function: ast.FunctionDef, statement: ast.stmt) -> int:
        end, scope = statement.end_lineno or 0, block.walk.scopes[function]
        own = [node for node in block.nodes(ast.Name) if block.walk.scope_at(node) is scope]
        grown = [node.target for node in block.nodes(ast.AugAssign) if node.target in own]
        names = sorted((node.lineno, isinstance(node.ctx, ast.Store) and node not in grown, node.id) for node in own)
        names += [(node.lineno, True, node.id) for node in grown if isinstance(node, ast.Name)]
        behind = {name: is_set for line, is_set, name in reversed(names) if line > end}
        set_here = {name for line, is_set, name in names if is_set and statement.lineno <= line <= end}
        loops = (item for item in block.ancestors(statement) if isinstance(item, (ast.For, ast.While)))
        loop = next(loops, None)
        again = {
            name: is_set
            for line, is_set, name in reversed(names)
            if loop is not None and loop.lineno < line <= (loop.end_lineno or 0)
        }
        return sum(not (behind.get(name, True) and again.get(name, True)) for name in set_here)

    given = 0
    for entry in open_document(TEXTS[2], environment()).entries:
        functions = entry.block.nodes(ast.FunctionDef)
        if len(functions) == 1 and not entry.block.nodes(ast.Yield, ast.YieldFrom, ast.AsyncFor):
            for statement in syntax.statements(functions[0]):
                if isinstance(statement, ast.stmt) and statement is not functions[0]:
                    expected = plainly(entry.block, functions[0], statement)
                    assert tangling._gives_back(entry.block, functions[0], statement) == expected
                    given += expected
    assert given > 100


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
