"""The rules `redefined-import` and `duplicate-import`: a name imported, and bound again before anything uses it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, ModuleContext
from burnish_checks.core.facts import Fact, ModuleFacts
from burnish_checks.core.removing import removal
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.core.scopes import Scope
from burnish_checks.imports.removal import is_without_effect
from burnish_checks.imports.sequence import Rebinding
from burnish_checks.imports.shapes import import_of

_Previous = tuple[object, Fact, Rebinding]


@module_rule(
    Category.IMPORTS,
    reads=("sequence", "uses"),
    of_imports=("uses",),
    severity=Severity.INFORMATION,
    aliases=("F811", "W0404"),
)
def redefined_import(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A name that is imported and then bound again, before anything has used it: the import is without effect.

    Either the second binding hides the first by mistake, or the first is left over. Bindings under conditions
    (`if`, `try`) are alternatives and not reported, nor is what is imported `as _`. The same import written twice is
    `duplicate-import`.

    ```python
    from json import dumps


    def dumps(value):
        return repr(value)
    ```

    ```python
    def dumps(value):
        return repr(value)
    ```
    """
    for anchor, fact, previous in _pairs(module):
        if fact.value.target != previous[2].target and fact.value.name != _NOBODYS:
            message = f"`{fact.value.name}` is imported above and bound again here before it is used."
            related = ((previous[0], previous[1], "imported here"),)
            yield ModuleFinding(
                anchor, fact, message, _data(fact.value.name, previous[2].target.partition(":")[0]), related=related
            )


@module_rule(
    Category.IMPORTS,
    reads=("sequence", "uses"),
    of_imports=("uses",),
    severity=Severity.INFORMATION,
    aliases=("W0404",),
    partial_aliases=("F811",),
    tags=("unnecessary",),
)
def duplicate_import(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """The same thing imported twice under the same name.

    The second import does nothing. Only imports at the same level and under no condition are looked at. A hint in stubs, and
    where nothing uses the name: `unused-import` takes both away.

    ```python
    import json
    import os
    import json

    print(json, os)
    ```

    ```python
    import json
    import os

    print(json, os)
    ```
    """
    if max(module.values("sequence").values(), default=0) < 2:
        return
    seen: dict[Rebinding, _Previous] = {}
    for anchor, fact in module.each("sequence"):
        item: Rebinding = fact.value
        if item.how != "import":
            for known in [known for known in seen if known.name == item.name]:
                del seen[known]
        elif item in seen:
            first = seen[item]
            message = f"`{item.target.strip(':').replace(':', '.')}` is imported above already."
            # In stubs the lists are long, and say `X as X`.
            quiet = context.path.endswith(".pyi") or item.name not in module.values("uses")
            severity = Severity.HINT if quiet else None
            related = ((first[0], first[1], "here"),)
            yield ModuleFinding(anchor, fact, message, {"name": item.name}, severity=severity, related=related)
        else:
            for known in [known for known in seen if known.name == item.name and not _same_package(known, item)]:
                del seen[known]
            seen[item] = (anchor, fact, item)


_NOBODYS = "_"
"""A name for what nobody wants: what is imported as that is imported for what it does."""


def _same_package(one: Rebinding, other: Rebinding) -> bool:
    """Whether both are `import a.b` of one package, which do not hide each other."""
    plain = one.target.endswith(":") and other.target.endswith(":")
    return plain and one.target.split(".")[0].strip(":") == other.target.split(".")[0].strip(":")


def _pairs(module: ModuleFacts) -> Iterator[tuple[object, Fact, _Previous]]:
    """Each binding that follows an unused import of its name, with that import."""
    counts = module.values("sequence")
    if len({item.name for item in counts}) == sum(counts.values()):
        return  # nothing is bound twice, which is seen sooner than what stands where
    waiting: dict[str, _Previous] = {}
    for anchor, fact in module.each("uses", "sequence"):
        if fact.kind == "uses":
            waiting.pop(fact.value, None)
            continue
        item: Rebinding = fact.value
        previous = waiting.pop(item.name, None)
        if previous is not None and item.how != "other" and not _same_package(previous[2], item):
            yield anchor, fact, previous
        if item.how == "import":
            waiting[item.name] = (anchor, fact, item)


def in_functions(block: Block, _: ast.AST, context: Context) -> Iterator[Finding]:
    """The same inside functions, for statements of one suite."""
    for node, scope in block.walk.scopes.items():
        if scope.kind == "function":
            for name, binders in scope.bound.items():
                if len(binders) > 1 and name not in scope.globals and name != _NOBODYS:
                    yield from _in_scope(block, node, scope, name)


def _in_scope(block: Block, node: ast.AST, scope: Scope, name: str) -> Iterator[Finding]:
    binders = scope.bound[name]
    if not any(isinstance(item, ast.alias) for item in binders):
        return
    used = [item for item, _ in block.walk.names if item.id == name and not isinstance(item.ctx, ast.Store)]
    for first, second in itertools.pairwise(binders):
        statement = block.statement_of(first)
        again = second if isinstance(second, ast.stmt) else block.statement_of(second)
        if not isinstance(first, ast.alias) or not isinstance(second, (ast.alias, ast.FunctionDef, ast.ClassDef)):
            continue
        if (
            statement is again
            or _are_submodules(statement, again, first, second)
            or block.parent(statement or first) is not node
            or block.parent(again or second) is not node
        ):
            continue
        between = (block.position(item.lineno, item.col_offset) for item in used)
        start, end = block.span(first).end, block.span(second).end
        if not any(start <= place <= end for place in between):
            message = f"`{name}` is imported above and bound again here before it is used."
            place = block.name_span(second) if isinstance(second, (ast.FunctionDef, ast.ClassDef)) else second
            yield block.finding(place, message, data=_data(name, import_of(block, first).module))


def _data(name: str, module: str) -> dict[str, str]:
    """What the fix is to know: the name, and whether loading the first module does nothing."""
    return {"name": name, "inert": "yes" if is_without_effect(module) else ""}


def _are_submodules(one: ast.AST | None, other: ast.AST | None, first: ast.AST, second: ast.AST) -> bool:
    """Whether both are plain `import a.b`, which bind the package and hide nothing."""
    plain = isinstance(one, ast.Import) and isinstance(other, ast.Import)
    return plain and getattr(first, "asname", None) is None and getattr(second, "asname", None) is None


redefined_import.visits = (syntax.Module,)
redefined_import.check = in_functions


_TITLE = "Remove the first import of `{name}`"


@redefined_import.fix(
    _TITLE, Safety.UNSAFE, why="The module is then not loaded here.", when=lambda finding: not finding.data.get("inert")
)
@redefined_import.fix(_TITLE, Safety.SAFE, automatic=True, when=lambda finding: bool(finding.data.get("inert")))
def remove_first(target: Target) -> Repair | None:
    """Take out the import that nothing uses before the name is bound again; safe if loading its module does nothing."""
    name = target.finding.data["name"]
    line = target.place(target.finding.span).start_line
    best: tuple[int, Target, ast.alias] | None = None
    for index, entry in enumerate(target.snapshot.entries[: target.index + 1]):
        home = Target(target.snapshot, index, target.finding)
        for alias in entry.block.nodes(ast.alias):
            bound = alias.asname or alias.name.partition(".")[0]
            place = home.place(alias)
            if bound == name and place.start < target.place(target.finding.span).start:
                best = (place.start_line, home, alias)
    if best is None or best[0] > line:
        raise Refused("The first import is not to be found.")
    return Repair((removal(best[1], best[2]),))


@duplicate_import.fix("Remove the second import of `{name}`", Safety.SAFE, automatic=True)
def remove_second(target: Target) -> Repair:
    """Take the repeated name out."""
    return Repair((removal(target, target.node(ast.alias)),))
