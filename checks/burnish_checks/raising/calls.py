"""What a call may raise, as written: by the name of what is called, by what is given to it and done with that."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.facts import dotted
from burnish_checks.raising.library import OF_FILES

Effect = tuple[Any, ...]
"""("raise", name as written), ("known", built-in), ("call", dotted name), ("method", name), ("unknown", why),
("parameter", dotted name, built-in raised if its root is a parameter), ("given", function, dotted name) for an argument of a
call, or ("guarded", effects, names caught as written): effects of a `try` body, less what its handlers catch."""

NOT_TEXT: Effect = ("known", "UnicodeDecodeError")
_FORGIVING = frozenset({"ignore", "replace", "surrogateescape", "backslashreplace"})


def reads_text(node: ast.expr) -> bool:
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
    fits = not isinstance(function, ast.Attribute) or _fits(function, node)
    if fits and isinstance(function, ast.Attribute) and function.attr in ("decode", "encode") and _is_forgiving(node):
        if name:
            yield ("attribute", name)
        return
    if name:
        yield ("call", name, fits)
    elif isinstance(function, ast.Attribute):
        if _is_an_element(function.value) or may_be_none(function.value):
            yield ("known", "AttributeError")  # what is stored there may be None
            fits = fits and function.attr not in OF_FILES
        yield ("method", function.attr, fits)
    else:
        yield ("unknown", "a computed function is called")


def _is_an_element(node: ast.expr) -> bool:
    """Whether something is looked up; a part of a text or list is a text or list."""
    return isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice)


def _is_forgiving(node: ast.Call) -> bool:
    """Whether a call leaves out or replaces what cannot be decoded or encoded: `.decode("utf-8", "replace")`."""
    errors = [item.value for item in node.keywords if item.arg == "errors"] or node.args[1:2]
    return bool(errors) and isinstance(errors[0], ast.Constant) and errors[0].value in _FORGIVING


def call_effects(node: ast.Call) -> Iterator[Effect]:
    yield from _call(node)
    yield from _arguments(node)


def _is_fraction(node: ast.expr) -> bool:
    """Whether a number may be infinite, of which there is no whole part."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("float", "sum") or (dotted(node.func) == "round" and len(node.args) > 1)
    return isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult, ast.Pow)) and not is_plain(node)


def may_be_none(node: ast.expr) -> bool:
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
    yield from _of_encodings(node, last)


def _of_encodings(node: ast.Call, last: str) -> Iterator[Effect]:
    """What a call that turns bytes into text, or text into bytes, adds: not all fit, and the encoding may not exist."""
    if last in _OF_PROCESSES and any(item.arg in ("text", "encoding", "universal_newlines") for item in node.keywords):
        yield NOT_TEXT
    if last in ("str", "bytes") and (len(node.args) > 1 or node.keywords):
        yield NOT_TEXT if last == "str" else ("known", "UnicodeEncodeError")
    encodings = [item.value for item in node.keywords if item.arg == "encoding"]
    encodings += node.args[1:2] if last in ("str", "bytes") else []
    for encoding in encodings:
        if not isinstance(encoding, ast.Constant) or str(encoding.value).lower() not in (*_ENCODINGS, "none"):
            yield ("known", "LookupError")


def _called_back(node: ast.expr, word: str) -> Iterator[Effect]:
    """The effects of calling an argument."""
    if isinstance(node, ast.Lambda):
        yield ("lambda", node.body)
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


def _fits(method: ast.Attribute, call: ast.Call) -> bool:
    """Whether a method is called with as many arguments as the built-in one that its name suggests."""
    name = method.attr
    least, most = _ARITY.get(name, (0, 9))
    if name in ("decode", "encode"):
        given = [str(item.value).lower() for item in call.args if isinstance(item, ast.Constant)]
        if len(given) < len(call.args) or not _ENCODINGS.issuperset(given[:1]):
            return False
    elif call.keywords and name in _ARITY:
        return False
    if name == "format" and not is_text(method.value):
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


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def is_plain(node: ast.expr) -> bool:
    """Whether an operand is a literal, or built of literals."""
    if isinstance(node, ast.BinOp):
        return is_plain(node.left) and is_plain(node.right)
    return isinstance(node, (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set))
