"""The rule permissive-file-mode."""

from __future__ import annotations

import ast
import stat
from collections.abc import Iterator
from typing import TypeGuard

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import conditions, is_false
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.known import choices
from burnish_checks.security.passed import passed
from burnish_checks.security.words import speaks_of_secret

_CHMOD = under(["os"], ["chmod", "fchmod", "lchmod"])
_RISKY = stat.S_IWOTH | stat.S_IXGRP
_ALL_BITS = 0o7777


@call_rule(_CHMOD | {"os.umask"}, methods={"chmod"}, aliases=("S103", "B103"))
def permissive_file_mode(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """`os.chmod` with a mode that lets everybody write the file.

    Any user of the machine can then put code or data of their own into it, as into what is made after `os.umask(0)`. What is
    called a key or a password nobody else should read either. A mode that only lets the group execute is a hint, as is any
    of a file that the same function removes and `os.umask(0)` under a condition that asks for it, and that of a folder which
    the function makes itself is information: one for all to put things into is often meant.

    ```python
    import os

    os.chmod("settings.ini", 0o666)
    ```

    ```python
    import os

    os.chmod("settings.ini", 0o644)
    ```
    """
    if name == "os.umask":
        mask = _masks(call.args[0], context) if call.args else ()
        if 0 in mask and isinstance(block.parent(call), ast.Expr):
            message = "Without a mask new files can be written by everybody; `0o022` keeps them the owner's."
            chosen = any(map(_OF_MODES.search, conditions(block, call, context)))
            yield block.finding(call, message, severity=Severity.HINT if chosen else Severity.INFORMATION)
        return
    arguments = passed(context, call)
    position = 1 if name in _CHMOD else 0
    if name not in _CHMOD and (len(call.args) + len(call.keywords) != 1 or name.startswith("@")):
        return
    node, place = arguments.get(position, "mode"), arguments.value(position, "mode")
    if node is None or place is None or (name not in _CHMOD and not _is_octal(block, place)):
        return
    found = [mask for item in _let_through(block, call, node) for mask in _masks(item, context)]
    if not found:
        return
    mode = max(found, key=lambda bits: (bits & stat.S_IWOTH, bits & _RISKY))
    private = bool(mode & stat.S_IROTH) and any(speaks_of_secret(item) for item in _about(block, call))
    if not mode & _RISKY and not private:
        return
    world = bool(mode & stat.S_IWOTH)
    shared = world and _is_folder(block, call, mode, place)
    what = "lets everybody write the file" if world else "lets the group execute the file"
    if shared:
        what = "lets everybody put files into the folder, and take others' away"
    if private and not world:
        what = "lets everybody read what is meant to be secret"
    quiet = not (world or private) or _is_default(node, context) or _is_removed(block, call)
    yield block.finding(
        place,
        f"Mode {oct(mode & _ALL_BITS)} {what}; grant only what is needed.",
        data={"safe": oct(mode & ~(stat.S_IWOTH | stat.S_IWGRP))} if world and isinstance(place, ast.Constant) else {},
        severity=Severity.HINT if quiet else Severity.INFORMATION if shared else None,
    )


_OF_MODES = deferred(r"umask|chmod|mode|perm")
"""What a condition names under which the mask is taken away: whoever set that has modes of their own."""


def _let_through(block: Block, call: ast.Call, node: ast.expr) -> list[ast.expr]:
    """The values of a mode that get to the call: those are left out that are bound beside a flag which keeps it from running,
    as in `mode, changes = DEFAULT, False` and `if changes: os.chmod(path, mode)`."""
    flags = {
        item.test.id
        for item in block.ancestors(call)
        if isinstance(item, ast.If) and isinstance(item.test, ast.Name) and block.statement_of(call) not in item.orelse
    }
    if not flags or not isinstance(node, ast.Name):
        return [node]
    bound = [item for item in block.nodes(ast.Assign) if _binds(item, {node.id})]
    kept = [
        item.value
        for item in bound
        if not any(_binds(near, flags) and is_false(near.value) for near in _beside(block, item))
    ]
    return kept if len(kept) < len(bound) else [node]


def _binds(statement: ast.stmt, names: set[str]) -> TypeGuard[ast.Assign]:
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    return any(isinstance(item, ast.Name) and item.id in names for item in targets)


def _beside(block: Block, statement: ast.stmt) -> list[ast.stmt]:
    """The statements of the suite that one stands in."""
    around = block.parent(statement)
    suites: list[list[ast.stmt]] = [getattr(around, name, []) for name in ("body", "orelse", "finalbody")]
    return next((suite for suite in suites if statement in suite), [])


def _is_removed(block: Block, call: ast.Call) -> bool:
    """Whether the file is made writable for it to be removed."""
    path = call.func.value if isinstance(call.func, ast.Attribute) else None
    if path is None or (not isinstance(path, ast.Call) and dotted(path) in ("os", "")):
        path = call.args[0] if call.args else None
    if path is None:
        return False
    paths = {ast.dump(item) for item in (path, *(path.args[:1] if isinstance(path, ast.Call) else ()))}
    given = {item.arg for item in block.nodes(ast.arg)} if _REMOVES.search(block.text) else frozenset[str]()
    for item in block.nodes(ast.Call):
        gone = [*item.args[:1]]
        if isinstance(item.func, ast.Attribute):
            gone.append(item.func.value)
        takes_away = _last(item) in _REMOVE or (isinstance(item.func, ast.Name) and item.func.id in given)
        if takes_away and not paths.isdisjoint(map(ast.dump, gone)):
            return True
    return False


_REMOVE = frozenset({"unlink", "remove", "rmdir", "rmtree"})
_REMOVES = deferred(r"\b(?:os\.(?:unlink|remove|rmdir)|rmtree)\b")
"""What a function speaks of that is handed what could not remove something, to try it again."""


def _is_folder(block: Block, call: ast.Call, mode: int, place: ast.AST) -> bool:
    """Whether it is a folder that the function makes, for others to put things into, or the bits of one are spelled out."""
    if mode & _ENTERED == _ENTERED and isinstance(place, ast.BinOp):
        return True
    path = call.args[0] if call.args else getattr(call.func, "value", None)
    made = {ast.dump(item.args[0]) for item in block.nodes(ast.Call) if _last(item) in _MAKES_FOLDERS and item.args}
    values = {
        target.id: item.value
        for item in block.nodes(ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name) and isinstance(item.value, ast.Call)
    }
    for _ in range(_DEEPEST):
        if path is None or ast.dump(path) in made:
            return path is not None
        value = values.get(path.id) if isinstance(path, ast.Name) else None
        if value is not None and _last(value) in _MAKES_TEMPORARY:
            return True
        path = value.args[0] if value is not None and value.args and "join" in _last(value) else None
    return False


_ENTERED = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
_MAKES_FOLDERS = frozenset({"mkdir", "makedirs"})
_MAKES_TEMPORARY = frozenset({"mkdtemp", "TemporaryDirectory"})
_DEEPEST = 4
"""Joins of a path that are gone back through."""


def _last(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2]


def _is_default(node: ast.expr, context: Context) -> bool:
    """Whether the mode is a parameter that callers may give another value than its default."""
    return all(_mask(item, context) is None for item in choices(context, node, defaults=False))


def _about(block: Block, call: ast.Call) -> Iterator[str]:
    """The names that say whose mode it is: the path, and the function around."""
    for item in (*call.args[:1], call.func):
        yield from (part.id for part in ast.walk(item) if isinstance(part, ast.Name))
        yield from (part.attr for part in ast.walk(item) if isinstance(part, ast.Attribute))
    yield from (
        item.name for item in block.ancestors(call) if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    )


def _is_octal(block: Block, place: ast.expr) -> bool:
    """Whether the mode of a method called `chmod` is written as modes are: in octal, under a name, or of `stat`'s."""
    return not isinstance(place, ast.Constant) or block.source(place).lower().startswith("0o")


def _masks(node: ast.AST, context: Context) -> tuple[int, ...]:
    """The modes that an expression may stand for, of those that are known."""
    return tuple(mask for item in choices(context, node) if (mask := _mask(item, context)) is not None)


def _mask(node: ast.AST, context: Context) -> int | None:
    """The bits of a mode written with numbers and `stat` constants, or None."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, int) else None
    if isinstance(node, (ast.Name, ast.Attribute)):
        module, _, name = context.qualified(node).rpartition(".")
        value = getattr(stat, name, None) if module == "stat" and name.startswith("S_I") else None
        if isinstance(value, int):
            return value
        known = [item.value for item in choices(context, node) if isinstance(item, ast.Constant)]
        return known[0] if len(known) == 1 and isinstance(known[0], int) else None
    if isinstance(node, ast.BinOp):
        left, right = _mask(node.left, context), _mask(node.right, context)
        if isinstance(node.op, ast.BitOr) and (left is None) != (right is None):
            return ((left or 0) | (right or 0)) & ~stat.S_IXGRP  # what is run already may be run by its group
        if isinstance(node.op, ast.BitOr) and left is not None and right is not None:
            return left | right
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.BitAnd):
            return left & right
        if isinstance(node.op, ast.BitXor):
            return left ^ right
    return None


@permissive_file_mode.fix(
    "Do not let everybody write it: `{safe}`",
    Safety.UNSAFE,
    why="Programs that run as another user can no longer write the file.",
    when=lambda finding: "safe" in finding.data,
)
def restrict(target: Target) -> Repair:
    """Take the bits for others' writing away."""
    safe = target.finding.data["safe"]
    node = target.node(ast.Constant)
    assert isinstance(node.value, int)
    return Repair((target.replace(node, safe),), measure=(node.value, int(safe, 8)))
