"""A module as inference reads it: what its top level, its classes and its functions define, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_VERSION = (3, 12)


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


def read_module(name: str, path: str, body: list[ast.stmt], *, stub: bool, package: bool) -> Module:
    """The module with this tree."""
    module = Module(name, path, stub, package)
    module.top = Function(f"{name}.<module>", "<module>", module, None, body)
    reader = _Reader(module)
    reader.body(body, module.symbols, name, None, None)
    return module


class _Reader:
    def __init__(self, module: Module) -> None:
        self.module = module
        self._wrapped: dict[int, dict[str, list[str]]] = {}

    def body(
        self,
        body: Iterable[ast.stmt],
        into: dict[str, list[Symbol]],
        prefix: str,
        cls: Class | None,
        outer: Function | None,
    ) -> None:
        for statement in live(body):
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.function(statement, into, prefix, cls, outer)
            elif isinstance(statement, ast.ClassDef):
                self.class_(statement, into, prefix, outer)
            elif isinstance(statement, ast.Assign) and (distinct := _distinct(statement)) is not None:
                self.class_(distinct, into, prefix, outer)
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self.bind(target, statement.value, into, ())
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                symbol = Symbol("annotation", statement.value, statement.annotation)
                into.setdefault(statement.target.id, []).append(symbol)
            elif isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.imports(statement, into)
            elif isinstance(statement, (ast.For, ast.AsyncFor)):
                self.other(statement.target, into)

    def wrapped_in(self, cls: ast.ClassDef) -> dict[str, list[str]]:
        """By name: what methods of a class are wrapped in behind their definition."""
        if id(cls) not in self._wrapped:
            found: dict[str, list[str]] = {}
            for name, wrapper in wrapped(cls):
                found.setdefault(name, []).append(wrapper)
            self._wrapped[id(cls)] = found
        return self._wrapped[id(cls)]

    def function(
        self,
        node: FunctionNode,
        into: dict[str, list[Symbol]],
        prefix: str,
        cls: Class | None,
        outer: Function | None,
    ) -> None:
        key = f"{prefix}.{node.name}"
        if key in self.module.functions:
            key += f"#{len(into.get(node.name, ()))}"
        decorators = tuple(decorator_name(item) for item in node.decorator_list)
        if cls is not None:
            decorators += tuple(self.wrapped_in(cls.node).get(node.name, ()))
        function = Function(key, node.name, self.module, node, node.body, cls, outer, decorators=decorators)
        self.module.functions[key] = function
        self.module.by_node[id(node)] = function
        present = into.setdefault(node.name, [])
        if any(name.rpartition(".")[2] == "overload" for name in decorators):
            first = next((s.function for s in present if s.function is not None and s.function.overloads), None)
            if first is not None:
                first.overloads.append(function)
                return
            function.overloads.append(function)
        elif present and present[0].function is not None and present[0].function.overloads and not self.module.stub:
            present.append(Symbol("implementation", function=function))
            self.inner(function)
            return
        present.append(Symbol("def", function=function))
        if not self.module.stub:
            self.inner(function)

    def inner(self, function: Function) -> None:
        """What is defined in a function's body."""
        symbols: dict[str, list[Symbol]] = {}
        for statement in _definitions(function.body):
            prefix = f"{function.key}.<locals>"
            if isinstance(statement, ast.ClassDef):
                self.class_(statement, symbols, prefix, function)
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.function(statement, symbols, prefix, None, function)
            elif isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.imports(statement, symbols)
        function.nested = {name: found[-1] for name, found in symbols.items()}

    def class_(self, node: ast.ClassDef, into: dict[str, list[Symbol]], prefix: str, outer: Function | None) -> None:
        name = f"{prefix}.{node.name}"
        cls = Class(name, self.module, node, outer=outer)
        self.module.classes.setdefault(name, cls)
        into.setdefault(node.name, []).append(Symbol("class", cls=cls))
        self.body(node.body, cls.members, name, cls, outer)

    def bind(self, target: ast.expr, value: ast.expr, into: dict[str, list[Symbol]], path: tuple[int, ...]) -> None:
        if isinstance(target, ast.Name):
            into.setdefault(target.id, []).append(Symbol("assign", value, path=path))
        elif isinstance(target, (ast.Tuple, ast.List)):
            for number, item in enumerate(target.elts):
                if isinstance(item, ast.Starred):
                    self.other(item.value, into)
                else:
                    self.bind(item, value, into, (*path, number))

    def other(self, target: ast.expr, into: dict[str, list[Symbol]]) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                into.setdefault(node.id, []).append(Symbol("other"))

    def imports(self, node: ast.Import | ast.ImportFrom, into: dict[str, list[Symbol]]) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                target = alias.name if alias.asname else name
                into.setdefault(name, []).append(Symbol("import", target=target))
            return
        source = absolute(self.module, "." * node.level + (node.module or ""))
        for alias in node.names:
            if alias.name == "*":
                self.module.stars.append(source)
            else:
                symbol = Symbol("import", target=f"{source}:{alias.name}", again=alias.asname == alias.name)
                into.setdefault(alias.asname or alias.name, []).append(symbol)


def _distinct(statement: ast.Assign) -> ast.ClassDef | None:
    """What `Name = NewType("Name", Base)` is to a type checker: a class derived from the base; None for anything else."""
    call, target = statement.value, statement.targets[0]
    if not (isinstance(call, ast.Call) and isinstance(target, ast.Name) and len(call.args) == 2):
        return None
    if decorator_name(call.func).rpartition(".")[2] != "NewType":
        return None
    (cls,) = ast.parse(f"class {target.id}: ...").body
    assert isinstance(cls, ast.ClassDef)
    cls.bases, cls.body = [call.args[1]], []
    return ast.copy_location(cls, statement)


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


def nodes_in(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all below them, in no order: as `ast.walk` of each, at a third of the cost."""
    todo = list(body)
    while todo:
        node = todo.pop()
        yield node
        todo.extend(children(node))


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, but for what says whether it is read or written."""
    if type(node) in _LEAVES:
        return []
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found.extend([item for item in value if isinstance(item, ast.AST)])
        elif isinstance(value, ast.AST) and name != "ctx":
            found.append(value)
    return found


_LEAVES = frozenset({ast.Name, ast.Constant})


def _named(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def absolute(module: Module, target: str) -> str:
    """An import's source with its dots resolved against the module."""
    name = target.lstrip(".")
    level = len(target) - len(name)
    if not level:
        return name
    parts = module.name.split(".")
    base = parts[: len(parts) - level + (1 if module.package else 0)]
    return ".".join([*base, name] if name else base)


def decorator_name(node: ast.expr) -> str:
    """The dotted name of a decorator, called or not."""
    parts: list[str] = []
    target: ast.expr = node.func if isinstance(node, ast.Call) else node
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    return ".".join([target.id, *reversed(parts)]) if isinstance(target, ast.Name) else "?"


def wrapped(cls: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Methods with what they are wrapped in behind their definition, as before decorators: `name = staticmethod(name)`."""
    for statement in cls.body:
        call = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(statement, ast.Assign) and isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            names = [item.id for item in (*statement.targets, *call.args) if isinstance(item, ast.Name)]
            again = len(names) > 1 and names[0] == names[1]
            if again and call.func.id in ("staticmethod", "classmethod", "property"):
                yield names[0], call.func.id


def live(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body with those in `if`, `try`, `with` and loops, without branches for other Pythons."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _branches(statement)
        elif isinstance(statement, (ast.With, ast.AsyncWith, ast.For, ast.While, ast.Try)) or hasattr(
            statement, "handlers"
        ):
            yield from live(statement.body)  # type: ignore[attr-defined]
            for handler in getattr(statement, "handlers", ()):
                yield from live(handler.body)
            yield from live(getattr(statement, "orelse", ()))
            yield from live(getattr(statement, "finalbody", ()))


def _branches(statement: ast.If) -> Iterator[ast.stmt]:
    """The statements of an `if` with all its `elif`s, one after the other: long chains must not nest."""
    current: ast.If | None = statement
    while current is not None:
        verdict = static_test(current.test)
        if verdict is not False:
            yield from live(current.body)
        rest = current.orelse
        current = None
        if verdict is True:
            return
        if len(rest) == 1 and isinstance(rest[0], ast.If):
            current = rest[0]
        else:
            yield from live(rest)


def _definitions(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in live(body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            yield statement
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _definitions(case.body)


def static_test(test: ast.expr) -> bool | None:  # burnish: ignore[tangled-function] one case each
    """What a test of the Python version or platform comes to on a recent Linux; None for other tests."""
    if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
        return True
    if isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING":
        return True
    if isinstance(test, ast.BoolOp):
        verdicts = [static_test(item) for item in test.values]
        if isinstance(test.op, ast.And):
            return False if False in verdicts else True if all(verdicts) else None
        return True if True in verdicts else None if None in verdicts else False
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Attribute)):
        return None
    right, operator = test.comparators[0], test.ops[0]
    if test.left.attr == "version_info" and isinstance(right, ast.Tuple):
        wanted = tuple(item.value for item in right.elts if isinstance(item, ast.Constant))
        if not all(isinstance(item, int) for item in wanted):
            return None
        here = _VERSION[: len(wanted)] if isinstance(operator, (ast.Eq, ast.NotEq)) else _VERSION
        if isinstance(operator, ast.GtE):
            return here >= wanted
        if isinstance(operator, ast.Lt):
            return here < wanted
        return None
    if test.left.attr == "platform" and isinstance(right, ast.Constant):
        if isinstance(operator, ast.Eq):
            return bool(right.value == "linux")
        if isinstance(operator, ast.NotEq):
            return bool(right.value != "linux")
    return None
