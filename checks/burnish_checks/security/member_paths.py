"""Where the names of an archive's members are joined to a folder: followed from the list of members to the path."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.known import is_made_by

_ARCHIVES = frozenset(
    ["tarfile.open", "tarfile.TarFile", "tarfile.TarFile.open", "zipfile.ZipFile", "zipfile.PyZipFile", "rarfile.RarFile",
     "py7zr.SevenZipFile"]
)  # fmt: skip
LISTS = frozenset({"getmembers", "getnames", "namelist", "infolist"})
FINDS = frozenset({"getmember", "getinfo"})
"""Methods of archives that look a member up by its name."""
_GO_THROUGH = frozenset(
    f"builtins.{word}" for word in ("enumerate", "sorted", "list", "set", "tuple", "reversed", "iter")
)
_JOINS = frozenset({"os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath"})
_NAMES = ("name", "filename", "path")
_OF_TEXTS = frozenset(
    ["split", "rsplit", "partition", "rpartition", "replace", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix",
     "encode", "decode"]
)  # fmt: skip
_OTHERWISE = deferred(
    r"^(?:read|open|get\w*|extract\w*|testzip|len|isinstance|print)$|clean|safe|sanit|secure|valid|check|base_?name"
)
"""Functions that give no name when they are passed one, or one that was looked at."""
_DEEPEST = 6


def listed_in(context: Context, over: ast.expr, depth: int = _DEEPEST) -> bool:
    """Whether going through an expression gives the members of an archive, or their names."""
    if depth == 0:
        return False
    if isinstance(over, (ast.ListComp, ast.GeneratorExp, ast.SetComp)) and len(over.generators) == 1:
        generator = over.generators[0]
        same = isinstance(generator.target, ast.Name) and _holds(context, over.elt, {generator.target.id})
        return same and listed_in(context, generator.iter, depth - 1)
    if isinstance(over, ast.Call) and over.args and context.qualified(over.func) in _GO_THROUGH:
        return listed_in(context, over.args[0], depth - 1)
    if isinstance(over, ast.Call) and method_of(over) in LISTS and isinstance(over.func, ast.Attribute):
        return is_made_by(context, over.func.value, _ARCHIVES) or (
            not over.args and _is_unknown(context, over.func.value)
        )
    if is_made_by(context, over, _ARCHIVES):
        return True
    return isinstance(over, ast.Name) and any(
        listed_in(context, value, depth - 1) for target, value in _bound(context.block, over) if target == over.id
    )


def _is_unknown(context: Context, archive: ast.expr) -> bool:
    """Whether it is an object of which nothing is known, in a file that opens archives."""
    name = context.qualified(archive)
    plain = isinstance(archive, (ast.Name, ast.Attribute)) and (not name or name.startswith("@"))
    return plain and any(context.ask("imports-module", module) for module in ("zipfile", "tarfile"))


def joined(block: Block, context: Context, around: ast.AST, member: str) -> Iterator[ast.expr]:
    """Where the name of a member is joined to a folder within a part of a function."""
    names = _called_after(context, around, member)
    for node in syntax.walk(around):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call) and context.qualified(node.func) in _JOINS:
            parts = [] if _is_taken_apart(block, node, around) else node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            parts = [node.right]
        if isinstance(node, ast.expr) and any(_holds(context, item, names) for item in parts):
            yield node


def _called_after(context: Context, around: ast.AST, member: str) -> set[str]:
    """The local names that hold the name of a member, or a part of it."""
    names, assigned = {member}, [*_assigned(around)]
    for _ in range(_DEEPEST):
        found = {target for target, value in assigned if _holds(context, value, names)} - names
        if not found:
            break
        names |= found
    return names


def _holds(context: Context, node: ast.expr, names: set[str]) -> bool:
    """Whether an expression gives the name of a member, or a part of it."""
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Attribute):
        return node.attr in _NAMES and isinstance(node.value, ast.Name) and node.value.id in names
    if isinstance(node, (ast.Subscript, ast.Starred)):
        return _holds(context, node.value, names)
    if isinstance(node, ast.BinOp):
        return _holds(context, node.left, names) or _holds(context, node.right, names)
    if isinstance(node, ast.IfExp):
        return _holds(context, node.body, names) or _holds(context, node.orelse, names)
    if not isinstance(node, ast.Call):
        return False
    word = dotted(node.func).rpartition(".")[2] or method_of(node)
    if isinstance(node.func, ast.Attribute) and word in _OF_TEXTS and _holds(context, node.func.value, names):
        return True
    looked_at = _OTHERWISE.search(word) or context.qualified(node.func) in _JOINS
    return not looked_at and any(_holds(context, item, names) for item in node.args)


def _assigned(around: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in syntax.statements(around):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def _bound(block: Block, name: ast.Name) -> Iterator[tuple[str, ast.expr]]:
    """What a function's own name is bound to in it."""
    function = block.function_around(name)
    yield from _assigned(function) if function is not None else ()


def _is_taken_apart(block: Block, call: ast.Call, within: ast.AST) -> bool:
    """Whether only the last part of a path is taken, which leads nowhere else: at once, or wherever its name is used."""
    parent = block.parent(call)
    if isinstance(parent, ast.Assign) and len(call.args) == 1 and isinstance(parent.targets[0], ast.Name):
        name = parent.targets[0].id
        used = [node for node in ast.walk(within) if isinstance(node, ast.Name) and node.id == name]
        return all(_is_last_part(block.parent(node)) for node in used if isinstance(node.ctx, ast.Load))
    return _is_last_part(parent)


def _is_last_part(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("name", "stem", "suffix", "suffixes", "parts")
