"""Whether all members of an archive were looked at, and what leads outside refused, before it is unpacked as a whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.member_paths import LISTS

_LOOKS_INSIDE = deferred(
    r"commonpath|realpath|abspath|\.resolve\(|is_relative_to|relative_to\(|[\"']\.\.[\"']|\bpardir\b"
)
"""What shows that somebody looks at where a path leads and sees `..`, which one that is not absolute may hold."""
_LOOKS_AT_LINKS = deferred(r"\.(?:islnk|issym|isfile|isreg|linkname)\b")
"""What shows that somebody looks at whether a member is a link, which leads wherever it was made to."""


class Looked(NamedTuple):
    """A function that goes through a parameter, the members of an archive or the archive, and refuses what leads outside."""

    function: str
    parameter: int
    links: bool
    """Whether it looks at links, too."""


@collector("members-looked-at", local=True, among=(ast.For,), words=("raise",))
def members_looked_at(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions of a module that look through members of an archive which they are passed."""
    functions: tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...] = (
        *block.nodes(ast.FunctionDef),
        *block.nodes(ast.AsyncFunctionDef),
    )
    for function in functions:
        parameters = [item.arg for item in function.args.args]
        for loop in block.nodes(ast.For):
            name = _listing(loop.iter)
            if name in parameters and block.function_around(loop) is function and _refuses(block, loop):
                yield Looked(function.name, parameters.index(name), _looks_at_links(block, loop)), function


@topic("members-looked-at", reads=("members-looked-at",))
def members_looked_at_topic(view: View, index: int, function: str) -> Any:
    """What a function of the module is known to look through: parameter and whether at links, in a tuple, or nothing."""
    found = view.joined.get("members-looked-at", {})
    return tuple(sorted((item.parameter, item.links) for item in found if item.function == function))


def looked_through(block: Block, unpacked: ast.Call, archive: ast.expr, context: Context) -> frozenset[str]:
    """What was looked at in each member before the call that unpacks the archive: `paths`, and `links`."""
    around, name = block.function_around(unpacked), dotted(archive)
    if around is None or not name:
        return frozenset()
    listed = {name} | {
        dotted(node.targets[0])
        for node in block.nodes(ast.Assign)
        if _listing(node.value) == name and isinstance(node.targets[0], ast.Name)
    }
    for loop in block.nodes(ast.For):
        before = loop.lineno < unpacked.lineno and unpacked not in ast.walk(loop)
        if before and _listing(loop.iter) in listed and _refuses(block, loop):
            return frozenset({"paths", "links"} if _looks_at_links(block, loop) else {"paths"})
    for call in block.nodes(ast.Call):
        if call.lineno < unpacked.lineno and isinstance(call.func, ast.Name):
            given = [_listing(item) for item in call.args]
            for parameter, links in context.ask("members-looked-at", call.func.id) if listed & set(given) else ():
                if parameter < len(given) and given[parameter] in listed:
                    return frozenset({"paths", "links"} if links else {"paths"})
    return frozenset()


def _listing(node: ast.expr) -> str:
    """The name of an archive whose members an expression lists, or of the list itself; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and method_of(node) in LISTS:
        return dotted(node.func.value)
    return dotted(node)


def _refuses(block: Block, loop: ast.For) -> bool:
    """Whether a loop raises, or gives up, where a path leads outside."""
    refuses = any(isinstance(item, (ast.Raise, ast.Return)) for item in ast.walk(loop))
    return refuses and _LOOKS_INSIDE.search(block.source(loop)) is not None


def _looks_at_links(block: Block, loop: ast.For) -> bool:
    return _LOOKS_AT_LINKS.search(block.source(loop)) is not None
