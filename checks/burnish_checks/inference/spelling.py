"""Spelling a type as an annotation for one place in one file: its text, and the names it must import."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable as Function_
from dataclasses import dataclass, field
from typing import NamedTuple

from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.settings import role_of
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.imports import Bindings, guarded_import, imports_of_module, is_lazy
from burnish_checks.inference.standard_names import (
    CAPITAL,
    ELSEWHERE,
    IN_TYPING,
    OF_TEXT_OR_BYTES,
    VIEWED,
    is_generic_in_stubs_only,
)
from burnish_checks.inference.types import (
    BYTES,
    NONE,
    OBJECT,
    STR,
    Callable,
    ClassType,
    Instance,
    Literal,
    ModuleType,
    Named,
    Never,
    NoneType,
    Parameter,
    Tuple,
    Type,
    TypeVar,
    Union,
    Unknown,
    known,
    members,
    union,
    widen,
)


class Home(NamedTuple):
    """Where a class is to be imported from."""

    module: str
    name: str
    """With dots for a class in a class."""
    own: bool = False
    """Whether it is defined in the very file that the annotation is for."""
    workspace: bool = False
    joinable: bool = True
    """Whether `|` makes a union of it at run time: a metaclass may make something else."""


Find = Function_[[str], "Home | None"]


class Need(NamedTuple):
    """A name that an annotation imports, and the expression by which it then calls it."""

    module: str
    name: str
    expression: str
    guarded: bool = False
    """Whether the import is for type checkers alone."""

    def fill(self, snapshot: Snapshot, index: int) -> tuple[Change, ...]:
        """The changes that import it before the entry at `index`. Raises `Refused` if the expression means another."""
        if self.guarded:
            present = Bindings.of(snapshot, index).imported(self.module, self.name)
            if present is not None and present.expression == self.expression:
                return ()
            return guarded_import(snapshot, self.module, self.name)
        found = ensure_import(snapshot, self.module, self.name, index=index)
        if found.expression != self.expression:
            raise Refused(f"`{self.expression}` means something else here.")
        return found.changes


@dataclass(frozen=True)
class Spelling:
    """The text of an annotation and what it must import."""

    text: str
    changes: tuple[Change, ...] = ()
    """The imports as changes, where this is the only annotation that is written."""
    needs: tuple[Need, ...] = ()
    """The imports as names, for writing several annotations at once."""


class CannotSpell(Exception):
    """The type has no name that the file could use."""


def spell(snapshot: Snapshot, index: int, node: ast.AST | None, type_: Type, find: Find) -> Spelling | None:
    """How the type is written in the block at `index`, for the function `node`; None if it cannot be.

    `find` tells where a class of a qualified name is to be imported from.
    """
    writer = _Writer(snapshot, index, node, find)
    try:
        text = "object" if type_ == OBJECT else writer.write(widen(type_))
    except (CannotSpell, Refused):
        return None
    if writer.quoted and not writer.bindings.future:
        text = '"' + text.replace('"', "'") + '"'
    return Spelling(text, tuple(dict.fromkeys(writer.changes)), tuple(dict.fromkeys(writer.needs)))


@dataclass
class _Writer:
    snapshot: Snapshot
    index: int
    node: ast.AST | None
    find: Find
    changes: list[Change] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    quoted: bool = False
    joining: bool = False
    """Whether what is being written is joined with something else by `|`."""

    def __post_init__(self) -> None:
        self.bindings = Bindings.of(self.snapshot, self.index)
        version = self.snapshot.environment.settings.target_version
        self.pipes = version >= (3, 10) or self.bindings.future
        self.lower = version >= (3, 9) or self.bindings.future
        self.buffer = version >= (3, 12)
        self.abc_generic = version >= (3, 9) or self.bindings.future

    def write(self, type_: Type) -> str:
        if isinstance(type_, NoneType):
            return "None"
        if isinstance(type_, Never):
            return self.imported("typing", "NoReturn")
        if isinstance(type_, Union):
            return self.union(type_)
        if isinstance(type_, Tuple):
            name = self.builtin("tuple")
            if not all(map(known, type_.items)):
                return name
            inner = ", ".join(map(self.inner, type_.items)) if type_.items else "()"
            return f"{name}[{inner}]"
        if isinstance(type_, Callable):
            return self.callable(type_)
        if isinstance(type_, ClassType):
            return f"{self.builtin('type')}[{self.write(Instance(type_.cls, type_.args))}]"
        if isinstance(type_, ModuleType):
            return self.imported("types", "ModuleType")
        if isinstance(type_, Named):
            return self.at_hand(type_.name)
        if isinstance(type_, Literal):
            return self.write(Instance(type_.kind))
        if isinstance(type_, Instance):
            return self.instance(type_)
        if isinstance(type_, TypeVar) and self.bindings.shadowed(type_.name):
            return type_.name
        raise CannotSpell

    def inner(self, type_: Type) -> str:
        """A type argument: what is not known at all cannot be written."""
        if isinstance(type_, (Unknown, Parameter, Never)):
            raise CannotSpell
        return self.write(type_)

    def union(self, type_: Union) -> str:
        rest = [item for item in type_.members if item != NONE]
        self.joining = self.joining or self.pipes
        texts = list(dict.fromkeys(self.write(item) for item in rest if not isinstance(item, (Unknown, Parameter))))
        optional = len(rest) < len(type_.members)
        if not texts:
            raise CannotSpell
        if self.pipes:
            return " | ".join([*texts, "None"] if optional else texts)
        text = texts[0] if len(texts) == 1 else f"{self.imported('typing', 'Union')}[{', '.join(texts)}]"
        return f"{self.imported('typing', 'Optional')}[{text}]" if optional else text

    def callable(self, type_: Callable) -> str:
        name = self.imported("collections.abc" if self.abc_generic else "typing", "Callable")
        if not known(type_.result) or isinstance(type_.result, Never):
            return name
        result = self.write(type_.result)
        if type_.params is None or not all(map(known, type_.params)):
            return f"{name}[..., {result}]"
        return f"{name}[[{', '.join(map(self.inner, type_.params))}], {result}]"

    def instance(self, type_: Instance) -> str:
        if type_.cls in OF_TEXT_OR_BYTES and type_.args and isinstance(type_.args[0], Union):
            kinds = members(type_.args[0])
            apart = set(kinds) <= {STR, BYTES}
            return self.write(union(Instance(type_.cls, (kind,)) for kind in kinds) if apart else Instance(type_.cls))
        name = self.name(ELSEWHERE.get(type_.cls, type_.cls))
        if not type_.args or not all(map(known, type_.args)) or any(isinstance(a, Never) for a in type_.args):
            return name
        args = [self.inner(item) for item in type_.args[VIEWED.get(type_.cls, slice(None))]]
        if type_.cls == "builtins.tuple":
            args.append("...")
        if type_.cls == "builtins.slice":
            return name
        if is_generic_in_stubs_only(type_.cls):
            self.quoted = True
        return f"{name}[{', '.join(args)}]"

    def name(self, cls: str) -> str:
        module, _, last = cls.rpartition(".")
        if cls in ("builtins.object", "typing.Any", "builtins.NoneType", "types.NoneType"):
            raise CannotSpell
        if module == "builtins":
            return self.builtin(last)
        if last == "Buffer" and not self.buffer:
            raise CannotSpell
        if module in ("typing", "collections.abc", "_collections_abc", "typing_extensions") and last in IN_TYPING:
            return (
                self.imported("collections.abc", last) if self.abc_generic else self.imported("typing", IN_TYPING[last])
            )
        home = self.find(cls)
        if (
            home is None
            or "<" in home.name
            or any(part.startswith("_") for part in home.module.split(".") if not home.workspace)
        ):
            raise CannotSpell
        self.quoted = self.quoted or (self.joining and not home.joinable)
        if home.own:
            return self.own(home.name)
        if home.workspace:
            return self.workspace(home)
        if home.name.startswith("_"):
            raise CannotSpell
        outer, _, rest = home.name.partition(".")
        name = self.imported(home.module, outer)
        return f"{name}.{rest}" if rest else name

    def at_hand(self, name: str) -> str:
        """A name that the file has for a type: quoted where it is not there yet, or not at run time."""
        if not self.bindings.there_before(name):
            self.quoted = True
        return name

    def builtin(self, name: str) -> str:
        if self.bindings.shadowed(name):
            raise CannotSpell
        if not self.lower and name in CAPITAL:
            return self.imported("typing", CAPITAL[name])
        if not hasattr(builtins, name):
            raise CannotSpell
        return name

    def own(self, name: str) -> str:
        """A class of this module: quoted where it is not yet defined when the annotation is evaluated."""
        if not self.bindings.defined_before(name.partition(".")[0]):
            self.quoted = True
        return name

    def imported(self, module: str, name: str) -> str:
        guarded = self.bindings.guarded(module, name)
        if guarded:
            self.quoted = True
            return guarded
        if is_lazy(self.snapshot, module):
            present = self.bindings.imported(module, name)
            if present is None:
                return self.for_checkers(module, name)
            self.quoted = True
            return present.expression
        return self.ensured(module, name)

    def ensured(self, module: str, name: str) -> str:
        """The expression for a name that is imported at run time."""
        found = ensure_import(self.snapshot, module, name, index=self.index)
        if found.changes:
            self.changes.extend(found.changes)
            self.needs.append(Need(module, name, found.expression))
        return found.expression

    def workspace(self, home: Home) -> str:
        """A class of another file: imported only for type checking unless its module is imported already."""
        outer, _, rest = home.name.partition(".")
        tail = f".{rest}" if rest else ""
        present = self.bindings.imported(home.module, outer)
        if present:
            self.quoted = self.quoted or present.guarded
            return present.expression + tail
        if role_of(home.module.replace(".", "/") + ".py").tested and not self.snapshot.environment.role.tested:
            raise CannotSpell
        if imports_of_module(self.snapshot, home.module):
            return self.ensured(home.module, outer) + tail
        return self.for_checkers(home.module, outer) + tail

    def for_checkers(self, module: str, name: str) -> str:
        """A name that is imported for type checkers alone, and so quoted."""
        self.changes.extend(guarded_import(self.snapshot, module, name))
        self.needs.append(Need(module, name, name, guarded=True))
        self.quoted = True
        return name
