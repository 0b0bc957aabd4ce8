"""Gathering: the core's own collectors, and what the collectors find in a block."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from burnish_checks.core.among import looking_among
from burnish_checks.core.facts import Binding, BlockFacts, Collector, Header, Import, Place, collector
from burnish_checks.core.guards import surroundings
from burnish_checks.core.held_words import NOTHING as NO_WORDS
from burnish_checks.core.held_words import concerned_by
from burnish_checks.core.names import dotted
from burnish_checks.core.positions import Span

if TYPE_CHECKING:
    from burnish_checks.core.block import Block


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
