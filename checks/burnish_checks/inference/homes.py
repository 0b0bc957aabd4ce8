"""Where a class is imported from: the public name of what a private module of the standard library defines."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from burnish_checks.inference.spelling import Home

if TYPE_CHECKING:
    from burnish_checks.inference.modules import Module
    from burnish_checks.inference.program import Program

_PUBLIC = {
    "_io": "io", "_socket": "socket", "_asyncio": "asyncio", "_collections_abc": "collections.abc", "_csv": "csv",
    "_decimal": "decimal", "_thread": "threading", "_weakref": "weakref", "_struct": "struct", "_random": "random",
    "_contextvars": "contextvars", "_queue": "queue", "_ctypes": "ctypes", "_ssl": "ssl", "_sqlite3": "sqlite3",
    "_ast": "ast", "_operator": "operator", "_warnings": "warnings", "_hashlib": "hashlib", "_blake2": "hashlib",
    "_frozen_importlib": "importlib.machinery", "_frozen_importlib_external": "importlib.machinery",
    "_weakrefset": "weakref", "_pickle": "pickle", "_lsprof": "cProfile", "_compression": "gzip",
}  # fmt: skip


def home_of(program: Program, cls: str) -> Home | None:
    """The module and name to import a class by; None if there is no such class."""
    found = program.class_named(cls)
    if found is None:
        return None
    module, name = found.module, found.local_name
    if not module.stub:
        return Home(module.name, name, workspace=True)
    outer = name.partition(".")[0]
    return Home(public_module(program, module.name, outer), name)


def public_module(program: Program, module: str, name: str) -> str:
    """The module by which users know a name: a package that offers it again, or the public twin of a private one."""
    parts = module.split(".")
    for length in range(1, len(parts)):
        package = ".".join(parts[:length])
        found = program.module(package)
        own = found.symbols.get(name) if found is not None else None
        if found is None or (own and own[0].kind == "import" and not own[0].again and name not in _all(found)):
            continue
        offered = program.lookup(found, name)
        if isinstance(offered, tuple) and offered[0].name == module:
            return package
    public = _PUBLIC.get(module)
    if public is not None:
        found = program.module(public)
        if found is not None and program.lookup(found, name) is not None:
            return public
    return module


def _all(module: Module) -> set[str]:
    """The names in the module's `__all__`, as far as it is written out."""
    return {
        item.value
        for symbol in module.symbols.get("__all__", ())
        for node in (symbol.value,)
        if isinstance(node, (ast.List, ast.Tuple))
        for item in node.elts
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }


__all__ = ["home_of", "lru_cache", "public_module"]
