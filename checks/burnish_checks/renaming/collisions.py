"""Whether a new name is free wherever the old one is used."""

from __future__ import annotations

import builtins
from collections.abc import Iterable

from burnish_checks.core.scopes import Scope
from burnish_checks.renaming.references import Place, Search, same_modules
from burnish_checks.renaming.symbols import Global, Member, Symbol
from burnish_checks.renaming.views import FileView, Workspace, shown

_BUILTINS = frozenset(dir(builtins))


def collision(workspace: Workspace, symbol: Symbol, old: str, new: str, places: Iterable[Place]) -> str:
    """Why the symbol cannot take the new name, as a sentence; empty if it can."""
    if isinstance(symbol, Member):
        return _in_classes(workspace, symbol, old, new)
    by_path: dict[str, list[Place]] = {}
    for place in places:
        by_path.setdefault(place.path, []).append(place)
    for path, found in by_path.items():
        view = workspace.view(path)
        if view is None:
            continue
        if isinstance(symbol, Global) and path in same_modules(workspace, symbol.path, old):
            if new in view.module_names:
                return f"`{new}` is a name of {shown(path)} already."
            if new in _BUILTINS and _uses(view, new):
                return f"`{new}` is built in, and {shown(path)} uses it."
        reason = _in_scopes(view, found, old, new)
        if reason:
            return reason
    return ""


def _uses(view: FileView, name: str) -> bool:
    return any(node.id == name for block in view.blocks for node, _ in block.walk.names)


def _in_classes(workspace: Workspace, symbol: Member, old: str, new: str) -> str:
    family = Search(workspace, symbol, old).family
    for place in family.related:
        view = workspace.view(place.path)
        if view is not None and new in view.members(place):
            return f"The class `{place.name}` has a member `{new}` already."
    return ""


def _in_scopes(view: FileView, places: Iterable[Place], old: str, new: str) -> str:
    """Whether a function in which the name is used has the new name for something else."""
    for place in places:
        index = max(at for at, start in enumerate(view.starts) if start <= place.span.start_line)
        block = view.blocks[index]
        if new not in block.text:
            continue
        for node, scope in block.walk.names:
            if node.id != old or block.span(node).moved(view.starts[index]) != place.span:
                continue
            owner = scope.resolve(old)
            taken = scope.resolve(new)
            if taken is not None and taken.is_function and (owner is None or taken.is_within(owner) or taken is owner):
                return f"`{new}` is a local name where `{old}` is used."
            if owner is not None and _named_below(block, owner, new):
                return f"`{new}` is used for something else in the same function."
    return ""


def _named_below(block: object, owner: Scope, new: str) -> bool:
    """Whether the new name is used or bound in the scope that owns the old one, or in a scope inside it."""
    from burnish_checks.core.block import Block

    assert isinstance(block, Block)
    if not owner.is_function:
        return False
    if new in owner.bound:
        return True
    return any(node.id == new and scope.is_within(owner) for node, scope in block.walk.names)
