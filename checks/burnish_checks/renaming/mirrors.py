"""Names of other modules that are made from a symbol and called like it: `assoc = curry(toolz.assoc)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from burnish_checks.renaming.collisions import collision
from burnish_checks.renaming.references import Place, Search, same_modules
from burnish_checks.renaming.symbols import Global
from burnish_checks.renaming.views import Workspace

MIRRORED = "This is another name, which is made from that one and called like it."


def mirrors(
    workspace: Workspace, symbol: Global, old: str, new: str, places: Iterable[Place]
) -> Iterator[tuple[Global, Place]]:
    """Such names and their places, which a person may want to be called like the symbol after it is renamed, too.

    They are passed over where the new name is taken.
    """
    seen = set(same_modules(workspace, symbol.path, old))
    pending = list(places)
    while pending:
        place = pending.pop()
        if place.doubt or place.path in seen or not _makes(workspace, place, old):
            continue
        seen |= same_modules(workspace, place.path, old)
        mirror = Global(place.path)
        found = [item for item in Search(workspace, mirror, old).places() if not item.doubt]
        if not collision(workspace, mirror, old, new, found):
            yield from ((mirror, replace(item, doubt=MIRRORED)) for item in found)
            pending += found


def _makes(workspace: Workspace, place: Place, name: str) -> bool:
    """Whether the statement at a place binds the name for its module."""
    view = workspace.view(place.path)
    if view is None:
        return False
    index = max(at for at, start in enumerate(view.starts) if start <= place.span.start_line)
    block = view.blocks[index]
    return not block.in_class and name in block.walk.root.bound
