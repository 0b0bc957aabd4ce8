"""Facts: what a block tells the rest of the module, as values without positions.

Facts are gathered by collectors, one for each kind. The core's own are `imports`, `binds`, `members`, `uses`,
`chains`, `exports` and `headers`; a category adds its own with `@collector`. A block's facts are joined with those
of the others by counting, so an edit adds and subtracts what changed and nothing else is read again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from burnish_checks.core.among import looking_among
from burnish_checks.core.guards import surroundings
from burnish_checks.core.held_words import NOTHING as NO_WORDS
from burnish_checks.core.held_words import Held, concerned_by, still_held
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
    """Whether it may be gathered behind the answer to an edit: where only topics read it that are `slow`."""
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


_numbers = attrgetter("lineno", "col_offset", "end_lineno", "end_col_offset")


def gather(
    block: Block, collectors: tuple[Collector, ...], before: BlockFacts | None = None, kept: Collection[str] = ()
) -> BlockFacts:
    """The facts of a block. Of a broken block only what its words tell: the names it may use and bind.

    Of the kinds to be `kept` the facts are those of `before`.
    """
    values: dict[str, tuple[Any, ...]] = {}
    places: dict[str, tuple[Any, ...]] = {}
    if before is not None and kept:
        values = {kind: known for kind, known in before.values.items() if kind in kept}
        places = {kind: before.held[kind] for kind in values}
    # Walking may show that a block is nested too deeply, and so broken.
    wanted: Sequence[Collector] = ()
    words = NO_WORDS
    if before is None or before.knows_no_more_of(block):
        wanted = [] if block.broken else concerned(collectors, block)
    elif not block.broken:
        wanted, words = concerned_by(collectors, block, before.words_in(block))
    if block.broken:
        wanted = [*BROKEN_COLLECTORS, *(item for item in collectors if item.lexical)]
    failures = [item for item in before.failures if item[0] in kept] if before is not None else []
    for item in wanted:
        try:
            pairs = [*item.collect(block)]
        except Exception as error:
            failures.append((item.kind, f"{type(error).__name__}: {error}"))
            continue
        if pairs:
            values[item.kind] = tuple([value for value, _ in pairs])
            places[item.kind] = tuple(
                [place if place is None or isinstance(place, Span) else _numbers(place) for _, place in pairs]
            )
    return BlockFacts(block, values, places, failures, words)


def of_text(collectors: Iterable[Collector], text: str) -> tuple[Collector, ...]:
    """Those of the collectors that may gather something from any block of a text: looked for once and not in each block."""
    return tuple([item for item in collectors if not item.words or any(word in text for word in item.words)])


def concerned(collectors: tuple[Collector, ...], block: Block) -> list[Collector]:
    """Those of the collectors that may gather something from a block. Asking all of them is the slow equivalent."""
    types, text = block.walk.nodes, block.text
    found = []
    for item in looking_among(collectors, types):
        if item.words:
            for word in item.words:
                if word in text:
                    break
            else:
                continue
        found.append(item)
    return found


@collector("imports", among=(ast.Import, ast.ImportFrom))
def imports(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Every import of the block, at whatever depth."""
    statements: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
    for node in sorted(statements, key=lambda item: (item.lineno, item.col_offset)):
        kind, guard = surroundings(block, node)
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                yield Import(name, alias.name, "", alias.asname is not None, kind, guard), alias
            else:
                module = "." * node.level + (node.module or "")
                name = alias.asname or alias.name
                yield Import(name, module, alias.name, alias.asname is not None, kind, guard), alias


@collector("binds")
def binds(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names the block binds at module level."""
    if not block.in_class:
        yield from _bindings(block)
    for node in block.nodes(ast.Global):
        for name in node.names:
            yield Binding(name, "global", ""), node


@collector("members")
def members(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names the block binds directly in the class body it stands in."""
    if block.in_class:
        yield from _bindings(block)


def _bindings(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    for name, nodes in block.walk.root.bound.items():
        for node in nodes:
            yield _binding(block, name, node), node


def _binding(block: Block, name: str, node: ast.AST) -> Binding:
    parent = block.parent(node)
    if isinstance(node, ast.alias):
        if isinstance(parent, ast.ImportFrom):
            module = "." * parent.level + (parent.module or "")
            return Binding(name, "import", f"{module}{'' if module.endswith('.') else '.'}{node.name}")
        return Binding(name, "import", node.name if node.asname else name)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return Binding(name, "def", "")
    if isinstance(node, ast.ClassDef):
        return Binding(name, "class", "")
    if isinstance(node, ast.ExceptHandler):
        return Binding(name, "except", "")
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
        return Binding(name, "del", "")
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        return Binding(name, "assign", dotted(parent.value))
    if isinstance(parent, ast.AnnAssign):
        return Binding(name, "assign" if parent.value is not None else "annotation", "")
    if isinstance(parent, (ast.For, ast.AsyncFor)):
        return Binding(name, "for", "")
    if isinstance(parent, ast.withitem):
        return Binding(name, "with", "")
    return Binding(name, "assign", "")


@collector("uses")
def uses(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names the block uses that are not local to its functions, each once."""
    seen: set[str] = set()
    for name, node in block.walk.free_names():
        if name not in seen:
            seen.add(name)
            yield name, node


@collector("chains")
def chains(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names the block uses that are not local to its functions, each with the attributes read from it: `a.b.c`."""
    parents = block.walk.parents
    seen: set[str] = set()
    for name, node in block.walk.free_names():
        chain: ast.AST = node
        depth = 0
        while depth < _LONGEST_CHAIN:
            parent = parents.get(chain)
            if not isinstance(parent, ast.Attribute):
                break
            name, chain, depth = f"{name}.{parent.attr}", parent, depth + 1
        if name not in seen:
            seen.add(name)
            yield name, node


_LONGEST_CHAIN = 4


@collector("exports", among=(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call), words=("__all__",))
def exports(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The strings that assignments to `__all__` and calls of its methods add, and `...` where one is not literal."""
    if block.in_class:
        return
    for node in block.nodes(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call):
        value: ast.AST | None
        if isinstance(node, ast.Call):
            function = node.func
            if not (isinstance(function, ast.Attribute) and dotted(function.value) == "__all__" and node.args):
                continue
            value = node.args[0]
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not any(dotted(target) == "__all__" for target in targets):
                continue
            value = node.value
        else:
            continue
        yield from _strings(value)


def _strings(value: ast.AST | None) -> Iterator[tuple[Any, ast.AST]]:
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        for item in value.elts:
            yield from _strings(item.value if isinstance(item, ast.Starred) else item)
    elif isinstance(value, ast.BinOp):
        yield from _strings(value.left)
        yield from _strings(value.right)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value, value
    elif isinstance(value, ast.AST):
        yield ..., value


@collector("headers")
def headers(block: Block) -> Iterator[tuple[Any, Place]]:
    """The class or compound statement whose header this block is."""
    header = header_of(block)
    if header is not None:
        yield header, Span(block.extent_first, len(block.indent), block.extent_first, len(block.indent) + 1)


def header_of(block: Block) -> Header | None:
    """What the members of a header block see of it."""
    if block.kind not in ("header", "clause"):
        return None
    node = block.body[0] if block.body else None
    if isinstance(node, ast.ClassDef):
        bases = tuple(block.source(item) for item in (*node.bases, *node.keywords) if hasattr(item, "lineno"))
        return Header("class", node.name, bases, tuple(block.source(item) for item in node.decorator_list))
    if isinstance(node, ast.If):
        return Header(block.word, "", (block.source(node.test),), ())
    return Header(block.word, "", (), ())


_WORD = re.compile(r"[^\W\d]\w*")
_BROKEN_BINDING = re.compile(r"^(?:(?:async[ \t]+)?(def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]*)?=(?!=))", re.M)


@collector("uses")
def words(block: Block) -> Iterator[tuple[Any, Place]]:
    """Every word of a broken block: each may be a use."""
    for name in dict.fromkeys(_WORD.findall(block.text)):
        yield name, None


@collector("chains")
def word_chains(block: Block) -> Iterator[tuple[Any, Place]]:
    """The same words as chains of one name: each may be used as it is."""
    yield from words.collect(block)


@collector("binds")
def broken_bindings(block: Block) -> Iterator[tuple[Any, Place]]:
    """What a broken block at module level seems to bind."""
    if not block.in_class:
        for found in _BROKEN_BINDING.finditer(block.text):
            yield Binding(found.group(2) or found.group(3), found.group(1) or "assign", ""), None


CORE_COLLECTORS = (imports, binds, members, uses, chains, exports, headers)


def is_python_2(block: Block) -> bool:
    """Whether the block cannot be read because it is Python 2."""
    return block.problem is not None and block.problem.message.startswith("This is Python 2 code")


@collector("python-2")
def python_2(block: Block) -> Iterator[tuple[Any, Span]]:
    """What shows that a broken block is Python 2."""
    if is_python_2(block) and block.problem is not None:
        line = min(block.problem.line, len(block.lines)) - 1
        text = block.lines[line].rstrip("\r\n")
        yield block.problem.message, Span(line, len(text) - len(text.lstrip()), line, len(text))


BROKEN_COLLECTORS = (words, word_chains, broken_bindings, python_2)


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
