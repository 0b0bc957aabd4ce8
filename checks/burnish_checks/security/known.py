"""What an expression is known to stand for, however it is written: the one place where rules about values look.

A value is followed through names (of the function, the module, a loop, a parameter's default), attributes of `self` and of
the module's classes, what the module's own functions return, conditional expressions and subscripts of known dictionaries.
Where nothing is known, an expression stands for itself.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from burnish_checks.core.context import Context
from burnish_checks.security.classes import derives_from

_DEEPEST = 6
_DEEPEST_LOOP = 2
_MOST = 8


@lru_cache(maxsize=4096)
def _read(text: str) -> ast.expr | None:
    try:
        return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def choices(
    context: Context, node: ast.AST | None, depth: int = _DEEPEST, *, defaults: bool = True
) -> tuple[ast.expr, ...]:
    """The expressions that an expression may stand for; itself where nothing is known.

    `defaults` says whether a parameter stands for its default, which is so only as long as callers leave it.
    """
    if not isinstance(node, ast.expr):
        return ()
    if depth == 0:
        return (node,)
    found: tuple[ast.expr | None, ...]
    if isinstance(node, ast.IfExp):
        found = (node.body, node.orelse)
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        found = tuple(node.values)
    elif isinstance(node, (ast.Await, ast.NamedExpr)):
        found = (node.value,)
    elif isinstance(node, ast.Name):
        found = _of_name(context, node, depth, defaults)
    elif isinstance(node, ast.Attribute):
        found = _of_attribute(context, node)
    elif isinstance(node, ast.Call):
        found = _of_call(context, node)
    elif isinstance(node, ast.Subscript):
        found = _of_subscript(context, node, depth)
    else:
        found = ()
    if not found:
        return (node,)
    each = [node if item is None else item for item in found][:_MOST]
    return tuple(
        inner
        for item in each
        for inner in ((item,) if item is node else choices(context, item, depth - 1, defaults=defaults))
    )


def sure(context: Context, node: ast.AST | None) -> ast.expr | None:
    """The one expression that an expression stands for; None where there are several."""
    found = choices(context, node)
    return found[0] if len(found) == 1 else None


def constants(context: Context, node: ast.AST | None) -> tuple[Any, ...]:
    """The values among the choices that are constants."""
    return tuple(item.value for item in choices(context, node) if isinstance(item, ast.Constant))


def names(context: Context, node: ast.AST | None) -> tuple[str, ...]:
    """The dotted names of what an expression may stand for, and of what is called to make it, with `()`; empty for others."""
    found = []
    for item in choices(context, node):
        if isinstance(item, ast.Call):
            called = [context.qualified(item.func)]
            if not called[0] and item.func is not node:
                called = [
                    context.qualified(inner) for inner in choices(context, item.func)
                ]  # a class held by an attribute
            found += [f"{name}()" if name else "" for name in called]
        else:
            found.append(context.qualified(item))
    return tuple(found)


def is_made_by(context: Context, node: ast.AST | None, makers: frozenset[str]) -> bool:
    """Whether a value is (or may be) an instance: made by one of the classes, by one derived from them, or annotated so."""
    for name in names(context, node):
        made = name.removesuffix("()")
        if name != made and (made in makers or (made.startswith("@") and derives_from(context, made, makers))):
            return True
    return annotation_of(context, node) in makers


def annotation_of(context: Context, node: ast.AST | None) -> str:
    """The dotted class in the annotation of a parameter, or empty."""
    if not isinstance(node, ast.Name):
        return ""
    owner = context.block.walk.scope_at(node).resolve(node.id)
    if owner is None or not owner.is_function:
        return ""
    binders = owner.bound[node.id]
    annotation = binders[0].annotation if len(binders) == 1 and isinstance(binders[0], ast.arg) else None
    return context.qualified(annotation) if annotation is not None else ""


def _elsewhere(context: Context, dotted_name: str, ending: str = "") -> tuple[ast.expr | None, ...]:
    """What a name that is imported from another file of the workspace holds there, as far as that is constants."""
    module, _, member = dotted_name.rpartition(".")
    if (
        not member
        or dotted_name.lstrip(".").partition(".")[0] in _LIBRARIES
        or dotted_name.startswith(("@", "builtins."))
    ):
        return ()
    texts = _told(context, module or ".", f"{member}{ending}")
    outer, _, owner = module.rpartition(".")
    if not texts and owner and owner[:1].isupper():
        texts = _told(context, outer or ".", f".{member}{ending}")
    return tuple(_read(text) for text in texts)


def _told(context: Context, module: str, name: str) -> list[str]:
    facts = context.ask_project("facts", module, "settings") or ()
    return sorted({item.text for item in facts if item.name == name})


_LIBRARIES = frozenset(sys.stdlib_module_names) | frozenset(
    {
        *(
            "yaml",
            "ruamel",
            "jwt",
            "jose",
            "requests",
            "httpx",
            "aiohttp",
            "urllib3",
            "lxml",
            "defusedxml",
            "paramiko",
            "redis",
        ),
        *(
            "flask",
            "django",
            "fastapi",
            "starlette",
            "cryptography",
            "Crypto",
            "Cryptodome",
            "jinja2",
            "numpy",
            "pandas",
        ),
    }
)
"""Modules that are no files of the workspace."""


def _of_text(context: Context, name: str) -> tuple[ast.expr | None, ...]:
    return tuple(_read(text) if text else None for text in context.ask("held", name))


def _of_name(context: Context, node: ast.Name, depth: int, defaults: bool) -> tuple[ast.expr | None, ...]:
    block = context.block
    owner = block.walk.scope_at(node).resolve(node.id)
    if owner is None or not owner.is_function:
        if any(how == "import" for how, _ in context.bindings(node.id)):
            own = tuple(item for item in _of_text(context, node.id) if item is not None)
            return (*own, None) if own else _elsewhere(context, context.qualified(node))
        return _of_text(context, node.id)
    binders = owner.bound[node.id]
    if len(binders) > _MOST:
        return ()
    return tuple(
        value for item in binders for value in _of_loop(context, item, depth) or (_bound(context, item, defaults),)
    )


def _of_loop(context: Context, binder: ast.AST, depth: int) -> tuple[ast.expr, ...]:
    """What a loop over a written list or tuple binds its variable to, one after the other; empty for other binders.

    Loops may go over each other's variables, so each looks less far than the one before.
    """
    block = context.block
    loop = target = block.parent(binder)
    place = target.elts.index(binder) if isinstance(target, ast.Tuple) and binder in target.elts else None
    if place is not None and target is not None:
        loop = block.parent(target)
    if not isinstance(loop, (ast.For, ast.AsyncFor, ast.comprehension)):
        return ()
    walked = loop.iter
    if isinstance(walked, ast.Call) and place == 1 and walked.args and context.qualified(walked.func) == _COUNTS:
        walked, place = walked.args[0], None
    over = [walked]
    if isinstance(walked, (ast.Name, ast.Attribute)):
        over = list(choices(context, walked, min(_DEEPEST_LOOP, depth - 1)))
    each = [item for written in over for item in _items(written)]
    if place is not None:
        each = [item.elts[place] if isinstance(item, ast.Tuple) and place < len(item.elts) else None for item in each]
    known = [item for item in each if item is not None]
    if len(known) != len(each) or (len(each) > _MOST and not all(isinstance(item, ast.Constant) for item in known)):
        return ()
    return tuple(known[:_MOST])


_COUNTS = "builtins.enumerate"


def _bound(context: Context, binder: ast.AST, defaults: bool) -> ast.expr | None:
    """The expression that a target of an assignment, a loop or a `with`, or a parameter, is bound to."""
    block = context.block
    parent = block.parent(binder)
    if isinstance(parent, ast.Assign) and binder in parent.targets:
        return parent.value
    if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)):
        return parent.value
    if isinstance(parent, ast.withitem):
        return parent.context_expr
    if isinstance(parent, ast.Tuple) and isinstance(assignment := block.parent(parent), ast.Assign):
        value = assignment.value
        if isinstance(value, ast.Tuple) and len(value.elts) == len(parent.elts):
            return next(given for target, given in zip(parent.elts, value.elts, strict=True) if target is binder)
    if defaults and isinstance(binder, ast.arg) and isinstance(parent, ast.arguments):
        return default_of(parent, binder.arg)
    return None


def _items(walked: ast.expr) -> Iterable[ast.expr | None]:
    """The elements of a list that is written; None for what cannot be told."""
    if isinstance(walked, (ast.List, ast.Tuple)) and ast.Starred not in map(type, walked.elts):
        return walked.elts
    return (None,)


def default_of(arguments: ast.arguments, name: str) -> ast.expr | None:
    """The default of a parameter, or None."""
    ordered = [*arguments.posonlyargs, *arguments.args]
    for item, value in zip(reversed(ordered), reversed(arguments.defaults), strict=False):
        if item.arg == name:
            return value
    for item, keyword in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if item.arg == name:
            return keyword
    return None


def _of_attribute(context: Context, node: ast.Attribute) -> tuple[ast.expr | None, ...]:
    """What an attribute of `self`, of a class of the module or of an instance of one holds."""
    owner = node.value
    is_own = isinstance(owner, ast.Name) and owner.id in ("self", "cls")
    if not is_own and (name := context.qualified(node)) and not name.startswith("@"):
        return _elsewhere(context, name)
    if not is_own and not context.qualified(owner).startswith("@"):
        return ()
    return _of_text(context, f".{node.attr}")


def _of_call(context: Context, node: ast.Call) -> tuple[ast.expr | None, ...]:
    """What a function or method of the module returns; of `staticmethod(f)` the function, of `field(default=x)` the value."""
    name = context.qualified(node.func)
    if name in ("builtins.staticmethod", "contextlib.closing", "contextlib.ExitStack") and len(node.args) == 1:
        return (node.args[0],)
    if name == "dataclasses.field":
        return tuple(item.value for item in node.keywords if item.arg == "default")
    if name == "builtins.getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return (ast.Attribute(node.args[0], str(node.args[1].value), ast.Load()), *node.args[2:])
    if name.startswith("@") and "." not in name:
        return _of_text(context, f"{name[1:]}()")
    if name and not node.args and not name.startswith("@"):
        return _elsewhere(context, name, "()")
    function = node.func
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in ("self", "cls")
    ):
        return _of_text(context, f".{function.attr}()")
    return ()


def _of_subscript(context: Context, node: ast.Subscript, depth: int) -> tuple[ast.expr | None, ...]:
    """The entry of a known dictionary."""
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    found = []
    for item in choices(context, node.value, depth - 1) if isinstance(key, str) else ():
        if not isinstance(item, ast.Dict):
            return ()
        found += [
            value
            for name, value in zip(item.keys, item.values, strict=True)
            if isinstance(name, ast.Constant) and name.value == key
        ]
    return tuple(found)
