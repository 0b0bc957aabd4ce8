"""One run over a function: the state that following the code builds up, and what it leaves to be settled."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from burnish_checks.security.flow.taints import NOTHING, Origin, Taint, cleared
from burnish_checks.security.flow.values import MISSING, Names, Value


class Hit(NamedTuple):
    """Data that reaches what may be a sink."""

    node: ast.AST
    """Where: the call, the returned expression, the target."""
    number: int
    """Which sink of the table."""
    symbol: str
    """What is called, symbolically."""
    argument: ast.AST
    """The expression that carries the data."""
    taints: frozenset[Taint]


class Passed(NamedTuple):
    """Data that is passed to a function whose body is elsewhere."""

    node: ast.Call
    symbol: str
    slot: str
    argument: ast.AST
    taints: frozenset[Taint]
    given: tuple[str, ...] = ()
    """What the call passes, as `shape_of` says it."""


class Handed(NamedTuple):
    """A function that is passed to another one."""

    node: ast.Call
    symbol: str
    """What it is passed to."""
    function: str


class Bound(NamedTuple):
    """An assignment that data went through."""

    target: ast.AST
    value: ast.AST
    taints: frozenset[Taint]


@dataclass
class Frame:
    """The function being followed: what it returned so far, and the loops around the current statement."""

    node: ast.AST | None
    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    """What a generator gives, each with its parts; `returned` has the same without them."""
    exits: list[tuple[Names, ast.expr | None, Value]] = field(default_factory=list)
    """The names at each way out, with the expression that is returned, and its value."""
    outer: set[str] = field(default_factory=set)
    """The names declared `global`."""
    raised: list[tuple[ast.AST, Value]] = field(default_factory=list)
    breaks: list[list[Names]] = field(default_factory=list)


@dataclass
class Run:
    """All that was found while following one function or statement and the functions nested in it."""

    resolve: Callable[[str], str]
    """The symbol of a name from outside the function."""
    flags: Callable[[str], tuple[tuple[str, Any], ...]] = lambda name: ()
    """The flags with which a parser was made that a name from outside the function means."""
    hits: dict[tuple[int, int, str], Hit] = field(default_factory=dict)
    passed: dict[tuple[int, str], Passed] = field(default_factory=dict)
    born: dict[Origin, ast.AST] = field(default_factory=dict)
    """Where each origin was first read."""
    bound: dict[str, list[Bound]] = field(default_factory=dict)
    stores: dict[str, frozenset[Taint]] = field(default_factory=dict)
    """Attributes of `self`, and symbols from outside the function, with what was stored in them."""
    answers: list[tuple[ast.AST, ast.AST, Value]] = field(default_factory=list)
    """Function, returned expression and value of each `return`."""
    frames: list[Frame] = field(default_factory=list)
    nested: list[ast.AST] = field(default_factory=list)
    """Functions nested in the one followed; `name#n` is the parameter of the nth, from 1."""
    deferred: dict[int, ast.Call | None] = field(default_factory=dict)
    """Calls that others put off, by the node of the one that does."""
    outside: frozenset[str] | None = frozenset()
    """Names from outside the function that may hold data from outside; None for all."""
    giving: frozenset[str] = frozenset()
    """Attributes that may hold or, as properties, hand out data from outside."""
    making: frozenset[str] = frozenset()
    """Properties that may make something by whose kind a sink is told."""
    sent: dict[str, int] = field(default_factory=dict)
    """The sockets that something was sent to, by their symbols, each with the line where that was first."""
    asks: bool = False
    """Whether it can be asked already what the module and the workspace hold."""
    closed: Callable[[str], Any] = lambda symbol: None
    """What a function of the workspace does, where that can be asked already: a `Closed` or None."""
    literal: Callable[[str], Any] = lambda name: MISSING
    """The constant that a name of the module always has, where that can be asked already."""
    partial: Callable[[str], Any] = lambda symbol: None
    """What a symbol of the module is a `functools.partial` of: a `Partial` or None."""
    is_plain_option: Callable[[str], bool] = lambda name: False
    """Whether an option of the command line holds no free text."""
    class_of: Callable[[str], str] = lambda name: ""
    """The symbol of the class that an attribute of `self` is, where its own class says so."""
    lineage: Callable[[str], tuple[str, ...]] = lambda symbol: ()
    """The classes from elsewhere that the class of a symbol derives from."""
    own: set[str] = field(default_factory=set)
    """The methods of the object itself that are called, by their symbols."""
    handed: dict[tuple[int, str], Handed] = field(default_factory=dict)
    """What may be functions that are passed to others, by call and slot."""
    rests: set[str] = field(default_factory=set)
    """The symbols of parameters `**rest`, whose keys the callers write."""
    classes: dict[str, str] = field(default_factory=dict)
    """The symbols of parameters whose class is written, with the symbol of that class."""
    given_back: dict[ast.AST, list[Value]] = field(default_factory=dict)
    """What the nested functions return."""
    inlined: int = 0
    steps: int = 0
    conditions: dict[str, tuple[ast.expr, Names]] = field(default_factory=dict)
    """What was last found true or false where a name was bound to that, with the names there."""
    compared: dict[ast.AST, tuple[tuple[str, ast.expr], ...]] = field(default_factory=dict)
    """By test: the expressions in it that may be written again, with their texts."""
    texts: dict[ast.AST, str] = field(default_factory=dict)
    """By expression: what it reads, as `equal` writes it."""
    carried: dict[ast.AST, frozenset[str]] = field(default_factory=dict)
    """By loop: what `carried_by` says of it."""
    read: dict[ast.AST, set[str]] = field(default_factory=dict)
    """By condition that a name was bound to: the names in it."""
    known: dict[Any, Any] = field(default_factory=dict)
    """What the expressions of the statement being followed are, as `evaluated` and `refined` remember it."""
    alike: tuple[Names | None, Names | None] = (None, None)
    """Names to which only what a test reads was added, and those to which it was: the same is known of expressions."""
    served: bool = False
    """Whether it is a method of a service of gRPC: what it calls a request is what somebody sent."""
    settled: Mapping[str, Value] = field(default_factory=dict)
    """The parameters of the function followed that are what they are by default."""

    @property
    def frame(self) -> Frame:
        """The innermost function."""
        return self.frames[-1]

    def put(self, names: Names, name: str, value: Value) -> None:
        """Have a name, or a symbol that is tracked, hold a value."""
        names[name] = value
        self.known.clear()

    def hit(self, node: ast.AST, number: int, symbol: str, argument: ast.AST, taints: frozenset[Taint]) -> None:
        """Record data at a sink; what was recorded there before is joined."""
        if taints:
            key = (id(node), number, symbol)
            before = self.hits.get(key)
            known = before.taints if before is not None else NOTHING
            self.hits[key] = Hit(node, number, symbol, argument, known | taints)

    def keep(self, place: str, taints: frozenset[Taint]) -> None:
        """Record what is stored where other functions find it."""
        self.stores[place] = self.stores.get(place, NOTHING) | taints

    def forget(self, node: ast.AST) -> None:
        """Drop what was recorded at a call that turns out to be no sink."""
        for key in [key for key in self.hits if key[0] == id(node)]:
            del self.hits[key]

    def doubt_page(self, name: str, numbers: frozenset[int], doubts: frozenset[str]) -> None:
        """Mark what was recorded at sinks of these numbers whose result a name was bound to; drop it where there is no mark."""
        nodes = {id(item.value) for item in self.bound.get(name, ())}
        for key in [key for key in self.hits if key[0] in nodes and key[1] in numbers]:
            hit = self.hits.pop(key)
            if doubts:
                self.hits[key] = hit._replace(taints=cleared(hit.taints, doubts))

    def forget_at(self, number: int, symbol: str) -> None:
        """Drop what was recorded at one sink of what the symbol names."""
        for key in [key for key in self.hits if key[1:] == (number, symbol)]:
            del self.hits[key]

    def bind(self, name: str, target: ast.AST, value: ast.AST, taints: frozenset[Taint]) -> None:
        """Record that a name took data."""
        if taints:
            entries = self.bound.setdefault(name, [])
            if not any(item.target is target for item in entries):
                entries.append(Bound(target, value, taints))
            else:
                entries[:] = [
                    Bound(target, value, item.taints | taints) if item.target is target else item for item in entries
                ]


class TooLong(Exception):
    """The function is too large to be followed."""


MOST_STEPS = 20000
