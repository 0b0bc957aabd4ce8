"""Annotations read as types: names followed to their classes, aliases and type parameters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks.inference.modules import Class, Function, Module, Symbol
from burnish_checks.inference.types import (
    BOOL,
    INT,
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    Instance,
    Literal,
    ModuleType,
    Tuple,
    Type,
    TypeVar,
    Union,
    instance,
    members,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Callable as Of

    from burnish_checks.inference.program import Program

    Read = Of[[ast.expr], Type]

_ALIASES = {
    "List": "builtins.list", "Dict": "builtins.dict", "Set": "builtins.set", "FrozenSet": "builtins.frozenset",
    "Type": "builtins.type", "Deque": "collections.deque", "DefaultDict": "collections.defaultdict",
    "OrderedDict": "collections.OrderedDict", "Counter": "collections.Counter", "ChainMap": "collections.ChainMap",
    "Text": "builtins.str", "Pattern": "re.Pattern", "Match": "re.Match",
    "ContextManager": "contextlib.AbstractContextManager",
    "AsyncContextManager": "contextlib.AbstractAsyncContextManager",
}  # fmt: skip
_FIRST = frozenset({"ClassVar", "Final", "Annotated", "Required", "NotRequired", "ReadOnly"})
_DEEPEST = 14
ANY_CLASS = "?"
"""The class of a `ClassType` whose argument, a type parameter, says what its instances are."""
_MANY = 400


class Annotations:
    """Reads annotations of a program's modules."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._names: dict[tuple[str, str], Type] = {}
        self._read: dict[tuple[int, int, int], tuple[ast.expr, Type]] = {}
        """By the identities of node, class and function; the node is kept, so that no other gets its identity."""

    def read(
        self,
        node: ast.expr | None,
        module: Module,
        cls: Class | None = None,
        function: Function | None = None,
        depth: int = 0,
    ) -> Type:
        """The type that an annotation means in a module, class and function; `UNKNOWN` for what is not understood."""
        if node is None or depth > _DEEPEST:
            return UNKNOWN
        if depth:
            return self._meant(node, module, cls, function, depth)
        key = id(node), id(cls), id(function)
        if key not in self._read:
            self._read[key] = node, self._meant(node, module, cls, function, depth)
        return self._read[key][1]

    def _meant(self, node: ast.expr, module: Module, cls: Class | None, function: Function | None, depth: int) -> Type:
        if isinstance(node, ast.Constant):
            if node.value is None:
                return NONE
            if isinstance(node.value, str):
                return self._quoted(node.value, module, cls, function, depth)
            return UNKNOWN
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            left = self.read(node.left, module, cls, function, depth + 1)
            return union((left, self.read(node.right, module, cls, function, depth + 1)), _MANY)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._bare(self._named(node, module, cls, function, depth), cls)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, module, cls, function, depth)
        return UNKNOWN

    def _quoted(self, text: str, module: Module, cls: Class | None, function: Function | None, depth: int) -> Type:
        try:
            parsed = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return UNKNOWN
        return self.read(parsed, module, cls, function, depth + 1)

    def _bare(self, found: Type | str, cls: Class | None) -> Type:
        """A name standing without arguments."""
        if not isinstance(found, str):
            return found
        if found in ("Any", "object"):
            return UNKNOWN
        if found in ("NoReturn", "Never"):
            return NEVER
        if found == "Self":
            return Instance(cls.name) if cls is not None else UNKNOWN
        if found == "LiteralString":
            return STR
        if found == "Callable":
            return Callable(None, UNKNOWN)
        if found == "Tuple":
            return Instance("builtins.tuple")
        if found == "AnyStr":
            return TypeVar("AnyStr")
        return Instance(_ALIASES[found]) if found in _ALIASES else UNKNOWN

    def _subscript(
        self, node: ast.Subscript, module: Module, cls: Class | None, function: Function | None, depth: int
    ) -> Type:
        base = self._named(node.value, module, cls, function, depth)
        items = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]

        def read(item: ast.expr) -> Type:
            return self.read(item, module, cls, function, depth + 1)

        if isinstance(base, str):
            return self._special(base, items, read)
        if isinstance(base, Instance) and base.cls == "builtins.tuple":
            return _tuple(items, read)
        if isinstance(base, Instance) and base.cls == "builtins.type":
            return class_of(read(items[0]))
        if isinstance(base, Instance):
            return Instance(base.cls, tuple(read(item) for item in items if not isinstance(item, ast.List)))
        if isinstance(base, Union):
            return _filled(base, [read(item) for item in items])
        return base

    def _special(self, name: str, items: list[ast.expr], read: Read) -> Type:
        if name == "Optional":
            return union((read(items[0]), NONE))
        if name == "Union":
            return union((read(item) for item in items), _MANY)
        if name == "Tuple":
            return _tuple(items, read)
        if name == "Type":
            return class_of(read(items[0]))
        if name == "Literal":
            return union(map(_literal, items), _MANY)
        if name in _FIRST:
            return read(items[0])
        if name in ("TypeGuard", "TypeIs"):
            return BOOL
        if name == "Callable":
            result = read(items[-1])
            if len(items) == 2 and isinstance(items[0], ast.List):
                return Callable(tuple(read(item) for item in items[0].elts), result)
            return Callable(None, result)
        if name in _ALIASES:
            return Instance(_ALIASES[name], tuple(read(item) for item in items))
        return UNKNOWN

    def _named(
        self, node: ast.expr, module: Module, cls: Class | None, function: Function | None, depth: int
    ) -> Type | str:
        """A class as an instance of it, an alias as what it stands for, or the name of a special form."""
        if isinstance(node, ast.Name):
            scope = function
            while scope is not None:
                if node.id in scope.nested:
                    return self._symbols(module, [scope.nested[node.id]], node.id, depth)
                scope = scope.outer
            parameter = _own_parameter(node.id, cls, function)
            if parameter is not None:
                return parameter
            if cls is not None and node.id in cls.members and cls.members[node.id][0].kind == "class":
                return self._symbols(module, cls.members[node.id], node.id, depth)
            return self._global(module, node.id, depth)
        if isinstance(node, ast.Attribute):
            base = self._value(node.value, module, depth)
            if isinstance(base, str):
                other = self.program.module(base)
                return self._global(other, node.attr, depth) if other is not None else UNKNOWN
            if base is not None:
                found = base.members.get(node.attr)
                return self._symbols(base.module, found, node.attr, depth) if found else UNKNOWN
        return UNKNOWN

    def _value(self, node: ast.expr, module: Module, depth: int) -> Class | str | None:
        """The class or module that a dotted name stands for."""
        if isinstance(node, ast.Name):
            found = self.program.lookup(module, node.id)
        elif isinstance(node, ast.Attribute):
            base = self._value(node.value, module, depth + 1)
            if not isinstance(base, str):
                return None
            submodule = f"{base}.{node.attr}"
            other = self.program.module(base)
            found = self.program.lookup(other, node.attr) if other is not None else None
            if found is None:
                found = submodule if self.program.module(submodule) is not None else None
        else:
            return None
        if isinstance(found, tuple):
            return found[1][0].cls
        return found

    def _global(self, module: Module, name: str, depth: int) -> Type | str:
        key = (module.name, name)
        if key not in self._names:
            self._names[key] = UNKNOWN
            found = self._find(module, name, depth)
            if isinstance(found, str):
                del self._names[key]
                return found
            self._names[key] = found
        return self._names[key]

    def _find(self, module: Module, name: str, depth: int) -> Type | str:
        found = self.program.lookup(module, name)
        if found is None:
            symbols = module.symbols.get(name)
            if symbols and symbols[0].kind == "import":
                source, _, member = symbols[0].target.partition(":")
                if source in ("typing", "typing_extensions"):
                    return member
            builtins = self.program.module("builtins")
            if builtins is not None and not symbols and name in builtins.symbols:
                return self._symbols(builtins, builtins.symbols[name], name, depth)
            return UNKNOWN
        if isinstance(found, str):
            return Instance("types.ModuleType")
        home, symbols = found
        if home.name in ("typing", "typing_extensions") and _is_special(symbols[0], name):
            return name
        return self._symbols(home, symbols, name, depth)

    def _symbols(self, home: Module, symbols: list[Symbol], name: str, depth: int) -> Type | str:
        symbol = symbols[0]
        if symbol.kind == "import":
            found = self.program.imported(symbol.target)
            return self._symbols(found[0], found[1], name, depth + 1) if isinstance(found, tuple) else UNKNOWN
        if symbol.cls is not None:
            return Instance(symbol.cls.name)
        if symbol.kind in ("assign", "annotation") and symbol.value is not None and not symbol.path:
            value = symbol.value
            if isinstance(value, ast.Call):
                return self._declared_by_call(value, home, name, depth)
            if isinstance(value, ast.Name) and value.id == name:
                return UNKNOWN
            if isinstance(value, (ast.Name, ast.Attribute)):
                return self._named(value, home, None, None, depth + 1)
            return self.read(value, home, None, None, depth + 1)
        return UNKNOWN

    def _declared_by_call(self, call: ast.Call, home: Module, name: str, depth: int) -> Type:
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last == "TypeVar":
            bound = next((item.value for item in call.keywords if item.arg == "bound"), None)
            return TypeVar(name, self.read(bound, home, None, None, depth + 1) if bound is not None else None)
        return UNKNOWN


def _is_special(symbol: Symbol, name: str) -> bool:
    """Whether a name of `typing` is a special form, not a class or type parameter that the stub defines for itself."""
    if symbol.cls is not None:
        return name == "Any"
    call = symbol.value
    return not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "TypeVar")


def _own_parameter(name: str, cls: Class | None, function: Function | None) -> Type | None:
    """A type parameter in brackets of the function or class (PEP 695)."""
    for owner in (function.node if function is not None else None, cls.node if cls is not None else None):
        for parameter in getattr(owner, "type_params", None) or ():
            if parameter.name == name:
                return TypeVar(name)
    return None


def _tuple(items: list[ast.expr], read: Read) -> Type:
    if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...:
        return Instance("builtins.tuple", (read(items[0]),))
    if len(items) == 1 and isinstance(items[0], ast.Tuple) and not items[0].elts:
        return Tuple(())
    return Tuple(tuple(read(item) for item in items))


def class_of(type_: Type) -> Type:
    """The class object behind instances of a type."""
    if isinstance(type_, Instance):
        return ClassType(type_.cls, type_.args)
    if isinstance(type_, Union):
        return union(map(class_of, type_.members))
    return ClassType(ANY_CLASS, (type_,)) if isinstance(type_, TypeVar) else Instance("builtins.type")


def _literal(node: ast.expr) -> Type:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        if isinstance(node.value, (str, bytes, int)):
            return Literal(node.value, f"builtins.{type(node.value).__name__}")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return INT
    return UNKNOWN


def _filled(alias: Union, arguments: list[Type]) -> Type:
    """A generic alias of a union with its type parameters given, in order of appearance."""
    from burnish_checks.inference.types import parts, transform

    parameters = list(dict.fromkeys(item for item in parts(alias) if isinstance(item, TypeVar)))
    table = dict(zip(parameters, arguments, strict=False))
    return transform(alias, lambda item: table.get(item, item) if isinstance(item, TypeVar) else item)


__all__ = ["Annotations", "ModuleType", "class_of", "instance", "members"]
