"""The `Inference` interface: asked for a slot of a function in a snapshot, it answers with a type and its evidence."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from burnish_checks.core.context import Project
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.type_comments import is_typed_by_comment
from burnish_checks.inference import confidence
from burnish_checks.inference.declared import formals
from burnish_checks.inference.engine import Engine
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.homes import home_of
from burnish_checks.inference.modules import Function as Definition
from burnish_checks.inference.objections import against_parameter, against_return
from burnish_checks.inference.program import module_of
from burnish_checks.inference.session import session_for
from burnish_checks.inference.solver import FAR, OutOfBudget
from burnish_checks.inference.spelling import Home, Spelling, spell
from burnish_checks.inference.types import (
    UNKNOWN,
    ClassType,
    FunctionType,
    Named,
    Never,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    members,
    parts,
    simplified,
    transform,
    union,
    widen,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef

_WHOLE = 2
"""The strength of a return that knows all its ways out; where some are not known the others are right too seldom."""
_BUDGET = 1_000_000
"""Steps that one question may take: some seconds at the worst."""
_FRAMES = 6_000
"""How deep Python's stack may get in one question: functions of the program nest in it as they call each other."""


@contextmanager
def _deep() -> Iterator[None]:
    """Let the stack get deep for a while."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@dataclass(frozen=True)
class Inferred:
    """The type of a slot and what it was concluded from."""

    type: Type
    certain: bool
    """True if every way to the slot was followed; False if the type is a guess."""
    evidence: tuple[str, ...]
    """What it comes from, most telling first: `the default`, `3 call sites`."""
    kind: confidence.Kind | None = None
    """What it was judged with; None for what no one measures."""


class Inference:
    """Types in one snapshot of a file, with the workspace around it where there is an index of it."""

    def __init__(
        self,
        snapshot: Snapshot,
        project: Project | None = None,
        *,
        guesses: bool = True,
        proofs: bool = True,
        at_first: bool = False,
        deepest: int = FAR,
    ) -> None:
        self.snapshot = snapshot
        self.guesses = guesses
        """Whether a type that is only likely is an answer; without, only proofs are, at half the cost."""
        self.proofs = proofs
        """Whether to tell all that is certain; without, only what no guess is known of, at two thirds of the cost."""
        self.at_first = at_first
        """Whether returns that no guess is known of are left for later, when more is written down and less to prove."""
        self.project = project or snapshot.environment.project
        self.session = session_for(snapshot, self.project, deepest)
        self.program = self.session.program
        self.guessing = self.session.guessing
        self.proving = self.session.proving
        self.path = snapshot.environment.path
        self.local = module_of(snapshot, self.program.name_of(self.path))
        """The snapshot's own reading of the module: what tells which function a node is."""

    def slot(self, index: int, node: Function, slot: str) -> Inferred | None:
        """The type of a parameter, of what the function returns (`return`), or of an attribute (`self.NAME`).

        `index` is the entry whose block holds `node`. None where nothing is known.
        """
        function = self._definition(index, node)
        if function is None:
            return None
        if slot.startswith("self."):
            return self._attribute(function, slot[5:]) if self.guesses else None
        if is_typed_by_comment(self.snapshot.entries[index].block, node):
            return None
        found = self._concluded(function, slot)
        return None if found is None or self._is_objected(function, slot, found) else found

    def _concluded(self, function: Definition, slot: str) -> Inferred | None:
        """What is certain of a slot, or else likely."""
        proved = self._proved(function, slot) if self.proofs else None
        if not self.guesses or (proved is not None and proved.certain):
            return proved if proved is not None and proved.certain else None
        guess = self._guessed(function, slot)
        if guess is not None or self.proofs:
            return guess if guess is not None else proved
        # What is certain of a parameter is guessed too; of a return more may be proved than could be told of a guess.
        return self._proved(function, slot) if slot == "return" and not self.at_first else None

    def _guessed(self, function: Definition, slot: str) -> Inferred | None:
        """What is likely of a slot."""
        guess = self._found(self.guessing, function, slot)
        if not _presentable(guess.type) or (slot == "return" and guess.strength < _WHOLE):
            return None
        shown = self._shown(guess.type)
        kind = self._kind(slot, shown, guess.evidence, proved=False)
        if confidence.confidence(kind) < confidence.OFFERED:
            return None
        if guess.alias is not None:
            shown = _by_name(shown, Named(guess.alias.name, self._shown(guess.alias.type)))
        return Inferred(shown, False, guess.evidence, kind)

    def _proved(self, function: Definition, slot: str) -> Inferred | None:
        """What follows of a slot: certain, if what follows in this way is nearly always what people write."""
        proof = self._found(self.proving, function, slot)
        functions = any(isinstance(item, FunctionType) for item in parts(proof.type))
        if proof.strength >= 4 and _presentable(proof.type) and not functions and _whole(proof.type):
            shown = self._shown(proof.type)
            kind = self._kind(slot, shown, proof.evidence, proved=True)
            trust = confidence.confidence(kind)
            return (
                Inferred(shown, trust >= confidence.CERTAIN, proof.evidence, kind)
                if trust >= confidence.OFFERED
                else None
            )
        return None

    def _is_objected(self, function: Definition, slot: str, found: Inferred) -> bool:
        """Whether a type checker would speak against a type."""
        engine = self.guessing
        engine.left = _BUDGET
        try:
            with _deep():
                if slot == "return":
                    return against_return(engine, function, found.type)
                return not found.certain and against_parameter(engine, function, slot, found.type)
        except (OutOfBudget, RecursionError):
            engine.solver.forget()
            return True

    def _kind(self, slot: str, type_: Type, evidence: tuple[str, ...], *, proved: bool) -> confidence.Kind:
        return confidence.kind_of(self.guessing.hierarchy, slot, type_, evidence, proved)

    def function(self, index: int, node: Function) -> dict[str, Inferred]:
        """Every slot of the function that has no annotation and that something is known of."""
        definition = self._definition(index, node)
        if definition is None:
            return {}
        receiver = definition.receiver
        names = [item.name for item in formals(definition) if item.node.annotation is None and item.name != receiver]
        slots = [*names, *(["return"] if node.returns is None else [])]
        found = {slot: self.slot(index, node, slot) for slot in slots}
        return {slot: item for slot, item in found.items() if item is not None}

    def variable(self, index: int, name: str, function: Function | None = None) -> Inferred | None:
        """The type of a variable of the function, or of the module or class that the block at `index` stands in."""
        if function is not None:
            return self._local(index, function, name)
        module = self.program.module_at(self.path)
        if module is None:
            return None
        engine = self.guessing
        try:
            if self.snapshot.entries[index].block.in_class:
                owners = [cls for cls in module.classes.values() if name in cls.members]
                type_ = engine.class_value(owners[0], name) if owners else engine.global_value(module.name, name)
                if owners and (written := engine.attribute(owners[0], name)) is not None:
                    type_ = union((type_, written))
            else:
                type_ = engine.global_value(module.name, name)
        except (OutOfBudget, RecursionError):
            engine.solver.forget()
            return None
        return Inferred(self._shown(type_), False, ("what is put into it",)) if _presentable(type_) else None

    def _local(self, index: int, node: Function, name: str) -> Inferred | None:
        """The type of a variable of a function, over all that is assigned to it."""
        function = self._definition(index, node)
        if function is None:
            return None
        self.guessing.left = _BUDGET
        try:
            with _deep():
                type_ = self.guessing.summary(function).variable(name)
        except (OutOfBudget, RecursionError):
            self.guessing.solver.forget()
            return None
        if type_ is None or isinstance(type_, Never) or not _presentable(type_):
            return None
        shown = self._shown(self._sayable(function, type_))
        return Inferred(shown, False, ("what is assigned to it",)) if _presentable(shown) else None

    def _attribute(self, function: Definition, name: str) -> Inferred | None:
        if function.cls is None:
            return None
        try:
            with _deep():
                type_ = self.guessing.attribute(function.cls, name)
        except (OutOfBudget, RecursionError):
            self.guessing.solver.forget()
            return None
        if type_ is None or not _presentable(type_):
            return None
        return Inferred(self._shown(type_), False, ("what the methods assign to it",))

    def _found(self, engine: Engine, function: Definition, slot: str) -> Found:
        """The answer of one engine; nothing where it costs too much."""
        engine.left = _BUDGET
        try:
            with _deep():
                found = engine.returned(function) if slot == "return" else engine.parameter(function, slot)
        except (OutOfBudget, RecursionError):
            engine.solver.forget()
            return NOTHING
        return found._replace(type=self._sayable(function, found.type)) if found.is_known else found

    def _definition(self, index: int, node: Function) -> Definition | None:
        """The function as the program knows it; found again by its place where its block was parsed anew."""
        module = self.program.module_at(self.path)
        found = self.local.by_node.get(id(node)) or self._by_place(node)
        return module.functions.get(found.key) if module is not None and found is not None else None

    def _by_place(self, node: Function) -> Definition | None:
        same = [
            item
            for item in self.local.functions.values()
            if item.name == node.name and item.node is not None and item.node.lineno == node.lineno
        ]
        return same[0] if len(same) == 1 else None

    def _shown(self, type_: Type) -> Type:
        """The type as an annotation would have it: no literals, functions as `Callable`."""
        from burnish_checks.inference.generalising import signature

        def plain(item: Type) -> Type:
            return signature(self.guessing, item) if isinstance(item, FunctionType) else item

        if isinstance(type_, Never):
            return type_
        return simplified(widen(union(plain(item) for item in members(type_))))

    def _sayable(self, function: Definition, type_: Type) -> Type:
        """The type with the type parameters that mean nothing in the function left unknown."""
        own: set[str] = set()
        if function.cls is not None:
            own = {item.name for item in self.guessing.hierarchy.parameters(function.cls.name)}
        return transform(type_, lambda item: UNKNOWN if isinstance(item, TypeVar) and item.name not in own else item)

    def spell(self, index: int, node: ast.AST | None, type_: Type) -> Spelling | None:
        """How the type is written at a place of the file, with the imports it needs; None if it has no name there."""
        return spell(self.snapshot, index, node, type_, self._home)

    def _home(self, cls: str) -> Home | None:
        home = home_of(self.program, cls)
        if home is None or not home.workspace:
            return home
        return home._replace(own=home.module == self.local.name, joinable=not self._joins_otherwise(cls))

    def _joins_otherwise(self, cls: str) -> bool:
        """Whether the metaclass of a class, or of one that it derives from, says itself what `|` makes of it."""
        hierarchy = self.guessing.hierarchy
        for ancestor in hierarchy.order(cls):
            found = self.program.class_named(ancestor.cls)
            if found is None or found.module.stub:
                continue
            for item in found.node.keywords:
                meta = self.guessing.evaluate_in(found.module, None, item.value) if item.arg == "metaclass" else None
                names = [above.cls for above in hierarchy.order(meta.cls)] if isinstance(meta, ClassType) else []
                metas = (self.program.class_named(name) for name in names if name != "builtins.type")
                if any(made is not None and not {"__or__", "__ror__"}.isdisjoint(made.members) for made in metas):
                    return True
        return False


def _by_name(type_: Type, alias: Named) -> Type:
    """The type with the alternatives that an alias has, if they are all there, called by its name."""
    covered = members(alias.type)
    rest = [item for item in members(type_) if item not in covered]
    return union((alias, *rest)) if len(rest) + len(covered) == len(members(type_)) else type_


def _whole(type_: Type) -> bool:
    """Whether no container in the type is known only as empty."""
    inner = [item for item in parts(type_) if item is not type_]
    return Tuple(()) not in (type_, *inner) and not any(isinstance(item, Never) for item in inner)


def _presentable(type_: Type) -> bool:
    """Whether the type says something that could be written."""
    if isinstance(type_, Unknown):
        return False
    return not any(isinstance(item, Unknown) for item in members(type_))
