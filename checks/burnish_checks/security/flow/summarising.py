"""Following one function, and what that shows of it put as its summary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.dangers import SHELLS
from burnish_checks.security.flow.defaults import branching_defaults
from burnish_checks.security.flow.fast import TEXT_TYPES, depends, names_in
from burnish_checks.security.flow.following import is_static
from burnish_checks.security.flow.kinds import COMMAND, HTML
from burnish_checks.security.flow.run import Run, TooLong
from burnish_checks.security.flow.statements import follow_function
from burnish_checks.security.flow.summary import SELF, Summary, silent
from burnish_checks.security.flow.taints import NOTHING, Origin, Taint, as_items, cleared, rank
from burnish_checks.security.flow.values import DICTIONARY, LIST, UNKNOWN, Value, as_a_whole, constant, contents
from burnish_checks.security.flow.vouching import HIDDEN, checked_attributes, checks, tells_little

_MOST = 12
_VOUCHING = deferred(r"valid|check|ensure|assert|verif|require|safe|allow|permit|trust|sane|sanit|authori|white", re.I)
"""What is in the names of functions that are taken for checks where nothing else is known of them."""


def summarise(
    node: ast.FunctionDef | ast.AsyncFunctionDef, in_class: bool, *, globals_too: bool = False
) -> Summary | None:
    """The function's summary, or None where it does nothing with data, or is too large.

    With `globals_too` what the module's names hold counts as what comes from outside.
    """
    summary = _summarised(node, in_class, {}, globals_too=globals_too)
    if summary is None or not _tells(summary):
        return silent(node) if summary is not None and in_class else None
    defaults = branching_defaults(node)
    if not defaults:
        return summary
    settled = {name: constant(default) for name, default in defaults.items()}
    by_default = _summarised(node, in_class, settled)
    if by_default == summary:
        return summary
    told = tuple((name, repr(default)) for name, default in defaults.items())
    return summary._replace(defaults=told, by_default=by_default)


def _tells(summary: Summary) -> bool:
    """Whether the function does anything with data that its callers should know."""
    found = (
        summary.returns,
        summary.hits,
        summary.passed,
        summary.stores,
        summary.makes,
        summary.checks,
        summary.inner,
        summary.own,
    )
    return any(found) or summary.decisive


def _summarised(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    in_class: bool,
    settled: dict[str, Value],
    *,
    globals_too: bool = False,
) -> Summary | None:
    run = Run(lambda name: f"?{name}", outside=None if globals_too else frozenset(), settled=settled)
    arguments = node.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = [item.arg for item in listed if item.arg not in ("self", "cls")]
    before = {HIDDEN + name: Value(frozenset({Taint(Origin("param", name))})) for name in names}
    try:
        frame = follow_function(run, node, before, "")
        found = checks(run, frame, names)
        if node.name == "__post_init__":
            found += checked_attributes(frame)
    except (TooLong, RecursionError):
        return None
    returned = [as_a_whole(value) for value in frame.returned]
    taints = frozenset[Taint]().union(*map(_as_text, returned), _captured(run, returned))
    parameters = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    if (in_class and parameters and not is_static(node)) or parameters[:1] == ["self"]:
        parameters = parameters[1:]
    parameters += [f"*{arguments.vararg.arg}"] if arguments.vararg is not None else []
    parameters += [item.arg for item in arguments.kwonlyargs]
    parameters += [f"**{arguments.kwarg.arg}"] if arguments.kwarg is not None else []
    objects = [value for value in returned if value.const is not None]
    alike = len({value.symbol for value in objects}) == 1
    made = objects[0] if alike else next(filter(_follows_entities, returned), UNKNOWN)
    makes = made.symbol
    makes = makes if makes.endswith("()") or makes == SELF else ""
    return Summary(
        node.name,
        in_class,
        tuple(parameters),
        _sorted(taints),
        _parts_of_each(frame.yielded) if frame.yielded else _parts(returned),
        _merged((hit.number, hit.symbol, hit.taints) for hit in run.hits.values()),
        _merged((item.symbol, item.slot, item.given, item.taints) for item in run.passed.values()),
        tuple((name, _sorted(found)) for name, found in sorted(run.stores.items()) if found),
        makes,
        _flags(made) if makes and (len(objects) == 1 or made is not objects[0]) else (),
        found,
        (bool(names) or in_class) and _VOUCHING.search(node.name) is not None and tells_little(node),
        _inner(run, returned),
        frozenset(_plain(arguments)),
        handed=_handed(run),
        own=tuple(sorted(run.own)[:_MOST]) if in_class else (),
    )


def _handed(run: Run) -> tuple[tuple[str, str, str], ...]:
    """The functions of the module, by their names, that are passed on by calls that data is passed by too."""
    if not run.handed:
        return ()
    passing = {id(item.node) for item in run.passed.values() if item.taints}
    found = {
        (item.symbol, slot, item.function)
        for (call, slot), item in run.handed.items()
        if call in passing and item.function[:1] == "?" and item.function[1:].isidentifier()
    }
    return tuple(sorted(found)[:_MOST])


def _follows_entities(value: Value) -> bool:
    """Whether it is an XML parser that is told to."""
    flag = (value.keys or {}).get("resolve_entities")
    return flag is not None and flag.const is True


def _flags(made: Value) -> tuple[tuple[str, Any], ...]:
    """The truth values, and parameters, with which a parser was made."""
    table = {key: value.const if value.known else value.symbol for key, value in (made.keys or {}).items()}
    return tuple(sorted((key, flag) for key, flag in table.items() if isinstance(key, str)))


def _captured(run: Run, returned: list[Value]) -> frozenset[Taint]:
    """The data of the function's own parameters that functions hold which it returns, and return when they are called."""
    if not run.given_back:
        return NOTHING
    functions = [value.function[0] for value in returned if value.function is not None]
    given = (value.all_taints for item in functions for value in run.given_back.get(item, ()))
    taints = frozenset[Taint]().union(*given)
    return frozenset(taint for taint in taints if taint.origin.kind == "param" and "#" not in taint.origin.name)


def _inner(run: Run, returned: list[Value]) -> tuple[tuple[str, ...], tuple[Taint, ...]] | None:
    """The parameters and results of the function that is returned, if it is always the same."""
    if not run.given_back:
        return None
    functions = {id(value.function[0]): value.function[0] for value in returned if value.function is not None}
    if len(functions) != 1 or any(value.function is None for value in returned):
        return None
    (function,) = functions.values()
    if function not in run.given_back:
        return None
    number = run.nested.index(function) + 1
    arguments = function.args
    names = [f"{item.arg}#{number}" for item in (*arguments.posonlyargs, *arguments.args)]
    names += [f"*{arguments.vararg.arg}#{number}"] if arguments.vararg is not None else []
    names += [f"{item.arg}#{number}" for item in arguments.kwonlyargs]
    names += [f"**{arguments.kwarg.arg}#{number}"] if arguments.kwarg is not None else []
    return tuple(names), _sorted(frozenset[Taint]().union(*map(_as_text, run.given_back[function])))


def _plain(arguments: ast.arguments) -> Iterator[str]:
    """The parameters whose annotation tells of no text, or whose default is made by another function."""
    ordered = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip(reversed([item.arg for item in ordered]), reversed(arguments.defaults), strict=False))
    kept = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults.update({item.arg: default for item, default in kept if default is not None})
    for item in (*ordered, *arguments.kwonlyargs):
        default, annotation = defaults.get(item.arg), item.annotation
        if (default is not None and depends(default)) or (
            annotation is not None and (not (names_in(annotation) & TEXT_TYPES) or depends(annotation))
        ):
            yield item.arg


def _as_text(value: Value) -> frozenset[Taint]:
    """The taints of what is returned; a list or dictionary is sent as JSON, of a tuple the first part is the text."""
    first = value.items[0].const if value.items else value.prefix if value.symbol == LIST else ""
    fixed = isinstance(first, str) and first != "" and not SHELLS.search(first)
    harmless = frozenset({HTML, COMMAND}) if fixed else frozenset({HTML})
    if value.symbol == LIST and value.keys is None:
        return as_items(cleared(contents(value), harmless - {HTML}))
    if value.keys is not None or value.symbol == DICTIONARY:
        return cleared(contents(value), harmless)
    if not value.items:
        return value.all_taints
    rest = (item.all_taints for item in value.items[1:])
    return value.taints | _as_text(value.items[0]) | cleared(frozenset[Taint]().union(*rest), harmless)


def _parts(returned: list[Value]) -> tuple[tuple[str, tuple[Taint, ...]], ...]:
    if returned and all(value.keys and not value.taints for value in returned):
        keys = sorted({key for value in returned for key in value.keys or () if isinstance(key, str)})
        found = {key: [value.keys[key] for value in returned if value.keys and key in value.keys] for key in keys}
        return tuple((key, _joined(values)) for key, values in found.items()) if len(keys) <= _MOST else ()
    lengths = {len(value.items) if value.items is not None else 0 for value in returned}
    length = lengths.pop() if len(lengths) == 1 else 0
    if length < 2 or any(SHELLS.search(str(value.items[0].const)) for value in returned if value.items):
        return ()
    columns = zip(*(value.items or () for value in returned), strict=True)
    return tuple((str(number), _joined(column)) for number, column in enumerate(columns))


def _parts_of_each(yielded: list[Value]) -> tuple[tuple[str, tuple[Taint, ...]], ...]:
    """The parts of the tuples that a generator gives, which are called `[0]`, `[1]` and so on."""
    if any(value.items is None or value.taints for value in yielded):
        return ()
    return tuple((f"[{number}]", taints) for number, taints in _parts(yielded))


def _joined(values: Iterable[Value]) -> tuple[Taint, ...]:
    return _sorted(frozenset[Taint]().union(*map(contents, values)))


def _merged(items: Iterator[Any] | Any) -> tuple[Any, ...]:
    """Entries that are equal but for their taints joined, in a fixed order."""
    table: dict[Any, frozenset[Taint]] = {}
    for *parts, taints in items:
        key = tuple(parts)
        table[key] = table[key] | taints if key in table else taints
    return tuple([(*key, _sorted(table[key])) for key in sorted(table)[:_MOST]])


@lru_cache(maxsize=512)
def _sorted(taints: frozenset[Taint]) -> tuple[Taint, ...]:
    return tuple(taints) if len(taints) < 2 else tuple(sorted(taints, key=rank)[:_MOST])
