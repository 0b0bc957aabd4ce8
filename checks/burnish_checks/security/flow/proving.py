"""Finding the flows of a block: what comes from outside and reaches a sink, with the steps in between."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.security.flow.arriving import arriving, fits, is_whole_request, library, place_of_passed, summary_of
from burnish_checks.security.flow.asked import ContextWorld, flags_of
from burnish_checks.security.flow.catching import catches
from burnish_checks.security.flow.certainty import weighed
from burnish_checks.security.flow.closed import Flow
from burnish_checks.security.flow.closing import is_sink
from burnish_checks.security.flow.dangers import SHELLS, Arguments, location_header, redirect_target, text_only
from burnish_checks.security.flow.handlers import KNOWN_BY_NAME
from burnish_checks.security.flow.kinds import KEPT
from burnish_checks.security.flow.kinds import RAISED as RAISED_KIND
from burnish_checks.security.flow.listening import RAISED as RAISED_EVENT
from burnish_checks.security.flow.marks import DOUBT
from burnish_checks.security.flow.meaning import made_known, qualify
from burnish_checks.security.flow.parts import elements
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.proved import (
    Proved,
    counting_most,
    counting_most_of,
    counts,
    ends_of,
    one_each,
    onwards,
    surest,
)
from burnish_checks.security.flow.reach import Given, can_flow
from burnish_checks.security.flow.registered import routed_paths
from burnish_checks.security.flow.run import Frame, Passed, Run, TooLong
from burnish_checks.security.flow.sinks import A_PROGRAM, HEADER, KIND_OF, LABEL_OF, RAISED, RETURNED
from burnish_checks.security.flow.statements import execute, follow_function
from burnish_checks.security.flow.steps import steps_of
from burnish_checks.security.flow.taints import Taint, cleared, first_origin
from burnish_checks.security.flow.values import SHARED, UNKNOWN, Value
from burnish_checks.security.flow.views import (
    answers_in_html,
    is_exposed,
    is_view_method,
    is_wsgi,
    leads_on,
    routes_in,
    serves,
)


def proved_flows(block: Block, context: Context) -> tuple[Proved, ...]:
    """All flows of the block, worked out once for all rules that ask."""
    return context.once("flows", lambda: tuple(_flows(block, context)))


def _flows(block: Block, context: Context) -> Iterator[Proved]:
    followed = _followed(block, context)
    if not isinstance(followed, tuple):
        return
    run, world = followed
    _answers(run, world)
    found = [*_at_sinks(block, run, world), *_into_functions(block, run, world), *_not_caught(block, run, world)]
    found += [*_kept(block, run, world), *_left_in_self(block, run, world)]
    found += [*_returned(block, run, world), *_returned_by_handed(run, world)]
    yield from one_each(found)


def is_followed(block: Block, context: Context) -> bool | None:
    """Whether data was followed through the block; None where nothing in it comes from outside or can do harm."""
    followed = _followed(block, context)
    return isinstance(followed, tuple) if followed is not None else None


def _followed(block: Block, context: Context) -> tuple[Run, ContextWorld] | TooLong | None:
    """The block run symbolically; None if there is nothing to follow, the reason if it is too long to be followed."""
    node = block.body[0] if block.kind == "leaf" and block.body else None
    if node is None:
        return None
    world = ContextWorld(context, [])
    if not can_flow(block, node, world):
        return None
    given: Given = context.ask("taint-given")
    run = Run(
        world.resolve,
        partial(flags_of, world),
        outside=given.holding,
        giving=given.giving,
        making=given.making,
        asks=True,
        closed=world.asked,
        literal=world.literal,
        partial=world.partial,
        lineage=world.lineage,
        class_of=lambda name: world.held(f"{name}()"),
        is_plain_option=world.is_plain_option,
    )
    run.served = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and serves(node, world)
    try:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            world.functions = [node, *run.nested]
            follow_function(run, node, {}, "")
        else:
            run.frames.append(Frame(None))
            execute(run, block.body, {})
    except (TooLong, RecursionError):
        return TooLong()
    world.functions = [node, *run.nested]
    return run, world


def _answers(run: Run, world: ContextWorld) -> None:
    """Turn what views return into hits."""
    for function, expression, value in run.answers:
        if leads_on(function) and any(base.endswith(leads_on(function)) for base in world.bases()):
            nothing = Arguments(expression, "", UNKNOWN, (), {}, False)
            run.hit(expression, HEADER, "", expression, redirect_target(nothing, value))
        answers = routes_in(function, world) or is_wsgi(function) or is_view_method(function)
        answers = answers or is_exposed(function, world)
        if (answers or routed_paths(function, world)) and answers_in_html(function, world):
            shown = elements(value) if is_wsgi(function) else value.items[0] if value.items else value
            for part in (value.items or ())[1:3]:
                nothing = Arguments(expression, "", UNKNOWN, (), {}, False)
                run.hit(expression, HEADER, "", expression, location_header(nothing, part))
            run.hit(
                expression,
                RETURNED,
                "",
                expression,
                text_only(Arguments(expression, "", UNKNOWN, (), {}, False), shown),
            )


def _at_sinks(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    for hit in run.hits.values():
        kind = KIND_OF[hit.number]
        worst = counting_most(hit.taints, kind, world) if is_sink(hit.number, hit.symbol, world) else None
        if worst is None:
            continue
        steps = steps_of(block, run, hit.argument, worst.taint, worst.end)
        certain = weighed(worst.end, None, hit)
        yield Proved(
            hit.node, kind, worst.source, LABEL_OF[hit.number], "", steps, hit.argument, *certain, worst.beside
        )


def _into_functions(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    """Data passed to functions in which it reaches a sink; a view's method of the base class tells of its own."""
    node = block.body[0]
    name = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
    told_there = f"builtins.super().{name}" if name in KNOWN_BY_NAME else ""
    for item in run.passed.values():
        if item.symbol == told_there:
            continue
        flows = [pair for pair in arriving(item.symbol, item.slot, item.taints, world, item.given) if pair[0].kind]
        told = None if flows else world.asked(item.symbol)
        if not (flows or (told is not None and told.calls)) or not _worth_asking(item.taints, world):
            continue
        name = item.symbol.rpartition(".")[2].lstrip("?@$")
        found: list[Proved] = []
        for flow, arrived in flows:
            worst = counting_most_of(flow, arrived, world)
            if worst is not None and not _is_mere_argument(item, flow, world):
                found.append(onwards(block, run, flow, worst, item.node, item.argument, name))
        yield from surest(found)
        yield from _into_passed_functions(block, run, item, world)


def _is_mere_argument(item: Passed, flow: Flow, world: ContextWorld) -> bool:
    """Whether a function that starts the program it is passed first, `execute(*argv)`, gets the data as a later argument."""
    told = world.asked(item.symbol) if flow.label == A_PROGRAM and item.slot.isdigit() else None
    all_given = f"*{flow.parameter}"
    if told is None or all_given not in told.parameters:
        return False
    first = told.parameters.index(all_given)
    program = item.node.args[first] if first < len(item.node.args) else None
    by_shell = isinstance(program, ast.Constant) and SHELLS.search(str(program.value)) is not None
    return int(item.slot) > first and not by_shell and not isinstance(program, ast.Starred)


def _into_passed_functions(block: Block, run: Run, item: Passed, world: ContextWorld) -> Iterator[Proved]:
    """Data that a function passes on to another one that it is passed too."""
    told = world.asked(item.symbol)
    if told is None:
        return
    for called in told.calls:
        if not fits(told, called.parameter, item.slot):
            continue
        given = cleared(item.taints, called.cleared)
        for (node, slot), handed in run.handed.items():
            if node != id(item.node) or not fits(told, called.function, slot):
                continue
            function = handed.function
            place = place_of_passed(told, called, item.slot)
            flows = arriving(function, place, given, world)
            known = library(known_name(qualify(function, world)))
            if known is not None:
                flows = ((flow, given) for flow in known.flows if flow.parameter == place)
            for flow, arrived in flows:
                worst = counting_most_of(flow, arrived, world) if flow.kind else None
                if worst is not None:
                    name = function.rpartition(".")[2].lstrip("?@$")
                    yield onwards(block, run, flow, worst, item.node, item.argument, name)


def _kept(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    """Data that is kept in an object which outlives the function, and reaches a sink in another of its methods."""
    free: set[str] | None = None
    for item in run.passed.values():
        function = item.node.func
        if not isinstance(function, ast.Attribute) or "." not in item.symbol:
            continue
        flows = [pair for pair in arriving(item.symbol, item.slot, item.taints, world) if pair[0].kind == KEPT]
        if not flows or not _worth_asking(item.taints, world):
            continue
        free = {name for name, _ in block.walk.free_names()} if free is None else free
        if item.symbol[:1] not in (SHARED, "$") and _root(function) not in free:
            continue
        told = world.closed(f"{made_known(qualify(item.symbol, world), world).rpartition('.')[0]}.*")
        for kept, arrived in flows:
            for flow in told.flows if told is not None else ():
                reaches = flow.parameter == f"self.{kept.label}" and flow.kind not in kept.cleared
                worst = counting_most_of(flow, arrived, world) if reaches else None
                if worst is not None:
                    name = item.symbol.rpartition(".")[2]
                    yield onwards(block, run, flow, worst, item.node, item.argument, name)


def _left_in_self(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    """What a method that is called with something sent leaves in its object, where another method has it reach a sink."""
    header, node = world.context.enclosing_class, block.body[0]
    if header is None or not _has_self(node):
        return
    for name, taints in run.stores.items():
        sent = frozenset(taint for taint in taints if first_origin(taint).kind == "param")
        if not name.isidentifier() or not sent or not _worth_asking(sent, world):
            continue
        told = world.closed(f"@{header.name}.*")
        for flow in told.flows if told is not None else ():
            worst = counting_most_of(flow, sent, world) if flow.parameter == f"self.{name}" else None
            if worst is not None:
                place = run.born.get(first_origin(worst.taint), node)
                doubted = flow._replace(cleared=flow.cleared | {DOUBT})
                yield onwards(block, run, doubted, worst, place, place, header.name)


def _has_self(node: ast.AST) -> bool:
    """Whether it is a method."""
    own = node.args.args[:1] if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else []
    return any(item.arg == "self" for item in own)


def _root(node: ast.AST) -> str:
    """The name that a chain of attributes, elements and calls begins with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _returned(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    """What a function returns, where one of its decorators passes that on to a sink."""
    for function, expression, value in run.answers:
        for item in getattr(function, "decorator_list", ()):
            name = dotted(item.func if isinstance(item, ast.Call) else item)
            told = world.asked(f"?{name}") if name else None
            for flow in told.results if told is not None else ():
                if ("#" in flow.parameter) is not isinstance(item, ast.Call):
                    continue
                part = _part_of(value, flow.read)
                nothing = Arguments(expression, "", UNKNOWN, (), {}, False)
                taints = text_only(nothing, part)
                worst = counting_most_of(flow, taints, world)
                if worst is not None:
                    yield onwards(block, run, flow, worst, expression, expression, name)


def _part_of(value: Value, read: str) -> Value:
    """The part that is read of what is returned, as far as it is known; of a tuple that is an answer the first."""
    if value.items:
        number = int(read) if read.isdigit() else 0
        return value.items[number] if number < len(value.items) else UNKNOWN
    return value.keys.get(read, value) if value.keys is not None else value


def _returned_by_handed(run: Run, world: ContextWorld) -> Iterator[Proved]:
    """What a function returns that is passed to one which passes that on to a sink."""
    for (_, slot), handed in run.handed.items():
        told = world.asked(handed.symbol)
        for flow in told.results if told is not None else ():
            made = summary_of(handed.function, world) if told is not None and fits(told, flow.parameter, slot) else None
            for given in made.given if made is not None else ():
                source = given.source
                harms = flow.kind not in flow.cleared | given.cleared and given.part in ("", "0", flow.read)
                if source is not None and harms and flow.kind in source.kinds and counts(source, world):
                    name = handed.symbol.rpartition(".")[2].lstrip("?@$")
                    yield Proved(handed.node, flow.kind, source, flow.label, name, (), handed.node)
                    break


def _not_caught(block: Block, run: Run, world: ContextWorld) -> Iterator[Proved]:
    """Data in an exception that leaves the function, and reaches a sink in what is called for it."""
    for node, symbol, taints, argument in _raised(run, world):
        word = symbol.removesuffix("()").rpartition(".")[2].lstrip("?@")
        if _is_caught(block, node, word):
            continue
        told = world.closed(f"{RAISED_EVENT}{word}")
        for flow in told.flows if told is not None else ():
            worst = counting_most_of(flow, taints, world)
            if worst is None:
                continue
            if flow.read.endswith("()") and not _hands_out(f"@{word}().{flow.read[:-2]}", flow.kind, world):
                continue
            yield onwards(block, run, flow, worst, node, argument, word)
            break


def _hands_out(method: str, kind: str, world: ContextWorld) -> bool:
    """Whether a method of an exception gives what that holds."""
    told = world.closed(method)
    flows = told.flows if told is not None else ()
    return any(not flow.kind and flow.parameter.startswith("self.") and kind not in flow.cleared for flow in flows)


def _raised(run: Run, world: ContextWorld) -> Iterator[tuple[ast.AST, str, frozenset[Taint], ast.AST]]:
    """What is raised with data, here or in a function that the data is passed to."""
    for hit in run.hits.values():
        if hit.number == RAISED:
            yield hit.node, hit.symbol, _bare(hit.taints), hit.argument
    for item in run.passed.values():
        for flow, arrived in arriving(item.symbol, item.slot, item.taints, world, item.given):
            if flow.kind == RAISED_KIND:
                yield item.node, flow.label.partition(".")[0], arrived, item.argument


def _bare(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The data that an exception was made of."""
    inner = (taint.origin.inner for taint in taints if taint.origin.kind == "via" and taint.origin.inner is not None)
    return frozenset(inner) or taints


def _is_caught(block: Block, node: ast.AST, word: str) -> bool:
    inside: ast.AST = node
    for around in block.ancestors(node):
        if isinstance(around, ast.Try) and any(inside is item for item in around.body):
            for handler in around.handlers:
                names = (
                    {last_word(item) for item in syntax.walk(handler.type)}
                    if handler.type is not None
                    else {"Exception"}
                )
                if catches(frozenset(names), word):
                    return True
        inside = around
    return False


def _worth_asking(taints: frozenset[Taint], world: ContextWorld) -> bool:
    return any(
        is_whole_request(first_origin(taint)) or any(end.source is not None for end in ends_of(_put_in(taint), world))
        for taint in taints
    )


def _put_in(taint: Taint) -> Taint:
    """What was passed to a method of an object that keeps it; of other data itself."""
    whole = taint.origin.kind == "kept" and "." not in taint.origin.slot
    return taint.origin.inner if whole and taint.origin.inner is not None else taint
