"""Methods of objects whose class is not known: what those do that few classes in reach have by that name."""

from __future__ import annotations

from collections.abc import Iterator

from burnish_checks.security.flow import worlds
from burnish_checks.security.flow.answering import URL_METHODS
from burnish_checks.security.flow.closed import Closed, any_of, doubted
from burnish_checks.security.flow.effects import MUTATORS, READERS, SILENT_METHODS
from burnish_checks.security.flow.sinks import BY_WORD
from burnish_checks.security.flow.telling import Facts


def by_name(facts: Facts, module: str, callee: str, depth: int) -> Closed | None:
    """What a method does of an object whose class is not known, where few classes in reach have one of that name."""
    owner, _, method = callee.rpartition(".")
    if depth >= worlds.DEEPEST or not owner or method in MANY_HAVE or "(" in owner.rpartition(".")[2]:
        return None
    if method.startswith("__"):
        return None
    table = facts.recall(
        worlds.OTHERS, (module, "methods", *worlds.in_reach(facts, module)), lambda: _methods(facts, module)
    )
    modules = [*_having(facts, module, method), *table.get(method, ())]
    if not 0 < len(modules) <= _FEW:
        return None
    found = [
        told for name in dict.fromkeys(modules) if (told := worlds.own(facts, name, f"?.{method}", True, depth + 1))
    ]
    return doubted(any_of(found)) if found else None


def _having(facts: Facts, module: str, method: str) -> Iterator[str]:
    """The module, for each class of its own that has the method."""
    yield from (module for item in facts.named(module, "taint-summary", method) if item.in_class and not item.silent)


def _methods(facts: Facts, module: str) -> dict[str, list[str]]:
    """The methods of classes in reach, each with the modules that have one of its name; without those of the module itself."""
    table: dict[str, list[str]] = {}
    for name in worlds.in_reach(facts, module)[1:]:
        for item in facts(name, "taint-summary") or ():
            if item.in_class and not item.silent:
                table.setdefault(item.name, []).append(name)
    return table


_FEW = 3
MANY_HAVE = (
    frozenset(
        name
        for kind in (str, bytes, list, dict, set, tuple, int, float, BaseException, type)
        for name in dir(kind)
    )
    | MUTATORS | READERS | SILENT_METHODS | frozenset(BY_WORD) | URL_METHODS
    | frozenset(
        ["read", "readline", "readlines", "close", "flush", "send", "start", "stop", "commit", "rollback", "create", "delete",
         "filter", "all", "first", "exclude", "render", "connect", "cursor", "submit", "next", "open", "name", "log", "emit",
         "info", "debug", "warning", "error", "exception", "critical", "apply", "wait", "acquire", "release", "save", "scalar"]
    )
)  # fmt: skip
"""Methods that objects of the language, of libraries and of most code bases have: their names tell nothing."""
