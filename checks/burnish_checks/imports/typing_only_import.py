"""The rule `typing-only-import`: an import that only annotations use. Off by default."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Import, ModuleFacts, collector, dotted
from burnish_checks.core.guarded import import_for_checkers
from burnish_checks.core.lineage import called
from burnish_checks.core.removing import removal
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.imports.shapes import import_of


@collector("runtime-uses", local=True)
def runtime_uses(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names the block needs when it runs: all but those in annotations that nothing is likely to read.

    Annotations of class bodies and of decorated functions may be read, so they count.
    """
    quiet: set[int] = set()
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [
        *block.nodes(ast.FunctionDef),
        *block.nodes(ast.AsyncFunctionDef),
    ]
    for function in functions:
        if all(dotted(called(item)).rpartition(".")[2] in _NOT_READING for item in function.decorator_list):
            quiet.update(_names_in(function.returns))
            for argument in arguments_of(function.args):
                quiet.update(_names_in(argument.annotation))
    for assignment in block.nodes(ast.AnnAssign):
        scope = block.walk.scope_at(assignment)
        if scope.kind != "class":
            quiet.update(_names_in(assignment.annotation))
    seen: set[str] = set()
    for name, node in block.walk.free_names():
        if id(node) not in quiet and not isinstance(node, ast.Constant) and name not in seen:
            seen.add(name)
            yield name, node


def arguments_of(node: ast.arguments) -> list[ast.arg]:
    """All parameters, in order."""
    variadic = [item for item in (node.vararg, node.kwarg) if item is not None]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *variadic]


_NOT_READING = frozenset(
    {"property", "cached_property", "setter", "getter", "deleter", "staticmethod", "classmethod", "abstractmethod",
     "overload", "override", "final", "contextmanager", "asynccontextmanager", "wraps", "lru_cache", "cache", "fixture"}
)  # fmt: skip
"""Decorators that do not look at annotations."""


def _names_in(node: ast.expr | None) -> Iterator[int]:
    if node is not None:
        yield from (id(item) for item in ast.walk(node) if isinstance(item, ast.Name))


@module_rule(
    Category.IMPORTS,
    reads=("imports", "uses", "runtime-uses", "exports", "mentions"),
    of_imports=("uses", "runtime-uses"),
    severity=Severity.INFORMATION,
    aliases=("TC001", "TC002", "TC003"),
    default=False,
    project=True,
)
def typing_only_import(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """An import that only annotations use, in a module whose annotations are not evaluated.

    Under `if TYPE_CHECKING:` it costs nothing at run time and makes no import cycle. Only modules with
    `from __future__ import annotations` are looked at. Annotations in class bodies and of decorated functions may
    be read at run time, so what they name is left alone, and so are names of a module that is needed anyway.

    ```python
    from __future__ import annotations

    from decimal import Decimal


    def double(value: Decimal) -> Decimal:
        return value * 2
    ```

    ```python
    from __future__ import annotations

    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from decimal import Decimal


    def double(value: Decimal) -> Decimal:
        return value * 2
    ```
    """
    imports = module.values("imports")
    if not any(item.module == "__future__" and item.member == "annotations" for item in imports):
        return
    needed = {*module.values("runtime-uses"), *module.values("exports"), *module.values("mentions")}
    if ... in needed:
        return
    loaded = {item.module for item in imports if item.scope == "module" and not item.guard and item.name in needed}
    quiet = {
        item for item in imports if _may_move(item) and item.name in module.values("uses") and item.module not in loaded
    }
    for anchor, fact in module.each("imports"):
        item: Import = fact.value
        if item in quiet and item.name not in needed and not context.ask_project("importers", item.name):
            message = f"`{item.qualified}` is used in annotations only; import it under `if TYPE_CHECKING:`."
            yield ModuleFinding(anchor, fact, message, {"name": item.name})


def _may_move(item: Import) -> bool:
    return (
        item.scope == "module"
        and not item.guard
        and item.module not in ("__future__", "typing", "typing_extensions")
        and item.member != "*"
        and not (item.renamed and item.name == item.member)
    )


@typing_only_import.fix(
    "Import `{name}` for type checkers only",
    Safety.UNSAFE,
    why="Code that reads annotations at run time no longer finds the name.",
)
def move_under_type_checking(target: Target) -> Repair:
    """Move the name under `if TYPE_CHECKING:`, which is made if there is none."""
    alias = target.node(ast.alias)
    item = import_of(target.block, alias)
    if reader := re.search(r"\b(get_type_hints|get_annotations)\(", target.snapshot.text):
        raise Refused(f"`{reader[1]}` reads annotations here while the program runs.")
    name = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
    statement = f"from {item.module} import {name}" if item.member else f"import {name}"
    change = removal(target, alias)
    gone = change.span.start_line if change.span.start_column == 0 and not change.new_text else None
    return Repair((change, *import_for_checkers(target.snapshot, statement, gone)))
