"""Calls that would have raised on what is not allowed: what is known of the names after them."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answered import as_told, asked_later, inside, is_joined_only
from burnish_checks.security.flow.effects import CLEANS
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import all_origins, chosen_outside, harmless, symbol_of
from burnish_checks.security.flow.kinds import ALL, PATH
from burnish_checks.security.flow.marks import DOTTED
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.saying import is_named_for_checking
from burnish_checks.security.flow.trees import VISITS
from burnish_checks.security.flow.values import TESTED, Names, Value, is_parameter
from burnish_checks.security.flow.written import text_of


def passed(run: Run, call: ast.Call, names: Names) -> Names:
    """The names after a call that would have raised on what is not allowed, as far as that can be told."""

    function = call.func
    word = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if isinstance(function, ast.Attribute) and word == "relative_to" and call.args:
        receiver = evaluate(run, function.value, names)
        if is_joined_only(receiver):
            return harmless(names, receiver, frozenset({DOTTED}))
        plain = is_parameter(receiver.symbol) or any(part in receiver.symbol for part in ("resolve()", "absolute()"))
        if plain and not chosen_outside(evaluate(run, call.args[0], names)):
            names = harmless(names, receiver, inside([receiver]))
            made = function.value.func if isinstance(function.value, ast.Call) else None
            if isinstance(made, ast.Attribute) and made.attr in ("resolve", "absolute"):
                return harmless(names, evaluate(run, made.value, names), frozenset({PATH}))
            return names
    symbol = symbol_of(run, function, names)
    symbol = f"{symbol.removesuffix('visit')}{VISITS}" if symbol.endswith("().visit") else symbol
    told = run.closed(symbol) if run.asks and _passes_data(call, names) else None
    if told is not None and (told.checks or told.decisive):
        return as_told(run, call, told, ("always",), names)
    if not run.asks and may_check(word):
        names = asked_later(run, call, names, "always")
    elif run.asks and is_named_for_checking(word):
        for argument in call.args:
            names = harmless(names, evaluate(run, argument, names), ALL)
    return converted(run, call, names)


_CHECKING = deferred(
    r"valid|check|ensure|assert|verif|requir|guard|reject|forbid|must|allow|inside|known|refus|den[yi]|safe|secur|saniti|legal"
    r"|permit|protect|screen|raise|accept|trust",
    re.I,
)
"""What shows in the name of a function that it may raise on what is not allowed, as its body will tell."""


@lru_cache(maxsize=2048)
def may_check(word: str) -> bool:
    """Whether a function of that name may raise on what is not allowed."""
    return _CHECKING.search(word) is not None


def _passes_data(call: ast.Call, names: Names) -> bool:
    """Whether a name that holds data, or a part of something, is passed."""
    given = [*call.args, *(item.value for item in call.keywords)]
    return any(
        names[item.id].all_taints if isinstance(item, ast.Name) and item.id in names else isinstance(item, _PARTS)
        for item in given
    )


_PARTS = (ast.Attribute, ast.Subscript, ast.Call)


def converted(run: Run, call: ast.Call, names: Names) -> Names:
    """The names after a conversion that fails on free text: what was converted is the text of a number or the like."""

    if last_word(call.func) not in _CONVERTING or not call.args or (len(call.args) != 1 and not _is_by_format(call)):
        return names
    symbol = symbol_of(run, call.func, names)
    imported = symbol[:1] == "?" and symbol[1:] in _CLASSES
    if known_name(symbol) not in _CONVERSIONS and not imported:
        return names
    value = evaluate(run, call.args[0], names)
    kinds = CLEANS.get(_OF_ADDRESSES.get(last_word(call.func), ""), ALL)
    if not isinstance(call.args[0], ast.Name):  # an equal expression is the same again, nothing else
        known = names[TESTED].keys or {} if TESTED in names else {}
        text = text_of(call.args[0])
        kept = {**known, text: known[text].without(all_origins(value), kinds)} if text in known else known
        return {**names, TESTED: Value(keys=kept)} if kept else dict(names)
    return {
        name: item.without(all_origins(value), kinds) if item.all_taints and _same(item, value, name) else item
        for name, item in names.items()
    }


def _is_by_format(call: ast.Call) -> bool:
    """Whether a text is read by a format that has no slash: `strptime(text, "%Y%m%d")`."""
    form = call.args[1] if len(call.args) == _WITH_FORMAT and last_word(call.func) == "strptime" else None
    return isinstance(form, ast.Constant) and isinstance(form.value, str) and _FREE.search(form.value) is None


_WITH_FORMAT = 2
_FREE = deferred(r"/|%[DxcZ]")
"""What lets a slash, or a name of somebody's, through."""


def _same(item: Value, value: Value, name: str) -> bool:
    """Whether a name holds the value, and not only something made of the same data."""
    return item is value or (item.taints == value.taints and (item.symbol == value.symbol or name.startswith("$")))


_CONVERSIONS = frozenset(
    [
        "builtins.int",
        "builtins.float",
        "uuid.UUID",
        "ipaddress.ip_address",
        "ipaddress.ip_network",
        "ipaddress.IPv4Address",
        "ipaddress.IPv6Address",
        "decimal.Decimal",
        "datetime.date.fromisoformat",
        "datetime.datetime.fromisoformat",
        "datetime.datetime.strptime",
        "time.strptime",
    ]
)


def converts(symbol: str) -> bool:
    """Whether a symbol, maybe one that is not resolved yet, names such a conversion."""
    return known_name(symbol).lstrip("?") in _CONVERSIONS or (symbol[:1] == "?" and symbol[1:] in _CLASSES)


_CLASSES = frozenset(["UUID", "ip_address", "ip_network", "IPv4Address", "IPv6Address", "Decimal"])
"""Those of them that are mostly imported by their own names."""
_OF_ADDRESSES = {name.rpartition(".")[2]: name for name in _CONVERSIONS if name.startswith("ipaddress.")}
"""Those of the numbers of hosts, by the last words of their names."""
_CONVERTING = frozenset(name.rpartition(".")[2] for name in _CONVERSIONS)
