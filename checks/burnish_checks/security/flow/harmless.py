"""Making values harmless: which names are cleared of what, and what is too little known to be cleared."""

from __future__ import annotations

import ast

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.kinds import ADDRESS, ALL
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sources import MAY_BE_SOURCE
from burnish_checks.security.flow.taints import PART, Origin, is_own_host
from burnish_checks.security.flow.texts import NORMALISED
from burnish_checks.security.flow.values import Names, Value, without


def symbol_of(run: Run, function: ast.expr, names: Names) -> str:
    """The symbol of what is called."""

    if isinstance(function, ast.Attribute):
        receiver = evaluate(run, function.value, names)
        return f"{receiver.symbol}.{function.attr}" if receiver.symbol else ""
    return evaluate(run, function, names).symbol


def chosen_outside(value: Value) -> bool:
    """Whether what a value is held against may be chosen outside too: a list of allowed values is not.

    Nor is an attribute of the object (`self.allowed`), unless it is one that a request is read with: a folder that is made
    plain, `os.path.realpath(self.path)`, is none of those.
    """
    if _OWN_NETLOC.search(value.symbol):
        return False
    folder = value.symbol.endswith(NORMALISED)
    found = "()." in value.symbol or "()[]." in value.symbol  # an attribute of what a function has found
    looked_up = frozenset(
        item
        for item in value.all_taints
        if not item.cleared >= ALL and not _is_lookup(item.origin) and not (found and _is_found(item.origin))
    )
    return any(
        origin.kind == "path"
        and not is_own_host(origin)
        and origin.name not in _MODULES
        and not (origin.name.startswith("$self.") and (folder or origin.name.rpartition(".")[2] not in MAY_BE_SOURCE))
        for origin in all_origins(Value(looked_up))
    )


_OWN_NETLOC = deferred(r"\breq(?:uest)?(?:#\d*)?\.(?:base_)?url\.(?:netloc|hostname|host)$")
"""The host in the address that a request was sent to, which is this server's own."""
_MODULES = frozenset({"os.path", "?os.path"})
"""Modules that are called like a part of a request."""


def _is_lookup(origin: Origin) -> bool:
    """Whether it is what is looked up under a key in something of the module's own."""
    return origin.kind == "via" and origin.name.startswith(("?", "@")) and origin.name.endswith(".get")


def is_data(value: Value) -> bool:
    """Whether something that may be sent is in a value: a parameter, or what is read from outside."""
    return any(origin.kind in ("path", "param") and not is_own_host(origin) for origin in all_origins(value))


def _is_found(origin: Origin) -> bool:
    """Whether a function was passed the data, and no class that holds it: what it gives was looked up by that."""
    word = origin.name.rpartition(".")[2].lstrip("?@$")
    return origin.kind == "via" and origin.inner is not None and origin.slot != "self" and not word[:1].isupper()


def all_origins(value: Value) -> frozenset[Origin]:
    """The origins of a value, and those that went into the calls it came through."""
    if not value.all_taints:
        return frozenset()
    found: set[Origin] = set()
    for taint in value.all_taints:
        origin: Origin | None = taint.origin
        while origin is not None:
            found.add(origin)
            origin = origin.inner.origin if origin.inner is not None and origin.name != PART else None
    return frozenset(found)


def harmless(names: Names, value: Value, kinds: frozenset[str]) -> Names:
    """The names with everything of the value's origins made harmless for the kinds; where that is the host of an address, it
    says where the address leads."""
    origins = all_origins(value)
    if not origins or not kinds:
        return names
    names = without(names, origins, kinds)
    addresses = frozenset(map(_whole, filter(_is_host, origins))) if kinds >= ADDRESS else frozenset()
    return without(names, addresses, ADDRESS) if addresses else names


HOSTS = frozenset(["netloc", "hostname", "host", "domain"])
"""The attributes of an address that have its host."""


def _is_host(origin: Origin) -> bool:
    return origin.kind == "via" and origin.slot.rpartition(".")[2] in HOSTS


def _whole(origin: Origin) -> Origin:
    return origin._replace(slot=origin.slot.rpartition(".")[0])
