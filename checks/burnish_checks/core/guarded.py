"""Bringing in a name for type checkers alone: an import under `if TYPE_CHECKING:`, where a person would write it."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from burnish_checks.core.block import Block
from burnish_checks.core.importing import blank_lines, ensure_import, in_order
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change
from burnish_checks.core.snapshot import Snapshot

_LONGEST = 88


def import_for_checkers(snapshot: Snapshot, statement: str, gone: int | None = None) -> tuple[Change, ...]:
    """The changes that add an import under the module's `if TYPE_CHECKING:`, which is made if there is none.

    `gone` is a document line that another change takes away. Raises `Refused` where `TYPE_CHECKING` cannot be had.
    """
    newline = snapshot.newline
    for start, entry in zip(snapshot.starts, snapshot.entries, strict=True):
        block = entry.block
        if block.word == "if" and not block.frames and not block.inline and _is_guard(block):
            whole = block.body[0] if block.kind == "leaf" and block.body else None
            if isinstance(whole, ast.If):
                return (_among(block, start, whole, statement, newline),)
            line = start + block.extent_first + 1
            if line < len(snapshot.lines):
                return (_line(line, f"{_indent(snapshot, line)}{statement}{newline}"),)
    found = ensure_import(snapshot, "typing", "TYPE_CHECKING")
    line = max(_after_imports(snapshot), _after_binding(snapshot, found.expression.partition(".")[0]))
    before = line - 1
    while before >= 0 and before == gone:
        before -= 1
    lead = newline if before >= 0 and snapshot.lines[before].strip() else ""
    trail = blank_lines(snapshot, line)
    text = f"{lead}if {found.expression}:{newline}    {statement}{newline}{trail}"
    place = Span(line, 0, line, 0)
    made = (
        replace(item, new_text=item.new_text.replace(newline * 3, newline * 2)) if item.span == place else item
        for item in found.changes
    )
    return (*made, Change(place, text))  # of two insertions at one place the first comes first


def _is_guard(block: Block) -> bool:
    return re.match(r"\s*if\s+(\w+\.)?TYPE_CHECKING\s*:", block.lines[block.extent_first]) is not None


def _among(block: Block, start: int, guard: ast.If, statement: str, newline: str) -> Change:
    """The import added to those in a guard: to one from the same module, else in order."""
    wanted = ast.parse(statement).body[0]
    assert isinstance(wanted, (ast.Import, ast.ImportFrom))
    imports = [item for item in guard.body if isinstance(item, (ast.Import, ast.ImportFrom))]
    indent = block.lines[block.span(guard.body[0]).start_line][: block.span(guard.body[0]).start_column]
    for item in imports:
        span = block.span(item)
        if _is_of_same_module(item, wanted) and span.start_line == span.end_line and "(" not in block.source(span):
            names = [*(_written(alias) for alias in item.names), *(_written(alias) for alias in wanted.names)]
            head = block.source(span).partition(" import ")[0]
            text = f"{head} import {', '.join(sorted(set(names), key=str.lower))}"
            if len(indent) + len(text) <= _LONGEST:
                return Change(span.moved(start), text)
    later = next((item for item in imports if in_order(item) > in_order(wanted)), None)
    before = block.span(later).start_line if later is not None else block.span((imports or guard.body)[-1]).end_line + 1
    return _line(start + before, f"{indent}{statement}{newline}")


def _is_of_same_module(item: ast.Import | ast.ImportFrom, wanted: ast.Import | ast.ImportFrom) -> bool:
    if not isinstance(item, ast.ImportFrom) or not isinstance(wanted, ast.ImportFrom):
        return False
    return (item.module, item.level) == (wanted.module, wanted.level) and item.names[0].name != "*"


def _written(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _indent(snapshot: Snapshot, line: int) -> str:
    body = next((text for text in snapshot.lines[line:] if text.strip()), "    ")
    return body[: len(body) - len(body.lstrip())] or "    "


def _line(line: int, text: str) -> Change:
    return Change(Span(line, 0, line, 0), text)


def _after_imports(snapshot: Snapshot) -> int:
    """The line behind the last import at the top of the module, or behind its docstring."""
    line = 0
    for number, entry in enumerate(snapshot.entries):
        block = entry.block
        if block.kind != "leaf" or block.frames:
            if line:
                break
            if block.kind in ("header", "clause") and block.word not in ("class",):
                continue
            break
        docstring = number == 0 and block.text.lstrip().startswith(('"', "'", "r", "#"))
        if block.word in ("import", "from") or (docstring and not line):
            line = snapshot.starts[number] + len(block.lines)
        elif block.word in ("def", "class", "@"):
            break
    return line


def _after_binding(snapshot: Snapshot, name: str) -> int:
    """The line behind the first import at module level that binds a name; 0 if there is none."""
    for start, entry in zip(snapshot.starts, snapshot.entries, strict=True):
        imports = entry.facts.values.get("imports", ())
        if any(item.name == name and item.scope == "module" and not item.guard for item in imports):
            return start + len(entry.block.lines)
    return 0
