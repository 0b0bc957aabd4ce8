"""What the first argument of a method is called: `self`, `cls`, or what the project and the base have for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.lineage import bases_around, bases_of
from burnish_checks.core.names import is_dunder
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Severity, documented_rule
from burnish_checks.naming.ownership import (
    Function,
    decorators_of,
    is_foreign,
    is_method,
    outside,
)
from burnish_checks.patterns import deferred

method_first_argument = documented_rule(
    "method-first-argument",
    Category.NAMING,
    """
    A method whose first parameter is not called `self`, or a class method's that is not called `cls`.

    Readers take the two names for what they say (PEP 8). Static methods, methods of metaclasses, dunder methods
    with `cls` (`__classinit__`), interfaces whose methods have no `self`, methods under decorators that may
    change what is passed, and functions that the body of their class uses or deletes are left alone. Said aloud is a class
    method that says `self`, which is wrong of what it is given; any other word may have its reason, and is a hint, as is
    `self` where another parameter is called `cls`.

    ```python
    class Counter:
        @classmethod
        def at(self, count):
            return self(count)
    ```

    ```python
    class Counter:
        @classmethod
        def at(cls, count):
            return cls(count)
    ```
    """,
    aliases=("N804", "N805"),
)


def misnamed(block: Block, node: Function, first: ast.arg, context: Context) -> Iterator[Finding]:
    if first.arg == ("cls" if _is_class_method(node) else "self"):
        return
    if first.arg == "cls" and is_dunder(node.name):
        return  # what `type` or a metaclass of the project's own makes a class method: `__prepare__`, `__classinit__`
    wanted = _wanted_first(block, node, context)
    if wanted and context.ask("handed-on", node.name):
        return
    if first.arg == "cls" and _is_metaclass(block, node, context):
        return
    if _declares(block, node, context):
        return
    is_self = wanted and wanted[0] == "self" and first.arg.strip("_").endswith("self")
    if not wanted or first.arg in wanted or is_self or _has_other_self(block, node, first):
        return
    start = block.position(first.lineno, first.col_offset)
    span = Span(*start, start.line, start.column + len(first.arg))
    what = "class method" if wanted[0] == "cls" else "method"
    message = f"The first parameter of a {what} is called `{wanted[0]}`, not `{first.arg}`."
    data = {"name": first.arg, "new": wanted[0]}
    # `self` of a class: what is done with it says which it is, and any other word may have its reason.
    taken = any(argument.arg == wanted[0] for argument in all_arguments(node.args))
    severity = None if wanted[0] == "cls" and first.arg == "self" and not taken else Severity.HINT
    yield block.finding(span, message, rule=method_first_argument, data=data, severity=severity)


def _declares(block: Block, node: Function, context: Context) -> bool:
    """Whether the method only says what an interface (`IStore`) has: those of Zope and Trac take no `self`."""
    around = block.parent(node)
    header = context.enclosing_class
    name = around.name if isinstance(around, ast.ClassDef) else header.name if header is not None else ""
    only = node.body[0] if len(node.body) == 1 else None
    return _INTERFACE.match(name) is not None and isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant)


_INTERFACE = re.compile(r"I[A-Z]{1,3}[a-z]")


def _is_metaclass(block: Block, node: Function, context: Context) -> bool:
    """Whether the class around makes classes: by its name, by what it answers for, or as the file uses it."""
    around = block.parent(node)
    header = context.enclosing_class
    body = around.body if isinstance(around, ast.ClassDef) else []
    name = around.name if isinstance(around, ast.ClassDef) else header.name if header is not None else ""
    own = {item.name for item in body if isinstance(item, syntax.FunctionNode)}
    if not {"__instancecheck__", "__subclasscheck__", "__prepare__"}.isdisjoint(own or {node.name}):
        return True
    bases = bases_of(around) if isinstance(around, ast.ClassDef) else bases_around(context)
    return any(map(_makes_classes, (name, *bases))) or bool(context.ask("metaclass", name))


_METACLASS = deferred(r"\w+Meta(?:[cC]lass)?|Metaclass|ModelBase|wrappertype|InterfaceClass|EnumType|type")
"""Classes of classes, by their names: `DeclarativeMeta`, Django's `ModelBase`. An inner `Meta` holds options."""


def _makes_classes(name: str) -> bool:
    return _METACLASS.fullmatch(name.rpartition(".")[2]) is not None


@topic("metaclass", reads=("classes",))
def metaclass(view: View, index: int, name: str) -> Any:
    """Whether a class of the file is made by the one of that name: `class Model(metaclass=Registering)`."""
    return any(item.metaclass.rpartition(".")[2] == name for item in view.joined.get("classes", {}))


def _wanted_first(block: Block, node: Function, context: Context) -> tuple[str, ...]:
    """What the first parameter may be called; empty if that cannot be told."""
    lasts = {name.rpartition(".")[2] for name in decorators_of(node)}
    if "staticmethod" in lasts or node.name == "__new__":
        return ()
    ancestors = outside(block, node, context)
    if any(map(_makes_classes, ancestors)):
        return ("cls", "mcs", "mcls", "metacls", "meta", "self")
    if any("Interface" in name for name in ancestors):
        return ()
    if _is_class_method(node):
        if not lasts.issubset(_TRANSPARENT | {"classmethod"}):
            return ()
        return ("cls", "mcs", "mcls", "klass_") if is_foreign(ancestors) else ("cls",)
    return ("self",) if lasts.issubset(_TRANSPARENT) else ()


def _has_other_self(block: Block, node: Function, first: ast.arg) -> bool:
    """Whether `self` means something else in the method: another parameter, or the object of a method around."""
    functions = [
        node,
        *(item for item in block.ancestors(node) if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))),
    ]
    return any(
        argument.arg == "self" and argument is not first
        for function in functions
        for argument in all_arguments(function.args)
    )


def _is_class_method(node: Function) -> bool:
    lasts = {name.rpartition(".")[2] for name in decorators_of(node)}
    return "classmethod" in lasts or node.name in ("__init_subclass__", "__class_getitem__")


_TRANSPARENT = frozenset(
    {"property", "cached_property", "abstractmethod", "abstractproperty", "override", "overload", "wraps", "setter",
     "deleter", "contextmanager", "asynccontextmanager", "lru_cache", "cache", "final", "deprecated"}
)  # fmt: skip


def first_argument(block: Block, node: Function) -> ast.arg | None:
    positional = (*node.args.posonlyargs, *node.args.args)
    return positional[0] if positional and is_method(block, node) else None


def all_arguments(node: ast.arguments) -> Iterator[ast.arg]:
    yield from (*node.posonlyargs, *node.args)
    if node.vararg is not None:
        yield node.vararg
    yield from node.kwonlyargs
    if node.kwarg is not None:
        yield node.kwarg
