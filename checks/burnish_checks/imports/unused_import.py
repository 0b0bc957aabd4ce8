"""The rule `unused-import`: names that are imported and never used. Its fix is in `removal`."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import basename, dirname, splitext

from burnish_checks import syntax
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Fact, Import, ModuleFacts
from burnish_checks.core.names import is_dunder
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.core.settings import role_of
from burnish_checks.imports.effects import acts_when_loaded, has_effect, is_for_its_effect
from burnish_checks.imports.facades import facade_modules, is_facade
from burnish_checks.imports.mentions import PATHS, PURPOSES, RUN
from burnish_checks.imports.passed_on import (
    is_data_of_tests,
    is_looked_for,
    is_of_compiled,
    is_offered_by_star,
    is_put_everywhere,
    passed_on_beside,
)
from burnish_checks.imports.reexport import reexport
from burnish_checks.imports.removal import MAY_BE_MISSED, may_be_missed, remove_import
from burnish_checks.imports.submodules import (
    is_bound_below,
    is_spelt,
    loads_what_is_reached,
    reached_by_alias,
    unused_submodules,
)
from burnish_checks.imports.unused_in_functions import FOR_ITS_EFFECT, in_functions


@module_rule(
    Category.IMPORTS,
    reads=("imports", "uses", "chains", "exports", "mentions", "binds", PURPOSES, PATHS),
    of_imports=("uses", "chains"),
    severity=Severity.WARNING,
    aliases=("F401", "W0611"),
    tags=("unnecessary",),
    project=True,
)
def unused_import(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """An import whose name nothing uses makes the reader look for a use, and costs time at every start.

    A name is used when code, a string annotation, a type comment, a doctest or `__all__` names it, when the comment
    behind the import says so (`# used in eval()`), when a text names what is in a submodule
    (`"rich.logging.RichHandler"` below `import rich.logging`), and when another file of the workspace imports it from
    here.

    Never reported are:

    - `import a as a` and `from a import b as b`, which say that the name is passed on.
    - `__future__` and names like `__version__`.
    - Imports in a `try` whose handler of `ImportError` does more than supply the same name otherwise, or under
      `suppress` and `assertRaises`, because there the import is the test.
    - Those of a function whose body is nothing but imports, which it makes for what they do.
    - Those in class bodies, whose names are attributes.

    Only a hint are:

    - In a package's `__init__.py` an import from the package itself: it is most likely meant to be passed on, and the
      fix says so in code.
    - Imports in modules that do nothing but import (and warn that they have moved), in those that even out versions
      (`compat`), in pytest's `conftest.py`, and in stubs, where an import costs nobody anything.
    - What a test takes as its fixture.
    - One that a comment above or behind it says the purpose of, or that a docstring has as `.. autoclass:: Name`.
    - One of a module of which other files take other names from here.
    - One from a module of the own package that has no source: its C code may look for the name.
    - Three names or more of a module of the same workspace, of which none is used, in an `__init__.py` of any other
      than the standard library's.
    - `import a` beside `import a.b`, through which alone `a` is used (or `import a.b` beside `import a.b.c`), and
      `import a.b.c` beside `import a.b.d`: that is how modules are imported that register themselves.
    - `from m import a as b` in an `__init__.py`, or where another name of `m` is passed on with `as`.
    - Classes beside Kivy's `Builder`, whose own language may name them.
    - `import a.b` in a function of a file that has `import a`, and `from a.b import c` where that alone loads the `a.b`
      that the file reaches.
    - An import by which a `try` chooses what to set.
    - One of a module that `sys.modules` is asked for.
    - One that a package's `__init__.py` offers only by importing everything of this module.
    - One in a module that runs a text of others' with `eval` or `exec` and its own names.
    - One of a module of the workspace that calls something, changes another module or registers its functions by
      decorators when it is loaded, or of a package whose `__init__.py` imports such.

    Removal is safe when the index of the workspace is complete, no file imports the name from here, and the module is
    not one that may be imported for what it does; unasked `burnish fix` removes only what its own repairs have left
    without a use.

    ```python
    import json
    import os

    print(os.getcwd())
    ```

    ```python
    import os

    print(os.getcwd())
    ```
    """
    candidates = tuple(item for item in module.values("imports") if _counts(item))
    if not candidates:
        return
    unused = frozenset(_unused(candidates, module, context))
    if not unused:
        return
    package = splitext(basename(context.path))[0] == "__init__"
    # What is given `globals()` may use any name of the module, and so may a text that is put together and run.
    passing_on = is_facade(module, context) or "globals" in module.values("uses") or RUN in module.values("mentions")
    folder = basename(dirname(context.path)) if package else ""
    gathered = facade_modules(candidates, unused, context, package=package)
    gathered |= passed_on_beside(candidates, unused, module, context)
    offering = {item.module for item in module.values("imports") if item.renamed and item.name == item.member}
    # What a file in Kivy's own language names is found by having been imported.
    shown_by_kivy = any(item.qualified == "kivy.lang.Builder" for item in module.values("imports"))
    for anchor, fact in module.each("imports"):
        if fact.value in unused:
            if fact.value.name in module.values("uses") and is_bound_below(fact.value, candidates, unused):
                yield _doubled(anchor, fact)
                continue
            reached = loads_what_is_reached(fact.value, unused, module)
            if purpose := _purpose(fact.value, candidates, module, context) or "yes" * reached:
                yield _effect(anchor, fact, purpose)
                continue
            own = package and any(
                item.module.startswith(".") or folder in _packages_of(item)
                for item in unused
                if item.name == fact.value.name  # another branch of a condition may take it from elsewhere
            )
            own = own or fact.value.name in module.values(PURPOSES) or fact.value.module in gathered
            own = own or is_of_compiled(fact.value, context) or is_put_everywhere(fact.value, context)
            own = own or is_offered_by_star(fact.value, context)
            own = own or (fact.value.renamed and fact.value.member and (package or fact.value.module in offering))
            own = own or (shown_by_kivy and fact.value.name[:1].isupper())
            own = own or (fact.value.name in _FIXTURES and role_of(context.path).tested)
            yield _finding(anchor, fact, package, passing_on or own)


_FIXTURES = frozenset(
    {
        *("setup", "teardown", "setup_module", "teardown_module", "setup_function", "teardown_function"),
        *("setUpModule", "tearDownModule", "load_tests"),
    }
)
"""Functions that pytest, nose and unittest look for in a module of tests, wherever they are from."""


def _packages_of(item: Import) -> list[str]:
    """The names of the packages around what is imported."""
    return (item.qualified if item.member else item.module).split(".")[:-1]


def _counts(item: Import) -> bool:
    """Whether an import that nothing uses is worth a remark."""
    return (
        item.scope == "module"
        and item.guard != "optional"
        and item.module != "__future__"
        and item.member != "*"
        and not is_dunder(item.name)
        and not (item.renamed and item.name == (item.member or item.module))
    )


def _unused(candidates: tuple[Import, ...], module: ModuleFacts, context: ModuleContext) -> Iterator[Import]:
    uses, exports, mentions = module.values("uses"), module.values("exports"), module.values("mentions")
    by_name: dict[str, list[Import]] = {}
    for item in candidates:
        by_name.setdefault(item.name, []).append(item)
    unnamed = [name for name in by_name if name not in uses and name not in exports and name not in mentions]
    if ... in exports:
        unnamed = [name for name in unnamed if name.startswith("_")]
    last = _last_bindings(module, unnamed) if unnamed else {}
    for name in unnamed:
        if last.get(name, "import") == "import" and not context.ask_project("importers", name):
            yield from (
                item for item in by_name[name] if not reached_by_alias(item, module) and not is_spelt(item, module)
            )
    for name, items in by_name.items():
        if len(items) > 1 and name in uses and name not in exports and name not in mentions:
            yield from unused_submodules(name, items, module)


def _last_bindings(module: ModuleFacts, names: list[str]) -> dict[str, str]:
    """How each name is bound last; a rebinding before any use is the business of `redefined-import`."""
    wanted = frozenset(name for name in names if any(how != "import" for how, _ in module.bindings(name)))
    last: dict[str, str] = {}
    if not wanted:
        return last
    for _, fact in module.each("binds"):
        if fact.value.name in wanted:
            last[fact.value.name] = fact.value.how
    return last


def _finding(anchor: object, fact: Fact, package: bool, passing_on: bool) -> ModuleFinding:
    item: Import = fact.value
    public = package and item.member != ""
    message = f"`{item.qualified if item.member else item.module}` is imported but never used"
    if item.renamed:
        message += f" (as `{item.name}`)"
    if passing_on:
        message += "; if it is meant to be passed on, say so in `__all__` or with `as`"
        return ModuleFinding(anchor, fact, message + ".", {"name": item.name, "face": "yes"}, Severity.HINT)
    data = {"name": item.name, "face": "maybe" if public else ""}
    return ModuleFinding(anchor, fact, message + ".", data)


def _purpose(item: Import, others: tuple[Import, ...], module: ModuleFacts, context: ModuleContext) -> str:
    """What an import may be wanted for by itself: to see whether it can be had (`asked`), for what it does (`yes`), to be what
    tests work on (`sample`); else empty."""
    if f"?{item.name}" in module.values(PURPOSES):
        return "asked"
    if (
        is_for_its_effect(item, others)
        or has_effect(item)
        or is_looked_for(item, module)
        or acts_when_loaded(item, context)
    ):
        return "yes"
    return "sample" if role_of(context.path).tested and is_data_of_tests(context.path) else ""


def _effect(anchor: object, fact: Fact, kind: str) -> ModuleFinding:
    message = FOR_ITS_EFFECT.format(fact.value.qualified if fact.value.member else fact.value.module)
    return ModuleFinding(anchor, fact, message, {"name": fact.value.name, "effect": kind}, Severity.HINT)


def _doubled(anchor: object, fact: Fact) -> ModuleFinding:
    """`import email` above `import email.utils`, when only the submodule is reached: both bind `email`."""
    path = fact.value.module
    message = f"`import {path}` adds nothing here: the import of a submodule binds `{path}` too."
    return ModuleFinding(anchor, fact, message, {"name": fact.value.name, "face": ""}, Severity.HINT)


unused_import.visits = (syntax.Module,)
unused_import.check = in_functions

unused_import.fix(
    "Re-export `{name}`",
    Safety.UNSAFE,
    why="It makes the name part of the package's public interface.",
    when=lambda finding: finding.data.get("face") == "yes",
)(reexport)
unused_import.fix("Remove the unused import `{name}`", Safety.SAFE, why=MAY_BE_MISSED, doubt=may_be_missed)(
    remove_import
)
