"""Which functions of the modules in reach may do harm with what they are passed, directly or through one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from burnish_checks.security.flow.catching import catches
from burnish_checks.security.flow.closing import is_sink
from burnish_checks.security.flow.indirect import in_table
from burnish_checks.security.flow.kinds import LOG
from burnish_checks.security.flow.listening import CHOSEN, Listener
from burnish_checks.security.flow.listening import RAISED as RAISED_EVENT
from burnish_checks.security.flow.sinks import KIND_OF, RAISED
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.worlds import ModuleWorld


class _Told(NamedTuple):
    """What the functions of one name do."""

    harms: bool
    """Whether one has a sink itself."""
    by_protocol: bool
    """Whether that is a method which the language calls."""
    callees: frozenset[str]
    """The words by which the functions are called that they pass data to."""


class _Module(NamedTuple):
    """What the functions of a module do, and what it has that they may stand for."""

    words: frozenset[str]
    """Their names, and those of classes, where there is harm done."""
    callers: Mapping[str, Collection[str]]
    """By the word by which a function is called: the names of those that pass it data."""
    tables: tuple[tuple[str, frozenset[str]], ...]
    """Its tables of functions, with the last words of these."""


def harmed_by(facts: Facts, modules: Sequence[str], *, logs: bool) -> frozenset[str]:
    """Names of functions in which what they are passed may reach a sink. A log counts only with `logs`."""
    told = [facts.summed(module, ("harm", logs), partial(_of_module, facts, module, logs)) for module in modules]
    words = set[str]().union(*(module.words for module in told))
    words |= {name.removesuffix("[]") for name in words if name.endswith("[]")}
    for module in told:
        words |= {name for name, functions in module.tables if not words.isdisjoint(functions)}
    elsewhere = [item for _, item in facts.everywhere("listeners")]
    listening = [*(facts("", "listeners") or ()), *elsewhere]
    words |= _raised_words(facts, modules, listening)
    words |= {item.event for item in elsewhere}  # whose functions are in no module imported here
    heard = ((item.function.rpartition(".")[2], item.event.lstrip(CHOSEN)) for item in listening)
    tables = [*(module.callers for module in told), _by_callee(heard)]
    starts = [(callee[:-1], names) for callers in tables for callee, names in callers.items() if callee[1:][-1:] == "*"]
    new = words
    while new:
        passing = {name for callers in tables for callee in callers.keys() & new for name in callers[callee]}
        passing.update(name for start, names in starts if _any_begins(new, start) for name in names)
        new = passing - words
        words |= new
    return frozenset(words)


def _any_begins(words: Iterable[str], start: str) -> bool:
    """Whether one of the words begins so, as that of a method does which is looked up by `getattr(self, f"on_{event}")`."""
    return any(word.startswith(start) for word in words)


def _of_module(facts: Facts, module: str, logs: bool) -> _Module:
    words: set[str] = set()
    passing: list[tuple[str, str]] = []
    by_protocol = False
    for name in facts.table(module, "taint-summary"):
        told = facts.part(module, ("harm", name, logs), partial(_told, facts, module, name, logs))
        if told.harms:
            words.add(name)
        passing += [(callee, name) for callee in told.callees]
        by_protocol = by_protocol or told.by_protocol
    if by_protocol:
        words |= {item.name for item in facts(module, "classes") or ()}
    tables = {item.name for item in facts(module, "function-tables") or () if not item.name.startswith("@")}
    held = {name: frozenset(one.rpartition(".")[2] for one, _ in in_table(facts, module, name)) for name in tables}
    named = tuple((name.removeprefix("self."), functions) for name, functions in held.items())
    return _Module(frozenset(words), _by_callee(passing), named)


def _by_callee(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Pairs of callee and caller as a table."""
    table: dict[str, set[str]] = {}
    for callee, name in pairs:
        table.setdefault(callee, set()).add(name)
    return table


def _told(facts: Facts, module: str, name: str, logs: bool) -> _Told:
    world = ModuleWorld(facts, module, 0)
    items = facts.named(module, "taint-summary", name)
    hits = dict.fromkeys((number, symbol) for item in items for number, symbol, _ in item.hits)
    harms = any(
        is_sink(number, symbol, world)
        for number, symbol in hits
        if number != RAISED and (logs or KIND_OF[number] != LOG)
    )
    harms = harms or (name == "__html__" and any(item.returns for item in items))
    callees = [_last_word(symbol) for item in items for symbol, *_ in item.passed]
    callees += [_last_word(function) for item in items for _, _, function in item.handed]
    callees += [_last_word(symbol) for item in items for symbol in item.own]
    by_protocol = harms and (name.startswith("__") or name == "find_class") and any(item.in_class for item in items)
    return _Told(harms, by_protocol, frozenset(callees))


def _last_word(symbol: str) -> str:
    """The last word of what is called; of an element of a table that of the table."""
    return symbol.removesuffix("[]").removesuffix(".get()").rpartition(".")[2].lstrip("?@$")


def _raised_words(facts: Facts, modules: Iterable[str], listening: Iterable[Listener]) -> set[str]:
    """The names of the exceptions that something listens to, with those that derive from them."""
    found = {item.event[1:] for item in listening if item.event.startswith(RAISED_EVENT)}
    if not found:
        return found
    found |= {kind for kind in BUILT_IN_EXCEPTIONS if catches(frozenset(found), kind)}
    derived = [item for module in modules for item in facts(module, "derivations") or ()]
    size = 0
    while size != len(found):
        size = len(found)
        found |= {item.name for item in derived if any(base.rpartition(".")[2] in found for base in item.bases)}
    return found


BUILT_IN_EXCEPTIONS = frozenset(["ValueError", "KeyError", "RuntimeError", "LookupError", "TypeError", "OSError",
    "FileNotFoundError", "PermissionError", "Exception", "IndexError", "AttributeError", "ArithmeticError"])  # fmt: skip
