"""Which blocks of a file data can flow through at all, so that the others are not followed in vain.

Following a function takes a millisecond or two, as long as all other rules together. It can only lead to a finding
where the block reads a source itself or mentions a function that hands out data from outside, and holds a sink or
mentions a function that does harm with what it is passed. Of 1,692 blocks of the standard library that leaves 30. Following
every block is the slow equivalent.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from operator import is_not
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import NOTHING
from burnish_checks.security.flow.asked import READS, ContextWorld, facts_of
from burnish_checks.security.flow.giving import given_by
from burnish_checks.security.flow.handlers import bare_routes, is_cloud_function, is_view_method, is_wsgi, routes
from burnish_checks.security.flow.harming import BUILT_IN_EXCEPTIONS, harmed_by
from burnish_checks.security.flow.inlets import reads_outside
from burnish_checks.security.flow.kinds import LOG
from burnish_checks.security.flow.presence import (
    may_do_harm,
    reads_locally,
    reads_messages,
    reads_network,
    reads_request,
)
from burnish_checks.security.flow.sources import FRAMEWORKS, MESSAGE_MODULES, SOURCE_MODULES
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.worlds import OTHERS, ModuleWorld


class Reach(NamedTuple):
    """What a file can have."""

    giving: frozenset[str]
    """Names of functions here, and in modules it imports from the workspace, that may hand out data from outside.

    The attributes that such data is stored in are among them.
    """
    holding: frozenset[str]
    """Of these the names that the module binds to such data."""
    functions: frozenset[str]
    """Of all these the names of functions that are no methods, and of what the module binds."""
    harming: frozenset[str]
    """Names of such functions that may do harm with what they are passed."""
    places: frozenset[str] = frozenset()
    """The names of attributes and keys under which functions of the workspace keep something for others."""
    making: frozenset[str] = frozenset()
    """Names of methods that make something by whose kind a sink is told."""


def can_flow(block: Block, node: ast.AST, world: ContextWorld) -> bool:
    """Whether the block holds or mentions something that data may come from, and something that it may go to."""
    context, text = world.context, block.text
    if not block.nodes(ast.Name):
        return False
    harms = may_do_harm(block) or bool(routes(node) or bare_routes(node)) or is_wsgi(node) or is_view_method(node)
    names = frozenset([item.id for item in block.nodes(ast.Name)])
    own = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else ""
    others = frozenset([own, *[item.attr for item in block.nodes(ast.Attribute)]])
    if "getattr(" in text:
        others = others.union(f"{start}*" for start in _looked_up(block))
    if not (_HOLDERS.isdisjoint(names) and _HOLDERS.isdisjoint(others)):
        others = others.union(f"'{item.value}" for item in block.nodes(ast.Constant) if isinstance(item.value, str))
    if not harms and not context.ask("taint-met", names, others).harming:
        return False
    local = context.settings.local_sources and reads_locally(text)
    certain = local or ("environ" in text and "start_response" in text) or is_cloud_function(node)
    inlets: Inlets = context.ask("taint-inlets")
    mentioned = (
        (inlets.web and reads_request(text))
        or (inlets.network and reads_network(text))
        or (inlets.messages and reads_messages(text))
    )
    if certain or (mentioned and reads_outside(block, world)):
        return True
    return bool(context.ask("taint-met", names, others).giving)


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


class Inlets(NamedTuple):
    """What of a file's imports data may come in through."""

    web: bool
    """Whether it imports a web framework."""
    network: bool
    """Whether it imports something else that data comes in through."""
    messages: bool
    """Whether it imports something that messages come in through."""


@topic("taint-inlets", reads=("imports",))
def taint_inlets_topic(view: View, index: int) -> Any:
    """What the file imports that data may come in through."""
    imports = view.joined.get("imports", {})
    modules = frozenset(name for item in imports for name in (*_heads(item.module), item.qualified))
    return Inlets(*(not modules.isdisjoint(known) for known in (FRAMEWORKS, SOURCE_MODULES, MESSAGE_MODULES)))


def _heads(module: str) -> list[str]:
    """`a`, `a.b` and `a.b.c` for `a.b.c`."""
    parts = module.split(".")
    return [".".join(parts[: number + 1]) for number in range(len(parts))]


class Met(NamedTuple):
    """Whether a block mentions a function that may do harm, and one that may hand out data from outside."""

    harming: bool
    giving: bool


@topic("taint-met", reads=READS, project=True, slow=True)
def taint_met_topic(view: View, index: int, names: frozenset[str], others: frozenset[str]) -> Any:
    """What of the reach a block mentions that uses these names, has these attributes, this name of its own
    and, behind a quote, these texts.

    A block asks for its own words, so that it is followed again only where one of them comes to mean something else.
    Methods count as attributes only.
    """
    reach: Reach = taint_reach_topic.resolve(view, index)
    known = _met.get((names, others))
    if known is None or known[0] is not reach:
        if len(_met) > _MOST_MET:
            _met.clear()
        known = _met[names, others] = (reach, _meets(reach, names, others))
    return known[1]


_met: dict[tuple[frozenset[str], frozenset[str]], tuple[Reach, Met]] = {}
"""By the words: what was last met, and in which reach. The reach is the same after nearly every edit, and 1,370 questions
about it are asked again in 20,000 lines: 2 ms instead of 12."""
_MOST_MET = 4_000


def _meets(reach: Reach, names: frozenset[str], others: frozenset[str]) -> Met:
    starts = tuple([word[:-1] for word in others if word[-1:] == "*"])

    def mentions(words: frozenset[str]) -> bool:
        if not others.isdisjoint(words) or not names.isdisjoint(words & reach.functions):
            return True
        return bool(starts) and any(word.startswith(starts) for word in words)

    giving = mentions(reach.giving) or not names.isdisjoint(reach.holding)
    return Met(mentions(reach.harming), giving or (bool(reach.places) and _reads_place(reach, names | others)))


def _reads_place(reach: Reach, words: frozenset[str]) -> bool:
    """Whether something is named that holds what functions keep for others, and the name of a place where they do."""
    if _HOLDERS.isdisjoint(words):
        return False
    kept = reach.places | reach.giving
    return any(word.removeprefix("'") in kept for word in words)


_HOLDERS = frozenset({"app", "application", "current_app", "state", "config", "request", "req", "g"})


@topic("taint-reach", reads=READS, project=True, slow=True)
def taint_reach_topic(view: View, index: int) -> Any:
    """What flows the file can have at all."""
    global _last
    known = _last
    if known is None or known.joined is not view.joined or not known.is_of(view):
        parts = tuple(view.joined.get(kind, NOTHING) for kind in _READ)
        if known is None or not known.is_of(view) or any(map(is_not, known.parts, parts)):
            reach = _reach(view)
            if known is not None and reach == known.reach:
                reach = known.reach
            known = _Known(view.joined, parts, _beside(view), reach)
        _last = known._replace(joined=view.joined)
    return known.reach


class _Known(NamedTuple):
    """The reach of the last view."""

    joined: Any
    parts: tuple[Any, ...]
    beside: tuple[Any, ...]
    reach: Reach

    def is_of(self, view: View) -> bool:
        """Whether all but the facts of the module is the same."""
        return self.beside == _beside(view)


def _beside(view: View) -> tuple[Any, ...]:
    revision = view.project.revision if view.project is not None else -1
    return view.path, view.project, revision, view.settings.local_sources, _logs_count(view)


_last: _Known | None = None
_READ = (
    *("imports", "taint-summary"),
    *("classes", "binds", "shared-places", "dependencies", "constructions", "derivations", "attributes-made"),
    *("partials", "function-tables", "listeners", "literals"),
)


class Given(NamedTuple):
    """What a block that is followed is told of the reach: no more, so that it is followed again only where that changes."""

    holding: frozenset[str]
    giving: frozenset[str]
    """With the places under which something is kept."""
    making: frozenset[str]


@topic("taint-given", reads=READS, project=True, slow=True)
def taint_given_topic(view: View, index: int) -> Any:
    """What of the reach tells whether a name or an attribute may be, or hold, data from outside."""
    reach: Reach = taint_reach_topic.resolve(view, index)
    return Given(reach.holding, reach.giving | reach.places, reach.making)


def _reach(view: View) -> Reach:
    facts, imports = facts_of(view), view.joined.get("imports", NOTHING)
    modules = [""]
    if view.project is not None:
        names = sorted({name for item in imports for name in (item.module, item.qualified)})
        key = ("imported", *names)  # the walk is the same at every keystroke, as long as the index and the imports are
        modules += facts.recall(OTHERS, key, lambda: tuple(_imported(facts, names)))
    web = taint_inlets_topic.resolve(view, -1).web if view.joined.get("dependencies") else False
    depended = {item.name for item in view.joined.get("dependencies", {})} if web else set()
    places = frozenset(
        [place for _, place in facts.everywhere("shared-places")] + list(view.joined.get("shared-places", ()))
    )
    giving = given_by(facts, modules, depended | places, local=view.settings.local_sources) | depended
    bound = {item.name for item in view.joined.get("binds", {}) if item.how == "assign"}
    named = bound | {item.name for item in imports}
    words = [facts.summed(module, ("words",), partial(_words_of, facts, module)) for module in modules]
    return Reach(
        _renamed(giving, imports),
        (giving & bound) | (places & named),
        _renamed(frozenset[str]().union(*(item.functions for item in words)), imports).union(
            named, depended, BUILT_IN_EXCEPTIONS, *(item.classes for item in words)
        ),
        _renamed(harmed_by(facts, modules, logs=_logs_count(view)), imports),
        places,
        frozenset[str]().union(*(item.making for item in words)),
    )


class _Words(NamedTuple):
    """The names of what a module has."""

    functions: frozenset[str]
    """Those that are no methods."""
    classes: frozenset[str]
    making: frozenset[str]
    """Methods that make something."""


def _words_of(facts: Facts, module: str) -> _Words:
    summaries = facts(module, "taint-summary") or ()
    return _Words(
        frozenset([item.name for item in summaries if not item.in_class]),
        frozenset([item.name for item in facts(module, "classes") or ()]),
        frozenset([item.name for item in summaries if item.in_class and item.makes[-2:] == "()"]),
    )


_FARTHEST = 3
_MOST_MODULES = 60


def _imported(facts: Facts, names: Iterable[str]) -> Iterator[str]:
    """The modules of the workspace among these, and those that they import."""
    seen: set[str] = set()
    for _ in range(_FARTHEST):
        farther: set[str] = set()
        for module in names:
            if module in seen or len(seen) > _MOST_MODULES or facts(module, "taint-summary") is None:
                continue
            seen.add(module)
            yield module
            farther.update(facts.summed(module, ("imported",), partial(_imported_by, facts, module)))
        names = sorted(farther)


def _imported_by(facts: Facts, module: str) -> frozenset[str]:
    """The modules of the workspace that one of them imports."""
    world = ModuleWorld(facts, module, 0)
    imports = facts(module, "imports") or ()
    names = {world.absolute(name) for item in imports for name in (item.module, item.qualified)}
    return frozenset([name for name in names if facts(name, "taint-summary") is not None])


def _renamed(words: frozenset[str], imports: Any) -> frozenset[str]:
    """The words, and what imports call them here."""
    return words.union(item.name for item in imports if item.member in words)


def _logs_count(view: View) -> bool:
    """Whether what is written to a log is looked at, which is off by default."""
    return not {LOG, "security", "all"}.isdisjoint(view.settings.select)
