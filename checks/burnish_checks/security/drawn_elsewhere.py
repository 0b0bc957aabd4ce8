"""What other modules call a function for, where they bind what it gives under the name of a secret.

`reset_token = short_code(32)` in one module tells what `short_code` of another one is for, which draws letters. Whether it
is that function, the imports of the module tell that calls it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.core.mention import Mention
from burnish_checks.security.words import names_around, speaks_of_secret, vocabulary

_NEVER = vocabulary("get getlist pop str bytes len int dict list getattr super open decode encode")
"""What is called everywhere, and draws nothing."""
may_name_secret = Mention(
    r"token|secret|passw|otp|nonce|csrf|api_?key|session_?(?:id|key)|_code\b",
    *("token", "secret", "passw", "otp", "nonce", "csrf", "key", "session", "_code"),
    cased=False,
)


class Meant(NamedTuple):
    """A function that is called for a secret."""

    function: str
    """Its name, without that of its module."""
    secret: str
    """The name that its result is given."""


@collector("meant-for", late=True, among=(ast.Call,))
def meant_for(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Calls of functions by their plain names, or as members of a module, whose result is given the name of a secret."""
    if not may_name_secret(block.text):
        return
    for call in block.nodes(ast.Call):
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            name = function.attr if function.value.id not in ("self", "cls") else ""
        else:
            name = function.id if isinstance(function, ast.Name) else ""
        if not name or name in _NEVER or not name[:1].islower():
            continue
        nearest = next(iter(names_around(block, call)), "")
        if may_name_secret(nearest) and speaks_of_secret(nearest):
            yield Meant(name, nearest), call


@topic("meant-for", reads=(), project=True, slow=True)
def meant_for_topic(view: View, index: int, function: str) -> Any:
    """The name of a secret that another module calls the function of this one for; empty if there is none."""
    project = view.project
    if project is None:
        return ""
    own = PurePath(view.path)
    home = own.parent.name if own.stem == "__init__" else own.stem
    for path, module, item in project.ask(view.path, "everywhere", "meant-for") or ():
        if item.function == function and path != view.path and _imports(view, module, function, home):
            return item.secret
    return ""


def _imports(view: View, module: str, function: str, home: str) -> bool:
    """Whether a module imports the function of that name from one called so, or that one itself."""
    imports = view.project.ask(view.path, "facts", module, "imports") if view.project is not None else None
    return any(
        item.module.rpartition(".")[2] == home if item.member == function else item.qualified.rpartition(".")[2] == home
        for item in imports or ()
    )
