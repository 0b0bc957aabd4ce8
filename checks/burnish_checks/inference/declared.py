"""Calls of what declares its types: overloads chosen by the arguments, type parameters solved from them."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function_
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from burnish_checks.inference.annotations import ANY_CLASS, class_of
from burnish_checks.inference.hierarchy import Hierarchy
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import (
    NEVER,
    NONE,
    UNKNOWN,
    Callable,
    ClassType,
    Instance,
    Never,
    Parameter,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    known,
    members,
    parts,
    transform,
    union,
    widen,
)


class Arguments(NamedTuple):
    """The types given in a call."""

    positional: tuple[Type, ...] = ()
    keywords: tuple[tuple[str, Type], ...] = ()
    star: Type | None = None
    """The elements of a starred argument; what follows it is unknown."""
    double_star: bool = False


@dataclass(frozen=True)
class Formal:
    """A parameter as calls see it."""

    name: str
    kind: str
    """`positional`, `both`, `keyword`, `*` or `**`."""
    node: ast.arg
    default: ast.expr | None


def formals(function: Function) -> list[Formal]:
    """The parameters of a function in order, the receiver included; a new list each time."""
    if "formals" not in function.cache:
        function.cache["formals"] = _formals(function)
    return list(function.cache["formals"])


def _formals(function: Function) -> list[Formal]:
    a = function.arguments
    positional = [*a.posonlyargs, *a.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(a.defaults))
    defaults.extend(a.defaults)
    result = [
        Formal(item.arg, "positional" if item in a.posonlyargs else "both", item, default)
        for item, default in zip(positional, defaults, strict=True)
    ]
    if a.vararg is not None:
        result.append(Formal(a.vararg.arg, "*", a.vararg, None))
    result += [Formal(x.arg, "keyword", x, d) for x, d in zip(a.kwonlyargs, a.kw_defaults, strict=True)]
    if a.kwarg is not None:
        result.append(Formal(a.kwarg.arg, "**", a.kwarg, None))
    return result


def matched(items: list[Formal], given: Arguments) -> list[tuple[Formal, Type | None]] | None:
    """Each parameter with the type given for it (None if it keeps its default); None if the call does not fit."""
    result: list[tuple[Formal, Type | None]] = []
    positional = list(given.positional)
    keywords = dict(given.keywords)
    loose = given.star is not None or given.double_star
    for item in items:
        if item.kind in ("positional", "both"):
            if positional:
                result.append((item, positional.pop(0)))
            elif item.kind == "both" and item.name in keywords:
                result.append((item, keywords.pop(item.name)))
            elif given.star is not None and item.default is None:
                result.append((item, given.star))
            elif item.default is None and not loose:
                return None
            else:
                result.append((item, None))
        elif item.kind == "*":
            rest = [*positional, *([given.star] if given.star is not None else [])]
            result.append((item, union(rest) if rest else None))
            positional = []
        elif item.kind == "keyword":
            if item.name not in keywords and item.default is None and not loose:
                return None
            result.append((item, keywords.pop(item.name, None)))
        else:
            result.append((item, union(keywords.values()) if keywords else None))
            keywords = {}
    if (positional or keywords) and not loose:
        return None
    return result


class DeclaredCalls:
    """Results of calls of annotated functions."""

    def __init__(
        self,
        hierarchy: Hierarchy,
        call: Function_[[Type, Arguments], Type],
        asked: Function_[[], int],
        certain: bool = False,
    ) -> None:
        self.hierarchy = hierarchy
        self.certain = certain
        self.annotations = hierarchy.annotations
        self.call = call
        """How to call a value given for a `Callable` parameter, to learn its result."""
        self.asked = asked
        """How many questions have been asked so far: what was told without asking any is told again."""
        self._results: dict[tuple[str, Type | None, Arguments], Type | None] = {}
        self._nesting = 0

    def result(self, function: Function, receiver: Type | None, given: Arguments) -> Type | None:
        """What a call of the function gives; None if no overload has a return annotation."""
        key = function.key, receiver, given
        if key not in self._results:
            before = self.asked()
            found = self._result(function, receiver, given)
            if self._nesting or self.asked() != before:
                return found
            self._results[key] = found
        return self._results[key]

    def _result(self, function: Function, receiver: Type | None, given: Arguments) -> Type | None:
        candidates = function.overloads or [function]
        possible: list[Type] = []
        for candidate in candidates:
            if candidate.node is None or candidate.node.returns is None:
                continue
            table = self.solve(candidate, receiver, given)
            if table is None:
                continue
            result = self.read(candidate, candidate.node.returns, receiver)
            possible.append(substitute(result, table))
            if not self._doubtful(given):
                break
        if possible:
            possible = list(dict.fromkeys(possible))
            if len(possible) > 1 and not all(map(known, possible)) and (self.certain or UNKNOWN in possible):
                return UNKNOWN
            widest = [item for item in possible if all(self.hierarchy.accepts(item, other) for other in possible)]
            if widest and (known(widest[0]) or isinstance(widest[0], Instance)):
                return widest[0]
            return UNKNOWN if self.certain and len(possible) > 1 else union(possible[:3])
        return UNKNOWN if any(c.node is not None and c.node.returns is not None for c in candidates) else None

    def _doubtful(self, given: Arguments) -> bool:
        """Whether an unknown argument may have been what chooses the overload, for a proof also what a container holds."""
        items = (*given.positional, *(type_ for _, type_ in given.keywords))
        if self.certain and any(not known(item) or any(map(self._is_bare, parts(item))) for item in items):
            return True
        return any(map(_may_be_anything, items))

    def _is_bare(self, type_: Type) -> bool:
        """Whether a container does not say what it holds."""
        return isinstance(type_, Instance) and not type_.args and bool(self.hierarchy.parameters(type_.cls))

    def read(self, function: Function, node: ast.expr | None, receiver: Type | None) -> Type:
        """An annotation of the function, `Self` being the receiver."""
        type_ = self.annotations.read(node, function.module, function.cls, function)
        if function.cls is not None and isinstance(receiver, (Instance, ClassType)) and _mentions_self(function, node):
            own = Instance(function.cls.name)
            as_receiver = Instance(receiver.cls, receiver.args)
            return transform(type_, lambda item: as_receiver if item == own else item)
        return type_

    def solve(self, function: Function, receiver: Type | None, given: Arguments) -> dict[str, Type] | None:
        """What the type parameters stand for in a call; None if the call does not fit the parameters."""
        items = formals(function)
        table: dict[str, Type] = {}
        if receiver is not None and function.cls is not None and not function.is_static and items:
            own = items.pop(0)
            if isinstance(receiver, Instance):
                seen = self.hierarchy.ancestor(receiver, function.cls.name)
                if seen is not None:
                    names = self.hierarchy.parameters(function.cls.name)
                    args = seen.args or (UNKNOWN,) * len(names)
                    pairs_ = zip(names, args, strict=False)
                    made = function.name in ("__init__", "__new__")
                    kept = [(name.name, value) for name, value in pairs_ if not (made and isinstance(value, TypeVar))]
                    table.update(kept)
            if own.node.annotation is not None:
                declared = self.annotations.read(own.node.annotation, function.module, function.cls, function)
                if isinstance(declared, Instance) and not self._self_fits(declared, receiver):
                    return None
                if receiver is not None and function.name != "__init__":
                    self.unify(declared, receiver, table)
        pairs = matched(items, given)
        if pairs is None:
            return None
        of_receiver = dict(table)  # what arguments bind may be widened by later ones: `max(1, x)`
        for item, type_ in pairs:
            if type_ is None or item.node.annotation is None:
                continue
            declared = self.annotations.read(item.node.annotation, function.module, function.cls, function)
            if declared == NONE and isinstance(type_, (Unknown, Parameter)) and not self.certain:
                return None
            if item.kind != "**" and not self.hierarchy.accepts(substitute(declared, of_receiver), type_):
                return None
            self.unify(declared, type_, table)
        return table

    def _self_fits(self, declared: Instance, receiver: Type) -> bool:
        """Whether an overload for some arguments of the receiver's class is meant for this receiver."""
        if not isinstance(receiver, Instance) or not receiver.args:
            return True
        return self.hierarchy.accepts(declared, receiver)

    def unify(self, declared: Type, given: Type, table: dict[str, Type]) -> None:
        """Bind type parameters in `declared` so that it covers `given`."""
        if isinstance(declared, TypeVar):
            before = table.get(declared.name)
            value = widen(given)
            table[declared.name] = (
                value if before is None or isinstance(before, (Unknown, Never)) else union((before, value))
            )
            return
        if isinstance(given, (Unknown, Never, Parameter)):
            return
        declared_members = members(declared)
        if len(declared_members) > 1:
            self._unify_union(declared_members, given, table)
            return
        for item in members(given):
            self._unify_one(declared, item, table)

    def _unify_union(self, declared: tuple[Type, ...], given: Type, table: dict[str, Type]) -> None:
        concrete = [item for item in declared if not isinstance(item, TypeVar)]
        variables = [item for item in declared if isinstance(item, TypeVar)]
        rest: list[Type] = []
        for item in members(given):
            taken = False
            for option in concrete:
                if self.hierarchy.accepts(option, item):
                    self._unify_one(option, item, table)
                    taken = True
                    break
            if not taken:
                rest.append(item)
        for variable in variables:
            if rest:
                self.unify(variable, union(rest), table)

    def _unify_one(self, declared: Type, given: Type, table: dict[str, Type]) -> None:
        if isinstance(declared, Callable):
            result = self.call(given, Arguments(tuple(substitute(p, table) for p in declared.params or ())))
            self.unify(declared.result, result, table)
        elif isinstance(declared, ClassType) and declared.cls == ANY_CLASS:
            if isinstance(given, ClassType):
                self.unify(declared.args[0], Instance(given.cls, given.args), table)
        elif isinstance(declared, ClassType) and isinstance(given, ClassType):
            for one, other in zip(declared.args, given.args, strict=False):
                self.unify(one, other, table)
        elif isinstance(declared, Tuple) and isinstance(given, Tuple):
            for one, other in zip(declared.items, given.items, strict=False):
                self.unify(one, other, table)
        elif isinstance(declared, Instance) and declared.args:
            for one, other in zip(declared.args, self._arguments_as(declared.cls, given), strict=False):
                self.unify(one, other, table)

    def _arguments_as(self, name: str, given: Type) -> tuple[Type, ...]:
        """The arguments of the class `name` that a value of the given type has, by descent or by its protocol."""
        if isinstance(given, Tuple):
            given = Instance("builtins.tuple", (union(given.items),))
        if not isinstance(given, Instance):
            given = Instance(getattr(given, "kind", "builtins.object"))
        seen = self.hierarchy.ancestor(given, name)
        if seen is not None:
            return seen.args
        if self._nesting > 2 or not self.hierarchy.is_protocol(name):
            return ()
        self._nesting += 1
        try:
            return tuple(self._protocol_arguments(name, given))
        finally:
            self._nesting -= 1

    def _protocol_arguments(self, name: str, given: Instance) -> Iterator[Type]:
        cls = self.hierarchy.program.class_named(name)
        parameters = self.hierarchy.parameters(name)
        found: dict[str, Type] = {}
        for member, symbols in cls.members.items() if cls is not None else ():
            wanted = symbols[0].function
            actual = self.find(given, member)
            if wanted is None or wanted.node is None or actual is None:
                continue
            declared = self.annotations.read(wanted.node.returns, wanted.module, wanted.cls, wanted)
            taken = [
                self.annotations.read(i.node.annotation, wanted.module, wanted.cls, wanted) for i in formals(wanted)[1:]
            ]
            result = self.call(actual, Arguments(tuple(substitute(item, found) for item in taken)))
            self.unify(declared, result, found)
        for parameter in parameters:
            yield found.get(parameter.name, UNKNOWN)

    find: Function_[[Instance, str], Type | None] = staticmethod(lambda given, member: None)
    """How to look a member up; set by the evaluator."""


def substitute(type_: Type, table: dict[str, Type]) -> Type:
    """A type with its parameters replaced by what they stand for, unknown ones by `UNKNOWN`."""

    def put(item: Type) -> Type:
        if isinstance(item, ClassType) and item.cls == ANY_CLASS:
            return class_of(item.args[0]) if not isinstance(item.args[0], Unknown) else Instance("builtins.type")
        return table.get(item.name, UNKNOWN) if isinstance(item, TypeVar) else item

    return transform(type_, put)


def _may_be_anything(type_: Type) -> bool:
    """Whether a value, or some item of a tuple, is not known at all."""
    if isinstance(type_, Tuple):
        return any(map(_may_be_anything, type_.items))
    return isinstance(type_, (Unknown, Parameter))


def _mentions_self(function: Function, node: ast.expr | None) -> bool:
    """Whether an annotation of the function says `Self`."""
    known_of = function.cache.setdefault("self", {})
    if id(node) not in known_of:
        known_of[id(node)] = node is not None and any(
            (isinstance(item, ast.Name) and item.id in ("Self", "_typeshed.Self"))
            or (isinstance(item, ast.Attribute) and item.attr == "Self")
            for item in ast.walk(node)
        )
    return bool(known_of[id(node)])


__all__ = ["NEVER", "Arguments", "DeclaredCalls", "Formal", "formals", "matched", "substitute"]
