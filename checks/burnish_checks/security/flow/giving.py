"""Which functions of the modules in reach hand out data from outside, and under which names such data is kept.

A function hands out what it is given by another only where that one has it from outside, so names are found that lead
to a source, one from the other. Each function that hands out what some other gives, counted as soon as there was a source
anywhere, was 299 names of 20,000 lines, and 469 of 1,692 blocks were followed for them; those led to are 20, and without the
command line none. What cannot be told by names counts as soon as anything does; following every block is the
slow equivalent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.keeping import kept_beyond
from burnish_checks.security.flow.listening import CHOSEN, RAISED, SENDS, is_chosen
from burnish_checks.security.flow.meaning import source_of
from burnish_checks.security.flow.summary import Summary
from burnish_checks.security.flow.taints import Origin, first_origin
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.values import SHARED
from burnish_checks.security.flow.worlds import ModuleWorld

_WORD = deferred(r"\w+")
_TELL_NOTHING = frozenset({"self", "cls", "super", "builtins"})
_ANYTHING = "*"
"""Leads to what is given by something that no name tells."""
_OBJECT = "an object made"
"""Stands for whatever an `__init__` makes: its summary does not tell of which class."""
Leads = Mapping[str, Collection[str]]
"""By word: the names that hand out what is given under that word."""


class _Told(NamedTuple):
    """What the functions of one name tell."""

    found: frozenset[str]
    """The names of what comes from a source."""
    leads: tuple[tuple[str, str], ...]
    """Words, and the names of what they lead to."""


class _Module(NamedTuple):
    """What a module of the workspace tells."""

    found: frozenset[str]
    leads: Leads
    bound: frozenset[str]
    """The names that it binds by assigning to them."""
    imported: frozenset[str]
    """The modules of the workspace that it imports."""


def given_by(
    facts: Facts, modules: Sequence[str], depended: Collection[str], *, local: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """Names of functions that hand out, and of attributes and other names that hold, data from outside; and what of that
    sort may be in places where modules out of reach keep something.

    What is given under the words in `depended` is, too. The command line and its like count only where `local` is true.
    """
    told = [one for module in modules if (one := told_by(facts, module, local)) is not None]
    beyond = kept_beyond(facts, modules, [one.bound for one in told])
    found = frozenset[str]().union(*(one.found for one in told))
    return _led_to(found, beyond.union(depended), [one.leads for one in told]), beyond


def told_by(facts: Facts, module: str, local: bool) -> _Module | None:
    """What a module tells; None if it is not in the workspace."""
    return facts.summed(module, ("given", local), partial(_of_module, facts, module, local))


def _of_module(facts: Facts, module: str, local: bool) -> _Module | None:
    """What all functions of a module tell."""
    if facts(module, "taint-summary") is None:
        return None
    leads: dict[str, set[str]] = {}
    found: set[str] = set()
    for name in facts.table(module, "taint-summary"):
        told = facts.part(module, ("given", name, local), partial(_told, facts, module, name, local))
        found |= told.found
        for word, led in told.leads:
            leads.setdefault(word, set()).add(led)
    for name, word in _other_names(facts, module):
        leads.setdefault(word, set()).add(name)
    bound = frozenset([item.name for item in facts(module, "binds") or () if item.how == "assign"])
    return _Module(frozenset(found), leads, bound, _imported_by(facts, module) if module else frozenset())


def _imported_by(facts: Facts, module: str) -> frozenset[str]:
    """The modules of the workspace that one of them imports."""
    world = ModuleWorld(facts, module, 0)
    imports = facts(module, "imports") or ()
    names = {world.absolute(name) for item in imports for name in (item.module, item.qualified)}
    return frozenset([name for name in names if name and facts(name, "taint-summary") is not None])


def _told(facts: Facts, module: str, function: str, local: bool) -> _Told:
    world = ModuleWorld(facts, module, 0)
    found: set[str] = set()
    leads: dict[tuple[str, str], None] = {}
    for item in facts.named(module, "taint-summary", function):
        for name, origin in _handed_out(item, world):
            source = source_of(origin.name, world) if origin.kind == "path" else None
            if origin.kind == "param" or (source is not None and (local or source.remote)):
                found.add(name)
            elif origin.kind == "via" or origin.name.startswith(("$self.", SHARED)):
                leads.update(((word, name), None) for word in _words(origin.name, world))
    return _Told(frozenset(found), tuple(leads))


def _led_to(found: frozenset[str], seeds: Collection[str], tables: Sequence[Leads]) -> frozenset[str]:
    """The names found, and those that they and the seeds lead to."""
    words = {*found, *seeds, *([_ANYTHING] if found or seeds else [])}
    seen, followed = set(found), set(words)
    while words:
        more = {led for leads in tables for word in leads.keys() & words for led in leads[word]} - seen
        seen |= more
        words = more - followed
        followed |= words
    return frozenset(seen - {_OBJECT})


def _handed_out(summary: Summary, world: ModuleWorld) -> Iterator[tuple[str, Origin]]:
    """The names under which a function hands out or keeps data that is no parameter's, or that of one which requests fill, each
    with where that began.

    What it passes to a function of a module, as `os.write(...)`, is not kept in that.
    """
    inner = summary.inner[1] if summary.inner is not None else ()
    wrapped = (taints for symbol, _, _, taints in summary.passed if symbol.startswith("$") and "." not in symbol)
    given = [(summary.name, taints) for taints in (summary.returns, inner, *wrapped)]
    kept = [(_last_of(place), taints) for place, taints in summary.stores if not _is_module(place, world)]
    sent = dict(summary.sent)
    for name, taints in (*given, *kept):
        for taint in taints:
            origin = first_origin(taint)
            if origin.kind in ("path", "via") or (origin.kind == "param" and origin.name in sent):
                yield name, origin
                if summary.name == "__init__":
                    yield _OBJECT, origin


def _last_of(place: str) -> str:
    """The name under which something is kept; of a place that all of an application share, with its mark."""
    shared = _SHARED_PLACE.match(place)
    return SHARED + shared[1] if shared is not None else place.rpartition(".")[2].lstrip("?@").partition("[")[0]


_SHARED_PLACE = deferred(rf"{SHARED}\w+[.\[](\w+)\]?")
"""`%request.tenant`, `%app[jobs]`, which are told by `%tenant` and `%jobs`: in attributes of other objects nothing is shared."""


def _is_module(place: str, world: ModuleWorld) -> bool:
    """Whether what a function seems to put something into is a module: of an import without dots only modules come."""
    found = world.facts.bound(world.module, place[1:]) if place[:1] == "?" else ()
    return any(item.how == "import" and "." not in item.target for item in found)


def _words(symbol: str, world: ModuleWorld) -> Iterator[str]:
    """The words by which it may be told whether a symbol is given data from outside."""
    shared = _SHARED_PLACE.match(symbol)
    if shared is not None:
        yield SHARED + shared[1]
    rest = symbol[shared.end() :] if shared is not None else symbol
    if symbol[:1] in (RAISED, CHOSEN) or "*" in symbol or symbol.rpartition(".")[2] in SENDS or is_chosen(symbol):
        yield _ANYTHING
    imported = _imported(symbol, world)
    if imported is not None:
        yield symbol[1:].partition(".")[0].rstrip("()[]")  # what the module itself puts into it
        rest = _within(imported, world.facts)
        if not rest:
            return
    yield from (word for word in _WORD.findall(rest) if word not in _TELL_NOTHING)
    if symbol.endswith("()"):
        yield "__call__"


def _imported(symbol: str, world: ModuleWorld) -> str | None:
    """The dotted name of a symbol that begins with what an import binds; None for others."""
    root, dot, rest = symbol[1:].partition(".") if symbol[:1] == "?" else ("", "", "")
    bare = root.rstrip("()[]")
    for item in world.facts.bound(world.module, bare) if bare else ():
        if item.how == "import":
            return f"{world.absolute(item.target)}{root[len(bare) :]}{dot}{rest}"
    return None


def _within(name: str, facts: Facts) -> str:
    """What stands after the module of the workspace that a dotted name begins with; empty where it begins with none."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        module = ".".join(parts[:cut])
        if module and "(" not in module and facts(module, "taint-summary") is not None:
            return ".".join(parts[cut:])
    return ""


def _other_names(facts: Facts, module: str) -> Iterator[tuple[str, Any]]:
    """Pairs of a name and the word by which that is called which it stands for."""
    yield from ((item.name, item.member) for item in facts(module, "imports") or () if item.member != item.name)
    yield from ((item.name, _last_of(item.target)) for item in facts(module, "binds") or () if item.target)
    yield from ((_last_of(item.name), _last_of(item.function)) for item in facts(module, "partials") or ())
    yield from ((_last_of(item.name), _last_of(item.function)) for item in facts(module, "function-tables") or ())
    yield from ((item.name, _OBJECT) for item in facts(module, "classes") or ())
