"""A rename that code elsewhere need not follow: what is defined has its old name beside the new one.

Behind each definition stands `old = new`. A package's face that imports the name imports both, and `__all__` lists both.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import replace

from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Repair
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.renaming.identifiers import identifiers
from burnish_checks.renaming.rename import Named, named_at, workspace_of
from burnish_checks.renaming.symbols import Global, Local
from burnish_checks.renaming.views import FileView, Index, Workspace

FACE = "__init__.py"
SHOWN = "Texts here tell `{}`: what is shown of the class, and looked up by name, is its new name."
_TRACEBACK = "Traceback (most recent call last)"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def keep_old_name(
    snapshot: Snapshot, position: Position, new: str, index: Index | None, repair: Repair
) -> Repair | None:
    """The rename of what is named at a position, so that its old name is there, too; None where it cannot be kept.

    It cannot for parameters and attributes, and where the name is bound again later.
    """
    workspace = workspace_of(snapshot, index)
    named = named_at(workspace, position, new)
    if isinstance(named.symbol, Local):
        return None
    changes: list[Change] = []
    kept = 0
    shown = SHOWN.format(named.name) if _is_shown(workspace, named.name) else ""
    for path in dict.fromkeys(change.path for change in repair.changes):
        view = workspace.view(path or workspace.own.path)
        there = {change.span: change for change in repair.changes if change.path == path}
        if view is None:
            return None
        ends = _ends_of_definitions(view, named, new, there)
        if ends is None:
            return None
        kept += len(ends)
        ends = [replace(item, confirm=shown) for item in ends]
        there.update(_passed_on(view, named.name, new, there))
        changes += there.values()
        changes += (replace(item, path=path) for item in ends)
    return replace(repair, changes=tuple(changes)) if kept else None


def _ends_of_definitions(view: FileView, named: Named, new: str, there: dict[Span, Change]) -> list[Change] | None:
    """The old name behind each definition of a file that is renamed; None where not every binding is such a one."""
    found: dict[int, Change] = {}
    for at, node, span in _bindings(view, named.name):
        if span not in there:
            continue
        statement = view.blocks[at].body[:1]
        plain = isinstance(node, _DEFINITIONS) and statement == [node]
        once = isinstance(named.symbol, Global) and _is_bound_once(view, named.name)
        if not (plain or (once and _assigns_only(statement, node))) or len(view.blocks[at].body) != 1:
            return None
        found[at] = _behind(view, at, named.name, new, 0 if not plain else 1 if view.blocks[at].indent else 2)
    return [change for at, change in found.items() if _next_in_suite(view, at) not in found]


def _bindings(view: FileView, name: str) -> Iterator[tuple[int, ast.AST, Span]]:
    """Where a file defines or assigns a name: the block, the node, and the span of the name."""
    for at, block in enumerate(view.blocks):
        for item in identifiers(block, name):
            stores = isinstance(item.node, ast.Name) and isinstance(item.node.ctx, ast.Store)
            if item.role == "name" and (stores or isinstance(item.node, (*_DEFINITIONS, ast.Global))):
                yield at, item.node, item.span.moved(view.starts[at])


def _is_bound_once(view: FileView, name: str) -> bool:
    """Whether only one statement of the module gives the name a value, so that another name for it stays true."""
    return sum(1 for at, _, span in _bindings(view, name) if not view.blocks[at].in_class) == 1


def _assigns_only(statement: list[ast.stmt], node: ast.AST) -> bool:
    """Whether a statement gives its value to that name alone."""
    if len(statement) != 1:
        return False
    assign = statement[0]
    if isinstance(assign, ast.AnnAssign):
        return assign.target is node and assign.value is not None
    return isinstance(assign, ast.Assign) and assign.targets == [node]


def _behind(view: FileView, at: int, old: str, new: str, blank_lines: int) -> Change:
    """The old name as another one for the new, behind the definition that a block holds or begins."""
    block = view.blocks[at]
    last = at + 1
    while last < len(view.blocks) and len(view.blocks[last].frames) > len(block.frames):
        last += 1
    line = view.blocks[last - 1].lines[-1].rstrip("\r\n")
    row = view.starts[last - 1] + len(view.blocks[last - 1].lines) - 1
    newline = "\r\n" if block.lines[0].endswith("\r\n") else "\n"
    text = newline * (blank_lines + 1) + f"{block.indent}{old} = {new}  # its former name"
    return Change(Span(row, len(line), row, len(line)), text)


def _next_in_suite(view: FileView, at: int) -> int | None:
    """The block behind a function, if it stands in the same suite: what follows an overload, or a property's getter."""
    after = view.blocks[at + 1] if at + 1 < len(view.blocks) else None
    same = after is not None and after.kind != "clause" and len(after.frames) == len(view.blocks[at].frames)
    return at + 1 if same else None


def _passed_on(view: FileView, old: str, new: str, there: dict[Span, Change]) -> Iterator[tuple[Span, Change]]:
    """The changes that name both: what a face imports, and the items of `__all__`."""
    listed = [item for item in _in_lists(view, old) if item in there]
    for span in listed:
        quote = _lines(view)[span.start_line][span.start_column - 1]
        yield span, replace(there[span], new_text=_both(view, span, old, f"{new}{quote}", f"{quote}{old}"))
    if os.path.basename(view.path) != FACE and not listed:
        return
    for at, alias, item in view.aliases:
        if item.scope != "module" or item.name != old or item.member != old:
            continue
        whole = view.blocks[at].span(alias).moved(view.starts[at])
        width = len(old)
        span = Span(whole.end_line, whole.end_column - width, *whole.end)
        if span in there and there[span].new_text == new:
            again = f"{old} as {old}" if alias.asname else old
            yield span, replace(there[span], new_text=_both(view, span, old, new, again))


def _is_shown(workspace: Workspace, name: str) -> bool:
    """Whether texts of the workspace hold the name of a class as an object's text, a traceback or a look-up has it."""
    word = re.escape(name)
    told = re.compile(rf"(?:^|[^\w.])(?:[\w.]+\.)?{word}(?:: |\(|$)|<(?:[\w.]+\.)?{word}\b")
    raised = re.compile(rf"^\s*(?:[\w.]+\.)?{word}(?::|\s*$)", re.M)
    views = workspace.views_with(name)
    if not any(node.name == name for view in views for block in view.blocks for node in block.nodes(ast.ClassDef)):
        return False
    listed = {(view.path, span) for view in views for span in _in_lists(view, name)}
    for view in views:
        for at, block in enumerate(view.blocks):
            for node in block.nodes(ast.Constant) if name in block.text else ():
                if not isinstance(node.value, str) or name not in node.value:
                    continue
                if isinstance(block.parent(node), ast.Expr):
                    if _TRACEBACK in node.value and raised.search(node.value):
                        return True
                elif told.search(node.value) and not _is_listed(block.span(node).moved(view.starts[at]), view, listed):
                    return True
    return False


def _is_listed(span: Span, view: FileView, listed: set[tuple[str, Span]]) -> bool:
    """Whether a string is one of the items of `__all__`."""
    return any(path == view.path and span.contains(item) for path, item in listed)


def _in_lists(view: FileView, name: str) -> Iterator[Span]:
    """Where the items of `__all__` are the name."""
    for at, block in enumerate(view.blocks):
        for item in identifiers(block, name):
            if item.role == "all":
                yield item.span.moved(view.starts[at])


def _both(view: FileView, span: Span, old: str, first: str, second: str) -> str:
    """Two items in the place of one, on lines of their own where that one is."""
    line = _lines(view)[span.start_line]
    alone = re.fullmatch(rf"([ \t]*)(['\"]?){old}( as {old})?\2[ \t]*,?[ \t]*(#.*)?(\r?\n)", line)
    return f"{first},{alone[5]}{alone[1]}{second}" if alone else f"{first}, {second}"


def _lines(view: FileView) -> list[str]:
    return [line for block in view.blocks for line in block.lines]
