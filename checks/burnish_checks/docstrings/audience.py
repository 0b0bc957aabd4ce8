"""For whom a definition is: what is private, overriding, or an overload needs no docstring."""

from __future__ import annotations

import re
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder as is_dunder
from burnish_checks.core.settings import is_notebook
from burnish_checks.docstrings.openings import Documented

_ROOTS = frozenset({"src", "lib", "site-packages", "dist-packages"})
_CALLED = frozenset({"__call__", "__new__"})
"""Special methods whose parameters callers give: they say as much as any other method."""
_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)


@lru_cache(maxsize=64)
def is_private_path(path: str) -> bool:
    """Whether the file, or a package around it as far as its path tells, is private by name."""
    parts = [part for part in re.split(r"[\\/]", path) if part]
    own = parts[-1].partition(".")[0] if parts else ""
    if own.startswith("_") and not is_dunder(own):
        return True
    for name in reversed(parts[:-1]):
        if name in _ROOTS or not name.isidentifier():
            return False
        if name.startswith("_") and not is_dunder(name):
            return True
    return False


def is_module_path(path: str) -> bool:
    """Whether there is a module to describe: not in a notebook, nor in a text that has no name yet."""
    return not (is_notebook(path) or path.startswith("untitled:"))


def kind_of(block: Block, node: Documented, context: Context) -> str:
    """What a public definition is: `function`, `method`, `dunder`, `init`, `class` or `nested-class`.

    Empty if it is private, exempt, or inside a function.
    """
    if is_private_path(context.path):
        return ""
    nested = _surroundings(block, node, context)
    if nested is None:
        return ""
    outer = nested[0] if nested else node.name
    if outer.startswith("_") or any(name.startswith("_") for name in nested) or not _is_exported(outer, context):
        return ""
    if isinstance(node, syntax.ClassDef):
        return "" if node.name.startswith("_") else "nested-class" if nested else "class"
    if _is_exempt(node):
        return ""
    if not nested:
        return "" if node.name.startswith("_") else "function"
    if node.name == "__init__":
        return "init"
    if is_dunder(node.name) and node.name not in _CALLED:
        return "dunder"
    return "" if node.name.startswith("_") and node.name not in _CALLED else "method"


def _surroundings(block: Block, node: Documented, context: Context) -> tuple[str, ...] | None:
    """The names of the classes around a definition, outermost first; None if a function is around it."""
    inside: list[str] = []
    for outer in block.ancestors(node):
        if isinstance(outer, _FUNCTIONS):
            return None
        if isinstance(outer, syntax.ClassDef):
            inside.append(outer.name)
    around = [header.name for header in context.enclosing if header.word == "class"]
    return (*around, *reversed(inside))


def _is_exempt(node: syntax.FunctionDef | syntax.AsyncFunctionDef) -> bool:
    """Overloads, overriding methods that say so, and the setter and deleter of a property."""
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, syntax.Call) else decorator
        name = dotted(target)
        if name.rpartition(".")[2] in ("overload", "override"):
            return True
        if isinstance(target, syntax.Attribute) and target.attr in ("setter", "deleter"):
            return True
    return False


@topic("exported", reads=("exports",))
def exported(view: View, index: int, name: str) -> bool:
    """Whether `__all__` lists a name of the module."""
    return name in view.joined.get("exports", {})


@topic("defined-again", reads=("binds",))
def defined_again(view: View, index: int, name: str) -> bool:
    """Whether the module defines a function of the name several times, as one with overloads is."""
    binds = view.joined.get("binds", {}).items()
    return sum(count for item, count in binds if item.name == name and item.how == "def") > 1


def _is_exported(name: str, context: Context) -> bool:
    """Whether a name of the module is public as far as `__all__` says, where there is one."""
    return not context.bindings("__all__") or bool(context.ask("exported", name))
