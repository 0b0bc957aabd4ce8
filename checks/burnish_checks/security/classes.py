"""What the module's own classes derive from, as a question a check may ask."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted

_DEEPEST = 5


class Derivation(NamedTuple):
    """A class of the module and its bases as they are written."""

    name: str
    bases: tuple[str, ...]


@collector("derivations", among=(ast.ClassDef,))
def derivations(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Every class with the dotted names among its bases."""
    for node in block.nodes(ast.ClassDef):
        bases = tuple(name for base in node.bases if (name := dotted(base)))
        if bases:
            yield Derivation(node.name, bases), node


@topic("bases", reads=("derivations", "imports"))
def bases_topic(view: View, index: int, name: str) -> Any:
    """The dotted bases of the module's class, imports resolved; `@name` for classes of the module itself."""
    imported = {item.name: item.qualified for item in view.joined.get("imports", {})}
    found = set()
    for item in view.joined.get("derivations", {}):
        if item.name == name:
            for base in item.bases:
                root, _, rest = base.partition(".")
                resolved = imported.get(root, f"@{root}")
                found.add(f"{resolved}.{rest}" if rest else resolved)
    return tuple(sorted(found))


def derives_from(context: Context, name: str, wanted: Collection[str]) -> bool:
    """Whether a class of this module (`@name`) derives from one of the dotted names, here or through its own bases."""
    return any(base in wanted for base in all_bases(context, name))


def all_bases(context: Context, name: str) -> Iterator[str]:
    """A class of this module (`@name`) and what it derives from, here or through its own bases, as dotted names."""
    seen: set[str] = set()
    todo = [name]
    while todo and len(seen) < _DEEPEST * 4:
        current = todo.pop()
        yield current
        if current in seen or not current.startswith("@"):
            continue
        seen.add(current)
        todo.extend(context.ask("bases", current[1:]))
