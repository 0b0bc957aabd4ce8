"""What one function of a module does with data: the fact that callers in any file learn of it.

It is symbolic: its names are as the function's own module means them, and are settled in `closing`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, NamedTuple

from burnish_checks.security.flow.taints import Taint
from burnish_checks.security.flow.vouching import Check

SELF = "$self"


class Summary(NamedTuple):
    """What one function of a module does with data."""

    name: str
    in_class: bool
    parameters: tuple[str, ...]
    """Without `self`; `*name` and `**name` take the rest."""
    returns: tuple[Taint, ...]
    parts: tuple[tuple[str, tuple[Taint, ...]], ...]
    """What each part holds, by number where all that is returned are tuples of one length, by key of dictionaries."""
    hits: tuple[tuple[int, str, tuple[Taint, ...]], ...]
    """Number of the sink, symbol of the callee, and what reaches it."""
    passed: tuple[tuple[str, str, tuple[str, ...], tuple[Taint, ...]], ...]
    """Symbol of the callee, position or keyword, everything that the call passes, and the data."""
    stores: tuple[tuple[str, tuple[Taint, ...]], ...]
    """Attributes of `self`, and what is stored in them."""
    makes: str
    """The symbol of what is returned, where it is always the same; `$self` for the object itself."""
    flags: tuple[tuple[str, Any], ...] = ()
    """The flags with which that was made: a truth value, or `$name` for what the parameter is."""
    checks: tuple[Check, ...] = ()
    decisive: bool = False
    """Whether the body shows that what is no check of `checks` is not checked, whatever the function is called."""
    inner: tuple[tuple[str, ...], tuple[Taint, ...]] | None = None
    """Where the function returns a function: its parameters as they are called in the taints, and what it returns."""
    plain: frozenset[str] = frozenset()
    """The parameters whose types let no free text through, or that are made by another function."""
    defaults: tuple[tuple[str, str], ...] = ()
    """The parameters on whose constant default a branch depends, each with that."""
    by_default: Summary | None = None
    """What the function does where none of them is passed, if that is not the same."""
    handed: tuple[tuple[str, str, str], ...] = ()
    """The functions that are passed on beside data: symbol of the callee, position or keyword, symbol of the function."""
    own: tuple[str, ...] = ()
    """The methods of the object itself that it calls, by their symbols."""
    never: bool = False
    """Whether it never comes back: it raises whatever it is passed."""
    silent: bool = False
    """Whether it is a method that hands out nothing of what its object holds, and does nothing with data."""
    sent: tuple[tuple[str, bool], ...] = ()
    """Of a function that requests alone call: the parameters that a visitor fills with any text, each with whether that is what
    stands between two slashes of the address."""


def silent(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Summary | None:
    """What is said of a method that does nothing with data; None of one that the language calls."""
    if node.name.startswith("__"):
        return None
    return Summary(node.name, True, (), (), (), (), (), (), "", silent=True)


def of_class(summary: Summary, owner: str) -> Summary:
    """The summary of a method of a class of that name: what it passes to `cls(...)`, and to methods of what that makes, it
    passes to the class."""
    if not (owner[:1].isupper() and owner.isidentifier()) or not any(_is_made(called[0]) for called in summary.passed):
        return summary
    return summary._replace(
        returns=_by_class(summary.returns, owner),
        hits=tuple((number, symbol, _by_class(taints, owner)) for number, symbol, taints in summary.hits),
        passed=tuple(
            (_named(symbol, owner), slot, given, _by_class(taints, owner))
            for symbol, slot, given, taints in summary.passed
        ),
    )


def _is_made(symbol: str) -> bool:
    return symbol == SELF or symbol.startswith(f"{SELF}().")


def _named(symbol: str, owner: str) -> str:
    return f"?{owner}{symbol[len(SELF) :]}" if _is_made(symbol) else symbol


def _by_class(taints: Iterable[Taint], owner: str) -> tuple[Taint, ...]:
    return tuple(_of_class(taint, owner) for taint in taints)


def _of_class(taint: Taint, owner: str) -> Taint:
    origin = taint.origin
    if origin.kind != "via":
        return taint
    inner = _of_class(origin.inner, owner) if origin.inner is not None else None
    return taint._replace(origin=origin._replace(name=_named(origin.name, owner), inner=inner))
