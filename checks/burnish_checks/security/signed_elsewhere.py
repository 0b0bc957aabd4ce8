"""Functions and methods of other modules that give back a message authentication code, as their names say and they do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Project, View, topic
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import method_of

_SIGNS = deferred(r"hash|sign|hmac|digest|_mac(?:_|$)", re.I)


class SignedBy(NamedTuple):
    """A function that gives back what another one makes."""

    name: str
    function: str


def signs_elsewhere(call: ast.Call, context: Context) -> bool:
    """Whether a function of another module, or a method of one of its classes, is called that gives back an HMAC."""
    called = call.func.id if isinstance(call.func, ast.Name) else method_of(call)
    return _SIGNS.search(called) is not None and bool(context.ask("signs-elsewhere", called))


@collector("signed-by", late=True, among=(ast.Return,))
def signed_by(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Functions so called that give back what another one of a plain name makes."""
    for node in block.nodes(ast.Return):
        made = node.value
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and _SIGNS.search(made.func.id):
            function = block.function_around(node)
            if function is not None and _SIGNS.search(function.name):
                yield SignedBy(function.name, made.func.id), function


@topic("signs-elsewhere", reads=("imports", "signed-by"), project=True, slow=True)
def signs_elsewhere_topic(view: View, index: int, name: str) -> Any:
    """Whether a function that is imported under the name gives back an HMAC, or a method so called, of this module's
    classes or of a class that is imported."""
    project = view.project
    if project is None:
        return False
    imports = view.joined.get("imports", ())
    if _imported_signs(project, view.path, imports, name):
        return True
    handed = (item.function for item in view.joined.get("signed-by", ()) if item.name == name)
    if any(_imported_signs(project, view.path, imports, function) for function in handed):
        return True
    homes = {item.module for item in imports if item.member and item.name[:1].isupper()}
    return any(_signs_there(project, view.path, home, name) for home in sorted(homes))


def _signs_there(project: Project, path: str, module: str, name: str) -> bool:
    """Whether a function or method of a module gives back an HMAC, or what one does that the module imports."""
    if name in (project.ask(path, "facts", module, "signers") or ()):
        return True
    handed = [item.function for item in project.ask(path, "facts", module, "signed-by") or () if item.name == name]
    imports = project.ask(path, "facts", module, "imports") or () if handed else ()
    return any(_imported_signs(project, path, imports, function) for function in handed)


def _imported_signs(project: Project, path: str, imports: Iterable[Any], name: str) -> bool:
    """Whether what is imported under a name gives back an HMAC."""
    return any(
        item.member in (project.ask(path, "facts", item.module, "signers") or ())
        for item in imports
        if item.name == name and item.member
    )
