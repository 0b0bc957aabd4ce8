"""Names of other modules that are made from a symbol and called like it: `assoc = curry(toolz.assoc)`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from burnish_checks.renaming.collisions import collision
from burnish_checks.renaming.references import Place, Search, same_modules
from burnish_checks.renaming.symbols import Global, module_of
from burnish_checks.renaming.views import Workspace

MIRRORED = "This is another name, which is made from that one, or that from it, and called like it."


def mirrors(
    workspace: Workspace, symbol: Global, old: str, new: str, places: Iterable[Place]
) -> Iterator[tuple[Global, Place]]:
    """Such names and their places, and what the symbol itself is made from: a person may want them to be called alike.

    They are passed over where the new name is taken.
    """
    seen = set(same_modules(workspace, symbol.path, old))
    pending = list(places)
    origins = list(_origins(workspace, symbol, old))
    while pending or origins:
        mirror = origins.pop() if origins else _made_at(workspace, pending.pop(), old)
        if mirror is None or mirror.path in seen:
            continue
        seen |= same_modules(workspace, mirror.path, old)
        found = [item for item in Search(workspace, mirror, old).places() if not item.doubt]
        if not collision(workspace, mirror, old, new, found):
            yield from ((mirror, replace(item, doubt=MIRRORED)) for item in found)
            pending += found


def _origins(workspace: Workspace, symbol: Global, name: str) -> Iterator[Global]:
    """What the statements that bind the symbol read of other modules under its name."""
    view = workspace.view(symbol.path)
    for block in view.blocks if view is not None else ():
        if view is not None and not block.in_class and name in block.walk.root.bound:
            for node in block.nodes(ast.Attribute):
                path = module_of(workspace, view, node.value) if node.attr == name else None
                if path is not None:
                    yield from _owner(workspace, path, name)


def _owner(workspace: Workspace, path: str, name: str) -> Iterator[Global]:
    """The module that a name of a module comes from, by whatever imports."""
    homes = [
        view.path
        for view in workspace.views_with(name)
        if name in view.module_names and path in same_modules(workspace, view.path, name)
    ]
    if homes:
        yield Global(max(homes, key=lambda home: len(same_modules(workspace, home, name))))


def _made_at(workspace: Workspace, place: Place, name: str) -> Global | None:
    """The module's name that the statement at a place binds, if that is the same one."""
    view = workspace.view(place.path)
    if view is None or place.doubt:
        return None
    index = max(at for at, start in enumerate(view.starts) if start <= place.span.start_line)
    block = view.blocks[index]
    return Global(place.path) if not block.in_class and name in block.walk.root.bound else None
