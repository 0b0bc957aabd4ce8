"""Binding names: what assignments, `for`, `with` and changed containers make names and attributes hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.dangers import HTML_TYPE, Arguments, location_header, redirect_target, text_only
from burnish_checks.security.flow.equal import forget
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.kinds import HTML
from burnish_checks.security.flow.marks import DOUBT
from burnish_checks.security.flow.parts import is_of_module
from burnish_checks.security.flow.put_in import put_in_attribute
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sinks import BODIES, BODY, HEADER, KIND_OF, STORED
from burnish_checks.security.flow.sources import MAY_BE_SOURCE, REQUEST_PARTS
from burnish_checks.security.flow.taints import (
    NOTHING,
    PART,
    Taint,
    cleared,
    of_attribute,
    one_part,
    under_key,
    via,
    without_key,
)
from burnish_checks.security.flow.values import (
    DICTIONARY,
    SHARED,
    TESTED,
    UNKNOWN,
    Names,
    Value,
    as_a_whole,
    by_keys,
    contents,
    is_open,
    tainted,
)
from burnish_checks.security.makers import shared_space


def bind_target(run: Run, target: ast.AST, value: Value, names: Names, source: ast.AST) -> None:
    """Bind what stands on the left of an assignment, an `as`, or a `for`."""

    if TESTED in names:
        forget(names, target)
        run.known.clear()
    if isinstance(target, ast.Name):
        run.put(names, target.id, value)
        run.bind(target.id, target, source, value.all_taints)
        if run.frames and target.id in run.frame.outer:
            run.keep(f"?{target.id}", value.all_taints)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for number, item in enumerate(target.elts):
            inner = item.value if isinstance(item, ast.Starred) else item
            known = value.items is not None and len(value.items) == len(target.elts) and not is_open(value)
            part = value.items[number] if known and value.items is not None else _unpacked(value, number, target)
            part = UNKNOWN if number == 0 and _is_written_by_callers(run, value) else part
            bind_target(run, inner, part, names, source)
    elif isinstance(target, ast.Attribute):
        base = evaluate(run, target.value, names)
        _store_attribute(run, target, base, value, names)
        _answer_set(run, target, base, value, names, source)
        if (
            base.symbol != "$self"
            and isinstance(target.value, ast.Name)
            and target.value.id in names
            and value.all_taints
            and not place_of(base.symbol, target.attr)
            and not (target.attr in _BESIDE_BODY and (is_answer(base.symbol) or base.symbol.endswith("jsonify()")))
        ):
            one_of_several = value.keys is not None and len(value.keys) > 1  # of which another may be read
            kept = cleared(value.all_taints, frozenset({DOUBT})) if one_of_several else value.all_taints
            if is_made(base.symbol):
                kept = put_in_attribute(kept, base.symbol[:-2], target.attr)
            run.put(names, target.value.id, base.changed(taints=base.taints | kept))
    elif isinstance(target, ast.Subscript):
        _bind_element(run, target, value, names, source)


def _is_written_by_callers(run: Run, item: Value) -> bool:
    """Whether it is an item of what a function takes as `**rest`, whose keys stand where it is called."""
    return item.symbol.endswith(_ITEMS) and item.symbol.removesuffix(f".{_ITEMS}") in run.rests


def is_made(symbol: str) -> bool:
    """Whether it is an object of a class that is named."""
    return symbol[-2:] == "()" and symbol[:-2].rpartition(".")[2].lstrip("?@")[:1].isupper()


def _unpacked(value: Value, number: int, target: ast.Tuple | ast.List) -> Value:
    """One part of a value that is taken apart; of what a call gives, the summary of the callee knows each."""
    if is_open(value) and value.items is not None and not any(isinstance(item, ast.Starred) for item in target.elts):
        return value.items[number] if number < len(value.items) - 1 else _one_of(value.items[-1], number)
    taints = value.all_taints
    if number and value.symbol.endswith(_ITEMS) and is_of_module(value.symbol):
        return tainted(taints, symbol=f"{value.symbol}[]")
    if value.symbol.endswith(_PARTING):
        taints = one_part(taints, -1 if number == len(target.elts) - 1 else number)
        taints = _keys_of(taints) if number == 0 and value.symbol.endswith(_ITEMS) else taints
        of_upload = number == 1 and value.symbol.endswith(_UPLOADED)
        return tainted(via(PART, str(number), taints), symbol=f"{value.symbol}[]" if of_upload else "")
    if (number == 0 and value.symbol in _NUMBERED) or (number and value.symbol.endswith("recvfrom()")):
        return UNKNOWN  # a number, or the address that a packet came from
    if value.symbol.endswith("()") and not any(isinstance(item, ast.Starred) for item in target.elts):
        taints = of_attribute(taints, value.symbol[:-2], str(number))
        taints = frozenset(_part(taint, value.symbol, number) for taint in taints)
    elif value.symbol.endswith("()[]"):  # one of the tuples that a generator gives
        taints = of_attribute(taints, value.symbol[:-4], f"[{number}]")
    return tainted(taints, symbol=f"{value.symbol}[]" if value.symbol else "")


def _one_of(rest: Value, number: int) -> Value:
    """One of the parts of a text that are not told apart."""
    parted = rest.symbol.endswith(tuple(f"{ending}[]" for ending in _PARTING))
    return tainted(via(PART, str(number), rest.taints)) if parted else rest


_ITEMS = "items()[]"
_UPLOADED = f"FILES.{_ITEMS}"
"""How the symbol of an item ends that is the name of a field and the file which was sent in it."""


def _keys_of(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of the items of a parameter, of which only the keys are taken."""
    return frozenset(
        Taint(taint.origin._replace(slot="[]"), taint.cleared)
        if taint.origin.kind == "param" and taint.origin.slot == "items()"
        else taint
        for taint in taints
    )


_NUMBERED = ("builtins.enumerate()[]", "?enumerate()[]")
"""The symbols of an item that is counted, of which the first part is the number."""
_PARTING = ("partition()", "split()", _ITEMS)
"""How symbols end of what a text, or an item of a mapping, is parted into, each part of which is checked on its own."""


def _part(taint: Taint, symbol: str, number: int) -> Taint:
    """The taint of one part of what a method of a parameter returns."""
    origin = taint.origin
    if origin.kind != "param" or symbol != f"${origin.name}.{origin.slot}":
        return taint
    return Taint(origin._replace(slot=f"{origin.slot}[{number}]"), taint.cleared)


def _answer_set(run: Run, target: ast.Attribute, base: Value, value: Value, names: Names, source: ast.AST) -> None:
    """Record what is put into an answer, or into its headers, after it was made."""
    attr = target.attr
    if attr in TYPES:
        _send_as(run, target.value, base, value)
    elif attr == "headers" and value.keys is not None:
        send_with(run, target.value, base, value.keys)
    if not is_answer(base.symbol) or not value.all_taints:
        return
    arguments = Arguments(target, base.symbol, base, (), {}, False)
    if attr == "location":
        run.hit(target, HEADER, base.symbol, source, redirect_target(arguments, value))
    elif attr == "headers":
        run.hit(target, HEADER, base.symbol, source, location_header(arguments, value))
    elif attr in BODIES:
        told = [names[f"{base.symbol}.{name}"].const for name in TYPES if f"{base.symbol}.{name}" in names]
        told += [item.const for key, item in (base.keys or {}).items() if key in TYPES]
        stated = [item for item in told if isinstance(item, str)]
        if all(map(HTML_TYPE.search, stated)):
            symbol = "" if stated else base.symbol
            run.hit(target, BODY, symbol, source, text_only(arguments, value))


def send_with(run: Run, answer: ast.AST, made: Value, headers: Mapping[Any, Value]) -> None:
    """Drop or doubt what was recorded of an answer whose headers are set, if these say what it is."""
    for key, value in headers.items():
        if isinstance(key, str) and key.lower() == CONTENT_TYPE:
            _send_as(run, answer, made, value)


def _send_as(run: Run, answer: ast.AST, made: Value, kind: Value) -> None:
    """Drop what was recorded of an answer that turns out to be no HTML; doubt it, where it is not known what it is sent as."""
    if isinstance(kind.const, str) and HTML_TYPE.search(kind.const):
        return
    if kind.known:
        run.forget_at(BODY, made.symbol)
    if isinstance(answer, ast.Name):
        run.doubt_page(answer.id, _PAGES, frozenset() if kind.known else frozenset({DOUBT}))


_PAGES = frozenset(number for number, kind in KIND_OF.items() if kind == HTML)
_HEADERS = deferred(r"header|resp|^res$|answer|reply|redirect|^hdrs$|^r$", re.I)
"""What the headers of an answer, or an answer that is set by the keys of its headers, is called."""
TYPES = ("content_type", "mimetype", "media_type")
CONTENT_TYPE = "content-type"
"""The attributes, and the header, that say what an answer is sent as."""
_BESIDE_BODY = frozenset(["status", "status_code", "headers", "location", "cookies", *TYPES])
"""The attributes of an answer that are not shown on a page."""
_ANSWERS = frozenset(["response", "resp", "res"])
_MADE = ("Response()", "response()", "_response")
"""How the symbols of answers end."""


def is_answer(symbol: str) -> bool:
    """Whether what the symbol stands for is, by its name or by what made it, the answer to a request."""
    word = symbol.rpartition(".")[2].lstrip("?$@").partition("#")[0]
    return word in _ANSWERS or word.endswith(_MADE)


def _bind_element(run: Run, target: ast.Subscript, value: Value, names: Names, source: ast.AST) -> None:

    base = evaluate(run, target.value, names)
    key = evaluate(run, target.slice, names)
    headers = not isinstance(target.value, (ast.Name, ast.Attribute)) or _HEADERS.search(dotted(target.value))
    if isinstance(key.const, str) and key.const.lower() == "location" and headers:
        arguments = Arguments(target, base.symbol, base, (), {}, False)
        run.hit(target, HEADER, base.symbol, source, redirect_target(arguments, value))
    if isinstance(key.const, str) and key.const.lower() == CONTENT_TYPE:
        whole = target.value.value if isinstance(target.value, ast.Attribute) else target.value
        _send_as(run, whole, evaluate(run, whole, names), value)
        if whole is target.value and value.known and base.symbol.endswith("HttpResponse()"):
            base = base.changed(keys={**(base.keys or {}), "content_type": value})
    if base.symbol.rpartition(".")[2].lstrip("?$") in ("session", "_session"):
        run.hit(target, STORED, base.symbol, source, value.all_taints | key.taints)
        if isinstance(key.const, str) and base.keys is None:  # what it holds under other keys is as it was
            run.put(names, f"{base.symbol}[{key.const}]", value)
            kept = as_a_whole(value).all_taints
            run.keep(place_of(base.symbol, key_of(target.slice), by_key=True), kept)
            return
    word = base.symbol.rpartition(".")[2]
    if isinstance(key.const, str) and base.keys is None and base.items is None and word in MAY_BE_SOURCE:
        run.put(names, f"{base.symbol}[{key.const}]", value)  # of what was sent, that part is another now
    outer = outer_name(base.symbol)
    place = place_of(base.symbol, key_of(target.slice), by_key=True) or outer
    if place:
        by_key = place == outer and isinstance(key.const, str) and key.const.isidentifier()
        run.keep(f"{place}[{key.const}]" if by_key else place, by_keys(value, value.all_taints))
        if place.startswith(SHARED):
            run.put(names, place, value)
            return
    store(run, target.value, _with_element(base, key, value), names, source)


def store(run: Run, node: ast.AST, value: Value, names: Names, source: ast.AST) -> None:
    """Give a name or tracked attribute its changed value."""

    if TESTED in names:
        forget(names, node)
        run.known.clear()
    if isinstance(node, ast.Name):
        run.put(names, node.id, value)
        run.bind(node.id, node, source, value.all_taints)
    elif isinstance(node, ast.Attribute):
        _store_attribute(run, node, evaluate(run, node.value, names), value, names)
    elif value.symbol.startswith(SHARED):
        run.put(names, value.symbol, value)
    elif isinstance(node, ast.Subscript):
        base, key = evaluate(run, node.value, names), evaluate(run, node.slice, names)
        store(run, node.value, _with_element(base, key, value, grows=True), names, source)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
        base = evaluate(run, node.func.value, names)
        store(run, node.func.value, base.changed(taints=base.taints | value.all_taints), names, source)


_MOST_BEFORE = 8
"""How many elements of a list are told apart that stand before one which is bound."""


def _with_element(base: Value, key: Value, value: Value, *, grows: bool = False) -> Value:
    """The container once one of its elements is another, or has only grown."""
    if base.keys is not None and key.known and isinstance(key.const, (str, int, bytes, type(None))):
        return base.changed(keys={**base.keys, key.const: value})
    if is_open(base) and isinstance(key.const, int) and 0 <= key.const - len(base.items or ()) + 1 < _MOST_BEFORE:
        *first, rest = base.items or ()
        return base.changed(items=(*first, *[rest] * (key.const - len(first)), value, rest))
    if base.items is not None and isinstance(key.const, int) and 0 <= key.const < len(base.items):
        return base.changed(items=(*base.items[: key.const], value, *base.items[key.const + 1 :]))
    named = NOTHING if grows else key.taints
    symbol = base.symbol or (DICTIONARY if base.keys is not None else "")
    if isinstance(key.const, str):
        others = without_key(base.all_taints, key.const)
        return tainted(others | under_key(value.all_taints, key.const), symbol=symbol)
    return tainted(base.all_taints | value.all_taints | named, symbol=symbol)


def _store_attribute(run: Run, node: ast.Attribute, base: Value, value: Value, names: Names) -> None:
    if base.symbol:
        run.put(names, f"{base.symbol}.{node.attr}", value)
    place = place_of(base.symbol, node.attr)
    if base.symbol == "$self":
        run.keep(node.attr, contents(value))
    elif place:
        run.put(names, place, value)
        run.keep(place, value.all_taints)
    elif outer_name(base.symbol):
        run.keep(f"{base.symbol}.{node.attr}", value.all_taints)


@lru_cache(maxsize=2048)
def place_of(owner: str, name: str, *, by_key: bool = False) -> str:
    """The symbol of what an attribute or key of an application, or of a request, holds for others; empty for other owners."""
    word = owner.rpartition(".")[2].lstrip("?$@").partition("#")[0]
    if by_key:
        if word == "session" and name:
            return f"{SHARED}session[{name}]"
        return f"{SHARED}app[{name}]" if word in _APPLICATIONS and name else ""
    if word in ("request", "req") and REQUEST_PARTS.isdisjoint((name, f"{name}()")) and name not in _OF_LIBRARIES:
        return f"{SHARED}request.{name}"
    return f"{SHARED}{space}.{name}" if (space := shared_space(owner)) else ""


def outer_name(symbol: str) -> str:
    """The symbol where it is a bare name from outside the function, which may be a container of the module's."""
    return symbol if symbol[:1] == "?" and symbol[1:].isidentifier() else ""


def key_of(node: ast.expr) -> str:
    """The name under which something is kept: a text, or what the constant is called that holds one; empty for others."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


_OF_LIBRARIES = frozenset(
    {
        "environ", "kwargs", "host", "base_url", "user_agent", "authorization", "registry", "path_args", "path_kwargs", "session",
        "user",
    }
)  # fmt: skip
"""What a request has from the library, beside the parts that hold what was sent."""
_APPLICATIONS = frozenset({"app", "application", "current_app", "config", "config_dict", "extensions"})
