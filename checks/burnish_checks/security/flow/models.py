"""What a module says of its functions beside calling them: tables of them, rests of them, what they keep, what hands them on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.mention import Mention, Mentions
from burnish_checks.patterns import deferred


class Dependency(NamedTuple):
    """A function or class that makes of a request what other functions take."""

    name: str


@collector("dependencies", among=(ast.Call,), words=("Depends(",))
def dependencies(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What stands in `Depends(...)`, or is annotated with one that is empty."""
    for call in block.nodes(ast.Call):
        if dotted(call.func).rpartition(".")[2] == "Depends" and call.args:
            maker = call.args[0].func if isinstance(call.args[0], ast.Call) else call.args[0]
            if isinstance(maker, ast.Name):
                yield Dependency(maker.id), call


class Entry(NamedTuple):
    """A function that a dictionary, list or tuple of the module holds."""

    name: str
    """The container; `@name` for a decorator."""
    function: str
    """The function it holds, or that is decorated so; `@name` for all that are decorated with that."""
    passed: int = 0
    """How many of its arguments are passed already: it holds a `functools.partial` of it."""


@collector("function-tables", late=True, among=(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.FunctionDef))
def function_tables(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names in the displays that module-level names are bound to, and the functions that decorators put into them."""
    if block.word in ("class", "import", "from"):
        return
    if block.word in ("def", "@"):
        yield from _of_methods(block) if block.in_class else _registered(block)
        return
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name):
            for function, passed, item in _held(getattr(node, "value", None)):
                own = block.in_class and "." not in function
                table = f"self.{target.id}" if block.in_class else target.id
                yield Entry(table, f"self.{function}" if own else function, passed), item


def _held(display: ast.AST | None) -> Iterator[tuple[str, int, ast.expr]]:
    """The dotted names in a display, and those of which a `partial` stands there, with how much it is passed."""
    items: list[ast.expr] = []
    if isinstance(display, (ast.Dict, ast.List, ast.Tuple, ast.Set)):
        items = display.values if isinstance(display, ast.Dict) else display.elts
    elif isinstance(display, ast.Call) and dotted(display.func).rpartition(".")[2] in _TABLES:
        items = [item.value for item in display.keywords]
        for item in display.args[:1]:
            yield from _held(item)
    for item in items:
        function = item
        is_rest = isinstance(item, ast.Call) and dotted(item.func).rpartition(".")[2] == "partial"
        if isinstance(item, ast.Call) and is_rest and item.args:
            function = item.args[0]
        if name := dotted(function):
            yield name, len(item.args) - 1 if isinstance(item, ast.Call) else 0, item


_TABLES = frozenset({"dict", "MappingProxyType", "OrderedDict", "defaultdict", "tuple", "list"})
"""What makes a table of a display, or of what it is passed by name."""


def _of_methods(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The methods, and functions, in the displays that a method binds to attributes of `self`."""
    for node in block.nodes(ast.Assign):
        target = dotted(node.targets[0]) if isinstance(node.value, (ast.Dict, ast.List, ast.Tuple)) else ""
        if target.startswith("self.") and target.count(".") == 1:
            yield from ((Entry(target, function, passed), item) for function, passed, item in _held(node.value))


def _registered(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The decorators of a function by their names, and the containers into which a decorator puts what it is passed."""
    function = block.body[0] if block.body else None
    if not isinstance(function, ast.FunctionDef):
        return
    for item in function.decorator_list:
        name = item.func if isinstance(item, ast.Call) else item
        if isinstance(name, ast.Name):
            yield Entry(f"@{name.id}", function.name), item
    for node in block.nodes(ast.Assign) if block.word == "def" else ():
        target, value = node.targets[0], node.value
        if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Name):
            continue
        if isinstance(value, ast.Name) and any(item.arg == value.id for item in block.nodes(ast.arg)):
            yield Entry(target.value.id, f"@{function.name}"), node


class Partial(NamedTuple):
    """A module-level name, or `self.attribute`, that holds the rest of a function."""

    name: str
    function: str
    """Dotted, as it is written."""
    positional: tuple[Any, ...]
    """The constants passed already; None for others."""
    named: tuple[tuple[str, Any], ...]


@collector("partials", among=(ast.Assign,), words=("partial",))
def partials(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What is bound to a call of `partial`."""
    for node in block.nodes(ast.Assign):
        call = node.value
        if not isinstance(call, ast.Call) or dotted(call.func).rpartition(".")[2] != "partial" or not call.args:
            continue
        target = dotted(node.targets[0])
        in_module = isinstance(node.targets[0], ast.Name) and not block.in_class and node in block.body
        if in_module or (target.startswith("self.") and target.count(".") == 1):
            named = tuple((item.arg, _plain(item.value)) for item in call.keywords if item.arg)
            yield Partial(target, dotted(call.args[0]), tuple(map(_plain, call.args[1:])), named), node


def _plain(node: ast.expr) -> Any:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)) else None


@collector("shared-places", late=True, among=(ast.FunctionDef, ast.AsyncFunctionDef))
def shared_places(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What a function puts where others of the application find it: `request.tenant`, `app.state.x`, `app[key]`, a queue;
    a container of a module as `@name`."""
    function = block.body[0] if block.body else None
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    for match in _SHARED_PLACES.finditer(block.text) if shares(block.text) else ():
        yield match[match.lastindex or 0], function
    if not block.in_class:
        yield from ((f"@{name}", function) for name in sorted(put_into(block)))


_PLACES = (
    r"g\.(?<!\wg\.)(\w+)\s*=[^=]",
    r"\b(?:req(?:\.context)?|request|state|app\.ctx)\.(\w+)\s*=[^=]",
    r"\b(?:app|application|current_app|config|session)\[['\"]?(\w+)['\"]?\](?:\s*=[^=]|\.(?:put|append|add|set|update|extend|push)\w*\()",
)
_SHARED_PLACES = deferred("|".join(_PLACES))
"""Where something is kept for other functions of an application, as a text shows it."""
shares = Mentions(
    Mention(_PLACES[0], "g."),
    Mention(_PLACES[1], "req.", "request.", "state.", "app.ctx."),
    Mention(_PLACES[2], "app[", "application[", "config[", "session["),
)
"""Whether a text shows such a place."""


def put_into(block: Block) -> Iterator[str]:
    """The names from outside the function whose containers it puts something into."""
    calls = (call.func for call in block.nodes(ast.Call))
    owners = (_container(call.value) for call in calls if isinstance(call, ast.Attribute) and call.attr in _PUTS)
    found = {owner.id for owner in owners if isinstance(owner, ast.Name)}
    return _of_outside(block, found | _stored_in(block.nodes(ast.Subscript)))


def changes_outside(block: Block) -> bool:
    """Whether it puts something into a container from outside the function, or an attribute of an object from there."""
    attributes = _of_outside(block, _stored_in(block.nodes(ast.Attribute)))
    return next(attributes, None) is not None or next(put_into(block), None) is not None


def _stored_in(nodes: Iterable[ast.Subscript | ast.Attribute]) -> set[str]:
    return {item.value.id for item in nodes if isinstance(item.ctx, ast.Store) and isinstance(item.value, ast.Name)}


def _of_outside(block: Block, names: set[str]) -> Iterator[str]:
    if names:
        yield from names.intersection(name for name, _ in block.walk.free_names())


def _container(node: ast.expr) -> ast.expr:
    """What holds the container to which something is added: `jobs` of `jobs[name].append(job)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
        return node.func.value
    return node.value if isinstance(node, ast.Subscript) else node


_PUTS = frozenset(
    ["put", "put_nowait", "append", "appendleft", "add", "push", "set", "update", "setdefault", "extend", "insert"]
)


@collector("plain-options", among=(ast.Call,), words=("add_argument(",))
def plain_options(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The options of the command line that are numbers, or one of a few values."""
    for call in block.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "add_argument":
            continue
        given = {item.arg: item.value for item in call.keywords}
        if "choices" in given or dotted(given.get("type", call)) in ("int", "float", "bool"):
            for item in (*call.args, given.get("dest")):
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value.lstrip("-").replace("-", "_"), call


@topic("plain-option", reads=("plain-options",))
def plain_option_topic(view: View, index: int, name: str) -> Any:
    """Whether the module declares an option of the command line by that name that holds no free text."""
    return name in view.joined.get("plain-options", {})
