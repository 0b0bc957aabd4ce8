"""Facts: what a block tells the rest of the module, as values without positions.

Facts are gathered by collectors, one for each kind. The core's own are `imports`, `binds`, `members`, `uses`,
`chains`, `exports` and `headers`; a category adds its own with `@collector`. A block's facts are joined with those
of the others by counting, so an edit adds and subtracts what changed and nothing else is read again.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from burnish_checks.core.held_words import NOTHING as NO_WORDS
from burnish_checks.core.held_words import Held, still_held
from burnish_checks.core.joining import NOTHING as NOTHING
from burnish_checks.core.joining import Joined as Joined
from burnish_checks.core.joining import bindings_by_name as bindings_by_name
from burnish_checks.core.joining import join as join
from burnish_checks.core.names import dotted as dotted
from burnish_checks.core.positions import Span

if TYPE_CHECKING:
    from burnish_checks.core.block import Block


class Fact(NamedTuple):
    """A value of a kind; where it stands is looked up in its block."""

    kind: str
    value: Any


class Import(NamedTuple):
    """One name bound by an import statement."""

    name: str
    """The name it binds: `np` in `import numpy as np`, `os` in `import os.path`."""
    module: str
    """`numpy`, `os.path`; for `from a import b` the module `a`, with its leading dots."""
    member: str
    """`b` in `from a import b`, `*` for a star import, empty for `import a`."""
    renamed: bool
    """Whether it has an `as`."""
    scope: str
    """`module`, `class` or `function`."""
    guard: str
    """What stands around it: `type-checking`, `optional`, `try`, `if` or empty.

    `optional` is an import whose failure is caught or expected and means something: in the body of a `try` whose
    handlers of ImportError do more than bind its names otherwise, or under `with suppress(...)`, `raises(...)`.
    """

    @property
    def qualified(self) -> str:
        """The dotted name of what is bound."""
        if self.member:
            return f"{self.module}{'' if self.module.endswith('.') else '.'}{self.member}"
        return self.module if self.renamed else self.name


class Binding(NamedTuple):
    """A name bound at module level (kind `binds`) or in a class body (`members`)."""

    name: str
    how: str
    """`import`, `def`, `class`, `assign`, `annotation`, `for`, `with`, `except`, `global` or `del`."""
    target: str
    """For an import or an alias (`x = a.b`): the dotted name of what is bound; else empty."""


class Header(NamedTuple):
    """A class or compound header, as the blocks in it see it."""

    word: str
    name: str
    bases: tuple[str, ...]
    """Source text of the bases and keywords."""
    decorators: tuple[str, ...]


Place: TypeAlias = "ast.AST | Span | None"
Collect = Callable[["Block"], Iterable[tuple[Any, Place]]]


@dataclass(frozen=True)
class Collector:
    """A kind of fact and the function that gathers it from a block: pairs of value and place."""

    kind: str
    collect: Collect
    lexical: bool = False
    """Whether it reads the block's lines alone, and so also those of a broken block."""
    local: bool = False
    """Whether only the file's own rules ask for it, so that no index need keep it."""
    late: bool = False
    """Whether it may be gathered behind the answer to an edit: where only topics read it that are `slow`, or other files ask."""
    docstrings: bool = False
    """Whether it reads docstrings: all others keep their facts where only one of these is worded otherwise."""
    among: tuple[type[ast.AST], ...] = ()
    """Where it gathers nothing from a block without a node of one of these types: what they are."""
    words: tuple[str, ...] = ()
    """The same of words, or parts of lines: it gathers nothing from a block whose text has none of them."""
    asked: str = ""
    """The rule for which alone an index keeps it, if that is on."""


def collector(
    kind: str,
    *,
    lexical: bool = False,
    local: bool = False,
    late: bool = False,
    docstrings: bool = False,
    among: tuple[type[ast.AST], ...] = (),
    words: tuple[str, ...] = (),
    asked: str = "",
) -> Callable[[Collect], Collector]:
    """Decorate a function that yields the facts of one kind in a block, each with its node or span, in source order."""

    def decorate(collect: Collect) -> Collector:
        return Collector(kind, collect, lexical, local, late, docstrings, among, words, asked)

    return decorate


class BlockFacts:
    """All facts of one block: values by kind in source order, and the place of each, kept apart.

    A place is kept as the node's line and byte numbers; a span is made of it for the few facts that are shown.
    """

    __slots__ = ("_block", "_shift", "failures", "held", "values", "words")

    def __init__(
        self,
        block: Block,
        values: Mapping[str, tuple[Any, ...]],
        places: Mapping[str, tuple[Any, ...]],
        failures: Sequence[tuple[str, str]] = (),
        words: Held = NO_WORDS,
    ):
        self.values = values
        self.failures = failures
        """The kinds that could not be gathered, and why: the block has none of them."""
        self.held = places
        """By kind the place of each value, as it was found."""
        self.words = words
        """Which words stand in the block, as far as that is remembered."""
        self._block = block
        self._shift = block.line_shift

    def knows_no_more_of(self, block: Block) -> bool:
        """Whether these are facts of the block itself, gathered where it was read for the first time."""
        return self._block is block and self.words is NO_WORDS

    def words_in(self, block: Block) -> Held:
        """The same of a block that has taken the place of this one."""
        return still_held(self.words, self._block.lines, block)

    def is_of(self, block: Block) -> bool:
        """Whether the places hold in a block that shares its nodes with the one they were found in."""
        return self._shift == block.line_shift

    def places_of(self, kind: str, value: Any) -> list[Span | None]:
        """The places in the block of the facts with this kind and value; None for one without a place."""
        pairs = zip(self.values.get(kind, ()), self.held.get(kind, ()), strict=True)
        return [self._span(place) for held, place in pairs if held == value]

    def place(self, fact: Fact) -> Span | None:
        """The first place in the block where the fact holds, or None."""
        return next(iter(self.places_of(fact.kind, fact.value)), None)

    def _span(self, place: Any) -> Span | None:
        if place is None or isinstance(place, Span):
            return place
        first, column, last, end_column = place
        moved = self._block.line_shift - self._shift
        return self._block.span_at(first + moved, column, last + moved, end_column)


class ModuleFacts:
    """The facts of a whole module as module rules and answers read them."""

    def __init__(
        self, joined: Joined, entries: Sequence[Any], holders: dict[str, tuple[Any, ...]] | None = None
    ) -> None:
        self._joined = joined
        self._entries = entries
        self._holders = {} if holders is None else holders

    def values(self, kind: str) -> Mapping[Any, int]:
        """Each value of the kind with how often it occurs."""
        return self._joined.get(kind, NOTHING)

    def bindings(self, name: str) -> tuple[tuple[str, str], ...]:
        """How a name is bound at module level: sorted pairs of how (see `Binding`) and target."""
        return bindings_by_name(self._joined).get(name, ())

    def each(self, *kinds: str) -> Iterator[tuple[object, Fact]]:
        """Every fact of the kinds in source order (within a block kind by kind), with the anchor of its block."""
        entries = self._entries if len(kinds) > 1 else self._holding(kinds[0])
        for entry in entries:
            for kind in kinds:
                for value in entry.facts.values.get(kind, ()):
                    yield entry.anchors[kind], Fact(kind, value)

    def first(self, kind: str) -> tuple[object, Fact] | None:
        """The first fact of a kind with the anchor of its block, found without going through all blocks."""
        for entry in self._entries:
            if kind in entry.facts.values:
                return entry.anchors[kind], Fact(kind, entry.facts.values[kind][0])
        return None

    def _holding(self, kind: str) -> Sequence[Any]:
        found = self._holders.get(kind)
        if found is None:
            found = self._holders[kind] = tuple(entry for entry in self._entries if kind in entry.facts.values)
        return found
