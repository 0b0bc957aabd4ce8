"""Modules whose names are listed, by themselves or by others, so that what a repair adds to them is found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.gathering import gather, imports
from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of
from burnish_checks.patterns import deferred

if TYPE_CHECKING:
    from burnish_checks.core.block import Block
    from burnish_checks.core.snapshot import Snapshot

_LISTS = deferred(
    r"\b(?:getmembers|dir|vars|getmembers_static)\(\s*(?:sys\.)?modules\[__name__\]|\bmodules\[__name__\]\.__dict__"
    r"|\bglobals\(\)\.(?:copy|items|keys|values)\(|\b(?:in|list\(|sorted\(|dict\()\s*globals\(\)|\b(?:dir|vars)\(\)"
)
"""`inspect.getmembers(sys.modules[__name__])`, `globals().items()`, `for name in dir():`."""
_LISTING = frozenset({"vars", "dir", "getmembers", "getmembers_static"})
_LISTS_SOME = deferred(rf"\b(?:{'|'.join(sorted(_LISTING))})\s*\(|\.\s*__dict__\b")
"""What lists the names of something, in a text."""


@collector("listings", late=True, among=(ast.Call, ast.Attribute), words=("vars(", "dir(", "getmembers", ".__dict__"))
def listings(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Of what the block lists all names, as in `vars(shop)` and `shop.__dict__`: an imported name, or a module's own.

    A module's own name (with a colon before it) is what a function imports with `import_module("shop")`.
    """
    for call in block.nodes(ast.Call):
        if dotted(call.func).rpartition(".")[2] in _LISTING and call.args:
            yield from _listed(block, call.args[0])
    for attribute in block.nodes(ast.Attribute):
        if attribute.attr == "__dict__":
            yield from _listed(block, attribute.value)


def _listed(block: Block, node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    """What an expression means as far as its block tells; nothing for an object and its parameter."""
    name = dotted(node)
    root = name.partition(".")[0]
    if not name or root in ("self", "cls"):
        return
    scope = block.walk.scope_at(node).resolve(root)
    binders = scope.bound[root] if scope is not None and scope.is_function else []
    if all(isinstance(binder, ast.alias) for binder in binders):
        yield name, node
    for binder in binders:
        assign = block.parent(binder)
        call = assign.value if isinstance(assign, ast.Assign) else None
        if isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] == "import_module" and call.args:
            told = call.args[0]
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                yield ":" + told.value, node


def newly_listed(before: Snapshot, result: Snapshot) -> str:
    """Why names that a repair adds to the module may not be: its names are listed. Empty if not, or if none is added.

    What is imported for type checkers alone is no name of the module while it runs.
    """
    new = _names(result) - _names(before)
    if new and any(_LISTS.search(entry.block.text) for entry in before.entries if "(" in entry.block.text):
        return f"The module lists its own names, and would find the new `{min(new)}` among them."
    elsewhere = _listed_elsewhere(before) if new else ""
    return f"{elsewhere} lists the module's names, and would find the new `{min(new)}` among them." if elsewhere else ""


def _listed_elsewhere(snapshot: Snapshot) -> str:
    """The dotted name of another module of the workspace that lists this one's names; empty if there is none."""
    project, own = snapshot.environment.project, snapshot.environment.path
    for path, module, value, imported in _listings_in(project, own) if project is not None else ():
        root, dot, rest = value.partition(".")
        meant = (
            [value[1:]]
            if value.startswith(":")
            else [item.qualified + dot + rest for item in imported if item.name == root]
        )
        if path != own and project is not None and any(project.ask(path, "path", name) == own for name in meant):
            return module
    return ""


def _listings_in(project: Any, own: str) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """What is listed where, with what is imported there: from the facts, or from the texts while these are not gathered."""
    if not getattr(project, "waits", False):
        for path, module, value in project.ask(own, "everywhere", "listings") or ():
            yield path, module, value, project.ask(path, "own", "imports") or ()
        return
    for path in _may_list(project, own):
        values, found = _facts_in(project.text_of(path) or "")
        yield from ((path, project.module_name(path), value, found) for value in values)


def _may_list(project: Any, own: str) -> list[str]:
    """The other files that list names of something, and have this module's own among their words."""
    name = project.module_name(own).rpartition(".")[2]
    asking = {path for word in (*_LISTING, "__dict__") for path in project.files_with(word)} - {own}
    both = asking.intersection(project.files_with(name))
    return [path for path in sorted(both) if _LISTS_SOME.search(project.text_of(path) or "")]


@lru_cache(32)
def _facts_in(text: str) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """What a text lists, and what it imports."""
    found = [gather(block, (imports, listings)).values for block in blocks_of(split_lines(text))]
    values, imported = ([item for facts in found for item in facts.get(kind, ())] for kind in ("listings", "imports"))
    return tuple(values), tuple(imported)


def _names(snapshot: Snapshot) -> set[str]:
    unseen = {item.name for item in snapshot.joined.get("imports", {}) if item.guard == "type-checking"}
    return {binding.name for binding in snapshot.joined.get("binds", {})} - unseen
