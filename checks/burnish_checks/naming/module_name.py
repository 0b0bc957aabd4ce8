"""The rule `module-name`: a file whose name cannot, or should not, be that of a module."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.rule import Category, ModuleFinding, Severity, module_rule
from burnish_checks.naming.styles import snake_case

_MODULE = re.compile(r"[a-z_][a-z0-9_]*")
_MIGRATION = re.compile(r"\d[a-z0-9_]*")


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
    begin with a number.

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
    if not name or _MODULE.fullmatch(name) or _MIGRATION.fullmatch(name):
        return
    if stem != "__init__" and not _in_package(context):
        return
    first = next(module.each("imports", "binds", "headers", "uses"), None)
    if first is not None:
        message = f"The module name `{name}` is not in lower case, as in `{snake_case(name).replace('-', '_')}`."
        yield ModuleFinding(*first, message, {"name": name})


def _in_package(context: ModuleContext) -> bool:
    """Whether the file stands beside an `__init__.py`."""
    return context.ask_project("path", ".") is not None
