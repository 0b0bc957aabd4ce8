"""Where a docstring goes: under the header of a function or class, or at the top of a module."""

from __future__ import annotations

from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.importing import blank_lines
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.docstrings.openings import Documented

_WIDEST_INDENT = 8


@dataclass(frozen=True)
class Spot:
    """A place for a docstring: what it replaces, and the text around it."""

    span: Span
    indent: str
    before: str
    after: str


def spot_in_suite(snapshot: Snapshot, index: int, node: Documented) -> Spot:
    """The place under the header of a function or class.

    Raises `Refused` for a class whose header has no member lines below it.
    """
    block = snapshot.entries[index].block
    newline = snapshot.newline
    if node.body:
        return _before_body(snapshot, index, node, newline)
    if index + 1 >= len(snapshot.entries) or len(snapshot.entries[index + 1].block.frames) <= len(block.frames):
        raise Refused("The class has no body yet.")
    line = snapshot.starts[index] + len(block.lines) - 1
    indent = snapshot.entries[index + 1].block.indent
    return _below(snapshot, line, indent, newline, is_class=True)


def _before_body(snapshot: Snapshot, index: int, node: Documented, newline: str) -> Spot:
    block = snapshot.entries[index].block
    start = snapshot.starts[index]
    first = node.body[0]
    span = block.span(first)
    begins = min([span.start, *(_at_sign(block, item) for item in getattr(first, "decorator_list", []))])
    colon = _header_end(block, node, begins)
    if colon.line == begins.line:
        indent = _indent_of(block, node) + indent_unit(snapshot)
        gap = Span(colon.line + start, colon.column, begins.line + start, begins.column)
        return Spot(gap, indent, newline + indent, newline + indent)
    indent = block.lines[begins.line][: begins.column]
    if indent.strip():
        raise Refused("The body begins in the middle of a line.")
    return _below(snapshot, colon.line + start, indent, newline, is_class=isinstance(node, syntax.ClassDef))


def _at_sign(block: Block, decorator: syntax.expr) -> Position:
    """Where the `@` of a decorator stands."""
    start = block.span(decorator).start
    return Position(start.line, block.lines[start.line].rindex("@", 0, start.column))


def _below(snapshot: Snapshot, line: int, indent: str, newline: str, *, is_class: bool) -> Spot:
    """Right below a header's last line; a class keeps a blank line after its docstring."""
    end = len(snapshot.lines[line].rstrip("\r\n"))
    following = snapshot.lines[line + 1] if line + 1 < len(snapshot.lines) else ""
    gap = newline if is_class and following.strip() else ""
    return Spot(Span(line, end, line, end), indent, newline + indent, gap)


def _header_end(block: Block, node: Documented, begins: Position) -> Position:
    """Right behind the colon of the header, which is the last one before the body that no comment hides."""
    line, column = begins
    while line >= 0:
        text = block.lines[line][:column] if line == begins.line else block.lines[line]
        code = _without_comment(text).rstrip(" \t\r\n\\")
        if code.endswith(":"):
            return Position(line, len(code))
        if code.strip() and line != begins.line:
            break
        line -= 1
    raise Refused("The end of the header was not found.")


def _without_comment(text: str) -> str:
    """The line up to a comment, as far as it holds no quotes; a header's last line rarely does."""
    quote = ""
    for number, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[number - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return text[:number]
    return text


def spot_in_module(snapshot: Snapshot) -> Spot:
    """The place at the top of a module: after the comments that begin the file, before everything else."""
    newline = snapshot.newline
    line = 0
    while line < len(snapshot.lines) and snapshot.lines[line].startswith("#"):
        line += 1
    only_shebang = line == 1 and snapshot.lines[0].startswith("#!")
    before = "" if line == 0 or only_shebang else newline
    return Spot(Span(line, 0, line, 0), "", before, newline + blank_lines(snapshot, line))


def change_at(spot: Spot, lines: list[str], newline: str) -> str:
    """The text to put at the spot: the docstring's lines quoted and indented."""
    body = f"{newline}".join([lines[0], *(f"{spot.indent}{line}" if line else "" for line in lines[1:])])
    quoted = f'"""{body}"""' if len(lines) == 1 else f'"""{body}{newline}{spot.indent}"""'
    return f"{spot.before}{quoted}{spot.after}"


def insertion(spot: Spot, text: str, snippet: str) -> Change:
    """The change that writes the docstring."""
    return Change(spot.span, text, snippet=snippet)


def indent_unit(snapshot: Snapshot) -> str:
    """One level of indentation as the document has it."""
    for entry in snapshot.entries:
        frames = entry.block.frames
        if len(frames) == 1 and entry.block.indent:
            return entry.block.indent
        for line in entry.block.lines[entry.block.extent_first + 1 :]:
            indent = line[: len(line) - len(line.lstrip())]
            if not frames and indent and line.strip() and line.lstrip()[0] not in "#)]}":
                return indent if len(indent) <= _WIDEST_INDENT else "    "
    return "    "


def _indent_of(block: Block, node: Documented) -> str:
    line = block.span(node).start_line
    text = block.lines[line]
    return text[: len(text) - len(text.lstrip())]
