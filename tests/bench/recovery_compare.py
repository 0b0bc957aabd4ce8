"""Annotations compared by meaning: the original's, and what an engine wrote into the stripped copy."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.inference.declared import formals
from burnish_checks.inference.engine import Engine
from burnish_checks.inference.modules import Module
from burnish_checks.inference.program import Program
from burnish_checks.inference.reading import decorator_name
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


COUNTS = ("slots", "filled", "exact", "wider", "wrong", "certain", "certain_right", "unsayable")


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
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses.extend(other.misses)


Slot = tuple[str, str, int, str]
"""Module, qualified name of the function, which of its definitions, and the parameter or `return`."""


@dataclass(frozen=True)
class Annotated:
    """A folder of Python files with its functions by name, as an engine reads them."""

    engine: Engine
    functions: dict[tuple[str, str, int], tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]
    broken: tuple[str, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, root: Path) -> Annotated:
        """Every function there is, also behind tests of the platform; overloads are not counted apart."""
        engine = Engine(Program(Folder(root)), True)
        found = {}
        broken = []
        for path in sorted(root.rglob("*.py")):
            module = engine.program.module_at(str(path))
            if module is None or module.top is None:
                broken.append(str(path.relative_to(root)))
                continue
            seen: Counter[str] = Counter()
            for name, node in _definitions(module.top.body, ""):
                found[module.name, name, seen[name]] = module, node
                seen[name] += 1
        return cls(engine, found, tuple(broken))

    def slots(self) -> Iterator[tuple[Slot, ast.expr]]:
        """Each annotated slot with its annotation."""
        for (module, name, number), (home, node) in self.functions.items():
            for slot, annotation in _slots(node, self.receiver(home, node)):
                yield (module, name, number, slot), annotation

    def receiver(self, module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        """The name of `self` or `cls`."""
        function = module.by_node.get(id(node))
        return function.receiver if function is not None else ""

    def read(self, slot: Slot, annotation: ast.expr) -> Type:
        """What the annotation means."""
        module, node = self.functions[slot[:3]]
        return _read(self.engine, module, node, annotation, slot[3])


@dataclass(frozen=True)
class Verdict:
    """What became of one slot that the original annotates."""

    slot: Slot
    said: str
    """The original annotation."""
    text: str
    """What was written, empty where nothing was."""
    word: str
    """`exact`, `wider`, `wrong` or `missing`."""
    unsayable: bool
    """Whether the original says Any or object."""

    @property
    def name(self) -> str:
        """The slot as a person would point at it."""
        return f"{self.slot[0]}.{self.slot[1]}({self.slot[3]})"


def verdicts(original: Path, written: Path) -> Iterator[Verdict]:
    """Every slot that the folder `original` annotates, with what became of it in `written`."""
    theirs, ours = Annotated.of(original), Annotated.of(written)
    found = dict(ours.slots())
    for slot, annotation in theirs.slots():
        wanted = theirs.read(slot, annotation)
        said = ast.unparse(annotation)
        unsayable = isinstance(wanted, Unknown) or wanted == Instance("builtins.object")
        other = found.get(slot)
        text = ast.unparse(other) if other is not None else ""
        word = _verdict(theirs.engine, wanted, ours.read(slot, other), said, text) if other is not None else "missing"
        yield Verdict(slot, said, text, word, unsayable)


def compare(original: Path, written: Path, certain: set[Slot] | None = None) -> dict[str, Score]:
    """Scores by `return` and `parameter` of the folder `written` against `original`; `certain` are the slots called so."""
    scores = {"return": Score(), "parameter": Score()}
    for item in verdicts(original, written):
        score = scores["return" if item.slot[3] == "return" else "parameter"]
        score.slots += 1
        score.unsayable += item.unsayable
        if item.word != "missing":
            score.filled += 1
            setattr(score, item.word, getattr(score, item.word) + 1)
        if item.word != "exact":
            score.misses.append((item.word, item.name, item.said, item.text))
        if item.word != "missing" and certain is not None and item.slot in certain:
            score.certain += 1
            score.certain_right += item.word != "wrong"
            if item.word == "wrong":
                score.misses.append(("CERTAIN", item.name, item.said, item.text))
    return scores


def _definitions(body: Iterable[ast.AST], prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The functions in some code by qualified name, but for those that only declare an overload."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{prefix}{node.name}"
            if not isinstance(node, ast.ClassDef):
                if any(decorator_name(item).rpartition(".")[2] == "overload" for item in node.decorator_list):
                    continue
                yield name, node
            yield from _definitions(node.body, f"{name}.")
        else:
            yield from _definitions(ast.iter_child_nodes(node), prefix)


def _slots(node: ast.FunctionDef | ast.AsyncFunctionDef, receiver: str) -> Iterator[tuple[str, ast.expr]]:
    a = node.args
    for item in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg):
        if item is not None and item.annotation is not None and item.arg != receiver:
            yield item.arg, item.annotation
    if node.returns is not None:
        yield "return", node.returns


def _read(
    engine: Engine, module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef, annotation: ast.expr, slot: str
) -> Type:
    function = module.by_node.get(id(node))
    type_ = engine.annotations.read(annotation, module, function.cls if function else None, function)
    if slot != "return" and function is not None:
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
    if set(members(wanted)) == set(members(found)) and not isinstance(wanted, Unknown):
        return "exact"
    if _bare(wanted_text) == _bare(found_text):
        return "exact"
    if isinstance(wanted, Unknown) and found == Instance("builtins.object"):
        return "wider"
    if isinstance(wanted, Unknown) and not isinstance(found, Unknown):
        return "wrong"
    if _covers(engine, found, wanted):
        return "wider"
    return "wrong"


def _bare(text: str) -> str:
    """An annotation without quotes and without the module that a name is taken from."""
    return re.sub(r"\b(?:typing|t|te|typing_extensions|collections\.abc|cabc)\.", "", text.strip("'\""))


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
            return all(a == b or _covers(engine, a, b) for a, b in pairs)
    if isinstance(wide, Callable) and isinstance(narrow, Callable):
        result = isinstance(wide.result, Unknown) or _covers(engine, wide.result, narrow.result)
        return result and (wide.params is None or wide.params == narrow.params)
    if isinstance(wide, (Tuple, ClassType)) or isinstance(narrow, (Tuple, ClassType)):
        return engine.hierarchy.accepts(wide, narrow) and not isinstance(narrow, Unknown)
    return engine.hierarchy.accepts(wide, narrow)


def frequent(misses: list[tuple[str, str, str, str]], verdict: str, most: int = 25) -> list[tuple[int, str]]:
    """The most frequent pairs of original and written annotation with this verdict."""
    counts = Counter(f"{wanted} <- {found or '(nothing)'}" for kind, _, wanted, found in misses if kind == verdict)
    return [(count, text) for text, count in counts.most_common(most)]
