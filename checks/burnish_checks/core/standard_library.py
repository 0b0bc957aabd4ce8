"""What the classes of the standard library offer, and which of its exceptions is a kind of which: asked of the library itself."""

from __future__ import annotations

import builtins
import importlib
import os
import sys
import sysconfig
from contextlib import suppress
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
_RAISED = frozenset(
    {"_thread", "asyncio", "asyncio.exceptions", "binascii", "concurrent.futures", "concurrent.futures.process",
     "configparser", "csv", "decimal", "http.client", "importlib.metadata", "inspect", "ipaddress", "json", "json.decoder",
     "lzma", "os", "pickle", "plistlib", "queue", "re", "select", "shutil", "smtplib", "socket", "sqlite3", "ssl",
     "statistics", "struct", "subprocess", "tarfile", "urllib.error", "xml.etree.ElementTree", "zipfile", "zlib", "zoneinfo"}
)  # fmt: skip
"""Modules with exceptions of their own; importing them has no effects, and takes 20 ms at most."""
_SINCE_3_11 = {
    "tomllib.TOMLDecodeError": ("tomllib.TOMLDecodeError", "ValueError"),
    "asyncio.TimeoutError": ("TimeoutError",),
    "asyncio.exceptions.TimeoutError": ("TimeoutError",),
    "concurrent.futures.TimeoutError": ("TimeoutError",),
}
"""What Python 3.10 does not know, or has as classes of their own: the names up to the nearest built-in one."""


@lru_cache(maxsize=256)
def attributes_of(name: str) -> frozenset[str]:
    """The public attributes and `__call__` of a class of the standard library (by its dotted name); empty for any other."""
    found = _class_called(name, _MODULES)
    if found is None or found is object:
        return frozenset()
    return frozenset(item for item in dir(found) if not item.startswith("_") or item == "__call__")


@lru_cache(maxsize=256)
def has_private(name: str, method: str) -> bool:
    """Whether a class of the standard library (by its dotted name) has a private method of that name."""
    found = _class_called(name, _MODULES | _RAISED)
    return found is not None and found is not object and callable(getattr(found, method, None))


@lru_cache(maxsize=512)
def bases_of_exception(name: str) -> tuple[str, ...]:
    """An exception of Python (`KeyError`) or its library (`json.JSONDecodeError`) and its bases; empty for any other.

    The nearest first, built-ins as bare names, others by the module that defines them, so that `socket.timeout` is
    `TimeoutError`.
    """
    if name in _SINCE_3_11:
        *own, base = _SINCE_3_11[name]
        return (*own, *bases_of_exception(base))
    found = _class_called(name if "." in name else f"builtins.{name}", _RAISED)
    if found is None or not issubclass(found, BaseException):
        return ()
    return tuple(map(_name_of, found.__mro__[:-1]))


def _class_called(name: str, modules: frozenset[str]) -> type | None:
    """The class of a dotted name, if it is a built-in one or of one of the modules."""
    module, _, last = name.rpartition(".")
    found = None
    if module == "builtins":
        found = getattr(builtins, last, None)
    elif module in modules and _is_the_interpreters(module.partition(".")[0]):
        with suppress(ImportError):  # of `sqlite3` or `lzma`, say, with which not every Python is built
            found = getattr(importlib.import_module(module), last, None)
    return found if isinstance(found, type) else None


def _name_of(cls: type) -> str:
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


@lru_cache(maxsize=64)
def _is_the_interpreters(name: str) -> bool:
    """Whether importing a module runs the interpreter's own: a `cmd.py` on the user's path stands before that, and is not run."""
    if name in sys.builtin_module_names:
        return True
    spec = PathFinder.find_spec(name)
    home = os.path.realpath(sysconfig.get_path("stdlib"))
    return spec is not None and spec.origin is not None and os.path.realpath(spec.origin).startswith(home + os.sep)
