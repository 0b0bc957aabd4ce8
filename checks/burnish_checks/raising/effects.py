"""What in a piece of code may raise, as written: exceptions named, calls made, and what cannot be told.

Works on the tree alone, so that it can be kept as a fact of a block; `resolve` finds out what the names mean.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types
from burnish_checks.raising.calls import NOT_TEXT, Effect, call_effects, is_plain, is_text, may_be_none, reads_text

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


def _of_call(node: ast.Call) -> Iterator[Effect]:
    """The effects of a call; a lambda that it is given may be called there and then."""
    for effect in call_effects(node):
        if effect[0] == "lambda":
            yield from effects_of([effect[1]])
        else:
            yield effect


def _method_call(node: ast.Call, found: dict[Effect, None]) -> bool:
    """A call of an attribute: reading the attribute is no effect of its own."""
    if not isinstance(node.func, ast.Attribute):
        return False
    for effect in _of_call(node):
        found.setdefault(effect)
    if node.func.attr in ("read", "readline", "readlines") and reads_text(node.func.value):
        found.setdefault(NOT_TEXT)
    for inner in (node.func.value, *node.args, *node.keywords):
        _gather(inner, found)
    return True


def _iteration(node: ast.For | ast.comprehension) -> Iterator[Effect]:
    """Running over a value: what a parameter or a variable holds may be a generator, whose code runs."""
    if isinstance(node, ast.For) and reads_text(node.iter):
        yield NOT_TEXT
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
    return [dotted(kind) or "?" for kind in caught_types(handler)] if handler.type is not None else ["BaseException"]


def _suppressed(node: ast.With) -> tuple[str, ...] | None:
    """What `with contextlib.suppress(...)` lets nobody see; None for another `with`."""
    call = node.items[0].context_expr
    if len(node.items) == 1 and isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] == "suppress":
        return tuple(dotted(item) or "?" for item in call.args)
    return None


_MAPPINGS = frozenset({"kwargs", "kwds", "kw", "os.environ", "environ"})
"""Names of what is a mapping of texts wherever it is met."""


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
        if dotted(node.value) in _MAPPINGS:
            return
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
    formats = isinstance(node.op, ast.Mod) and is_text(left)
    by_constant = isinstance(right, ast.Constant) and isinstance(right.value, _SAFE_DIVISORS) and right.value
    if isinstance(node.op, ast.Mod) and not formats and not isinstance(right, ast.Constant):
        yield ("unknown", "what `%` formats or divides is not known")
        return
    if formats and not is_plain(right):
        yield ("known", "ValueError")
    if formats and "%(" in _literal(left) and not isinstance(right, ast.Dict):
        yield ("known", "KeyError")
    if divides and not formats and not by_constant:
        yield ("known", "ZeroDivisionError")
    if isinstance(node.op, ast.Pow) and not (is_plain(left) and is_plain(right)):
        yield ("known", "OverflowError")
        yield ("known", "ZeroDivisionError")
    if isinstance(node.op, (ast.LShift, ast.RShift)) and not is_plain(right):
        yield ("known", "OverflowError")
        yield ("known", "ValueError")
    if isinstance(node.op, ast.Mult) and (_repeats(left, right) or _repeats(right, left)):
        yield ("known", "MemoryError")
        yield ("known", "OverflowError")
    if not (is_plain(left) and is_plain(right)):
        yield ("known", "TypeError")


def _literal(node: ast.expr) -> str:
    """The text of a literal, and nothing for another expression."""
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _repeats(node: ast.expr, times: ast.expr) -> bool:
    """Whether a literal text or list is repeated as often as something says."""
    return (is_text(node) or isinstance(node, (ast.List, ast.Tuple))) and not is_plain(times)


def _formatted(node: ast.FormattedValue) -> Iterator[Effect]:
    if node.format_spec is not None:
        yield ("known", "TypeError")
        yield ("known", "ValueError")


def _order(node: ast.Compare) -> Iterator[Effect]:
    orders = any(isinstance(item, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for item in node.ops)
    contains = any(isinstance(item, (ast.In, ast.NotIn)) for item in node.ops)
    if orders or (contains and not is_plain(node.comparators[-1])):
        yield ("known", "TypeError")


def _attribute(node: ast.Attribute) -> Iterator[Effect]:
    yield ("known", "AttributeError") if may_be_none(node.value) else ("attribute", dotted(node) or f"?.{node.attr}")


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
        if reads_text(item.context_expr):
            yield NOT_TEXT
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
    ast.Call: _of_call,
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
