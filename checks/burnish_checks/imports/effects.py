"""Modules that do something when they are loaded, and so may be imported for that alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, ModuleContext
from burnish_checks.core.facts import Import, collector, dotted
from burnish_checks.core.names import is_dunder

EFFECTS = "effects-of-loading"
_ONLY_DECORATING = frozenset(
    {"abc", "attr", "attrs", "cached_property", "click", "contextlib", "dataclasses", "enum", "functools", "jax", "mock", "numba",
     "override", "property", "pytest", "typing", "typing_extensions", "unittest"}
)  # fmt: skip
"""What decorators begin with that change what they stand above and register it nowhere."""


_PURE = frozenset(
    {"cache", "lru_cache", "singledispatch", "total_ordering", "wraps", "contextmanager", "asynccontextmanager", "dataclass",
     "unique", "overload", "final", "runtime_checkable", "define", "frozen", "mutable", "s", "attributes", "deprecated",
     "python_2_unicode_compatible", "implementer", "no_type_check", "njit", "jit", "skip", "skipIf", "skipUnless", "patch"}
)  # fmt: skip
"""Such decorators that are known by their bare names."""


@collector(EFFECTS, late=True)
def effects_of_loading(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Top-level statements that call something, change what another module has (`tools.lock = Lock()`), or define what a
    decorator registers."""
    if block.frames or block.kind == "clause":
        return
    for statement in block.body:
        if _has_an_effect(statement):
            yield True, statement


def _has_an_effect(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.For, ast.With)):
        return any(map(_has_an_effect, statement.body))
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call)
    if isinstance(statement, ast.Assign):
        paths = [dotted(target) for target in statement.targets if isinstance(target, ast.Attribute)]
        return any(path and not is_dunder(path.rpartition(".")[2]) for path in paths)
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_registers(item) for item in statement.decorator_list)
    return False


def _registers(decorator: ast.expr) -> bool:
    """Whether a decorator may register what it stands above, as a method of something does (`app.route("/")`, `tags.filter`),
    or one of the project's own (`task`, `register_check`)."""
    name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
    if "regist" in name.rpartition(".")[2]:
        return True
    return name.partition(".")[0] not in _ONLY_DECORATING and name not in _PURE


def acts_when_loaded(item: Import, context: Context | ModuleContext) -> bool:
    """Whether what is imported is a module of the workspace that does something when it is loaded; a script finds one beside it
    by its bare name."""
    name = item.qualified if item.member else item.module
    if "." not in name and not item.member:
        name = f".{name}"
    if "." not in name:
        return False
    return bool(context.ask_project("facts", name, EFFECTS)) or _gathers_what_acts(name, context)


def _gathers_what_acts(name: str, context: Context | ModuleContext) -> bool:
    """Whether a package's face imports modules of its own that do something when they are loaded."""
    path = context.ask_project("path", name)
    if path is None or PurePath(path).name != "__init__.py":
        return False
    inner = context.ask_project("facts", name, "imports") or ()
    parts = {_absolute(item, name) for item in inner if item.scope == "module" and item.member}
    return any(part and context.ask_project("facts", part, EFFECTS) for part in parts)


def _absolute(item: Import, package: str) -> str:
    """The module that an import in the face of a package loads, as the file sees it that imports the package."""
    if item.module.startswith(".."):
        return ""
    if item.module.startswith("."):
        return f"{package}.{(item.module[1:] or item.member)}"
    return item.module if item.module.startswith(f"{package}.") else ""


def is_for_its_effect(item: Import, others: tuple[Import, ...]) -> bool:
    """Whether a module is imported by its whole path, and nothing reaches it, beside others of its package: the way to let
    modules register themselves."""
    return _package(item) != "" and any(
        other is not item and other != item and _package(other) == _package(item) for other in others
    )


def _package(item: Import) -> str:
    """The package of a module that is imported by its whole path, `a.b` of `import a.b.c`; else empty."""
    return "" if item.member or item.renamed or item.module.count(".") < _DEEP else item.module.rpartition(".")[0]


_DEEP = 2
_EFFECTIVE = frozenset({"readline", "rlcompleter", "mpl_toolkits.mplot3d.Axes3D", "mpl_toolkits.mplot3d.axes3d.Axes3D",
                        "wx.lib.wxpTag"})  # fmt: skip
"""Imported for what happens then: lines can be edited, a projection is known."""


def has_effect(item: Import) -> bool:
    """Whether importing is all that is wanted, of a module that does something then."""
    enables = item.name.startswith("enable_") and bool(item.member)  # `sklearn.experimental.enable_halving_search_cv`
    return item.qualified in _EFFECTIVE or (not item.member and item.module in _EFFECTIVE) or enables
