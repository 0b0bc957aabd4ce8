"""Whether data from outside can come into a block by what it reads itself, told from its names before it is followed.

A block whose text mentions something like a request was followed, but in web applications many of those read nothing of
it: a view that answers with what the application holds, a `@blueprint.route` with a fixed path. These are told by the
last words of all sources, and by the names that those are read from: 73 of 347 blocks of calibreweb, 93 of 332 of octoprint.
Following every block is the slow equivalent.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.published import published
from burnish_checks.security.flow.asked import ContextWorld
from burnish_checks.security.flow.handlers import is_sent_data
from burnish_checks.security.flow.sources import (
    DIRECTORIES,
    FRAMEWORKS,
    HANDLER_METHODS,
    MESSAGE_MODULES,
    NAMED,
    RECEIVERS,
    REQUEST_NAMES,
    REQUEST_PARTS,
    REQUEST_TYPES,
    SOURCE_MODULES,
    STREAM_READERS,
)


class Inlets(NamedTuple):
    """What of a file's imports data may come in through."""

    web: bool
    """Whether it imports a web framework."""
    network: bool
    """Whether it imports something else that data comes in through."""
    messages: bool
    """Whether it imports something that messages come in through."""
    directories: bool
    """Whether it imports something by which a directory is asked who logs in."""


@topic("taint-inlets", reads=("imports",))
def taint_inlets_topic(view: View, index: int) -> Any:
    """What the file imports that data may come in through."""
    imports = view.joined.get("imports", {})
    modules = frozenset(
        name for item in imports for name in (*_heads(published(item.module)), published(item.qualified))
    )
    return Inlets(*(not modules.isdisjoint(known) for known in _KNOWN))


_KNOWN = (FRAMEWORKS, SOURCE_MODULES, MESSAGE_MODULES, DIRECTORIES)


def _heads(module: str) -> list[str]:
    """`a`, `a.b` and `a.b.c` for `a.b.c`."""
    parts = module.split(".")
    return [".".join(parts[: number + 1]) for number in range(len(parts))]


def reads_outside(block: Block, world: ContextWorld) -> bool:
    """Whether the block reads a source, or is one of the functions that are called with what a visitor sent."""
    if _reads_source(block, world) or "getattr(" in block.text:
        return True
    functions = block.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    return any(
        is_sent_data(item, world) for item in functions if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    )


def _reads_source(block: Block, world: ContextWorld) -> bool:
    """Whether it reads something by the last word of a source from something that a source may begin with, or passes a
    request on, of which another function may read any part."""
    calls, attributes = block.nodes(ast.Call), block.nodes(ast.Attribute)
    called = {item.func for item in calls}
    words = {f"{item.attr}()" if item in called else item.attr for item in attributes}
    words.update(f"{item.id}()" for item in called if isinstance(item, ast.Name))
    if not words.isdisjoint(_TELLING) or _hands_on_request(block, {item.value for item in attributes}, world):
        return True
    if any(world.resolve(name) in _ITERATED for name in _gone_through(block)):
        return True
    if words.isdisjoint(_LAST_WORDS):
        return False
    names = {item.id for item in block.nodes(ast.Name)}
    parts = {item.attr for item in attributes}
    if "self" in names and not parts.isdisjoint(_OF_SELF):
        return True
    names.update(item.arg for item in block.nodes(ast.arg))
    if any(_is_like_request(name) for name in (*names, *parts)):
        return True
    return any(_may_begin(world.resolve(name)) for name in names)


def _gone_through(block: Block) -> Iterator[str]:
    """The names that loops of the block go through."""
    for loop in block.nodes(ast.For, ast.AsyncFor):
        if isinstance(loop, (ast.For, ast.AsyncFor)) and isinstance(loop.iter, ast.Name):
            yield loop.iter.id


def _hands_on_request(block: Block, read: Collection[ast.AST], world: ContextWorld) -> bool:
    """Whether a request is used as it is, and not only to read something of it."""
    if any(item.attr in _AS_ATTRIBUTE and item not in read for item in block.nodes(ast.Attribute)):
        return True
    names = {item.id for item in block.nodes(ast.Name) if item not in read}
    return any(name in REQUEST_NAMES or _last(world.resolve(name)) in REQUEST_NAMES for name in names)


def _is_like_request(name: str) -> bool:
    """Whether what is called so may be a request, or a connection that is read."""
    return name in _LIKE_REQUEST or "request" in name or "Request" in name or "reader" in name


def _may_begin(symbol: str) -> bool:
    """Whether the symbol of a name is the beginning of that of a source, or of a library that has classes of requests."""
    if symbol in _BEGINNINGS or symbol in _LIBRARIES:
        return True
    return _last(symbol) in REQUEST_TYPES and symbol.partition(".")[0] in _LIBRARIES


def _last(symbol: str) -> str:
    return symbol.rpartition(".")[2]


_AS_ATTRIBUTE = frozenset([name.rpartition(".")[2] for name in REQUEST_NAMES])
_OF_SELF = frozenset().union(*HANDLER_METHODS.values())
_REMOTE = [name for name, source in NAMED.items() if source.remote]
_TELLING = frozenset(RECEIVERS | {"data", "get_argument()"} | HANDLER_METHODS["RequestHandler"] - REQUEST_PARTS) | {
    _last(name) for name in _REMOTE if "()." in name or (name.endswith("()") and name.count(".") == 1)
}
"""Last words of sources that may be read from whatever a function has made."""
_ITERATED = frozenset(name for name in _REMOTE if name.endswith("()"))
"""What gives messages to whoever goes through it."""
_LAST_WORDS = frozenset(map(_last, _REMOTE)) | REQUEST_PARTS | _OF_SELF | STREAM_READERS | _TELLING
_BEGINNINGS = frozenset(
    ".".join(parts[: number + 1])
    for parts in (name.replace("()", "").split(".") for name in _REMOTE)
    for number in range(len(parts))
)
_LIBRARIES = frozenset(FRAMEWORKS)
_LIKE_REQUEST = REQUEST_TYPES | {"req"}
