"""What of a caught exception reaches whoever reads, although what is raised in its place does not name it as the cause."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.names import caught_types
from burnish_checks.errors.handlers import function_around, nested, shows_anything
from burnish_checks.errors.hierarchy import ancestry, last_name
from burnish_checks.errors.logs import is_logger_call, keeps_traceback
from burnish_checks.patterns import deferred

_TEXTS = frozenset(
    {"args", "message", "msg", "strerror", "reason", "description", "detail", "details", "stderr", "output"}
)
"""Attributes of exceptions that hold what these say."""
_OF_ITS_KIND = frozenset({"type", "isinstance", "issubclass", "id", "hasattr"})
"""Functions that look at what an exception is, and not at what it says."""


def is_passed_on(block: Block, raised: ast.expr, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether the caught exception, or its text, is put into what is raised, or written to a log before."""
    name = handler.name
    if name and any(_tells(block, item, name) for item in _made_of(raised, handler)):
        return True
    calls = (item for item in nested(handler.body) if isinstance(item, ast.Call))
    return any(
        keeps_traceback(call, context)
        or (
            name is not None
            and (is_logger_call(call, context) or dotted(call.func) == "print")
            and any(_tells(block, item, name) for item in ast.walk(call))
        )
        for call in calls
        if call is not raised
    )


def _made_of(raised: ast.expr, handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """The nodes of what is raised, and of the values that the handler gives to the variables in it."""
    given: dict[str, list[ast.expr]] = {}
    for item in nested(handler.body):
        if isinstance(item, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and item.value is not None:
            targets = item.targets if isinstance(item, ast.Assign) else [item.target]
            for target in targets:
                given.setdefault(dotted(target), []).append(item.value)
    waiting: list[ast.expr] = [raised]
    while waiting:
        for node in ast.walk(waiting.pop()):
            yield node
            if isinstance(node, ast.Name):
                waiting.extend(given.pop(node.id, ()))


def _tells(block: Block, node: ast.AST, name: str) -> bool:
    """Whether a node is the exception of that name as a whole, or that of its attributes which is its text."""
    if not isinstance(node, ast.Name) or node.id != name:
        return False
    around = block.parent(node)
    if isinstance(around, ast.Attribute):
        return around.attr in _TEXTS or around.attr in ("__str__", "format_message", "getMessage")
    return not (isinstance(around, ast.Call) and dotted(around.func) in _OF_ITS_KIND)


def says_no_less(block: Block, raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether the caught exception says nothing that the new one does not: its type says all, or it stands for a lookup, or a
    text that is no number, and what was looked for is written there, or named in what is raised.

    A mapping's `KeyError(key)` says all that there is to know of a lookup, and of an assert that is caught beside it
    `assert-as-validation` speaks.

    A special method is another matter (`__getattr__`): its exception is met by all who use the object. Not so if it is the
    one that was caught, raised anew.
    """
    caught = {_kind(last_name(item)) for item in caught_types(handler)}
    told = _is_formatted(raised, handler)
    if (
        caught == {"StopIteration"}
        or ("AssertionError" in caught and caught <= _KEYLESS | {"AssertionError"})
        or (told and (caught <= _SAY_ALL or _is_of_one_number(block, raised, handler)))
        or shows_anything(block, handler)  # of which nothing fails
    ):
        return True
    function = function_around(block, handler)
    if caught <= _KEYLESS and function is not None and _is_its_key(raised, function):
        return True
    guarded = block.parent(handler)
    if not caught <= _OF_LOOKUPS or not isinstance(guarded, ast.Try):
        return False
    if caught == {"ImportError"} and _only_imports(guarded.body):
        return True
    if not all(isinstance(item, _SIMPLE) for item in guarded.body):
        return False
    sought = list(_sought(guarded.body, caught, told=told))
    if function is not None and function.name in _OF_ALL_USERS and not _is_the_same(raised, caught, sought):
        return False
    known = {id(item) for item, _ in sought}
    if not sought or any(id(call) not in known for call in _calls(guarded.body)):
        return False
    named = {word for item in _made_of(raised, handler) for word in _words(item)}
    return all(key is None or not (words := _words_of(key)) or words & named for _, key in sought)


def _is_of_one_number(block: Block, raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether it is raised for one kind of failure of the system's, of which the number says all: `if exc.errno == ENOENT`."""
    for around in block.ancestors(raised):
        if around is handler:
            return False
        if isinstance(around, ast.If) and isinstance(around.test, ast.Compare):
            alone = isinstance(around.test.ops[0], ast.Eq)
            return alone and handler.name is not None and dotted(around.test.left) == f"{handler.name}.errno"
    return False


def _is_its_key(raised: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether all that is raised is that the function's own key is not there, `raise KeyError(key)`, as mappings say it."""
    if not isinstance(raised, ast.Call) or dotted(raised.func) not in _KEYLESS or len(raised.args) != 1:
        return False
    given = {item.arg for item in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    return isinstance(raised.args[0], ast.Name) and raised.args[0].id in given


_KEYLESS = frozenset({"KeyError", "IndexError", "LookupError"})
"""Exceptions of lookups, which say nothing but what was looked for."""


def _is_the_same(raised: ast.expr, caught: set[str], sought: list[tuple[ast.AST, ast.expr | None]]) -> bool:
    """Whether the one exception that a lookup fails with is raised anew, of the same key: `raise KeyError(key)`."""
    if not isinstance(raised, ast.Call) or caught != {last_name(raised.func)} or len(raised.args) != 1:
        return False
    return all(key is not None and ast.dump(key) == ast.dump(raised.args[0]) for _, key in sought)


def _only_imports(body: list[ast.stmt]) -> bool:
    """Whether a suite but imports something optional, in one way or another, and may look at its version."""
    tried = [item for item in body if isinstance(item, ast.Try)]
    inner = [
        item for one in tried for suite in (one.body, *(handler.body for handler in one.handlers)) for item in suite
    ]
    return all(isinstance(item, (ast.Import, ast.ImportFrom, ast.If, ast.Try)) for item in (*body, *inner))


def _is_formatted(raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether a value is put into the words of what is raised."""
    return any(
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format")
        for node in _made_of(raised, handler)
    )


_SAY_ALL = frozenset({"FileNotFoundError", "FileExistsError", "NotADirectoryError", "TimeoutError", "TimeoutExpired"})
"""Exceptions of which the type says all but what it is about."""
_OF_ALL_USERS = frozenset(
    {"__getattr__", "__getattribute__", "__getitem__", "__missing__", "__delitem__", "__delattr__"}
)
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Delete, ast.Import, ast.ImportFrom)
_OF_LOOKUPS = frozenset(
    {"KeyError", "IndexError", "LookupError", "AttributeError", "StopIteration", "ValueError", "TypeError", "ImportError",
     "NameError", "DoesNotExist"}
)  # fmt: skip
"""Exceptions of which the type says all, where nothing but lookups is tried."""
_HARMLESS = frozenset(
    {
        "str",
        "len",
        "type",
        "tuple",
        "strip",
        "lower",
        "upper",
        "casefold",
        "super",
        "split",
        "keys",
        "values",
        "append",
        "add",
    }
)


def _kind(name: str) -> str:
    if name.endswith("DoesNotExist"):
        return "DoesNotExist"  # Each model of Django has its own.
    if name.endswith("KeyError"):
        return "KeyError"
    return "ImportError" if name == "ModuleNotFoundError" else name


def _sought(body: list[ast.stmt], caught: set[str], *, told: bool) -> Iterator[tuple[ast.AST, ast.expr | None]]:
    """The lookups of a suite, and where the failure is `told` in words the conversions, that fail with what is caught, each with
    what it looks for, where the code does not say that."""
    for node in nested(body):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "ImportError" in caught:
            yield node, None
        elif isinstance(node, ast.Subscript) and caught & {"KeyError", "IndexError", "LookupError"}:
            yield node, node.slice
        elif isinstance(node, (ast.Attribute, ast.Name)) and _kind_of_name(node) in caught:
            yield node, None
        elif isinstance(node, ast.Call):
            yield from _sought_by(node, caught, told=told)


def _kind_of_name(node: ast.Attribute | ast.Name) -> str:
    return "AttributeError" if isinstance(node, ast.Attribute) else "NameError"


def _sought_by(call: ast.Call, caught: set[str], *, told: bool) -> Iterator[tuple[ast.AST, ast.expr | None]]:
    name, function = last_name(call.func), dotted(call.func)
    number = told and function in ("int", "float") and "ValueError" in caught
    if number or (function == "next" and "StopIteration" in caught):
        yield call, None
    elif function == "getattr" and "AttributeError" in caught and len(call.args) > 1:
        yield call, call.args[1]
    elif isinstance(call.func, ast.Attribute) and (
        (name in ("index", "remove") and "ValueError" in caught)
        or (name in ("pop", "remove") and "IndexError" in caught)
        or (name.startswith("get") and "DoesNotExist" in caught)
        or (told and function and "KeyError" in caught and _LOOKS_UP.match(name))
    ):
        yield call, ast.Tuple([*call.args, *(item.value for item in call.keywords)])


_LOOKS_UP = deferred(r"_*(?:get|find|look_?up|pop|fetch|search|resolve|remove|named|by|of)(?![a-z])")
"""Names of methods by which something is looked up: `get_user`, `lookup`."""


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """The calls of a suite that may fail in a way of their own."""
    return (item for item in nested(body) if isinstance(item, ast.Call) and last_name(item.func) not in _HARMLESS)


def _words_of(key: ast.expr) -> set[str]:
    return {word for item in ast.walk(key) for word in _words(item)} - {"self", "cls"}


def _words(node: ast.AST) -> Iterable[str]:
    """The name or attribute that a node is, if it is one."""
    if isinstance(node, ast.Name):
        return (node.id,)
    return (node.attr,) if isinstance(node, ast.Attribute) else ()


SHOWN = "shown-errors"


@collector(SHOWN, late=True, among=(ast.ExceptHandler,))
def shown(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The last names of what handlers catch that make use of its text and raise nothing, each once: whoever reads sees the
    text, and no traceback."""
    found: dict[str, ast.AST] = {}
    for handler in block.nodes(ast.ExceptHandler):
        body = list(nested(handler.body)) if handler.name else []
        if any(isinstance(item, ast.Raise) for item in body):
            continue
        if handler.name and any(_tells(block, item, handler.name) for item in body):
            for item in caught_types(handler):
                found.setdefault(last_name(item), handler)
    yield from found.items()


@topic("shown-anywhere", reads=(SHOWN,), project=True, slow=True)
def shown_anywhere(view: View, index: int, name: str) -> Any:
    """Whether a handler of this file, or another of the workspace, makes use of the text of an exception of that name."""
    elsewhere = view.project.ask(view.path, "count", SHOWN, name) if view.project is not None else 0
    return name in view.joined.get(SHOWN, {}) or bool(elsewhere)


def is_shown(raised: ast.expr, context: Context) -> bool:
    """Whether it is one of the project's own exceptions, which the program catches, itself or by a base, to show its text."""
    kind = raised.func if isinstance(raised, ast.Call) else raised
    own = (name.rpartition(":")[2] for name in ancestry(context, kind) if ":" in name)
    return any(context.ask("shown-anywhere", name.rpartition(".")[2]) for name in own)
