"""What looks at the variables of a function by their names."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.scopes import Scope

_FRAMES = frozenset({"locals", "vars", "dir", "eval", "exec", "_getframe", "currentframe", "stack", "getouterframes"})


def frame_call(call: ast.Call) -> str:
    """The function called, if it sees the variables of its caller: `locals`, `eval`; empty for any other."""
    name = dotted(call.func)
    last = name.rpartition(".")[2]
    if last not in _FRAMES or (last in ("vars", "dir") and call.args):
        return ""
    if last in ("locals", "vars", "dir", "eval", "exec") and "." in name:
        return ""
    return "" if last == "stack" and "inspect" not in name else name


def prints_itself(block: Block, value: ast.FormattedValue) -> bool:
    """Whether it is `{value=}` in an f-string, which prints the code as text."""
    span = block.span(value.value)
    rest = block.lines[span.end_line][span.end_column :].lstrip(" \t)")
    return rest.startswith("=") and not rest.startswith("==")


def seen_by_name(block: Block, scope: Scope, name: str) -> str:
    """What reads a function's variable by its name, as text, at run time: `locals()`, `{name=}`; empty if nothing does."""
    for call in block.nodes(ast.Call):
        if (reader := frame_call(call)) and _sees(block.walk.scope_at(call), scope, name):
            return f"{reader}()"
    for value in block.nodes(ast.FormattedValue):
        if prints_itself(block, value) and any(
            isinstance(item, ast.Name) and item.id == name and block.walk.scope_at(item).resolve(name) is scope
            for item in ast.walk(value.value)
        ):
            return f"{{{name}=}}"
    return ""


def _sees(inner: Scope, scope: Scope, name: str) -> bool:
    return inner is scope or inner.resolve(name) is scope
