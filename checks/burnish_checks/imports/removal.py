"""Taking a name out of an import statement, or the whole statement when it was the last."""

from __future__ import annotations

import ast
import re
import sys

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Safety
from burnish_checks.imports.shapes import import_of, statement_of, text_between

_FOR_EFFECT = frozenset(
    {"antigravity", "readline", "rlcompleter", "this", "sitecustomize", "usercustomize", "distutils"}
)
_AFTER_NAME = re.compile(r"[ \t]*(,?)[ \t]*(\S?)")


def remove_import(target: Target) -> Repair:
    """Remove the imported name; safe if no other file can miss it and the module is not imported for what it does."""
    alias = target.node(ast.alias)
    change = removal(target, alias)
    why = _why_unsafe(target, alias)
    return Repair((change,), safety=Safety.UNSAFE if why else Safety.SAFE, why=why)


def removal(target: Target, alias: ast.alias) -> Change:
    """The change that takes one alias out; a comment behind it stays. Raises `Refused` where one would be lost."""
    block = target.block
    statement = statement_of(block, alias)
    if len(statement.names) == 1:
        return remove_statement(target, statement)
    index = statement.names.index(alias)
    span = block.span(alias)
    line = block.lines[span.end_line]
    after = _AFTER_NAME.match(line.rstrip("\r\n"), span.end_column)
    opening = text_between(block, block.span(statement).start, block.span(statement.names[0]).start)
    alone = "(" in opening and not block.lines[span.start_line][: span.start_column].strip()
    if alone and after is not None and not after.group(2):
        return Change(target.place(Span(span.start_line, 0, span.end_line + 1, 0)), "")
    if alone and after is not None and after.group(2) == "#":
        return Change(target.place(Span(*span.start, span.end_line, after.start(2))), "")
    if index + 1 < len(statement.names):
        end = block.span(statement.names[index + 1]).start
        start = span.start
    else:
        start, end = block.span(statement.names[index - 1]).end, span.end
    if "#" in text_between(block, start, end):
        raise Refused("A comment stands beside the name; remove both by hand.")
    return Change(target.place(Span(*start, *end)), "")


def remove_statement(target: Target, statement: ast.stmt) -> Change:
    """The change that removes a statement with its line, or leaves `pass` where a body would be empty.

    A comment behind the statement stays on its line. Raises `Refused` where one inside it would be lost.
    """
    block = target.block
    span = block.span(statement)
    first, last = block.lines[span.start_line], block.lines[span.end_line].rstrip("\r\n")
    before, after = first[: span.start_column], last[span.end_column :]
    if "#" in block.source(span):
        raise Refused("A comment stands inside the statement; remove both by hand.")
    if is_only_one(target, statement):
        return target.replace(span, "pass")
    if after.lstrip().startswith("#") and not before.strip():
        gap = len(after) - len(after.lstrip())
        return Change(target.place(Span(*span.start, span.end_line, span.end_column + gap)), "")
    if after.lstrip().startswith(";"):
        gap = len(after) - len(after.lstrip()[1:].lstrip())
        return Change(target.place(Span(*span.start, span.end_line, span.end_column + gap)), "")
    if before.strip():
        start = len(before.rstrip().rstrip(";").rstrip())
        return Change(target.place(Span(span.start_line, start, span.end_line, span.end_column)), "")
    end = Position(span.end_line + 1, 0)
    if span.end_line + 1 >= len(block.lines) and not block.lines[span.end_line].endswith(("\n", "\r")):
        end = span.end
    return Change(target.place(Span(span.start_line, 0, *end)), "")


def is_only_one(target: Target, statement: ast.stmt) -> bool:
    """Whether a statement is all there is in its body, so that something must stay in its place."""
    block = target.block
    parent = block.parent(statement)
    if parent is not None:
        bodies = [getattr(parent, name, None) for name in ("body", "orelse", "finalbody")]
        return any(isinstance(body, list) and body == [statement] for body in bodies)
    if len(block.body) > 1 or not block.frames:
        return False
    entries = target.snapshot.entries
    previous = entries[target.index - 1].block
    following = entries[target.index + 1].block if target.index + 1 < len(entries) else None
    opened = previous.kind in ("header", "clause") and len(previous.indent) < len(block.indent)
    closed = following is None or following.kind in ("tail", "clause") or len(following.indent) < len(block.indent)
    return opened and closed


def _why_unsafe(target: Target, alias: ast.alias) -> str:
    item = import_of(target.block, alias)
    path = target.snapshot.environment.path
    project = target.project
    if project is None or not project.ask(path, "complete"):
        return "The files of the workspace have not all been read; another may import the name from here."
    if item.scope == "module" and project.ask(path, "importers", item.name):
        return "Another file of the workspace imports the name from here."
    if _has_comment(target.block, alias):
        return "The comment beside it stays, and may say why the import is there."
    if target.finding.data.get("face"):
        return "It may be part of the package's public interface."
    root = item.module.partition(".")[0]
    foreign = root not in sys.stdlib_module_names and _is_module(target, item.qualified, item.member)
    if root in _FOR_EFFECT or foreign:
        return "The module may be imported for what it does when it is loaded."
    return ""


def is_without_effect(module: str) -> bool:
    """Whether the module is one of Python's own that does nothing when it is loaded."""
    root = module.partition(".")[0]
    return root in sys.stdlib_module_names and root not in _FOR_EFFECT


def _has_comment(block: Block, alias: ast.alias) -> bool:
    span = block.span(alias)
    return "#" in block.lines[span.end_line][span.end_column :]


def _is_module(target: Target, qualified: str, member: str) -> bool:
    """Whether what is imported is a module itself, as far as can be told."""
    project = target.project
    path = target.snapshot.environment.path
    return not member or (project is not None and project.ask(path, "facts", qualified, "binds") is not None)
