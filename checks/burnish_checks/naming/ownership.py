"""Whether a name is its author's to choose: overrides of foreign classes and names that protocols dictate are not."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.lineage import UNKNOWN, bases_around, bases_of, called
from burnish_checks.core.names import is_dunder
from burnish_checks.core.standard_library import attributes_of, has_private
from burnish_checks.naming.protocols import is_protocol_name, names_are_given

Function = ast.FunctionDef | ast.AsyncFunctionDef


def decorators_of(node: Function | ast.ClassDef) -> tuple[str, ...]:
    """The dotted names of the decorators, calls' functions included."""
    return tuple(dotted(called(item)) for item in node.decorator_list)


def owns_function(block: Block, node: Function, context: Context) -> bool:
    """Whether the name of a function or method, and those of its parameters, are the code's own."""
    if is_dunder(node.name):
        return False
    if is_protocol_name(node.name) or names_are_given(decorators_of(node)):
        return False
    if not block.in_class and any(how == "import" for how, _ in context.bindings(node.name)):
        return False  # it stands in for what could not be imported
    if is_method(block, node) and (node.name.isupper() or _is_from_above(block, node, context)):
        return False
    return not context.ask("looked-up", node.name)


def owns_parameters(block: Block, node: Function, context: Context) -> bool:
    """Whether the names of a function's parameters are the code's own: not where it overrides a foreign method."""
    if names_are_given(decorators_of(node)) or is_protocol_name(node.name):
        return False
    return not (is_method(block, node) and _is_from_above(block, node, context))


def _is_from_above(block: Block, node: Function, context: Context) -> bool:
    """Whether a method may override one of a class from elsewhere, or does one of the standard library's (`setName`)."""
    names = outside(block, node, context)
    if is_foreign(names) or any(node.name in attributes_of(name) for name in names):
        return True
    # Whoever writes an `__init__` of another class's chooses its parameters, and a private method's stand with it.
    return not is_dunder(node.name) and any(has_private(name, node.name) for name in names)


def is_method(block: Block, node: ast.AST) -> bool:
    """Whether a function stands directly in a class body."""
    parent = _statement_around(block, node)
    return isinstance(parent, ast.ClassDef) or (parent is None and block.in_class)


def _statement_around(block: Block, node: ast.AST) -> ast.AST | None:
    """The innermost class or function around the node; `if` and the like do not count."""
    for around in block.ancestors(node):
        if isinstance(around, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            return around
    return None


def outside(block: Block, node: ast.AST, context: Context) -> tuple[str, ...]:
    """What the class directly around a node derives from outside the workspace, as dotted names."""
    around = _statement_around(block, node)
    if isinstance(around, ast.ClassDef):
        return outside_of(around, context)
    return _together(bases_around(context), context)


def outside_of(node: ast.ClassDef, context: Context) -> tuple[str, ...]:
    """What a class of this block derives from outside the workspace."""
    return _together(bases_of(node), context)


def _together(bases: tuple[str, ...], context: Context) -> tuple[str, ...]:
    found: set[str] = set()
    for base in bases:
        known = all(part.isidentifier() for part in base.split("."))
        found.update(context.ask("lineage", base) if known else (UNKNOWN,))
    return tuple(sorted(found))


def is_foreign(names: tuple[str, ...]) -> bool:
    """Whether one of the bases is neither Python's own nor the standard library's, or is not known."""
    return any(name == UNKNOWN or name.startswith(".") or name.partition(".")[0] not in _OWN_MODULES for name in names)


_OWN_MODULES = frozenset(sys.stdlib_module_names) | {"builtins", "typing_extensions"}


@collector("tabled", local=True, among=(ast.Dict,))
def tabled(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names under which a table holds what is called so: `linkify` of `{"linkify": _linkify}`."""
    for table in block.nodes(ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Name) and key.value == value.id.strip("_"):
                yield key.value, table


@topic("tabled", reads=("tabled",))
def tabled_topic(view: View, index: int, name: str) -> Any:
    """Whether a table of the file holds something under its own name, by which others look it up."""
    return name in view.joined.get("tabled", {})


_PRIVATE = re.compile(r"_+[a-z][a-z0-9]*[A-Z]\w*")


@collector("spelt-privates", late=True, docstrings=True, among=(ast.Constant,), words=('"_', "'_"))
def spelt_privates(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Texts that are a private name in mixedCase, under which something is looked up."""
    for item in block.nodes(ast.Constant):
        if isinstance(item.value, str) and item.value.startswith("_") and _PRIVATE.fullmatch(item.value):
            yield item.value, item


@topic("spelt-in-project", reads=(), project=True, slow=True)
def spelt_in_project(view: View, index: int, name: str) -> Any:
    """Whether a text anywhere in the project is the private name as it stands, as a registration of plug-ins has it."""
    return view.project is not None and bool(view.project.ask(view.path, "count", "spelt-privates", name))


def is_an_attribute(block: Block, name: str) -> bool:
    """Whether the block knows something else's attribute of the name: `owner = self.owner`."""
    return any(item.attr == name for item in block.nodes(ast.Attribute))


def is_spelt(block: Block, name: str) -> bool:
    """Whether a text of the block is, or has as a word or the end of one, the name as it stands: a key of somebody else's data,
    `iOSPairingId` of what is called `pairingId`."""
    core = name.strip("_")
    rest = core[1:].removesuffix("s") + ("s?" if core.endswith("s") else "")  # `rowLists` of what is called `rowList`
    start = rf"(?<!\w)[{core[0].upper()}{core[0].lower()}]|(?<=[a-zA-Z]){core[0].upper()}"
    written = re.compile(rf"(?:{start}){rest}(?!\w)")
    return any(isinstance(item.value, str) and written.search(item.value) for item in block.nodes(ast.Constant))
