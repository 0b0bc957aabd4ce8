"""The rule `module-name`: a file whose name cannot, or should not, be that of a module."""

from __future__ import annotations

import keyword
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.naming.styles import snake_case
from burnish_checks.patterns import deferred

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_MODULE = deferred(r"[a-z_][a-z0-9_]*")
_OF_A_VERSION = deferred(r"[a-z_]*\d+(?:-\d+)+")
"""`unicode14-0-0`: made by a program, one for each version, and loaded by its name."""
_MIGRATION = deferred(r"\d[a-z0-9_]*")


@module_rule(
    Category.NAMING,
    reads=("imports", "binds", "uses", "headers"),
    severity=Severity.INFORMATION,
    aliases=("N999",),
    project=True,
    documentation="""
    A module whose file is not named in lower case with underscores, in a package.

    Files are found differently on systems that do and do not tell capitals apart, and a name that is no identifier
    cannot be imported at all. Scripts outside packages may be called what they like, and so may migrations, which
    begin with a number, and modules made for each version (`data14-0-0`). A hint: others import it by the name.

    ```python
    # the file is dataReader/__init__.py
    import json
    ```

    ```python
    # the file is data_reader/__init__.py
    import json
    ```
    """,
)
def module_name(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    folder, file = os.path.split(context.path)
    stem, suffix = os.path.splitext(file)
    if suffix not in (".py", ".pyi"):
        return
    name = os.path.basename(folder) if stem in ("__init__", "__main__") else stem
    if not name or _MODULE.fullmatch(name) or _MIGRATION.fullmatch(name) or _OF_A_VERSION.fullmatch(name):
        return
    if stem != "__init__" and not _in_package(context):
        return
    first = next(module.each("imports", "binds", "headers", "uses"), None)
    if first is not None:
        new = snake_case(name).replace("-", "_")
        message = f"The module name `{name}` is not in lower case, as in `{new}`."
        yield ModuleFinding(*first, message, {"name": name, "new": new}, Severity.HINT)


module_name.whole = True


@module_name.fix(
    "Rename the module `{name}` to `{new}`",
    Safety.UNSAFE,
    why="Code outside of the workspace, commands and settings may name the module.",
    when=lambda finding: _MODULE.fullmatch(finding.data.get("new", "")) is not None,
)
def move(target: Target) -> Repair:
    """Give the file, or the folder of the package, the new name, and let every import in the workspace follow."""
    from burnish_checks.renaming import move_files

    index = cast("Index | None", target.project)
    if index is None or not index.complete:
        raise Refused("The files of the workspace have not all been read; another may import the module.")
    path, name, new = target.snapshot.environment.path, target.finding.data["name"], target.finding.data["new"]
    folder, file = os.path.split(path)
    stem, suffix = os.path.splitext(file)
    package = stem in ("__init__", "__main__")
    old_place = folder if package else path
    new_place = os.path.join(os.path.dirname(folder), new) if package else os.path.join(folder, new + suffix)
    if keyword.iskeyword(new):
        raise Refused(f"`{new}` is a word of the language.")
    if loader := _loader(path, index):
        raise Refused(f"{os.path.basename(loader)} imports modules by names that it puts together; this may be one.")
    inside = old_place + os.sep
    if any(other == new_place or other.startswith(new_place + os.sep) for other in index.files):
        raise Refused(f"There is a `{new}` already.")
    moves = {
        other: new_place + other[len(old_place) :] for other in index.files if f"{other}{os.sep}".startswith(inside)
    }
    changes = move_files(moves, index).changes
    own = tuple(replace(change, path=None) if change.path == path else change for change in changes)
    return Repair(own, title=f"Rename the module `{name}` to `{new}`", moves=((old_place, new_place),))


_COMPUTED = deferred(r"""\b(?:import_module|__import__)\(\s*(?!r?["'][\w.]+["']\s*[,)])""")
"""An import whose module is not written there as one text."""


def _loader(path: str, index: Index) -> str:
    """A file beside or above the module, in its package, that imports by names it computes; empty if there is none."""
    package = index.module_name(path).partition(".")[0]
    for word in ("import_module", "__import__"):
        for other in index.files_with(word):
            above = path.startswith(os.path.dirname(other) + os.sep)
            together = above and index.module_name(other).partition(".")[0] == package
            if together and _COMPUTED.search(index.text_of(other) or ""):
                return other
    return ""


def _in_package(context: ModuleContext) -> bool:
    """Whether the file stands beside an `__init__.py`."""
    return context.ask_project("path", ".") is not None
