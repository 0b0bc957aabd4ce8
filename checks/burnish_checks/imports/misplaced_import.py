"""The rule `misplaced-import`: an import after other code of the module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.importing import line_in_order
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.core.settings import is_face, is_notebook
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.imports.sequence import layout_kinds

_MOST_MODULES = 300
"""So many modules are looked at for one that imports this one back; of more it is taken for granted."""


@module_rule(
    Category.IMPORTS,
    reads=("layout", "uses"),
    of_imports=("uses",),
    severity=Severity.INFORMATION,
    aliases=("E402", "C0413"),
)
def misplaced_import(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """An import at module level that stands after other code.

    Readers look for what a module needs at its top (PEP 8). Conditions, docstrings, names like `__version__`, and what
    imports may depend on (`sys.path`, `os.environ`, filters of warnings, `pytest.importorskip`) may come before; stubs,
    where the order means nothing, and notebooks, where it is that of the work, are left alone.

    The first in a module is said aloud; those that follow are hints, and so are imports under a comment, after a call or a
    `raise`, which they may depend on, those after what code above has put into `sys.path` or `os.environ`, those of the
    own package behind all code but calls (two modules need each other), those that nothing uses, those after nothing but a logger
    (`log = logging.getLogger(...)`), another name (`Socket = socket.socket`) or lists of names as `__all__` is one, and
    those of an `__init__.py`, whose modules may need what it has before them.

    ```python
    LIMIT = 10

    import json

    print(json.dumps(LIMIT))
    ```

    ```python
    import json

    LIMIT = 10

    print(json.dumps(LIMIT))
    ```
    """
    if context.path.endswith(".pyi") or is_notebook(context.path):
        return
    code = said = False
    logger = True
    layout = [*module.each("layout")]
    # What stands behind all that a module defines is there for a circle of modules, or for the call that it ends with.
    last = max((at for at, (_, fact) in enumerate(layout) if fact.value.kind not in ("import", "action")), default=-1)
    used = module.values("uses")
    face = is_face(context.path)
    for number, (anchor, fact) in enumerate(layout):
        if fact.value.kind != "import":
            # What readies the path or the environment matters where code stands above it, which it was made with.
            said = said or (code if fact.value.kind == "readies" else fact.value.kind not in ("code", "logger"))
            code = code or fact.value.kind not in ("guard", "readies")
            logger = logger and fact.value.kind != "code"
        elif code:
            name = fact.value.text.partition(",")[0].strip(":").replace(":", ".")
            message = f"The import of `{name}` stands after other code; move it to the top."
            idle = used.keys().isdisjoint(fact.value.bound) and fact.value.bound != ("*",)
            closes = number > last and (name.startswith(".") or name.partition(".")[0] in _folders(context.path))
            quiet = said or logger or fact.value.explained or face or idle or closes
            yield ModuleFinding(anchor, fact, message, {"name": name}, Severity.HINT if quiet else None)
            said = said or not (logger or idle or closes)


_DEPTH = 6
"""Folders above a module that are looked at for the name of its package."""


def _folders(path: str) -> tuple[str, ...]:
    return PurePath(path).parts[-_DEPTH:]


@misplaced_import.fix(
    "Move the import to the top", Safety.UNSAFE, why="What runs before it now runs after the module is loaded."
)
def move_to_top(target: Target) -> Repair:
    """Move the statement, with the comment above it, behind the last import before which no other code stands."""
    statement = target.node(ast.Import, ast.ImportFrom)
    block = target.block
    span = block.span(statement)
    after = block.lines[span.end_line][span.end_column :].strip()
    if block.lines[span.start_line][: span.start_column].strip() or (after and not after.startswith("#")):
        raise Refused("Something else stands on the line of the import; move it by hand.")
    assert isinstance(statement, (ast.Import, ast.ImportFrom))
    if _imports_back(target, statement):
        raise Refused("What is imported imports this module in turn, and would meet it half loaded.")
    first = _with_comments(block, span.start_line)
    lines = block.lines[first : span.end_line + 1]
    last = lines[-1].rstrip("\r\n")
    end_of_top = _end_of_top(target)
    line = line_in_order(target.snapshot, statement, end_of_top) or end_of_top
    names = {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    entries = target.snapshot.entries
    for start, entry in zip(target.snapshot.starts, entries, strict=True):
        if line <= start <= target.place(span).start_line:
            for node in entry.block.nodes(ast.Name):
                if node.id in names and isinstance(node.ctx, ast.Store):
                    raise Refused(
                        f"`{node.id}` is given another value before the import, which would now come after it."
                    )
    text = "".join(lines) if last != lines[-1] else "".join(lines) + target.newline
    placed = target.place(Span(first, 0, span.end_line, len(block.lines[span.end_line].rstrip("\r\n"))))
    return Repair((Change(_with_blank_lines(target.snapshot, placed), ""), Change(Span(line, 0, line, 0), text)))


def _with_blank_lines(snapshot: Snapshot, span: Span) -> Span:
    """The lines to remove: with the blank ones behind that stand before as well, or those before at the end of the file."""
    lines, first, behind = snapshot.lines, span.start_line, span.end_line + 1
    above = below = 0
    while above < first and not lines[first - 1 - above].strip():
        above += 1
    while behind + below < len(lines) and not lines[behind + below].strip():
        below += 1
    if behind + below >= len(lines):
        last = len(lines) - 1
        return Span(first - above, 0, last, len(lines[last]))
    return Span(first, 0, behind + min(above, below), 0)


def _imports_back(target: Target, statement: ast.Import | ast.ImportFrom) -> bool:
    """Whether a module that is imported here imports this one, by itself or by way of others."""
    own, project = target.snapshot.environment.path, target.project
    if isinstance(statement, ast.Import):
        named = [alias.name for alias in statement.names]
    else:
        module = "." * statement.level + (statement.module or "")
        dot = "" if module.endswith(".") else "."
        named = [module, *(f"{module}{dot}{alias.name}" for alias in statement.names)]
    if project is None:
        return any(name.startswith(".") for name in named)
    found = {project.ask(own, "path", name) for name in named} - {None, own}
    seen: set[str] = set()
    while found and len(seen) < _MOST_MODULES:
        path = found.pop()
        seen.add(path)
        for item in project.ask(path, "own", "imports") or ():
            reached = {project.ask(path, "path", item.module), project.ask(path, "path", item.qualified)} - {None}
            if own in reached:
                return True
            found |= reached - seen
    return bool(found)


def _with_comments(block: Block, line: int) -> int:
    """The first of the comment lines right above a line, or the line itself."""
    while line and block.lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _end_of_top(target: Target) -> int:
    """The line after the last import at the top, or after the docstring."""
    line = None
    entries = target.snapshot.entries
    for start, entry in zip(target.snapshot.starts, entries, strict=True):
        kinds = layout_kinds(entry.block)
        if not {"code", "action", "logger"}.isdisjoint(kinds):
            break
        if "import" in kinds or (entry.block.kind == "leaf" and _is_docstring(entry.block.body) and line is None):
            line = start + entry.block.span(entry.block.body[-1]).end_line + 1
    return line if line is not None else target.snapshot.starts[0]


def _is_docstring(body: list[ast.stmt]) -> bool:
    first = body[0] if body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
