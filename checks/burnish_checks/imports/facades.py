"""Modules that are there for what they import: faces of packages, and those that even out versions."""

from __future__ import annotations

import re
import sys
from collections import Counter
from os.path import basename, dirname

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Import, ModuleFacts

_MANY = 3
"""Names of one module, none of which is used, that nobody imports by mistake."""


def facade_modules(
    candidates: tuple[Import, ...], unused: frozenset[Import], context: ModuleContext, *, package: bool
) -> set[str]:
    """The modules beside this one of which many names are imported and none is used: they are to be had from here too.

    From the face of a package that may be any module but those of the standard library.
    """
    members = Counter(item.module for item in unused if item.member)
    used = {item.module for item in candidates if item not in unused}
    return {
        name
        for name, count in members.items()
        if count >= _MANY and name not in used and (_is_beside(name, context) or (package and _is_foreign(name)))
    }


def _is_foreign(module: str) -> bool:
    """Whether a module is not of the standard library."""
    return module.partition(".")[0] not in sys.stdlib_module_names


def _is_beside(module: str, context: ModuleContext) -> bool:
    """Whether a module is of the same distribution as the file."""
    return module.startswith(".") or context.ask_project("path", module) is not None


def is_facade(module: ModuleFacts, context: ModuleContext) -> bool:
    """Whether the module is there for its imports: it does nothing but gather names, or evens out versions by its name."""
    name = basename(context.path)
    if name == "__init__.py":
        name = basename(dirname(context.path))
    if (
        re.search(r"compat|(?:^|_)(?:bbb|bwc|backports?|(?:mini|my)?six|py(?:thon)?_?[23]k?)(?:_|\.py|$)", name)
        or name == "conftest.py"
        or name.endswith(".pyi")
    ):
        return True
    bare = not any(how in ("def", "class") for how in {item.how for item in module.values("binds")})
    if bare and name == "api.py":
        return True
    if bare and _is_a_face(module):
        return True
    gathered = [item for item in module.values("imports") if item.module not in ("__future__", "warnings")]
    if not gathered or not all(item.member for item in gathered):
        return False
    used = module.values("uses").keys() - _OF_A_FACE
    if used:
        return bare and len(used) * _TO_EACH_USE <= len(gathered)
    return len(gathered) > 1 or gathered[0].module.partition(".")[0] not in sys.stdlib_module_names


def _is_a_face(module: ModuleFacts) -> bool:
    """Whether a module that defines nothing takes all of others, and asks no more than which: `if qt_api == "pyqt5":`."""
    stars = sum(item.member == "*" for item in module.values("imports"))
    asked = len(module.values("uses").keys() - _OF_A_FACE)
    return bool(asked) and asked <= min(stars, _MOST_ASKED)


_MOST_ASKED = 2
_TO_EACH_USE = 8
"""Imported names to each that is used in a module which gathers names, beside a constant or two."""
_OF_A_FACE = frozenset(
    {"ImportError", "ModuleNotFoundError", "TYPE_CHECKING", "warnings", "warn", "DeprecationWarning", "FutureWarning",
     "PendingDeprecationWarning"}
)  # fmt: skip
"""What a module uses that only gathers names, or says that it has moved."""
