"""The rules about temporary files: mktemp-race and predictable-temp-file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import values
from burnish_checks.security.dispatch import call_rule

_LONGEST_SHOWN = 40
_SHARED = ("/tmp", "/var/tmp", "/dev/shm")


@call_rule({"tempfile.mktemp", "os.tempnam", "os.tmpnam"}, aliases=("S306", "B306"))
def mktemp_race(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """`tempfile.mktemp` gives a name that another process can take before the file is opened.

    The other process may put a link there, and the program then writes where the link points. `mkstemp` makes the
    file at once and only for this user.

    ```python
    import tempfile

    path = tempfile.mktemp()
    ```

    ```python
    import tempfile

    descriptor, path = tempfile.mkstemp()
    ```
    """
    yield block.finding(
        call.func, f"Between `{name}` and opening the file, another process can take the name; use `mkstemp`."
    )


@mktemp_race.fix(
    "Make the file at once with `mkstemp`",
    Safety.UNSAFE,
    why="The file exists from now on, where before only its name did.",
)
def make_it(target: Target) -> Repair:
    """Bind descriptor and name, and close the descriptor."""
    call = target.node(ast.Call)
    statement = target.block.statement_of(call)
    if call.func is not target.node(ast.Attribute, ast.Name):
        raise Refused("The function is passed on here; change what it is passed to.")
    if not (
        isinstance(statement, ast.Assign)
        and statement.value is call
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], (ast.Name, ast.Attribute))
    ):
        raise Refused("The name is used where it is made; there is no place to close the file.")
    made = ensure_import(target.snapshot, "tempfile", "mkstemp", "module", index=target.index)
    close = ensure_import(target.snapshot, "os", "close", "module", index=target.index)
    name = "descriptor"
    if any(item.id == name for item in target.block.nodes(ast.Name)):
        name = "temporary_descriptor"
    span = target.block.span(statement)
    indent = target.block.lines[span.start_line][: span.start_column]
    if indent.strip() or target.block.lines[span.end_line][span.end_column :].lstrip().startswith(";"):
        raise Refused("Other statements stand on the same line.")
    end = type(span.end)(span.end_line, len(target.block.lines[span.end_line].rstrip("\r\n")))
    changes = [
        target.insert(target.block.span(statement.targets[0]).start, f"{name}, "),
        target.replace(call.func, made.expression),
        target.insert(end, f"{target.newline}{indent}{close.expression}({name})"),
    ]
    return Repair((*changes, *made.changes, *close.changes))


@rule(
    Category.SECURITY,
    visits=syntax.Constant,
    only=(values(str),),
    aliases=("S108", "B108"),
    severity=Severity.HINT,
    in_tests=False,
    docstrings=True,
)
def predictable_temp_file(block: Block, node: syntax.Constant, context: Context) -> Iterator[Finding]:
    """A fixed path in a directory that everybody may write, such as `/tmp/report.txt`.

    Another user can make the file or a link in its place first. `tempfile` chooses a name that nobody can know.
    Reported as a hint: a path that is only shown or compared does no harm.

    ```python
    report = open("/tmp/report.txt", "w")
    ```

    ```python
    import tempfile

    report = tempfile.NamedTemporaryFile("w", suffix=".txt")
    ```
    """
    value = node.value
    if not isinstance(value, str) or not value.startswith(_SHARED):
        return
    if any(
        isinstance(around, ast.Call) and context.qualified(around.func).startswith("tempfile.")
        for around in block.ancestors(node)
    ):
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Expr):
        return
    written = isinstance(parent, ast.Call) and _opens_for_writing(parent, context)
    shown = value if len(value) < _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 3] + "..."
    yield block.finding(
        node,
        f"Anybody can make `{shown}` first; let `tempfile` choose the name.",
        severity=Severity.WARNING if written else None,
    )


def _opens_for_writing(call: ast.Call, context: Context) -> bool:
    if context.qualified(call.func) != "builtins.open" or len(call.args) < 2:
        return False
    mode = call.args[1]
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and mode.value[:1] in ("w", "a")
