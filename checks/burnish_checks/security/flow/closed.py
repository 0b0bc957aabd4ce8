"""What is known of a function whose data flow is settled, and what must be known of a module to settle it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol, TypeVar

from burnish_checks.security.flow.marks import DOUBT
from burnish_checks.security.flow.sources import Source
from burnish_checks.security.flow.taints import Origin
from burnish_checks.security.flow.vouching import Check

ANY = "*"
"""Stands in a flow for whatever is passed."""
MOST_ALTERNATIVES = 4
"""Of how many functions that may be meant each is followed; of more only what they have in common is told. Where nineteen
`__init__` stood in a file of 10,000 lines, following each took 9 s, and with thirty more in 20,000 minutes."""


class Flow(NamedTuple):
    """What a parameter does in a function, everything it calls included."""

    parameter: str
    kind: str
    """A kind of sink, or empty for what is returned."""
    label: str
    """What the sink is; of what is returned the part (of a tuple) or attribute (of an object) that holds it, if known."""
    cleared: frozenset[str]
    read: str = ""
    """The attribute or key of the parameter that is read, where it is known."""


class Called(NamedTuple):
    """What a function passes on to one that it is passed."""

    function: str
    """The parameter that is called."""
    slot: str
    parameter: str
    cleared: frozenset[str]


class Given(NamedTuple):
    """Data from outside that a function returns."""

    source: Source | None
    """None for what a decorator passes on that may be anything."""
    cleared: frozenset[str]
    part: str = ""
    """Which part of the tuple or dictionary that is returned; empty for the whole. Of what a decorator passes to the
    function that it wraps, the slot."""


class Closed(NamedTuple):
    """What callers need to know of a function. Compared by value: it is the answer to a question."""

    parameters: tuple[str, ...]
    flows: tuple[Flow, ...]
    given: tuple[Given, ...]
    makes: str
    flags: tuple[tuple[str, Any], ...] = ()
    """The flags with which that is made; `$name` is what the parameter is."""
    calls: tuple[Called, ...] = ()
    wraps: tuple[Given, ...] = ()
    """Data from outside that is passed to a function which is a parameter: what a decorator adds."""
    checks: tuple[Check, ...] = ()
    decisive: bool = False
    inner: Closed | None = None
    """What the function does that it returns."""
    plain: frozenset[str] = frozenset()
    results: tuple[Flow, ...] = ()
    """What becomes of what functions return that are parameters, `name#n` those of the nth function inside."""
    record: bool = False
    """Whether it makes an object that holds what is passed: by keyword under that name, else under any."""
    methods: frozenset[str] = frozenset()
    """What is no field of such an object."""
    defaults: tuple[tuple[str, str], ...] = ()
    """The parameters on whose constant default a branch depends, each with that."""
    by_default: Closed | None = None
    """What the function does where none of them is passed, if that is not the same."""
    gives_back: frozenset[str] = frozenset()
    """The parameters that are called, and whose results are returned."""
    alternatives: tuple[Closed, ...] = ()
    """What each of several functions does of which one is meant, where their parameters are not called the same."""
    never: bool = False
    """Whether it never comes back."""
    constructs: bool = False
    """Whether it is the `__init__` of some class of its module: what a call passes tells whether it is that of the right one."""

    def called_with(self, given: tuple[str, ...]) -> Closed | None:
        """What it does where it is called with these arguments (see `shape_of`); None where it cannot be."""
        if not given:
            return self
        passed = [(self._parameter(slot), constant) for slot, _, constant in (item.partition("=") for item in given)]
        if self.constructs and any(not name for name, _ in passed):
            return None
        if self.by_default is None:
            return self
        defaults = dict(self.defaults)
        changed = any(name in defaults and defaults[name] != constant for name, constant in passed)
        return self if changed else self.by_default

    def held_from_outside(self, given: tuple[str, ...]) -> tuple[Given, ...]:
        """What it returns, or the object holds that it makes, which comes from outside, where it is called with these."""
        told = self.called_with(given)
        own = told.given if told is not None else ()
        others = (item for one in self.alternatives for item in one.held_from_outside(given) if item.part)
        return (*own, *others) if self.alternatives else own

    def _parameter(self, slot: str) -> str:
        """The parameter that the argument at a position or keyword is, or one that takes the rest; empty for none."""
        names = self.parameters
        if not slot.isdigit():
            rest = (name for name in names if name.startswith("**"))
            return slot if slot in names else next(rest, "")
        rest = (name for name in names[: int(slot) + 1] if name.startswith("*"))
        return next(rest, "") or (names[int(slot)] if int(slot) < len(names) else "")


_Item = TypeVar("_Item")


def in_order(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The items by what they say, which is the same in each process: how a set is spelt depends on the seed of its hashes."""
    found = tuple(items)
    return found if len(found) <= 1 else tuple(sorted(found, key=_said))


def _said(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_said, value)))}}}"
    return f"({','.join(map(_said, value))})" if isinstance(value, tuple) else repr(value)


def doubted(told: Closed) -> Closed:
    """What a function does that need not be the one that is called."""
    flows = tuple(flow._replace(cleared=flow.cleared | {DOUBT}) for flow in told.flows)
    given = tuple(item._replace(cleared=item.cleared | {DOUBT}) for item in told.given)
    return told._replace(flows=flows, given=given, alternatives=tuple(map(doubted, told.alternatives)))


def any_of(found: list[Closed]) -> Closed:
    """What any of several functions does that may be meant."""
    same = [item for item in found if item.parameters == found[0].parameters]
    flows = in_order({flow for item in same for flow in item.flows})
    given = in_order({item for one in same for item in one.given})
    makes = found[0].makes if len({one.makes for one in found}) == 1 else ""
    never = all(one.never for one in found)
    others = tuple(found) if len(same) < len(found) <= MOST_ALTERNATIVES else ()
    return Closed(found[0].parameters, flows, given, makes, alternatives=others, never=never)


class World(Protocol):
    """What names mean in a module."""

    def resolve(self, name: str) -> str:
        """The symbol of a module-level or built-in name: dotted if imported, `@name` if the module's own."""

    def imports(self, module: str) -> bool:
        """Whether the file imports the module."""

    @property
    def is_handed_requests(self) -> bool:
        """Whether it is another module, and imports no framework: of its own parameters only a caller tells that they are
        requests."""

    def uses(self, name: str) -> bool:
        """Whether other code of the module uses the name."""

    def bases(self) -> tuple[str, ...]:
        """The base classes of the class around, as written."""

    def closed(self, callee: str) -> Closed | None:
        """What a function of the workspace does; None if it is not in it, or does nothing with data."""

    def literal(self, name: str) -> Any:
        """The constant that a name of the module always has, or `self.attribute` by its class; `MISSING` if it is not known."""

    def is_plain_option(self, name: str) -> bool:
        """Whether the module declares an option of the command line by that name that holds no free text."""

    def pattern(self, symbol: str) -> str | None:
        """The regular expression that a name of the module, of another or of a class means; None if it is not known."""

    def truths(self, name: str) -> dict[str, bool]:
        """The truth values in the dictionary that a name of the module, or `self.attribute`, is bound to."""

    def lineage(self, symbol: str) -> tuple[str, ...]:
        """The classes from elsewhere that a class of the module derives from."""

    def partial(self, symbol: str) -> Any:
        """What a symbol of the module is a `functools.partial` of; None for others."""

    def held(self, attribute: str) -> str:
        """The class of the object that methods of this module store in an attribute of `self`; empty if not known."""

    def stored(self, attribute: str, read: str = "") -> tuple[Given, ...]:
        """The data from outside that is stored in an attribute of `self`, or under a symbol of the module; with `read` as
        far as that attribute of what is stored gives it, or a method of it."""

    def handler(self, parameter: str, attribute: str) -> Source | None:
        """The source that a parameter (or an attribute of it) is because its function answers requests."""

    def is_checked(self, field: str) -> bool:
        """Whether a form that is known checks a field of that name, or lets no free text through it."""

    def is_request(self, parameter: str) -> bool:
        """Whether an annotation says that the parameter is a request."""


class End(NamedTuple):
    """Where data comes from in the end: a source, or a parameter of the function."""

    source: Source | None
    parameter: str
    cleared: frozenset[str]
    origin: Origin
