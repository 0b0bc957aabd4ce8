"""The rule permissive-file-mode."""

from __future__ import annotations

import ast
import stat
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument
from burnish_checks.security.dispatch import call_rule, under

_CHMOD = under(["os"], ["chmod", "fchmod", "lchmod"])
_RISKY = stat.S_IWOTH | stat.S_IXGRP
_ALL_BITS = 0o7777


@call_rule(_CHMOD, aliases=("S103", "B103"))
def permissive_file_mode(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """`os.chmod` with a mode that lets everybody write the file.

    Any user of the machine can then put code or data of their own into it. A mode that only lets the group
    execute is a hint.

    ```python
    import os

    os.chmod("settings.ini", 0o666)
    ```

    ```python
    import os

    os.chmod("settings.ini", 0o644)
    ```
    """
    node = argument(call, 1, "mode")
    mode = _mask(node, context) if node is not None else None
    if node is None or mode is None or not mode & _RISKY:
        return
    world = bool(mode & stat.S_IWOTH)
    what = "lets everybody write the file" if world else "lets the group execute the file"
    yield block.finding(
        node,
        f"Mode {oct(mode & _ALL_BITS)} {what}; grant only what is needed.",
        data={"safe": oct(mode & ~(stat.S_IWOTH | stat.S_IWGRP))} if world and isinstance(node, ast.Constant) else {},
        severity=None if world else Severity.HINT,
    )


def _mask(node: ast.AST, context: Context) -> int | None:
    """The bits of a mode written with numbers and `stat` constants, or None."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, int) else None
    if isinstance(node, (ast.Name, ast.Attribute)):
        module, _, name = context.qualified(node).rpartition(".")
        value = getattr(stat, name, None) if module == "stat" and name.startswith("S_I") else None
        return value if isinstance(value, int) else None
    if isinstance(node, ast.BinOp):
        left, right = _mask(node.left, context), _mask(node.right, context)
        if isinstance(node.op, ast.BitOr):
            return None if left is None and right is None else (left or 0) | (right or 0)
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
