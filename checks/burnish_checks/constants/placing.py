"""Where a new constant is defined: after docstring, imports and other constants, and before it is first needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position
from burnish_checks.core.snapshot import Entry, Snapshot

DEFINITIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)
_DEFERRING = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.Lambda)


@dataclass(frozen=True)
class Place:
    """A point of the document with the blank lines that a definition there wants around it."""

    position: Position
    before: str
    after: str
    indent: str = ""

    def text(self, definition: str, newline: str) -> str:
        """What is inserted; counts of newlines are written as the document's own."""
        return self.before.replace("\n", newline) + self.indent + definition + self.after.replace("\n", newline)


def is_eager(block: Block, node: syntax.AST) -> bool:
    """Whether the node is evaluated when the module is: not in the body of a function or lambda."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, _DEFERRING):
            inside = child is outer.body if isinstance(outer, syntax.Lambda) else child in outer.body
            if inside:
                return False
        child = outer
    return True


def top_level(snapshot: Snapshot, index: int) -> int:
    """The index of the module-level entry that the entry belongs to."""
    while index > 0 and (snapshot.entries[index].block.frames or snapshot.entries[index].block.kind == "clause"):
        index -= 1
    return index


def in_module(snapshot: Snapshot, eager: Iterable[int]) -> Place:
    """The place at module level; `eager` are the entries that use the constant as the module is run."""
    limit = min((top_level(snapshot, index) for index in eager), default=len(snapshot.entries))
    entries = snapshot.entries
    last: int | None = None
    for index, entry in enumerate(entries[:limit]):
        block = entry.block
        if block.frames or block.kind in ("clause", "tail"):
            continue
        if not block.body or isinstance(block.body[0], DEFINITIONS) or _is_main(block.body[0]):
            break
        if block.kind == "header":
            break
        opens = is_docstring(block.body[0]) and last is None
        continues = last in (None, index - 1) and is_constant(block.body[-1])
        if opens or continues or _is_import(block.body[0]):
            last = index
    if last is None:
        return _before(snapshot, min(limit, _first_code(entries)))
    if is_constant_block(entries[last].block):
        last = _end_of_paragraph(entries, last, limit)
    return _after(snapshot, last)


def _end_of_paragraph(entries: tuple[Entry, ...], last: int, limit: int) -> int:
    """The last of the assignments that stand under one another without a blank line or a comment: they belong together."""
    while last + 1 < limit:
        block = entries[last + 1].block
        assigns = block.kind == "leaf" and not block.frames and block.body
        if not assigns or not isinstance(block.body[0], (syntax.Assign, syntax.AnnAssign)):
            break
        if _starts_blank(block) or block.lines[0].startswith("#"):
            break
        last += 1
    return last


def in_class(snapshot: Snapshot, header: int, eager: Iterable[int]) -> Place | None:
    """The place in the body of the class whose header is the entry; None if it has no members of its own lines."""
    entries = snapshot.entries
    depth = len(entries[header].block.frames) + 1
    members = []
    for index in range(header + 1, len(entries)):
        block = entries[index].block
        if len(block.frames) < depth:
            break
        if len(block.frames) == depth:
            members.append(index)
    if entries[header].block.inline or not members:
        return None
    limit = min(eager, default=len(entries))
    last = header
    for index in members:
        body = entries[index].block.body
        if index >= limit or not body or entries[index].block.kind != "leaf":
            break
        if not (is_constant(body[-1]) or (is_docstring(body[0]) and last == header)):
            break
        last = index
    indent = entries[members[0]].block.indent
    line = snapshot.starts[last] + len(entries[last].block.lines) - 1
    place = Position(line, len(snapshot.lines[line].rstrip("\r\n")))
    documented = last != header and is_docstring(entries[last].block.body[0])
    following = entries[last + 1].block
    gap = "" if _starts_blank(following) or is_constant_block(following) else "\n"
    return Place(place, "\n\n" if documented else "\n", gap, indent)


def is_constant(statement: syntax.stmt) -> bool:
    """Whether a statement assigns to an upper-case or dunder name, or makes a logger."""
    if isinstance(statement, syntax.Assign) and len(statement.targets) == 1:
        target: syntax.AST = statement.targets[0]
    elif isinstance(statement, syntax.AnnAssign):
        target = statement.target
    else:
        return False
    if not isinstance(target, syntax.Name):
        return False
    return target.id.isupper() or target.id.startswith("__") or target.id in ("log", "logger", "_log", "_logger")


def is_constant_block(block: Block) -> bool:
    """Whether the block is such an assignment."""
    return bool(block.body) and is_constant(block.body[0])


def _is_import(statement: syntax.stmt) -> bool:
    if isinstance(statement, (syntax.Import, syntax.ImportFrom)):
        return True
    return isinstance(statement, (syntax.If, syntax.Try)) and any(
        isinstance(item, (syntax.Import, syntax.ImportFrom)) for item in syntax.walk(statement)
    )


def _is_main(statement: syntax.stmt) -> bool:
    return isinstance(statement, syntax.If) and "__name__" in syntax.unparse(statement.test)


def _first_code(entries: tuple[Entry, ...]) -> int:
    return next((index for index, entry in enumerate(entries) if entry.block.body), 0)


def _starts_blank(block: Block) -> bool:
    return not block.lines[0].strip()


def _after(snapshot: Snapshot, index: int) -> Place:
    block = snapshot.entries[index].block
    line = snapshot.starts[index] + len(block.lines) - 1
    position = Position(line, len(snapshot.lines[line].rstrip("\r\n")))
    following = snapshot.entries[index + 1].block if index + 1 < len(snapshot.entries) else None
    beside = is_constant(block.body[-1]) and len(block.lines) - block.extent_first == 1
    ends = following is None or following.kind == "tail" or _starts_blank(following)
    defines = following is not None and following.body and isinstance(following.body[0], DEFINITIONS)
    gap = "" if ends else "\n\n" if defines else "" if following is not None and is_constant_block(following) else "\n"
    return Place(position, "\n" if beside else "\n\n", gap)


def _before(snapshot: Snapshot, index: int) -> Place:
    """Before an entry, above the comment that touches it unless that heads the file."""
    block = snapshot.entries[index].block
    line = block.extent_first
    while line > 0 and block.lines[line - 1].lstrip().startswith("#"):
        line -= 1
    if line == 0 and snapshot.starts[index] == 0:
        line = block.extent_first
    defines = block.body and isinstance(block.body[0], DEFINITIONS)
    gap = "\n\n\n" if defines else "\n" if block.body and is_constant(block.body[0]) else "\n\n"
    return Place(Position(snapshot.starts[index] + line, 0), "", gap)


def is_docstring(statement: syntax.stmt) -> bool:
    """Whether a statement is a plain string alone."""
    return (
        isinstance(statement, syntax.Expr)
        and isinstance(statement.value, syntax.Constant)
        and isinstance(statement.value.value, str)
    )
