"""The `Inference` interface: asked for a slot of a function in a snapshot, it answers with a type and its evidence."""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from typing import Any

from burnish_checks.core.context import Project
from burnish_checks.core.repair import Change
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.simple import infer
from burnish_checks.inference.spelling import Home, Spelling, spell
from burnish_checks.inference.types import Type

Function = ast.FunctionDef | ast.AsyncFunctionDef
_HARMLESS = frozenset(
    {
        "staticmethod",
        "classmethod",
        "property",
        "functools.wraps",
        "functools.lru_cache",
        "functools.cache",
        "functools.cached_property",
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "abc.abstractmethod",
        "typing.override",
        "typing.final",
        "typing.overload",
        "typing_extensions.override",
        "typing_extensions.final",
        "typing_extensions.overload",
        "abc.abstractproperty",
        "functools.total_ordering",
        "atexit.register",
        "pytest.fixture",
    }
)
_RUNTIME_BASES = (
    "BaseModel",
    "NamedTuple",
    "TypedDict",
    "Enum",
    "IntEnum",
    "StrEnum",
    "Flag",
    "IntFlag",
    "Struct",
    "Schema",
)


@dataclass(frozen=True)
class Inferred:
    """The type of a slot and what it was concluded from."""

    type: Type
    certain: bool
    """True if every way to the slot was followed; False if the type is a guess."""
    evidence: tuple[str, ...]
    """What it comes from, most telling first: `the default`, `3 call sites`."""


class Inference:
    """Types in one snapshot of a file, with the workspace around it where there is an index of it."""

    def __init__(self, snapshot: Snapshot, project: Project | None = None) -> None:
        self.snapshot = snapshot
        self.project = project or snapshot.environment.project

    def slot(self, index: int, node: Function, slot: str) -> Inferred | None:
        """The type of a parameter, of what the function returns (`return`), or of an attribute (`self.NAME`).

        `index` is the entry whose block holds `node`. None where nothing is known.
        """
        found = infer(node, slot)
        return None if found is None else Inferred(*found)

    def function(self, index: int, node: Function) -> dict[str, Inferred]:
        """Every slot of the function that has no annotation and that something is known of."""
        names = [item.arg for item in ast.walk(node.args) if isinstance(item, ast.arg) and item.annotation is None]
        slots = [*names, *(["return"] if node.returns is None else [])]
        found = {slot: self.slot(index, node, slot) for slot in slots}
        return {slot: item for slot, item in found.items() if item is not None}

    def variable(self, index: int, name: str) -> Inferred | None:
        """The type of a variable of the module or class that the block at `index` stands in."""
        return None

    def raises(self, index: int, node: ast.AST) -> Any:
        """What the piece of code can raise, as `burnish_checks.raising` tells it; None where that is not known."""
        try:
            raising = importlib.import_module("burnish_checks.raising")
        except ModuleNotFoundError:
            return None
        return raising.raises(self.snapshot, index, node)

    def spell(self, index: int, node: ast.AST | None, type_: Type) -> Spelling | None:
        """How the type is written at a place of the file, with the imports it needs; None if it has no name there."""
        return spell(self.snapshot, index, node, type_, self._home)

    def imports_for(self, spelling: Spelling) -> tuple[Change, ...]:
        """The changes that import what a spelling names."""
        return spelling.changes

    def read_at_run_time(self, index: int, node: Function) -> bool:
        """Whether something may read the function's annotations when the program runs."""
        from burnish_checks.core.context import Context

        context = Context(self.snapshot.view, index, self.snapshot.environment.engine.topics)
        for item in node.decorator_list:
            target = item.func if isinstance(item, ast.Call) else item
            name = context.qualified(target)
            last = target.attr if isinstance(target, ast.Attribute) else ""
            if name.removeprefix("builtins.") not in _HARMLESS and last not in ("setter", "getter", "deleter"):
                return True
        around = context.enclosing_class
        if around is None:
            return False
        bases = [base.partition("[")[0].rpartition(".")[2] for base in around.bases]
        metaclass = any("metaclass" in base and "ABCMeta" not in base for base in around.bases)
        return metaclass or any(base in _RUNTIME_BASES for base in bases)

    def _home(self, cls: str) -> Home | None:
        module, _, name = cls.rpartition(".")
        return Home(module, name) if module else None
