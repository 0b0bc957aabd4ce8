"""Which blocks of a file data can flow through at all, so that the others are not followed in vain.

Following a function takes a millisecond or two, as long as all other rules together. It can only lead to a finding
where the block reads a source itself or mentions a function that hands out data from outside, and holds a sink or
mentions a function that does harm with what it is passed. Of 1,692 blocks of the standard library that leaves 30. Following
every block is the slow equivalent.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.security.flow.asked import READS, ContextWorld
from burnish_checks.security.flow.inlets import Inlets, reads_outside
from burnish_checks.security.flow.presence import (
    may_do_harm,
    names_login,
    reads_locally,
    reads_messages,
    reads_network,
    reads_request,
)
from burnish_checks.security.flow.reaching import Giving, Harming, giving_in, harming_in
from burnish_checks.security.flow.registered import paths_of
from burnish_checks.security.flow.views import (
    bare_routes,
    is_cloud_function,
    is_exposed,
    is_view_method,
    is_wsgi,
    leads_on,
    routes,
)


def can_flow(block: Block, node: ast.AST, world: ContextWorld) -> bool:
    """Whether the block holds or mentions something that data may come from, and something that it may go to.

    In a file where nothing gives any data from outside, a block that reads none itself is not asked for its words.
    """
    context = world.context
    if not block.nodes(ast.Name):
        return False
    certain = _is_told(block, node, world)
    registered = bool(paths_of(node, world))
    certain = certain or registered
    reads = certain or _may_read(block.text, context.ask("taint-inlets"))
    if not (reads or context.ask("taint-gives")):
        return False
    names, others = _words_of(block, node)
    met = context.ask("taint-met", names, others)
    if not (met or reads):
        return False
    answers = is_wsgi(node) or is_view_method(node) or bool(leads_on(node)) or is_exposed(node, world)
    harms = answers or registered or may_do_harm(block) or bool(routes(node) or bare_routes(node))
    if not harms and not context.ask("taint-harmed", names, others):
        return False
    return met or certain or reads_outside(block, world)


def _words_of(block: Block, node: ast.AST) -> tuple[_Words, _Words]:
    """The names that a block uses; its attributes, its own name and, behind a quote, texts that may be keys."""
    names = frozenset([item.id for item in block.nodes(ast.Name)])
    own = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else ""
    others = frozenset([own, *[item.attr for item in block.nodes(ast.Attribute)]])
    if "getattr(" in block.text:
        others = others.union(f"{start}*" for start in _looked_up(block))
    if not (HOLDERS.isdisjoint(names) and HOLDERS.isdisjoint(others)):
        others = others.union(f"'{item.value}" for item in block.nodes(ast.Constant) if isinstance(item.value, str))
    return names, others


def _is_told(block: Block, node: ast.AST, world: ContextWorld) -> bool:
    """Whether its text alone shows that the block reads something from outside."""
    local = world.context.settings.local_sources and reads_locally(block.text)
    return local or ("environ" in block.text and "start_response" in block.text) or is_cloud_function(node)


def _may_read(text: str, inlets: Inlets) -> bool:
    """Whether the text of a block mentions something that its file may read data from."""
    return (
        (inlets.web and reads_request(text))
        or (inlets.network and reads_network(text))
        or (inlets.messages and reads_messages(text))
        or (inlets.directories and names_login(text))
    )


def _looked_up(block: Block) -> Iterator[str]:
    """How the names begin of what is looked up by `getattr(self, f"do_{verb}")`."""
    for call in block.nodes(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == "getattr" and len(call.args) > 1:
            name: ast.expr = call.args[1]
            if isinstance(name, ast.BinOp):
                name = name.left
            elif isinstance(name, ast.JoinedStr) and name.values:
                name = name.values[0]
            text = name.value if isinstance(name, ast.Constant) else None
            if isinstance(text, str) and (start := text.partition("%")[0].partition("{")[0]):
                yield start


@topic("taint-gives", reads=READS, project=True, slow=True)
def taint_gives_topic(view: View, index: int) -> Any:
    """Whether anything in reach hands out, holds or keeps data from outside."""
    return any(giving_in(view))


@topic("taint-met", reads=READS, project=True, slow=True)
def taint_met_topic(view: View, index: int, names: frozenset[str], others: frozenset[str]) -> Any:
    """Whether a block may mention something that hands out data from outside: it uses these names, has these attributes,
    this name of its own and, behind a quote, these texts.

    A block asks for its own words, so that it is followed again only where one of them comes to mean something else.
    Methods count as attributes only.
    """
    return _met(_gives, giving_in(view), names, others)


@topic("taint-harmed", reads=READS, project=True, slow=True)
def taint_harmed_topic(view: View, index: int, names: frozenset[str], others: frozenset[str]) -> Any:
    """Whether it may mention a function that does harm with what it is passed."""
    return _met(_harms, harming_in(view), names, others)


def _met(meets: Callable[[Any, _Words, _Words], bool], reach: Giving | Harming, names: _Words, others: _Words) -> bool:
    """What was told of the words last, if the reach is still that: it is after nearly every edit, and 1,370 questions about it
    are asked again in 20,000 lines: 2 ms instead of 12."""
    known = _last_met.get((meets, names, others))
    if known is None or known[0] is not reach:
        if len(_last_met) > _MOST_MET:
            _last_met.clear()
        known = _last_met[meets, names, others] = (reach, meets(reach, names, others))
    return known[1]


_Words = frozenset[str]
_last_met: dict[Any, tuple[Giving | Harming, bool]] = {}
_MOST_MET = 8_000


def _gives(reach: Giving, names: _Words, others: _Words) -> bool:
    if not (names.isdisjoint(reach.plain) and names.isdisjoint(reach.holding)):
        return True
    return _mentions(reach.words, others) or (bool(reach.places) and _reads_place(reach, names | others))


def _harms(reach: Harming, names: _Words, others: _Words) -> bool:
    return not names.isdisjoint(reach.plain) or _mentions(reach.words, others)


def _mentions(words: _Words, others: _Words) -> bool:
    if not others.isdisjoint(words):
        return True
    starts = tuple([word[:-1] for word in others if word[-1:] == "*"])
    return bool(starts) and any(word.startswith(starts) for word in words)


def _reads_place(reach: Giving, words: _Words) -> bool:
    """Whether something is named that holds what functions keep for others, and the name of a place where they do."""
    if HOLDERS.isdisjoint(words):
        return False
    return any(word in reach.places or word in reach.words for word in (word.removeprefix("'") for word in words))


HOLDERS = frozenset({"app", "application", "current_app", "state", "config", "request", "req", "g", "session"})


class Given(NamedTuple):
    """What a block that is followed is told of the reach: no more, so that it is followed again only where that changes."""

    holding: frozenset[str]
    giving: frozenset[str]
    """With the places under which something is kept."""
    making: frozenset[str]


@topic("taint-given", reads=READS, project=True, slow=True)
def taint_given_topic(view: View, index: int) -> Any:
    """What of the reach tells whether a name or an attribute may be, or hold, data from outside."""
    reach = giving_in(view)
    return Given(reach.holding, reach.words | reach.places, reach.making)
