"""From effects to exceptions: what names mean, what the library is known to raise, what the workspace's functions do."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import Header, Import, dotted
from burnish_checks.core.standard_library import bases_of_exception
from burnish_checks.raising.calls import Effect
from burnish_checks.raising.effects import effects_of
from burnish_checks.raising.facts import KIND, Raises
from burnish_checks.raising.iterating import names_bound
from burnish_checks.raising.library import ANSWERS, CALLABLES, CONNECTIONS, METHODS, OF_FILES, POSIX, SOME_SYSTEMS

_DEEPEST = 4
Known = tuple[tuple[str, ...], tuple[str, ...]]
"""Exceptions, and why there may be more."""
_OWN_OBJECTS = ("self", "cls")
_ON_OWN_OBJECT = tuple(f"{name}." for name in _OWN_OBJECTS)


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
    return Raised(_outermost(found), tuple(dict.fromkeys(unknown)))


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
        return _method(effect[1], effect[2])
    fits = effect[2] if kind == "call" else True
    owner = _class_around(context.enclosing) if effect[1].startswith(_ON_OWN_OBJECT) else ()
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
    if root in _OWN_OBJECTS or _is_local(context, name):
        return False
    bindings = context.bindings(root)
    return bool(bindings) and all(how in ("assign", "annotation", "global") and not target for how, target in bindings)


def _is_of_what_is_held(name: str) -> bool:
    """Whether a dotted name is of what an attribute of the own object holds (`self.shell.aliases`), which may be None."""
    return name.startswith(_ON_OWN_OBJECT) and name.count(".") > 1


def _is_of_a_local(name: str, context: Context) -> bool:
    """Whether a dotted name begins with a variable of a function, which may hold one of several things, or None."""
    root = name.partition(".")[0]
    if root in _OWN_OBJECTS:
        return False
    scopes = (scope for scope in context.block.walk.scopes.values() if scope.is_function)
    return any(isinstance(node, ast.Name) for scope in scopes for node in scope.bound.get(root, ()))


def _is_parameter(name: str, context: Context) -> bool:
    """Whether a dotted name begins with a parameter, so that a caller says what it is."""
    root = name.partition(".")[0]
    binders = [node for scope in context.block.walk.scopes.values() for node in scope.bound.get(root, ())]
    return root not in _OWN_OBJECTS and any(isinstance(node, ast.arg) for node in binders)


def _guarded(effect: Effect, context: Context) -> Known:
    parts = [_of(inner, context) for inner in effect[1]]
    caught = [context.ask("raises", "raise", name, _is_local(context, name), True, ()) for name in effect[2]]
    return _less_what_is_caught(parts, [name for names, _ in caught for name in names])


def _less_what_is_caught(parts: Iterable[Known], caught: Iterable[str]) -> Known:
    """What comes out of a `try` body of which something is known, with handlers for the exceptions named."""
    kinds = {bases(name)[0] for name in caught}
    if kinds & {"Exception", "BaseException"}:
        return (), ()
    known = list(parts)
    kept = (item for exceptions, _ in known for item in exceptions if kinds.isdisjoint(bases(item)))
    return tuple(kept), tuple(why for _, unknown in known for why in unknown)


def _is_of_others(name: str) -> bool:
    """Whether a method is that of a connection, or of an answer that is read like a file, which raise what their library does."""
    holder, _, last = name.rpartition(".")
    words = set(re.findall("[a-z]+", holder.lower()))
    return not words.isdisjoint(CONNECTIONS) or (last in OF_FILES and not words.isdisjoint(ANSWERS))


def _method(name: str, fits: bool) -> Known:
    known = METHODS.get(name)
    if known is None or not fits:
        return (), (f"what `.{name}()` raises is not known",)
    return known, ()


def _is_local(context: Context, name: str) -> bool:
    """Whether the first part of a dotted name is bound inside a function of the block."""
    root = name.partition(".")[0]
    if root in _OWN_OBJECTS:
        return False
    return any(root in scope.bound for scope in context.block.walk.scopes.values() if scope.is_function)


@topic("raises", reads=(KIND, "headers", "imports", "binds"), project=True, slow=True)
def raises_topic(view: View, index: int, kind: str, name: str, local: bool, fits: bool, owner: tuple[str, ...]) -> Any:
    """What raising (`raise`) or calling (`call`) a dotted name raises here: exceptions, and why more may be.

    `owner` names the class whose code asks, with those around it: what `self` and `cls` have is that class's.
    """
    asker = Asker(view, owner)
    if kind == "raise":
        if local and "." not in name:
            return ((), (f"what `{name}` is, is not known",))
        return asker.raised(name)
    return asker.call(name, local, _DEEPEST, frozenset(), fits)


class _Tables:
    """What names mean in one module, and its methods by name."""

    def __init__(self, view: View) -> None:
        self.joined = view.joined
        self.imports = {
            item.name: item.qualified for item in view.joined.get("imports", {}) if isinstance(item, Import)
        }
        self.bound = {item.name: item.how for item in view.joined.get("binds", {})}
        self.methods: dict[str, list[tuple[int, Raises]]] = {}
        """With the index of the block that each stands in."""
        for index, entry in enumerate(view.entries):
            if entry.block.in_class:
                for fact in entry.facts.values.get(KIND, ()):
                    self.methods.setdefault(fact.name, []).append((index, fact))


_last: _Tables | None = None


def _tables_of(view: View) -> _Tables:
    """The tables of a view; the last ones are remembered, since hundreds of questions are asked of the same facts."""
    global _last
    if _last is None or _last.joined is not view.joined:
        _last = _Tables(view)
    return _last


def _class_around(headers: Iterable[Header]) -> tuple[str, ...]:
    """The names of the classes among the headers around a block, outermost first."""
    return tuple(header.name for header in headers if header.word == "class")


class Asker:
    """Looks names up in one view, from the code of one class of it or of none."""

    def __init__(self, view: View, owner: tuple[str, ...] = ()) -> None:
        self.view = view
        self.owner = owner
        tables = _tables_of(view)
        self.imports = tables.imports
        self.bound = tables.bound

    def qualified(self, name: str) -> str:
        """What a dotted name stands for: `@name` for the module's own."""
        root, _, rest = name.partition(".")
        if root in self.imports:
            return f"{self.imports[root]}.{rest}" if rest else self.imports[root]
        return f"@{name}" if root in self.bound else name

    def raised(self, name: str) -> Known:
        """What `raise` with a dotted name, perhaps called, raises: not what a function makes, nor a name that is nobody's."""
        root = name.partition(".")[0]
        known = root in self.imports or self.bound.get(root) in ("class", "assign", "annotation") or is_exception(name)
        return ((self.qualified(name),), ()) if known else ((), (f"what `{name}` is, is not known",))

    def call(self, name: str, local: bool, left: int, seen: frozenset[str], fits: bool = True) -> Known:
        """What calling a dotted name raises."""
        root, _, rest = name.partition(".")
        last = name.rpartition(".")[2]
        if root in _OWN_OBJECTS and rest and "." not in rest:
            return self.own_method(rest, left, seen)
        if local or (root in _OWN_OBJECTS and rest):
            return (
                _method(last, fits and not _is_of_others(name))
                if rest
                else ((), (f"what `{name}()` raises is not known",))
            )
        qualified = self.qualified(name)
        if qualified.startswith("@"):
            return self.module_function(name, left, seen, fits)
        known = CALLABLES.get(qualified)
        if known is not None:
            return (*known, *(("AttributeError",) if qualified in POSIX else ())), ()
        if is_exception(qualified):
            return (), ()
        if root in self.imports:
            return self.foreign(qualified, left, seen)
        if hasattr(builtins, root):
            return ((), (f"what `{name}()` raises is not known",))
        return (
            _method(last, fits and not _is_of_others(name)) if rest else ((), (f"what `{name}()` raises is not known",))
        )

    def module_function(self, name: str, left: int, seen: frozenset[str], fits: bool = True) -> Known:
        """A function of this module; a class of exceptions raises nothing when it is made."""
        if "." in name:
            return _method(name.rpartition(".")[2], fits)
        functions = [item for item in self.view.joined.get(KIND, {}) if item.name == name and not item.member]
        if len(functions) == 1 and self.bound.get(name) == "def" and left and name not in seen:
            return self.follow(functions[0], left, seen | {name})
        if name in seen:
            return (), ()
        if self.bound.get(name) == "class" and name.endswith(("Error", "Exception", "Warning")):
            return (), ()
        return (), (f"what `{name}()` raises is not known",)

    def own_method(self, name: str, left: int, seen: frozenset[str]) -> Known:
        """A method of the class whose code asks, where no other class has one of that name."""
        key = f"self.{name}"
        if key in seen:
            return (), ()
        methods = _tables_of(self.view).methods.get(name, ())
        if len(methods) == 1 and self.owner and left:
            index, method = methods[0]
            abstract = any(effect[:2] == ("raise", "NotImplementedError") for effect in method.effects)
            if not abstract and _class_around(self.view.enclosing(index)) == self.owner:
                return self.follow(method, left, seen | {key})
        return (), (f"what `self.{name}()` raises is not known",)

    def follow(self, function: Raises, left: int, seen: frozenset[str]) -> Known:
        found: list[str] = []
        unknown: list[str] = []
        for effect in function.effects:
            exceptions, why = self.effect(effect, left - 1, seen)
            found.extend(exceptions)
            unknown.extend(why)
        stated = tuple(self.qualified(name) for name in function.documented)
        if unknown and stated:
            return _outermost([*found, *stated]), ()
        return _outermost(found), tuple(dict.fromkeys(unknown))

    def effect(self, effect: Effect, left: int, seen: frozenset[str]) -> Known:
        kind = effect[0]
        if kind == "known":
            # What only a mistake inside the callee would raise is not the caller's business.
            return ((), ()) if effect[1] in ("TypeError", "AttributeError") else ((effect[1],), ())
        if kind == "raise":
            return self.raised(effect[1])
        if kind == "call":
            return self.call(effect[1], False, left, seen, effect[2])
        if kind == "method":
            return _method(effect[1], effect[2])
        if kind == "guarded":
            parts = [self.effect(inner, left, seen) for inner in effect[1]]
            return _less_what_is_caught(parts, map(self.qualified, effect[2]))
        return (), (str(effect[-1]),)

    def foreign(self, qualified: str, left: int, seen: frozenset[str]) -> Known:
        """A function of another file of the workspace: what it raises itself, its own calls by name."""
        module, _, name = qualified.rpartition(".")
        unknown = ((), (f"what `{qualified}()` raises is not known",))
        if self.view.project is None or not module or not left or qualified in seen:
            return unknown
        facts = self.view.project.ask(self.view.path, "facts", module, KIND) or ()
        functions = [item for item in facts if isinstance(item, Raises) and item.name == name and not item.member]
        if len(functions) != 1:
            return unknown
        return foreign_asker(self.view, module).follow(functions[0], left, seen | {qualified})


class _Foreign(Asker):
    """Looks names up in another module of the workspace."""

    module = ""
    functions: dict[str, Raises]

    def qualified(self, name: str) -> str:
        found = super().qualified(name)
        return f"{self.module}.{found[1:]}" if found.startswith("@") else found

    def call(self, name: str, local: bool, left: int, seen: frozenset[str], fits: bool = True) -> Known:
        qualified = self.qualified(name)
        if name in self.functions and left and qualified not in seen:
            return self.follow(self.functions[name], left, seen | {qualified})
        if name in self.bound and name.endswith(("Error", "Exception")):
            return (), ()
        return super().call(name, local, left, seen, fits)

    def own_method(self, name: str, left: int, seen: frozenset[str]) -> Known:
        return (), (f"what `self.{name}()` raises is not known",)

    def module_function(self, name: str, left: int, seen: frozenset[str], fits: bool = True) -> Known:
        return (), (f"what `{name}()` raises is not known",)


def foreign_asker(view: View, module: str) -> Asker:
    """Who looks names up in another module of the workspace, by what that module imports and binds."""
    other = _Foreign(view)
    if view.project is not None:
        ask = view.project.ask
        other.imports = {item.name: item.qualified for item in ask(view.path, "facts", module, "imports") or ()}
        other.bound = {item.name: item.how for item in ask(view.path, "facts", module, "binds") or ()}
        facts = ask(view.path, "facts", module, KIND) or ()
        other.functions = {item.name: item for item in facts if isinstance(item, Raises) and not item.member}
    other.module = module
    return other


def bases(name: str) -> tuple[str, ...]:
    """An exception with its bases, as far as they are known."""
    return bases_of_exception(name) or (name,)


def is_exception(name: str) -> bool:
    """Whether the name is a built-in exception."""
    return len(bases(name)) > 1 and "." not in name


def _outermost(names: Iterable[str]) -> tuple[str, ...]:
    """The exceptions without those that another one of them covers; a name for itself, the library's by a built-in base."""
    widened = [_spelled(name) for name in names]
    unique = list(dict.fromkeys(widened))
    kept = [name for name in unique if not any(other != name and other in bases(name) for other in unique)]
    return tuple(sorted(kept))


def _spelled(name: str) -> str:
    """The name that code would catch: `ValueError` for the library's own kinds of it, else the name itself."""
    if "." not in name:
        return name
    return next((base for base in bases(name) if base in ("ValueError", "ImportError", "KeyError")), name)
