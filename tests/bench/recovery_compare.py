"""Annotations compared by meaning: the original's, and what an engine wrote into the stripped copy."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.inference.declared import formals
from burnish_checks.inference.engine import Engine
from burnish_checks.inference.modules import Function, Module
from burnish_checks.inference.program import Program
from burnish_checks.inference.types import (
    NONE,
    Callable,
    ClassType,
    Instance,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    members,
    parts,
    transform,
    union,
)

_SYNONYMS = {"builtins.None": "types.NoneType"}


class Folder:
    """A folder of Python files as the engine's project: texts, module names, files that hold a word."""

    revision = 0

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts = {str(path): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
        self.names = {self.module_name(path): path for path in self.texts}

    def ask(self, path: str, *question: object) -> None:
        """No facts: only texts."""

    def module_name(self, path: str) -> str:
        relative = os.path.relpath(path, self.root).removesuffix(".py").replace(os.sep, ".")
        return relative.removesuffix(".__init__")

    def path_of(self, module: str, asking: str = "") -> str | None:
        return self.names.get(module)

    def text_of(self, path: str) -> str | None:
        return self.texts.get(path)

    def files_with(self, word: str) -> list[str]:
        return [path for path, text in self.texts.items() if word in text]


@dataclass
class Score:
    """How many slots an engine filled, and how well."""

    slots: int = 0
    filled: int = 0
    exact: int = 0
    wider: int = 0
    wrong: int = 0
    certain: int = 0
    certain_right: int = 0
    unsayable: int = 0
    """Slots whose original says Any or object: nothing may be inserted there."""
    misses: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Verdict, slot, original, written."""

    def add(self, other: Score) -> None:
        for name in ("slots", "filled", "exact", "wider", "wrong", "certain", "certain_right", "unsayable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses.extend(other.misses)

    def row(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:5.1f}" if whole else "    -"

        return (
            f"{self.slots:6} {share(self.filled, self.slots)} {share(self.exact, self.slots)} "
            f"{share(self.wider, self.slots)} {share(self.wrong, self.slots)} "
            f"{share(self.exact + self.wider, self.filled)} {self.certain:6} {share(self.certain_right, self.certain)} "
            f"{share(self.filled, self.slots - self.unsayable)} {share(self.exact, self.slots - self.unsayable)}"
        )


HEADER = " slots filled% exact% wider% wrong% right/f% certain right% | sayable: filled% exact%"


def compare(original: Path, written: Path, certain: set[tuple[str, str]]) -> dict[str, Score]:
    """Scores by `return` and `parameter` of the folder `written` against `original`.

    `certain` holds (function key, slot) of what was called certain.
    """
    ours, theirs = Engine(Program(Folder(written)), True), Engine(Program(Folder(original)), True)
    scores = {"return": Score(), "parameter": Score()}
    for function in _functions(theirs, original):
        module = ours.program.module(function.module.name)
        other = module.functions.get(function.key) if module is not None else None
        for slot, node in _slots(function):
            score = scores["return" if slot == "return" else "parameter"]
            score.slots += 1
            wanted = _read(theirs, function, node, slot)
            score.unsayable += isinstance(wanted, Unknown) or wanted == Instance("builtins.object")
            found_node = dict(_slots(other)).get(slot) if other is not None else None
            name = f"{function.key}({slot})"
            if found_node is None or other is None:
                score.misses.append(("missing", name, ast.unparse(node), ""))
                continue
            score.filled += 1
            found = _read(ours, other, found_node, slot)
            verdict = _verdict(theirs, wanted, found, ast.unparse(node), ast.unparse(found_node))
            setattr(score, verdict, getattr(score, verdict) + 1)
            if verdict != "exact":
                score.misses.append((verdict, name, ast.unparse(node), ast.unparse(found_node)))
            if (function.key, slot) in certain:
                score.certain += 1
                score.certain_right += verdict != "wrong"
                if verdict == "wrong":
                    score.misses.append(("CERTAIN", name, ast.unparse(node), ast.unparse(found_node)))
    return scores


def _functions(engine: Engine, root: Path) -> Iterator[Function]:
    for path in sorted(root.rglob("*.py")):
        module: Module | None = engine.program.module_at(str(path))
        for function in module.functions.values() if module is not None else ():
            if not any(name.rpartition(".")[2] == "overload" for name in function.decorators):
                yield function


def _slots(function: Function) -> Iterator[tuple[str, ast.expr]]:
    for item in formals(function):
        if item.node.annotation is not None and item.name != function.receiver:
            yield item.name, item.node.annotation
    if function.node is not None and function.node.returns is not None:
        yield "return", function.node.returns


def _read(engine: Engine, function: Function, node: ast.expr, slot: str) -> Type:
    type_ = engine.annotations.read(node, function.module, function.cls, function)
    if slot != "return":
        default = next((item.default for item in formals(function) if item.name == slot), None)
        if isinstance(default, ast.Constant) and default.value is None:
            type_ = union((type_, NONE))
    return transform(type_, _normal)


def _normal(type_: Type) -> Type:
    if isinstance(type_, Instance):
        if type_.cls == "typing.Generator" and len(type_.args) == 3 and type_.args[1:] == (NONE, NONE):
            return Instance("typing.Iterator", type_.args[:1])
        if type_.cls == "typing.AsyncGenerator" and len(type_.args) == 2 and type_.args[1] == NONE:
            return Instance("typing.AsyncIterator", type_.args[:1])
        if type_.args and all(isinstance(item, Unknown) for item in type_.args):
            return Instance(type_.cls)
    return type_


def _verdict(engine: Engine, wanted: Type, found: Type, wanted_text: str, found_text: str) -> str:
    plain = wanted_text.strip("'\"").replace("typing.", "").replace("t.", "")
    if set(members(wanted)) == set(members(found)) and not isinstance(wanted, Unknown):
        return "exact"
    if plain == found_text.strip("'\""):
        return "exact"
    if isinstance(wanted, Unknown) and found == Instance("builtins.object"):
        return "wider"
    if isinstance(wanted, Unknown) and not isinstance(found, Unknown):
        return "wrong"
    if _covers(engine, found, wanted):
        return "wider"
    return "wrong"


def _covers(engine: Engine, wide: Type, narrow: Type) -> bool:
    """Whether every value of `narrow` is one of `wide`."""
    if isinstance(narrow, TypeVar):
        return narrow.bound is not None and _covers(engine, wide, narrow.bound)
    if any(isinstance(item, TypeVar) for item in parts(narrow)):
        bare = transform(narrow, lambda item: Unknown() if isinstance(item, TypeVar) else item)
        return bare != narrow and _covers(engine, wide, bare)
    if isinstance(wide, Unknown):
        return False
    for item in members(narrow):
        if isinstance(item, Unknown):
            return False
        if not any(_one(engine, option, item) for option in members(wide)):
            return False
    return True


def _one(engine: Engine, wide: Type, narrow: Type) -> bool:
    if isinstance(wide, Instance) and isinstance(narrow, Instance):
        if not wide.args:
            return engine.hierarchy.is_a(narrow.cls, wide.cls) or engine.hierarchy.accepts(wide, Instance(narrow.cls))
        seen = engine.hierarchy.ancestor(narrow, wide.cls)
        if seen is not None and seen.args and not narrow.args and any(isinstance(a, Unknown) for a in seen.args):
            return False
        if seen is not None and len(seen.args) == len(wide.args):
            pairs = zip(wide.args, seen.args, strict=True)
            return all(isinstance(b, Unknown) or a == b or _covers(engine, a, b) for a, b in pairs)
    if isinstance(wide, Callable) and isinstance(narrow, Callable):
        return (wide.params is None and isinstance(wide.result, Unknown)) or wide == narrow
    if isinstance(wide, (Tuple, ClassType)) or isinstance(narrow, (Tuple, ClassType)):
        return engine.hierarchy.accepts(wide, narrow) and not isinstance(narrow, Unknown)
    return engine.hierarchy.accepts(wide, narrow)


def frequent(misses: list[tuple[str, str, str, str]], verdict: str, most: int = 25) -> list[tuple[int, str]]:
    """The most frequent pairs of original and written annotation with this verdict."""
    counts = Counter(f"{wanted} <- {found or '(nothing)'}" for kind, _, wanted, found in misses if kind == verdict)
    return [(count, text) for text, count in counts.most_common(most)]
