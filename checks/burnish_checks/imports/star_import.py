"""The rule `star-import`, and what a star stands for."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from os.path import basename, splitext
from pathlib import PurePath
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Project, View, topic
from burnish_checks.core.facts import Binding, Import
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.removing import remove_statement
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.imports.mentions import mentions
from burnish_checks.imports.shapes import statement_of
from burnish_checks.imports.stubbed import exported
from burnish_checks.index import FileFacts, read_facts
from burnish_checks.patterns import deferred

_DEEPEST = 4
_WIDEST = 88
_SETTINGS = deferred(r"settings(?:[/\\]\w+)?\.py\Z")
"""Settings, of which those of one place take over what all have."""
_GENERATED = deferred(r"(?<![a-z])generated(?![a-z])")
"""A module that a program writes: the names in it change without anybody who could write them down elsewhere."""
_PURPOSE = deferred(
    r"#(?!\s*(?:noqa|pylint|type:|pragma|flake8|ruff|nosec|isort|pyright|mypy|TODO|FIXME|XXX)).*\w+ \w+", re.I
)
"""A comment behind an import that says in words what it is for."""


@rule(Category.IMPORTS, visits=ast.alias, severity=Severity.INFORMATION, aliases=("F403", "W0401"))
def star_import(block: Block, alias: ast.alias, context: Context) -> Iterator[Finding]:
    """An import of everything a module has to offer.

    Nobody can tell where a name comes from, and a new name in the module may hide one here. In a package's
    `__init__.py` it is only a hint when it gathers the package's or its project's own modules, since that is what it is
    for, and where a comment on its line says what it is for, each branch of a condition takes another variant, or the
    module does little but import or holds settings, of which each variant takes over the common ones, where what is
    imported is called generated, or as the file itself (`qtpy.QtCore` in `QtCore.py`), in stubs, in tests of what the
    workspace itself has, where `__all__` lists names
    that only the star brings, and of a module that is made for it: one called `constants` or `locals`, `turtle`, or one of the
    workspace that defines no function or class.

    ```python
    from os.path import *

    print(join("a", "b"))
    ```

    ```python
    from os.path import join

    print(join("a", "b"))
    ```
    """
    if alias.name == "*":
        statement = statement_of(block, alias)
        module = block.source(statement).partition("import")[0].removeprefix("from").strip()
        face = splitext(basename(context.path))[0] == "__init__"
        own = face and (module.startswith(".") or module.partition(".")[0] in PurePath(context.path).parts[:-1])
        lines = block.lines[block.span(statement).start_line : block.span(statement).end_line + 1]
        own = own or _SETTINGS.search(context.path) is not None or _GENERATED.search(module) is not None
        own = own or any(_PURPOSE.search(line) for line in lines) or _is_of_a_variant(block, statement)
        own = own or (context.role.tested and context.ask_project("path", module) is not None)
        own = own or module in _MADE_FOR_IT or context.ask("offers-foreign-names")
        own = own or module.rpartition(".")[2] == splitext(basename(context.path))[0]  # stands in for it
        own = own or context.ask("only-gathers") or context.path.endswith(".pyi") or _is_of_constants(module, context)
        use = "is to be passed on" if face else "is used"
        message = f"Everything is imported from `{module}`; name what {use}."
        yield block.finding(statement, message, data={"name": module}, severity=Severity.HINT if own else None)


_MADE_FOR_IT = frozenset({"turtle"})
"""Modules whose documentation has them taken as a whole."""


def _is_of_a_variant(block: Block, statement: ast.stmt) -> bool:
    """Whether the branches of a condition at module level each import everything of another module: one of them is what
    the module stands for."""
    around = [item for item in block.ancestors(statement) if isinstance(item, (ast.If, ast.Try))]
    stars = (item for item in ast.walk(around[-1]) if isinstance(item, ast.ImportFrom)) if around else ()
    return len({item.module for item in stars if item.names[0].name == "*"}) > 1


def _is_of_constants(module: str, context: Context) -> bool:
    """Whether a module is there to be imported as a whole: it holds constants and names of other modules alone."""
    if module.rpartition(".")[2] in ("constants", "consts", "locals"):
        return True
    bound = context.ask_project("facts", module, "binds")
    return bool(bound) and not any(item.how in ("def", "class") for item in bound)


_OF_A_STUB = frozenset(
    {
        "__name__",
        "__file__",
        "main",
        "cli",
        "DeprecationWarning",
        "FutureWarning",
        "PendingDeprecationWarning",
        "UserWarning",
        "SystemExit",
        "ImportError",
        "ModuleNotFoundError",
    }
)
_TO_EACH_USE = 5
"""Imports to each name that is used in a module which is there for its imports."""


@topic("only-gathers", reads=("uses", "binds", "imports"))
def only_gathers(view: View, index: int) -> Any:
    """Whether the module does little but import: it uses next to no names, for a condition, and binds none otherwise.

    Or it has moved: it warns of that, makes the new place known, and starts what may be started.
    """
    uses, made = view.joined.get("uses", {}), view.joined.get("imports", {})
    bound = view.joined.get("binds", {})
    stands_in = "warnings" in uses or _starts(view.path)
    if stands_in and not any(item.how in ("def", "class") for item in bound):
        own = {item.name for item in bound}
        if uses.keys() <= own | _OF_A_STUB:
            return True
    return len(uses.keys() - _OF_A_STUB) * _TO_EACH_USE <= len(made) and all(
        item.how == "import" for item in view.joined.get("binds", {})
    )


@topic("offers-foreign-names", reads=("binds", "exports"))
def offers_foreign_names(view: View, index: int) -> Any:
    """Whether `__all__` lists names that the module has only by importing everything of another: it is that one's face."""
    bound = {item.name for item in view.joined.get("binds", {})}
    return any(name not in bound for name in view.joined.get("exports", {}) if isinstance(name, str))


def _starts(path: str) -> bool:
    """Whether the module only starts the program, or the tests that it gathers."""
    return basename(path) in ("__main__.py", "main.py", "runtests.py", "run_tests.py")


@star_import.fix(
    "Import the names that are used from `{name}`", Safety.UNSAFE, why="Other files may import more of them from here."
)
def expand(target: Target) -> Repair:
    """Write the names that this module uses in place of the star. Raises `Refused` where they cannot be told."""
    statement = target.node(ast.ImportFrom)
    module = "." * statement.level + (statement.module or "")
    snapshot = target.snapshot
    offered = offered_names(module, snapshot.environment.path, target.project)
    if offered is None:
        raise Refused(f"What `{module}` offers cannot be told from here.")
    names = sorted(_needed(snapshot, offered, target.project))
    refuse_elsewhere(module, names)
    later = _later_stars(target, statement)
    if later:
        raise Refused(f"Another star import follows, from `{later}`; expand that one first.")
    if not names:
        return Repair(
            (remove_statement(target, statement),), title=f"Remove the star import of `{module}`: nothing uses it"
        )
    return Repair((target.replace(statement, written(module, names, block_indent(target, statement), target.newline)),))


def refuse_elsewhere(module: str, names: list[str]) -> None:
    """Raise `Refused` where a name of a module of the standard library is not there on each platform and Python.

    To name it would be an error where it is not, and the star was none.
    """
    found = exported(module) if module.partition(".")[0] in sys.stdlib_module_names else None
    missing = [name for name in names if found is not None and name in found[1]]
    if missing:
        raise Refused(f"`{module}` does not offer `{missing[0]}` on each platform and Python; name it by hand.")


def block_indent(target: Target, statement: ast.stmt) -> str:
    """What stands before the statement on its line."""
    span = target.block.span(statement)
    return target.block.lines[span.start_line][: span.start_column]


def written(module: str, names: list[str], indent: str, newline: str) -> str:
    """An import of names from a module: on one line if it fits, else one name a line in brackets."""
    line = f"from {module} import {', '.join(names)}"
    if len(indent) + len(line) <= _WIDEST:
        return line
    inner = "".join(f"{indent}    {name},{newline}" for name in names)
    return f"from {module} import ({newline}{inner}{indent})"


def _needed(snapshot: Snapshot, offered: set[str], project: Project | None) -> Iterator[str]:
    bound = {binding.name for binding in snapshot.joined.get("binds", {})}
    uses = {*snapshot.joined.get("uses", {}), *snapshot.joined.get("exports", {}), *_mentioned(snapshot)}
    path = snapshot.environment.path
    for name in offered - bound:
        if name in uses or (project is not None and project.ask(path, "importers", name)):
            yield name


def _mentioned(snapshot: Snapshot) -> Iterator[str]:
    """Names in doctests and type comments, which are not gathered where no rule asks for them."""
    for entry in snapshot.entries:
        for name, _ in mentions.collect(entry.block):
            yield name


def _later_stars(target: Target, statement: ast.ImportFrom) -> str:
    """The module of another star import further down, which would hide names of this one."""
    place = target.place(statement).start
    for index, entry in enumerate(target.snapshot.entries):
        start = target.snapshot.starts[index]
        for other in entry.block.nodes(ast.ImportFrom):
            if other.names[0].name == "*" and entry.block.span(other).moved(start).start > place:
                return "." * other.level + (other.module or "")
    return ""


def offered_names(module: str, path: str, project: Project | None, depth: int = 0) -> set[str] | None:
    """The names that `from module import *` binds in the file at `path`; None if they cannot be told."""
    if depth > _DEEPEST:
        return None
    home = project.ask(path, "path", module) if project is not None else None
    if home is not None and project is not None:
        facts = FileFacts({kind: project.ask(home, "own", kind) for kind in ("exports", "binds", "imports")})
        return _offered(facts, home, project, depth)
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return None
    base = os.path.join(os.path.dirname(os.__file__), *("posixpath" if module == "os.path" else module).split("."))
    for source in (base + ".py", os.path.join(base, "__init__.py")):
        known = read_facts(source, CORE_COLLECTORS) if os.path.exists(source) else None
        if known is not None:
            return _offered(known, source, None, depth) or _of_stub(module)
    return _of_compiled(module)


def _of_stub(module: str) -> set[str] | None:
    found = exported(module)
    return set(found[0] | found[1]) or None if found is not None else None


def _of_compiled(module: str) -> set[str] | None:
    """What a module of the standard library without source offers; it is burnish's own interpreter's, and loaded."""
    if "." in module:
        return None
    found = importlib.util.find_spec(module)
    home = os.path.dirname(os.__file__)
    if found is None or not (found.origin == "built-in" or str(found.origin).startswith(home)):
        return None
    return {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}


def _offered(facts: FileFacts, path: str, project: Project | None, depth: int) -> set[str] | None:
    exports = facts.values.get("exports", ())
    if exports:
        return None if ... in exports else set(exports)
    binds: tuple[Binding, ...] = facts.values.get("binds", ())
    names = {binding.name for binding in binds if binding.how != "del" and not binding.name.startswith("_")}
    imports: tuple[Import, ...] = facts.values.get("imports", ())
    for item in imports:
        if item.member == "*" and item.scope == "module":
            inner = offered_names(item.module, path, project, depth + 1)
            if inner is None:
                return None
            names |= {name for name in inner if not name.startswith("_")}
    return names
