"""Imports of several submodules of one package: `import a.b` and `import a.c` both bind `a`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from burnish_checks.core.facts import Import, ModuleFacts
from burnish_checks.imports.mentions import PATHS


def unused_submodules(name: str, items: list[Import], module: ModuleFacts) -> Iterator[Import]:
    """Those of the imports that bind `name` whose own module nothing reaches, told by the attributes that are read.

    Where the name, or a part on the way to a submodule, is used as a whole, every submodule may be reached.
    """
    plain = all(not item.member and not item.renamed for item in items)
    if not plain or any(other.name == name for other in module.values("imports") if other not in items):
        return
    if any(binding.name == name and binding.how != "import" for binding in module.values("binds")):
        return
    wanted = {item.module for item in items}
    reached: set[str] = set()
    for chain in module.values("chains"):
        if chain != name and not chain.startswith(name + "."):
            continue
        reached.update(path for path in wanted if path == chain or path.startswith(chain + "."))
        longest = max((path for path in wanted if chain.startswith(path + ".")), key=len, default="")
        if longest:
            reached.add(longest)
        elif chain not in wanted:
            reached.update(wanted)
    for item in items:
        if item.module not in reached and not is_spelt(item, module):
            yield item


def is_bound_below(item: Import, others: Collection[Import], unused: Collection[Import]) -> bool:
    """Whether a module that is imported by its whole path is bound, too, by the import of a submodule of it that is used."""
    if item.module == item.name:
        return True
    return not item.member and any(
        other.module.startswith(item.module + ".") and not other.member and not other.renamed and other not in unused
        for other in others
    )


def is_spelt(item: Import, module: ModuleFacts) -> bool:
    """Whether a text of the module names something in a submodule that it imports by its whole path."""
    inside = item.module + "."
    return not item.member and "." in item.module and any(text.startswith(inside) for text in module.values(PATHS))


def reached_by_alias(item: Import, module: ModuleFacts) -> bool:
    """Whether another name for a package around a submodule leads to it: `import a as x`, `import a.b`, `x.b.c()`."""
    if item.member or item.renamed:
        return False
    for other in module.values("imports"):
        if item.module.startswith(other.qualified + ".") and other.name != item.name:
            chain = other.name + item.module[len(other.qualified) :]
            if any(used == chain or used.startswith(chain + ".") for used in module.values("chains")):
                return True
    return False


def loads_what_is_reached(item: Import, unused: Collection[Import], module: ModuleFacts) -> bool:
    """Whether a module is loaded only by taking a name of it, which nothing uses, and reached by its path: `import concurrent`,
    `from concurrent.futures import wait`, and `concurrent.futures.as_completed(...)`."""
    if not item.member:
        return False
    path = next((path for path in (item.qualified, item.module) if _is_reached(path, module)), "")
    if "." not in path or path in _LOADED:
        return False
    return not any(
        other not in unused and (other.module == path or f"{other.qualified}.".startswith(f"{path}."))
        for other in module.values("imports")
        if other != item
    )


def _is_reached(path: str, module: ModuleFacts) -> bool:
    root = path.partition(".")[0]
    bound = any(not item.member and item.name == root and not item.renamed for item in module.values("imports"))
    return bound and any(chain == path or chain.startswith(f"{path}.") for chain in module.values("chains"))


_LOADED = frozenset({"os.path"})
"""Modules that their package has without being asked."""
