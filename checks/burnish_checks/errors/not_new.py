"""What is raised in a handler and is no new error: the caught exception itself, a part of a caught group, a signal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.names import caught_types
from burnish_checks.errors.handlers import nested
from burnish_checks.errors.hierarchy import last_name


def is_the_caught_one(raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether it is the caught exception: `sys.exc_info()[1]`, or a name: `_, error, _ = sys.exc_info()`, `error = exc`."""
    if isinstance(raised, ast.Call) and isinstance(raised.func, ast.Attribute) and raised.func.attr == "with_traceback":
        raised = raised.func.value
    if _is_of_exc_info(raised):
        return True
    return isinstance(raised, ast.Name) and any(
        _told_by_exc_info(item, raised.id) or (_is_name(item.value, handler.name) and _binds(item.targets, raised.id))
        for item in nested(handler.body)
        if isinstance(item, ast.Assign)
    )


def _told_by_exc_info(assign: ast.Assign, name: str) -> bool:
    value, target = assign.value, assign.targets[0]
    if _is_of_exc_info(value):
        return _is_name(target, name)
    second = target.elts[1] if isinstance(target, ast.Tuple) and len(target.elts) > 1 else None
    return isinstance(value, ast.Call) and last_name(value.func) == "exc_info" and _is_name(second, name)


def _is_of_exc_info(value: ast.expr) -> bool:
    """Whether a value is the exception that is being handled, as `sys.exc_info()[1]` and `sys.exception()` give it."""
    if isinstance(value, ast.Call):
        return dotted(value.func) == "sys.exception"
    picked = isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant) and value.slice.value == 1
    call = value.value if picked and isinstance(value, ast.Subscript) else None
    return isinstance(call, ast.Call) and last_name(call.func) == "exc_info"


def _is_name(node: ast.expr | None, name: str | None) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _binds(targets: list[ast.expr], name: str) -> bool:
    return any(_is_name(item, name) for target in targets for item in getattr(target, "elts", [target]))


def is_cause_of(raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether it is what the caught exception was raised from, `exc.__cause__`: a cycle would come of naming that."""
    return isinstance(raised, ast.Attribute) and raised.attr in _CAUSES and _is_name(raised.value, handler.name)


def is_held_by(raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether it is another exception that the caught one brings, or makes: `exc.reason`, `exc.args[0]`, `exc.translated()`."""
    if isinstance(raised, ast.Call):
        raised = raised.func
    elif isinstance(raised, ast.Subscript):
        raised = raised.value
    return isinstance(raised, ast.Attribute) and _is_name(raised.value, handler.name)


_CAUSES = ("__cause__", "__context__")


def is_part_of_group(raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether what is raised is a part of the caught group, which brings tracebacks and causes: of `.split()`, `.subgroup()`,
    `.exceptions`."""
    if _is_selection(raised, handler):
        return True
    return isinstance(raised, ast.Name) and any(
        _is_selection(item.value, handler) and _binds(item.targets, raised.id)
        for item in nested(handler.body)
        if isinstance(item, ast.Assign)
    )


def _is_selection(value: ast.expr, handler: ast.ExceptHandler) -> bool:
    if handler.name and any(dotted(item) == f"{handler.name}.exceptions" for item in ast.walk(value)):
        return True
    function = value.func if isinstance(value, ast.Call) else None
    return (
        isinstance(function, ast.Attribute)
        and function.attr in ("split", "subgroup", "derive")
        and _is_name(function.value, handler.name)
    )


def is_a_return(raised: ast.expr, context: Context) -> bool:
    """Whether `raise` is the `return` of a coroutine that is a generator: `raise gen.Return(value)` of Tornado."""
    kind = raised.func if isinstance(raised, ast.Call) else raised
    return context.qualified(kind) in _RETURNS


_RETURNS = frozenset(
    {"tornado.gen.Return", "trollius.Return", "google.cloud.ndb.Return", "google.appengine.ext.ndb.Return"}
)


def is_signal(node: ast.Raise, raised: ast.expr, name: str, context: Context) -> bool:
    """Whether an exception only steers the program: `KeyboardInterrupt`, `CancelledError`, one for which a caller in the same
    file waits, without a message, out of a private function, or of the program's own, or one of the program's own without a
    message, for which a handler of the same file waits, or any of the program where it is not called an error."""
    if name in ("KeyboardInterrupt", "CancelledError"):
        return True
    kind = raised.func if isinstance(raised, ast.Call) else raised
    qualified = context.qualified(kind)
    function = context.block.function_around(node)
    told = isinstance(raised, ast.Call) and bool(raised.args or raised.keywords)
    if qualified.startswith("builtins.") and (not told or (function is not None and function.name.startswith("_"))):
        return function is not None and bool(context.ask("waited-for", f"{function.name}:{name}"))
    if not qualified or not name.lstrip("_")[:1].isupper():
        return False
    own = qualified.startswith("@") or context.ask_project("path", qualified.rpartition(".")[0]) is not None
    if own and function is not None and context.ask("waited-for", f"{function.name}:{name}"):
        return True
    if told:
        return False
    if (own or name.startswith("_")) and context.ask("awaited-here", name):
        return True
    return own and not _CALLED_AN_ERROR.search(name) and bool(context.ask("caught-anywhere", name))


_CALLED_AN_ERROR = re.compile(
    r"(?:Error|Exception|Failure|Failed|Fault|Warning|Invalid|NotFound|Missing|Timeout)", re.I
)


@collector("caught", among=(ast.ExceptHandler,))
def caught(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The last names of what the block's handlers catch, each once."""
    found: dict[str, ast.AST] = {}
    for handler in block.nodes(ast.ExceptHandler):
        for item in caught_types(handler):
            found.setdefault(last_name(item), handler)
    yield from ((name, handler) for name, handler in found.items() if name and not _CALLED_AN_ERROR.search(name))


@topic("caught-anywhere", reads=("caught",), project=True)
def caught_anywhere(view: View, index: int, name: str) -> Any:
    """Whether a handler of this file, or another of the workspace, catches an exception of that name."""
    elsewhere = view.project.ask(view.path, "count", "caught", name) if view.project is not None else 0
    return name in view.joined.get("caught", {}) or bool(elsewhere)


AWAITED = "awaited-errors"


@collector(AWAITED, local=True, late=True, among=(ast.Try,))
def awaited(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions that a `try` calls with each exception that its handlers catch, as `find:KeyError`, each pair once."""
    found: dict[str, ast.AST] = {}
    for node in block.nodes(ast.Try):
        names = [last_name(item) for handler in node.handlers for item in caught_types(handler)]
        calls = [item for item in nested(node.body) if isinstance(item, ast.Call)] if names else ()
        for call in calls:
            for name in names:
                found.setdefault(f"{last_name(call.func)}:{name}", node)
    yield from found.items()


@topic("waited-for", reads=(AWAITED,), slow=True)
def waited_for(view: View, index: int, pair: str) -> Any:
    """Whether a handler of the file catches an exception around a call of a function of that name."""
    return pair in view.joined.get(AWAITED, {})


@topic("awaited-here", reads=(AWAITED,), slow=True)
def awaited_here(view: View, index: int, name: str) -> Any:
    """Whether a handler of the file catches an exception of that name around a call."""
    return any(pair.endswith(f":{name}") for pair in view.joined.get(AWAITED, {}))
