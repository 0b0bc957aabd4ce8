"""The rename itself: which symbol, whether the new name is free, and the change at each place."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import cast

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.frames import seen_by_name
from burnish_checks.core.names import is_dunder
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.renaming.collisions import collision
from burnish_checks.renaming.identifiers import Identifier, identifiers
from burnish_checks.renaming.mirrors import mirrors
from burnish_checks.renaming.parameters import (
    is_handed_on,
    parameter_of,
    parameter_places,
    parameter_set,
    passed_by_keyword,
)
from burnish_checks.renaming.references import Place, Search, receiver_class, same_modules
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
from burnish_checks.renaming.views import Index, Workspace, shown, view_of_snapshot

HANDED_ON = "`{}` hands on what it is given by name: who names `{}` there cannot be told."
_FIRST = frozenset({"self", "cls"})
_FIXED = _FIRST | {"__init__", "__all__", "__name__"}


@dataclass(frozen=True)
class Named:
    """A name in the document, with where it stands."""

    name: str
    span: Span
    symbol: Symbol


def prepare_rename(snapshot: Snapshot, position: Position, index: Index | None = None) -> Span:
    """The span of the name at a position, which can be renamed. Raises `Refused` with the reason if it cannot."""
    return named_at(workspace_of(snapshot, index), position).span


def rename(snapshot: Snapshot, position: Position, new_name: str, index: Index | None = None) -> Repair:
    """The changes, in all files, that give what is named at the position another name.

    A change whose meaning cannot be told for certain has a `confirm`. Raises `Refused` where the new name is no
    name or is taken, and where the symbol does not belong to the workspace.
    """
    workspace = workspace_of(snapshot, index)
    named = named_at(workspace, position, new_name)
    if not new_name.isidentifier() or keyword.iskeyword(new_name) or new_name == "__debug__":
        raise Refused(f"`{new_name}` is not a name that Python allows.")
    if new_name == named.name:
        raise Refused("That is its name already.")
    places = _places(workspace, named)
    reason = collision(workspace, named.symbol, named.name, new_name, places)
    if reason:
        raise Refused(reason)
    if isinstance(named.symbol, Global) and _is_read_before(workspace, named.symbol, named.name):
        raise Refused(f"Where `{named.name}` is bound, or before, the built-in of that name is read.")
    changes = [_change(workspace, named, place, new_name) for place in places]
    if isinstance(named.symbol, Global):
        there = {(place.path, place.span) for place in places}
        for mirror, place in mirrors(workspace, named.symbol, named.name, new_name, places):
            if (place.path, place.span) not in there:
                changes.append(_change(workspace, replace(named, symbol=mirror), place, new_name))
    if isinstance(named.symbol, Local) and changes:
        doubt = _seen(workspace, named.symbol, named.name) or _handed_on(workspace, named.symbol, named.name)
        changes[0] = replace(changes[0], confirm=changes[0].confirm or doubt)
    _check_files(workspace, changes, named.name)
    why = _why(workspace, named, changes, workspace.index)
    return Repair(tuple(changes), safety=Safety.UNSAFE if why else Safety.SAFE, why=why)


def _seen(workspace: Workspace, symbol: Local, name: str) -> str:
    """Why the name of a variable matters at run time; empty if it does not."""
    block = workspace.own.blocks[symbol.block]
    if reader := seen_by_name(block, symbol.scope, name):
        return f"`{reader}` shows the name while the program runs."
    is_lambda = isinstance(symbol.scope.node, ast.Lambda) and any(
        isinstance(binder, ast.arg) for binder in symbol.scope.bound.get(name, ())
    )
    passed = re.compile(rf"\b{re.escape(name)}\s*=(?!=)")
    if is_lambda and any(passed.search(other.text) for other in workspace.own.blocks):
        return f"The lambda may be called with `{name}=`."
    return ""


def _handed_on(workspace: Workspace, symbol: Local, name: str) -> str:
    """Why not every caller that names a parameter can be told; empty if all can, or the name is none."""
    parameter = parameter_of(workspace, symbol, name)
    if parameter is None or not passed_by_keyword(parameter, name):
        return ""
    call = is_handed_on(workspace, parameter)
    return HANDED_ON.format(call, name) if call else ""


def _is_read_before(workspace: Workspace, symbol: Global, name: str) -> bool:
    """Whether a module reads the built-in of a name when it runs, at the latest where it binds the name: `map = map`."""
    view = workspace.view(symbol.path)
    if view is None or not hasattr(builtins, name):
        return False
    for block in view.blocks:
        if any(
            node.id == name and isinstance(node.ctx, ast.Load) and scope.kind != "function"
            for node, scope in block.walk.names
            if isinstance(node, ast.Name)
        ):
            return True
        if not block.frames and name in block.walk.root.bound:
            return False
    return False


def _why(workspace: Workspace, named: Named, changes: list[Change], index: Index | None) -> str:
    """Why the rename is not safe; empty for what only its own function can see."""
    if isinstance(named.symbol, Local):
        if reason := _seen(workspace, named.symbol, named.name):
            return reason
        parameter = parameter_of(workspace, named.symbol, named.name)
        if parameter is None or not passed_by_keyword(parameter, named.name):
            return ""
        return "Callers outside the workspace may pass it by keyword."
    files = {change.path for change in changes}
    doubtful = sum(1 for change in changes if change.confirm)
    if index is None or not index.complete:
        return "The files of the workspace have not all been read; another may use the name."
    if doubtful:
        return f"{doubtful} of {len(changes)} uses may be of something else with the same name."
    return f"{len(changes)} uses in {len(files)} file{'s' if len(files) > 1 else ''} change; code elsewhere may use the name."


def workspace_of(snapshot: Snapshot, index: Index | None) -> Workspace:
    """The document and the files around it; the index is the document's own if none is given."""
    path = snapshot.environment.path
    if index is None and snapshot.environment.project is not None:
        index = cast("Index", snapshot.environment.project)
    return Workspace(view_of_snapshot(snapshot, path), snapshot, index)


def named_at(workspace: Workspace, position: Position, new_name: str = "") -> Named:
    """What is named at a position of the document, that can be given the new name. Raises `Refused`."""
    view = workspace.own
    index = workspace.snapshot.entry_at(position.line)
    block = view.blocks[index]
    line = block.lines[position.line - view.starts[index]]
    start = end = position.column
    while start and (line[start - 1].isalnum() or line[start - 1] == "_"):
        start -= 1
    while end < len(line) and (line[end].isalnum() or line[end] == "_"):
        end += 1
    word = line[start:end]
    if not word.isidentifier() or keyword.iskeyword(word):
        raise Refused("There is no name here.")
    span = Span(position.line, start, position.line, end)
    for item in identifiers(block, word):
        if item.span.moved(view.starts[index]) == span:
            symbol = _symbol_of(workspace, index, item, word)
            if not (isinstance(symbol, Local) and {word, new_name} == _FIRST):
                _require_own(workspace, symbol, word)
            return Named(word, span, symbol)
    raise Refused(f"`{word}` is not a name here.")


def _symbol_of(workspace: Workspace, index: int, item: Identifier, word: str) -> Symbol:
    view = workspace.own
    if item.role in ("name", "quoted", "member") and item.scope is not None:
        return _origin(workspace, owner_of(view, index, word, item.scope, item.node), word)
    if item.role == "attribute" and isinstance(item.node, ast.Attribute):
        path = module_of(workspace, view, item.node.value)
        if path:
            return _origin(workspace, Global(path), word)
        place = receiver_class(workspace, view, index, item.node.value) if path is None else None
        if place is not None:
            return Member(place)
        raise Refused(f"What object `{word}` belongs to cannot be told here.")
    if item.role == "matched" and isinstance(item.node, ast.MatchClass):
        place = class_named(workspace, view, dotted(item.node.cls))
        if place is not None:
            return Member(place)
        raise Refused(f"What object `{word}` belongs to cannot be told here.")
    if item.role == "all":
        return _origin(workspace, Global(view.path), word)
    if item.role == "keyword":
        if (symbol := parameter_set(workspace, item.span.moved(view.starts[index]), word)) is not None:
            return symbol
        raise Refused("Rename the parameter where its function is defined.")
    if item.role == "module":
        raise Refused("Modules are renamed with their files.")
    raise Refused("There is no name here.")


def _origin(workspace: Workspace, symbol: Symbol, name: str) -> Symbol:
    """Where a module's name comes from: followed through imports that do not rename it, inside the workspace."""
    seen = set()
    while isinstance(symbol, Global) and symbol.path not in seen:
        seen.add(symbol.path)
        view = workspace.view(symbol.path)
        imported = [
            item
            for _, _, item in (view.aliases if view is not None else ())
            if item.name == name and item.scope == "module"
        ]
        if len(imported) != 1 or imported[0].renamed or not imported[0].member:
            break
        path = workspace.path_of(split_target(imported[0].qualified)[0], symbol.path)
        if path is None:
            break
        symbol = Global(path)
    return symbol


def _require_own(workspace: Workspace, symbol: Symbol, name: str) -> None:
    if name in _FIXED or is_dunder(name):
        raise Refused(f"`{name}` has a meaning to Python.")
    if not isinstance(symbol, Member) and _is_module(workspace, symbol, name):
        raise Refused("Modules are renamed with their files.")
    if isinstance(symbol, Global):
        if _is_submodule(workspace, symbol, name):
            raise Refused("Modules are renamed with their files.")
        view = workspace.view(symbol.path)
        if view is None or name not in view.module_names:
            reason = "is built in" if hasattr(builtins, name) else "is not defined in the workspace"
            raise Refused(f"`{name}` {reason}.")
    if isinstance(symbol, Member):
        home = workspace.view(symbol.place.path)
        family = Search(workspace, symbol, name).family
        known = any((view := workspace.view(item.path)) and name in view.members(item) for item in family.heirs)
        if home is None or not known:
            raise Refused(f"`{name}` is not defined in a class of the workspace.")


def _is_module(workspace: Workspace, symbol: Local | Global, name: str) -> bool:
    """Whether the name is bound by `import name`, so that it is the module's own."""
    view = workspace.view(symbol.path)
    wanted = "function" if isinstance(symbol, Local) else "module"
    return any(
        item.name == name and not item.member and not item.renamed and item.scope == wanted
        for index, _, item in (view.aliases if view is not None else ())
        if not isinstance(symbol, Local) or index == symbol.block
    )


def _is_submodule(workspace: Workspace, symbol: Global, name: str) -> bool:
    """Whether the name is that of a module in the package, which the package itself does not bind otherwise."""
    if PurePath(symbol.path).name != "__init__.py" or workspace.path_of(f".{name}", symbol.path) is None:
        return False
    view = workspace.view(symbol.path)
    imported = {item.name for _, _, item in view.aliases if not item.renamed} if view is not None else set()
    return view is None or name not in view.module_names or name in imported


def _places(workspace: Workspace, named: Named) -> list[Place]:
    places = Search(workspace, named.symbol, named.name).places()
    if isinstance(named.symbol, Local):
        parameter = parameter_of(workspace, named.symbol, named.name)
        if parameter is not None:
            places += parameter_places(workspace, parameter, named.name)
    certain = {(place.path, place.span) for place in places if not place.doubt}
    unique = {place for place in places if not place.doubt or (place.path, place.span) not in certain}
    return sorted(unique, key=lambda place: (place.path != workspace.own.path, place.path, place.span))


def _change(workspace: Workspace, named: Named, place: Place, new_name: str) -> Change:
    path = None if place.path == workspace.own.path else place.path
    text, span = new_name, place.span
    alias_span = _needless_as(workspace, place, new_name)
    if alias_span is not None:
        text, span = "", alias_span
    elif _keeps_outer_name(workspace, named, place):
        text = f"{named.name} as {new_name}"
    return Change(span, text, path, confirm=place.doubt)


def _needless_as(workspace: Workspace, place: Place, new_name: str) -> Span | None:
    """The span of ` as old` where the new name is the one that the import has by itself; None elsewhere."""
    view = workspace.view(place.path)
    for index, alias, _ in view.aliases if view is not None else ():
        if alias.asname and alias.name == new_name and view is not None:
            span = view.blocks[index].span(alias).moved(view.starts[index])
            if span.end == place.span.end:
                return Span(span.start_line, span.start_column + len(alias.name), *span.end)
    return None


def _keeps_outer_name(workspace: Workspace, named: Named, place: Place) -> bool:
    """Whether the place is the import that brings the name in from where it keeps it."""
    view = workspace.view(place.path)
    if view is None or isinstance(named.symbol, Member):
        return False
    for index, alias, item in view.aliases:
        if item.renamed or item.name != named.name:
            continue
        if view.blocks[index].span(alias).moved(view.starts[index]) == place.span:
            if isinstance(named.symbol, Local):
                return True
            owner = workspace.path_of(item.module, place.path) if item.member else None
            return owner not in same_modules(workspace, named.symbol.path, named.name)
    return False


def _check_files(workspace: Workspace, changes: Iterable[Change], name: str) -> None:
    """Raise `Refused` if another file would no longer parse, or spells the name where it cannot be read."""
    spelt = re.compile(rf"\b{re.escape(name)}\b")
    by_path: dict[str, list[TextEdit]] = {}
    for change in changes:
        if change.path is not None:
            by_path.setdefault(change.path, []).append(TextEdit(change.span, change.new_text))
    for path, edits in by_path.items():
        view = workspace.view(path)
        broken = [block for block in view.blocks if block.problem is not None] if view is not None else []
        if view is None or any(spelt.search(block.text) for block in broken):
            raise Refused(f"{shown(path)} uses the name in code that Python cannot read; mend that first.")
        if broken:
            continue
        text = "".join(apply_edits(split_lines("".join(block.text for block in view.blocks)), edits))
        try:
            syntax.parse(text)
        except syntax.SyntaxProblem as problem:
            raise Refused(f"{shown(path)} would not compile: {problem}") from problem
