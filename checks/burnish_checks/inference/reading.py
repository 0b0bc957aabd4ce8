"""Reading a module: what its tree binds, as symbols, classes and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from burnish_checks.inference.modules import Class, Function, FunctionNode, Module, Symbol
from burnish_checks.inference.walking import live


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
            for name, wrapper in _wrapped(cls):
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
        source = _absolute(self.module, "." * node.level + (node.module or ""))
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


def _absolute(module: Module, target: str) -> str:
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


def _wrapped(cls: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Methods with what they are wrapped in behind their definition, as before decorators: `name = staticmethod(name)`."""
    for statement in cls.body:
        call = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(statement, ast.Assign) and isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            names = [item.id for item in (*statement.targets, *call.args) if isinstance(item, ast.Name)]
            again = len(names) > 1 and names[0] == names[1]
            if again and call.func.id in ("staticmethod", "classmethod", "property"):
                yield names[0], call.func.id


def _definitions(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in live(body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            yield statement
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _definitions(case.body)
