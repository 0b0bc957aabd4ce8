"""Whether annotations mean something to the running program: then only what is certain may be written into them."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.core.snapshot import Snapshot

_HARMLESS = frozenset(
    {
        "staticmethod", "classmethod", "property", "functools.wraps", "functools.lru_cache", "functools.cache",
        "functools.cached_property", "functools.total_ordering", "contextlib.contextmanager",
        "contextlib.asynccontextmanager", "abc.abstractmethod", "abc.abstractproperty", "typing.override", "typing.final",
        "typing.overload", "typing_extensions.override", "typing_extensions.final", "typing_extensions.overload",
        "atexit.register", "pytest.fixture",
    }
)  # fmt: skip
"""Decorators that read no annotation."""
_RUNTIME_BASES = frozenset(
    {"BaseModel", "NamedTuple", "TypedDict", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "Struct", "Schema"}
)
"""Classes that read the annotations of those derived from them."""


def read_at_run_time(snapshot: Snapshot, index: int, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether something may read the function's annotations when the program runs."""
    context = Context(snapshot.view, index, snapshot.environment.engine.topics)
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
    return metaclass or not _RUNTIME_BASES.isdisjoint(bases)
