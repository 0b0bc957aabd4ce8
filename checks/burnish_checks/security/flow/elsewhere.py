"""Following calls of functions that are elsewhere: what goes in is recorded, what comes out is told later."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
from typing import Any

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.dangers import SHELLS, Arguments, is_file
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.kinds import ALL, CODE, COMMAND, PICKLE
from burnish_checks.security.flow.listening import is_chosen
from burnish_checks.security.flow.marks import IN_FILE
from burnish_checks.security.flow.parts import born, elements
from burnish_checks.security.flow.run import Handed, Passed, Run
from burnish_checks.security.flow.sources import OWN_PATH, REQUEST_NAMES
from burnish_checks.security.flow.taints import NOTHING, Origin, Taint, cleared, held, via
from burnish_checks.security.flow.values import (
    LIST,
    MISSING,
    UNKNOWN,
    Names,
    Value,
    as_a_whole,
    by_keys,
    constant,
    is_open,
    tainted,
)

_MOST_CALLS = 2


def spread_arguments(run: Run, node: ast.Call, names: Names) -> list[tuple[Value, str, ast.expr]]:
    """The positional arguments with their slots and expressions; of `*known` each element, of `*unknown` all in one."""

    found: list[tuple[Value, str, ast.expr]] = []
    open_ended = False
    for item in node.args:
        value = evaluate(run, item, names)
        if isinstance(item, ast.Starred) and value.items is not None and not is_open(value):
            found += [(element, str(len(found) + number), item) for number, element in enumerate(value.items)]
        else:
            if isinstance(item, ast.Starred) and is_open(value) and not open_ended:
                found += [
                    (element, str(len(found) + number), item) for number, element in enumerate((value.items or ())[:-1])
                ]
                value = Value(items=(value.items or ())[-1:])
            open_ended = open_ended or isinstance(item, ast.Starred)
            value = elements(value) if isinstance(item, ast.Starred) else value
            found.append((value, f"{len(found)}{'*' if open_ended else ''}", item))
    return found


def call_elsewhere(run: Run, node: ast.Call, arguments: Arguments, result: str, names: Names) -> Value:
    """A function whose body is not in view: what goes in, and what may come out, is left to be settled."""
    symbol = arguments.symbol
    if not symbol:
        return UNKNOWN
    if symbol.startswith("$self.") and symbol.count(".") == 1:
        run.own.add(symbol)
    word = symbol.rpartition(".")[2].lstrip("?@$") + "()"
    first = arguments.positional[0].const if arguments.positional else None
    taints = born(run, result, word, node, first)
    if word in _OF_ZEROMQ or word == "recv()" or word.startswith("send"):
        taints = _answered(run, node, arguments.receiver.symbol, word, taints)
    keys = None
    if symbol == "re.compile" and isinstance(first, str):
        keys = {"pattern": arguments.positional[0]}
    elif word in _TOLD_BY_FLAGS:
        keys = {key: value for key, value in arguments.named.items() if key in _FLAGS or key == "**"} or None
    elif word in ("get_template()", "from_string()"):
        keys = {key: value for key, value in (arguments.receiver.keys or {}).items() if key == "autoescape"}
    if arguments.named and any(value.symbol.endswith(_INSIDE) for value in arguments.named.values()):
        result = ""
    root = symbol.partition(".")[0]
    if root not in sys.stdlib_module_names or symbol.startswith("builtins.super()") or is_chosen(symbol):
        taints |= _handed_over(run, node, arguments, names)
    asks = run.asks and (not symbol.startswith("$self.") or _MAKES.search(symbol))
    told = run.closed(symbol) if asks else None
    if told is not None and told.makes.endswith("()") and not told.makes.startswith("$self"):
        result = told.makes
        keys = {key: _flag(flag, told.parameters, arguments) for key, flag in told.flags} or keys
    return tainted(taints, symbol=result, keys=keys, prefix="/p" if word in OWN_PATH else "")


def _answered(run: Run, node: ast.Call, socket: str, word: str, received: frozenset[Taint]) -> frozenset[Taint]:
    """What comes in on a socket of ZeroMQ, or one that was polled: where something was sent before, it is an answer to that."""
    if word.startswith("send") and socket:
        run.sent.setdefault(socket, node.lineno)
    waited = word == "recv()" and (not socket or socket.endswith("[]"))  # one of those that a poller was told of
    sent = min(run.sent.values(), default=node.lineno) if waited else run.sent.get(socket, node.lineno)
    client = word == "recv()" and _OF_CLIENT.search(socket.rpartition(".")[2]) is not None
    asked = sent < node.lineno and (waited or client or word in _OF_ZEROMQ)
    return cleared(received, ALL - {CODE, COMMAND, PICKLE}) if asked else received


_OF_CLIENT = deferred(r"client|dealer|upstream|backend|remote")
_OF_ZEROMQ = frozenset({"recv_string()", "recv_json()", "recv_multipart()", "recv_pyobj()"})
_INSIDE = ("ASGITransport()", "WSGITransport()", "MockTransport()")
"""How the symbols of what a client is made with end that sends to an application itself, not to another server."""


def _handed_over(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> frozenset[Taint]:
    """What comes out of a function that is elsewhere, as `closing` will tell; what goes in is recorded."""
    symbol = arguments.symbol
    owner, _, method = symbol.rpartition(".")
    meanings = [symbol]
    is_typed = owner in run.classes
    if is_typed:
        meanings.append(f"{run.classes[owner]}().{method}")
    if symbol in run.classes:
        meanings.append(f"{run.classes[symbol]}().__call__")
    taints: set[Taint] = set()
    given = shape_of(arguments)
    slots = slots_of(run, node, arguments, names)
    if run.asks and any(_is_function(value) for _, value, _ in slots):
        taints |= _given_back(run, node, symbol, slots)
    for slot, value, expression in slots:
        found = passed_in(run, value, expression)
        if value.symbol and not value.symbol.startswith("$") and not found:
            run.handed[id(node), slot] = Handed(node, symbol, value.symbol)
        if not found and symbol.startswith("$") and "." not in symbol:
            run.passed.setdefault((id(node), slot), Passed(node, symbol, slot, expression, NOTHING))
        for number, meant in enumerate(meanings if found else ()):
            if slot != "self" or not is_typed:  # what methods of a parameter hand out is told by its own attributes
                taints |= via(meant, slot, found, given)
            key = (id(node), slot + "'" * number if number else slot)
            before = run.passed.get(key)
            known = found if before is None else before.taints | found
            run.passed[key] = Passed(node, meant, slot, expression, known, given)
    for meant in meanings:
        if meant.count("()") <= _MOST_CALLS:
            origin = Origin("via", meant, "", None, given)
            run.born.setdefault(origin, node)
            taints.add(Taint(origin))
    return frozenset(taints)


def _is_function(value: Value) -> bool:
    """Whether it may be a function that is passed."""
    return value.function is not None or (value.symbol[:1] in ("?", "@") and not value.all_taints)


def _given_back(run: Run, node: ast.Call, symbol: str, slots: Sequence[tuple[str, Value, ast.AST]]) -> frozenset[Taint]:
    """What a function returns that another one returns from those that it is passed: `apply(clean, text)`."""
    from burnish_checks.security.flow.arriving import fits, place_of_passed
    from burnish_checks.security.flow.inlining import inlined

    told = run.closed(symbol)
    found: set[Taint] = set()
    for called in told.calls if told is not None else ():
        if called.function not in told.gives_back:
            continue
        functions = [value for slot, value, _ in slots if _is_function(value) and fits(told, called.function, slot)]
        for slot, value, _ in slots:
            data = cleared(value.all_taints, called.cleared)
            if not data or not fits(told, called.parameter, slot):
                continue
            place = place_of_passed(told, called, slot)
            for function in functions:
                if function.function is not None:
                    position = int(place) if place.isdigit() else 0
                    passed = (*([UNKNOWN] * position), tainted(data))
                    found |= inlined(run, function.function, Arguments(node, "", UNKNOWN, passed, {}, False)).all_taints
                else:
                    found |= via(function.symbol, place, data)
    return frozenset(found)


def shape_of(arguments: Arguments) -> tuple[str, ...]:
    """The positions and keywords that are passed, with `=` and the constant where one is; empty where not all are known."""
    if arguments.starred:
        return ()
    passed = (*enumerate(arguments.positional), *arguments.named.items())
    return tuple(
        [
            str(slot) if value.const is MISSING or not _is_flag(value.const) else f"{slot}={value.const!r}"
            for slot, value in passed
        ]
    )


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value.isidentifier())


def passed_in(run: Run, value: Value, expression: ast.AST) -> frozenset[Taint]:
    """The data in an argument; of a dictionary whose keys are known it is marked that its values hold it."""
    found = _of_list(as_a_whole(value)) or _whole_request(run, value, expression)
    if found and is_file(value):
        found = cleared(found, frozenset({IN_FILE}))
    return by_keys(value, found)


def through_protocol(run: Run, value: Value, method: str, node: ast.expr) -> Value:
    """What `with` or `for` makes of an object of the workspace's own, whose method for that is called; else the value."""
    if not value.symbol.endswith("()") or value.symbol.partition(".")[0] in sys.stdlib_module_names:
        return value
    symbol = f"{value.symbol}.{method}"
    kept = held(value.all_taints, value.symbol[:-2])
    told = run.closed(symbol) if run.asks else None
    if kept and not run.asks and method in ("__str__", "__html__"):
        return tainted(via(symbol, "self", kept))
    if kept and (told is not None or not run.asks):
        call = node if isinstance(node, ast.Call) else ast.copy_location(ast.Call(node, [], []), node)
        run.passed[id(call), f"self.{method}"] = Passed(call, symbol, "self", node, kept)
    if told is None or told.makes == "$self":
        return value
    return tainted(via(symbol, "self", kept), symbol=told.makes or f"{symbol}()")


_MAKES = deferred(r"parser|client|session|env", re.I)
"""Methods that may make something by whose kind a sink is told; what others make is settled later."""


def _flag(flag: Any, parameters: Sequence[str], arguments: Arguments) -> Value:
    """A flag with which a function makes something: a constant, or what the caller passes."""
    if not (isinstance(flag, str) and flag.startswith("$")):
        return UNKNOWN if flag == "" else constant(flag)
    position = parameters.index(flag[1:]) if flag[1:] in parameters else None
    return arguments.get(position, flag[1:]) or UNKNOWN


def _whole_request(run: Run, value: Value, expression: ast.AST) -> frozenset[Taint]:
    """The taint of a request that is passed as a whole: the function called may read any part of it."""
    symbol = value.symbol
    if not symbol or symbol[-1] == ")":
        return NOTHING
    word = symbol.rpartition(".")[2].lstrip("?$").partition("#")[0]
    if word not in REQUEST_NAMES:
        return NOTHING
    origin = Origin("path", f"{value.symbol}.*")
    run.born.setdefault(origin, expression)
    return frozenset({Taint(origin)})


_TOLD_BY_FLAGS = frozenset({"XMLParser()", "YAML()", "Environment()", "Response()", "HttpResponse()"})


_FLAGS = frozenset({"resolve_entities", "typ", "autoescape", "content_type", "mimetype", "media_type"})


def _of_list(value: Value) -> frozenset[Taint]:
    """The taints of an argument; what follows a fixed program in an argument list is no command."""
    if not value.all_taints:
        return NOTHING
    items = value.items or ()
    first = items[0].const if items else value.prefix if value.symbol == LIST else ""
    fixed = isinstance(first, str) and first != "" and not SHELLS.search(first)
    chosen_inside = len(items) > 1 and first is MISSING and items[1].const not in ("-c", "/c")
    if not (fixed or chosen_inside):
        return value.all_taints
    program = items[0].all_taints if chosen_inside else NOTHING
    return program | cleared(value.all_taints - program, frozenset({COMMAND}))


def _given_to_maker(run: Run, made: Value) -> frozenset[Taint]:
    """The data that went into the function which has made an object of a class that is known by now, or that it has read."""
    return frozenset(
        taint
        for taint in made.all_taints
        if taint.origin.kind == "via" and "." not in taint.origin.slot
        if taint.origin.inner is not None or _puts_in(run, taint.origin.name, made.symbol)
    )


def _puts_in(run: Run, maker: str, made: str) -> bool:
    """Whether a function makes an object into an attribute of which it puts something that it has read."""
    told = run.closed(maker)
    return told is not None and told.makes == made and any(given.part for given in told.given)


def _is_element(value: Value) -> bool:
    """Whether it is looked up in a container of the module, which may hold objects of the workspace's own."""
    place = value.symbol.removesuffix("[]").removesuffix(".values()").removesuffix(".get()")
    return place != value.symbol and place[:1] in ("?", "@") and place[1:].isidentifier() and bool(value.all_taints)


def slots_of(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> list[tuple[str, Value, ast.AST]]:
    """Each argument with its position or keyword, and as `self` the object, with what its making put into it."""

    if ast.Starred in map(type, node.args):
        found: list[tuple[str, Value, ast.AST]] = [
            (slot, value, item) for value, slot, item in spread_arguments(run, node, names)
        ]
    else:
        found = [(str(number), value, node.args[number]) for number, value in enumerate(arguments.positional)]
    if isinstance(node.func, ast.Attribute) and arguments.receiver.symbol.endswith("()"):
        kept = held(arguments.receiver.all_taints, arguments.receiver.symbol[:-2])
        kept = kept or (_given_to_maker(run, arguments.receiver) if run.asks else NOTHING)
        if kept:
            found.append(("self", tainted(kept), node.func.value))
    elif isinstance(node.func, ast.Attribute) and (
        arguments.receiver.symbol in run.classes or _is_element(arguments.receiver)
    ):
        found.append(("self", tainted(arguments.receiver.all_taints), node.func.value))
    elif arguments.symbol in run.classes:
        found.append(("self", evaluate(run, node.func, names), node.func))
    for keyword in node.keywords:
        if keyword.arg is not None:
            found.append((keyword.arg, arguments.named[keyword.arg], keyword.value))
        else:
            known = {item.arg for item in node.keywords}
            behind = "" if arguments.starred and ast.Starred in map(type, node.args) else str(len(node.args))
            found += [
                (f"{name}{behind}" if name == "**" else name, value, keyword.value)
                for name, value in arguments.named.items()
                if name not in known
            ]
    return found
