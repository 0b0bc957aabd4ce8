"""Finding all places that mean one symbol, over the whole workspace."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.renaming.hierarchy import Family, family_of, writing
from burnish_checks.renaming.identifiers import Identifier, identifiers
from burnish_checks.renaming.symbols import (
    Global,
    Local,
    Member,
    Symbol,
    class_named,
    module_of,
    owner_of,
    split_target,
)
from burnish_checks.renaming.texts import in_templates, in_templates_of_globals, is_key, is_looked_up, may_be_looked_up
from burnish_checks.renaming.views import ClassPlace, FileView, Workspace

NAMED_IN_STRING = "The name stands in a string that may be looked up at run time."
CLASS_UNKNOWN = "What kind of object this is cannot be told here."
_COPIES = frozenset({"replace", "_replace", "__replace__", "evolve"})
"""Calls that copy an object and take its new fields as keyword arguments."""


@dataclass(frozen=True)
class Place:
    """One place of the name, with lines from the start of its file."""

    path: str
    span: Span
    doubt: str = ""
    """Why it may not be meant; empty where it is certain."""


@dataclass(frozen=True)
class Search:
    """A symbol, and the files in which it may be named."""

    workspace: Workspace
    symbol: Symbol
    name: str

    def places(self) -> list[Place]:
        """All places, in the order of files and lines."""
        if isinstance(self.symbol, Local):
            return self._local(self.symbol)
        views = self.workspace.views_with(self.name)
        if isinstance(self.symbol, Global):
            modules = same_modules(self.workspace, self.symbol.path, self.name)
            found = [place for view in views for place in self._global(view, modules)]
        else:
            found = [place for view in views for place in self._member(view, self.family)]
        return sorted(set(found), key=lambda place: (place.path, place.span))

    @cached_property
    def family(self) -> Family:
        """The classes that share the member."""
        assert isinstance(self.symbol, Member)
        return family_of(self.workspace, self.symbol.place, self.name)

    def _local(self, symbol: Local) -> list[Place]:
        view = self.workspace.own
        found = []
        for item in identifiers(view.blocks[symbol.block], self.name):
            if item.role in ("name", "quoted") and item.scope is not None:
                if owner_of(view, symbol.block, self.name, item.scope, item.node) == symbol:
                    found.append(_place(view, symbol.block, item))
            elif item.role == "string" and _tells_own_name(view, symbol.block, item.node, self.name):
                found.append(_place(view, symbol.block, item))
            elif item.role == "member" and isinstance(item.node, ast.alias) and item.node.asname is None:
                here = (
                    item.scope is not None and owner_of(view, symbol.block, self.name, item.scope, item.node) == symbol
                )
                found += [_place(view, symbol.block, item)] if here else []
        return found

    def _global(self, view: FileView, modules: set[str]) -> Iterator[Place]:
        if view.path in modules:
            yield from (Place(view.path, span, NAMED_IN_STRING) for span in in_templates_of_globals(view, self.name))
        for index, item in _everywhere(view, self.name):
            if item.role == "string" and self._may_look_up(view, index, item, modules):
                yield _place(view, index, item, NAMED_IN_STRING)
            elif self._means_global(view, index, item, modules):
                yield _place(view, index, item)

    def _means_global(self, view: FileView, index: int, item: Identifier, modules: set[str]) -> bool:
        """Whether an identifier certainly is the module's name."""
        here = view.path in modules
        if item.role in ("name", "quoted"):
            return (here and self._is_global(view, index, item)) or self._is_imported_around(view, index, item, modules)
        if item.role == "member" and isinstance(item.node, ast.alias):
            bound_here = here and item.node.asname is None and self._is_global(view, index, item)
            return bound_here or _imports_from(view, index, item.node, self.workspace) in modules
        if item.role == "attribute" and isinstance(item.node, ast.Attribute):
            return module_of(self.workspace, view, item.node.value) in modules
        if item.role == "string":
            return here and _tells_own_name(view, index, item.node, self.name)
        return here and item.role in ("all", "doctest")

    def _is_imported_around(self, view: FileView, index: int, item: Identifier, modules: set[str]) -> bool:
        """Whether an identifier is what the function around it imports from one of the modules."""
        owner = owner_of(view, index, self.name, item.scope, item.node) if item.scope is not None else None
        return isinstance(owner, Local) and any(
            isinstance(other.node, ast.alias)
            and other.node.asname is None
            and other.scope is not None
            and other.scope.resolve(self.name) is owner.scope
            and _imports_from(view, index, other.node, self.workspace) in modules
            for other in identifiers(view.blocks[index], self.name)
        )

    def _is_global(self, view: FileView, index: int, item: Identifier) -> bool:
        return item.scope is not None and owner_of(view, index, self.name, item.scope, item.node) == Global(view.path)

    def _may_look_up(self, view: FileView, index: int, item: Identifier, modules: set[str]) -> bool:
        value = item.node.value if isinstance(item.node, ast.Constant) else ""
        if not isinstance(value, str) or not is_looked_up(view, index, item.node):
            return False
        owner = value.rpartition(".")[0]
        if not owner:
            return view.path in modules or any(path in modules for path in _imported_paths(view, self.workspace))
        parts = value.split(".")
        known = (".".join(parts[:count]) for count in range(1, len(parts)))
        return any(self.workspace.path_of(module, view.path) in modules for module in known)

    def _member(self, view: FileView, family: Family) -> Iterator[Place]:
        yield from (Place(view.path, span, NAMED_IN_STRING) for span in in_templates(view, self.name))
        for index, item in _everywhere(view, self.name):
            if item.role in ("name", "quoted") and item.scope is not None:
                owner = owner_of(view, index, self.name, item.scope, item.node)
                if isinstance(owner, Member) and owner.place in family.heirs:
                    yield _place(view, index, item)
            elif item.role == "attribute" and isinstance(item.node, ast.Attribute):
                verdict = self._receiver(view, index, item.node.value, family)
                if verdict is not False:
                    yield _place(view, index, item, "" if verdict else CLASS_UNKNOWN)
            elif item.role == "keyword":
                yield from self._keyword(view, index, item, family)
            elif item.role == "matched" and isinstance(item.node, ast.MatchClass):
                yield from self._matched(view, index, item, item.node)
            elif item.role == "string":
                slot = _slot_class(view, index, item.node)
                if slot in family.heirs:
                    yield _place(view, index, item)
                elif slot is None and may_be_looked_up(view, index, item.node):
                    yield _place(view, index, item, NAMED_IN_STRING)
                elif slot is None and self._keys and is_key(view, index, item.node):
                    yield _place(view, index, item, CLASS_UNKNOWN)

    def _matched(self, view: FileView, index: int, item: Identifier, pattern: ast.MatchClass) -> Iterator[Place]:
        """An attribute that a class pattern looks at."""
        place = class_named(self.workspace, view, dotted(pattern.cls))
        if place is None or place in self.family.heirs:
            yield _place(view, index, item, "" if place else CLASS_UNKNOWN)

    @cached_property
    def _keys(self) -> bool:
        """Whether the member is a key of dictionaries: one of a `TypedDict`."""
        bases = (base for place in self.family.heirs for base in place.node.bases)
        return any(dotted(base).rpartition(".")[2] == "TypedDict" for base in bases)

    @cached_property
    def _made_by_hand(self) -> frozenset[ClassPlace]:
        """Those of the classes whose `__init__` is written, and tells by itself what its arguments are called."""
        return writing(self.workspace, self.family.heirs, "__init__")

    def _keyword(self, view: FileView, index: int, item: Identifier, family: Family) -> Iterator[Place]:
        """A keyword argument that sets the member, of an object that is made or of a copy."""
        if self._makes_field(view, index, item.node, family):
            yield _place(view, index, item)
            return
        call = view.blocks[index].parent(item.node)
        if not isinstance(call, ast.Call):
            return
        last = call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)
        copied = call.args[0] if call.args else getattr(call.func, "value", None)
        if last in _COPIES and copied is not None:
            place = receiver_class(self.workspace, view, index, copied)
            if place is None or place in family.heirs:
                yield _place(view, index, item, "" if place else CLASS_UNKNOWN)

    def _makes_field(self, view: FileView, index: int, node: ast.AST, family: Family) -> bool:
        """Whether a keyword argument sets the member when an object is made: by a generated `__init__`, or one for any names."""
        call = view.blocks[index].parent(node)
        place = None
        if isinstance(call, ast.Call):
            is_name = isinstance(call.func, ast.Name) and view.method_of_first(index, call.func) is not None
            made = receiver_class(self.workspace, view, index, call.func) if is_name else None
            place = made or class_named(self.workspace, view, dotted(call.func))
        written = place in self._made_by_hand and self._is_parameter(str(getattr(node, "arg", "")))
        return place in family.heirs and not written

    def _is_parameter(self, name: str) -> bool:
        """Whether a function of the workspace has a parameter of a name; else only a `**` can take it."""
        views = self.workspace.views_with(name)
        return any(item.arg == name for view in views for block in view.blocks for item in block.nodes(ast.arg))

    def _receiver(self, view: FileView, index: int, node: ast.expr, family: Family) -> bool | None:
        """Whether the object whose attribute is read has the member; None if that cannot be told."""
        place = receiver_class(self.workspace, view, index, node)
        if place is not None:
            meant = place in family.heirs or (place in family.related and is_own(view, index, node))
            return True if meant else None if family.is_open(place) else False
        if module_of(self.workspace, view, node) is not None or isinstance(node, _LITERALS):
            return False
        return None


_LITERALS = (ast.Constant, ast.JoinedStr, ast.List, ast.Dict, ast.Set, ast.Tuple, ast.ListComp, ast.DictComp)


def same_modules(workspace: Workspace, path: str, name: str) -> set[str]:
    """The modules in which the name is that of the module at `path`: those that import it without renaming it."""
    if (path, name) not in workspace.same:
        workspace.same[path, name] = _same_modules(workspace.views_with(name), workspace, path, name)
    return workspace.same[path, name]


def _same_modules(views: list[FileView], workspace: Workspace, path: str, name: str) -> set[str]:
    found = {path}
    while True:
        grown = set(found)
        for view in views:
            if view.path in grown:
                continue
            for index, alias, item in view.aliases:
                own_name = item.member == name and not item.renamed
                starred = item.member == "*" and name not in view.module_names
                passed_on = item.scope == "module" and (own_name or starred)
                if passed_on and _imports_from(view, index, alias, workspace) in found:
                    grown.add(view.path)
        grown |= {other for other, source in workspace.stars if source in found and not workspace.binds(other, name)}
        if grown == found:
            return found
        found = grown


def receiver_class(workspace: Workspace, view: FileView, index: int, node: ast.expr) -> ClassPlace | None:
    """The class of the workspace that an expression is, or is an object of; None if it cannot be told."""
    if isinstance(node, ast.Name):
        method = view.method_of_first(index, node)
        if method is not None:
            return view.class_of(index, method)
        return _of_name(workspace, view, index, node)
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Name) and function.id == "super":
            method_node = next(
                (item for item in view.blocks[index].ancestors(node) if _is_method(view, index, item)), None
            )
            return view.class_of(index, method_node) if method_node is not None else None
        return class_named(workspace, view, dotted(function)) if dotted(function) else None
    if isinstance(node, ast.Attribute) and dotted(node):
        root = dotted(node).partition(".")[0]
        return class_named(workspace, view, dotted(node)) if root in view.imported else None
    return None


def is_own(view: FileView, index: int, node: ast.expr) -> bool:
    """Whether an expression is the method's own object: `self`, `cls` or `super()`."""
    if isinstance(node, ast.Name):
        return view.method_of_first(index, node) is not None
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _is_method(view: FileView, index: int, node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and view.class_of(index, node) is not None


def _of_name(workspace: Workspace, view: FileView, index: int, node: ast.Name) -> ClassPlace | None:
    """The class that a name is, or that all its bindings make objects of."""
    block = view.blocks[index]
    scope = block.walk.scope_at(node).resolve(node.id)
    if scope is None or not scope.is_function:
        return class_named(workspace, view, node.id)
    found: set[ClassPlace | None] = set()
    for binder in scope.bound[node.id]:
        found.add(_of_binder(workspace, view, index, binder))
    return found.pop() if len(found) == 1 else None


def _of_binder(workspace: Workspace, view: FileView, index: int, binder: ast.AST) -> ClassPlace | None:
    block = view.blocks[index]
    if isinstance(binder, ast.arg):
        return class_named(workspace, view, _annotation(binder.annotation))
    parent = block.parent(binder)
    if isinstance(parent, ast.AnnAssign):
        return class_named(workspace, view, _annotation(parent.annotation))
    if isinstance(parent, ast.Assign) and isinstance(parent.value, ast.Call):
        return class_named(workspace, view, dotted(parent.value.func))
    if isinstance(binder, ast.alias):
        return class_named(workspace, view, binder.asname or binder.name)
    return None


def _annotation(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if all(part.isidentifier() for part in node.value.split(".")) else ""
    if isinstance(node, ast.Subscript) and dotted(node.value).rpartition(".")[2] == "Optional":
        return dotted(node.slice)
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
        return dotted(node.left)
    return dotted(node)


def _everywhere(view: FileView, name: str) -> Iterator[tuple[int, Identifier]]:
    for index, block in enumerate(view.blocks):
        for item in identifiers(block, name):
            yield index, item


def _imports_from(view: FileView, index: int, alias: ast.alias, workspace: Workspace) -> str | None:
    statement = view.blocks[index].parent(alias)
    if not isinstance(statement, ast.ImportFrom):
        return None
    return workspace.path_of("." * statement.level + (statement.module or ""), view.path)


def _imported_paths(view: FileView, workspace: Workspace) -> Iterator[str | None]:
    for targets in view.imported.values():
        for target in targets:
            yield workspace.path_of(target, view.path)
            yield workspace.path_of(split_target(target)[0], view.path)


def _tells_own_name(view: FileView, index: int, node: ast.AST, name: str) -> bool:
    """Whether a string tells a class or type variable the name that it is assigned to: `T = TypeVar("T")`."""
    block = view.blocks[index]
    call = block.parent(node)
    if not isinstance(call, ast.Call) or call.args[:1] != [node] or dotted(call.func).rpartition(".")[2] not in _NAMED:
        return False
    assign = block.parent(call)
    return isinstance(assign, ast.Assign) and any(dotted(target) == name for target in assign.targets)


_NAMED = frozenset(
    {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "TypeAliasType", "NamedTuple", "namedtuple", "TypedDict", "type",
     "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "make_dataclass", "new_class"}
)  # fmt: skip
"""Calls that make a class or a type variable and are told the name it goes by."""


def _place(view: FileView, index: int, item: Identifier, doubt: str = "") -> Place:
    return Place(view.path, item.span.moved(view.starts[index]), doubt)


def _slot_class(view: FileView, index: int, node: ast.AST) -> ClassPlace | None:
    """The class in whose `__slots__` or `__match_args__` a string stands."""
    block = view.blocks[index]
    for around in block.ancestors(node):
        if isinstance(around, ast.Assign):
            names = {dotted(target) for target in around.targets}
            return view.class_of(index, around) if names & {"__slots__", "__match_args__"} else None
    return None
