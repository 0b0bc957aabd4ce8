"""Reading the annotations that are there: their parts, quoted ones included, and what they say of None and Any."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.typing.signatures import Function

_LOWER_CASE = frozenset({"date", "datetime", "timedelta", "time", "deque", "defaultdict", "array"})
_TYPING = ("typing.", "typing_extensions.")


def defaults_of(node: Function) -> Iterator[tuple[ast.arg, ast.expr]]:
    """Each parameter that has a default, with it."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if arguments.defaults:
        yield from zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def typing_name(context: Context, node: ast.AST) -> str:
    """`Optional` for `typing.Optional` under whatever name, empty for what is not of `typing`."""
    name = context.qualified(node)
    for prefix in _TYPING:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return ""


def alternatives(context: Context, annotation: ast.expr) -> Iterator[ast.expr]:
    """The members of a union written as `X | Y`, `Union` or `Optional` (with a None), else the annotation itself."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        yield from alternatives(context, annotation.left)
        yield from alternatives(context, annotation.right)
        return
    if isinstance(annotation, ast.Subscript):
        name = typing_name(context, annotation.value)
        if name in ("Union", "Optional", "Annotated"):
            inner = annotation.slice
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            for item in items[:1] if name == "Annotated" else items:
                yield from alternatives(context, item)
            if name == "Optional":
                yield ast.Constant(value=None)
            return
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        parsed = unquoted(annotation.value)
        if parsed is not None:
            yield from alternatives(context, parsed)
            return
    yield annotation


def unquoted(text: str) -> ast.expr | None:
    """The expression in a quoted annotation, or None."""
    try:
        tree = syntax.parse(text.strip() + "\n")
    except syntax.SyntaxProblem:
        return None
    statement = tree.body[0] if len(tree.body) == 1 else None
    return statement.value if isinstance(statement, ast.Expr) else None


def is_any(context: Context, node: ast.expr) -> bool:
    """Whether one of the alternatives is `Any`."""
    return any(typing_name(context, item) == "Any" for item in alternatives(context, node))


def admits_none(context: Context, node: ast.expr) -> bool:
    """Whether None is allowed, or may be for all that can be seen: the name of another module's alias, say."""
    for item in alternatives(context, node):
        if isinstance(item, ast.Constant) and item.value is None:
            return True
        base = item.value if isinstance(item, ast.Subscript) else item
        name = context.qualified(base)
        if name.rpartition(".")[2] == "Literal" and isinstance(item, ast.Subscript):
            if any(isinstance(part, ast.Constant) and part.value is None for part in ast.walk(item.slice)):
                return True
            continue
        if not is_class_of_python(name) and not (name and context.ask("refuses-none", dotted(base))):
            return True
    return False


def is_class_of_python(name: str) -> bool:
    """Whether the name is a class of the standard library (not one that takes None)."""
    root, _, last = name.rpartition(".")
    if root == "builtins":
        return isinstance(getattr(builtins, last, None), type) and last != "object"
    if last in ("Any", "Hashable", "object", "Optional", "NoneType") or not root or root.startswith("."):
        return False
    return root.partition(".")[0] in sys.stdlib_module_names and (last[:1].isupper() or last in _LOWER_CASE)
