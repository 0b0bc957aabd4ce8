"""What a call passes, when dictionaries that are expanded with `**` are read as if they were written out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from burnish_checks.core.context import Context
from burnish_checks.security.known import choices, constants

_DEEPEST = 4
APPLIES = frozenset(
    {
        "functools.partial",
        "functools.partialmethod",
        "asyncio.to_thread",
        "anyio.to_thread.run_sync",
        "starlette.concurrency.run_in_threadpool",
        "fastapi.concurrency.run_in_threadpool",
        "asgiref.sync.sync_to_async",
        "builtins.staticmethod",
        "dataclasses.field",
    }
)
"""Functions that call their first argument with the others, now or later."""


@dataclass
class Passed:
    """The arguments of a call: by position, by name, and whether there may be more."""

    positional: list[ast.expr] = field(default_factory=list)
    named: dict[str, ast.expr] = field(default_factory=dict)
    places: dict[str, ast.expr | ast.keyword] = field(default_factory=dict)
    """By name: the argument in the call that passes it, where a finding can be shown."""
    open: bool = False
    """Whether `*` or `**` passes what is not known."""

    def get(self, position: int | None, name: str) -> ast.expr | None:
        """The argument by its name or position, or None."""
        if name in self.named:
            return self.named[name]
        return self.positional[position] if position is not None and position < len(self.positional) else None

    def place(self, position: int | None, name: str) -> ast.expr | ast.keyword | None:
        """Where the argument stands in the call."""
        if name in self.places:
            return self.places[name]
        return self.positional[position] if position is not None and position < len(self.positional) else None

    def value(self, position: int | None, name: str) -> ast.expr | None:
        """The same, without the name that it is passed by."""
        place = self.place(position, name)
        return place.value if isinstance(place, ast.keyword) else place


def passed(context: Context, call: ast.Call) -> Passed:
    """The arguments of a call."""
    found = Passed()
    for item in call.args:
        if isinstance(item, ast.Starred):
            found.open = True
            break
        found.positional.append(item)
    for keyword in call.keywords:
        if keyword.arg is not None:
            found.named[keyword.arg] = keyword.value
            found.places[keyword.arg] = keyword
            continue
        entries, is_open = entries_of(context, keyword.value)
        found.open = found.open or is_open
        for name, value in entries.items():
            found.named[name] = value
            found.places[name] = keyword.value
    return found


def entries_of(context: Context, node: ast.AST | None, depth: int = _DEEPEST) -> tuple[dict[str, ast.expr], bool]:
    """The entries of a dictionary whose keys are texts, and whether there may be others."""
    found: dict[str, ast.expr] = {}
    is_open = False
    every = choices(context, node)
    for item in every:
        for key, value in _entries(context, item, depth):
            if key is None:
                is_open = True
            elif value is not None:
                found[key] = value
    if isinstance(node, ast.Name):
        found.update(_set_later(context, node))
    return found, is_open or not every


def _entries(context: Context, node: ast.expr, depth: int) -> Iterator[tuple[str | None, ast.expr | None]]:
    """The entries of a display, of `dict(...)` and of what is merged; a key None stands for entries that are not known."""
    if depth == 0:
        yield None, None
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                yield from _inner(context, value, depth)
                continue
            text = constants(context, key)
            yield (str(text[0]) if len(text) == 1 else None), value
    elif isinstance(node, ast.Call) and context.qualified(node.func) == "builtins.dict":
        for item in node.args:
            yield from _inner(context, item, depth)
        for keyword in node.keywords:
            if keyword.arg is None:
                yield from _inner(context, keyword.value, depth)
            else:
                yield keyword.arg, keyword.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _inner(context, node.left, depth)
        yield from _inner(context, node.right, depth)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "copy":
        yield from _inner(context, node.func.value, depth)
    else:
        yield None, None


def _inner(context: Context, node: ast.expr, depth: int) -> Iterator[tuple[str | None, ast.expr | None]]:
    found, is_open = entries_of(context, node, depth - 1)
    yield from found.items()
    if is_open:
        yield None, None


def _set_later(context: Context, name: ast.Name) -> Iterator[tuple[str, ast.expr]]:
    """What the function puts into a dictionary of its own by `name[key] = value`, `setdefault` and `update`."""
    block = context.block
    owner = block.walk.scope_at(name).resolve(name.id)
    if owner is None or not owner.is_function:
        return
    for node in block.nodes(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and _is_of(target.value, name) and isinstance(target.slice, ast.Constant):
            yield str(target.slice.value), node.value
    for call in block.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or not _is_of(call.func.value, name):
            continue
        if call.func.attr == "setdefault" and len(call.args) > 1 and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value), call.args[1]
        elif call.func.attr == "update":
            yield from ((item.arg, item.value) for item in call.keywords if item.arg)
            if call.args and isinstance(call.args[0], ast.Dict):
                for key, value in zip(call.args[0].keys, call.args[0].values, strict=True):
                    if isinstance(key, ast.Constant):
                        yield str(key.value), value


def _is_of(node: ast.expr, name: ast.Name) -> bool:
    return isinstance(node, ast.Name) and node.id == name.id


def applied(call: ast.Call, name: str) -> ast.Call | None:
    """The call that `functools.partial(f, ...)` and the like will make, placed where they stand; None for other calls."""
    if name == "dataclasses.field":
        made = next((item.value for item in call.keywords if item.arg == "default_factory"), None)
        return ast.copy_location(ast.Call(made, [], []), call) if made is not None else None
    if name not in APPLIES or not call.args or isinstance(call.args[0], ast.Starred):
        return None
    return ast.copy_location(ast.Call(call.args[0], call.args[1:], call.keywords), call)
