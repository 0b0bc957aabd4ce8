"""What an identifier stands for: a local of a scope, a name of a module, or a member of a class."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from burnish_checks.core.facts import dotted
from burnish_checks.core.scopes import Scope
from burnish_checks.renaming.views import ClassPlace, FileView, Workspace

_DEEPEST = 8


@dataclass(frozen=True)
class Local:
    """A name of a function, lambda or comprehension."""

    path: str
    block: int
    scope: Scope


@dataclass(frozen=True)
class Global:
    """A name of a module."""

    path: str


@dataclass(frozen=True)
class Member:
    """A name in a class body, or an attribute of its objects."""

    place: ClassPlace


Symbol = Local | Global | Member


def owner_of(view: FileView, index: int, name: str, scope: Scope, node: ast.AST | None = None) -> Symbol:
    """What a name stands for where it is used or bound (by `node`) in the given scope of a block."""
    block = view.blocks[index]
    found = scope.resolve(name)
    in_class_body = scope.kind == "class" and (found is scope or found is None)
    if in_class_body and isinstance(node, ast.Name) and _takes_from_outside(view, index, node):
        outer = scope.parent.resolve(name) if scope.parent is not None else None
        return Local(view.path, index, outer) if outer is not None and outer.is_function else Global(view.path)
    if found is None:
        around = view.classes_around[index]
        if around is not None and scope is block.walk.root and name in view.body_names(around):
            return Member(around)
        return Global(view.path)
    if found.kind == "class":
        node = found.node
        if isinstance(node, ast.ClassDef):
            return Member(ClassPlace(view.path, index, node, block.nodes(ast.ClassDef).index(node)))
        around = view.classes_around[index]
        return Member(around) if around is not None else Global(view.path)
    return Global(view.path) if found.kind == "module" else Local(view.path, index, found)


def _takes_from_outside(view: FileView, index: int, node: ast.Name) -> bool:
    """Whether a class body takes a name from around it under the same name: the value of `name = name`."""
    if not isinstance(node.ctx, ast.Load):
        return False
    statement = view.blocks[index].statement_of(node)
    return isinstance(statement, ast.Assign) and any(dotted(target) == node.id for target in statement.targets)


def module_of(workspace: Workspace, view: FileView, node: ast.AST) -> str | None:
    """The path of the workspace module that an expression names; empty text for a module outside; None if it is none."""
    name = dotted(node)
    root, _, rest = name.partition(".")
    if not name or root not in view.imported:
        return None
    for target in view.imported[root]:
        qualified = f"{target}.{rest}" if rest else target
        path = workspace.path_of(qualified, view.path)
        if path is not None:
            return path
        if not rest and workspace.path_of(split_target(qualified)[0], view.path) is None:
            return ""
    return None


def class_named(workspace: Workspace, view: FileView, name: str, depth: int = 0) -> ClassPlace | None:
    """The class that a dotted name means in a file, through imports; None if it is no class of the workspace."""
    if not name or depth > _DEEPEST:
        return None
    root, _, rest = name.partition(".")
    last = name.rpartition(".")[2]
    if root not in view.imported:
        return next((place for place in view.classes if place.name == last), None)
    for target in view.imported[root]:
        owner, member = split_target(f"{target}.{rest}" if rest else target)
        path = workspace.path_of(owner, view.path)
        other = workspace.view(path) if path is not None else None
        if other is not None and other is not view:
            found = class_named(workspace, other, member, depth + 1)
            if found is not None:
                return found
    return None


def split_target(qualified: str) -> tuple[str, str]:
    """The module and the member of an import's dotted name: `a.b.C` as `a.b` and `C`, `..C` as `..` and `C`."""
    owner, _, member = qualified.rpartition(".")
    dots = qualified[: len(qualified) - len(qualified.lstrip("."))]
    return (dots, member) if len(owner) < len(dots) else (owner, member)
