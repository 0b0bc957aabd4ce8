"""Parts of values: what stands in a container, what iterating gives, and the data that is born where a source is read."""

from __future__ import annotations

import ast
from typing import Any

from burnish_checks.patterns import deferred
from burnish_checks.security.flow import folding
from burnish_checks.security.flow.marks import IN_VALUES
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sources import MAY_BE_SOURCE
from burnish_checks.security.flow.taints import (
    ANY_KEY,
    NOTHING,
    Origin,
    Taint,
    gone_through,
    held_under,
    keyed,
    of_attribute,
    once_read,
    one_part,
)
from burnish_checks.security.flow.values import (
    DICTIONARY,
    LIST,
    MISSING,
    UNKNOWN,
    Value,
    constant,
    is_open,
    join,
    joined,
    tainted,
)

LONGEST_SYMBOL = 120


def born(run: Run, symbol: str, word: str, node: ast.AST, key: Any = None) -> frozenset[Taint]:
    """The taint of data that the symbol itself may be the source of."""
    if not symbol or symbol == "os.path" or (word not in MAY_BE_SOURCE and not symbol.startswith("$self.")):
        return NOTHING
    origin = Origin("path", symbol, key if isinstance(key, str) else "")
    run.born.setdefault(origin, node)
    return frozenset({Taint(origin)})


def keyed_here(run: Run, taints: frozenset[Taint], source: str, key: Any, node: ast.AST) -> frozenset[Taint]:
    """The taints once a key of a source is read, which is where they are born."""
    found = keyed(taints, source, key)
    for taint in found - taints:
        run.born.setdefault(taint.origin, node)
    return found


def element(base: Value, index: Value) -> Value:
    """What stands in a container at an index or key."""
    if base.items is not None and isinstance(index.const, int) and not isinstance(index.const, bool):
        if is_open(base) and not 0 <= index.const < len(base.items) - 1:
            return joined(base.items[max(index.const, 0) if index.const < len(base.items) else -1 :])
        if -len(base.items) <= index.const < len(base.items):
            return base.items[index.const]
        return UNKNOWN
    if base.keys is not None and index.known:
        try:
            return base.keys[index.const] if index.const in base.keys else tainted(base.taints)
        except TypeError:
            return tainted(base.all_taints)
    if base.known and index.known:
        found = folding.indexed(base.const, index.const)
        if found is not MISSING:
            return constant(found)
    symbol = f"{base.symbol}[]" if base.symbol and len(base.symbol) < LONGEST_SYMBOL else ""
    taints = base.all_taints
    if isinstance(index.const, str) and base.symbol.endswith("()"):
        taints = of_attribute(taints, base.symbol[:-2], index.const)
    if isinstance(index.const, str):
        taints = of_kept(held_under(taints, index.const), base.symbol, index.const)
    return tainted(taints, symbol=symbol)


def of_kept(taints: frozenset[Taint], symbol: str, part: str) -> frozenset[Taint]:
    """The taints of a container of the module once a key is read, or of an element of it once a key or an attribute is."""
    if not taints or not part.isidentifier() or (found := _ELEMENT.fullmatch(symbol)) is None:
        return taints
    name, slot = found[1], f".{part}" if found[2] else f".[{part}]"
    return frozenset(
        Taint(taint.origin._replace(slot=slot), taint.cleared)
        if taint.origin.inner is None and not taint.origin.slot and taint.origin.name.lstrip("?@") == name
        else taint
        for taint in taints
    )


def is_of_module(symbol: str) -> bool:
    """Whether it names a container of the module, or an item of one."""
    return symbol[:1] in ("?", "@") and symbol[1:].partition(".")[2] in ("", "items()[]")


_ELEMENT = deferred(
    r"(?:[?@]|[\w.]*\.)(\w+)"
    r"(\[\]|\.(?:values|copy)\(\)\[\]|\.items\(\)\[\]\[\]|\.(?:get|pop|popleft|get_nowait)\(\))?"
)
"""The symbols of a container of the module, and of what it holds."""


def any_of(base: Value) -> frozenset[Taint]:
    """The taints of what stands under any key of a mapping, or anywhere in a list, where a text is made of all of it."""
    taints = base.all_taints
    if base.symbol.endswith("()"):
        taints = of_attribute(taints, base.symbol[:-2], ANY_KEY)
    return frozenset(map(_gone_into, taints))


def _gone_into(taint: Taint) -> Taint:
    """The taint of what a method of a parameter gives, once that is gone through."""
    origin = taint.origin
    given = origin.kind == "param" and origin.slot.endswith("()")
    return Taint(origin._replace(slot=f"{origin.slot}[]"), taint.cleared) if given else taint


def elements(base: Value) -> Value:
    """What iterating over the value gives."""
    if base.items:
        result = base.items[0]
        for item in base.items[1:]:
            result = join(result, item)
        return result
    if base.keys is not None:
        return tainted(base.taints)
    taints = base.all_taints
    if base.symbol == DICTIONARY:  # of which its keys are read
        taints = gone_through(frozenset(taint for taint in taints if IN_VALUES not in taint.cleared))
    elif base.symbol != LIST and not base.symbol.endswith(("items()", "values()")):
        taints = gone_through(taints)
    return tainted(one_part(once_read(taints), 0), symbol=f"{base.symbol}[]" if base.symbol else "")


def iterated(run: Run, base: Value) -> Value:
    """What a loop over the value gives; of a parameter, as its own part."""
    item = elements(base)
    if base.symbol.startswith("$") and "." not in base.symbol and item.taints:
        return item.changed(taints=of_parameter(run, item.taints, base.symbol[1:], "[]"))
    return item


def of_parameter(run: Run, taints: frozenset[Taint], name: str, attr: str) -> frozenset[Taint]:
    """The taints of a parameter once an attribute is read, which the class of the parameter may say to be harmless."""
    whole = Origin("param", name)
    part = whole._replace(slot=attr)
    if whole in run.born:
        run.born.setdefault(part, run.born[whole])
    return frozenset(Taint(part, taint.cleared) if taint.origin == whole else taint for taint in taints)


def of_own(taints: frozenset[Taint], symbol: str, part: str) -> frozenset[Taint]:
    """The taints of an attribute of `self` once an attribute of that is read, or with `()` a method of it called."""
    whole = Origin("path", symbol)
    return frozenset(
        Taint(whole._replace(slot=part), taint.cleared) if taint.origin == whole else taint for taint in taints
    )


def is_own(symbol: str) -> bool:
    """Whether it is an attribute of `self`."""
    return symbol.startswith("$self.") and symbol[6:].isidentifier()


def of_element(run: Run, taints: frozenset[Taint], symbol: str, attr: str) -> frozenset[Taint]:
    """The taints of an element of what a parameter holds (`$order.lines[]`) once an attribute of that is read."""
    name, _, slot = symbol.removeprefix("$").removesuffix("[]").partition(".")
    return of_part(run, taints, name, slot, f"{slot}[].{attr}")


def of_part(run: Run, taints: frozenset[Taint], name: str, slot: str, further: str) -> frozenset[Taint]:
    """The taints of a part of a parameter once a part of that is read."""
    whole, part = Origin("param", name, slot), Origin("param", name, further)
    if whole in run.born:
        run.born.setdefault(part, run.born[whole])
    return frozenset(Taint(part, taint.cleared) if taint.origin == whole else taint for taint in taints)
