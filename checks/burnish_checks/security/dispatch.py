"""Rules about calls: the decorator that registers one, and the name of what is called, worked out once a call.

Most rules of this category ask the same question of every call. `call_rule` lets each say which dotted names, or
which method names, it is about, so that all other calls cost it one look-up.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.rule import Category, Finding, Rule, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.security.passed import APPLIES, applied

CallCheck = Callable[[Block, Any, str, Context], Iterator[Finding]]


def method_of(call: ast.Call) -> str:
    """The attribute that is called, or empty for a plain name."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def own_function(call: ast.Call) -> str:
    """The name of what is called by a plain name or on the object itself, which may stand in this file; or empty."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    return method_of(call) if dotted(function).rpartition(".")[0] in ("self", "cls") else ""


def call_rule(
    names: Collection[str] = (),
    *,
    methods: Collection[str] = (),
    plain: Collection[str] = (),
    severity: Severity = Severity.WARNING,
    aliases: Sequence[str] = (),
    partial_aliases: Sequence[str] = (),
    default: bool = True,
    in_tests: bool = False,
    assigned: Collection[str] = (),
) -> Callable[[CallCheck], Rule]:
    """A block rule on calls of the dotted names or of methods so called; its check gets the dotted name too.

    `functools.partial(f, ...)` and its like count as calls of `f`. A function that is called by a `plain` name may be one of
    these that another module of the workspace imports under it. Assignments to what is `assigned` are shown to it as well.
    """
    wanted, wanted_methods, handed_on = frozenset(names), frozenset(methods), frozenset(plain)

    def decorate(check: CallCheck) -> Rule:
        def check_call(block: Block, call: Any, context: Context) -> Iterable[Finding]:
            if isinstance(call, ast.Assign):
                return check(block, call, "", context)
            name = context.qualified(call.func)
            if (later := applied(call, name)) is not None:
                call, name = later, context.qualified(later.func)
            if isinstance(call.func, ast.Name) and call.func.id in handed_on and name not in wanted:
                name = _imported_there(name, wanted, context)
            if name in wanted or method_of(call) in wanted_methods:
                return check(block, call, name, context)
            return ()

        return rule(
            Category.SECURITY,
            visits=(syntax.Call, syntax.Assign) if assigned else syntax.Call,
            only=(
                calls(wanted | APPLIES, methods=wanted_methods, plain=handed_on),
                *((targets(*assigned),) if assigned else ()),
            ),
            severity=severity,
            aliases=aliases,
            partial_aliases=partial_aliases,
            default=default,
            in_tests=in_tests,
            slug=check.__name__.replace("_", "-"),
            documentation=check.__doc__,
        )(check_call)  # type: ignore[arg-type]

    return decorate


def under(prefixes: Iterable[str], members: Iterable[str]) -> frozenset[str]:
    """Every member under every prefix, as dotted names."""
    return frozenset(f"{prefix}.{member}" for prefix in prefixes for member in members)


def _imported_there(name: str, wanted: frozenset[str], context: Context) -> str:
    """Which of the wanted functions the module of a name imports under it: `hashlib.sha1` for `shop.compat.sha1`. The name
    itself where it is none of them."""
    module, _, member = name.rpartition(".")
    bound = context.ask_project("facts", module or ".", "imports") if member else None
    found = {f"{item.module}.{item.member}" for item in bound or () if item.name == member}
    return min(found & wanted, default=name)
