"""Imports that nothing in the file uses and that are there for others: for who takes them from here, for a compiled module of the
same package, for what loading a module does."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import PurePath

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Import, ModuleFacts
from burnish_checks.imports.mentions import PATHS
from burnish_checks.patterns import deferred


def passed_on_beside(
    candidates: Collection[Import], unused: Collection[Import], module: ModuleFacts, context: ModuleContext
) -> set[str]:
    """The modules, but those of the standard library, of which a file takes one name for others alone, who import it from here:
    what else it takes of them may be there for users of the package."""
    uses = module.values("uses")
    idle = {item for item in candidates if item.member and item.name not in uses and item not in unused}
    wanted = {item.module for item in unused if item.member} - sys.stdlib_module_names
    return {item.module for item in idle if item.module in wanted and context.ask_project("importers", item.name)}


def is_of_compiled(item: Import, context: ModuleContext) -> bool:
    """Whether a name comes from a module of the workspace's own package that has no source: code in C may look for it here."""
    if not item.member or context.ask_project("path", item.module) is not None:
        return False
    root = "." if item.module.startswith(".") else item.module.partition(".")[0]
    return root != item.module and context.ask_project("path", root) is not None


def is_offered_by_star(item: Import, context: ModuleContext) -> bool:
    """Whether a package offers a name of the workspace only because its `__init__.py` imports everything of this file."""
    own = item.scope == "module" and item.member != "" and context.ask_project("path", item.module) is not None
    return own and bool(context.ask_project("given-on", item.name))


def is_put_everywhere(item: Import, context: ModuleContext) -> bool:
    """Whether many files of the workspace have the very same import, and few of them use the name: a program puts it there, or
    all are begun with it."""
    if item.scope != "module":
        return False
    made = context.ask_project("count", "imports", item) or 0
    return made >= _MANY and (context.ask_project("count", "uses", item.name) or 0) * _TO_EACH_USE <= made


_MANY = 20
_TO_EACH_USE = 4


def is_data_of_tests(path: str) -> bool:
    """Whether a file lies in a folder of what tests work on, and is no test itself: what it imports is what is tested."""
    *folders, name = PurePath(path).parts[-_NEAR:]
    of_tests = next((place for place, folder in enumerate(folders) if _TESTS.fullmatch(folder)), len(folders))
    own = any(_DATA.fullmatch(folder) for folder in folders[of_tests + 1 :])
    return own and not re.match(r"test_|conftest\.py|__init__\.py", name)


_NEAR = 5
"""Parts of a path, from its end, that are looked at."""
_TESTS = deferred(r"_?tests?|testing", re.I)
_DATA = deferred(
    r"\w*(?:example|sample)s?|(?:test_?)?(?:data|files|cases|packages|projects|inputs?|resources?|fixtures?|assets)",
    re.I,
)


def is_looked_for(item: Import, module: ModuleFacts) -> bool:
    """Whether a module is imported so that `sys.modules` has it or its like, which the file asks for by their names, or it is
    a program that importing starts."""
    if item.member:
        return False
    if item.module.endswith(".__main__"):
        return True
    if not any(chain == "sys.modules" or chain.startswith("sys.modules.") for chain in module.values("chains")):
        return False
    root = item.module.partition(".")[0]
    return any(text.partition(".")[0] == root for text in module.values(PATHS))
