"""What calling or raising a name comes to in one module: its own functions followed, the others looked up."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from typing import Any

from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import Header, Import
from burnish_checks.raising.calls import Effect
from burnish_checks.raising.exceptions import Known, is_exception, less_what_is_caught, outermost
from burnish_checks.raising.facts import KIND, Raises
from burnish_checks.raising.library import ANSWERS, CALLABLES, CONNECTIONS, METHODS, OF_FILES, POSIX

_DEEPEST = 4
OWN_OBJECTS = ("self", "cls")


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


def classes_around(headers: Iterable[Header]) -> tuple[str, ...]:
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
        if root in OWN_OBJECTS and rest and "." not in rest:
            return self.own_method(rest, left, seen)
        if local or (root in OWN_OBJECTS and rest):
            return (
                method_of_library(last, fits and not _is_of_others(name))
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
            method_of_library(last, fits and not _is_of_others(name))
            if rest
            else ((), (f"what `{name}()` raises is not known",))
        )

    def module_function(self, name: str, left: int, seen: frozenset[str], fits: bool = True) -> Known:
        """A function of this module; a class of exceptions raises nothing when it is made."""
        if "." in name:
            return method_of_library(name.rpartition(".")[2], fits)
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
            if not abstract and classes_around(self.view.enclosing(index)) == self.owner:
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
            return outermost([*found, *stated]), ()
        return outermost(found), tuple(dict.fromkeys(unknown))

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
            return method_of_library(effect[1], effect[2])
        if kind == "guarded":
            parts = [self.effect(inner, left, seen) for inner in effect[1]]
            return less_what_is_caught(parts, map(self.qualified, effect[2]))
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


def _is_of_others(name: str) -> bool:
    """Whether a method is that of a connection, or of an answer that is read like a file, which raise what their library does."""
    holder, _, last = name.rpartition(".")
    words = set(re.findall("[a-z]+", holder.lower()))
    return not words.isdisjoint(CONNECTIONS) or (last in OF_FILES and not words.isdisjoint(ANSWERS))


def method_of_library(name: str, fits: bool) -> Known:
    """What a method raises by its name alone, where it `fits`: is called as that of the library is."""
    known = METHODS.get(name)
    if known is None or not fits:
        return (), (f"what `.{name}()` raises is not known",)
    return known, ()
