"""Bringing a name into a module: reuse the import that is there, or write one where a person would.

A new import goes after the docstring, comments at the top and `__future__` imports, into the group it belongs
to (standard library, third party, own package), in order where the group is in order, and never into a `try:` or
an `if`. Names the module already uses for something else are left alone.
"""

from __future__ import annotations

import ast
import builtins
import enum
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import Import
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.patterns import deferred

_LONGEST = 88
_DEFINES = deferred(r"@|(?:async\s+)?def\b|class\b")


class Section(enum.IntEnum):
    """The sections of imports, in their order."""

    FUTURE = 0
    STANDARD = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    RELATIVE = 4


class Imported(NamedTuple):
    """How to write the name in code, and the changes that make it mean what it should (none if it does already)."""

    expression: str
    changes: tuple[Change, ...]


def ensure_import(
    snapshot: Snapshot,
    module: str,
    member: str | None = None,
    prefer: Literal["from", "module"] = "from",
    *,
    index: int | None = None,
) -> Imported:
    """The expression for `module` (or for `module.member`) and what must be added to import it.

    `prefer` says whether a new import of a member reads `from module import member` or `import module`. `index` is the
    entry in which the expression will stand: the import is placed before it, and names local to it are avoided.
    Raises `Refused` where every name that could be bound is taken.
    """
    need = _Need(snapshot, module, member, index)
    found = _existing(need, prefer)
    if found:
        return Imported(found, ())
    for binds, statement, expression in _ways(module, member, prefer):
        if not need.taken(binds, _target(statement)):
            return Imported(expression, (_insertion(need, statement),))
    raise Refused(f"Every name under which `{module}` could be imported is taken here.")


@dataclass(frozen=True)
class _Need:
    """What is asked for, and where it will be used."""

    snapshot: Snapshot
    module: str
    member: str | None
    index: int | None

    @property
    def before(self) -> int:
        """The index of the first entry that may not stand before the import."""
        return len(self.snapshot.entries) if self.index is None else self.index

    def bound(self, name: str) -> list[str]:
        """How the module binds the name: `import`, `assign` and the like, once for each way."""
        return [binding.how for binding in self.snapshot.joined.get("binds", {}) if binding.name == name]

    def local(self, name: str) -> bool:
        """Whether a function or class in the block that will use the name binds it for itself."""
        if self.index is None:
            return False
        block = self.snapshot.entries[self.index].block
        scopes = block.walk.scopes.values()
        return any(name in scope.bound for scope in scopes) or (block.in_class and name in block.walk.root.bound)

    def taken(self, name: str, target: str) -> bool:
        """Whether importing `target` as the name would hide or be hidden by another meaning of the name."""
        bindings = self.snapshot.joined.get("binds", {})
        other = any(item.name == name and (item.how, item.target) != ("import", target) for item in bindings)
        used = self.snapshot.joined.get("uses", {})
        return other or self.local(name) or (hasattr(builtins, name) and name in used)


def _existing(need: _Need, prefer: str) -> str:
    """The expression that an import already there gives, or empty."""
    dot = "" if need.module.endswith(".") else "."
    wanted = f"{need.module}{dot}{need.member}" if need.member else need.module
    whole: list[str] = []
    members: list[str] = []
    for item in _plain_imports(need):
        if len(need.bound(item.name)) != 1 and not _only_submodules(need, item):
            continue
        if need.local(item.name):
            continue
        imported = item.qualified if item.member or item.renamed else item.module
        written = item.name if item.member or item.renamed else item.module
        if imported == wanted:
            (members if need.member else whole).append(written)
        elif need.member and imported == need.module:
            whole.append(f"{written}.{need.member}")
    ordered = members + whole if prefer == "from" else whole + members
    return ordered[0] if ordered else ""


def _only_submodules(need: _Need, item: Import) -> bool:
    """Whether a name bound by `import a.b` is bound otherwise only by `import a` and its submodules."""
    if item.member or item.renamed:
        return False
    return all(
        other.module.partition(".")[0] == item.name and not other.member and not other.renamed
        for other in need.snapshot.joined.get("imports", {})
        if other.name == item.name and other.scope == "module"
    ) and set(need.bound(item.name)) == {"import"}


def _plain_imports(need: _Need) -> Iterator[Import]:
    """The imports at module level that no condition guards and that stand before the use."""
    for entry in need.snapshot.entries[: need.before + (need.index is None)]:
        for item in entry.facts.values.get("imports", ()):
            if item.scope == "module" and not item.guard and item.member != "*":
                yield item


def _ways(module: str, member: str | None, prefer: str) -> Iterator[tuple[str, str, str]]:
    """What could be written, best first: the name bound, the statement, the expression."""
    root, _, _ = module.partition(".")
    leaf = module.rpartition(".")[2]
    if member is None:
        yield root, f"import {module}", module
        yield f"{leaf}_module", f"import {module} as {leaf}_module", f"{leaf}_module"
        return
    direct = (member, f"from {module} import {member}", member)
    dotted = (root, f"import {module}", f"{module}.{member}")
    relative = module.startswith(".")
    yield direct if prefer == "from" or relative else dotted
    if not relative:
        yield dotted if prefer == "from" else direct
    alias = f"{leaf}_{member}" if leaf else f"own_{member}"
    yield alias, f"from {module} import {member} as {alias}", alias


def _target(statement: str) -> str:
    """The dotted name that an import statement binds."""
    tree = ast.parse(statement).body[0]
    assert isinstance(tree, (ast.Import, ast.ImportFrom))
    name = tree.names[0].name
    if isinstance(tree, ast.ImportFrom):
        module = "." * tree.level + (tree.module or "")
        return f"{module}{'' if module.endswith('.') else '.'}{name}"
    return name if tree.names[0].asname else name.partition(".")[0]


def _insertion(need: _Need, statement: str) -> Change:
    """The change that adds the statement to the module."""
    tree = ast.parse(statement).body[0]
    assert isinstance(tree, (ast.Import, ast.ImportFrom))
    top = list(_top_imports(need))
    if isinstance(tree, ast.ImportFrom):
        merged = _merged(need, top, tree, statement.partition(" import ")[2])
        if merged is not None:
            return merged
    group = _group(need.snapshot, tree)
    newline = need.snapshot.newline
    same = [item for item in top if _group(need.snapshot, item.node) == group]
    if same:
        key = in_order(tree)
        keys = [in_order(item.node) for item in same]
        later = [item for item, other in zip(same, keys, strict=True) if other > key]
        if later and keys == sorted(keys):
            return _at(need, later[0].code_line, f"{statement}{newline}")
        return _at(need, same[-1].end_line, f"{statement}{newline}")
    earlier = [item for item in top if _group(need.snapshot, item.node) < group]
    if earlier:
        line = earlier[-1].end_line
        after = "" if _blank(need.snapshot, line) else newline
        return _at(need, line, f"{newline}{statement}{newline}{after}")
    if top:
        return _at(need, top[0].comment_line, f"{statement}{newline}{newline}")
    return _first_import(need, statement, newline)


def line_in_order(snapshot: Snapshot, node: ast.Import | ast.ImportFrom, limit: int) -> int | None:
    """The line before which a statement stands in order among its group right above a line; None where there is no order."""
    group = _group(snapshot, node)
    top: list[_TopImport] = []
    for item in _top_imports(_Need(snapshot, "", None, None)):
        if item.end_line <= limit:  # code between, such as a change of `sys.path`, may matter to what follows
            top = [*top, item] if top and top[-1].end_line == item.start else [item]
    same = [item for item in top if _group(snapshot, item.node) == group]
    keys = [in_order(item.node) for item in same]
    if not same or keys != sorted(keys):
        return None
    later = next((item for item, key in zip(same, keys, strict=True) if key > in_order(node)), None)
    return later.comment_line if later is not None else same[-1].end_line


@dataclass(frozen=True)
class _TopImport:
    """An import statement at the top of the module, with document lines."""

    node: ast.Import | ast.ImportFrom
    block: Block
    start: int

    @property
    def code_line(self) -> int:
        """Its first line."""
        return self.start + self.block.extent_first

    @property
    def end_line(self) -> int:
        """The line after it."""
        return self.start + len(self.block.lines)

    @property
    def comment_line(self) -> int:
        """The line of the comment right above it, if there is one that does not begin the file; else its own."""
        line = self.block.extent_first
        while line and self.block.lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return self.code_line if self.start + line == 0 else self.start + line


def _top_imports(need: _Need) -> Iterator[_TopImport]:
    """The import statements before the first function or class and before the use."""
    for number, entry in enumerate(need.snapshot.entries):
        block = entry.block
        if number >= need.before or block.word in ("def", "class"):
            return
        if block.kind == "leaf" and not block.frames and block.word in ("import", "from") and block.body:
            node = block.body[0]
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield _TopImport(node, block, need.snapshot.starts[number])


def section_of(snapshot: Snapshot, module: str) -> Section:
    """The section of a module (with its dots, where it is relative) among the imports of a file."""
    if module.startswith("."):
        return Section.RELATIVE
    root = module.partition(".")[0]
    if root == "__future__":
        return Section.FUTURE
    if root in sys.stdlib_module_names:
        return Section.STANDARD
    path, project = snapshot.environment.path, snapshot.environment.project
    in_path = root in path.replace("\\", "/").split("/")[:-1]
    own = in_path or (project is not None and project.ask(path, "path", root) is not None)
    return Section.FIRST_PARTY if own else Section.THIRD_PARTY


def _group(snapshot: Snapshot, node: ast.Import | ast.ImportFrom) -> Section:
    """The section of an import; what is relative is put among the project's own."""
    return min(section_of(snapshot, module_of(node)), Section.FIRST_PARTY)


def module_of(node: ast.Import | ast.ImportFrom) -> str:
    """`from` this, with its dots; of `import a` the name."""
    return "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name


def in_order(node: ast.Import | ast.ImportFrom) -> tuple[bool, str]:
    """The usual order within a group: plain imports first, then by module."""
    return isinstance(node, ast.ImportFrom), module_of(node).lower()


def _merged(need: _Need, top: list[_TopImport], wanted: ast.ImportFrom, text: str) -> Change | None:
    """The name added to an import from the same module, or None where there is none that it could be added to."""
    for item in top:
        node = item.node
        same = isinstance(node, ast.ImportFrom) and (node.module, node.level) == (wanted.module, wanted.level)
        if not same or node.names[0].name == "*" or len(item.block.body) > 1:
            continue
        spans = [item.block.span(alias).moved(item.start) for alias in node.names]
        names = [alias.name for alias in node.names]
        position = next((n for n, name in enumerate(names) if name > wanted.names[0].name), len(names))
        if names != sorted(names):
            position = len(names)
        one_a_line = len({span.start_line for span in spans}) == len(spans) and spans[0].start_line > item.code_line
        if one_a_line:
            return _new_line(need, spans, position, text)
        span = spans[min(position, len(spans) - 1)]
        line = need.snapshot.lines[span.start_line].rstrip("\r\n")
        if len(line) + len(text) + 2 > _LONGEST:
            broken = _broken(need, item, spans, position, text)
            if broken is None:
                continue
            return broken
        if position < len(spans):
            return Change(Span(*span.start, *span.start), f"{text}, ")
        return Change(Span(*span.end, *span.end), f", {text}")
    return None


def _broken(need: _Need, item: _TopImport, spans: list[Span], position: int, text: str) -> Change | None:
    """The name added to an import that would grow too long: on a line of its own, as all names of one that was one line."""
    whole = item.block.span(item.node)
    written = item.block.source(whole)
    if whole.start_line != whole.end_line:
        indent = re.match(r"[ \t]*", need.snapshot.lines[spans[-1].start_line])
        own_line = f",{need.snapshot.newline}{indent.group() if indent else ''}{text}"
        return Change(Span(*spans[-1].end, *spans[-1].end), own_line) if "(" in written else None
    if "#" in need.snapshot.lines[item.start + whole.start_line]:
        return None
    names = [item.block.source(span.moved(-item.start)) for span in spans]
    newline = need.snapshot.newline
    lines = "".join(f"    {name},{newline}" for name in (*names[:position], text, *names[position:]))
    return Change(whole.moved(item.start), f"{written.partition(' import ')[0]} import ({newline}{lines})")


def _new_line(need: _Need, spans: list[Span], position: int, text: str) -> Change:
    """The name on a line of its own, in a parenthesised import that has one name a line."""
    newline = need.snapshot.newline
    if position < len(spans):
        span = spans[position]
        indent = need.snapshot.lines[span.start_line][: span.start_column]
        return Change(Span(*span.start, *span.start), f"{text},{newline}{indent}")
    span = spans[-1]
    indent = need.snapshot.lines[span.start_line][: span.start_column]
    return Change(Span(*span.end, *span.end), f",{newline}{indent}{text}")


def _first_import(need: _Need, statement: str, newline: str) -> Change:
    """The first import of a module: after its comments at the top and its docstring."""
    snapshot = need.snapshot
    entries = snapshot.entries
    if entries and _is_docstring(entries[0].block):
        line = len(entries[0].block.lines)
        return _at(need, line, f"{newline}{statement}{newline}{blank_lines(snapshot, line)}")
    line = 0
    while line < len(snapshot.lines) and snapshot.lines[line].lstrip().startswith("#"):
        line += 1
    if line == len(snapshot.lines) or not "".join(snapshot.lines[line:]).strip():
        gap = newline if line and "".join(snapshot.lines).strip() else ""
        return _at(need, line, f"{gap}{statement}{newline}")
    if line and not _blank(snapshot, line):
        line = 0 if not snapshot.lines[0].startswith(("#!", "# -*-")) else 1
        if line == 0:
            return _at(need, 0, f"{statement}{newline}{newline}")
    if line:
        return _at(need, line, f"{newline}{statement}{newline}")
    return _at(need, 0, f"{statement}{newline}{blank_lines(snapshot, 0) or newline}")


def blank_lines(snapshot: Snapshot, line: int) -> str:
    """The blank lines that are missing before a line of a module: two before a function or class, else one (PEP 8)."""
    if _blank(snapshot, line):
        return ""
    return snapshot.newline * (2 if _DEFINES.match(snapshot.lines[line]) else 1)


def _is_docstring(block: Block) -> bool:
    body = block.body
    return (
        block.kind == "leaf"
        and len(body) == 1
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )


def _blank(snapshot: Snapshot, line: int) -> bool:
    """Whether the line is blank or past the end."""
    return line >= len(snapshot.lines) or not snapshot.lines[line].strip()


def _at(need: _Need, line: int, text: str) -> Change:
    """Insert whole lines before a document line; past the last one, after it."""
    lines = need.snapshot.lines
    if line < len(lines):
        return Change(Span(line, 0, line, 0), text)
    last = len(lines) - 1
    column = len(lines[last])
    newline = need.snapshot.newline
    lead = newline if column else ""
    return Change(Span(last, column, last, column), lead + text.removesuffix(newline) if lead else text)
