"""One flow that is proved, and of several the one that is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.rule import Related
from burnish_checks.security.flow.asked import ContextWorld
from burnish_checks.security.flow.certainty import Certainty, certainty, weighed
from burnish_checks.security.flow.closed import End, Flow
from burnish_checks.security.flow.ending import ends
from burnish_checks.security.flow.kinds import CODE, COMMAND, PATH, REQUEST, SQL
from burnish_checks.security.flow.marks import together
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sources import Source
from burnish_checks.security.flow.steps import line_of, steps_of
from burnish_checks.security.flow.taints import Taint, rank


class Proved(NamedTuple):
    """One flow from a source to a sink."""

    node: ast.AST
    """The call, the returned expression, or the target."""
    kind: str
    source: Source
    label: str
    through: str
    """The function that the data is passed to, where the sink is in it."""
    steps: tuple[Related, ...]
    argument: ast.AST
    certainty: Certainty = Certainty.CERTAIN
    """Whether every step on the way is what it was taken for."""
    known: str = ""
    """What is known of a path, or of an address, that leaves a way out of its folder, or host, as `weighed` says it."""
    beside: frozenset[str] = frozenset()
    """The labels of other sources of data that does the same harm in the same call."""


def surest(found: list[Proved]) -> Iterator[Proved]:
    """Of the sinks that data reaches in a function the surest, and the surest of each other kind that is another call."""
    first = max(found, key=lambda one: one.certainty, default=None)
    for kind in dict.fromkeys(one.kind for one in found):
        best = max((one for one in found if one.kind == kind), key=lambda one: one.certainty)
        if first is not None and (best is first or _at_two_places(first, best)):
            yield best


def counts(source: Source, world: ContextWorld) -> bool:
    """Whether a source is to be told of: one on the own machine only where the settings say so."""
    return source.remote or world.context.settings.local_sources


def ends_of(taint: Taint, world: ContextWorld) -> tuple[End, ...]:
    """Where the data comes from; most of it is passed to several calls."""
    if taint not in world.ended:
        world.ended[taint] = tuple(ends(taint, world))
    return world.ended[taint]


class Worst(NamedTuple):
    """Of several data, that which counts most."""

    end: End
    source: Source
    taint: Taint
    beside: frozenset[str] = frozenset()
    """The labels of the other sources that count as much."""


def counting_most(
    taints: frozenset[Taint], kind: str, world: ContextWorld, passed: frozenset[str] = frozenset()
) -> Worst | None:
    """The source that counts most for the kind, with what the data is cleared of further on: a remote one before a local one."""
    best: Worst | None = None
    most = (False, Certainty.UNLIKELY)
    labels: set[str] = set()
    for taint in taints if len(taints) == 1 else sorted(taints, key=rank):
        for end in ends_of(taint, world):
            source = end.source
            if source is None or kind not in source.kinds or kind in together(end.cleared | passed):
                continue
            if not counts(source, world):
                continue
            counted = (source.remote, certainty(end))
            if best is None or counted > most:
                best, most = Worst(end, source, taint), counted
                labels = {source.label}
            elif counted == most:
                labels.add(source.label)
    return best._replace(beside=frozenset(labels - {best.source.label})) if best is not None else None


def counting_most_of(flow: Flow, taints: frozenset[Taint], world: ContextWorld) -> Worst | None:
    """The same of data that a function takes on to a sink, unless it can do no harm there."""
    worst = counting_most(taints, flow.kind, world, flow.cleared) if flow.kind not in flow.cleared else None
    return None if worst is None or worst.source.of_login else worst


def onwards(block: Block, run: Run, flow: Flow, worst: Worst, node: ast.AST, argument: ast.AST, through: str) -> Proved:
    """What is told of data that reaches a sink in a function to which it goes on."""
    steps = steps_of(block, run, argument, worst.taint, worst.end)
    return Proved(node, flow.kind, worst.source, flow.label, through, steps, argument, *weighed(worst.end, flow))


def one_each(found: list[Proved]) -> Iterator[Proved]:
    """One flow for each place: of nested sinks of one kind the inner one, of an answer the call that makes it."""
    seen: dict[int, list[Proved]] = {}
    kinds: dict[str, set[int]] = {}
    for flow in found:
        kinds.setdefault(flow.kind, set()).update(_identities(flow.node))
    for flow in sorted(found, key=lambda item: (line_of(item.node), item.kind)):
        before = seen.setdefault(id(flow.node), [])
        if not all(_at_two_places(one, flow) for one in before):
            continue
        others = kinds[flow.kind] - _identities(flow.node)
        inside = any(id(item) in others for item in syntax.walk(flow.argument))
        if inside:
            continue
        before.append(flow)
        yield flow


def _at_two_places(one: Proved, other: Proved) -> bool:
    """Whether data that is passed to a function reaches two sinks in it: by their kinds they are not one call."""
    return bool(one.through) and one.through == other.through and frozenset({one.kind, other.kind}) in _APART


_APART = frozenset(map(frozenset, combinations((PATH, REQUEST, COMMAND, SQL, CODE), 2))) - {frozenset({SQL, CODE})}
"""Kinds of harm of which no call does two with the same argument, but for `query`."""


def _identities(node: ast.AST) -> set[int]:
    """By what a place is known: a call also by what is called, since what an object does by itself has no call of its own."""
    return {id(node), id(node.func)} if isinstance(node, ast.Call) else {id(node)}
