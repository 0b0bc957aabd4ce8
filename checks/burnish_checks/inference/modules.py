"""A module as inference reads it: what its top level, its classes and its functions define, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.inference.walking import children

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False, slots=True)
class Symbol:
    """One way in which a name is bound in a module or class body."""

    kind: str
    """`def`, `class`, `import`, `assign`, `annotation`, or `other`."""
    value: ast.expr | None = None
    annotation: ast.expr | None = None
    target: str = ""
    """For an import: the absolute dotted name; `module:member` for `from module import member`."""
    function: Function | None = None
    cls: Class | None = None
    path: tuple[int, ...] = ()
    """Where in an unpacked value the name stands."""
    again: bool = False
    """For an import: whether it is written as one that offers the name again, `from x import y as y`."""


@dataclass(eq=False, slots=True)
class Function:
    """A function, method, lambda-free; the top level of a module is one too (its `node` is None)."""

    key: str
    name: str
    module: Module
    node: FunctionNode | None
    body: list[ast.stmt]
    cls: Class | None = None
    outer: Function | None = None
    overloads: list[Function] = field(default_factory=list)
    """For the first of several `@overload`s: all of them."""
    nested: dict[str, Symbol] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()
    cache: dict[str, Any] = field(default_factory=dict)
    """What others have read out of the tree once."""

    @property
    def arguments(self) -> ast.arguments:
        """The parameters; none for a module."""
        return self.node.args if self.node is not None else _NO_ARGUMENTS

    @property
    def is_static(self) -> bool:
        return "staticmethod" in self.decorators

    @property
    def is_class_method(self) -> bool:
        return "classmethod" in self.decorators or self.name in ("__new__", "__init_subclass__", "__class_getitem__")

    @property
    def is_property(self) -> bool:
        return bool(self.decorators) and any(
            name.rpartition(".")[2] in ("property", "cached_property", "abstractproperty") for name in self.decorators
        )

    @property
    def is_abstract(self) -> bool:
        return any(name.rpartition(".")[2] in ("abstractmethod", "abstractproperty") for name in self.decorators)

    @property
    def receiver(self) -> str:
        """The name of `self` or `cls`; empty where there is none."""
        if (
            self.cls is None
            or self.node is None
            or self.is_static
            or (self.outer is not None and self.outer.cls is self.cls)
        ):
            return ""
        positional = self.node.args.posonlyargs or self.node.args.args
        return positional[0].arg if positional else ""


_NO_ARGUMENTS = ast.arguments(
    posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
)


@dataclass(eq=False, slots=True)
class Class:
    """A class: its members by name, and the functions that are its methods."""

    name: str
    """Qualified: `package.module.Outer.Inner`."""
    module: Module
    node: ast.ClassDef
    members: dict[str, list[Symbol]] = field(default_factory=dict)
    outer: Function | None = None

    @property
    def local_name(self) -> str:
        """The name within its module."""
        return self.name[len(self.module.name) + 1 :]

    def methods(self) -> Iterator[Function]:
        """All methods, overloads and accessors included."""
        for symbols in self.members.values():
            for symbol in symbols:
                if symbol.function is not None:
                    yield symbol.function


@dataclass(eq=False, slots=True)
class Module:
    """A module's symbols, classes and functions."""

    name: str
    path: str
    stub: bool
    package: bool
    symbols: dict[str, list[Symbol]] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    """By key."""
    by_node: dict[int, Function] = field(default_factory=dict)
    """By the identity of the node."""
    stars: list[str] = field(default_factory=list)
    top: Function | None = None
    _calls: dict[str, list[Function]] | None = None

    def callers(self, name: str) -> list[Function]:
        """The functions in which something is called whose last name is this."""
        if self._calls is None:
            self._calls = {}
            for function in (self.top, *self.functions.values()) if self.top is not None and not self.stub else ():
                for called in _called(function.body):
                    self._calls.setdefault(called, []).append(function)
        return self._calls.get(name, [])


def _called(body: Iterable[ast.stmt]) -> set[str]:
    """The last names of what is called in a function's own body, and of the functions handed to what calls them."""
    names: set[str] = set()
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            todo.extend(node.decorator_list)
            continue
        if isinstance(node, ast.Call):
            called = node.func
            last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if last:
                names.add(last)
            if last in ("partial", "Thread", "run_in_executor", "submit", "map", "to_thread", "call_soon"):
                names.update(_named([*node.args, *(keyword.value for keyword in node.keywords)]))
        todo.extend(children(node))
    return names


def _named(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
