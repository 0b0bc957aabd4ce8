"""From the effects of a piece of code to the exceptions that it can raise where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.raising.asker import OWN_OBJECTS, classes_around, method_of_library
from burnish_checks.raising.calls import Effect
from burnish_checks.raising.effects import effects_of
from burnish_checks.raising.exceptions import Known, less_what_is_caught, outermost
from burnish_checks.raising.iterating import names_bound
from burnish_checks.raising.library import CALLABLES, SOME_SYSTEMS

_ON_OWN_OBJECT = tuple(f"{name}." for name in OWN_OBJECTS)


@dataclass(frozen=True)
class Raised:
    """What a piece of code can raise."""

    exceptions: tuple[str, ...]
    """Qualified names, built-ins without their module, `@name` for classes of this module; none within another."""
    unknown: tuple[str, ...]
    """Why more may be raised than is known; empty if all is known."""


def may_raise(statements: Iterable[ast.stmt], context: Context) -> Raised:
    """What running the statements can raise, as far as the tree, the library table and the workspace tell."""
    found: list[str] = []
    unknown: list[str] = []
    for effect in effects_of(statements):
        exceptions, why = _of(effect, context)
        found.extend(exceptions)
        unknown.extend(why)
    return Raised(outermost(found), tuple(dict.fromkeys(unknown)))


def _of(effect: Effect, context: Context) -> Known:
    kind = effect[0]
    if kind == "known":
        return (effect[1],), ()
    if kind == "attribute":
        # the attributes of an object that the module or an object keeps come and go
        kept = (
            _is_kept_object(effect[1], context) or _is_of_what_is_held(effect[1]) or _is_of_a_local(effect[1], context)
        )
        return ("AttributeError",) if kept else _attribute(effect[1], context), ()
    if kind == "parameter":
        return ((effect[2],) if _is_parameter(effect[1], context) else ()), ()
    if kind == "given":
        return _given(effect, context)
    if kind == "iteration":
        return (), _unless_plain(effect[1], context)
    if kind == "guarded":
        return _guarded(effect, context)
    if kind == "unknown":
        return (), (effect[1],)
    if kind == "again":
        return (), ("an exception is raised again",)
    if kind == "method":
        return method_of_library(effect[1], effect[2])
    fits = effect[2] if kind == "call" else True
    owner = classes_around(context.enclosing) if effect[1].startswith(_ON_OWN_OBJECT) else ()
    answer = context.ask("raises", kind, effect[1], _is_local(context, effect[1]), fits, owner)
    on_object = _attribute(effect[1], context) if kind == "call" and "." in effect[1] else ()
    return (*answer[0], *on_object), answer[1]


def _given(effect: Effect, context: Context) -> Known:
    """A parameter handed to a function of the library that reads values, not paths or names: it may be None, or a number."""
    _, called, argument = effect
    if not _is_parameter(argument, context) or _is_local(context, called) or _is_text(argument, context):
        return (), ()
    known = context.ask("raises", "call", called, False, True, ())
    raised = set(known[0])
    reads = raised and not known[1] and ("OverflowError" in raised or not {"OSError", *_OF_NAMES} & raised)
    return (("TypeError",) if reads and _is_of_library(called, context) else ()), ()


def _is_text(name: str, context: Context) -> bool:
    """Whether a parameter is a text by its annotation, which is there where the function has not left already."""
    binders = [node for scope in context.block.walk.scopes.values() for node in scope.bound.get(name, ())]
    hints = {
        ast.unparse(node.annotation) for node in binders if isinstance(node, ast.arg) and node.annotation is not None
    }
    if len(binders) != 1 or not hints:
        return False
    asked = any(
        isinstance(item.test, ast.UnaryOp)
        and isinstance(item.test.op, ast.Not)
        and dotted(item.test.operand) == name
        and isinstance(item.body[-1], (ast.Return, ast.Raise))
        for item in context.block.nodes(ast.If)
    )
    return hints <= {"str", "bytes"} or (asked and hints <= _TEXTS_OR_NONE)


_TEXTS_OR_NONE = frozenset({"str | None", "None | str", "Optional[str]", "typing.Optional[str]", "bytes | None"})
_OF_NAMES = ("ImportError", "importlib.metadata.PackageNotFoundError")


def _is_of_library(name: str, context: Context) -> bool:
    """Whether a dotted name is a built-in or imported and in the table."""
    root, _, rest = name.partition(".")
    bindings = context.bindings(root)
    imported = next((target for how, target in bindings if how == "import"), "" if bindings else root)
    return (f"{imported}.{rest}" if rest else imported) in CALLABLES


def _unless_plain(name: str, context: Context) -> tuple[str, ...]:
    """Why it is not known what going through a name runs, unless that is a plain collection: a generator's code runs, too."""
    root, _, rest = name.partition(".")
    bound = context.once("names bound", lambda: names_bound(context.block.body))
    if not rest and (all(bound[root]) if root in bound else root.isupper()):
        return ()
    return (f"what runs while `{name}` is gone through is not known",)


def _attribute(name: str, context: Context) -> tuple[str, ...]:
    """Reading an attribute of a parameter fails where something else, None above all, was passed.

    Names that only some systems have fail on the others.
    """
    return ("AttributeError",) if name.startswith(SOME_SYSTEMS) or _is_parameter(name, context) else ()


def _is_kept_object(name: str, context: Context) -> bool:
    """Whether a dotted name begins with what the module binds to the result of a call or the like, not to a literal."""
    root = name.partition(".")[0]
    if root in OWN_OBJECTS or _is_local(context, name):
        return False
    bindings = context.bindings(root)
    return bool(bindings) and all(how in ("assign", "annotation", "global") and not target for how, target in bindings)


def _is_of_what_is_held(name: str) -> bool:
    """Whether a dotted name is of what an attribute of the own object holds (`self.shell.aliases`), which may be None."""
    return name.startswith(_ON_OWN_OBJECT) and name.count(".") > 1


def _is_of_a_local(name: str, context: Context) -> bool:
    """Whether a dotted name begins with a variable of a function, which may hold one of several things, or None."""
    root = name.partition(".")[0]
    if root in OWN_OBJECTS:
        return False
    scopes = (scope for scope in context.block.walk.scopes.values() if scope.is_function)
    return any(isinstance(node, ast.Name) for scope in scopes for node in scope.bound.get(root, ()))


def _is_parameter(name: str, context: Context) -> bool:
    """Whether a dotted name begins with a parameter, so that a caller says what it is."""
    root = name.partition(".")[0]
    binders = [node for scope in context.block.walk.scopes.values() for node in scope.bound.get(root, ())]
    return root not in OWN_OBJECTS and any(isinstance(node, ast.arg) for node in binders)


def _guarded(effect: Effect, context: Context) -> Known:
    parts = [_of(inner, context) for inner in effect[1]]
    caught = [context.ask("raises", "raise", name, _is_local(context, name), True, ()) for name in effect[2]]
    return less_what_is_caught(parts, [name for names, _ in caught for name in names])


def _is_local(context: Context, name: str) -> bool:
    """Whether the first part of a dotted name is bound inside a function of the block."""
    root = name.partition(".")[0]
    if root in OWN_OBJECTS:
        return False
    return any(root in scope.bound for scope in context.block.walk.scopes.values() if scope.is_function)
