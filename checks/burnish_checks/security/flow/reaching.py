"""What flows a file can have at all: what of the modules in reach hands out data from outside, and what does harm with it.

Each is worked out when a block first asks: in most files of a library nothing hands out such data, and what does harm is no
longer asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import is_not
from typing import Any, Generic, NamedTuple, TypeVar

from burnish_checks.core.context import View
from burnish_checks.core.facts import NOTHING
from burnish_checks.security.flow.asked import facts_of
from burnish_checks.security.flow.giving import given_by, told_by
from burnish_checks.security.flow.harming import BUILT_IN_EXCEPTIONS, harmed_by
from burnish_checks.security.flow.inlets import taint_inlets_topic
from burnish_checks.security.flow.keeping import places_of
from burnish_checks.security.flow.kinds import LOG
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.flow.worlds import OTHERS

Made = TypeVar("Made")


class Giving(NamedTuple):
    """What hands out data from outside."""

    words: frozenset[str]
    """Names of functions here, and in modules it imports from the workspace, that may.

    The attributes that such data is stored in are among them.
    """
    plain: frozenset[str]
    """Those of them by which a block may know a function, or what the module binds, without an object."""
    holding: frozenset[str]
    """The names that the module binds to such data."""
    places: frozenset[str]
    """The names of attributes and keys under which functions of the workspace may keep such data for others."""
    making: frozenset[str]
    """Names of methods that make something by whose kind a sink is told."""


class Harming(NamedTuple):
    """What does harm with what it is passed."""

    words: frozenset[str]
    """Names of such functions."""
    plain: frozenset[str]
    """Those of them by which a block may know a function without an object."""


def giving_in(view: View) -> Giving:
    """What in reach hands out data from outside."""
    return _giving.of(view)


def harming_in(view: View) -> Harming:
    """What in reach does harm."""
    return _harming.of(view)


class _Last(Generic[Made]):
    """What was worked out of the last view, as long as that is the same in all that it is worked out from."""

    def __init__(self, make: Callable[[View], Made]) -> None:
        self._make = make
        self._known: _Known[Made] | None = None

    def of(self, view: View) -> Made:
        """What is made of the view; the same object as before where it is equal."""
        known = self._known
        if known is None or known.joined is not view.joined or known.beside != _beside(view):
            parts = tuple(view.joined.get(kind, NOTHING) for kind in _READ)
            if known is None or known.beside != _beside(view) or any(map(is_not, known.parts, parts)):
                made = self._make(view)
                if known is not None and made == known.made:
                    made = known.made
                known = _Known(view.joined, parts, _beside(view), made)
            self._known = replace(known, joined=view.joined)
        return known.made


@dataclass(frozen=True)
class _Known(Generic[Made]):  # Python 3.10 has no generic named tuples
    """What was made of the last view."""

    joined: Any
    parts: tuple[Any, ...]
    beside: tuple[Any, ...]
    """All but the facts of the module."""
    made: Made


def _beside(view: View) -> tuple[Any, ...]:
    revision = view.project.revision if view.project is not None else -1
    return view.path, view.project, revision, view.settings.local_sources, _logs_count(view)


_READ = (
    *("imports", "taint-summary"),
    *("classes", "binds", "shared-places", "dependencies", "constructions", "derivations", "attributes-made"),
    *("partials", "function-tables", "listeners", "literals", "own-texts"),
)


def _what_gives(view: View) -> Giving:
    facts, imports = facts_of(view), view.joined.get("imports", NOTHING)
    modules = _modules(view, facts)
    web = taint_inlets_topic.resolve(view, -1).web if view.joined.get("dependencies") else False
    depended = {item.name for item in view.joined.get("dependencies", {})} if web else set()
    given, beyond = given_by(facts, modules, depended, local=view.settings.local_sources)
    giving = given | depended
    if not (giving or beyond):
        return _NOTHING_GIVEN
    shared, containers = places_of(facts, giving | beyond)
    bound = {item.name for item in view.joined.get("binds", {}) if item.how == "assign"}
    named = bound | {item.name for item in imports}
    words = _renamed(giving, imports)
    return Giving(
        words,
        _plain(words, view) | depended,
        (giving & bound) | (containers & named),
        shared | containers,
        frozenset[str]().union(*(facts.summed(one, ("making",), partial(_making, facts, one)) for one in modules)),
    )


_NOTHING_GIVEN = Giving(*[frozenset[str]()] * 5)


def _what_harms(view: View) -> Harming:
    facts, imports = facts_of(view), view.joined.get("imports", NOTHING)
    modules = _modules(view, facts)
    words = _renamed(harmed_by(facts, modules, logs=_logs_count(view)), imports)
    return Harming(words, _plain(words, view))


def _making(facts: Facts, module: str) -> frozenset[str]:
    """The names of methods of a module that make something."""
    summaries = facts(module, "taint-summary") or ()
    return frozenset([item.name for item in summaries if item.in_class and item.makes[-2:] == "()"])


def _known_by_name(view: View) -> frozenset[str] | None:
    """The names by which blocks may know a function or what the module binds; None where a star may have imported any.

    A module is none: what is read from it is an attribute.
    """
    imports = view.joined.get("imports", NOTHING)
    if any(item.member == "*" for item in imports):
        return None
    members = (item.name for item in imports if item.member)
    bound = (item.name for item in view.joined.get("binds", {}) if item.how != "import")
    return BUILT_IN_EXCEPTIONS.union(members, bound)


def _plain(words: frozenset[str], view: View) -> frozenset[str]:
    known = _known_by_name(view)
    return words if known is None else words & known


_FARTHEST = 3
_MOST_MODULES = 60


def _modules(view: View, facts: Facts) -> list[str]:
    """The module itself, and those of the workspace that it imports, or that these do."""
    if view.project is None:
        return [""]
    names = sorted({name for item in view.joined.get("imports", NOTHING) for name in (item.module, item.qualified)})
    local = view.settings.local_sources
    key = (
        "imported",
        local,
        *names,
    )  # the walk is the same at every keystroke, as long as the index and the imports are
    return ["", *facts.recall(OTHERS, key, lambda: tuple(_imported(facts, names, local)))]


def _imported(facts: Facts, names: Iterable[str], local: bool) -> Iterator[str]:
    """The modules of the workspace among these, and those that they import."""
    seen: set[str] = set()
    for _ in range(_FARTHEST):
        farther: set[str] = set()
        for module in names:
            if module in seen or not module or len(seen) > _MOST_MODULES:
                continue
            told = told_by(facts, module, local)
            if told is not None:
                seen.add(module)
                yield module
                farther |= told.imported
        names = sorted(farther)


def _renamed(words: frozenset[str], imports: Any) -> frozenset[str]:
    """The words, and what imports call them here."""
    return words.union(item.name for item in imports if item.member in words)


def _logs_count(view: View) -> bool:
    """Whether what is written to a log is looked at, which is off by default."""
    return not {LOG, "security", "all"}.isdisjoint(view.settings.select)


_giving = _Last(_what_gives)
_harming = _Last(_what_harms)
