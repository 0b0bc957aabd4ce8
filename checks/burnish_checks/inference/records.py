"""What running a function in the abstract leaves behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from burnish_checks.inference.modules import Class, Function, Module
from burnish_checks.inference.types import NEVER, NONE, UNKNOWN, Parameter, Type, members, union

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

Environment = dict[str, Type]
"""Types by variable; a dotted key is an attribute whose type is known more closely than its class tells."""


class Passed(NamedTuple):
    """An argument at a call site: what the parameter of a workspace function is given there."""

    key: str
    parameter: str
    type: Type


class Written(NamedTuple):
    """A value given to an attribute of an object, or to a global name (`owner` is then the module)."""

    owner: str
    name: str
    type: Type
    declared: bool = False


class Use(NamedTuple):
    """Something done with a parameter."""

    kind: str
    """`attribute`, `passed`, `declared`, `beside`, `within`, `holds`, `isinstance`, `none`, `truth`, `iterated`, `index`, `put`,
    `stored`, `called`, `attribute-of`, `given`, `awaited`, `entered`, `number`, `set`."""
    name: str = ""
    key: str = ""
    """Of what is passed or stored the function or class; `getattr` for an attribute that is asked for by its name as text."""
    type: Type = UNKNOWN


def otherwise(name: str) -> str:
    """The name under which is recorded what is done with a parameter that is of none of the classes tested for."""
    return f"{name} otherwise"


@dataclass(frozen=True)
class Summary:
    """What a function does, seen from outside."""

    returned: Type = NEVER
    """All that is returned, None for falling off the end; `NEVER` if it never comes back."""
    yielded: Type | None = None
    """What a generator yields; None if it is none."""
    sent: bool = False
    """Whether the value of a `yield` is used."""
    falls: bool = False
    """Whether the end of the body can be reached."""
    passed: tuple[Passed, ...] = ()
    written: tuple[Written, ...] = ()
    variables: tuple[tuple[str, Type], ...] = ()
    uses: tuple[tuple[str, Use], ...] = ()

    @cached_property
    def given(self) -> dict[tuple[str, str], list[Type]]:
        """By key of a function and name of its parameter: what it is given."""
        found: dict[tuple[str, str], list[Type]] = {}
        for key, parameter, type_ in self.passed:
            found.setdefault((key, parameter), []).append(type_)
        return found

    def variable(self, name: str) -> Type | None:
        """The type of a local over the whole function, as functions defined in it see it."""
        for variable, type_ in self.variables:
            if variable == name:
                return type_
        return None


START = Summary(UNKNOWN)


_TRIED = frozenset({"attribute", "index", "key", "number", "iterated", "called"})
"""Uses that tell nothing where it is provided for that the value cannot do that."""


@dataclass
class Run:
    """One abstract execution of a function body."""

    engine: Engine
    function: Function
    module: Module
    cls: Class | None
    tracking: bool = False
    """Whether parameters are placeholders whose use is recorded."""
    returns: list[Type] = field(default_factory=list)
    yields: list[Type] = field(default_factory=list)
    generator: bool = False
    sent: bool = False
    passed: list[Passed] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    variables: dict[str, Type] = field(default_factory=dict)
    uses: dict[tuple[str, Use], None] = field(default_factory=dict)
    loops: list[tuple[list[Environment], list[Environment]]] = field(default_factory=list)
    """For each loop around: the environments at its `break` and at its `continue`."""
    nesting: int = 0
    trying: int = 0
    """How many `try` statements stand around that go on where a value cannot do what is asked of it."""
    globals: set[str] = field(default_factory=set)
    unknown: list[ast.stmt] = field(default_factory=list)
    """Statements that call something of which nothing is known: it may be made to raise."""

    def use(self, type_: Type, use: Use) -> None:
        """Record what is done with a parameter, if the value is one; apart as well where it is of no class tested for."""
        if self.tracking and not (self.trying and use.kind in _TRIED):
            names = [item for item in members(type_) if isinstance(item, Parameter)]
            for item in names:
                self.uses[(item.name, use)] = None
                if item.otherwise and Parameter(item.name) not in names:
                    self.uses[(otherwise(item.name), use)] = None

    def does(self, type_: Type, kind: str) -> None:
        """Record what is done with a parameter, where that is all there is to say."""
        if self.tracking:
            self.use(type_, Use(kind))

    def put(self, type_: Type) -> None:
        """Record that a parameter of no class tested for is put into a container, out of sight."""
        if self.tracking and isinstance(type_, Parameter) and type_.otherwise:
            self.uses[(otherwise(type_.name), Use("put"))] = None

    def summary(self, falls: bool) -> Summary:
        """What was recorded, as a value."""
        returns = [*self.returns, *([NONE] if falls else [])]
        if (
            falls
            and self.engine.certain
            and self._gives()
            and any(end in self.unknown for end in _ends(self.function.body))
        ):
            returns.append(UNKNOWN)
        return Summary(
            union(returns),
            union(self.yields) if self.generator else None,
            self.sent,
            falls,
            tuple(dict.fromkeys(self.passed)),
            tuple(dict.fromkeys(self.written)),
            tuple(self.variables.items()),
            tuple(self.uses),
        )

    def _gives(self) -> bool:
        """Whether something other than None is returned: a call before the end is then likely one that raises."""
        return any(item != NONE for type_ in self.returns for item in members(type_))


def _ends(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements behind which a body ends."""
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        yield from _ends(last.body)
        yield from _ends(last.orelse)
    elif isinstance(last, (ast.With, ast.AsyncWith)):
        yield from _ends(last.body)
    elif last is not None:
        yield last
