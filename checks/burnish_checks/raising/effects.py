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
("parameter", dotted name, built-in raised if its root is a parameter), ("given", function, dotted name) for an argument of a
call, or ("guarded", effects, names caught as written): effects of a `try` body, less what its handlers catch."""

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
    """A definition: its decorators are called and its defaults evaluated; a class's body runs."""
    for decorator in getattr(node, "decorator_list", ()):
        if isinstance(decorator, ast.Call):
            _gather(decorator, found)
        if dotted(decorator.func if isinstance(decorator, ast.Call) else decorator) != "functools.wraps":
            found.setdefault(("call", dotted(decorator), True) if dotted(decorator) else _A_DECORATOR)
    if isinstance(node, ast.ClassDef):
        if node.keywords or any(dotted(base) not in _PLAIN_BASES for base in node.bases):
            found.setdefault(("unknown", f"the class `{node.name}` is made"))
        for statement in node.body:
            _gather(statement, found)
        return True
    arguments = node.args
    hints = [item.annotation for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    hints.append(getattr(node, "returns", None))
    called = [hint for hint in hints if hint is not None and any(isinstance(item, ast.Call) for item in ast.walk(hint))]
    for inner in (*arguments.defaults, *arguments.kw_defaults, *called):
        if inner is not None:
            _gather(inner, found)
    return True


_A_DECORATOR: Effect = ("unknown", "a decorator is made and called")
_PLAIN_BASES = ("object", "Exception", "ValueError", "RuntimeError")


def _method_call(node: ast.Call, found: dict[Effect, None]) -> bool:
    """A call of an attribute: reading the attribute is no effect of its own."""
    if not isinstance(node.func, ast.Attribute):
        return False
    for effect in _any_call(node):
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


def _iteration(node: ast.For | ast.comprehension) -> Iterator[Effect]:
    """Running over a value: what a parameter or a variable holds may be a generator, whose code runs."""
    if isinstance(node, ast.For) and _reads_text(node.iter):
        yield _NOT_TEXT
    if name := dotted(node.iter):
        yield ("iteration", name)


def _raise(node: ast.Raise, found: dict[Effect, None]) -> bool:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if raised is None:
        found.setdefault(("again",))
    elif dotted(raised):
        found.setdefault(("raise", dotted(raised)))
    else:
        found.setdefault(("unknown", "what is raised is computed"))
    given = (*node.exc.args, *node.exc.keywords) if isinstance(node.exc, ast.Call) else ()
    for inner in (*given, node.cause):
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
    if isinstance(node, syntax.TryStar):
        found.setdefault(("unknown", "what is raised comes in groups"))
    names = [_names(handler) for handler in node.handlers]
    found.setdefault(("guarded", effects_of(node.body), tuple(name for some in names for name in some)))
    for handler, caught in zip(node.handlers, names, strict=True):
        inside: dict[Effect, None] = {}
        for statement in handler.body:
            _gather(statement, inside)
        named = inside.pop(("raise", handler.name), "no") if handler.name else "no"
        if None in (inside.pop(("again",), "no"), named):
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
    if name == "int" and node.args and _is_fraction(node.args[0]):
        yield ("known", "OverflowError")
    if name in ("len", "iter") and node.args and dotted(node.args[0]):
        yield ("parameter", dotted(node.args[0]), "TypeError")
    fits = not isinstance(function, ast.Attribute) or _fits(function.attr, node)
    if name:
        yield ("call", name, fits)
    elif isinstance(function, ast.Attribute):
        if isinstance(function.value, ast.Subscript) or _may_be_none(function.value):
            yield ("known", "AttributeError")  # what is stored there may be None
            fits = fits and function.attr not in OF_FILES
        yield ("method", function.attr, fits)
    else:
        yield ("unknown", "a computed function is called")


def _any_call(node: ast.Call) -> Iterator[Effect]:
    yield from _call(node)
    yield from _arguments(node)


def _is_fraction(node: ast.expr) -> bool:
    """Whether a number may be infinite, of which there is no whole part."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("float", "sum") or (dotted(node.func) == "round" and len(node.args) > 1)
    return isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult, ast.Pow)) and not _is_plain(node)


def _may_be_none(node: ast.expr) -> bool:
    """Whether an expression asks for something that may not be there: `tree.find("a")`, `re.match(...)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("find", "match", "search", "fullmatch", "get", "getroot")
    )


def _arguments(node: ast.Call) -> Iterator[Effect]:
    """What the arguments of a call add: functions among them that it calls, and the names of what is handed over."""
    name = dotted(node.func)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else name
    for item in node.keywords:
        if item.arg in _CALLED_BACK or (item.arg == "default" and last in ("dumps", "dump")):
            yield from _called_back(item.value, str(item.arg))
        if item.arg is None and dotted(item.value):
            yield ("iteration", dotted(item.value))
    position = _FIRST_CALLED.get(last, -1)
    if len(node.args) > max(position, 0) and position >= 0:
        yield from _called_back(node.args[position], last)
    for argument in node.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        goes_through = last in GO_THROUGH and last in (name, "join") and (last in ("map", "zip") or len(node.args) == 1)
        if dotted(inner) and (isinstance(argument, ast.Starred) or goes_through):
            yield ("iteration", dotted(inner))
        if name and dotted(inner) and not (name == "next" and len(node.args) > 1):
            yield ("given", name, dotted(inner))
    if last in _OF_PROCESSES and any(item.arg in ("text", "encoding", "universal_newlines") for item in node.keywords):
        yield _NOT_TEXT
    if last in ("str", "bytes") and (len(node.args) > 1 or node.keywords):
        yield _NOT_TEXT if last == "str" else ("known", "UnicodeEncodeError")
    encodings = [item.value for item in node.keywords if item.arg == "encoding"]
    encodings += node.args[1:2] if last in ("str", "bytes") else []
    for encoding in encodings:
        if not isinstance(encoding, ast.Constant) or str(encoding.value).lower() not in (*_ENCODINGS, "none"):
            yield ("known", "LookupError")


def _called_back(node: ast.expr, word: str) -> Iterator[Effect]:
    """The effects of calling an argument."""
    if isinstance(node, ast.Lambda):
        yield from effects_of([node.body])
    elif dotted(node):
        yield ("call", dotted(node), True)
    elif not isinstance(node, ast.Constant):
        yield ("unknown", f"what is given to `{word}` is called")


GO_THROUGH = frozenset(
    {
        "list",
        "tuple",
        "set",
        "frozenset",
        "sorted",
        "sum",
        "min",
        "max",
        "any",
        "all",
        "next",
        "enumerate",
        "map",
        "zip",
        "join",
    }
)
"""Functions that run over what they are given."""
_CALLED_BACK = frozenset(
    {
        "key",
        "object_hook",
        "object_pairs_hook",
        "parse_float",
        "parse_int",
        "parse_constant",
        "cls",
        "preexec_fn",
        "onerror",
    }
)
"""Keywords of the library whose values it calls."""
_FIRST_CALLED = {"map": 0, "filter": 0, "reduce": 0, "filterfalse": 0, "takewhile": 0, "dropwhile": 0, "starmap": 0,
                 "sub": 1, "subn": 1}  # fmt: skip
"""Functions that call one of their arguments, with its position."""
_OF_PROCESSES = ("check_output", "run", "getoutput", "communicate")


def _fits(name: str, call: ast.Call) -> bool:
    """Whether a method is called with as many arguments as the built-in one that its name suggests."""
    least, most = _ARITY.get(name, (0, 9))
    if call.keywords and name in _ARITY and name not in ("decode", "encode"):
        return False
    if name in ("decode", "encode") and not all(isinstance(item, ast.Constant) for item in call.args):
        return False
    if name in ("decode", "encode") and any(str(item.value).lower() not in _ENCODINGS for item in call.args[:1]):  # type: ignore[attr-defined]
        return False
    if name == "format" and not _is_text(call.func.value):  # type: ignore[attr-defined]
        return False
    if name == "get" and any(isinstance(item, ast.Constant) and isinstance(item.value, bool) for item in call.args[:1]):
        return False  # a queue's
    return least <= len(call.args) <= most


_ENCODINGS = frozenset(
    {"utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "utf-16", "utf-8-sig", "cp1252"}
)


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
    if isinstance(key, ast.Constant) and isinstance(key.value, int) and dotted(node.value) == "sys.argv":
        yield ("known", "IndexError")
        return
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


def _operation(node: ast.BinOp | ast.AugAssign) -> Iterator[Effect]:
    left, right = (node.target, node.value) if isinstance(node, ast.AugAssign) else (node.left, node.right)
    divides = isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
    formats = isinstance(node.op, ast.Mod) and _is_text(left)
    by_constant = isinstance(right, ast.Constant) and isinstance(right.value, _SAFE_DIVISORS) and right.value
    if isinstance(node.op, ast.Mod) and not formats and not isinstance(right, ast.Constant):
        yield ("unknown", "what `%` formats or divides is not known")
        return
    if formats and not _is_plain(right):
        yield ("known", "ValueError")
    if formats and "%(" in _literal(left) and not isinstance(right, ast.Dict):
        yield ("known", "KeyError")
    if divides and not formats and not by_constant:
        yield ("known", "ZeroDivisionError")
    if isinstance(node.op, ast.Pow) and not (_is_plain(left) and _is_plain(right)):
        yield ("known", "OverflowError")
        yield ("known", "ZeroDivisionError")
    if isinstance(node.op, (ast.LShift, ast.RShift)) and not _is_plain(right):
        yield ("known", "OverflowError")
        yield ("known", "ValueError")
    if isinstance(node.op, ast.Mult) and (_repeats(left, right) or _repeats(right, left)):
        yield ("known", "MemoryError")
        yield ("known", "OverflowError")
    if not (_is_plain(left) and _is_plain(right)):
        yield ("known", "TypeError")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def _literal(node: ast.expr) -> str:
    """The text of a literal, and nothing for another expression."""
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _repeats(node: ast.expr, times: ast.expr) -> bool:
    """Whether a literal text or list is repeated as often as something says."""
    return (_is_text(node) or isinstance(node, (ast.List, ast.Tuple))) and not _is_plain(times)


def _formatted(node: ast.FormattedValue) -> Iterator[Effect]:
    if node.format_spec is not None:
        yield ("known", "TypeError")
        yield ("known", "ValueError")


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
    yield ("known", "AttributeError") if _may_be_none(node.value) else ("attribute", dotted(node) or f"?.{node.attr}")


def _assign(node: ast.Assign) -> Iterator[Effect]:
    for target in node.targets:
        if isinstance(target, (ast.Tuple, ast.List)) and not isinstance(node.value, (ast.Tuple, ast.List)):
            if not _splits(node.value):
                yield ("known", "TypeError")
            yield ("known", "ValueError")


def _splits(node: ast.expr) -> bool:
    """Whether a value is what a method gives that splits a text: a list, whatever the text."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("split", "rsplit")


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
    ast.Call: _any_call,
    ast.Subscript: _subscript,
    ast.BinOp: _operation,
    ast.AugAssign: _operation,
    ast.FormattedValue: _formatted,
    ast.Compare: _order,
    ast.Attribute: _attribute,
    ast.Assign: _assign,
    ast.Await: _await,
    ast.With: _with,
    ast.For: _iteration,
    ast.comprehension: _iteration,
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
