"""Settling symbolic data flow: which names are sources and sinks, and what the functions in between do.

A `World` knows what names mean in one module. In a check it is the block's context, whose answers are recorded; in
the summary of another function it is that function's module.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from burnish_checks.security.flow.arriving import arriving, fits, is_class_name, place_of_passed, summary_of
from burnish_checks.security.flow.certainty import opens_file
from burnish_checks.security.flow.closed import Called, Closed, End, Flow, Given, World, in_order
from burnish_checks.security.flow.dangers import from_path, is_made_elsewhere, is_safe_loader, unsafe_loader
from burnish_checks.security.flow.ending import all_ends, ends
from burnish_checks.security.flow.kinds import HTML, KEPT
from burnish_checks.security.flow.kinds import RAISED as RAISED_KIND
from burnish_checks.security.flow.marks import NO_HTML, OPENED
from burnish_checks.security.flow.meaning import held_known, made_known, qualify
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.put_in import attributes_of, out_of_attribute
from burnish_checks.security.flow.settling import never_comes_back, once_known
from burnish_checks.security.flow.sinks import (
    BODY,
    HEADER,
    HTML_ANSWERS,
    KIND_OF,
    LABEL_OF,
    RAISED,
    RETURNED,
    SINKS,
    STORED,
    WITH,
    Sink,
)
from burnish_checks.security.flow.sources import FRAMEWORKS
from burnish_checks.security.flow.summary import SELF, Summary, of_class
from burnish_checks.security.flow.taints import Taint, cleared, first_origin, via
from burnish_checks.security.flow.values import is_parameter
from burnish_checks.security.flow.vouching import Check


def _into_exception(symbol: str, taints: Iterable[Taint], world: World) -> Iterator[Flow]:
    """The flows from parameters into an exception, labelled with its class and the attribute that holds the data."""
    raised = symbol.removesuffix("()").rpartition(".")[2].lstrip("?@")
    for taint in taints:
        origin = taint.origin
        if origin.kind != "via" or origin.inner is None or f"{origin.name}()" != symbol:
            continue
        if summary_of(origin.name, world) is None:
            arrived = [("", ends(origin.inner, world, 1, taint.cleared))]
        else:
            flows = arriving(origin.name, origin.slot, frozenset({origin.inner}), world, origin.given)
            arrived = [(flow.label or "args", all_ends(inner, world)) for flow, inner in flows if not flow.kind]
        for label, found in arrived:
            for end in found:
                if end.parameter:
                    yield Flow(end.parameter, RAISED_KIND, f"{raised}.{label}", end.cleared, read_of(end))


def is_sink(number: int, symbol: str, world: World) -> bool:
    """Whether what is called is the sink that it was taken for."""
    if number in (RETURNED, HEADER, RAISED) or (number == BODY and not symbol):
        return True
    if number == BODY:
        return symbol.endswith("()") and qualify(symbol, world).removesuffix("()") in HTML_ANSWERS
    if number == STORED:
        return any(world.imports(module) for module in FRAMEWORKS)
    sink = SINKS[number]
    symbol, _, parser = symbol.partition(WITH)
    if parser and sink.danger is unsafe_loader:
        parser = held_known(parser, world)
        if any(is_safe_loader(name) for name in (qualify(parser, world), *world.lineage(parser))):
            return False
    elif parser and not follows_entities(parser, world):
        return False
    word = symbol.rpartition(".")[2].lstrip("?@$")
    if "." in symbol and word in sink.methods:
        known = known_name(qualify(symbol, world))
        if not sink.receivers and known.rpartition(".")[0] in sys.stdlib_module_names:
            return known in sink.names  # a function of that module, `re.search`, and no method
        return _is_received(sink, symbol, world) and (
            not sink.modules or any(world.imports(module) for module in sink.modules)
        )
    return known_name(held_known(qualify(symbol, world), world)) in sink.names


def follows_entities(parser: str, world: World) -> bool:
    """Whether a parser that a function of the workspace makes follows external entities."""
    if parser.startswith("**"):
        return world.truths(parser[2:].lstrip("?@$")).get("resolve_entities") is True
    attribute = parser.removeprefix("$self.") if parser.startswith("$self.") and "(" not in parser else ""
    maker = world.held(attribute) if attribute else qualify(parser.removesuffix("()"), world)
    told = world.closed(maker) if maker else None
    if told is None or not told.makes:
        return False
    flags = dict(told.flags)
    if "feature_external_ges" in flags:
        return flags["feature_external_ges"] not in (False, 0, "")
    return "XMLParser()" in told.makes and flags.get("resolve_entities") is not False


def _is_received(sink: Sink, symbol: str, world: World) -> bool:
    """Whether what the method is called on may be what the sink says, once it is known what the names mean."""
    owner = symbol.rpartition(".")[0]
    if owner == SELF and sink.kind == HTML and any("API" in base for base in world.bases()):
        return False  # it answers in JSON
    if sink.danger is from_path and is_made_elsewhere(owner):
        told = summary_of(owner.removesuffix("()"), world)
        return "Path" in (told.makes if told is not None else "") or "Path" in made_known(qualify(symbol, world), world)
    if not sink.receivers or not owner.startswith("?"):
        return True
    known = qualify(owner, world)
    return any(part in owner or part in known or part in owner.lower() for part in sink.receivers)


def close(summary: Summary, world: World, owner: str = "") -> Closed:
    """A summary with everything it calls settled; of a method of a class that is named what `cls(...)` holds, too."""
    flows: set[Flow] = set()
    given: set[Given] = set()
    summary = of_class(_with_handed(summary, world) if summary.handed else summary, owner)
    parts = summary.parts or (("", summary.returns),)
    labelled = (
        (label or part, inner)
        for part, taints in parts
        for label, inner in _made_by_class(taints, owner, world, of_others=not part)
    )
    for part, taints in labelled:
        for end in all_ends(taints, world):
            held_in = [attr for _, attr in attributes_of(end.cleared)]
            marks = out_of_attribute(end.cleared) - ({NO_HTML} if part or held_in else frozenset())
            for label in [part] if part or not held_in else held_in:
                if end.parameter:
                    flows.add(Flow(end.parameter, "", label, marks, read_of(end)))
                elif end.source is not None:
                    given.add(Given(end.source, marks, label))
    for attribute, taints in summary.stores if summary.in_class else ():
        kept = [end for end in all_ends(taints, world) if end.parameter]
        flows.update(Flow(end.parameter, KEPT, attribute, end.cleared) for end in kept if "." not in end.parameter)
        if summary.makes == SELF:
            flows.update(Flow(end.parameter, "", attribute, end.cleared) for end in kept)
    flows.update(_into_sinks(summary, world))
    flows.update(_through_callees(summary, world))
    flows.update(_into_handed(summary, world))
    makes = qualify(summary.makes, world) if summary.makes else ""
    return Closed(
        summary.parameters,
        in_order(flows),
        in_order(given),
        makes,
        summary.flags,
        *_into_parameters(summary, world),
        tuple(check._replace(kinds=once_known(check.kinds, world)) for check in _holding(summary, world)),
        summary.decisive,
        _returned_function(summary, flows, world),
        summary.plain,
        in_order(_of_results(summary, world)),
        gives_back=frozenset(first_origin(taint).name[1:] for taint in summary.returns if _is_result(taint)),
        defaults=summary.defaults,
        by_default=close(summary.by_default, world, owner) if summary.by_default is not None else None,
        never=summary.never,
    )


def _holding(summary: Summary, world: World) -> Iterator[Check]:
    """What the function vouches for, if those do not come back that it calls where it refuses."""
    for check in summary.checks:
        if not check.leaving or all(never_comes_back(symbol, world) for symbol in check.leaving):
            yield check


def _made_by_class(
    taints: Iterable[Taint], owner: str, world: World, *, of_others: bool
) -> Iterator[tuple[str, tuple[Taint, ...]]]:
    """The data that `cls(...)`, or a class that is named, is passed, under the names of the attributes that hold it;
    other data under none."""
    for taint in taints:
        origin = taint.origin
        told = None
        if origin.kind == "via" and origin.inner is not None and "." not in origin.slot:
            made = is_class_name(origin.name) and (of_others or origin.name == f"?{owner}")
            told = summary_of(origin.name, world) if made else None
        if told is None or origin.inner is None:
            yield "", (taint,)
            continue
        inner = Taint(origin.inner.origin, origin.inner.cleared | taint.cleared)
        slot = origin.slot.partition(".")[0]
        fields = {flow.label for flow in told.flows}
        if told.record:
            yield (slot if slot in fields else ""), (inner,)
            continue
        for one in told.alternatives or (told,):
            for flow in one.flows if one.called_with(origin.given) is not None else ():
                if not flow.kind and fits(one, flow.parameter, slot):
                    yield flow.label, (Taint(inner.origin, inner.cleared | flow.cleared),)


def read_of(end: End) -> str:
    """The part of a parameter, or of an attribute of the object, that is read."""
    own = end.origin.kind == "path" and end.parameter.startswith("self.")
    return end.origin.slot if own or end.origin.kind == "param" else ""


def _into_parameters(summary: Summary, world: World) -> tuple[tuple[Called, ...], tuple[Given, ...]]:
    """What is passed to functions that are parameters themselves."""
    calls: set[Called] = set()
    wraps: set[Given] = set()
    for symbol, slot, _, taints in summary.passed:
        if symbol.startswith("$") and "." not in symbol:
            if not slot.startswith("*"):
                wraps.add(Given(None, frozenset(), slot))
            for end in all_ends(taints, world):
                if end.source is not None:
                    wraps.add(Given(end.source, end.cleared, slot))
                elif end.parameter:
                    calls.add(Called(symbol[1:], slot, end.parameter, end.cleared))
    return in_order(calls), in_order(wraps)


def _returned_function(summary: Summary, flows: Iterable[Flow], world: World) -> Closed | None:
    """What the function does that the summarised one returns."""
    if summary.inner is None:
        return None
    parameters, returned = summary.inner
    own = {name.lstrip("*") for name in parameters}
    kept = {flow for flow in flows if flow.parameter in own}
    given: set[Given] = set()
    for end in all_ends(returned, world):
        if end.parameter in own:
            kept.add(Flow(end.parameter, "", "", end.cleared, read_of(end)))
        elif end.source is not None:
            given.add(Given(end.source, end.cleared))
    bare = tuple(name.partition("#")[0] for name in parameters)
    named = (flow._replace(parameter=flow.parameter.partition("#")[0]) for flow in kept)
    return Closed(bare, in_order(named), in_order(given), "")


def _of_results(summary: Summary, world: World) -> set[Flow]:
    """The sinks that what a parameter returns reaches, where the function calls it: a decorator that sends it."""
    found: set[Flow] = set()
    for number, symbol, taints in summary.hits:
        for taint in taints if number != RAISED and any(map(_is_result, taints)) else ():
            for end in ends(taint, world):
                if _is_of_parameter(end) and KIND_OF[number] not in end.cleared and is_sink(number, symbol, world):
                    found.add(_result(end, KIND_OF[number], LABEL_OF[number], end.cleared))
    for symbol, slot, given, taints in summary.passed:
        if not any(map(_is_result, taints)):
            continue
        for flow, arrived in arriving(symbol, slot, frozenset(taints), world, given):
            for end in all_ends(arrived, world) if flow.kind else ():
                if _is_of_parameter(end) and flow.kind not in end.cleared:
                    found.add(_result(end, flow.kind, flow.label, end.cleared | flow.cleared))
    return found


def _is_result(taint: Taint) -> bool:
    """Whether it is, or was made of, what a parameter returns."""
    origin = first_origin(taint)
    return origin.kind == "via" and is_parameter(origin.name)


def _is_of_parameter(end: End) -> bool:
    return end.source is None and not end.parameter and end.origin.kind == "via"


def _result(end: End, kind: str, label: str, cleared: frozenset[str]) -> Flow:
    return Flow(end.origin.name[1:], kind, label, cleared, end.origin.slot.partition(".")[2])


def _into_sinks(summary: Summary, world: World) -> Iterator[Flow]:
    """The flows from parameters to the function's own sinks."""
    for number, symbol, taints in summary.hits:
        if number == RAISED:
            yield from _into_exception(symbol, taints, world)
            continue
        kind = KIND_OF[number]
        for end in all_ends(taints, world):
            if end.parameter and kind not in end.cleared and is_sink(number, symbol, world):
                cleared = end.cleared | {OPENED} if opens_file(number, symbol) else end.cleared
                yield Flow(end.parameter, kind, LABEL_OF[number], cleared, read_of(end))


def _into_handed(summary: Summary, world: World) -> Iterator[Flow]:
    """The flows from parameters to sinks of functions that are passed on, to one that calls them with what it is passed."""
    for symbol, slot, _, taints in summary.passed if summary.handed else ():
        for function, place, given in _handed_with(summary, symbol, slot, frozenset(taints), world):
            for flow, arrived in arriving(function, place, given, world):
                for end in all_ends(arrived, world) if flow.kind not in ("", KEPT, RAISED_KIND) else ():
                    if end.parameter and flow.kind not in end.cleared:
                        yield Flow(end.parameter, flow.kind, flow.label, end.cleared | flow.cleared, read_of(end))


def _handed_with(
    summary: Summary, symbol: str, slot: str, taints: frozenset[Taint], world: World, *, back: bool = False
) -> Iterator[tuple[str, str, frozenset[Taint]]]:
    """The functions that a call passes on which are called with what it passes in a slot, each with the slot there, and
    the data; with `back` only those whose results the callee returns."""
    told = summary_of(symbol, world) if any(item[0] == symbol for item in summary.handed) else None
    if told is None:
        return
    for called in told.calls:
        if not fits(told, called.parameter, slot) or (back and called.function not in told.gives_back):
            continue
        for callee, place, function in summary.handed:
            if callee == symbol and fits(told, called.function, place):
                yield function, place_of_passed(told, called, slot), cleared(taints, called.cleared)


def _with_handed(summary: Summary, world: World) -> Summary:
    """The summary with what functions return that are passed on, where the callee returns that."""

    def more(taints: tuple[Taint, ...]) -> tuple[Taint, ...]:
        found = list(taints)
        for taint in taints:
            origin = taint.origin
            if origin.kind == "via" and origin.inner is not None:
                inner = frozenset({origin.inner})
                for function, place, given in _handed_with(summary, origin.name, origin.slot, inner, world, back=True):
                    found += cleared(via(function, place, given), taint.cleared)
        return tuple(found)

    return summary._replace(
        returns=more(summary.returns),
        parts=tuple((part, more(taints)) for part, taints in summary.parts),
        hits=tuple((number, symbol, more(taints)) for number, symbol, taints in summary.hits),
        passed=tuple((symbol, slot, given, more(taints)) for symbol, slot, given, taints in summary.passed),
    )


def _is_of_object(symbol: str) -> bool:
    """Whether a method of the object itself is called: what another object keeps is none of its own."""
    return (symbol.startswith("$self.") and symbol.count(".") == 1) or "super()." in symbol


def _through_callees(summary: Summary, world: World) -> Iterator[Flow]:
    """The flows from parameters, and from what the object holds, to sinks of what the function calls."""
    for symbol in summary.own:
        told = summary_of(symbol, world)
        for flow in told.flows if told is not None else ():
            if flow.parameter.startswith("self.") and flow.kind not in ("", KEPT, RAISED_KIND):
                yield flow
    for symbol, slot, given, taints in summary.passed:
        for flow, arrived in arriving(symbol, slot, frozenset(taints), world, given):
            told_here = flow.kind and (flow.kind != KEPT or _is_of_object(symbol))
            ends_here = all_ends(arrived, world) if told_here else ()
            for end in ends_here:
                if end.parameter and flow.kind not in end.cleared:
                    yield Flow(
                        end.parameter, flow.kind, flow.label, end.cleared | flow.cleared, read_of(end) or flow.read
                    )
