"""Data flow as checks ask for it: the answers that are computed from facts, and the world of a block's context."""

from __future__ import annotations

import ast
import sys
from collections.abc import Hashable, Iterable
from typing import Any

from burnish_checks.core.context import Context, Project, View, topic
from burnish_checks.core.lineage import in_classes, members_by_class
from burnish_checks.core.published import published
from burnish_checks.security.flow.aliases import annotation_of, class_in
from burnish_checks.security.flow.arriving import chosen
from burnish_checks.security.flow.closed import Closed, End, Given, in_order
from burnish_checks.security.flow.fields import UPLOADED
from burnish_checks.security.flow.handlers import handler_source, says_request
from burnish_checks.security.flow.listening import is_chosen
from burnish_checks.security.flow.looking import Memory
from burnish_checks.security.flow.meaning import made_known, qualify
from burnish_checks.security.flow.named_patterns import pattern_in
from burnish_checks.security.flow.objects import held_in, stored_anywhere, stored_in
from burnish_checks.security.flow.own_texts import OWN
from burnish_checks.security.flow.shelf import Shelf, Shelved
from burnish_checks.security.flow.sources import FRAMEWORKS, MODELS, Source
from burnish_checks.security.flow.taints import Taint
from burnish_checks.security.flow.telling import (
    ALL,
    EVERYWHERE,
    KINDS,
    MODULE,
    Facts,
    changed_values,
    keys_of,
    virtual_kinds,
)
from burnish_checks.security.flow.values import MISSING, SHARED
from burnish_checks.security.flow.worlds import (
    BUILTINS,
    CONTAINERS,
    TOLD,
    ModuleWorld,
    closed_in,
    foreign_bases,
    summed,
)
from burnish_checks.security.makers import UNKNOWN_PART

READS = KINDS


@topic("taint", reads=READS, project=True, slow=True)
def taint_topic(view: View, index: int, callee: str) -> Any:
    """What a called function does with data (`Closed`), everything it calls included; None if it is not known."""
    return closed_in(facts_of(view), "", callee, 0)


@topic("taint-own", reads=(*READS, "headers"), project=True, slow=True)
def taint_own_topic(view: View, index: int, owner: str, method: str) -> Any:
    """What a method does with data that the body of a class of the module defines, or that of a base of it in the module, and
    what those do by which classes of the module replace it: a `Closed`, None if that is nothing; `OTHERS` where it is the
    method of no such class, or of one alone."""
    facts = facts_of(view)
    if not facts.named("", "taint-summary", method):
        return OTHERS
    members = members_by_class(view)
    having = {name for name, own in members.items() if method in own}
    above = [name for name in _own_line(facts, owner) if name in having]
    if len(having) <= 1 or not above:
        return OTHERS
    below = [name for name in sorted(having - {above[0]}) if owner in _own_line(facts, name)]
    told: dict[str, list[Any]] = {name: [] for name in (above[0], *below)}
    for name, entry in in_classes(view):
        if name in told:
            told[name] += [item for item in entry.facts.values.get("taint-summary", ()) if item.name == method]
    return summed(facts, [item for found in told.values() for item in found], above[0])


OTHERS = "of others"


def _own_line(facts: Facts, owner: str) -> list[str]:
    """A class of the module, and those of the module that it derives from, the nearest first."""
    found = [owner]
    for name in found:
        bases = (base for item in facts.named("", "derivations", name) for base in item.bases)
        found += [base for base in bases if base not in found and base.isidentifier()]
    return found


@topic("taint-stored", reads=READS, project=True, slow=True)
def taint_stored_topic(view: View, index: int, attribute: str, read: str) -> Any:
    """The data from outside that methods of the module, and of the classes that its own derive from, store in an
    attribute of `self`, or that functions store under a symbol of the module; see `World.stored`."""
    facts = facts_of(view)
    found = set(stored_anywhere(facts, "", attribute, 0, read))
    if "." not in attribute and not attribute.startswith(("@", SHARED)):
        for base in foreign_bases(facts, ModuleWorld(facts, "", 1)):
            found.update(stored_in(facts, base.rpartition(".")[0], attribute, 0, read))
    return in_order(found)


@topic("taint-held", reads=READS, project=True, slow=True)
def taint_held_topic(view: View, index: int, attribute: str) -> Any:
    """The dotted name of the class whose object methods of the module store in an attribute of `self`, or empty."""
    return held_in(facts_of(view), "", attribute)


@topic("taint-pattern", reads=READS, project=True, slow=True)
def taint_pattern_topic(view: View, index: int, symbol: str) -> Any:
    """The regular expression that a symbol of the module means; None if it is not known."""
    return pattern_in(facts_of(view), "", symbol, 0)


@topic("partial", reads=("partials",))
def partial_topic(view: View, index: int, name: str) -> Any:
    """What a module-level name, or `self.attribute`, is a `functools.partial` of; None if of nothing, or of several."""
    found = [item for item in view.joined.get("partials", {}) if item.name == name]
    return found[0] if len(found) == 1 else None


@topic("taint-depended", reads=("dependencies",))
def taint_depended_topic(view: View, index: int, name: str) -> Any:
    """Whether the module says that requests are to be handed what the function makes of them."""
    return any(item.name == name for item in view.joined.get("dependencies", {}))


@topic("checked-field", reads=("plain-fields",), project=True, slow=True)
def checked_field_topic(view: View, index: int, field: str) -> Any:
    """Whether a class of this module, or else of another of the application, says that a field of that name is no free
    text, or checks it: a view's form is often found by a name only."""
    if any(item.name == field and not item.types for item in view.joined.get("plain-fields", {})):
        return True
    return any(item.name == field and not item.types for _, item in facts_of(view).everywhere("plain-fields"))


@topic("uploaded-field", reads=("plain-fields",), project=True, slow=True)
def uploaded_field_topic(view: View, index: int, field: str) -> Any:
    """Whether some form of the application takes a file in a field of that name, and none a text."""
    own = view.joined.get("plain-fields", {})
    named = [
        item for item in (*own, *(item for _, item in facts_of(view).everywhere("plain-fields"))) if item.name == field
    ]
    return bool(named) and all(item.types == UPLOADED for item in named)


_last: Facts | None = None
_shelf: Shelf | None = None


def facts_of(view: View) -> Facts:
    """The facts of a view, with what is remembered from the last one, or of other modules, as far as it still holds."""
    global _last, _shelf
    last, project = _last, view.project
    same_file = last is not None and last.view.project is project and last.view.path == view.path
    if last is not None and same_file and last.view.joined is view.joined and _is_of_now(last, project):
        return last
    facts = Facts(view)
    if last is not None and same_file:
        others = _changed_elsewhere(last, facts)
        if others is not None:
            _keep(last, facts, others)
    elif project is not None:
        if _shelf is None or not _shelf.is_of(project):
            _shelf = Shelf(project)
        facts.others = Memory(Shelved(_shelf, facts, project))
    _last = facts
    return facts


def _is_of_now(facts: Facts, project: Project | None) -> bool:
    return project is None or facts.revision == project.revision


def _changed_elsewhere(last: Facts, facts: Facts) -> set[Hashable] | None:
    """What can be looked at of other modules that is another now than the index had it; None if that cannot be told."""
    project, path = facts.view.project, facts.view.path
    if project is None or last.revision == facts.revision:
        return set()
    paths = project.ask(path, "changed", last.revision)
    if paths is None:
        return None
    modules, kinds = (_looked_at(mark, last) for mark in (MODULE, EVERYWHERE))
    changed: set[Hashable] = {(MODULE, name) for name in modules if project.ask(path, "path", name) in paths}
    changed.update((EVERYWHERE, kind) for kind in kinds if last.listed.get(kind) != tuple(facts.everywhere(kind)))
    return changed


def _looked_at(mark: str, facts: Facts) -> set[str]:
    """The modules or kinds that were looked at under a mark."""
    looked = facts.own.looked() | facts.others.looked()
    return {at[1] for at in looked if isinstance(at, tuple) and len(at) == 2 and at[0] == mark}


def _keep(last: Facts, facts: Facts, others: set[Hashable]) -> None:
    """Take over from the last facts of the same file what did not look at any that are others now."""
    joined, before = facts.view.joined, last.view.joined
    kinds = [kind for kind in READS if joined.get(kind) is not before.get(kind)]
    facts.tables = last.tables
    if last.revision == facts.revision:
        facts.listed = last.listed
    if not kinds and not others:
        facts.own, facts.others, facts.values = last.own, last.others, last.values
        return
    changed = _changed(last, facts, kinds) | others
    facts.own, facts.others = last.own.without(changed), last.others.without(changed)


def _changed(last: Facts, facts: Facts, kinds: Iterable[str]) -> set[Hashable]:
    """What can be looked at of the module that is another now than in the facts before."""
    changed: set[Hashable] = set()
    for kind in kinds:
        changed.add((kind, ALL))
        for item in changed_values(last.view.joined.get(kind, ()), facts.view.joined.get(kind, ())):
            changed.update(
                (virtual, name) for virtual in (kind, *virtual_kinds(kind)) for name in keys_of(virtual, item)
            )
    looked = last.own.looked() | last.others.looked()
    changed.update(name for name, tell in TOLD.items() if name in looked and _told(last, name) != _told(facts, name))
    if "imports" in kinds:
        asked = (at[0] for at in looked if isinstance(at, tuple) and len(at) == 1)
        changed.update((name,) for name in asked if last.imports("", name) != facts.imports("", name))
    return changed


def _told(facts: Facts, name: str) -> Any:
    return facts.told(name, lambda: TOLD[name](facts))


_SUPER = "builtins.super()."
_FROM_ELSEWHERE = sys.stdlib_module_names | frozenset(
    {*FRAMEWORKS, "builtins", "requests", "httpx", "sqlalchemy", "lxml"}
)
"""The first words of what is surely no function of the workspace, unless the workspace is that package."""


class ContextWorld:
    """The module as the block being checked sees it; every answer is recorded."""

    is_handed_requests = False
    """What a parameter of the block's own function is, the block tells."""

    def __init__(self, context: Context, functions: list[ast.AST]) -> None:
        self.context = context
        self.functions = functions
        """The function followed and those nested in it; parameters of the nth are called `name#n`."""
        self._known: dict[str, str] = {}
        self._asked: dict[str, Closed | None] = {}
        self.ended: dict[Taint, tuple[End, ...]] = {}
        """Where each taint comes from in the end, as far as it was asked."""

    def resolve(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> str:
        pairs = self.context.bindings(name)
        if not pairs:
            return f"builtins.{name}" if name in BUILTINS else f"@{name}"
        for how, target in pairs:
            if how == "import":
                return published(target)
        if any(how in ("def", "class") for how, _ in pairs):
            return f"@{name}"
        if len(pairs) == 1 and pairs[0][0] == "assign" and pairs[0][1] and pairs[0][1].partition(".")[0] != name:
            root, dot, rest = pairs[0][1].partition(".")
            return f"{self.resolve(root)}{dot}{rest}"
        if written := class_in(annotation_of(name, self.context)):
            root, dot, rest = written.partition(".")
            return f"{self.resolve(root)}{dot}{rest}" if root != name else f"@{name}"
        made = self.context.ask("made-by", name)
        is_known = len(made) == 1 and made[0].removeprefix("builtins.") not in CONTAINERS
        return f"{made[0]}()" if is_known else f"@{name}"

    def literal(self, name: str) -> Any:
        own = name.startswith(OWN)
        if not own and not name.isupper():
            return MISSING
        found = self.context.ask("own-text", name.removeprefix(OWN)) if own else self.context.ask("literal", name)
        return found[0] if found else MISSING

    def partial(self, symbol: str) -> Any:
        """What a name of the module, or an attribute of `self`, is a `functools.partial` of."""
        name = symbol.removeprefix("$") if symbol.startswith("$self.") else symbol.lstrip("?@")
        return self.context.ask("partial", name) if name.isidentifier() or name.count(".") == 1 else None

    def is_plain_option(self, name: str) -> bool:
        return bool(self.context.ask("plain-option", name))

    def truths(self, name: str) -> dict[str, bool]:
        return dict(self.context.ask("truths", name))

    def lineage(self, symbol: str) -> tuple[str, ...]:
        """The classes from elsewhere that a class of the module derives from."""
        name = symbol.lstrip("?@")
        return tuple(self.context.ask("lineage", name)) if symbol[:1] in ("?", "@") and name.isidentifier() else ()

    def pattern(self, symbol: str) -> str | None:
        found = self.context.ask("taint-pattern", symbol)
        assert found is None or isinstance(found, str)
        return found

    def imports(self, module: str) -> bool:
        return bool(self.context.ask("imports-module", module))

    def uses(self, name: str) -> bool:
        return bool(self.context.ask("uses-name", name))

    def bases(self) -> tuple[str, ...]:
        header = self.context.enclosing_class
        if header is None:
            return ()
        distant = [name for base in header.bases for name in self.context.ask("lineage", base)]
        return (*header.bases, *distant)

    def asked(self, symbol: str) -> Closed | None:
        """What a function of the workspace does, by the symbol under which it is called."""
        if symbol not in self._asked:
            self._asked[symbol] = self._ask(symbol)
        return self._asked[symbol]

    def _ask(self, symbol: str) -> Closed | None:
        if not symbol or (symbol.startswith("$") and "." not in symbol):
            return None
        if is_chosen(symbol):
            return self.closed(chosen(symbol))
        root = symbol.lstrip("?@").partition(".")[0].rstrip("()[]")
        if (root in _FROM_ELSEWHERE and symbol[0] != "@") or (symbol[0] in "?@" and root in BUILTINS - {"super"}):
            return None
        return self.closed(made_known(qualify(symbol, self), self))

    def closed(self, callee: str) -> Closed | None:
        header = self.context.enclosing_class if callee.startswith("$self.") and callee.count(".") == 1 else None
        if header is not None and "(" not in callee and "[" not in callee:
            told = self.context.ask("taint-own", header.name, callee.partition(".")[2])
            if told != OTHERS:
                assert told is None or isinstance(told, Closed)
                return told
        for name in self._of_bases(callee) if callee.startswith(_SUPER) else (callee,):
            found = self.context.ask("taint", name)
            assert found is None or isinstance(found, Closed)
            if found is not None:
                return found
        return None

    def _of_bases(self, callee: str) -> tuple[str, ...]:
        """`super().method` as methods of the base classes, where none of these is of the module itself."""
        header = self.context.enclosing_class
        parts = [base.partition(".") for base in header.bases] if header is not None else []
        bases = [f"{self.resolve(root)}{dot}{rest}" for root, dot, rest in parts]
        if not bases or any(base.startswith("@") for base in bases):
            return (callee,)
        return tuple(f"{base}().{callee.removeprefix(_SUPER)}" for base in bases)

    def held(self, attribute: str) -> str:
        return str(self.context.ask("taint-held", attribute))

    def is_depended_on(self, name: str) -> bool:
        """Whether the module hands requests what the function makes of them."""
        return bool(self.context.ask("taint-depended", name))

    def stored(self, attribute: str, read: str = "") -> tuple[Given, ...]:
        found = self.context.ask("taint-stored", attribute, read)
        assert isinstance(found, tuple)
        return found

    def handler(self, parameter: str, attribute: str) -> Source | None:
        name, _, number = parameter.partition("#")
        position = int(number) if number else 0
        if position >= len(self.functions):
            return None
        return handler_source(self.functions[position], name, attribute, self)

    def is_model(self, name: str) -> bool:
        """Whether the name means a class of request data."""
        return not MODELS.isdisjoint(self.context.ask("lineage", name))

    def is_plain(self, name: str, attribute: str) -> bool:
        """Whether the class says that the attribute is no text."""
        return bool(self.context.ask("plain-field", self.resolve(name), attribute))

    def is_checked(self, field: str) -> bool:
        """Whether a form of the application checks a field of that name, or lets no free text through it."""
        return bool(self.context.ask("checked-field", field))

    def is_request(self, parameter: str) -> bool:
        name, _, number = parameter.partition("#")
        digits = "".join(letter for letter in number if letter.isdigit())
        position = int(digits) if digits else 0
        return position < len(self.functions) and says_request(self.functions[position], name.partition(".")[0])


def flags_of(world: ContextWorld, name: str) -> tuple[tuple[str, Any], ...]:
    """The flags with which a name of the module is made; a pattern that is put together of others as a whole."""
    flags: tuple[tuple[str, Any], ...] = world.context.ask("made-with", name)
    if not any(flag == "pattern" and UNKNOWN_PART in str(value) for flag, value in flags):
        return flags
    return tuple((flag, world.pattern(f"@{name}") or value if flag == "pattern" else value) for flag, value in flags)
