"""Functions that no decorator makes answer requests, but a call: `app.add_url_rule("/jobs/<name>", view_func=job)`,
`server.register_function(find)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.calls import text_of
from burnish_checks.security.flow.answering import CALLED_BY_NAME

if TYPE_CHECKING:
    from burnish_checks.security.flow.asked import ContextWorld

REMOTE = ""
"""The path of what others call by its name."""
_BY_ROUTE = frozenset(
    ["add_url_rule", "add_api_route", "add_route", "route", "add_websocket_route", "add_api_websocket_route"]
)
_BY_NAME = frozenset(["register_function", "add_method", "register_instance", "add_function"])


class Registration(NamedTuple):
    """A function, or an object with methods, that a call of the module registers."""

    name: str
    """Dotted, as it is written; of an object that is made there the class with `()`."""
    path: str
    """The path of its route; `REMOTE` for what others call by its name."""


@collector(
    "registrations",
    late=True,
    among=(ast.Call, ast.FunctionDef, ast.AsyncFunctionDef),
    words=("add_url_rule(", "route(", *sorted(_BY_NAME)),
)
def registrations(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What the calls and decorators of a block register, with the paths."""
    function = block.body[0] if block.body and not block.in_class else None
    if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for item in function.decorator_list:
            named = item.func if isinstance(item, ast.Call) else item
            if isinstance(named, ast.Attribute) and named.attr in _BY_NAME:
                yield Registration(function.name, REMOTE), item
    for call in block.nodes(ast.Call):
        word = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if word in _BY_NAME and call.args:
            yield Registration(_made_in(block, call.args[0]), REMOTE), call
        elif word in _BY_ROUTE:
            paths = [text for item in call.args if (text := text_of(item)) is not None and text[:1] == "/"]
            given = [
                item.value for item in call.keywords if item.arg in ("view_func", "endpoint", "callback", "handler")
            ]
            for item in (*call.args, *given) if paths else ():
                if isinstance(item, (ast.Name, ast.Attribute)):
                    yield Registration(_named(item), paths[0]), call


def _made_in(block: Block, node: ast.expr) -> str:
    """The name of what a call registers; of a name that the block binds to an object that of its class."""
    if isinstance(node, ast.Name):
        for item in block.nodes(ast.Assign):
            if isinstance(item.value, ast.Call) and dotted(item.targets[0]) == node.id:
                return _named(item.value)
    return _named(node)


def _named(node: ast.expr) -> str:
    return f"{dotted(node.func)}()" if isinstance(node, ast.Call) else dotted(node)


@topic("registered-names", reads=("registrations",), project=True, slow=True)
def registered_names_topic(view: View, index: int) -> Any:
    """The last words of the names of all that is registered, here or elsewhere; of an object that of its class."""
    from burnish_checks.security.flow.asked import facts_of

    everywhere = (item for _, item in facts_of(view).everywhere("registrations"))
    return frozenset([item.name.rpartition(".")[2] for item in (*view.joined.get("registrations", {}), *everywhere)])


@topic("registered", reads=("registrations", "binds", "constructions"), project=True, slow=True)
def registered_topic(view: View, index: int, name: str) -> Any:
    """The paths under which a function of the module is registered, here or elsewhere; of a class, `C()`, an object of it."""
    from burnish_checks.security.flow.asked import facts_of
    from burnish_checks.security.flow.worlds import ModuleWorld

    facts = facts_of(view)
    found = set()
    own = view.joined.get("registrations", {})
    for module, item in (*(("", item) for item in own), *facts.everywhere("registrations")):
        root, dot, rest = item.name.partition(".")
        resolved = ModuleWorld(facts, module, 0).resolve(root.removesuffix("()"))
        meant = f"{resolved}{'()' if root.endswith('()') else ''}{dot}{rest}"
        home, _, word = meant.rpartition(".")
        if word.lstrip("@") == name and (not module or facts.is_module(home, "")):
            found.add(item.path)
    return tuple(sorted(found))


def paths_of(node: ast.AST, world: Any) -> tuple[str, ...]:
    """The paths under which calls register a function of the file that is checked; of others they are not asked."""
    context = getattr(world, "context", None)
    if context is None or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return ()
    known, header = context.ask("registered-names"), context.enclosing_class
    found: tuple[str, ...] = ()
    if header is None and node.name in known:
        found = context.ask("registered", node.name)
    elif header is not None and known and not node.name.startswith("_") and any(map(world.imports, CALLED_BY_NAME)):
        found = context.ask("registered", f"{header.name}()")
    return found


def routed_paths(node: ast.AST, world: Any) -> list[str]:
    """The paths of the routes that calls give a function."""
    return [path for path in paths_of(node, world) if path]


def is_called_remotely(node: ast.AST, world: ContextWorld) -> bool:
    """Whether others call the function, or the method of an object, by its name."""
    return REMOTE in paths_of(node, world)
