"""Who calls a function: its own module alone, or somebody else of the workspace, as far as that tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector

KIND = "attributes-read"


@collector(KIND, late=True, among=(ast.Attribute,))
def attributes_read(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names of the attributes that a block reads of anything, each once: among them are the methods that it calls."""
    found: dict[str, ast.AST] = {}
    for node in block.nodes(ast.Attribute):
        if isinstance(node.ctx, ast.Load):
            found.setdefault(node.attr, node)
    yield from found.items()


TABLED = "functions-in-tables"


@collector(TABLED, late=True, among=(ast.Dict,))
def functions_in_tables(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names that are values of dictionaries, each once: out of those functions are called that nobody names."""
    found: dict[str, ast.AST] = {}
    for node in block.nodes(ast.Dict):
        for value in node.values:
            if isinstance(value, ast.Name):
                found.setdefault(value.id, value)
    yield from found.items()


@topic("in-a-table", reads=(TABLED, "uses"), project=True, slow=True)
def in_a_table(view: View, index: int, name: str) -> Any:
    """Whether a table of this file, or of one that takes the function from it, holds the function by its name."""
    if name in view.joined.get(TABLED, {}):
        return True
    project = view.project
    if project is None or not project.ask(view.path, "count", TABLED, name):
        return False
    return any(name in (project.ask(path, "own", TABLED) or ()) for path in project.ask(view.path, "importers", name))


@topic("own-caller", reads=(KIND, "uses", "exports"), project=True, slow=True)
def own_caller(view: View, index: int, name: str, member: bool) -> Any:
    """Whether a function of the file, or a method (`member`), is called in the file and by nobody else.

    A name that `__all__` lists, that another file imports, or that one reads of whatever object, may be called from there;
    one that nothing calls at all is there for programs that the workspace does not have.
    """
    project = view.project
    if project is None or name in view.joined.get("exports", {}):
        return False
    here = view.joined.get(KIND, {}).get(name, 0)
    if not (here if member else name in view.joined.get("uses", {})):
        return False
    everywhere = project.ask(view.path, "count", KIND, name) or 0
    own = sum(value == name for value in project.ask(view.path, "own", KIND) or ())
    return everywhere <= own and (member or not project.ask(view.path, "importers", name))


@topic("called-here", reads=(KIND, "uses", "exports"), project=True, slow=True)
def called_here(view: View, index: int, name: str, member: bool) -> Any:
    """Whether a file of the workspace calls a function of this one, or a method (`member`), and `__all__` offers it to nobody."""
    project = view.project
    if project is None or name in view.joined.get("exports", {}):
        return False
    if member:
        return bool(project.ask(view.path, "count", KIND, name))
    return name in view.joined.get("uses", {}) or bool(project.ask(view.path, "importers", name))
