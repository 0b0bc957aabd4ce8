"""Which annotations can be joined with `|` while the program runs."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, cast

from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Target

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_FUNCTIONS = frozenset({"threading.Lock", "threading.RLock"})
"""What stands for a class in hints and is a function, before Python 3.13."""


def demand_joinable(target: Target, item: ast.expr) -> None:
    """Raise `Refused` if `item | None` would fail: a quoted name, a name that is bound to text, a function."""
    if isinstance(item, ast.Constant) and isinstance(item.value, str):
        raise Refused("A quoted name cannot be joined with `|`.")
    name = target.context.qualified(item)
    if name in _FUNCTIONS or (name.startswith("multiprocessing.") and name.count(".") == 1):
        raise Refused(f"`{dotted(item)}` is a function, which cannot be joined with `|`.")
    if name and _is_text(target, name):
        raise Refused(f"`{dotted(item)}` is a type in quotes, which cannot be joined with `|`.")


def _is_text(target: Target, name: str) -> bool:
    """Whether a module of the workspace binds the name to a literal text."""
    module, _, last = name.rpartition(".")
    if name.startswith("@"):
        text: str | None = target.snapshot.text
        last = name[1:]
    else:
        index = cast("Index | None", target.project)
        path = index.path_of(module, target.snapshot.environment.path) if index is not None else None
        text = index.text_of(path) if index is not None and path else None
    if not text or last not in text:
        return False
    return re.search(rf"^{re.escape(last)}[ \t]*(:[^=\n]+)?=[ \t]*\(?\s*['\"]", text, re.MULTILINE) is not None
