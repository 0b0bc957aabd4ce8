"""The one walk over a block's tree.

Follows Python's own scoping: a function's decorators, defaults and annotations belong to the scope
around it, a comprehension's first iterable too, a class's names are not seen by the functions in it.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.names import last_word
from burnish_checks.core.scopes import Scope, Walk, bind

_LONGEST_ANNOTATION = 500
_ANNOTATION_STRING = re.compile(r"""\s*(?:[\w.\[\], |()*\s-]|"[^"]*"|'[^']*')+\Z""")
_IDENTIFIER = re.compile(r"(?<![\w.])[^\W\d]\w*")
_GENERICS = frozenset(
    {"Annotated", "Callable", "ClassVar", "Dict", "Final", "FrozenSet", "Generic", "Iterable", "Iterator", "List",
     "Mapping", "Optional", "Protocol", "Sequence", "Set", "Tuple", "Type", "TypeGuard", "Union",
     "dict", "frozenset", "list", "set", "tuple", "type"}
)  # fmt: skip
"""What is subscripted with types wherever it stands, so that a string in the brackets is a forward reference."""
_TAKE_TYPES = frozenset({"cast", "TypeVar", "NewType", "ForwardRef", "TypeAliasType", "NamedTuple", "TypedDict"})
"""What is passed types, so that a string among the arguments may be a forward reference."""


def walk(body: list[ast.stmt], root_kind: str) -> Walk:
    """Walk the statements of a block that stand at `module` or `class` level."""
    walker = _Walker(Scope(root_kind, None, None))
    for statement in body:
        walker.visit(statement, None, walker.found.root)
    found = walker.found
    found.nodes = dict(found.nodes)
    if found.names:
        found.nodes[ast.Name] = [name for name, _ in found.names]
    if len(body) == 1 == len(found.scopes):
        found.only = found.scopes.get(body[0])
    return found


def walk_part(statements: Iterable[ast.stmt], holder: ast.AST, scope: Scope) -> Walk:
    """The same of some neighbours in a statement that holds them; `scope` is the one that they stand in."""
    walker = _Walker(scope)
    for statement in statements:
        walker.visit(statement, holder, scope)
    found = walker.found
    if found.names:
        found.nodes[ast.Name] = [name for name, _ in found.names]
    return found


class _Walker:
    def __init__(self, root: Scope) -> None:
        self.found = Walk(defaultdict(list), {}, root, {}, [], [])
        self.nodes, self.parents, self.names = self.found.nodes, self.found.parents, self.found.names
        self.in_annotation = False

    def visit(self, node: ast.AST, parent: ast.AST | None, scope: Scope) -> None:
        kind = node.__class__
        if parent is not None:
            self.parents[node] = parent
        if kind is _NAME:  # every third node
            named: Any = node
            self.names.append((named, scope))
            if named.ctx.__class__ is not _LOAD:
                bind(scope, named.id, named)
            return
        self.nodes[kind].append(node)
        if kind is _CONSTANT:
            if self.in_annotation:
                constant: Any = node
                self.quoted(constant, scope)
            return
        if kind in _SPECIAL:
            _SPECIAL[kind](self, node, scope)
            return
        visit = self.visit
        for value in _BELOW[kind](node):
            if value.__class__ is list:
                for item in value:
                    if item is not None:
                        visit(item, node, scope)
            elif value is not None:
                visit(value, node, scope)

    def quoted(self, node: ast.Constant, scope: Scope) -> None:
        text = node.value
        if isinstance(text, str) and len(text) < _LONGEST_ANNOTATION and _ANNOTATION_STRING.match(text):
            for name in dict.fromkeys(_IDENTIFIER.findall(text)):
                self.found.quoted.append((name, scope, node))

    def annotation(self, node: ast.AST | None, parent: ast.AST, scope: Scope) -> None:
        if node is None:
            return
        before, self.in_annotation = self.in_annotation, True
        self.visit(node, parent, scope)
        self.in_annotation = before

    def subscript(self, node: ast.Subscript, scope: Scope) -> None:
        self.visit(node.value, node, scope)
        before = self.in_annotation
        last = last_word(node.value)
        self.in_annotation = (before or last in _GENERICS) and last != "Literal"
        if last == "Annotated" and isinstance(node.slice, ast.Tuple):
            self.annotated_parts(node.slice, node, scope)
        else:
            self.visit(node.slice, node, scope)
        self.in_annotation = before

    def annotated_parts(self, node: ast.Tuple, parent: ast.AST, scope: Scope) -> None:
        """Only the first part of `Annotated[...]` is a type; the others are values."""
        self.found.nodes.setdefault(ast.Tuple, []).append(node)
        self.found.parents[node] = parent
        for part in node.elts:
            self.visit(part, node, scope)
            self.in_annotation = False

    def call(self, node: ast.Call, scope: Scope) -> None:
        visit, function = self.visit, node.func
        visit(function, node, scope)
        last = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        before, typing_strings = self.in_annotation, last in _TAKE_TYPES
        self.in_annotation = False
        for position, argument in enumerate(node.args):
            if typing_strings:
                self.in_annotation = (position == 0) == (last in ("cast", "ForwardRef"))
            visit(argument, node, scope)
        self.in_annotation = typing_strings
        for keyword in node.keywords:
            visit(keyword, node, scope)
        self.in_annotation = before

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        bind(scope, node.name, node)
        for decorator in node.decorator_list:
            self.visit(decorator, node, scope)
        header = self._type_parameters(node, scope)
        inner = Scope("function", node, header)
        self._open(node, inner)
        self.arguments(node.args, node, header, inner)
        self.annotation(node.returns, node, header)
        for statement in node.body:
            self.visit(statement, node, inner)

    def _type_parameters(self, node: ast.AST, scope: Scope) -> Scope:
        """The scope of what a function or class writes in brackets behind its name; the one around where it writes nothing."""
        parameters = getattr(node, "type_params", None)
        if not parameters:
            return scope
        header = Scope("lambda", None, scope)
        for parameter in parameters:
            bind(header, parameter.name, parameter)
            self.visit(parameter, node, header)
        return header

    def arguments(self, node: ast.arguments, owner: ast.AST, scope: Scope, inner: Scope) -> None:
        self.found.nodes.setdefault(ast.arguments, []).append(node)
        self.found.parents[node] = owner
        for argument in _arguments(node):
            self.found.nodes.setdefault(ast.arg, []).append(argument)
            self.found.parents[argument] = node
            bind(inner, argument.arg, argument)
            self.annotation(argument.annotation, argument, scope)
        for default in (*node.defaults, *node.kw_defaults):
            if default is not None:
                self.visit(default, node, scope)

    def lambda_(self, node: ast.Lambda, scope: Scope) -> None:
        inner = Scope("lambda", node, scope)
        self._open(node, inner)
        self.arguments(node.args, node, scope, inner)
        self.visit(node.body, node, inner)

    def class_(self, node: ast.ClassDef, scope: Scope) -> None:
        bind(scope, node.name, node)
        for decorator in node.decorator_list:
            self.visit(decorator, node, scope)
        header = self._type_parameters(node, scope)
        for base in (*node.bases, *node.keywords):
            self.annotation(base, node, header)
        inner = Scope("class", node, header)
        self._open(node, inner)
        for statement in node.body:
            self.visit(statement, node, inner)

    def type_alias(self, node: ast.AST, scope: Scope) -> None:
        name = node.name  # type: ignore[attr-defined]
        self.visit(name, node, scope)
        header = Scope("lambda", node, scope)
        for parameter in node.type_params:  # type: ignore[attr-defined]
            bind(header, parameter.name, parameter)
            self.visit(parameter, node, header)
        self.annotation(node.value, node, header)  # type: ignore[attr-defined]

    def comprehension(self, node: ast.AST, scope: Scope) -> None:
        inner = Scope("comprehension", node, scope)
        self._open(node, inner)
        for position, generator in enumerate(node.generators):  # type: ignore[attr-defined]
            self.found.nodes.setdefault(ast.comprehension, []).append(generator)
            self.found.parents[generator] = node
            self.visit(generator.iter, generator, inner if position else scope)
            self.visit(generator.target, generator, inner)
            for condition in generator.ifs:
                self.visit(condition, generator, inner)
        for name in ("elt", "key", "value"):
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                self.visit(value, node, inner)

    def walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        owner = scope
        while owner.kind == "comprehension" and owner.parent is not None:
            owner = owner.parent
        self.visit(node.target, node, owner)
        self.visit(node.value, node, scope)

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self.visit(node.target, node, scope)
        self.annotation(node.annotation, node, scope)
        if node.value is not None:
            visit = self.annotation if _is_alias_hint(node.annotation) else self.visit
            visit(node.value, node, scope)

    def imports(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            self.found.nodes.setdefault(ast.alias, []).append(alias)
            self.found.parents[alias] = node
            if alias.name != "*":
                bind(scope, alias.asname or alias.name.partition(".")[0], alias)

    def handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.name:
            bind(scope, node.name, node)
        if node.type is not None:
            self.visit(node.type, node, scope)
        for statement in node.body:
            self.visit(statement, node, scope)

    def global_(self, node: ast.Global, scope: Scope) -> None:
        scope.globals.update(node.names)

    def nonlocal_(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.nonlocals.update(node.names)

    def capture(self, node: ast.AST, scope: Scope) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            bind(scope, name, node)
        for field_name in node._fields:
            value = getattr(node, field_name, None)
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, ast.AST):
                    self.visit(item, node, scope)

    def _open(self, node: ast.AST, inner: Scope) -> None:
        self.found.scopes[node] = inner


def _is_alias_hint(hint: ast.expr) -> bool:
    """Whether a hint says that what is assigned is a type: `TypeAlias`, in quotes too."""
    written = hint.value if isinstance(hint, ast.Constant) else getattr(hint, "attr", getattr(hint, "id", ""))
    return isinstance(written, str) and written.rpartition(".")[2] == "TypeAlias"


def _arguments(node: ast.arguments) -> Iterator[ast.arg]:
    yield from node.posonlyargs
    yield from node.args
    if node.vararg is not None:
        yield node.vararg
    yield from node.kwonlyargs
    if node.kwarg is not None:
        yield node.kwarg


_CONSTANT, _LOAD, _NAME = ast.Constant, ast.Load, ast.Name


class _Below(dict[type[ast.AST], Callable[[ast.AST], Iterable[Any]]]):
    """By type of node: what gives the nodes in it, and lists of nodes, each of which may be None."""

    def __missing__(self, kind: type[ast.AST]) -> Callable[[ast.AST], Iterable[Any]]:
        names = syntax.FIELDS[kind]
        known = self[kind] = syntax.iter_child_nodes if kind in _MIXED else _reader(*names)
        return known


def _reader(*names: str) -> Callable[[ast.AST], Iterable[Any]]:
    """What gives the values of some fields, as `attrgetter` does of several."""
    if len(names) > 1:
        return attrgetter(*names)
    get = attrgetter(*names) if names else None
    return (lambda node: (get(node),)) if get is not None else lambda node: ()


_MIXED = frozenset(
    {ast.MatchClass, ast.MatchSingleton, syntax.Interpolation, syntax.ParamSpec, syntax.TypeVar, syntax.TypeVarTuple}
)
"""Nodes with fields that hold nodes, or something else."""
_BELOW = _Below()
_SPECIAL: dict[type[ast.AST], Callable[..., None]] = {
    ast.Subscript: _Walker.subscript,
    ast.Call: _Walker.call,
    ast.FunctionDef: _Walker.function,
    ast.AsyncFunctionDef: _Walker.function,
    ast.Lambda: _Walker.lambda_,
    ast.ClassDef: _Walker.class_,
    ast.ListComp: _Walker.comprehension,
    ast.SetComp: _Walker.comprehension,
    ast.DictComp: _Walker.comprehension,
    ast.GeneratorExp: _Walker.comprehension,
    ast.NamedExpr: _Walker.walrus,
    ast.AnnAssign: _Walker.annotated,
    ast.Import: _Walker.imports,
    ast.ImportFrom: _Walker.imports,
    ast.ExceptHandler: _Walker.handler,
    ast.Global: _Walker.global_,
    ast.Nonlocal: _Walker.nonlocal_,
    ast.MatchAs: _Walker.capture,
    ast.MatchStar: _Walker.capture,
    ast.MatchMapping: _Walker.capture,
    syntax.TypeAlias: _Walker.type_alias,
}
