"""What in a piece of code may raise, as written: exceptions named, calls made, and what cannot be told.

Works on the tree alone, so that it can be kept as a fact of a block; `resolve` finds out what the names mean.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.raising.library import OF_FILES

Effect = tuple[Any, ...]
"""("raise", name as written), ("known", built-in), ("call", dotted name), ("method", name), ("unknown", why),
("parameter", dotted name, built-in raised if its root is a parameter), or ("guarded", effects, names caught as written):
effects of a `try` body, less what its handlers catch."""

_SAFE_DIVISORS = (int, float)


def effects_of(statements: Iterable[ast.AST]) -> tuple[Effect, ...]:
    """The effects of running the statements, each once, in source order."""
    found: dict[Effect, None] = {}
    for statement in statements:
        _gather(statement, found)
    return tuple(found)


_LEAVES = frozenset(
    {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass, ast.Break, ast.Continue, ast.alias}
)


def _gather(node: ast.AST, found: dict[Effect, None]) -> None:
    """Add the effects of a node; a function that fills, because generators one in the other are slow."""
    kind = type(node)
    if kind in _LEAVES:
        return
    special = _SPECIAL.get(kind)
    if special is not None and special(node, found):
        return
    own = _OWN.get(kind)
    if own is not None:
        for effect in own(node):
            found.setdefault(effect)
    for name in syntax.FIELDS[kind]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            for item in value:
                if isinstance(item, ast.AST):
                    _gather(item, found)
        elif isinstance(value, ast.AST):
            _gather(value, found)


def _scope(node: Any, found: dict[Effect, None]) -> bool:
    for inner in (*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())):
        _gather(inner, found)
    return True


def _method_call(node: ast.Call, found: dict[Effect, None]) -> bool:
    """A call of an attribute: reading the attribute is no effect of its own."""
    if not isinstance(node.func, ast.Attribute):
        return False
    for effect in _call(node):
        found.setdefault(effect)
    if node.func.attr in ("read", "readline", "readlines") and _reads_text(node.func.value):
        found.setdefault(_NOT_TEXT)
    for inner in (node.func.value, *node.args, *node.keywords):
        _gather(inner, found)
    return True


_NOT_TEXT: Effect = ("known", "UnicodeDecodeError")
_FORGIVING = frozenset({"ignore", "replace", "surrogateescape", "backslashreplace"})


def _reads_text(node: ast.expr) -> bool:
    """Whether an expression opens a file whose bytes are decoded as it is read, and must fit the encoding."""
    if not isinstance(node, ast.Call) or dotted(node.func) not in ("open", "io.open"):
        return False
    given = {item.arg: item.value for item in node.keywords}
    mode = node.args[1] if len(node.args) > 1 else given.get("mode", ast.Constant("r"))
    errors = given.get("errors")
    forgiving = isinstance(errors, ast.Constant) and errors.value in _FORGIVING
    reads = (
        isinstance(mode, ast.Constant) and isinstance(mode.value, str) and not {"b", "w", "a", "x"} & set(mode.value)
    )
    return reads and not forgiving


def _loop(node: ast.For) -> Iterator[Effect]:
    if _reads_text(node.iter):
        yield _NOT_TEXT


def _raise(node: ast.Raise, found: dict[Effect, None]) -> bool:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if raised is None:
        found.setdefault(("again",))
    elif dotted(raised):
        found.setdefault(("raise", dotted(raised)))
    else:
        found.setdefault(("unknown", "what is raised is computed"))
    for inner in (*(node.exc.args if isinstance(node.exc, ast.Call) else ()), node.cause):
        if inner is not None:
            _gather(inner, found)
    return True


def _suppress(node: ast.With, found: dict[Effect, None]) -> bool:
    caught = _suppressed(node)
    if caught is None:
        return False
    found.setdefault(("guarded", effects_of(node.body), caught))
    return True


def _try(node: ast.Try | syntax.TryStar, found: dict[Effect, None]) -> bool:
    names = [_names(handler) for handler in node.handlers]
    found.setdefault(("guarded", effects_of(node.body), tuple(name for some in names for name in some)))
    for handler, caught in zip(node.handlers, names, strict=True):
        inside: dict[Effect, None] = {}
        for statement in handler.body:
            _gather(statement, inside)
        if inside.pop(("again",), "no") is None:
            again = effects_of(node.body) if handler.type is None else tuple(("raise", name) for name in caught)
            found.update(dict.fromkeys(again))
        found.update(inside)
    for statement in (*node.orelse, *node.finalbody):
        _gather(statement, found)
    return True


def _names(handler: ast.ExceptHandler) -> list[str]:
    """What a handler catches, as written; `?` for what is computed."""
    if handler.type is None:
        return ["BaseException"]
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [dotted(kind) or "?" for kind in kinds]


def _suppressed(node: ast.With) -> tuple[str, ...] | None:
    """What `with contextlib.suppress(...)` lets nobody see; None for another `with`."""
    call = node.items[0].context_expr
    if len(node.items) == 1 and isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] == "suppress":
        return tuple(dotted(item) or "?" for item in call.args)
    return None


def _call(node: ast.Call) -> Iterator[Effect]:
    function = node.func
    name = dotted(function)
    if name in ("getattr", "next") and len(node.args) == (3 if name == "getattr" else 2):
        return
    if name in ("min", "max") and (len(node.args) > 1 or any(item.arg == "default" for item in node.keywords)):
        return
    if name in ("len", "iter") and node.args and dotted(node.args[0]):
        yield ("parameter", dotted(node.args[0]), "TypeError")
    fits = not isinstance(function, ast.Attribute) or _fits(function.attr, node)
    if name:
        yield ("call", name, fits)
    elif isinstance(function, ast.Attribute):
        if isinstance(function.value, ast.Subscript):
            yield ("known", "AttributeError")  # what is stored there may be None
            fits = fits and function.attr not in OF_FILES
        yield ("method", function.attr, fits)
    else:
        yield ("unknown", "a computed function is called")


def _fits(name: str, call: ast.Call) -> bool:
    """Whether a method is called with as many arguments as the built-in one that its name suggests."""
    least, most = _ARITY.get(name, (0, 9))
    if call.keywords and name in _ARITY and name not in ("decode", "encode"):
        return False
    if name in ("decode", "encode") and not all(isinstance(item, ast.Constant) for item in call.args):
        return False
    return least <= len(call.args) <= most


_ARITY = {"remove": (1, 1), "pop": (0, 1), "popleft": (0, 0), "popitem": (0, 1), "index": (1, 3), "rindex": (1, 3),
          "decode": (0, 2), "encode": (0, 2), "read": (0, 1), "write": (1, 1), "readline": (0, 1), "seek": (1, 2),
          "add": (1, 1), "append": (1, 1), "update": (0, 1), "get": (1, 2), "close": (0, 0), "flush": (0, 0)}  # fmt: skip


def _subscript(node: ast.Subscript) -> Iterator[Effect]:
    if not isinstance(node.ctx, ast.Load) and not isinstance(node.ctx, ast.Del):
        return
    if isinstance(node.slice, ast.Slice):
        return
    key = node.slice
    if isinstance(key, ast.UnaryOp):
        key = key.operand
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield ("known", "KeyError")
    elif isinstance(key, ast.Constant) and isinstance(key.value, int):
        yield ("known", "IndexError")
        if not isinstance(node.value, ast.Call):
            yield ("known", "KeyError")  # a function gives a tuple or list far more often than a dictionary by numbers
    else:
        yield ("known", "IndexError")
        yield ("known", "KeyError")
    yield ("known", "TypeError")


def _operation(node: ast.BinOp) -> Iterator[Effect]:
    right = node.right
    divides = isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
    formats = isinstance(node.op, ast.Mod) and _is_text(node.left)
    by_constant = isinstance(right, ast.Constant) and isinstance(right.value, _SAFE_DIVISORS) and right.value
    if isinstance(node.op, ast.Mod) and not formats and not isinstance(right, ast.Constant):
        yield ("unknown", "what `%` formats or divides is not known")
        return
    if formats and not _is_plain(right):
        yield ("known", "ValueError")
    if divides and not formats and not by_constant:
        yield ("known", "ZeroDivisionError")
    if not (_is_plain(node.left) and _is_plain(right)):
        yield ("known", "TypeError")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def _is_plain(node: ast.expr) -> bool:
    """Whether an operand is a literal, or built of literals."""
    if isinstance(node, ast.BinOp):
        return _is_plain(node.left) and _is_plain(node.right)
    return isinstance(node, (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set))


def _order(node: ast.Compare) -> Iterator[Effect]:
    orders = any(isinstance(item, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for item in node.ops)
    contains = any(isinstance(item, (ast.In, ast.NotIn)) for item in node.ops)
    if orders or (contains and not _is_plain(node.comparators[-1])):
        yield ("known", "TypeError")


def _attribute(node: ast.Attribute) -> Iterator[Effect]:
    if isinstance(node.ctx, ast.Load):
        yield ("attribute", dotted(node) or f"?.{node.attr}")


def _assign(node: ast.Assign) -> Iterator[Effect]:
    for target in node.targets:
        if isinstance(target, (ast.Tuple, ast.List)) and not isinstance(node.value, (ast.Tuple, ast.List)):
            yield ("known", "TypeError")
            yield ("known", "ValueError")


def _await(node: ast.Await) -> Iterator[Effect]:
    if not isinstance(node.value, ast.Call):
        yield ("unknown", "something else is awaited")


def _nothing_known(why: str) -> Any:
    def tell(node: ast.AST) -> Iterator[Effect]:
        yield ("unknown", why)

    return tell


def _with(node: ast.With) -> Iterator[Effect]:
    for item in node.items:
        if _reads_text(item.context_expr):
            yield _NOT_TEXT
        if not isinstance(item.context_expr, ast.Call):
            name = dotted(item.context_expr)
            if not name.lower().endswith("lock"):
                yield ("unknown", f"`{name or 'a context'}` is entered")


def _known(*names: str) -> Any:
    def tell(node: ast.AST) -> Iterator[Effect]:
        for name in names:
            yield ("known", name)

    return tell


_OWN: dict[type, Any] = {
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.BinOp: _operation,
    ast.Compare: _order,
    ast.Attribute: _attribute,
    ast.Assign: _assign,
    ast.Await: _await,
    ast.With: _with,
    ast.For: _loop,
    ast.AsyncWith: _nothing_known("an asynchronous context is entered"),
    ast.AsyncFor: _nothing_known("an asynchronous iterator is run"),
    ast.Yield: _nothing_known("the caller can throw into a generator"),
    ast.YieldFrom: _nothing_known("another generator is run"),
    ast.Assert: _known("AssertionError"),
    ast.Import: _known("ImportError"),
    ast.ImportFrom: _known("ImportError"),
}
_SPECIAL: dict[type, Any] = {
    ast.FunctionDef: _scope,
    ast.AsyncFunctionDef: _scope,
    ast.Lambda: _scope,
    ast.ClassDef: _scope,
    ast.Try: _try,
    syntax.TryStar: _try,
    ast.With: _suppress,
    ast.Raise: _raise,
    ast.Call: _method_call,
}
