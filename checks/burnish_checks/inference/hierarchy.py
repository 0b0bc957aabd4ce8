"""Classes in relation: bases, the order in which members are looked up, type parameters and what fills them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from burnish_checks.core.names import last_word
from burnish_checks.inference.types import (
    NONE,
    OBJECT,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    ModuleType,
    Never,
    Parameter,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    members,
    parts,
    transform,
    union,
)

if TYPE_CHECKING:
    from burnish_checks.inference.annotations import Annotations
    from burnish_checks.inference.program import Program

_TYPE = Instance("builtins.type")
_TOWER = {
    "builtins.bool": ("builtins.int", "builtins.float", "builtins.complex"),
    "builtins.int": ("builtins.float", "builtins.complex"),
    "builtins.float": ("builtins.complex",),
}
_MOST_ANCESTORS = 60
_ENUMS = ("enum.Enum", "enum.Flag")


class Hierarchy:
    """The class relations of a program."""

    def __init__(self, program: Program, annotations: Annotations) -> None:
        self.program = program
        self.annotations = annotations
        self._bases: dict[str, tuple[Instance, ...]] = {}
        self._orders: dict[str, tuple[Instance, ...]] = {}
        self._complete: dict[str, bool] = {}
        self._children: dict[str, list[str]] = {}
        self._parameters: dict[str, tuple[TypeVar, ...]] = {}
        self._enums: dict[str, bool] = {}
        self._reading = 0
        """How many classes' bases are being read: what is told of a class meanwhile may not be all of it."""

    def bases(self, name: str) -> tuple[Instance, ...]:
        """The direct bases with their arguments; those that cannot be resolved are left out."""
        if name not in self._bases:
            self._bases[name] = ()
            cls = self.program.class_named(name)
            found: list[Instance] = []
            complete = cls is not None
            self._reading += 1
            for base in cls.node.bases if cls is not None else ():
                type_ = self.annotations.read(base, cls.module, None, cls.outer) if cls is not None else UNKNOWN
                if isinstance(type_, Instance) and type_.cls != name:
                    found.append(type_)
                elif not isinstance(type_, Instance) and not _is_special(base):
                    complete = False
            self._reading -= 1
            self._bases[name] = tuple(found)
            self._complete[name] = complete
        return self._bases[name]

    def parameters(self, name: str) -> tuple[TypeVar, ...]:
        """The type parameters of a class in order."""
        if name in self._parameters:
            return self._parameters[name]
        found = self._own_parameters(name)
        if not self._reading:
            self._parameters[name] = found
        return found

    def _own_parameters(self, name: str) -> tuple[TypeVar, ...]:
        cls = self.program.class_named(name)
        if cls is None:
            return ()
        own = getattr(cls.node, "type_params", None)
        if own:
            return tuple(TypeVar(item.name) for item in own)
        found: list[TypeVar] = []
        for base in cls.node.bases:
            special = isinstance(base, ast.Subscript) and last_word(base.value) in ("Generic", "Protocol")
            if special and isinstance(base, ast.Subscript):
                items = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
                types = [self.annotations.read(item, cls.module) for item in items]
                return tuple(item if isinstance(item, TypeVar) else TypeVar("?") for item in types)
        for base_type in self.bases(name):
            for item in parts(base_type):
                if isinstance(item, TypeVar) and item not in found:
                    found.append(item)
        return tuple(found)

    def order(self, name: str) -> tuple[Instance, ...]:
        """The class and its ancestors in lookup order, each with its arguments in terms of the class's parameters."""
        if name not in self._orders:
            self._orders[name] = ()
            found: list[Instance] = []
            self._visit(Instance(name, self.parameters(name)), found, 0)
            last: dict[str, Instance] = {}
            for item in found:
                last.pop(item.cls, None)
                last[item.cls] = item
            last.pop("builtins.object", None)
            self._orders[name] = (*last.values(), OBJECT)
        return self._orders[name]

    def _visit(self, type_: Instance, found: list[Instance], depth: int) -> None:
        if len(found) > _MOST_ANCESTORS or depth > 25:
            return
        found.append(type_)
        table = dict(zip(self.parameters(type_.cls), type_.args, strict=False))
        for base in self.bases(type_.cls):
            self._visit(_fill(base, table), found, depth + 1)

    def complete(self, name: str) -> bool:
        """Whether every ancestor is known, so that a member not found is not there."""
        for item in self.order(name):
            self.bases(item.cls)
            if not self._complete.get(item.cls, False):
                return False
        return True

    def ancestor(self, type_: Instance, name: str) -> Instance | None:
        """The type seen as one of its ancestors, with that one's arguments; None if it is none."""
        if type_.cls == name:
            return type_
        for item in self.order(type_.cls):
            if item.cls == name:
                return self.filled(item, type_)
        return None

    def filled(self, item: Instance, receiver: Instance) -> Instance:
        """An ancestor's arguments with the receiver's own put in."""
        own = self.parameters(receiver.cls)
        args = receiver.args if receiver.args else (UNKNOWN,) * len(own)
        return _fill(item, dict(zip(own, args, strict=False)))

    def is_a(self, name: str, other: str) -> bool:
        """Whether a class is the other or derives from it."""
        return name == other or other in _names(self.order(name))

    def is_enum(self, name: str) -> bool:
        """Whether a class is an enumeration."""
        if name not in self._enums:
            self._enums[name] = any(self.is_a(name, enum) for enum in _ENUMS)
        return self._enums[name]

    def accepts(self, declared: Type, given: Type) -> bool:
        """Whether a value of type `given` may be used where `declared` is asked for; what is not known is accepted."""
        if isinstance(declared, (Unknown, TypeVar, Parameter)) or isinstance(
            given, (Unknown, Never, Parameter, TypeVar)
        ):
            return True
        given_members = members(given)
        if len(given_members) > 1:
            return all(self.accepts(declared, item) for item in given_members)
        return any(self._accepts_one(item, given) for item in members(declared))

    def _accepts_one(self, declared: Type, given: Type) -> bool:
        if isinstance(declared, (Unknown, TypeVar)) or declared in (OBJECT, given):
            return True
        if isinstance(declared, Literal):
            return False
        if isinstance(given, Literal):
            given = Instance(given.kind)
        if isinstance(declared, Callable):
            return isinstance(given, (Callable, FunctionType, ClassType)) or (
                isinstance(given, Instance) and self.has_member(given.cls, "__call__")
            )
        if isinstance(declared, ClassType):
            if declared.cls == "?":
                return isinstance(given, ClassType) or given == _TYPE
            return (isinstance(given, ClassType) and self.is_a(given.cls, declared.cls)) or given == _TYPE
        if isinstance(declared, Tuple):
            if isinstance(given, Tuple):
                return len(given.items) == len(declared.items) and all(map(self.accepts, declared.items, given.items))
            return isinstance(given, Instance) and given.cls == "builtins.tuple" and not given.args
        if not isinstance(declared, Instance):
            return False
        return self._accepts_instance(declared, given)

    def _accepts_instance(self, declared: Instance, given: Type) -> bool:
        if isinstance(given, Tuple):
            given = Instance("builtins.tuple", (union(given.items),) if given.items else ())
        if isinstance(given, (FunctionType, Callable)):
            return declared.cls in ("typing.Hashable", "typing.Callable")
        if isinstance(given, ClassType):
            return declared.cls in ("builtins.type", "typing.Hashable", "typing.Callable")
        if isinstance(given, ModuleType):
            return declared.cls == "types.ModuleType"
        if given == NONE:
            return declared.cls in ("typing.Hashable", "types.NoneType")
        if not isinstance(given, Instance):
            return False
        if declared.cls in _TOWER.get(given.cls, ()):
            return True
        seen = self.ancestor(given, declared.cls)
        if seen is None:
            return self.matches_protocol(declared, given)
        if not seen.args or not declared.args:
            return True
        return all(self.accepts(a, b) for a, b in zip(declared.args, seen.args, strict=False))

    def is_protocol(self, name: str) -> bool:
        """Whether a class is a protocol: what has its members is one of its instances."""
        cls = self.program.class_named(name)
        return cls is not None and any(
            last_word(base.value if isinstance(base, ast.Subscript) else base) == "Protocol" for base in cls.node.bases
        )

    def matches_protocol(self, declared: Instance, given: Instance) -> bool:
        """Whether the declared type is a protocol whose members the given class has."""
        if not self.is_protocol(declared.cls):
            return False
        for item in self.order(declared.cls):
            cls = self.program.class_named(item.cls)
            if cls is None or not self.is_protocol(item.cls):
                continue
            if any(not self.has_member(given.cls, name) for name in cls.members if name != "__slots__"):
                return False
        return True

    def has_member(self, name: str, member: str) -> bool:
        """Whether a class or an ancestor defines the member in its body."""
        for item in self.order(name):
            cls = self.program.class_named(item.cls)
            if cls is not None and member in cls.members and item.cls != "builtins.object":
                return True
        return False

    def children(self, name: str) -> list[str]:
        """The classes of the workspace that derive directly from a class."""
        if name not in self._children:
            found: dict[str, None] = {}
            for module in self.program.users(name.rpartition(".")[2]):
                for cls in list(module.classes.values()):
                    if cls.node.bases and any(base.cls == name for base in self.bases(cls.name)):
                        found[cls.name] = None
            self._children[name] = list(found)
        return self._children[name]

    def descendants(self, name: str) -> Iterator[str]:
        """All classes of loaded workspace modules below a class, nearest first."""
        todo, seen = list(self.children(name)), {name}
        while todo:
            current = todo.pop(0)
            if current not in seen:
                seen.add(current)
                yield current
                todo.extend(self.children(current))

    def common_base(self, names: list[str]) -> str | None:
        """The nearest class of the workspace that all of the classes derive from."""
        orders = [[item.cls for item in self.order(name)] for name in names]
        for candidate in orders[0]:
            if all(candidate in order for order in orders):
                cls = self.program.class_named(candidate)
                return candidate if cls is not None and not cls.module.stub else None
        return None


def _fill(type_: Instance, table: dict[TypeVar, Type]) -> Instance:
    if not table or not type_.args:
        return type_
    names = {variable.name: value for variable, value in table.items()}
    filled = transform(type_, lambda item: names.get(item.name, item) if isinstance(item, TypeVar) else item)
    return filled if isinstance(filled, Instance) else Instance(type_.cls)


@lru_cache(4096)
def _names(order: tuple[Instance, ...]) -> frozenset[str]:
    """The names of the classes in an order."""
    return frozenset(item.cls for item in order)


def _is_special(node: ast.expr) -> bool:
    base = node.value if isinstance(node, ast.Subscript) else node
    return last_word(base) in ("Generic", "Protocol", "object", "NamedTuple", "TypedDict")


__all__ = ["Hierarchy"]
