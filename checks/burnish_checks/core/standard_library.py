"""What the classes of the standard library offer, for those who derive from them."""

from __future__ import annotations

import builtins
import importlib
import os
import sysconfig
from functools import lru_cache
from importlib.machinery import PathFinder

_MODULES = frozenset(
    {"argparse", "ast", "asyncio", "bdb", "cmd", "code", "codecs", "collections", "collections.abc", "concurrent.futures",
     "configparser", "csv", "html.parser", "http.server", "io", "json", "logging", "logging.handlers", "optparse", "pdb",
     "queue", "selectors", "socketserver", "string", "threading", "unittest", "unittest.case", "unittest.loader",
     "unittest.result", "unittest.runner", "unittest.suite", "xml.sax", "xml.sax.expatreader", "xml.sax.handler",
     "xml.sax.saxutils", "xml.sax.xmlreader"}
)  # fmt: skip
"""Modules whose classes are made to be derived from; importing them has no effects."""


@lru_cache(maxsize=256)
def attributes_of(name: str) -> frozenset[str]:
    """The public attributes and `__call__` of a class of the standard library (by its dotted name); empty for any other."""
    module, _, last = name.rpartition(".")
    if module == "builtins":
        found = getattr(builtins, last, None)
    elif module in _MODULES and _is_the_interpreters(module.partition(".")[0]):
        found = getattr(importlib.import_module(module), last, None)
    else:
        found = None
    if not isinstance(found, type) or found is object:
        return frozenset()
    return frozenset(item for item in dir(found) if not item.startswith("_") or item == "__call__")


@lru_cache(maxsize=64)
def _is_the_interpreters(name: str) -> bool:
    """Whether importing a module runs the interpreter's own: a `cmd.py` on the user's path stands before that, and is not run."""
    spec = PathFinder.find_spec(name)
    home = os.path.realpath(sysconfig.get_path("stdlib"))
    return spec is not None and spec.origin is not None and os.path.realpath(spec.origin).startswith(home + os.sep)
