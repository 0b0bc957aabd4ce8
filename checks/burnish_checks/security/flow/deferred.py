"""Calls that put another call off: a thread's target, a task for an executor, the rest of a `partial`."""

from __future__ import annotations

import ast
import sys
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.names import last_word
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.methods import is_class
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import Names, Value


class Deferral(NamedTuple):
    """Where a call is handed the function, and with it what the function will be called with."""

    position: int
    keyword: str = ""
    arguments: str = "rest"
    """`rest`: all that follows; `each`: the elements of what follows; `tuple`: the tuple that follows, or `args`;
    `fold`: what has been made so far, as which the last one stands, and an element of the one that follows."""


_REST, _SECOND = Deferral(0), Deferral(1)
DEFERS: dict[str, Deferral] = {
    "reduce": Deferral(0, "function", "fold"),
    **dict.fromkeys(("Thread", "Process"), Deferral(1, "target", "tuple")),
    "Timer": Deferral(1, "function", "tuple"),
    **dict.fromkeys(("apply_async", "start_new_thread", "start_soon"), Deferral(0, "func", "tuple")),
    **dict.fromkeys(
        (
            "submit", "to_thread", "run_in_threadpool", "run_sync", "add_task", "enqueue", "spawn", "call_soon",
            "call_soon_threadsafe", "add_callback", "partial", "partialmethod", "defer", "deferToThread", "start_task",
        ),
        _REST,
    ),
    **dict.fromkeys(("run_in_executor", "call_later", "call_at", "callLater", "spawn_later"), _SECOND),
    **dict.fromkeys(("map", "imap", "imap_unordered", "map_async"), Deferral(0, "func", "each")),
}  # fmt: skip
"""By the last word of what is called; a call counts only where a function stands at the place."""
HANDS_BACK = frozenset(["reduce", "to_thread", "run_in_threadpool", "run_in_executor", "run_sync", "submit", "spawn"])
"""Those that give the function's result, or something that has it."""


MADE_BY_VIEWS = {"get_serializer": "serializer_class", "get_form": "form_class"}
"""Methods of views that make an object of a class which the view names, and by which attribute it does."""
MAKES_OF_MAPPING = frozenset(
    ["model_validate", "parse_obj", "model_construct", "model_validate_json", "parse_raw", "from_flat"]
)
"""Methods of classes of pydantic, and of forms of flatland, that make an object of a mapping, or of its JSON."""


def made_of_mapping(run: Run, node: ast.Call, function: ast.Attribute) -> ast.Call:
    """The call of the class with what the mapping holds; the same each time."""
    found = run.deferred.get(id(node))
    if found is None:
        given = [*node.args[:1], *(item.value for item in node.keywords if item.arg in ("obj", "json_data", "b"))][:1]
        found = ast.Call(func=function.value, args=[], keywords=[ast.keyword(arg=None, value=item) for item in given])
        run.deferred[id(node)] = ast.copy_location(found, node)
    return found


SENT_ON_CALL = frozenset({"delay", "delay_on_commit", "apply_async", "send_with_options", "kiq", "defer_async"})
"""Methods of tasks that have them called, in a worker, with what they are passed."""


def sent(run: Run, node: ast.Call, function: ast.Attribute) -> ast.Call:
    """The call of a task, written as one; the same each time."""
    found = run.deferred.get(id(function))
    if found is None:
        found = ast.Call(func=function.value, args=node.args, keywords=node.keywords)
        if function.attr in ("apply_async", "send_with_options"):
            listed = ast.Call(func=ast.Name("_", ast.Load()), args=[function.value, *node.args], keywords=node.keywords)
            found = _written(ast.copy_location(listed, node), Deferral(0, "", "tuple")) or found
        run.deferred[id(function)] = ast.copy_location(found, node)
    return found


def function_of(how: Deferral, arguments: Arguments) -> Value:
    """The function that is handed over, as a value."""
    found = arguments.get(how.position, how.keyword)
    return found if found is not None else Value()


def is_of_application(function: Value) -> bool:
    """Whether it may be a function of the workspace, or stands in view: what it gives is told, and nothing else comes out."""
    name = known_name(function.symbol)
    root = name.partition(".")[0]
    return function.function is not None or not (root == "" or root in sys.stdlib_module_names or root == "builtins")


def deferred(run: Run, node: ast.Call, how: Deferral, arguments: Arguments) -> ast.Call | None:
    """The call that will be made, written as one; None where no function is handed over. The same each time."""
    function = function_of(how, arguments)
    if function.known or function.items is not None or not (function.symbol or function.function):
        return None
    if id(node) not in run.deferred:
        run.deferred[id(node)] = _written(node, how)
    return run.deferred[id(node)]


def waited_for(run: Run, call: ast.Call) -> ast.Call:
    """The call that a thread makes while `await` waits for it, also of a `partial`; other calls as they are."""
    word = last_word(call.func)
    if word not in _WAITED_FOR or len(call.args) <= DEFERS[word].position:
        return call
    found = run.deferred.get(id(call.args))
    if found is None:
        rest = call.args[DEFERS[word].position]
        if isinstance(rest, ast.Call) and last_word(rest.func) == "partial":
            found = _written(rest, _REST)
        else:
            found = _written(call, DEFERS[word])
        found = run.deferred[id(call.args)] = found or call
    return found


_WAITED_FOR = frozenset({"to_thread", "run_in_threadpool", "run_in_executor", "run_sync"})


def kept_for(run: Run, node: ast.Call, names: Names) -> Value:
    """The rest of a function that a call of `partial` gives: with what it is passed now it is called later."""

    known = evaluate(run, node.args[0], names) if node.args else Value()
    return Value(symbol=known.symbol, function=(node, dict(names)))


def called_with_kept(run: Run, node: ast.Call, kept: tuple[ast.Call, Names], names: Names) -> tuple[ast.Call, Names]:
    """The whole call that a call of such a rest is, with the names that it is followed with. The call is the same each time."""

    rest, before = kept
    inner = dict(names)
    for number, item in enumerate((*rest.args, *(keyword.value for keyword in rest.keywords))):
        inner[f"%{number}"] = evaluate(run, item.value if isinstance(item, ast.Starred) else item, before)
    found = run.deferred.get(id(node))
    if found is None:
        held = [ast.copy_location(ast.Name(f"%{number}", ast.Load()), node) for number in range(len(rest.args))]
        given = [
            ast.copy_location(ast.Starred(name, ast.Load()), node) if isinstance(item, ast.Starred) else name
            for name, item in zip(held, rest.args, strict=True)
        ]
        own = {item.arg for item in node.keywords}
        named = [
            ast.keyword(arg=item.arg, value=ast.copy_location(ast.Name(f"%{number}", ast.Load()), node))
            for number, item in enumerate(rest.keywords, len(rest.args))
            if item.arg not in own
        ]
        call = ast.Call(func=held[0], args=[*given[1:], *node.args], keywords=[*node.keywords, *named])
        found = run.deferred[id(node)] = ast.copy_location(call, node)
    return found, inner


def completed(run: Run, node: ast.Call, rest: Any) -> ast.Call:
    """The whole call that a call of a `functools.partial` is (a `Partial`). The same each time."""
    found = run.deferred.get(id(node))
    if found is None:
        function = ast.parse(rest.function, mode="eval").body
        given = [ast.Constant(value) for value in rest.positional]
        named = [ast.keyword(arg=name, value=ast.Constant(value)) for name, value in rest.named]
        named = [item for item in named if item.arg not in {own.arg for own in node.keywords}]
        found = ast.Call(func=function, args=[*given, *node.args], keywords=[*node.keywords, *named])
        for item in (found, *syntax.walk(function), *given, *named):
            ast.copy_location(item, node)
        run.deferred[id(node)] = found
    return found


def _written(node: ast.Call, how: Deferral) -> ast.Call | None:
    keywords = {item.arg: item.value for item in node.keywords if item.arg is not None}
    called = keywords.pop(how.keyword, None)
    rest = node.args
    if called is None:
        if len(node.args) <= how.position:
            return None
        called, rest = node.args[how.position], node.args[how.position + 1 :]
    if isinstance(called, ast.Starred):
        return None
    given: list[ast.expr] = list(rest)
    named: list[ast.keyword] = []
    if how.arguments == "rest":
        named = [item for item in node.keywords if item.arg != how.keyword]
    elif how.arguments == "fold":
        given = [*given[1:2], _element(given[0])] if len(given) > 1 else [_element(item) for item in (given * 2)[:2]]
    elif how.arguments == "each":
        given = [_element(item) for item in given]
    else:
        packed = keywords.get("args", rest[0] if rest else None)
        given = [] if packed is None else list(packed.elts) if isinstance(packed, (ast.Tuple, ast.List)) else [packed]
        if isinstance(kept := keywords.get("kwargs"), ast.Dict):
            named = [
                ast.keyword(arg=key.value, value=value)
                for key, value in zip(kept.keys, kept.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            ]
    return ast.copy_location(ast.Call(func=called, args=given, keywords=named), node)


def _element(node: ast.expr) -> ast.expr:
    """Any element of what the expression gives."""
    anywhere = ast.copy_location(ast.Name("int", ast.Load()), node)
    return ast.copy_location(ast.Subscript(node, anywhere, ast.Load()), node)


def meant(
    run: Run, node: ast.Call, symbol: str, receiver: Value, callee: Value, names: Names
) -> tuple[ast.Call, Names] | None:
    """The whole call that a call of the rest of a function stands for, or of what makes an object of a mapping, with the
    names that it is followed with; None for calls that are what they say."""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in MAKES_OF_MAPPING and is_class(receiver):
        return made_of_mapping(run, node, function), names
    if callee.function is not None:
        kept = isinstance(callee.function[0], ast.Call)
        return called_with_kept(run, node, callee.function, names) if kept else None
    if symbol.endswith("()") and not isinstance(function, ast.Attribute) and _is_own_object(symbol):
        return _of_object(run, node), names
    if symbol == "functools.partial()" or symbol.startswith("$self."):
        rest = run.partial(function.id if isinstance(function, ast.Name) else symbol)
        return (completed(run, node, rest), names) if rest is not None else None
    return None


def _is_own_object(symbol: str) -> bool:
    """Whether it is, by its name, an object of a class that the standard library has not."""
    made = symbol[:-2].rpartition(".")[2].lstrip("?@")
    return made[:1].isupper() and symbol.partition(".")[0] not in sys.stdlib_module_names


def _of_object(run: Run, node: ast.Call) -> ast.Call:
    """The call of an object as that of its method."""
    call = run.deferred.get(id(node))
    if call is None:
        method = ast.copy_location(ast.Attribute(node.func, "__call__", ast.Load()), node)
        call = run.deferred[id(node)] = ast.copy_location(ast.Call(method, node.args, node.keywords), node)
    return call
