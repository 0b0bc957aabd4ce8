"""Methods of lists, dictionaries, string buffers and option parsers whose contents are known."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish_checks.security.flow.binding import store
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.parts import elements
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import DICTIONARY, LIST, UNKNOWN, Names, Value, is_open, join, joined, tainted

_MOST_ITEMS = 32


def method(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Value | None:
    """The result of a method on a container whose contents are known, the container changed; None if it is none."""
    receiver = arguments.receiver
    if receiver.symbol.lower().endswith("parser()") and function.attr in ("set", "get", "setFeature"):
        return _parser(run, function, arguments, names)
    if receiver.items is not None:
        return _list(run, function, arguments, names)
    if receiver.keys is not None:
        return _dictionary(run, function, arguments, names)
    return None


def _list(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Value | None:
    receiver = arguments.receiver
    items = receiver.items or ()
    given = arguments.positional
    first = given[0] if given else UNKNOWN
    result: Value = UNKNOWN
    name = function.attr
    if name == "copy":
        return receiver
    if is_open(receiver):
        return _open_list(run, function, arguments, names)
    if name == "extend" and given and (first.items is None or is_open(first)) and first.all_taints:
        _store(run, function.value, _longer(receiver, first), names, arguments)
        return UNKNOWN
    if name == "pop" and (not given or isinstance(first.const, int)):
        position = first.const if given else -1
        if not -len(items) <= position < len(items):
            return UNKNOWN
        result = items[position]
    changed = _after(name, items, given)
    if changed is None:
        return None
    if len(changed) > _MOST_ITEMS:
        _store(run, function.value, tainted(receiver.all_taints | first.all_taints), names, arguments)
    else:
        _store(run, function.value, receiver.changed(items=changed), names, arguments)
    return result


def _longer(known: Value, more: Value) -> Value:
    """A list after which the elements of another come, however many."""

    items = known.items or ()
    if more.items and not is_open(known):
        return Value(known.taints, LIST if is_open(more) else known.symbol, items=(*items, *more.items))
    if is_open(known):
        return Value(known.taints, LIST, items=(*items[:-1], join(items[-1], elements(more))))
    return Value(known.taints, LIST, items=(*items, elements(more)))


def _open_list(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Value | None:
    """The result of a method on a list of which only the first elements are known."""
    receiver, given = arguments.receiver, arguments.positional
    items, last = receiver.items or (), given[-1] if given else UNKNOWN
    name = function.attr
    if name in ("append", "add") or (name == "insert" and len(given) > 1 and given[0].const != 0):
        changed = receiver.changed(items=(*items[:-1], join(items[-1], last)))
    elif name == "insert" and len(given) > 1:
        changed = receiver.changed(items=(last, *items))
    elif name == "extend" and given:
        changed = _longer(receiver, last)
    elif name == "clear":
        changed = Value(items=())
    else:
        return joined(items) if name == "pop" else receiver if name == "copy" else None
    _store(run, function.value, changed, names, arguments)
    return UNKNOWN


def _after(method: str, items: Sequence[Value], given: Sequence[Value]) -> tuple[Value, ...] | None:
    """What a list holds after a call of a method of it; None where that cannot be told. It pops only what is there."""
    first = given[0] if given else UNKNOWN
    kept = list(items)
    if method == "append" and given:
        kept.append(first)
    elif method == "insert" and len(given) > 1 and isinstance(first.const, int):
        kept.insert(first.const, given[1])
    elif method == "extend" and first.items is not None:
        kept.extend(first.items)
    elif method == "pop" and (not given or isinstance(first.const, int)):
        kept.pop(first.const if given else -1)
    elif method == "remove" and first.known and all(item.known for item in items):
        place = next((number for number, item in enumerate(kept) if item.const == first.const), len(kept))
        del kept[place : place + 1]
    elif method == "reverse":
        kept.reverse()
    elif method == "clear":
        kept.clear()
    else:
        return None
    return tuple(kept)


def _dictionary(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Value | None:
    receiver = arguments.receiver
    keys = receiver.keys or {}
    given = arguments.positional
    first = given[0] if given else UNKNOWN
    name = function.attr
    known = first.known and isinstance(first.const, (str, int, bytes, float, type(None)))
    if name in ("get", "pop", "setdefault") and known:
        default = given[1] if len(given) > 1 else UNKNOWN
        result = keys.get(first.const, tainted(default.all_taints | receiver.taints))
        if name == "pop":
            left = {key: value for key, value in keys.items() if key != first.const}
            _store(run, function.value, receiver.changed(keys=left), names, arguments)
        elif name == "setdefault" and first.const not in keys:
            _store(run, function.value, receiver.changed(keys={**keys, first.const: default}), names, arguments)
        return result
    if name == "get":
        default = given[1] if len(given) > 1 else UNKNOWN
        return tainted(receiver.all_taints | default.all_taints)
    if name == "update" and (first.keys is not None or not given) and not arguments.starred:
        changed = {**keys, **(first.keys or {}), **arguments.named}
        _store(run, function.value, receiver.changed(keys=changed), names, arguments)
        return UNKNOWN
    if name == "update" and given:
        mixed = tainted(receiver.all_taints | first.all_taints, symbol=DICTIONARY)
        _store(run, function.value, mixed, names, arguments)
        return UNKNOWN
    if name == "items" and keys:
        pair = Value(items=(Value(receiver.taints), joined(tuple(keys.values()))))
        return Value(receiver.taints, LIST, items=(pair,))
    if name in ("values", "items", "popitem"):
        return tainted(receiver.all_taints)
    if name == "keys":
        return tainted(receiver.taints)
    return receiver if name == "copy" else None


def _parser(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Value | None:
    """`configparser` options by section and name; features of a SAX parser."""
    receiver = arguments.receiver
    keys = dict(receiver.keys or {})
    given = arguments.positional
    if function.attr == "setFeature":
        if len(given) > 1 and ("external_ges" in given[0].symbol or "external-general" in str(given[0].const)):
            keys["feature_external_ges"] = given[1]
            _store(run, function.value, receiver.changed(keys=keys), names, arguments)
        return UNKNOWN
    if len(given) < 2 or not (given[0].known and given[1].known):
        return None
    option = (given[0].const, given[1].const)
    if function.attr == "set" and len(given) > 2:
        keys[option] = given[2]
        _store(run, function.value, receiver.changed(keys=keys), names, arguments)
        return UNKNOWN
    return keys.get(option, UNKNOWN) if receiver.keys is not None else None


def _store(run: Run, node: ast.AST, value: Value, names: Names, arguments: Arguments) -> None:

    store(run, node, value, names, arguments.call)
